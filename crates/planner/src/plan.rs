//! What planning answers: when, where and from what each operation is done, or what makes an order impossible.

use crate::model::{Problem, Slot};

/// A plan. Everything in it is data; its words are the screens' business.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The orders in the sequence in which they took their places, first come first served.
    pub sequence: Vec<usize>,
    /// What became of each order, in the order of [`Problem::orders`].
    pub orders: Vec<Outcome>,
    /// How good it is.
    pub score: Score,
}

/// What became of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Planned: a placement for every operation.
    Planned(Vec<Placement>),
    /// Not to be made any more.
    Cancelled,
    /// What stands in its way. It takes no capacity and no material beyond what has begun.
    Impossible(Obstacle),
}

/// Where and when an operation is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// Index of the mode; a milestone has none.
    pub mode: Option<usize>,
    /// Its start.
    pub start: Slot,
    /// Its end; nights and holidays lie between.
    pub end: Slot,
    /// Where its material comes from.
    pub pegs: Vec<Peg>,
}

/// A quantity of a supply that is kept for a need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peg {
    /// Of what.
    pub material: usize,
    /// Index of the supply; `None` is a new purchase.
    pub supply: Option<usize>,
    /// How much.
    pub quantity: u32,
}

/// What makes an order impossible to plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// Operation waits, directly or not, for itself.
    Cycle {
        /// One of the circle.
        operation: usize,
    },
    /// A predecessor, mode, resource or material is named that does not exist.
    Unknown {
        /// Where.
        operation: usize,
    },
    /// No resource that may do it ever has so many units at a time.
    NeverCapacity {
        /// Where.
        operation: usize,
        /// The first resource that was asked.
        resource: usize,
    },
    /// The load is larger than the oven.
    TooLarge {
        /// Where.
        operation: usize,
        /// The oven.
        resource: usize,
    },
    /// Neither stock nor purchases nor a lead time give so much.
    MissingPart {
        /// Where.
        operation: usize,
        /// Of what.
        material: usize,
        /// How much is missing.
        quantity: u32,
    },
    /// No room before the calendars end.
    OutsideCalendar {
        /// Where.
        operation: usize,
    },
}

/// How good a plan is; less is better, the first field before the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Score {
    /// Weighted lateness in slots. An order that found no room counts as twice the horizon late.
    pub tardiness: u64,
    /// Sum of the orders' ends as soon as possible: among equals, less work under way.
    pub flow: u64,
}

impl Outcome {
    /// The placements, if it is planned.
    pub fn placements(&self) -> &[Placement] {
        match self {
            Self::Planned(placements) => placements,
            Self::Cancelled | Self::Impossible(_) => &[],
        }
    }

    /// The end of the last operation, if it is planned.
    pub fn finish(&self) -> Option<Slot> {
        match self {
            Self::Planned(placements) => Some(placements.iter().map(|p| p.end).max().unwrap_or(0)),
            Self::Cancelled | Self::Impossible(_) => None,
        }
    }
}

impl Plan {
    /// When `order` ends, if it is planned.
    pub fn finish(&self, order: usize) -> Option<Slot> {
        self.orders.get(order).and_then(Outcome::finish)
    }

    /// How late each order is, those that are.
    pub fn late(&self, problem: &Problem) -> Vec<Late> {
        let ends = self.orders.iter().map(Outcome::finish);
        let all = problem.orders.iter().zip(ends).enumerate();
        all.filter_map(|(order, (wanted, finish))| {
            let (finish, due) = (finish?, wanted.due?);
            (finish > due).then(|| Late { order, finish, by: finish - due })
        })
        .collect()
    }
}

/// A late order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Late {
    /// Which.
    pub order: usize,
    /// When it ends.
    pub finish: Slot,
    /// Slots after its due date.
    pub by: Slot,
}
