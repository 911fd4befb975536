//! Payment terms as people write them, read into a payment plan (H3.4, H6.2).

#[cfg(test)]
mod tests;

use jiff::Span;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::money::Money;

/// What makes an instalment fall due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// Deposit 定金: with the order.
    Deposit,
    /// Before shipping 发货前: nothing leaves before it is paid.
    BeforeShipping,
    /// On arrival 到货后.
    OnArrival,
    /// On the customer's acceptance 验收.
    OnAcceptance,
    /// 月结N天: the end of the arrival's month plus N days.
    Monthly,
    /// Retention 质保: months after acceptance (or arrival where nothing is accepted).
    Retention,
}

crate::choice!(Due {
    Deposit = "deposit", "定金";
    BeforeShipping = "before_shipping", "发货前";
    OnArrival = "on_arrival", "到货后";
    OnAcceptance = "on_acceptance", "验收";
    Monthly = "monthly", "月结";
    Retention = "retention", "质保金";
});

/// One instalment of a payment plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instalment {
    /// What makes it due.
    pub due: Due,
    /// Its share in hundredths of a percent; the shares of a plan sum to 10,000.
    pub share: i64,
    /// Days after the event (月结N天), or months for retention.
    pub after: i64,
}

/// Why terms cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unclear {
    /// No known words in it.
    Words,
    /// The shares do not sum to 100 %.
    Sum {
        /// What they sum to, in hundredths of a percent.
        found: i64,
    },
}

/// Reads terms such as `30%定金,发货前付清70%`, `月结30天`, `T/T 40% deposit, 60% before shipment`.
pub fn parse(text: &str) -> Result<Vec<Instalment>, Unclear> {
    let text = crate::quantity::half_width(text).to_lowercase();
    let mut plan: Vec<Instalment> = Vec::new();
    let mut rest_due = None;
    for clause in text.split([',', ';', '、', '。', '，', '；']).map(str::trim).filter(|c| !c.is_empty())
    {
        let (due, after) = due_of(clause).ok_or(Unclear::Words)?;
        match percent(clause) {
            Some(share) => plan.push(Instalment { due, share, after }),
            None if rest_due.is_none() => rest_due = Some((due, after)),
            None => return Err(Unclear::Words),
        }
    }
    let sum: i64 = plan.iter().map(|i| i.share).sum();
    if let Some((due, after)) = rest_due {
        plan.push(Instalment { due, share: 10_000 - sum, after });
    }
    check(&plan)?;
    Ok(plan)
}

/// Whether the shares of `plan` are positive and sum to 100 %.
pub fn check(plan: &[Instalment]) -> Result<(), Unclear> {
    let found = plan.iter().map(|i| i.share).fold(0_i64, i64::saturating_add);
    if plan.is_empty() {
        return Err(Unclear::Words);
    }
    if found != 10_000 || plan.iter().any(|i| i.share <= 0) {
        return Err(Unclear::Sum { found });
    }
    Ok(())
}

/// The amounts of `plan` over `total`; the last takes the remainder of rounding.
pub fn amounts(plan: &[Instalment], total: Money) -> Vec<Money> {
    let mut left = total;
    let last = plan.len().saturating_sub(1);
    plan.iter()
        .enumerate()
        .map(|(n, instalment)| {
            let amount = if n == last { left } else { total.share(instalment.share) };
            left = left.minus(amount);
            amount
        })
        .collect()
}

/// The dates that instalments hang on, as far as they are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Anchors {
    /// Order date.
    pub ordered: Option<Date>,
    /// When the goods are to leave.
    pub ship: Option<Date>,
    /// When everything had arrived.
    pub arrived: Option<Date>,
    /// When the customer accepted.
    pub accepted: Option<Date>,
}

/// When `instalment` is due, as far as its anchor is known.
pub fn due_on(instalment: &Instalment, anchors: &Anchors) -> Option<Date> {
    let days = |date: Date, n: i64| date.checked_add(Span::new().days(n)).unwrap_or(date);
    match instalment.due {
        Due::Deposit => anchors.ordered.map(|d| days(d, instalment.after)),
        Due::BeforeShipping => anchors.ship,
        Due::OnArrival => anchors.arrived.map(|d| days(d, instalment.after)),
        Due::OnAcceptance => anchors.accepted.map(|d| days(d, instalment.after)),
        Due::Monthly => anchors.arrived.map(|d| days(d.last_of_month(), instalment.after)),
        Due::Retention => {
            let from = anchors.accepted.or(anchors.arrived)?;
            Some(from.checked_add(Span::new().months(instalment.after)).unwrap_or(from))
        }
    }
}

fn due_of(clause: &str) -> Option<(Due, i64)> {
    let has = |words: &[&str]| words.iter().any(|w| clause.contains(w));
    if has(&["月结"]) {
        return Some((Due::Monthly, number(clause).unwrap_or(0)));
    }
    if has(&["质保", "保修", "retention"]) {
        return Some((Due::Retention, months(clause)));
    }
    if has(&["发货前", "before ship", "付清全款", "款到发货", "全款"]) {
        return Some((Due::BeforeShipping, 0));
    }
    if has(&["定金", "预付", "deposit", "advance", "订金"]) {
        return Some((Due::Deposit, 0));
    }
    if has(&["验收", "竣工", "安装", "acceptance", "install"]) {
        return Some((Due::OnAcceptance, 0));
    }
    if has(&["到货", "货到", "arrival", "delivery"]) {
        return Some((Due::OnArrival, 0));
    }
    None
}

/// Retention without a stated period runs a year.
fn months(clause: &str) -> i64 {
    let after = clause.rsplit('%').next().unwrap_or(clause);
    let n = number(after);
    if after.contains('月') {
        return n.unwrap_or(12);
    }
    let years = match n {
        Some(n) => n,
        None if after.contains('两') || after.contains('二') => 2,
        None if after.contains('三') => 3,
        None => 1,
    };
    years * 12
}

fn percent(clause: &str) -> Option<i64> {
    let before = clause.split('%').next().filter(|b| b.len() < clause.len())?;
    let digits: String = before.chars().rev().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let digits: String = digits.chars().rev().collect();
    crate::quantity::decimal(&digits, 2)
}

fn number(text: &str) -> Option<i64> {
    let digits: String =
        text.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).take(4).collect();
    digits.parse().ok()
}
