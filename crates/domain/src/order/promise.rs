//! The promise ledger: wanted, first promise, current promise; the forecast is computed elsewhere and never
//! touches a promise (H6.3).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fact, Order, PromiseChange, State};
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

/// Changes a promise. It is valid only once the customer knows and agrees (H6.3).
pub fn change_promise(order: &Order, change: PromiseChange, today: Date) -> Result<Vec<Fact>, Refusal> {
    if order.state != State::Released {
        return Err(refuse("H6.3", "订单还没有下达，没有承诺可改。请直接编辑交期", []));
    }
    if !change.confirmed {
        return Err(refuse("H6.3", "客户确认之前新交期不生效。请先与客户说明并取得确认", []));
    }
    if change.on > today {
        return Err(refuse("H6.3", "与客户沟通的日期不能在今天之后", []));
    }
    if let Some(line) = change.lines.iter().find(|l| order.promise(**l).is_none()) {
        return Err(refuse("H6.3", "订单没有第 {line} 行", [("line", line.to_string())]));
    }
    Ok(vec![Fact::PromiseChanged { change }])
}
