//! What is expected of an order, and since when it is late: kept as it changes, so that lateness is told as it was known, and
//! what is due about it does not move with the day (H2.3, H6.3).

use jiff::civil::Date;

use super::{Forecast, Step, Told};

/// What was known of an order's arrival from one moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The line that it is known of, where one is late before the order is.
    pub line: Option<i64>,
    /// Expected arrival.
    pub arrives: Date,
    /// What was promised then.
    pub promised: Date,
    /// What decided the date then.
    pub decisive: Step,
    /// Since when it is expected later than that promise.
    pub late_since: Option<Date>,
    /// The expected arrival, where it stands; of goods that are made and lie there the first that was known: who does not send them has no
    /// later day for it.
    pub stands: Option<Date>,
}

impl Known {
    /// What is known on `today` after `before` of an order that is promised for `due`: another line or promise begins anew.
    pub fn after(before: Option<&Self>, forecast: &Forecast, due: Date, today: Date) -> Self {
        let Told { line, promised, arrives, decisive, stands } = forecast.told(due);
        let same = before.filter(|known| (known.line, known.promised) == (line, promised));
        let since = same.and_then(|known| known.late_since);
        let late_since = (arrives > promised).then(|| since.unwrap_or(today));
        let stands = if decisive == Step::Dispatched {
            let first = same.filter(|known| known.decisive == decisive).and_then(|known| known.stands);
            Some(first.unwrap_or(arrives))
        } else {
            Some(arrives).filter(|_| stands)
        };
        Self { line, arrives, promised, decisive, late_since, stands }
    }
}
