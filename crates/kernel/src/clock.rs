//! The one place that asks the clock. Tests and demos set it; nothing else may ask.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

/// A clock: the system's, moved by a settable distance (zero outside tests).
#[derive(Debug, Clone, Default)]
pub struct Clock {
    offset_micros: Arc<AtomicI64>,
    stopped_at: Option<Arc<AtomicI64>>,
}

impl Clock {
    /// A clock that stands at `at` until it is advanced.
    pub fn stopped(at: Timestamp) -> Self {
        Self {
            offset_micros: Arc::default(),
            stopped_at: Some(Arc::new(AtomicI64::new(at.as_microsecond()))),
        }
    }

    /// A clock that runs on from `at`.
    pub fn starting_at(at: Timestamp) -> Self {
        let clock = Self::default();
        let distance = at.as_microsecond() - clock.now().as_microsecond();
        clock.offset_micros.store(distance, Ordering::SeqCst);
        clock
    }

    /// The instant now.
    #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask")]
    pub fn now(&self) -> Timestamp {
        let micros = match &self.stopped_at {
            Some(at) => at.load(Ordering::SeqCst),
            None => {
                Timestamp::now().as_microsecond().saturating_add(self.offset_micros.load(Ordering::SeqCst))
            }
        };
        Timestamp::from_microsecond(micros).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: SignedDuration) {
        let micros = i64::try_from(by.as_micros()).unwrap_or(0);
        self.stopped_at.as_ref().unwrap_or(&self.offset_micros).fetch_add(micros, Ordering::SeqCst);
    }
}
