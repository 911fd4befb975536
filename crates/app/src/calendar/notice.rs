//! A notice of holidays as a file: `{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01", "isOffDay": true}]}`, the
//! format in which the days of a year are exchanged. One file holds what one notice names, days of the December before
//! it too; an ordinary weekend is not named.

use domain::company::{Day, Span};
use jiff::ToSpan as _;
use jiff::civil::Date;
use kernel::error::FieldError;
use serde_json::Value;

/// The field that the file comes in.
pub const FIELD: &str = "notice";

/// What a file says: its year and its days, in runs.
pub fn read(bytes: &[u8]) -> Result<(i16, Vec<Span>), FieldError> {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let value: Value = serde_json::from_slice(bytes).map_err(|error| {
        let at = [("line", error.line().to_string()), ("column", error.column().to_string())];
        wrong("文件第 {line} 行第 {column} 个字符起不是 JSON。请选放假安排的 JSON 文件，或直接填下面的表", at)
    })?;
    let year = value.get("year").and_then(Value::as_i64).and_then(|year| i16::try_from(year).ok());
    let Some(year) = year.filter(|year| (2000..=2099).contains(year)) else {
        let said = [("value", said(value.get("year")))];
        return Err(wrong("文件里的 year“{value}”不对。应是 2000 到 2099 的年份，例如 2027", said));
    };
    let days = value.get("days").and_then(Value::as_array).filter(|days| !days.is_empty());
    let Some(days) = days else {
        let said = [("year", year.to_string())];
        return Err(wrong(
            "文件的 days 里没有日期：{year} 年的通知可能还没有收进这个文件。请换一个文件",
            said,
        ));
    };
    let mut read = Vec::with_capacity(days.len());
    for (n, day) in (1_usize..).zip(days) {
        read.push(one(n, day, year)?);
    }
    read.sort_by_key(|(date, ..)| *date);
    Ok((year, runs(read)))
}

fn one(n: usize, day: &Value, year: i16) -> Result<(Date, Day, String), FieldError> {
    let row = ("row", n.to_string());
    let text = day.get("date").and_then(Value::as_str);
    let Some(date) = text.and_then(|text| text.trim().parse::<Date>().ok()) else {
        let value = ("value", said(day.get("date")));
        return Err(wrong("days 第 {row} 条的 date“{value}”不是日期。请写成 2027-01-01", [row, value]));
    };
    // The notice of a year has a say in the December before it, and in nothing else.
    if date.year() != year && (date.year(), date.month()) != (year - 1, 12) {
        let said = [row, ("value", date.to_string()), ("year", year.to_string())];
        return Err(wrong(
            "days 第 {row} 条的 date“{value}”不在 {year} 年，也不在前一年 12 月。请核对年份",
            said,
        ));
    }
    let Some(off) = day.get("isOffDay").and_then(Value::as_bool) else {
        let value = ("value", said(day.get("isOffDay")));
        let text = "days 第 {row} 条的 isOffDay“{value}”不对。放假写 true，上班写 false";
        return Err(wrong(text, [row, value]));
    };
    let name = day.get("name").and_then(Value::as_str).unwrap_or_default();
    let name = name.chars().filter(|c| !c.is_control()).take(40).collect::<String>();
    Ok((date, if off { Day::Free } else { Day::Worked }, name.trim().to_owned()))
}

/// Days one after another that are the same, as one span.
fn runs(days: Vec<(Date, Day, String)>) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for (date, kind, name) in days {
        match spans.last_mut() {
            Some(span)
                if (span.kind, &span.name) == (kind, &name)
                    && span.to.checked_add(1.day()).is_ok_and(|next| date <= next) =>
            {
                span.to = date;
            }
            _ => spans.push(Span { from: date, to: date, kind, name }),
        }
    }
    spans
}

/// A value as the file has it, shortened.
fn said(value: Option<&Value>) -> String {
    let text = match value {
        None => return String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    text.chars().take(40).collect()
}

fn wrong<const N: usize>(text: &'static str, params: [(&'static str, String); N]) -> FieldError {
    FieldError { field: FIELD.to_owned(), text, params: params.into() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c31_a_file_of_a_notice_becomes_runs_of_days() {
        let file = r#"{"$schema":"x","year":2027,"papers":[],"days":[
            {"name":"元旦","date":"2026-12-31","isOffDay":true},{"name":"元旦","date":"2027-01-02","isOffDay":true},
            {"name":"元旦","date":"2027-01-01","isOffDay":true},{"name":"元旦","date":"2026-12-27","isOffDay":false}]}"#;
        let (year, spans) = read(file.as_bytes()).unwrap();
        let told = |s: &Span| (s.from.to_string(), s.to.to_string(), s.kind, s.name.clone());
        let told: Vec<_> = spans.iter().map(told).collect();
        assert_eq!(year, 2027);
        let wanted = [("2026-12-27", "2026-12-27", Day::Worked), ("2026-12-31", "2027-01-02", Day::Free)];
        assert_eq!(told, wanted.map(|(from, to, kind)| (from.into(), to.into(), kind, "元旦".into())));
    }

    #[test]
    fn c31_a_bad_file_is_refused_by_row_field_and_value() {
        let day =
            |day: &str| format!(r#"{{"year":2027,"days":[{{"date":"2027-01-01","isOffDay":true}},{day}]}}"#);
        for (file, field, value) in [
            ("not json".to_owned(), "JSON", "1"),
            (r#"{"year":"next","days":[]}"#.to_owned(), "year", "next"),
            (r#"{"year":2027,"days":[]}"#.to_owned(), "days", "2027"),
            (day(r#"{"date":"1/2/2027","isOffDay":true}"#), "date", "1/2/2027"),
            (day(r#"{"date":"2029-01-02","isOffDay":true}"#), "date", "2029-01-02"),
            (day(r#"{"date":"2027-01-02","isOffDay":"yes"}"#), "isOffDay", "yes"),
            (day("7"), "date", ""),
        ] {
            let error = read(file.as_bytes()).unwrap_err();
            assert!(error.text.contains(field), "{file}: {}", error.text);
            assert!(error.params.iter().any(|(_, v)| v == value), "{file}: {:?}", error.params);
        }
    }
}
