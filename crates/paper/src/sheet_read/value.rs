//! From calamine's values to ours.

use calamine::{DataRef, ExcelDateTime};
use jiff::Unit;
use jiff::civil::{Date, DateTime, Time};
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use super::Cell;

/// Digits that Excel keeps of a number; what a file holds beyond is noise of binary fractions.
const DIGITS: usize = 15;

pub(super) fn cell(value: DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::Empty,
        DataRef::Int(number) => Cell::Number(number.to_string()),
        DataRef::Float(number) => Cell::Number(decimal(number)),
        DataRef::String(text) | DataRef::DurationIso(text) => text_cell(&text),
        DataRef::SharedString(text) => text_cell(text),
        DataRef::Bool(truth) => Cell::Bool(truth),
        DataRef::DateTime(moment) => date_cell(moment),
        DataRef::DateTimeIso(text) => iso_cell(&text),
        DataRef::Error(error) => Cell::Error(error.to_string()),
    }
}

fn text_cell(text: &str) -> Cell {
    match text {
        "" => Cell::Empty,
        text if is_nfc(text) => Cell::Text(text.to_owned()),
        // Letters are written in one way, whichever program wrote the sheet (control 33).
        text => Cell::Text(text.nfc().collect()),
    }
}

fn iso_cell(text: &str) -> Cell {
    if let Ok(moment) = text.parse::<DateTime>() {
        return moment_cell(moment);
    }
    text.parse::<Date>().map_or_else(|_| text_cell(text), Cell::Date)
}

fn date_cell(moment: ExcelDateTime) -> Cell {
    let serial = moment.as_f64();
    if moment.is_duration() {
        return Cell::Text(duration(serial));
    }
    civil(moment).map_or_else(
        || Cell::Number(decimal(serial)),
        |found| if serial < 1.0 { Cell::Text(found.time().to_string()) } else { moment_cell(found) },
    )
}

fn civil(moment: ExcelDateTime) -> Option<DateTime> {
    if moment.as_f64() < 0.0 {
        return None;
    }
    let (year, month, day, hour, minute, second, milli) = moment.to_ymd_hms_milli();
    let date = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?);
    let time = Time::new(
        i8::try_from(hour).ok()?,
        i8::try_from(minute).ok()?,
        i8::try_from(second).ok()?,
        i32::from(milli) * 1_000_000,
    );
    date.ok()?.to_datetime(time.ok()?).round(Unit::Second).ok()
}

fn moment_cell(moment: DateTime) -> Cell {
    if moment.time() == Time::midnight() { Cell::Date(moment.date()) } else { Cell::DateTime(moment) }
}

/// `26:30:00` for 1.104166… days.
fn duration(days: f64) -> String {
    let text = format!("{:.0}", days.abs() * 86_400.0);
    let seconds: u64 = text.parse().unwrap_or(0);
    let sign = if days < 0.0 { "-" } else { "" };
    format!("{sign}{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A number as plain decimal text, rounded to 15 digits, without an exponent or zeros at the end.
pub(super) fn decimal(number: f64) -> String {
    if !number.is_finite() || number == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{:.*e}", DIGITS - 1, number.abs());
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let digits: String = mantissa.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.trim_end_matches('0');
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let sign = if number < 0.0 { "-" } else { "" };
    let Ok(whole) = usize::try_from(exponent + 1) else {
        let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
        return format!("{sign}0.{}{digits}", "0".repeat(zeros));
    };
    if whole == 0 {
        return format!("{sign}0.{digits}");
    }
    match digits.split_at_checked(whole) {
        Some((before, "")) => format!("{sign}{before}"),
        Some((before, after)) => format!("{sign}{before}.{after}"),
        None => format!("{sign}{digits}{}", "0".repeat(whole.saturating_sub(digits.len()))),
    }
}

#[cfg(test)]
mod tests {
    use calamine::ExcelDateTimeType;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn numbers_come_as_people_typed_them() {
        for (number, text) in [
            (24.6, "24.6"),
            (0.1 + 0.2, "0.3"),
            (1409.5, "1409.5"),
            (-12.0, "-12"),
            (100_000.0, "100000"),
            (0.05, "0.05"),
            (0.5, "0.5"),
            (1.23e17, "123000000000000000"),
            (-0.0, "0"),
            (1e-7, "0.0000001"),
            (123_456_789_012_345.0, "123456789012345"),
            (9.999_999_999_999_999_9, "10"),
        ] {
            assert_eq!(decimal(number), text);
        }
    }

    #[test]
    fn dates_times_and_durations() {
        let at = |value| date_cell(ExcelDateTime::new(value, ExcelDateTimeType::DateTime, false));
        assert_eq!(at(46350.0), Cell::Date(date(2026, 11, 24)));
        assert_eq!(at(46350.5), Cell::DateTime(date(2026, 11, 24).at(12, 0, 0, 0)));
        assert_eq!(at(0.25), Cell::Text("06:00:00".to_owned()));
        assert_eq!(at(60.0), Cell::Number("60".to_owned()), "29 February 1900 never was");
        assert_eq!(at(-3.0), Cell::Number("-3".to_owned()));
        let lasting = ExcelDateTime::new(26.5 / 24.0, ExcelDateTimeType::TimeDelta, false);
        assert_eq!(date_cell(lasting), Cell::Text("26:30:00".to_owned()));
        assert_eq!(iso_cell("2026-11-24"), Cell::Date(date(2026, 11, 24)));
        assert_eq!(iso_cell("2026-11-24T08:30:00"), Cell::DateTime(date(2026, 11, 24).at(8, 30, 0, 0)));
    }
}
