//! From preparation to the moment when the goods leave (H6.1, H6.2, H6.7).

use jiff::civil::Date;

use super::{Confirmation, Dispatch, Fact, Part, Shipment, obstacles};
use crate::choice::Choice as _;
use crate::confidential::{Confidential, Contact};
use crate::money::Money;
use crate::order::{Account, Attachment, LineProgress, Order, OrderLine, State};
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};
use crate::terms::{self, Due};
use crate::unit;

/// Prepares a shipment of finished goods that are not on another shipment.
pub fn prepare(
    order: &Order,
    shipment: Shipment,
    progress: &dyn Fn(i64) -> LineProgress,
    proof: Vec<Attachment>,
) -> Result<Vec<Fact>, Refusal> {
    running(order)?;
    if shipment.parts.is_empty() {
        return Err(refuse("H6.1", "请至少选择一行要发的货", []));
    }
    let ordered = |line: i64| order.line(line).map_or(Quantity::ZERO, |l| l.quantity);
    in_whole_units("H6.1", order, &shipment.parts, &ordered)?;
    for part in &shipment.parts {
        let line = order
            .line(part.line)
            .ok_or_else(|| refuse("H6.1", "订单没有第 {line} 行", [("line", part.line.to_string())]))?;
        if !part.quantity.is_some() {
            return Err(refuse("H6.1", "发货数量必须大于 0", []));
        }
        let most = line.quantity.plus(order.tolerance(part.line));
        let left = progress(part.line).shipped.short_of(most);
        // A line that is named twice is summed before it is compared (C36).
        if shipment.sent(part.line) > left {
            return Err(refuse(
                "H6.1",
                "第 {line} 行只剩 {left} 未安排发货，不能发 {quantity}",
                [
                    ("line", part.line.to_string()),
                    ("left", left.plain()),
                    ("quantity", shipment.sent(part.line).plain()),
                ],
            ));
        }
    }
    Ok(vec![Fact::Prepared { shipment, proof }])
}

/// Of what is counted, only whole ones leave, arrive and come back (C27); where `all` there is of a line is in parts, as an
/// earlier version took it, parts go on.
pub fn in_whole_units(
    handbook: &'static str,
    order: &Order,
    parts: &[Part],
    all: &dyn Fn(i64) -> Quantity,
) -> Result<(), Refusal> {
    for part in parts {
        if let Some(line) = order.line(part.line) {
            unit::whole_of(handbook, &line.code, &line.unit, part.quantity, all(part.line))?;
        }
    }
    Ok(())
}

/// Confirms time, transport and address with the receiver (H6.1); what they agreed to is the day it leaves.
pub fn confirm(shipment: &Shipment, confirmation: Confirmation) -> Result<Vec<Fact>, Refusal> {
    waiting(shipment)?;
    if confirmation.address.open().trim().is_empty() {
        return Err(refuse("H6.1", "请填写确认过的收货地址", []));
    }
    let (ship_on, parts) = (confirmation.at.date(), shipment.parts.clone());
    let later =
        shipment.states.iter().filter(|said| said.ready_by > ship_on).max_by_key(|said| said.ready_by);
    if let Some(said) = later.filter(|_| confirmation.reason.trim().is_empty()) {
        let params = [
            ("party", said.party.label().to_owned()),
            ("by", said.ready_by.to_string()),
            ("ship", ship_on.to_string()),
        ];
        return Err(refuse(
            "H6.1",
            "{party}说 {by} 才备好，晚于发货日期 {ship}。请改日期，或写明为什么按这天发",
            params,
        ));
    }
    let moved = (ship_on != shipment.ship_on).then(|| Fact::Changed {
        ship_on,
        parts,
        reason: String::new(),
        proof: Vec::new(),
    });
    Ok(moved.into_iter().chain([Fact::Confirmed { confirmation }]).collect())
}

/// Records that the receiver was told to check before signing (H6.7).
pub fn send_notice(
    shipment: &Shipment,
    whom: Confidential<Contact, String>,
    channel: String,
    text: String,
    files: Vec<Attachment>,
) -> Result<Vec<Fact>, Refusal> {
    if shipment.arrival.is_some() || shipment.cancelled.is_some() {
        return Err(refuse("H6.7", "货已到或已取消，不必再发收货须知", []));
    }
    Ok(vec![Fact::NoticeSent { whom, channel, text, files }])
}

/// What the payment gate says (H6.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Nothing is due before shipping, or it is paid.
    Open,
    /// This much is missing.
    Missing(Money),
}

/// Whether what is due before `leaving` leaves is paid: the deposit, and of the share before shipping what the goods are
/// worth that have left or leave now (H6.2, C24).
pub fn gate(order: &Order, leaving: &dyn Fn(i64) -> Quantity, account: Account) -> Gate {
    let plan = &order.entry.plan;
    if plan.iter().all(|i| i.due != Due::BeforeShipping) {
        return Gate::Open;
    }
    let share = |due: Due| -> Money {
        let amounts = terms::amounts(plan, order.agreed_total());
        plan.iter().zip(amounts).filter(|(i, _)| i.due == due).map(|(_, amount)| amount).sum()
    };
    let of = |line: &OrderLine, quantity: Quantity| line.unit_price.open().times(quantity);
    let lines = &order.entry.lines;
    let value: Money = lines.iter().map(|l| of(l, leaving(l.number).min(order.agreed(l)))).sum();
    let agreed: Money = lines.iter().map(|l| of(l, order.agreed(l))).sum();
    let before = share(Due::BeforeShipping).portion(value, agreed);
    // What was credited or given up is not asked for, whatever it was due by.
    let due = share(Due::Deposit).plus(before).min(account.owed(order));
    let missing = due.minus(account.paid);
    if missing.is_some() { Gate::Missing(missing) } else { Gate::Open }
}

/// Lets a shipment leave without payment, by somebody who may (H1.2, H6.2).
pub fn open_gate(shipment: &Shipment, why: Why) -> Result<Vec<Fact>, Refusal> {
    waiting(shipment)?;
    if why.reason.trim().is_empty() {
        return Err(refuse("H6.2", "未到款放行必须写明原因", []));
    }
    Ok(vec![Fact::GateOpened { reason: why.reason, slip: why.proof }])
}

/// Gives up a shipment that has not left.
pub fn cancel(shipment: &Shipment, why: Why) -> Result<Vec<Fact>, Refusal> {
    if shipment.dispatched.is_some() || shipment.cancelled.is_some() {
        return Err(refuse("H6.1", "货已发出或发货单已取消", []));
    }
    Ok(vec![Fact::Cancelled { reason: why.reason, proof: why.proof }])
}

/// Lets the goods leave: confirmed (H6.1), paid where the contract asks (H6.2), announced (H6.7), finished (H4.4).
pub fn dispatch(
    shipment: &Shipment,
    order: &Order,
    account: Account,
    progress: &dyn Fn(i64) -> LineProgress,
    dispatch: Dispatch,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    waiting(shipment)?;
    running(order)?;
    if dispatch.on > today {
        return Err(refuse("H6.1", "发货日期不能在今天之后", []));
    }
    if let Some(obstacle) = obstacles(shipment, order, account, progress).first() {
        return Err(obstacle.refusal());
    }
    if dispatch.on != shipment.ship_on && dispatch.note.trim().is_empty() {
        let days = [("day", shipment.ship_on.to_string()), ("on", dispatch.on.to_string())];
        let plain = "与客户约定 {day} 发货，实际 {on} 发：请在说明里写明为什么、客户是否知道";
        return Err(refuse("H6.1", plain, days));
    }
    Ok(vec![Fact::Dispatched { dispatch }])
}

pub(super) fn waiting(shipment: &Shipment) -> Result<(), Refusal> {
    if shipment.dispatched.is_some() {
        return Err(refuse("H6.1", "货已发出", []));
    }
    if shipment.cancelled.is_some() {
        return Err(refuse("H6.1", "发货单已取消", []));
    }
    Ok(())
}

pub(super) fn running(order: &Order) -> Result<(), Refusal> {
    if order.state != State::Released {
        return Err(refuse("H3.3", "订单没有下达或已结束，不能发货", []));
    }
    order.goes_on()
}
