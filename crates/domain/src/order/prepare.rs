//! Preparation 资料准备 (H3.7): what is missing or contradicts itself, computed from the order.

use super::{Entry, Fact, Order, OrderKind, State};
use crate::choice::Choice as _;
use crate::deed::Deed;
use crate::filing::FileKind;

/// Something missing or contradictory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// Whether the order cannot be released before it is settled.
    pub blocks: bool,
    /// What it is; also the key of its translation.
    pub text: &'static str,
    /// The lines that it is about; all where empty.
    pub lines: Vec<i64>,
    /// The act that mends it.
    pub mended_by: Deed,
}

/// What the lead mends.
const UNCONFIRMED: &str = "客户还没有确认";
/// What an upload mends.
const DRAWINGS: [&str; 2] = ["没有设计图纸", "图纸只有文件名，还没有上传"];

/// All that is missing from `order` or contradicts itself.
pub fn missing(order: &Order) -> Vec<Missing> {
    let entry = &order.entry;
    let lines = |wrong: &dyn Fn(&super::OrderLine) -> bool| -> Vec<i64> {
        entry.lines.iter().filter(|l| wrong(l)).map(|l| l.number).collect()
    };
    let has_drawing_file = order.attachments.iter().any(|a| a.what == FileKind::Drawing.code());
    let any_drawing = has_drawing_file || entry.lines.iter().any(|l| !l.drawing.is_empty());
    let mut out = Vec::new();
    let mut say = |wrong: bool, blocks: bool, text: &'static str, lines: Vec<i64>| {
        if wrong {
            let mended_by = match text {
                UNCONFIRMED => Deed::CustomerConfirm,
                _ if DRAWINGS.contains(&text) => Deed::OrderAttach,
                _ => Deed::OrderCorrect,
            };
            out.push(Missing { blocks, text, lines, mended_by });
        }
    };
    say(!entry.faults.is_empty(), true, "导入时有行没有读懂", Vec::new());
    say(entry.unconfirmed, true, UNCONFIRMED, Vec::new());
    say(entry.lines.is_empty(), true, "没有明细", Vec::new());
    let unpriced = lines(&|l| l.is_unpriced());
    say(!unpriced.is_empty() && entry.kind != OrderKind::Supplement, true, "没有价格", unpriced);
    say(entry.address.open().trim().is_empty(), true, "没有收货地址", Vec::new());
    say(entry.contact.open().trim().is_empty(), false, "没有现场联系人", Vec::new());
    say(entry.plan.is_empty(), true, "付款条件没有读懂，请填写收款计划", Vec::new());
    say(!any_drawing && entry.kind != OrderKind::Supplement, false, DRAWINGS[0], Vec::new());
    say(any_drawing && !has_drawing_file, false, DRAWINGS[1], Vec::new());
    say(
        entry.kind == OrderKind::Project && entry.start_on.is_none(),
        false,
        "工程单没有开工日期",
        Vec::new(),
    );
    let late_start = entry.start_on.map(|start| lines(&|l| l.wanted_on < start)).unwrap_or_default();
    say(!late_start.is_empty(), false, "开工日期晚于交货日期", late_start);
    say(entry.transport.trim().is_empty(), false, "没有运输方式", Vec::new());
    say(
        entry.kind == OrderKind::Supplement && entry.original.trim().is_empty(),
        false,
        "补件没有写明原订单",
        Vec::new(),
    );
    out
}

/// What the confirmation of its customer means for an order (H7.3); nothing where it did not wait for it.
/// `name` is what they are called now: their proposal may have been put right meanwhile.
pub fn customer_confirmed(order: &Order, name: &str) -> Vec<Fact> {
    if !order.entry.unconfirmed {
        return Vec::new();
    }
    let entry = Entry { unconfirmed: false, customer_name: name.to_owned(), ..order.entry.clone() };
    let renamed = match order.state {
        State::Draft => Fact::Revised { entry, proof: Vec::new() },
        _ => Fact::Corrected { entry, reason: RENAMED.to_owned(), files: Vec::new() },
    };
    let renamed = (order.entry.customer_name != name).then_some(renamed);
    [Fact::CustomerConfirmed].into_iter().chain(renamed).collect()
}

/// Why the customer of an order is called otherwise.
const RENAMED: &str = "客户确认时更正了名称";
