//! Payment terms as people write them: clauses, each with what makes it due, its share, and the time allowed after it
//! (H3.4, C04, C05). What is not understood is said to be unclear; nothing is guessed.

use super::{Due, Instalment, Unclear, Unit, check};

/// The longest period, in days or months: what is more is a slip.
const LONGEST: i64 = 3650;

/// Reads terms such as `30%定金,发货前付清70%`, `月结30天`, `货到30天付清`, `T/T 40% deposit, 60% before shipment`.
pub fn parse(text: &str) -> Result<Vec<Instalment>, Unclear> {
    let text = crate::quantity::half_width(text).to_lowercase();
    let mut plan: Vec<Instalment> = Vec::new();
    let mut rest = None;
    for clause in text.split([',', ';', '、', '。', '，', '；']).map(str::trim).filter(|c| !c.is_empty())
    {
        let due = due_of(clause).ok_or(Unclear::Words)?;
        let (share, words) = percent(clause);
        let (after, unit) = period(due, &words)?;
        let instalment = Instalment { due, share: share.unwrap_or_default(), after, unit };
        match share {
            Some(_) => plan.push(instalment),
            None if rest.is_none() => rest = Some(instalment),
            None => return Err(Unclear::Words),
        }
    }
    let sum: i64 = plan.iter().map(|i| i.share).sum();
    plan.extend(rest.map(|rest| Instalment { share: 10_000 - sum, ..rest }));
    check(&plan)?;
    Ok(plan)
}

/// What makes a clause due. An event that is named goes before words that only say "all of it".
fn due_of(clause: &str) -> Option<Due> {
    let has = |words: &[&str]| words.iter().any(|w| clause.contains(w));
    // Before an arrival or an acceptance is another day than after it, and no event of ours.
    if has(&[
        "到货前",
        "验收前",
        "安装前",
        "竣工前",
        "交货前",
        "before arrival",
        "before delivery",
        "before install",
    ]) {
        return None;
    }
    if has(&["月结"]) {
        return Some(Due::Monthly);
    }
    if has(&["质保", "保修", "retention"]) {
        return Some(Due::Retention);
    }
    if has(&["发货前", "before ship", "款到发货"]) {
        return Some(Due::BeforeShipping);
    }
    if has(&["验收", "竣工", "安装", "acceptance", "install"]) {
        return Some(Due::OnAcceptance);
    }
    if has(&["到货", "货到", "arrival", "delivery"]) {
        return Some(Due::OnArrival);
    }
    if has(&["定金", "预付", "deposit", "advance", "订金"]) {
        return Some(Due::Deposit);
    }
    has(&["付清全款", "全款"]).then_some(Due::BeforeShipping)
}

/// The share of a clause in hundredths of a percent, and its words without it.
fn percent(clause: &str) -> (Option<i64>, String) {
    let Some((before, after)) = clause.split_once('%') else { return (None, clause.to_owned()) };
    let words = before.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let digits = before.get(words.len()..).unwrap_or_default();
    (crate::quantity::decimal(digits, 2), format!("{words} {after}"))
}

/// The time that `words` allow after the event, and its unit where that is not the usual one. Words with a number that
/// is no period, with two periods, or with a period of another unit are unclear.
fn period(due: Due, words: &str) -> Result<(i64, Option<Unit>), Unclear> {
    let words = words.replace("月结", "").replace("t/t", "");
    let mut found = None;
    let mut rest = words.as_str();
    while let Some(at) = rest.find(is_numeral) {
        let (_, from) = rest.split_at(at);
        let (numeral, after) = from.split_at(from.find(|c| !is_numeral(c)).unwrap_or(from.len()));
        let read = number(numeral).and_then(|n| unit(n, after));
        match read {
            Some((n, unit, left)) if found.is_none() && (0..=LONGEST).contains(&n) => {
                found = Some((n, unit));
                rest = left;
            }
            // 一次付清, 三方验收: a numeral in words that counts nothing of ours.
            None if !numeral.contains(|c: char| c.is_ascii_digit()) && !names_time(after) => rest = after,
            _ => return Err(Unclear::Period),
        }
    }
    let usual = due.usual_unit();
    match found {
        // Retention without a stated period runs a year.
        None if due == Due::Retention => Ok((12, None)),
        None => Ok((0, None)),
        // Nobody pays some days before an event that has no day yet.
        Some((n, _)) if due == Due::BeforeShipping && n > 0 => Err(Unclear::Period),
        Some((n, unit)) => Ok((n, Some(unit).filter(|unit| *unit != usual))),
    }
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二两三四五六七八九十百半".contains(c)
}

/// Whether a unit of time follows, one of ours or not.
fn names_time(after: &str) -> bool {
    let after = after.trim_start().trim_start_matches('个');
    ["天", "日", "月", "年", "周", "星期", "季", "工作日", "day", "week", "month", "year"]
        .iter()
        .any(|unit| after.starts_with(unit))
}

/// A number with the unit that stands behind it, and what comes after both.
fn unit(n: Numeral, after: &str) -> Option<(i64, Unit, &str)> {
    let after = after.trim_start();
    let months = |count: i64, unit: &str| Some((count, Unit::Months, after.strip_prefix(unit)?));
    let days = |count: i64, unit: &str| Some((count, Unit::Days, after.strip_prefix(unit)?));
    match n {
        Numeral::Half => months(6, "年").or_else(|| months(6, " year")),
        Numeral::Whole(n) => ["天", "日", "days", "day"]
            .iter()
            .find_map(|unit| days(n, unit))
            .or_else(|| {
                ["周", "个星期", "星期", "weeks", "week"]
                    .iter()
                    .find_map(|unit| days(n.checked_mul(7)?, unit))
            })
            .or_else(|| ["个月", "月", "months", "month"].iter().find_map(|unit| months(n, unit)))
            .or_else(|| ["年", "years", "year"].iter().find_map(|unit| months(n.checked_mul(12)?, unit))),
    }
}

/// A number in digits or words.
#[derive(Clone, Copy)]
enum Numeral {
    /// 半: half of the unit.
    Half,
    Whole(i64),
}

fn number(text: &str) -> Option<Numeral> {
    if text == "半" {
        return Some(Numeral::Half);
    }
    if let Ok(n) = text.parse() {
        return Some(Numeral::Whole(n));
    }
    let digit = |c: char| "零一二三四五六七八九".chars().position(|d| d == c || (c == '两' && d == '二'));
    let (mut sum, mut last) = (0_i64, None);
    for c in text.chars() {
        match c {
            '十' => sum = last.take().unwrap_or(1_i64).checked_mul(10)?.checked_add(sum)?,
            '百' => sum = last.take()?.checked_mul(100)?.checked_add(sum)?,
            c if last.is_none() => last = Some(i64::try_from(digit(c)?).ok()?),
            _ => return None,
        }
    }
    Some(Numeral::Whole(last.unwrap_or(0).checked_add(sum)?))
}
