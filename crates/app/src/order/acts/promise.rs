//! A later promise (H6.3): what is promised and expected line by line, and what the customer agrees to.

use domain::choice::Choice as _;
use domain::ids::OrderId;
use domain::order::{Causer, Order, PromiseChange};
use domain::plan::{Expected, Told, forecast};
use jiff::civil::Date;
use kernel::act::Subject;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Result, Said, Target};

use super::super::{actions, case};
use super::changed;

/// An order whose promise changes, with the day that can be kept.
#[derive(Default)]
pub(super) struct Promised {
    order: Loaded<Order>,
    due: Option<Date>,
    /// What is late, or else the order as a whole.
    told: Option<Told>,
    /// The lines that are open.
    lines: Vec<Expected>,
}

impl Subject for Promised {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = Loaded::<Order>::load(door, target)?;
        let case = case::around(door, order.state.clone())?;
        let calendar = door.calendar()?;
        let due = case.due();
        let forecast = forecast(&case, &calendar, door.ctx.today());
        let told = forecast.as_ref().zip(due).map(|(f, due)| f.told(due));
        let lines = forecast.map(|f| f.lines).unwrap_or_default();
        let due = due.filter(|due| *due >= door.ctx.today() && told.is_none_or(|told| told.line.is_none()));
        Ok(Self { order, due, told, lines })
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

/// H6.3 A later day, who has caused it, and who of the customer agrees.
pub(super) fn ask(f: &Form, at: &Promised) -> PromiseChange {
    let forecast = at.told.map(|told| told.arrives);
    let line = at.told.and_then(|told| told.line);
    if at.lines.len() > 1 {
        at.lines.iter().for_each(|expected| stands(f, &at.order, expected));
    } else if let Some(forecast) = forecast {
        let of = line.map(|line| f.tf("第 {line} 行", &[("line", &line)])).unwrap_or_default();
        f.note("预测到货", format!("{of} {forecast}").trim().to_owned());
    }
    PromiseChange {
        to: f.date("to", "新交期").preset(forecast.max(at.due)).required(),
        department: f.choice::<Causer>("department", "责任部门").required().0.code().to_owned(),
        cause: f.words("cause", "原因", 500).required(),
        whom: f.contact("whom", "与客户的谁确认", 40).required(),
        channel: f.channel(),
        on: f.date("on", "沟通日期").preset(f.today()).required(),
        confirmed: f.flag("confirmed", "客户已同意新交期", false),
        lines: lines(f, line),
        how: f.text("how", "怎么做到", 300).help("新交期早于预测的到货日期时必填").or(String::new()),
        files: f.proof(),
    }
}

/// For when a line is promised, and when it is expected.
fn stands(f: &Form, order: &Order, expected: &Expected) {
    let name = order.line(expected.line).map_or("", |line| line.name.as_str());
    let label = f.tf("第 {line} 行 {name}", &[("line", &expected.line), ("name", &name)]);
    let late = expected.arrives > expected.promised;
    let said = if late {
        "承诺 {promised}，预测 {arrives}，要晚"
    } else {
        "承诺 {promised}，预测 {arrives}"
    };
    f.note(&label, f.tf(said, &[("promised", &expected.promised), ("arrives", &expected.arrives)]));
}

/// Numbers of lines with commas between them; none means all.
fn lines(f: &Form, late: Option<i64>) -> Vec<i64> {
    let written = f
        .text("lines", "只改这些行", 100)
        .preset(late.map(|line| line.to_string()))
        .help("行号用逗号分开，留空表示全部")
        .or(String::new());
    let parts = written.split([',', '，', '、', ' ']).filter(|part| !part.is_empty());
    let lines: Result<Vec<i64>, _> = parts.map(str::parse).collect();
    lines.unwrap_or_else(|_| {
        f.wrong("lines", "行号应为数字，用逗号分开");
        Vec::new()
    })
}

pub(super) fn change(door: &mut Door, at: Promised, change: PromiseChange) -> Result<Done> {
    actions::change_promise(door, at.order, change).map(changed)
}
