//! Who holds stock, and who gives it up where less is there than is set aside (C18).

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::ids::{ItemId, OrderId};
use crate::order::Reservation;
use crate::quantity::Quantity;

/// What an order line holds of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder {
    /// The order.
    pub order: OrderId,
    /// Its line.
    pub line: i64,
    /// The item.
    pub item: ItemId,
    /// Set aside for it.
    pub reserved: Quantity,
    /// When it is needed.
    pub need_by: Date,
}

/// Who gives up how much where `missing` of what is set aside is not there: the latest needs first (C18).
pub fn give_up(holders: &[Holder], missing: Quantity) -> BTreeMap<OrderId, Vec<Reservation>> {
    let mut latest: Vec<&Holder> = holders.iter().collect();
    latest.sort_by_key(|h| std::cmp::Reverse((h.need_by, h.order, h.line)));
    let (mut left, mut given_up) = (missing, BTreeMap::<OrderId, Vec<Reservation>>::new());
    for holder in latest {
        let quantity = holder.reserved.min(left);
        if quantity.is_some() {
            left = left.minus(quantity);
            let given = Reservation { line: holder.line, item: holder.item, quantity };
            given_up.entry(holder.order).or_default().push(given);
        }
    }
    given_up
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c18_the_latest_needs_give_up_what_is_not_there() {
        let holder = |n: u128, line, reserved, day: &str| Holder {
            order: OrderId(uuid::Uuid::from_u128(n)),
            line,
            item: ItemId::default(),
            reserved: Quantity::whole(reserved),
            need_by: day.parse().unwrap(),
        };
        let holders =
            [holder(1, 1, 4, "2026-12-20"), holder(2, 1, 2, "2026-12-01"), holder(1, 2, 2, "2026-12-24")];
        for (missing, expected) in [
            (0, vec![]),
            (1, vec![(1, 2, 1)]),
            (3, vec![(1, 2, 2), (1, 1, 1)]),
            (8, vec![(1, 2, 2), (1, 1, 4), (2, 1, 2)]),
        ] {
            let given_up = give_up(&holders, Quantity::whole(missing));
            let flat = given_up
                .iter()
                .flat_map(|(order, r)| r.iter().map(|r| (order.0.as_u128(), r.line, r.quantity)));
            let expected = expected.into_iter().map(|(n, line, q)| (n, line, Quantity::whole(q)));
            assert_eq!(flat.collect::<Vec<_>>(), expected.collect::<Vec<_>>(), "{missing} missing");
        }
    }
}
