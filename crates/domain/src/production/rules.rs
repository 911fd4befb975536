//! What may happen to a work order (H4.4).

use jiff::civil::Date;

use super::{Fact, Period, WorkOrder, WorkStep};
use crate::calendar::shift;
use crate::order::Attachment;
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};
use crate::unit;

/// Days that a period lasts at most, and from today within which it lies: more is a slip of the year.
const FURTHEST: i32 = 366;

/// Production confirms its period (H4.4). One that ends after the day when the goods must be finished says why.
pub fn confirm_period(
    work: &WorkOrder,
    period: Period,
    note: String,
    proof: Vec<Attachment>,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    still_open(work)?;
    if period.finish < period.start {
        return Err(refuse("H4.4", "完工日期不能早于开工日期", []));
    }
    if period.start < shift(today, -FURTHEST) || period.finish > shift(today, FURTHEST) {
        return Err(refuse(
            "H4.4",
            "开工和完工日期应在今天前后 {days} 天以内。请核对年份",
            [("days", FURTHEST.to_string())],
        ));
    }
    if period.finish < today {
        return Err(refuse(
            "H4.4",
            "完工日期 {finish} 已经过去。请填预计完工的日期；已经完工的请报工",
            [("finish", period.finish.to_string())],
        ));
    }
    if period.finish > work.due && note.trim().is_empty() {
        return Err(refuse(
            "H4.4",
            "完工日期 {finish} 晚于要求的 {due}，请在说明里写明原因",
            [("finish", period.finish.to_string()), ("due", work.due.to_string())],
        ));
    }
    Ok(vec![Fact::PeriodConfirmed { period, note, proof }])
}

/// What is said of an operation's progress (H4.4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The operation's number.
    pub operation: i64,
    /// Day.
    pub on: Date,
    /// Done well.
    pub good: Quantity,
    /// Spoiled.
    pub scrap: Quantity,
    /// Whether what was spoiled needs its material again.
    pub material: bool,
    /// Remark; the reason where a quantity is taken back.
    pub note: String,
    /// What proves it.
    pub proof: Vec<Attachment>,
}

/// Progress of an operation; a negative quantity takes an earlier report back (H2.1). No operation gets ahead of the one
/// before it. What later operations spoil is made again; more than that is made with a reason (C28).
pub fn report(work: &WorkOrder, progress: Progress, today: Date) -> Result<Vec<Fact>, Refusal> {
    let Progress { operation, on, good, scrap, material, note, proof } = progress;
    if work.cancelled && (good.0 > 0 || scrap.0 > 0) {
        return Err(refuse("H4.4", "生产单已取消，只能冲减报错的", []));
    }
    if on > today {
        return Err(refuse("H4.4", "报工日期不能在今天之后", []));
    }
    // Nothing done is a report too, with its cause.
    if good == Quantity::ZERO && scrap == Quantity::ZERO && note.trim().is_empty() {
        return Err(refuse("H4.4", "请填写完成数量或报废数量；没有进度的写明原因", []));
    }
    for quantity in [good, scrap] {
        unit::whole_of("H4.4", &work.code, &work.unit, quantity, work.quantity)?;
    }
    let index = work.operations.iter().position(|o| o.number == operation);
    let at = index.and_then(|i| work.operations.get(i)).ok_or_else(|| {
        refuse("H4.4", "生产单没有工序 {operation}", [("operation", operation.to_string())])
    })?;
    let after = index.and_then(|i| work.operations.get(i + 1));
    let sum = at.good.plus(good);
    // What was spoiled here has been taken from the operation before, too; the first one takes new material.
    let first = index == Some(0);
    let used = if first { sum } else { sum.plus(at.scrap).plus(scrap) };
    let most = most(work, operation);
    if used > most && !first {
        return Err(refuse(
            "H4.4",
            "{name} 最多还能报 {left}：上道工序只完成了 {limit}",
            [
                ("name", at.name.clone()),
                ("left", most.minus(at.good).minus(at.scrap).plain()),
                ("limit", most.plain()),
            ],
        ));
    }
    if first && used > most && (note.trim().is_empty() || used > most.plus(work.quantity)) {
        return Err(refuse(
            "H4.4",
            "{name} 最多还能报 {left}，超产请写明原因，最多一倍",
            [("name", at.name.clone()), ("left", most.minus(at.good).plain())],
        ));
    }
    let taken = after.map_or(Quantity::ZERO, |o| o.good.plus(o.scrap));
    if sum < taken || sum.0 < 0 || at.scrap.plus(scrap).0 < 0 {
        return Err(refuse("H4.4", "{name} 冲减过多：下道工序已经报了更多", [("name", at.name.clone())]));
    }
    if work.put_away() > sum && after.is_none() {
        return Err(refuse("H4.4", "{name} 冲减过多：余货已经入库", [("name", at.name.clone())]));
    }
    if (good.0 < 0 || scrap.0 < 0) && note.trim().is_empty() {
        return Err(refuse("H2.1", "冲减必须写明原因", []));
    }
    // Spoilage that is taken back gives back the material that was asked for it.
    let material = match scrap {
        scrap if scrap.0 < 0 => Quantity(scrap.0.max(-work.material_again.0)),
        scrap if material => scrap,
        _ => Quantity::ZERO,
    };
    Ok(vec![Fact::Reported { operation, on, good, scrap, material, note, proof }])
}

/// What an operation has to work on in all: what the one before it has made; at the first, what is wanted and what was
/// spoiled after it.
pub fn most(work: &WorkOrder, operation: i64) -> Quantity {
    let index = work.operations.iter().position(|o| o.number == operation).unwrap_or(0);
    match index.checked_sub(1).and_then(|i| work.operations.get(i)) {
        Some(before) => before.good,
        None => work.quantity.plus(work.operations.iter().skip(1).map(|o| o.scrap).sum()),
    }
}

impl WorkOrder {
    /// The step that comes next: the first that is not done with all of it.
    pub fn next_step(&self) -> Option<&WorkStep> {
        self.operations.iter().find(|o| o.good < self.quantity)
    }

    /// What the step before has made and step `number` has not: what can be reported of it now.
    pub fn reportable(&self, number: i64) -> Quantity {
        let Some(at) = self.operations.iter().position(|o| o.number == number) else { return Quantity::ZERO };
        let Some(step) = self.operations.get(at) else { return Quantity::ZERO };
        let spoiled = if at == 0 { Quantity::ZERO } else { step.scrap };
        step.good.plus(spoiled).short_of(most(self, number))
    }
}

/// Less of it is wanted (C11, C20): never less than is finished.
pub fn reduce(work: &WorkOrder, by: Quantity, reason: &str) -> (Quantity, Vec<Fact>) {
    let quantity = work.quantity.minus(by).max(work.produced());
    let less = work.quantity.minus(quantity);
    if !less.is_some() || work.cancelled {
        return (Quantity::ZERO, Vec::new());
    }
    (less, vec![Fact::Reduced { quantity, reason: reason.to_owned() }])
}

/// What becomes of finished goods that no order takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Spare {
    /// What goes into stock.
    pub quantity: Quantity,
    /// What does not, for the reason that is said.
    pub left_out: Quantity,
}

/// Finished goods that no order takes go into stock, or somebody says why not; `left_over` is how much there is (C28).
pub fn stock_left_over(spare: Spare, left_over: Quantity, on: Date, why: Why) -> Result<Vec<Fact>, Refusal> {
    let Spare { quantity, left_out } = spare;
    let both = quantity.plus(left_out);
    if quantity.0 < 0 || left_out.0 < 0 || !both.is_some() || both > left_over {
        return Err(refuse(
            "H7.2",
            "完工余货 {left}，入库和不入库合计应大于 0、不多于余货",
            [("left", left_over.plain())],
        ));
    }
    let Why { reason, proof } = why;
    if left_out.is_some() && reason.trim().is_empty() {
        return Err(refuse("H2.1", "不入库的请写明原因：坏了，或送给了谁", []));
    }
    Ok(vec![Fact::Stocked { quantity, left_out, note: reason, on, proof }])
}

fn still_open(work: &WorkOrder) -> Result<(), Refusal> {
    if work.is_done() { Err(refuse("H4.4", "生产单已完成或已取消", [])) } else { Ok(()) }
}
