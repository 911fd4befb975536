//! The promise ledger: wanted, first promise, current promise; the forecast is computed elsewhere and never
//! touches a promise (H6.3).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Attachment, Fact, Order, State};
use crate::confidential::{Confidential, Contact};
use crate::refusal::{Refusal, refuse};

/// What a line was promised for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// The line.
    pub line: i64,
    /// At release.
    pub first: Date,
    /// Now.
    pub current: Date,
}

/// A change of promise with everything that makes it valid (H6.3).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseChange {
    /// The lines; all where empty.
    pub lines: Vec<i64>,
    /// The new date.
    pub to: Date,
    /// Why.
    pub cause: String,
    /// Which department caused it.
    pub department: String,
    /// Who of the customer was told.
    pub whom: Confidential<Contact, String>,
    /// How.
    pub channel: String,
    /// How a day earlier than what is expected is to be kept; not kept by earlier versions.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub how: String,
    /// Whether the customer agreed.
    pub confirmed: bool,
    /// When the customer was told.
    pub on: Date,
    /// What proves that the customer agreed (H2.1); not kept by earlier versions.
    #[serde(default)]
    pub files: Vec<Attachment>,
}

/// Who has caused a later date; facts keep the Chinese name, which is its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Causer {
    /// Parts came late.
    Purchasing,
    /// Production took longer.
    Production,
    /// Stock was not as booked.
    Warehouse,
    /// Drawings came late.
    Engineering,
    /// They changed their mind or were not ready.
    Customer,
    /// The goods were late on the road.
    Carrier,
    /// Somebody else.
    Other,
}

crate::choice!(Causer {
    Purchasing = "采购部", "采购部";
    Production = "生产部", "生产部";
    Warehouse = "仓库", "仓库";
    Engineering = "工程部", "工程部";
    Customer = "客户", "客户";
    Carrier = "承运商", "承运商";
    Other = "其他", "其他";
});

/// Days from today within which goods are promised: further is a slip of the year.
const FURTHEST: i32 = 731;

/// Changes a promise. It is valid only once the customer knows and agrees; one that is `expected` to be broken already says how
/// it will be kept (H6.3).
pub fn change_promise(
    order: &Order,
    change: PromiseChange,
    expected: Option<Date>,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    if order.state != State::Released {
        return Err(refuse("H6.3", "订单还没有下达，没有承诺可改。请直接编辑交期", []));
    }
    if !change.confirmed {
        return Err(refuse("H6.3", "客户确认之前新交期不生效。请先与客户说明并取得确认", []));
    }
    if change.on > today {
        return Err(refuse("H6.3", "与客户沟通的日期不能在今天之后", []));
    }
    if change.to < today || change.to < order.entry.ordered_on {
        return Err(refuse(
            "H6.3",
            "新交期 {to} 已经过去。请与客户商定今天以后的日期",
            [("to", change.to.to_string())],
        ));
    }
    if change.to > crate::calendar::shift(today, FURTHEST) {
        return Err(refuse(
            "H6.3",
            "新交期 {to} 在 {days} 天以后。请核对年份",
            [("to", change.to.to_string()), ("days", FURTHEST.to_string())],
        ));
    }
    if change.on < order.entry.ordered_on {
        return Err(refuse("H6.3", "与客户沟通的日期不能早于下单日期", []));
    }
    if let Some(line) = change.lines.iter().find(|l| order.promise(**l).is_none()) {
        return Err(refuse("H6.3", "订单没有第 {line} 行", [("line", line.to_string())]));
    }
    if let Some(expected) = expected.filter(|day| change.to < *day && change.how.trim().is_empty()) {
        return Err(refuse(
            "H6.3",
            "按现在的进度 {expected} 才能到货，新交期 {to} 做不到。请改为之后的日期，或写明怎么做到",
            [("expected", expected.to_string()), ("to", change.to.to_string())],
        ));
    }
    Ok(vec![Fact::PromiseChanged { change }])
}
