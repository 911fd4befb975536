//! What it costs that people have to be told of another time.

use crate::factory::Factory;
use crate::mend::Mender;
use crate::model::Slot;
use crate::num::{ix, wide};

/// How much a plan is to stay as it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stability {
    /// What was to start within this time from now is moved only where it must be.
    pub hold: Slot,
    /// Weighted lateness in slots that one moved operation must save at least.
    pub per_move: u64,
    /// The same for an operation that was to start within `hold`: people already count on it.
    pub per_soon: u64,
    /// How many of a hundred operations within `hold` are to stay. What moves beyond that, and beyond what has to,
    /// must save a hundred times as much.
    pub keep: u32,
}

impl Default for Stability {
    /// Nothing within ten days of half hours; a move must save half a day, or twenty days within them.
    fn default() -> Self {
        Self { hold: 480, per_move: 24, per_soon: 960, keep: 90 }
    }
}

/// What moves cost in one plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Price {
    /// What was to start before counts as soon.
    pub until: Slot,
    /// Moves of those that are asked for, or that nobody can avoid.
    allowed: u64,
    stability: Stability,
}

impl Price {
    pub fn new(factory: &Factory, mender: &Mender, stability: Stability) -> Self {
        let until = factory.shop.now.saturating_add(stability.hold);
        let soon = mender.sequence.iter().take_while(|(start, _)| *start < until);
        let forced = soon.clone().filter(|(_, at)| mender.displaced.get(ix(*at)) == Some(&true)).count();
        let share = wide(soon.count()) * u64::from(100_u32.saturating_sub(stability.keep)) / 100;
        Self { until, allowed: share.max(wide(forced)), stability }
    }

    /// Of `late` slots of weighted lateness, `soon` moves of the next days and `all` moves.
    pub fn of(self, late: u64, soon: u64, all: u64) -> u64 {
        let Stability { per_move, per_soon, .. } = self.stability;
        let beyond = soon.saturating_sub(self.allowed);
        let each = |moves: u64, cost: u64| moves.saturating_mul(cost);
        let moves = each(all - soon, per_move).saturating_add(each(soon, per_soon));
        moves.saturating_add(each(beyond, per_soon.saturating_mul(100))).saturating_add(late)
    }
}
