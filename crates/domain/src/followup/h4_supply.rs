//! H4.2, H4.3: what lies free goes to who waits for it, what failed goes back to its supplier.

use super::h4_production::{of, wanted_since};
use super::{Case, FollowUp, evening};
use crate::calendar::Calendar;
use crate::deed::Deed;
use crate::order::State;
use crate::person::Role;
use crate::purchasing::Purchase;

/// Working days within which what failed is returned, replaced or accepted.
const SETTLED_WITHIN: i32 = 2;

/// H4.2 What the order is short of while it lies in stock, set aside for nobody, is given to who waits, by the day of need: to whom
/// the day of need gives none of it, there is nothing to give.
pub fn give_what_lies(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    if case.order.state != State::Released {
        return;
    }
    let lying: Vec<_> =
        case.wanted().filter(|n| n.short().is_some() && case.free.contains_key(&n.item)).collect();
    let Some(need_by) = lying.iter().map(|n| n.need_by).min() else { return };
    // What came to lie there later is not late from the first (ADR 0030).
    let since = wanted_since(case);
    // Where it stands for what would be bought it waits no longer than a purchase would: it may not be enough for all.
    let instead = case.to_buy().len() < case.uncovered().count();
    let by = calendar.on_or_before(need_by);
    let due = if instead { by.min(calendar.plus(since, 1)) } else { by };
    out.push(FollowUp {
        role: Role::Warehouse,
        person: None,
        occurrence: "free".to_owned(),
        deed: Deed::PeggingWeigh,
        params: vec![("count", lying.len().to_string()), ("need_by", need_by.to_string())],
        reason: "库存里有没人占用的，最早 {need_by} 要用",
        visible_from: since,
        ..case.follow_up("H4.2", "分配库存给缺料 {count} 项", evening(due))
    });
}

/// H4.3 What failed or came too much is returned, replaced or accepted on concession: due since its rejection, whatever
/// becomes of the rest of the purchase.
pub fn take_back(purchase: &Purchase, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let Some(since) = purchase.owed_since else { return };
    let count = purchase.lines.iter().filter(|l| l.owed().is_some()).count();
    out.push(FollowUp {
        deed: Deed::PurchaseReturn,
        params: vec![
            ("supplier", purchase.supplier_name.clone()),
            ("count", count.to_string()),
            ("since", since.to_string()),
        ],
        reason: "{since} 起待处理：退回、换货，或由质检、部门领导让步接收",
        visible_from: since,
        ..of(
            purchase,
            "H4.3",
            "owed",
            "退换{supplier}的不合格品 {count} 项",
            evening(calendar.plus(since, SETTLED_WITHIN)),
        )
    });
}

/// H4.3 What was bought for an order that needs less is cancelled with the supplier, or kept for stock.
pub fn decide_on_spare(purchase: &Purchase, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let Some(on) = purchase.freed_on.filter(|_| purchase.has_spare()) else { return };
    let count = purchase.lines.iter().filter(|l| l.spare().is_some()).count();
    out.push(FollowUp {
        deed: Deed::PurchaseKeep,
        params: vec![
            ("number", purchase.number.clone()),
            ("supplier", purchase.supplier_name.clone()),
            ("count", count.to_string()),
            ("on", on.to_string()),
        ],
        reason: "{on} 起没有订单要：与供应商取消，或留作库存",
        visible_from: on,
        ..of(
            purchase,
            "H4.3",
            "spare",
            "决定{supplier}采购单 {number} 多出的 {count} 项",
            evening(calendar.plus(on, 1)),
        )
    });
}
