//! An order needs less than was bought for it (H3.8): what nobody waits for is cancelled with the supplier, or kept for stock.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Fact, ForOrder, Purchase};
use crate::ids::ItemId;
use crate::order::Order;
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// What an order is short of, by line and part: what purchases may still be for.
pub type Wanted = BTreeMap<(i64, ItemId), Quantity>;

/// What `order` is short of.
pub fn wanted(order: &Order) -> Wanted {
    let mut wanted = Wanted::new();
    for need in &order.needs.0 {
        let sum = wanted.entry((need.line, need.item)).or_default();
        *sum = sum.plus(need.short());
    }
    wanted
}

/// Takes out of a purchase what it is to bring for `order` beyond what that still wants; what is left wanting stays in
/// `wanted` for the next purchase. None where nothing changes.
pub fn free(purchase: &Purchase, order: &Order, wanted: &mut Wanted, on: Date) -> Vec<Fact> {
    let (mut covers, mut freed) = (Vec::new(), Vec::new());
    for line in purchase.lines.iter().filter(|_| purchase.is_open()) {
        let mut less = Quantity::ZERO;
        // What has come for it in part stays with it: only what is to come can be for others.
        let mut to_come = line.outstanding().plus(line.to_inspect());
        let mut kept: Vec<ForOrder> = Vec::new();
        for cover in &line.covers {
            if cover.order != order.id {
                kept.push(cover.clone());
                continue;
            }
            let left = wanted.entry((cover.line, line.item)).or_default();
            let coming = cover.quantity.min(to_come);
            let stays = coming.min(*left);
            *left = left.minus(stays);
            to_come = to_come.minus(coming);
            less = less.plus(coming.minus(stays));
            let quantity = cover.quantity.minus(coming.minus(stays));
            if quantity.is_some() {
                kept.push(ForOrder { quantity, ..cover.clone() });
            }
        }
        if less.is_some() {
            covers.push((line.number, kept));
            freed.push((line.number, less));
        }
    }
    if freed.is_empty() {
        return Vec::new();
    }
    vec![Fact::Freed { order: order.number.clone(), covers, freed, on }]
}

/// Keeps for stock what nobody waits for any more.
pub fn keep(purchase: &Purchase, why: Why) -> Result<Vec<Fact>, Refusal> {
    if !purchase.has_spare() {
        return Err(refuse("H4.3", "采购单没有多出来的货要决定", []));
    }
    if why.reason.trim().is_empty() {
        return Err(refuse("H2.1", "请写明为什么留作库存", []));
    }
    Ok(vec![Fact::Kept { reason: why.reason, proof: why.proof }])
}
