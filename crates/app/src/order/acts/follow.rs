//! Following up by hand: contacts, reminders put off, tasks (H5.5, H8.2).

use domain::access::may;
use domain::deed::Deed;
use domain::filing::FileKind;
use domain::ids::{OrderId, PersonId};
use domain::order::{Attachment, Contact, Order, Side, Snooze, Task};
use jiff::civil::Date;
use kernel::act::Subject;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::ui::Width;
use kernel::{Done, Door, Result, Said, Target};

use super::super::{actions, words};
use super::changed;
use crate::customer::talk;
use crate::person;

/// H5.5 Who was spoken to.
pub(super) fn talked(f: &Form, _: &Loaded<Order>) -> Contact {
    let side = f.choice("side", "哪一方").preset(Chosen(Side::Customer)).or(Chosen(Side::Customer)).0;
    Contact { side: Some(side), ..talk(f) }
}

pub(super) fn log_contact(door: &mut Door, order: Loaded<Order>, contact: Contact) -> Result<Done> {
    actions::log_contact(door, order, contact).map(changed)
}

/// An order with what somebody is to do on it, by the next working day where nothing else is said.
#[derive(Default)]
pub(super) struct Planned {
    order: Loaded<Order>,
    /// The follow-up that is put off or settled.
    rule: String,
    occurrence: String,
    tomorrow: Date,
    me: PersonId,
    people: Vec<(PersonId, String)>,
    /// The open tasks whose outcome the actor may say.
    tasks: Vec<i64>,
    /// Whether it is about one of them: that is theirs, whosever order it is on.
    theirs: bool,
}

/// The rule of tasks set by hand.
const TASKS: &str = "H8.2";

impl Subject for Planned {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = Loaded::<Order>::load(door, target)?;
        let named = target.get("occurrence").strip_prefix("task-").unwrap_or_default();
        Self::around(door, target, order, named)
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        let order = Loaded::<Order>::load_to_act(door, target, said)?;
        // What is acted on says whose it is: the number of a task, or the follow-up of one.
        let named = match (said.raw("number"), said.raw("rule")) {
            ("", TASKS) => said.raw("occurrence").strip_prefix("task-").unwrap_or_default(),
            (number, _) => number,
        };
        Self::around(door, target, order, named)
    }

    fn orders(&self) -> Vec<OrderId> {
        if self.theirs { Vec::new() } else { self.order.orders() }
    }

    fn version(&self) -> Option<i64> {
        self.order.version()
    }
}

impl Planned {
    fn around(door: &mut Door, target: &Target, order: Loaded<Order>, named: &str) -> Result<Self> {
        let mut tasks = Vec::new();
        for task in order.tasks.iter().filter(|t| t.result.is_none()) {
            if actions::may_finish(door, task)? {
                tasks.push(task.number);
            }
        }
        let theirs = named.parse().is_ok_and(|number| tasks.contains(&number));
        let tomorrow = door.calendar()?.plus(door.ctx.today(), 1);
        // Those who can say what came of it.
        let can = |p: &person::Brief| may(&p.roles, Deed::OrderTaskDone.right());
        let people = person::active(door.conn)?.into_iter().filter(can).map(|p| (p.id, p.name)).collect();
        let (rule, occurrence) = (target.get("rule").to_owned(), target.get("occurrence").to_owned());
        Ok(Self { order, rule, occurrence, tomorrow, me: door.ctx.actor.person, people, tasks, theirs })
    }
}

/// H8.2 Until when a follow-up is put off.
pub(super) fn later(f: &Form, at: &Planned) -> Snooze {
    Snooze {
        rule: f.text("rule", "", 10).hidden().preset(at.rule.clone()).required(),
        occurrence: f.text("occurrence", "", 100).hidden().preset(at.occurrence.clone()).or(String::new()),
        deed: String::new(),
        until: f.date("until", "推后到").preset(at.tomorrow).required(),
        reason: f.words("reason", "原因", 300).help("第二次推后时必填").or(String::new()),
    }
}

pub(super) fn snooze(door: &mut Door, at: Planned, said: Snooze) -> Result<Done> {
    let order = actions::snooze(door, at.order, said)?;
    Ok(Done { location: "/".into(), ..changed(order) })
}

/// H8.2 What somebody is to do.
pub(super) fn task(f: &Form, at: &Planned) -> (Task, Vec<Attachment>) {
    let text = f.text("text", "要做什么", 200).width(Width::Full).required();
    let owner = f.pick("owner", "谁来做", at.people.clone()).picked(Some(at.me)).required().0;
    let due = f.date("due", "期限").preset(at.tomorrow).required();
    if !at.order.is_open() {
        f.wrong("text", "订单已结束，不能再安排任务");
    }
    let owner_name = at.people.iter().find(|p| p.0 == owner).map(|p| p.1.clone()).unwrap_or_default();
    let task = Task { text, owner, owner_name, due, ..Task::default() };
    (task, f.proof_as(FileKind::Proof))
}

pub(super) fn set_task(door: &mut Door, at: Planned, (task, proof): (Task, Vec<Attachment>)) -> Result<Done> {
    actions::set_task(door, at.order, task, proof).map(changed)
}

/// What came of which task, and what shows it.
type Outcome = (i64, String, Vec<Attachment>);

/// H8.2 What came of a task.
pub(super) fn outcome(f: &Form, at: &Planned) -> Outcome {
    let open = at.order.tasks.iter().filter(|t| at.tasks.contains(&t.number));
    let option = |t: &Task| {
        (
            t.number,
            f.tf("{text}（{detail}）", &[("text", &words::task(f.ui(), t)), ("detail", &t.owner_name)]),
        )
    };
    let wanted: Option<i64> = at.occurrence.trim_start_matches("task-").parse().ok();
    // Whoever names one that is done meanwhile is told so.
    let number = f
        .integer("number", "任务", 1, 10_000)
        .offered(open.map(option))
        .preset(wanted)
        .width(Width::Full)
        .required();
    (number, f.words("result", "结果", 500).required(), f.proof_as(FileKind::Proof))
}

pub(super) fn finish_task(door: &mut Door, at: Planned, (number, result, proof): Outcome) -> Result<Done> {
    actions::finish_task(door, at.order, number, result, proof).map(changed)
}
