//! What finance may do with a receipt (H4.6).

use jiff::civil::Date;

use super::{Allocation, Fact, Payment, Repayment};
use crate::confidential::Secret;
use crate::ids::OrderId;
use crate::money::Money;
use crate::order::{Attachment, give_up};
use crate::proof::Why;
use crate::refusal::{Refusal, refuse};

/// Books a receipt; `open` says how much each order still owes. What is not allocated is the customer's advance.
pub fn book(payment: Payment, open: &dyn Fn(OrderId) -> Money, today: Date) -> Result<Vec<Fact>, Refusal> {
    if !payment.amount.open().is_some() {
        return Err(refuse("H4.6", "到款金额必须大于 0", []));
    }
    if payment.on > today {
        return Err(refuse("H4.6", "到款日期不能在今天之后", []));
    }
    let allocated: Money = payment.allocations.iter().map(|a| *a.amount.open()).sum();
    if allocated > *payment.amount.open() {
        return Err(refuse("H4.6", "分配到订单的金额合计不能多于到款金额", []).told(
            Secret::Price,
            "分配到订单的金额合计 ¥{allocated}，不能多于到款金额",
            [("allocated", allocated.plain())],
        ));
    }
    fits(&payment.allocations, open)?;
    Ok(vec![Fact::Booked { payment }])
}

/// Pays orders of the same customer from the advance of a receipt (C22).
pub fn allocate(
    payment: &Payment,
    allocations: Vec<Allocation>,
    open: &dyn Fn(OrderId) -> Money,
    slip: Vec<Attachment>,
) -> Result<Vec<Fact>, Refusal> {
    standing(payment)?;
    let wanted: Money = allocations.iter().map(|a| *a.amount.open()).sum();
    if wanted > payment.advance() {
        return Err(beyond_advance(payment));
    }
    fits(&allocations, open)?;
    Ok(vec![Fact::Allocated { allocations, slip }])
}

/// Makes what an order does not need any more the customer's advance again; `owed` is what the order asks for in all.
pub fn free(
    payment: &Payment,
    allocation: Allocation,
    surplus: Money,
    why: Why,
) -> Result<Vec<Fact>, Refusal> {
    standing(payment)?;
    within(payment, &allocation, surplus)?;
    if why.reason.trim().is_empty() {
        return Err(refuse("H2.1", "转为预收款必须写明原因", []));
    }
    Ok(vec![Fact::Freed { allocation, reason: why.reason, slip: why.proof }])
}

/// Pays money back to the customer (C23): from what an order was paid beyond what it owes (`surplus`), or from the
/// advance.
pub fn repay(
    payment: &Payment,
    repayment: Repayment,
    surplus: Money,
    slip: Vec<Attachment>,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    standing(payment)?;
    if repayment.on > today || repayment.on < payment.on {
        return Err(refuse("H4.6", "退款日期不能早于到款日期，也不能晚于今天", []));
    }
    if !repayment.amount.open().is_some() {
        return Err(refuse("H4.6", "退款金额必须大于 0", []));
    }
    if repayment.reason.trim().is_empty() {
        return Err(refuse("H2.1", "退款必须写明原因", []));
    }
    match repayment.order {
        Some(order) => {
            let own = payment.allocations.iter().find(|a| a.order == order).cloned().unwrap_or_default();
            within(payment, &Allocation { order, amount: repayment.amount, ..own }, surplus)?;
        }
        None if *repayment.amount.open() > payment.advance() => return Err(beyond_advance(payment)),
        None => {}
    }
    Ok(vec![Fact::Repaid { repayment, slip }])
}

/// The customer gives back what was paid back of a receipt that was taken back (C08).
pub fn recover(
    payment: &Payment,
    recovery: Repayment,
    slip: Vec<Attachment>,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    let owed = payment.owed_back();
    if !owed.is_some() {
        return Err(refuse("H4.6", "这笔到款没有要追回的退款", []));
    }
    if recovery.on > today || recovery.on < payment.on {
        return Err(refuse("H4.6", "退款日期不能早于到款日期，也不能晚于今天", []));
    }
    if !recovery.amount.open().is_some() || *recovery.amount.open() > owed {
        return Err(refuse("H4.6", "追回的金额应大于 0，不能多于退出去的", []).told(
            Secret::Price,
            "追回的金额应大于 0，最多 ¥{left}",
            [("left", owed.plain())],
        ));
    }
    if recovery.reason.trim().is_empty() {
        return Err(refuse("H2.1", "追回退款必须写明说明", []));
    }
    Ok(vec![Fact::Recovered { recovery, slip }])
}

/// Gives up what the customer has of money that never came (C22, C08): up to `limit` of a receipt by finance, above it by
/// who may (H1.2).
pub fn write_off(
    payment: &Payment,
    amount: Money,
    why: Why,
    limit: Money,
    may_beyond: bool,
) -> Result<Vec<Fact>, Refusal> {
    let owed = payment.owed_back();
    if !owed.is_some() {
        return Err(refuse("H4.6", "这笔到款没有要追回的退款", []));
    }
    let write_off = give_up(amount, owed, payment.let_go(), limit, may_beyond, &why.reason)?;
    Ok(vec![Fact::WrittenOff { write_off, slip: why.proof }])
}

/// Takes a receipt back, with its reason (H2.1). What of it went back to the customer already is owed by its order (C08);
/// `asked_for` says whether all its orders can still ask for money.
pub fn reverse(payment: &Payment, asked_for: bool, why: Why) -> Result<Vec<Fact>, Refusal> {
    standing(payment)?;
    if payment.repayments.iter().any(|r| r.order.is_some()) && !asked_for {
        return Err(refuse("H4.6", "这笔到款已经退过款，它的订单退回了草稿，不能冲销。请先提交订单", []));
    }
    if why.reason.trim().is_empty() {
        return Err(refuse("H2.1", "冲销必须写明原因", []));
    }
    Ok(vec![Fact::Reversed { reason: why.reason, slip: why.proof }])
}

fn standing(payment: &Payment) -> Result<(), Refusal> {
    if payment.reversed.is_some() { Err(refuse("H4.6", "这笔到款已经冲销", [])) } else { Ok(()) }
}

/// No order gets more than it owes.
fn fits(allocations: &[Allocation], open: &dyn Fn(OrderId) -> Money) -> Result<(), Refusal> {
    for allocation in allocations {
        let same = allocations.iter().filter(|a| a.order == allocation.order);
        let wanted: Money = same.map(|a| *a.amount.open()).sum();
        let left = open(allocation.order);
        if !allocation.amount.open().is_some() || wanted > left {
            let number = allocation.number.clone();
            let plain = "订单 {number} 没有欠这么多，不能多记。多收的留作客户的预收款";
            return Err(refuse("H4.6", plain, [("number", number.clone())]).told(
                Secret::Price,
                "订单 {number} 只欠 ¥{left}，不能多记。多收的留作客户的预收款",
                [("number", number), ("left", left.plain())],
            ));
        }
    }
    Ok(())
}

/// What leaves an order is within what this receipt pays of it, and within what it was paid beyond what it owes.
fn within(payment: &Payment, allocation: &Allocation, surplus: Money) -> Result<(), Refusal> {
    let most = payment.pays(allocation.order).min(surplus.max(Money::ZERO));
    if !allocation.amount.open().is_some() || *allocation.amount.open() > most {
        let number = allocation.number.clone();
        let plain = "订单 {number} 没有多收这么多。订单还要的钱不能退，先处理扣款、减量或取消";
        return Err(refuse("H4.6", plain, [("number", number.clone())]).told(
            Secret::Price,
            "订单 {number} 这笔到款最多可退 ¥{most}。订单还要的钱不能退，先处理扣款、减量或取消",
            [("number", number), ("most", most.plain())],
        ));
    }
    Ok(())
}

fn beyond_advance(payment: &Payment) -> Refusal {
    refuse("H4.6", "这笔到款没有这么多预收款", []).told(
        Secret::Price,
        "这笔到款只有预收款 ¥{left}",
        [("left", payment.advance().plain())],
    )
}
