//! What the stock of an item is worth, by moving average (H7.2): a receipt brings its cost, an issue takes the average.

use super::{Move, MovementKind};
use crate::money::{Currency, UnitPrice, half_up, half_up_within};
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// The stock of an item with what it is worth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Worth {
    /// How much there is, wherever it lies.
    pub quantity: Quantity,
    /// What it is worth, in millionths of a yuan; never below 0.
    pub value: i64,
    /// The cost per unit, in millionths of a yuan; the last known one where nothing is left.
    pub average: i64,
}

impl Worth {
    /// Once a line of a document was posted. What comes in without a cost comes at the average, what goes out takes the
    /// average; the mirror image of a receipt takes what the receipt brought. A transfer changes nothing.
    ///
    /// Refuses (H7.2) what would be worth more than can be reckoned: nothing is cut to fit.
    pub fn moved(self, kind: MovementKind, line: &Move) -> Result<Self, Refusal> {
        if kind == MovementKind::Transfer {
            return Ok(self);
        }
        let own = line.unit_cost.as_ref().map(|cost| *cost.open());
        let own = own.filter(|cost: &UnitPrice| cost.currency() == Currency::Cny).map(UnitPrice::millionths);
        let by = line.quantity;
        let worth = |unit: i64| half_up_within(i128::from(unit) * i128::from(by.0.abs()), 1_000_000);
        let too_much = || refuse("H7.2", "库存金额大得算不出来。请核对数量和单位成本", []);
        let quantity = self.quantity.plus(by);
        let value = if quantity.0 <= 0 {
            0
        } else if by.0 > 0 {
            worth(own.unwrap_or(self.average))
                .and_then(|more| self.value.checked_add(more))
                .ok_or_else(too_much)?
        } else if let Some(unit) = own {
            worth(unit).map_or(0, |less| (self.value - less).max(0))
        } else {
            // A share of the value, not the rounded average: what stays is exactly the rest.
            let left = i128::from(self.value) * i128::from(quantity.0);
            half_up(left, i128::from(self.quantity.0.max(1)))
        };
        let average = if quantity.0 > 0 {
            // Where so little is left that no price says what it is worth, the average stays.
            half_up_within(i128::from(value) * 1_000_000, i128::from(quantity.0)).unwrap_or(self.average)
        } else {
            own.filter(|_| by.0 > 0).unwrap_or(self.average)
        };
        Ok(Self { quantity, value, average })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::confidential::Confidential;
    use crate::ids::ItemId;

    fn line(quantity: i64, cost: Option<i64>) -> Move {
        Move {
            unit_cost: cost.map(|cost| Confidential::new(UnitPrice::cny(cost))),
            ..Move::of(ItemId::default(), Quantity(quantity))
        }
    }

    #[test]
    fn h7_2_a_receipt_brings_its_cost_and_an_issue_takes_the_average() {
        let ten = Worth::default().moved(MovementKind::Receipt, &line(10_000_000, Some(2_000_000))).unwrap();
        let both = ten.moved(MovementKind::Receipt, &line(30_000_000, Some(4_000_000))).unwrap();
        assert_eq!((both.value, both.average), (140_000_000, 3_500_000));
        let less = both.moved(MovementKind::Issue, &line(-8_000_000, None)).unwrap();
        assert_eq!((less.value, less.average), (112_000_000, 3_500_000));
        let back = less.moved(MovementKind::Reversal, &line(8_000_000, None)).unwrap();
        assert_eq!(back, both);
        let wrong = both.moved(MovementKind::Reversal, &line(-30_000_000, Some(4_000_000))).unwrap();
        assert_eq!(wrong, ten, "the mirror image of a receipt takes what it brought");
        assert_eq!(both.moved(MovementKind::Transfer, &line(-8_000_000, None)).unwrap(), both);
        let none = both.moved(MovementKind::Issue, &line(-40_000_000, None)).unwrap();
        assert_eq!((none.value, none.average), (0, 3_500_000), "the last cost is remembered");
        assert_eq!(none.moved(MovementKind::Adjustment, &line(1_000_000, None)).unwrap().value, 3_500_000);
    }

    #[test]
    fn c32_stock_that_would_be_worth_more_than_a_number_holds_is_refused() {
        let dear = UnitPrice::MOST.millionths();
        let one = Worth::default().moved(MovementKind::Receipt, &line(1_000_000, Some(dear))).unwrap();
        assert!(one.moved(MovementKind::Adjustment, &line(Quantity::MOST.0, None)).is_err());
        assert_eq!(one.moved(MovementKind::Adjustment, &line(1_000_000, None)).unwrap().value, 2 * dear);
        // Of what is worth much hardly anything is left: no price says what one would be, and the last is kept.
        let cheap = one.moved(MovementKind::Receipt, &line(1_000_001, Some(0))).unwrap();
        let left = cheap.moved(MovementKind::Reversal, &line(-2_000_000, Some(0))).unwrap();
        assert_eq!((left.quantity, left.average), (Quantity(1), cheap.average));
    }

    proptest! {
        #[test]
        fn stock_is_never_worth_less_than_nothing_and_none_is_worth_nothing(
            lines in prop::collection::vec((-9_000_000_i64..9_000_000, prop::option::of(0_i64..9_000_000)), 1..40),
        ) {
            let mut worth = Worth::default();
            for (quantity, cost) in lines {
                // No more goes out than there is.
                let quantity = quantity.max(-worth.quantity.0);
                let kind = if quantity > 0 { MovementKind::Receipt } else { MovementKind::Issue };
                worth = worth.moved(kind, &line(quantity, cost.filter(|_| quantity > 0))).unwrap();
                prop_assert!(worth.value >= 0 && worth.average >= 0);
                prop_assert!(worth.quantity.is_some() || worth.value == 0);
            }
        }
    }
}
