//! Release to supply and production (H3.3, H4.2), hold, cancellation.

use jiff::civil::Date;

use super::{Attachment, Fact, Need, Order, OrderLine, Promise, State, Verdict, missing, waiting};
use crate::choice::Choice as _;
use crate::history::Packed;
use crate::plan::Milestone;
use crate::proof::Why;
use crate::refusal::{Refusal, refuse};

/// What a release lays down beside the order itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Release {
    /// What is promised.
    pub promised: Promised,
    /// The plan.
    pub milestones: Vec<Milestone>,
    /// Needs with what could be reserved.
    pub needs: Vec<Need>,
    /// What the release rests on.
    pub proof: Vec<Attachment>,
}

/// The days that are promised.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Promised {
    /// One day for every line.
    pub all: Option<Date>,
    /// Else the days of lines by their numbers; each other line's own wanted date.
    pub lines: Vec<(i64, Date)>,
    /// How a day earlier than the review's is to be kept, or why one is later than the customer asked for.
    pub reason: String,
}

impl Promised {
    /// The day of a line.
    pub fn of(&self, line: &OrderLine) -> Date {
        let own = self.lines.iter().find(|(number, _)| *number == line.number).map(|(_, day)| *day);
        self.all.or(own).unwrap_or(line.wanted_on)
    }
}

impl Order {
    /// The day before which a department of the review says that it cannot be done (H3.3).
    pub fn earliest(&self) -> Option<Date> {
        self.reviews.iter().filter_map(|r| r.earliest).max()
    }
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
    let promise = |line: &OrderLine| {
        let date = release.promised.of(line);
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
    in_words(order, &promises, &release.promised.reason)?;
    let Release { milestones, needs, proof, promised } = release;
    let reason = promised.reason;
    Ok(vec![Fact::Released { promises, milestones, needs: Packed(needs), reason, proof }])
}

/// What is promised earlier than the review's day, or later than the customer asked for, is said why (H3.3, H6.3).
fn in_words(order: &Order, promises: &[Promise], reason: &str) -> Result<(), Refusal> {
    if !reason.trim().is_empty() {
        return Ok(());
    }
    let early = |p: &&Promise| order.earliest().is_some_and(|earliest| p.first < earliest);
    if let Some(early) = promises.iter().find(early) {
        return Err(refuse(
            "H3.3",
            "评审给的最早日期是 {earliest}，第 {line} 行承诺 {date} 更早。请写明怎么做到",
            [
                ("earliest", order.earliest().unwrap_or(early.first).to_string()),
                ("line", early.line.to_string()),
                ("date", early.first.to_string()),
            ],
        ));
    }
    let wanted = |p: &Promise| order.line(p.line).map(|l| l.wanted_on).filter(|wanted| *wanted < p.first);
    if let Some((late, wanted)) = promises.iter().find_map(|p| Some((p, wanted(p)?))) {
        return Err(refuse(
            "H6.3",
            "客户要求 {wanted}，第 {line} 行承诺 {date} 更晚。请写明原因",
            [
                ("wanted", wanted.to_string()),
                ("line", late.line.to_string()),
                ("date", late.first.to_string()),
            ],
        ));
    }
    Ok(())
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

/// Gives a draft up (H3.1) that was never handed in: nobody has reviewed it, no money is booked for it, so whoever wrote it may.
pub fn discard(order: &Order, why: Why) -> Result<Vec<Fact>, Refusal> {
    order.goes_on()?;
    if order.state != State::Draft || order.submitted.is_some() {
        return Err(refuse("H3.1", "订单提交过评审，不是草稿了。不要的请部门领导取消订单", []));
    }
    cancel(order, false, why)
}
