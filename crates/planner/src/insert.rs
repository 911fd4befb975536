//! Every position of one more order in the sequence, each with all orders that would be late.
//!
//! The later an order stands in the sequence the fewer others it pushes, but its own end does not simply grow: small
//! changes ripple (R. L. Graham, "Bounds on multiprocessing timing anomalies", 1969). So every position is generated,
//! none is guessed.
#![expect(clippy::indexing_slicing, reason = "positions are below the length of the sequence")]

use crate::board::Board;
use crate::factory::Factory;
use crate::model::{Order, Slot};
use crate::plan::{Late, Obstacle};

/// What happens when an order is put at a position of the sequence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Insertion {
    /// How many orders take their places before it.
    pub position: usize,
    /// When the order itself ends, or why it cannot.
    pub finish: Result<Slot, Obstacle>,
    /// The other orders that are late then.
    pub late: Vec<Late>,
    /// Their weighted lateness in slots.
    pub harm: u64,
}

impl Factory {
    /// The factory with one order more, at the end of the list.
    #[must_use]
    pub fn with_order(&self, order: &Order) -> Self {
        let mut problem = self.problem.clone();
        problem.orders.push(order.clone());
        Self::new(problem)
    }
}

/// All positions of `order` in `sequence`, which does not contain it, first to last.
pub fn insertions(factory: &Factory, sequence: &[usize], order: usize) -> Vec<Insertion> {
    let generator = factory.generator();
    let mut before = factory.base.clone();
    let mut desk = factory.desk();
    let mut board = Board::default();
    let mut late_before: Vec<Late> = Vec::new();
    let mut harm_before = 0;
    let mut out = Vec::with_capacity(sequence.len() + 1);
    for position in 0..=sequence.len() {
        board.clone_from(&before);
        let finish = generator.place(&mut board, &mut desk, order);
        let mut one = Insertion { position, finish, late: late_before.clone(), harm: harm_before };
        for &other in &sequence[position..] {
            let end = generator.place(&mut board, &mut desk, other);
            note(factory, other, end, &mut one.late, &mut one.harm);
        }
        out.push(one);
        if let Some(&next) = sequence.get(position) {
            let end = generator.place(&mut before, &mut desk, next);
            note(factory, next, end, &mut late_before, &mut harm_before);
        }
    }
    out
}

/// An order that found no room has no end, but its harm counts.
#[inline]
fn note(factory: &Factory, order: usize, end: Result<Slot, Obstacle>, late: &mut Vec<Late>, harm: &mut u64) {
    let score = factory.score(order, end);
    *harm += score.tardiness;
    if let (Ok(finish), Some(due)) = (end, factory.book.jobs[order].due)
        && finish > due
    {
        late.push(Late { order, finish, by: finish - due });
    }
}
