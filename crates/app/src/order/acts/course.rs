//! What changes the course of an order: hold, cancellation, a new promise, acceptance (H3.8, H4.6, H6.3, H8.4).

use domain::choice::Choice as _;
use domain::confidential::{Confidential, Price};
use domain::filing::FileKind;
use domain::money::Money;
use domain::order::{self, Acceptance, Causer, Order, PromiseChange};
use domain::plan::forecast;
use domain::proof::Why;
use jiff::civil::Date;
use kernel::act::Subject;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Result, Said, Target};

use super::super::{actions, case};
use super::{about, changed};

fn why(f: &Form, intro: &str) -> Why {
    f.intro(intro);
    Why { reason: f.reason(), proof: f.proof_as(FileKind::Proof) }
}

/// H8.4 Why an order stops.
pub(super) fn why_hold(f: &Form, _: &Loaded<Order>) -> Why {
    why(f, "暂停后不能发货，直到有权限的人解除。")
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

/// H3.8 Why it is given up.
pub(super) fn why_cancel(f: &Form, _: &Loaded<Order>) -> Why {
    why(f, "取消后占用的库存释放，生产单停止，记录保留。")
}

pub(super) fn cancel(door: &mut Door, order: Loaded<Order>, why: Why) -> Result<Done> {
    actions::cancel(door, order, why).map(changed)
}

/// An order with what is not paid of it.
#[derive(Default)]
pub(super) struct Short {
    order: Loaded<Order>,
    open: Money,
}

impl Subject for Short {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = Loaded::<Order>::load(door, target)?;
        let case = case::around(door, order.state.clone())?;
        let open = case.account().open(&order);
        Ok(Self { order, open })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        Ok(Self { order: Loaded::load_to_act(door, target, said)?, open: Money::ZERO })
    }

    fn version(&self) -> Option<i64> {
        self.order.version()
    }
}

/// H4.6 What is not worth asking for any more, and why (C22).
pub(super) fn small(f: &Form, at: &Short) -> (Confidential<Price, Money>, Why) {
    about(f, &at.order);
    let open = kernel::ui::format::money(at.open);
    let amount = f
        .amount("amount", "核销金额")
        .preset(Confidential::new(at.open))
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

/// An order whose promise changes, with the day that can be kept.
#[derive(Default)]
pub(super) struct Promised {
    order: Loaded<Order>,
    forecast: Option<Date>,
}

impl Subject for Promised {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = Loaded::<Order>::load(door, target)?;
        let case = case::around(door, order.state.clone())?;
        let calendar = door.calendar()?;
        let forecast = forecast(&case, &calendar, door.ctx.today()).map(|f| f.arrives);
        Ok(Self { order, forecast })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        Ok(Self { order: Loaded::load_to_act(door, target, said)?, forecast: None })
    }

    fn version(&self) -> Option<i64> {
        self.order.version()
    }
}

/// H6.3 A later day, who has caused it, and who of the customer agrees.
pub(super) fn promise(f: &Form, at: &Promised) -> PromiseChange {
    about(f, &at.order);
    PromiseChange {
        to: f.date("to", "新交期").preset(at.forecast.max(at.order.due())).required(),
        department: f.choice::<Causer>("department", "责任部门").required().0.code().to_owned(),
        cause: f.words("cause", "原因", 500).required(),
        whom: f.contact("whom", "与客户的谁确认", 40).required(),
        channel: f.channel(),
        on: f.date("on", "沟通日期").preset(f.today()).required(),
        confirmed: f.flag("confirmed", "客户已同意新交期", false),
        lines: lines(f),
        files: f.proof(),
    }
}

/// Numbers of lines with commas between them; none means all.
fn lines(f: &Form) -> Vec<i64> {
    let written = f.text("lines", "只改这些行", 100).help("行号用逗号分开，留空表示全部").or(String::new());
    let parts = written.split([',', '，', '、', ' ']).filter(|part| !part.is_empty());
    let lines: Result<Vec<i64>, _> = parts.map(str::parse).collect();
    lines.unwrap_or_else(|_| {
        f.wrong("lines", "行号应为数字，用逗号分开");
        Vec::new()
    })
}

pub(super) fn change_promise(door: &mut Door, at: Promised, change: PromiseChange) -> Result<Done> {
    actions::change_promise(door, at.order, change).map(changed)
}

/// H4.6 Who of the customer accepts the work.
pub(super) fn acceptance(f: &Form, order: &Loaded<Order>) -> Acceptance {
    about(f, order);
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
