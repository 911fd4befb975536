//! Working time laid end to end: slot of the clock to slot of work and back, without walking over nights.
#![expect(
    clippy::indexing_slicing,
    reason = "the innermost arithmetic; every index is below the length it was built with"
)]

use crate::model::{Calendar, Change, Problem, Slot};
use crate::num::{ix, small};

/// The working time of one pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Axis {
    /// A bit per slot of the clock: worked or not.
    open: Vec<u64>,
    /// Worked slots before each word of `open`.
    before: Vec<u32>,
    /// The slot of the clock of each worked slot.
    at: Vec<Slot>,
    horizon: Slot,
}

impl Axis {
    /// The axis of slots whose capacity is not 0.
    pub fn new(capacity: &[u32]) -> Self {
        let mut open = vec![0_u64; capacity.len() / 64 + 1];
        let mut at = Vec::new();
        for (slot, _) in capacity.iter().enumerate().filter(|(_, c)| **c > 0) {
            open[slot / 64] |= 1 << (slot % 64);
            at.push(small(slot));
        }
        let mut before = Vec::with_capacity(open.len());
        let mut sum = 0;
        for word in &open {
            before.push(sum);
            sum += word.count_ones();
        }
        Self { open, before, at, horizon: small(capacity.len()) }
    }

    /// Worked slots in all.
    pub fn len(&self) -> u32 {
        small(self.at.len())
    }

    /// Worked slots before `slot`: also the number of the first worked slot from `slot` on.
    #[inline]
    pub fn work_before(&self, slot: Slot) -> u32 {
        let slot = ix(slot.min(self.horizon));
        let word = slot / 64;
        self.before[word] + (self.open[word] & ((1 << (slot % 64)) - 1)).count_ones()
    }

    /// The clock at the beginning of worked slot `work`.
    #[inline]
    pub fn start(&self, work: u32) -> Slot {
        self.at.get(ix(work)).copied().unwrap_or(self.horizon)
    }

    /// The clock at the end of the worked slot before `work`.
    #[inline]
    pub fn end(&self, work: u32) -> Slot {
        self.start(work - 1) + 1
    }
}

/// The capacity of every slot of the clock until the horizon.
#[expect(clippy::match_same_arms, reason = "an arm for each case, as the cases are told apart")]
pub(crate) fn capacities(problem: &Problem, base: u32, calendar: &Calendar) -> Vec<u32> {
    let mut out = vec![0; ix(problem.horizon)];
    let day = problem.slots_per_day.max(1);
    // A night window of the day before the first one reaches into it.
    for shift in &calendar.shifts {
        let first = (shift.weekday % 7 + 7 - problem.first_weekday % 7) % 7;
        let mut begin = i64::from(first) * i64::from(day) - 7 * i64::from(day);
        while begin < i64::from(problem.horizon) {
            paint(&mut out, begin + i64::from(shift.from), begin + i64::from(shift.to), |_| base);
            begin += 7 * i64::from(day);
        }
    }
    for exception in &calendar.exceptions {
        let change = exception.change;
        paint(&mut out, exception.from.into(), exception.to.into(), |old| match change {
            Change::Closed => 0,
            Change::Open(units) => units,
            Change::Less(units) => old.saturating_sub(units),
            Change::More(units) if old > 0 => old + units,
            Change::More(_) => 0,
        });
    }
    out
}

fn paint(slots: &mut [u32], from: i64, to: i64, change: impl Fn(u32) -> u32) {
    let from = usize::try_from(from.max(0)).unwrap_or(0).min(slots.len());
    let to = usize::try_from(to.max(0)).unwrap_or(0).clamp(from, slots.len());
    for slot in &mut slots[from..to] {
        *slot = change(*slot);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn clock_and_work_are_inverse(capacity in prop::collection::vec(0_u32..3, 1..400)) {
            let axis = Axis::new(&capacity);
            let worked: Vec<usize> = (0..capacity.len()).filter(|&s| capacity[s] > 0).collect();
            prop_assert_eq!(ix(axis.len()), worked.len());
            for slot in 0..=capacity.len() {
                let before = worked.iter().filter(|&&w| w < slot).count();
                prop_assert_eq!(ix(axis.work_before(small(slot))), before);
            }
            for (n, &slot) in worked.iter().enumerate() {
                prop_assert_eq!(ix(axis.start(small(n))), slot);
                prop_assert_eq!(ix(axis.end(small(n + 1))), slot + 1);
                prop_assert_eq!(ix(axis.work_before(small(slot))), n);
            }
        }
    }

    #[test]
    fn a_night_window_runs_into_the_next_day_and_exceptions_win() {
        let problem = Problem { horizon: 7 * 24, slots_per_day: 24, first_weekday: 2, ..Problem::default() };
        // Tuesday 22:00 to 6:00; the first day is a Wednesday.
        let calendar =
            Calendar::weekly(&[1], 22, 30).with(2, 4, Change::Closed).with(10, 12, Change::Open(5));
        let slots = capacities(&problem, 2, &calendar);
        assert_eq!(slots[..7], [2, 2, 0, 0, 2, 2, 0]);
        assert_eq!(slots[9..13], [0, 5, 5, 0]);
        assert_eq!(slots[6 * 24 + 21..7 * 24], [0, 2, 2]);
    }
}
