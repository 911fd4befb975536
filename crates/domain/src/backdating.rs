//! What may be recorded of an earlier day (H2.1, H7.2): not before its cause, and long afterwards only with a reason.

use jiff::civil::Date;

use crate::calendar::shift;
use crate::refusal::{Refusal, refuse};

/// Days after which nothing is recorded any more: such a day is a slip of the year.
const OLDEST: i32 = 366;

/// Until when something may be recorded late without a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Backdating {
    /// Today.
    pub today: Date,
    /// Days that may have passed.
    pub days: i64,
}

impl Backdating {
    /// Refuses a day before `since`, and one long past where `words` say nothing of it. A day after today is refused by the
    /// act's own rule.
    pub fn check(self, on: Date, since: Option<Date>, words: &str) -> Result<(), Refusal> {
        if let Some(since) = since.filter(|since| on < *since) {
            return Err(refuse(
                "H2.1",
                "{on} 早于下单日期 {since}，请核对日期",
                [("on", on.to_string()), ("since", since.to_string())],
            ));
        }
        if on < shift(self.today, -OLDEST) {
            return Err(refuse("H2.1", "{on} 已经过去一年以上，请核对年份", [("on", on.to_string())]));
        }
        let limit = shift(self.today, -i32::try_from(self.days).unwrap_or(i32::MAX));
        if on < limit && words.trim().is_empty() {
            return Err(refuse(
                "H2.1",
                "{on} 已经过去 {days} 天以上，补记请在说明里写明原因",
                [("on", on.to_string()), ("days", self.days.to_string())],
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn h2_1_a_day_before_its_cause_is_refused_and_one_long_past_says_why() {
        let today = date(2026, 11, 20);
        let backdating = Backdating { today, days: 7 };
        let since = Some(date(2026, 11, 2));
        for (on, words, fine) in [
            (today, "", true),
            (date(2026, 11, 13), "", true),
            (date(2026, 11, 12), "", false),
            (date(2026, 11, 12), " ", false),
            (date(2026, 11, 12), "单据今天才收到", true),
            (date(2026, 11, 1), "单据今天才收到", false),
        ] {
            assert_eq!(backdating.check(on, since, words).is_ok(), fine, "{on} {words}");
        }
        assert!(backdating.check(date(2026, 11, 1), None, "押金").is_ok());
    }
}
