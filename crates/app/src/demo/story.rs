//! What becomes of which order: most go as planned, one in ten meets with trouble, each kind in turn, and some are late
//! on the road. It hangs on the place of the order in the play alone, so that small plays and large ones are alike.

/// What becomes of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Story {
    /// The goods are late on the road, nothing else.
    LateOnTheRoad,
    /// The carrier is late and breaks a piece: difference, credit, claim.
    Broken,
    /// A department does not accept it at first; then the customer pays late and the lead lets the goods go.
    PaidLate,
    /// The supplier is late and is chased, a part fails its inspection; where that is felt, the promise is changed.
    SuppliedLate,
    /// A piece is spoiled; what is ready leaves first.
    Spoiled,
    /// The customer stops it for some days and gives a line up.
    CutDown,
    /// The customer gives it up.
    Cancelled,
}

/// Troubles in the order in which they come; those that take longest come first.
const TROUBLES: [Story; 6] =
    [Story::Broken, Story::SuppliedLate, Story::PaidLate, Story::Spoiled, Story::CutDown, Story::Cancelled];

/// Those of forty that are late on the road: with the troubles, one order in five does not keep its first promise.
const LATE_ON_THE_ROAD: [u32; 7] = [6, 11, 18, 21, 26, 31, 38];

/// What becomes of the order that comes as number `index`, from zero.
pub fn of(index: u32) -> Option<Story> {
    if index % 10 == 3 {
        let turn = usize::try_from(index / 10).unwrap_or(0) % TROUBLES.len();
        return TROUBLES.get(turn).copied();
    }
    LATE_ON_THE_ROAD.contains(&(index % 40)).then_some(Story::LateOnTheRoad)
}

impl Story {
    /// Whether it is one in which something goes wrong, not only late.
    pub fn is_trouble(self) -> bool {
        self != Self::LateOnTheRoad
    }
}

/// A trouble that comes over an order once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    /// A department does not accept it.
    Rejected,
    /// A supplier does not deliver and is chased.
    Chased,
    /// A part fails its inspection.
    Failed,
    /// A piece is spoiled.
    Spoiled,
    /// It leaves in two shipments.
    Split,
    /// The customer stops it for some days.
    Stopped,
    /// The customer gives it up, or a line of it.
    GivenUp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_order_in_ten_meets_with_trouble_and_sixty_with_every_kind() {
        let met: Vec<Story> = (0..60).filter_map(of).filter(|s| s.is_trouble()).collect();
        assert_eq!(met, TROUBLES);
        let late = (0..60).filter_map(of).filter(|s| *s == Story::LateOnTheRoad).count();
        assert_eq!(late, 10);
    }
}
