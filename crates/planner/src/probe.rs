//! Whether a board lets new orders be promised earlier than another one.
//!
//! What will be asked for next is not known, but it is like what is in the book. So some of the book's own orders are
//! quoted for once more on both boards, beside everything that stands there.
#![expect(clippy::indexing_slicing, reason = "numbers of orders come from the book")]

use crate::board::Board;
use crate::factory::{Draft, Factory};
use crate::generate::Desk;
use crate::model::Slot;

/// Orders that are quoted for.
const PROBES: usize = 60;
/// Days that earlier promises must gain in all to be worth one that is later.
const PRICE_DAYS: i64 = 60;

/// Orders to quote for, with what they are promised on the plan as soon as possible.
pub(crate) struct Probes<'f> {
    factory: &'f Factory,
    desk: Desk,
    asked: Vec<(usize, Slot)>,
}

/// How a board compares with the plan as soon as possible.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Verdict {
    /// Orders that are promised later.
    pub later: usize,
    /// Slots that the others gain, less the price of the later ones.
    pub worth: i64,
}

impl<'f> Probes<'f> {
    /// Asks on the board of `soon`, and leaves it as it was.
    pub fn new(factory: &'f Factory, soon: &mut Draft) -> Self {
        let fresh = |order: &usize| {
            let mut ops = factory.book.jobs[*order].ops().filter_map(|at| factory.book.op(at));
            matches!(soon.ends[*order], Some(Ok(_))) && ops.all(|op| !op.fixed)
        };
        let orders: Vec<usize> = factory.open_orders().filter(fresh).collect();
        let count = orders.len().min(PROBES);
        let spread = (0..count).map(|n| orders[n * orders.len() / count]);
        let mut probes = Self { factory, desk: factory.desk(), asked: Vec::with_capacity(count) };
        for order in spread {
            if let Some(end) = probes.quote(&mut soon.board, order) {
                probes.asked.push((order, end));
            }
        }
        probes
    }

    /// Asks on another board, and leaves it as it was.
    pub fn ask(&mut self, board: &mut Board) -> Verdict {
        let price = i64::from(self.factory.problem.slots_per_day) * PRICE_DAYS;
        let mut verdict = Verdict::default();
        for n in 0..self.asked.len() {
            let (order, soon) = self.asked[n];
            match self.quote(board, order) {
                Some(end) if end <= soon => verdict.worth += i64::from(soon - end),
                _ => {
                    verdict.later += 1;
                    verdict.worth -= price;
                }
            }
        }
        verdict
    }

    fn quote(&mut self, board: &mut Board, order: usize) -> Option<Slot> {
        let generator = self.factory.generator();
        let end = generator.place(board, &mut self.desk, order).ok()?;
        generator.remove(board, &mut self.desk, order);
        Some(end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assorted::assorted;
    use crate::search::earliest_due_first;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn asking_leaves_the_board_as_it_was(seed in 0_u64..1_000_000) {
            let factory = Factory::new(assorted(seed));
            let mut soon = factory.draft(&earliest_due_first(&factory));
            let before = soon.board.clone();
            let mut probes = Probes::new(&factory, &mut soon);
            let verdict = probes.ask(&mut soon.board);
            prop_assert_eq!((verdict.later, verdict.worth), (0, 0), "a board compared with itself");
            prop_assert_eq!(&soon.board.bits, &before.bits);
            prop_assert_eq!(&soon.board.left, &before.left);
            prop_assert_eq!(&soon.board.runs, &before.runs);
        }
    }
}
