//! What is expected of an order, and since when it is late: kept as it changes, so that lateness is told as it was known, and
//! what is due about it does not move with the day (H2.3, H6.3).

use jiff::civil::Date;

use super::{Forecast, Step};

/// What was known of an order's arrival from one moment on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// Expected arrival.
    pub arrives: Date,
    /// What was promised then.
    pub promised: Date,
    /// What decided the date then.
    pub decisive: Step,
    /// Since when it, or a line of it, is expected later than promised.
    pub late_since: Option<Date>,
}

impl Known {
    /// What is known on `today` after `before`: another promise begins anew.
    pub fn after(before: Option<&Self>, forecast: &Forecast, promised: Date, today: Date) -> Self {
        let Forecast { arrives, decisive, .. } = *forecast;
        let same = before.filter(|known| known.promised == promised).and_then(|known| known.late_since);
        let late = arrives > promised || forecast.late().next().is_some();
        let late_since = late.then(|| same.unwrap_or(today));
        Self { arrives, promised, decisive, late_since }
    }
}
