//! Release to supply and production (H3.3, H4.2), hold, cancellation.

use jiff::civil::Date;

use super::{Attachment, Fact, Need, Order, Promise, State, Verdict, missing, waiting};
use crate::choice::Choice as _;
use crate::history::Packed;
use crate::plan::Milestone;
use crate::proof::Why;
use crate::refusal::{Refusal, refuse};

/// What a release lays down beside the order itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Release {
    /// The date promised for every line; each line's own wanted date where `None`.
    pub promised: Option<Date>,
    /// The plan.
    pub milestones: Vec<Milestone>,
    /// Needs with what could be reserved.
    pub needs: Vec<Need>,
    /// What the release rests on.
    pub proof: Vec<Attachment>,
}

/// Releases a reviewed order: promises are given, the plan stands, stock is reserved, shortages are known (H4.2). Nothing
/// is promised for a day that has passed.
pub fn release(order: &Order, release: Release, today: Date) -> Result<Vec<Fact>, Refusal> {
    if order.state == State::Released {
        return Err(refuse("H3.3", "订单已经下达", []));
    }
    if order.state != State::Submitted {
        return Err(refuse("H3.3", "没有评审的订单不能下达。请先提交评审", []));
    }
    if order.hold.is_some() {
        return Err(refuse("H8.4", "订单已暂停。请先解除暂停", []));
    }
    let waiting = waiting(order);
    if !waiting.is_empty() {
        let names: Vec<&str> = waiting.iter().map(|d| d.label()).collect();
        return Err(refuse(
            "H3.3",
            "还没有评审：{departments}。评审齐了才能下达",
            [("departments", names.join("、"))],
        ));
    }
    if let Some(review) = order.reviews.iter().find(|r| r.verdict == Verdict::Reject) {
        return Err(refuse(
            "H3.3",
            "{department}不接受这张订单",
            [("department", review.department.label().to_owned())],
        ));
    }
    let blocking: Vec<&str> = missing(order).into_iter().filter(|m| m.blocks).map(|m| m.text).collect();
    if !blocking.is_empty() {
        return Err(refuse(
            "H3.7",
            "资料不齐：{missing}。补齐后才能下达",
            [("missing", blocking.join("、"))],
        ));
    }
    let promise = |line: &super::OrderLine| {
        let date = release.promised.unwrap_or(line.wanted_on);
        Promise { line: line.number, first: date, current: date }
    };
    let promises: Vec<Promise> = order.entry.lines.iter().map(promise).collect();
    if let Some(past) = promises.iter().find(|p| p.first < today) {
        return Err(refuse(
            "H6.3",
            "第 {line} 行的交期 {date} 已经过去，不能这样承诺。请填写今天以后的承诺交期",
            [("line", past.line.to_string()), ("date", past.first.to_string())],
        ));
    }
    let Release { milestones, needs, proof, .. } = release;
    Ok(vec![Fact::Released { promises, milestones, needs: Packed(needs), proof }])
}

/// Stops an order with a reason; nothing ships while it is held (H8.4).
pub fn hold(order: &Order, why: Why) -> Result<Vec<Fact>, Refusal> {
    if !order.is_open() {
        return Err(refuse("H8.4", "订单已结束，不能暂停", []));
    }
    if order.hold.is_some() {
        return Err(refuse("H8.4", "订单已经暂停", []));
    }
    Ok(vec![Fact::Held { reason: why.reason, files: why.proof }])
}

/// Lets a held order go on.
pub fn resume(order: &Order, why: Why) -> Result<Vec<Fact>, Refusal> {
    if order.hold.is_none() {
        return Err(refuse("H8.4", "订单没有暂停", []));
    }
    Ok(vec![Fact::Resumed { reason: why.reason, files: why.proof }])
}

/// Gives an order up; what has been shipped stands in the way.
pub fn cancel(order: &Order, shipped: bool, why: Why) -> Result<Vec<Fact>, Refusal> {
    if !order.is_open() {
        return Err(refuse("H3.8", "订单已结束，不能取消", []));
    }
    if shipped {
        return Err(refuse("H3.8", "已有货物发出，不能取消。其余的货不发了，请用按实发结清", []));
    }
    Ok(vec![Fact::Cancelled { reason: why.reason, files: why.proof }])
}
