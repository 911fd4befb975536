//! Handing over to another clerk (H1.2): one order, or those of somebody who leaves or changes work.

use domain::choice::Choice as _;
use domain::filing::FileKind;
use domain::ids::{OrderId, PersonId};
use domain::order::Order;
use domain::person::{Person, follows_orders};
use domain::proof::Why;
use kernel::act::Subject;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::ui::Width;
use kernel::{Done, Door, Result, Said, Target};

use super::super::actions;
use super::super::store::clerks::{self, Held};
use super::changed;
use crate::person;

/// Everybody in service who follows orders, but `not`.
fn others(door: &mut Door, not: PersonId) -> Result<Vec<(PersonId, String)>> {
    let mut all = person::active(door.conn)?;
    all.retain(|p| p.id != not && follows_orders(&p.roles));
    Ok(all.into_iter().map(|p| (p.id, format!("{} {}", p.code, p.name))).collect())
}

/// An order, and who may take it over.
#[derive(Default)]
pub(super) struct One {
    order: Loaded<Order>,
    others: Vec<(PersonId, String)>,
}

impl Subject for One {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = Loaded::<Order>::load(door, target)?;
        Ok(Self { others: others(door, order.entry.clerk)?, order })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        let order = Loaded::<Order>::load_to_act(door, target, said)?;
        // All of them: who takes over nothing is told so in words.
        Ok(Self { others: others(door, PersonId::default())?, order })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.order.orders()
    }

    fn version(&self) -> Option<i64> {
        self.order.version()
    }
}

fn to_whom(f: &Form, others: &[(PersonId, String)]) -> PersonId {
    f.pick("to", "移交给", others.to_vec()).width(Width::Full).required().0
}

fn why(f: &Form) -> Why {
    Why { reason: f.reason(), proof: f.proof_as(FileKind::Proof) }
}

/// H1.2 Who follows an order from now on, and why.
pub(super) fn one(f: &Form, at: &One) -> (PersonId, Why) {
    f.note("现在的跟单员", at.order.entry.clerk_name.clone());
    (to_whom(f, &at.others), why(f))
}

pub(super) fn hand_over(door: &mut Door, at: One, (to, why): (PersonId, Why)) -> Result<Done> {
    actions::hand_over(door, at.order, to, why).map(changed)
}

/// Somebody with the open orders that are theirs, and who may take them over.
#[derive(Default)]
pub(super) struct Several {
    person: Loaded<Person>,
    held: Vec<Held>,
    all: u64,
    others: Vec<(PersonId, String)>,
}

impl Subject for Several {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let person = door.load::<Person>(target.id::<PersonId>()?)?;
        let held = clerks::held(door.conn, person.id)?;
        let all = clerks::count(door.conn, person.id)?;
        Ok(Self { others: others(door, person.id)?, held, all, person })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        // Held before they are read: none of them ends or goes elsewhere meanwhile.
        let named: Vec<OrderId> = said.column("lines", "order").filter_map(|id| id.parse().ok()).collect();
        door.hold(named)?;
        Self::load(door, target)
    }
}

/// H1.2 Which of somebody's orders go to whom, and why.
pub(super) fn several(f: &Form, at: &Several) -> (Vec<OrderId>, PersonId, Why) {
    let (name, all) = (&at.person.profile.name, at.all);
    f.intro(&f.tf(
        "{name} 名下有 {n} 张未完订单。勾选的订单从现在起由接手的人跟，待办一起过去。",
        &[("name", name), ("n", &all)],
    ));
    let shown = u64::try_from(at.held.len()).unwrap_or(0);
    if shown < all {
        f.note("分批", f.tf("一次最多 {n} 张，交期早的在前；其余的再移交一次", &[("n", &shown)]));
    }
    let to = to_whom(f, &at.others);
    let rows = f.rows("lines", "订单", &at.held, ("order", "订单"), |h| h.order.to_string());
    let picked = rows.each(
        |h| {
            let number = if h.number.is_empty() { f.t("草稿") } else { h.number.as_str() };
            format!(
                "{number} {} · {} · {}",
                h.customer,
                f.t(h.stage.map_or("", |stage| stage.label())),
                h.due
            )
        },
        |row, h| row.flag("picked", "移交", true).then_some(h.order),
    );
    let picked: Vec<OrderId> = picked.into_iter().flatten().collect();
    if picked.is_empty() {
        f.wrong("lines", "请至少勾选一张订单");
    }
    (picked, to, why(f))
}

pub(super) fn hand_over_several(
    door: &mut Door,
    at: Several,
    (picked, to, why): (Vec<OrderId>, PersonId, Why),
) -> Result<Done> {
    for id in picked {
        let order = door.load::<Order>(id)?;
        actions::hand_over(door, order, to, why.clone())?;
    }
    Ok(Done::changed(format!("/people/{}", at.person.id), ""))
}
