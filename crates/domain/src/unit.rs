//! Units that are counted and not measured (C27): half a counter is no quantity. It is asked of the unit, whatever the item.
//!
//! Sheets (张), rolls, bottles and packs are not among them: a board is cut, and what is left of it lies in stock.

use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// Units of which there are only whole ones.
const COUNTED: [&str; 15] =
    ["套", "个", "台", "件", "把", "只", "付", "副", "对", "组", "盏", "樘", "扇", "部", "辆"];

/// Whether there are only whole ones of this unit.
pub fn is_counted(unit: &str) -> bool {
    COUNTED.contains(&unit.trim())
}

/// Whether this quantity of this unit can be: any of what is measured, whole ones of what is counted.
pub fn is_possible(unit: &str, quantity: Quantity) -> bool {
    !is_counted(unit) || is_whole(quantity)
}

/// Refuses a part of what is counted, naming what it is of.
pub fn whole(handbook: &'static str, name: &str, unit: &str, quantity: Quantity) -> Result<(), Refusal> {
    if is_possible(unit, quantity) {
        return Ok(());
    }
    Err(refuse(
        handbook,
        "{name} 以“{unit}”计，数量应是整数，不能是 {quantity}",
        [("name", name.to_owned()), ("unit", unit.to_owned()), ("quantity", quantity.plain())],
    ))
}

/// The same for some of a whole: of what an earlier version took in parts, the rest may come in parts.
pub fn whole_of(
    handbook: &'static str,
    name: &str,
    unit: &str,
    quantity: Quantity,
    all: Quantity,
) -> Result<(), Refusal> {
    if is_whole(all) { whole(handbook, name, unit, quantity) } else { Ok(()) }
}

/// What is bought where so much is needed: whole ones of what is counted.
pub fn rounded_up(unit: &str, needed: Quantity) -> Quantity {
    if is_possible(unit, needed) {
        return needed;
    }
    let one = Quantity::whole(1).0;
    Quantity(needed.0.div_euclid(one) * one).plus(Quantity(one))
}

/// What there can be of a share: whole ones of what is counted.
pub fn rounded_down(unit: &str, share: Quantity) -> Quantity {
    let one = Quantity::whole(1).0;
    if is_possible(unit, share) { share } else { Quantity(share.0.div_euclid(one) * one) }
}

fn is_whole(quantity: Quantity) -> bool {
    quantity.0 % Quantity::whole(1).0 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c27_what_is_counted_is_whole_and_what_is_measured_is_not() {
        let half = Quantity(9_500_000);
        for (unit, quantity, possible) in [
            ("套", half, false),
            ("个", half, false),
            (" 件 ", half, false),
            ("套", Quantity::whole(9), true),
            ("套", Quantity(-1_500_000), false),
            ("米", half, true),
            ("平方米", half, true),
            ("kg", half, true),
            ("张", half, true),
            ("", half, true),
        ] {
            assert_eq!(whole("H3.1", "ZG-1001", unit, quantity).is_ok(), possible, "{quantity:?} {unit}");
        }
        assert!(whole_of("H6.1", "1", "套", half, Quantity::whole(10)).is_err());
        assert!(whole_of("H6.1", "1", "套", half, half).is_ok(), "what was ordered so leaves so");
        assert_eq!(rounded_up("个", half), Quantity::whole(10));
        assert_eq!(rounded_up("个", Quantity::whole(9)), Quantity::whole(9));
        assert_eq!(rounded_up("米", half), half);
    }
}
