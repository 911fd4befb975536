//! What changes the course of an order: hold, cancellation, a new promise, acceptance (H3.8, H4.6, H6.3, H8.4).

use domain::confidential::{Confidential, Price};
use domain::filing::FileKind;
use domain::followup::Case;
use domain::ids::OrderId;
use domain::money::Money;
use domain::order::{self, Acceptance, Need, Order, OrderLine, Reservation};
use domain::proof::Why;
use domain::quantity::Quantity;
use kernel::act::Subject;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Result, Said, Target};

use super::super::{actions, case};
use super::changed;
use crate::company;

fn why(f: &Form, intro: &str) -> Why {
    f.intro(intro);
    Why { reason: f.reason(), proof: f.proof_as(FileKind::Proof) }
}

/// H8.4 Why an order stops.
pub(super) fn why_hold(f: &Form, _: &Loaded<Order>) -> Why {
    why(f, "暂停后不采购、不领料、不生产、不发货，直到有权限的人解除。")
}

pub(super) fn hold(door: &mut Door, order: Loaded<Order>, why: Why) -> Result<Done> {
    actions::hold_or_resume(door, order, order::hold, why).map(changed)
}

/// H8.4 Why it goes on.
pub(super) fn why_resume(f: &Form, _: &Loaded<Order>) -> Why {
    why(f, "写明为什么可以继续。")
}

pub(super) fn resume(door: &mut Door, order: Loaded<Order>, why: Why) -> Result<Done> {
    actions::hold_or_resume(door, order, order::resume, why).map(changed)
}

/// An order with everything that hangs on it.
#[derive(Default)]
pub(super) struct Whole {
    order: Loaded<Order>,
    case: Case,
}

impl Subject for Whole {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = Loaded::<Order>::load(door, target)?;
        let case = case::around(door, order.state.clone())?;
        Ok(Self { order, case })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.order.orders()
    }

    fn version(&self) -> Option<i64> {
        self.order.version()
    }
}

/// H3.8 Why it is given up, below what ends with it.
pub(super) fn why_cancel(f: &Form, at: &Whole) -> Why {
    let case = &at.case;
    let listed = |numbers: Vec<&str>| {
        if numbers.is_empty() { f.t("无").to_owned() } else { numbers.join(f.t("、")) }
    };
    f.note("发货单取消", listed(case.shipments.iter().map(|s| s.number.as_str()).collect()));
    let work = case.work.iter().filter(|w| !w.cancelled).map(|w| {
        let done = w.produced();
        let kept = f.tf("（完工 {n}，入库）", &[("n", &done.plain())]);
        format!("{}{}", w.number, if done.is_some() { kept } else { String::new() })
    });
    let work: Vec<String> = work.collect();
    f.note("生产单停止", listed(work.iter().map(String::as_str).collect()));
    let mut bought: Vec<&str> =
        case.covers.iter().filter(|c| c.outstanding().is_some()).map(|c| c.number.as_str()).collect();
    bought.dedup();
    f.note("采购不再为它，采购部决定取消或留作库存", listed(bought));
    let used = case.used_unissued(|_| true);
    let whole = |n: &&Need| {
        let own = used.iter().find(|u| (u.line, u.item) == (n.line, n.item));
        n.reserved > own.map_or(Quantity::ZERO, |u| u.quantity)
    };
    let held = case.order.needs.0.iter().filter(whole).count();
    f.note("占用的库存释放", f.tf("{n} 项", &[("n", &held)]));
    note_used(f, &used);
    Why { reason: f.reason(), proof: f.proof_as(FileKind::Proof) }
}

/// H4.2 What went into goods that are there and was never issued leaves the books with it.
fn note_used(f: &Form, used: &[Reservation]) {
    if !used.is_empty() {
        f.note("做出来的货用掉、没登记过的料出库", f.tf("{n} 项", &[("n", &used.len())]));
    }
}

pub(super) fn cancel(door: &mut Door, at: Whole, why: Why) -> Result<Done> {
    actions::cancel(door, at.order, why).map(changed)
}

/// H3.1 Why a draft is given up.
pub(super) fn why_discard(f: &Form, _: &Loaded<Order>) -> Why {
    why(f, "草稿作废后不能再改。资料都留着，要用时照着重新录入。")
}

pub(super) fn discard(door: &mut Door, order: Loaded<Order>, why: Why) -> Result<Done> {
    actions::discard(door, order, why).map(changed)
}

/// C11 The lines of which the customer takes no more, and why.
pub(super) fn ended(f: &Form, at: &Whole) -> (Vec<i64>, Why) {
    f.intro("勾选的行按已发出的数量结清：其余不再生产和发货，占用和采购释放，货款按实发计算。");
    let open = |l: &&OrderLine| at.case.progress(l.number).shipped < l.quantity;
    let lines: Vec<OrderLine> = at.case.order.entry.lines.iter().filter(open).cloned().collect();
    note_used(f, &at.case.used_unissued(|line| lines.iter().any(|l| l.number == line)));
    let rows = f.rows("lines", "明细", &lines, ("line", "行"), |l| l.number.to_string());
    let picked = rows.each(
        |l| {
            let shipped = at.case.progress(l.number).shipped.plain();
            let sent = f.tf("已发 {shipped} / {all}", &[("shipped", &shipped), ("all", &l.quantity.plain())]);
            format!("{} {} · {sent} {}", l.code, l.name, l.unit)
        },
        |row, l| row.flag("ends", "结清", false).then_some(l.number),
    );
    let lines: Vec<i64> = picked.into_iter().flatten().collect();
    if lines.is_empty() {
        f.wrong("lines", "请至少勾选一行");
    }
    (lines, Why { reason: f.reason(), proof: f.proof_as(FileKind::Proof) })
}

pub(super) fn settle_lines(door: &mut Door, at: Whole, (lines, why): (Vec<i64>, Why)) -> Result<Done> {
    actions::settle_lines(door, at.order, &lines, why).map(changed)
}

/// An order with what is not paid of it, and what was.
#[derive(Default)]
pub(super) struct Short {
    order: Loaded<Order>,
    open: Money,
    paid: Money,
    /// What finance gives up by itself.
    limit: Money,
}

impl Subject for Short {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = Loaded::<Order>::load(door, target)?;
        let case = case::around(door, order.state.clone())?;
        let (open, paid) = (case.account().open(&order), case.paid);
        let limit = company::actions::load(door)?.profile.write_off_limit();
        Ok(Self { order, open, paid, limit })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        Ok(Self { order: Loaded::load_to_act(door, target, said)?, ..Self::default() })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.order.orders()
    }

    fn version(&self) -> Option<i64> {
        self.order.version()
    }
}

/// H4.6 What is not worth asking for any more, and why (C22).
pub(super) fn small(f: &Form, at: &Short) -> (Confidential<Price, Money>, Why) {
    let open = kernel::ui::format::money(at.open);
    let amount = f
        .amount("amount", "核销金额")
        .preset(Some(Confidential::new(at.open)).filter(|open| *open.open() <= at.limit))
        .hint(f.tf("订单未收 {open}", &[("open", &open)]))
        .required();
    (amount, Why { reason: f.reason(), proof: f.proof_as(FileKind::Price) })
}

pub(super) fn write_off(
    door: &mut Door,
    at: Short,
    (amount, why): (Confidential<Price, Money>, Why),
) -> Result<Done> {
    actions::write_off(door, at.order, amount, why).map(changed)
}

/// C23 What of a given-up order's money stays with us, and why.
pub(super) fn kept(f: &Form, at: &Short) -> (Confidential<Price, Money>, Why) {
    let paid = kernel::ui::format::money(at.paid);
    let amount = f
        .amount("amount", "一共不退的金额")
        .preset(at.order.kept.as_ref().map(|kept| kept.amount))
        .hint(f.tf(
            "订单已收 {paid}；与客户约定留下多少，其余退给客户或转为预收款。填 0 表示全部退",
            &[("paid", &paid)],
        ))
        .required();
    (amount, Why { reason: f.reason(), proof: f.proof_as(FileKind::Price) })
}

pub(super) fn keep(
    door: &mut Door,
    at: Short,
    (amount, why): (Confidential<Price, Money>, Why),
) -> Result<Done> {
    actions::keep(door, at.order, amount, why).map(changed)
}

/// H4.6 Who of the customer accepts the work.
pub(super) fn acceptance(f: &Form, _: &Loaded<Order>) -> Acceptance {
    Acceptance {
        on: f.date("on", "验收日期").preset(f.today()).required(),
        whom: f.contact("whom", "客户验收人", 40).required(),
        note: f.words("note", "意见", 1000).or(String::new()),
        files: f.proof(),
    }
}

pub(super) fn accept(door: &mut Door, order: Loaded<Order>, said: Acceptance) -> Result<Done> {
    actions::accept(door, order, said).map(changed)
}
