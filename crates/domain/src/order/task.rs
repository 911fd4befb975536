//! Tasks (H8.2): set by hand, or because a count took goods away from the order (C18); and follow-ups put off.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Attachment, Fact, Order};
use crate::deed::Deed;
use crate::ids::PersonId;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// A follow-up put off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snooze {
    /// The rule.
    pub rule: String,
    /// Which of its follow-ups.
    pub occurrence: String,
    /// The name of its deed; empty on what was put off before deeds were kept.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub deed: String,
    /// Until when.
    pub until: Date,
    /// Why.
    pub reason: String,
}

impl Snooze {
    /// Whether `later` says when this is shown again: one that was kept without its deed is of any.
    pub(super) fn gives_way_to(&self, later: &Self) -> bool {
        let deed = self.deed.is_empty() || self.deed == later.deed;
        self.rule == later.rule && self.occurrence == later.occurrence && deed
    }

    /// Whether this is what was put off.
    pub fn is_of(&self, rule: &str, occurrence: &str, deed: Deed) -> bool {
        let deed = self.deed.is_empty() || self.deed == deed.name();
        self.rule == rule && self.occurrence == occurrence && deed
    }
}

/// Something that somebody is to do.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    /// Its number within the order.
    pub number: i64,
    /// What is to be done.
    pub text: String,
    /// By whom.
    pub owner: PersonId,
    /// Their name.
    pub owner_name: String,
    /// By when.
    pub due: Date,
    /// What came of it, once done.
    pub result: Option<String>,
    /// Who set it, as facts name people: known from the fact that set it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub set_by: String,
    /// What a count took away from the order, where the system set it for the order's clerk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost: Option<Lost>,
}

/// What was set aside for an order and a count has not found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lost {
    /// Code and name of the part.
    pub item: String,
    /// How much.
    pub quantity: Quantity,
    /// What it is counted in.
    pub unit: String,
    /// The shipment with which it left beyond what was sent; empty: a count has not found it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub shipment: String,
}

/// What a clerk does about what a count has not found; readers get it in their language.
pub const NOT_FOUND: &str = "盘点少了 {item} {quantity} {unit}，本单重新缺料：核对交期，必要时告诉客户";
/// And about what has left with another order's shipment.
pub const GONE: &str =
    "{item} {quantity} {unit} 已随 {shipment} 多发出去，本单重新缺料：核对交期，必要时告诉客户";

impl Lost {
    /// What a clerk does about it.
    pub fn text(&self) -> &'static str {
        if self.shipment.is_empty() { NOT_FOUND } else { GONE }
    }

    /// The parameters of [`Self::text`].
    pub fn params(&self) -> Vec<(&'static str, String)> {
        let mut params = vec![
            ("item", self.item.clone()),
            ("quantity", self.quantity.plain()),
            ("unit", self.unit.clone()),
        ];
        if !self.shipment.is_empty() {
            params.push(("shipment", self.shipment.clone()));
        }
        params
    }
}

/// Sets the clerk of an order that goes on a task: what was set aside for it is not there (C18).
pub fn tell_of_loss(order: &Order, lost: Lost, due: Date) -> Vec<Fact> {
    if !order.is_open() {
        return Vec::new();
    }
    let fill = |text: String, (name, value): (&str, String)| text.replace(&format!("{{{name}}}"), &value);
    let task = Task {
        text: lost.params().into_iter().fold(lost.text().to_owned(), fill),
        owner: order.entry.clerk,
        owner_name: order.entry.clerk_name.clone(),
        due,
        lost: Some(lost),
        ..Task::default()
    };
    set_task(order, task, Vec::new())
}

/// Sets a task, numbered after those that there are.
pub fn set_task(order: &Order, task: Task, proof: Vec<Attachment>) -> Vec<Fact> {
    let number = i64::try_from(order.tasks.len()).unwrap_or(0) + 1;
    vec![Fact::TaskSet { task: Task { number, ..task }, proof }]
}

/// Records what came of a task that is not done yet: whoever it was given to says it (`own`), or who set it, or who leads.
pub fn finish_task(
    order: &Order,
    number: i64,
    own: bool,
    result: String,
    proof: Vec<Attachment>,
) -> Result<Vec<Fact>, Refusal> {
    let Some(task) = order.tasks.iter().find(|t| t.number == number && t.result.is_none()) else {
        return Err(refuse("H8.2", "这个任务不存在或已经完成", []));
    };
    if !own {
        let owner = task.owner_name.clone();
        return Err(refuse(
            "H8.2",
            "这个任务是{owner}的，由{owner}、安排的人或部门领导完成",
            [("owner", owner)],
        ));
    }
    Ok(vec![Fact::TaskDone { number, result, proof }])
}

/// Days that a follow-up of a rule can be put off at once: what goods or customers wait for, only a little.
fn put_off_most(rule: &str) -> i32 {
    match rule {
        "H6.1" | "H6.2" | "H6.3" | "H6.4" | "H6.5" | "H6.6" | "H6.7" => 3,
        "H4.2" | "H4.3" | "H4.4" | "H4.6" | "H7.2" => 10,
        _ => 30,
    }
}

/// Whether a follow-up of `rule` may be put off until this day (UX-07); else what to say beside the date, with its parameter.
pub fn may_put_off(rule: &str, until: Date, today: Date) -> Result<(), (&'static str, i32)> {
    if until <= today {
        return Err(("请选今天之后的日期", 0));
    }
    let most = put_off_most(rule);
    if until > crate::calendar::shift(today, most) {
        return Err(("最多推后 {days} 天。到时还不能做，再写明原因推后", most));
    }
    Ok(())
}
