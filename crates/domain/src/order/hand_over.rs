//! Handing an order over to another clerk (H1.2): when its clerk leaves or changes work.

use serde::{Deserialize, Serialize};

use super::{Fact, Order, Task};
use crate::ids::PersonId;
use crate::person::Person;
use crate::proof::Why;
use crate::refusal::{Refusal, refuse};

/// From whom an order went to whom, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handover {
    /// Who followed it until then; nil where nobody did.
    pub from: PersonId,
    /// Their name.
    pub from_name: String,
    /// Who follows it from then on.
    pub to: PersonId,
    /// Their name.
    pub to_name: String,
    /// Tasks that went along, by number.
    pub tasks: Vec<i64>,
    /// Why.
    pub reason: String,
}

/// Hands an order over to `to`, somebody in service who follows orders. The open tasks of its clerk go along: who does not
/// follow an order any more would be left with what they cannot act on. One that has ended may still ask its clerk: for
/// money, for a claim.
pub fn hand_over(order: &Order, to: &Person, why: Why) -> Result<Vec<Fact>, Refusal> {
    let name = || [("name", to.profile.name.clone())];
    if to.retired {
        return Err(refuse("H1.2", "{name}已离职，不能接手订单", name()));
    }
    if !to.follows_orders() {
        return Err(refuse("H1.2", "{name}不是跟单员或部门领导，不能接手订单", name()));
    }
    let from = order.entry.clerk;
    if from == to.id {
        let params = [("number", order.title()), ("name", to.profile.name.clone())];
        return Err(refuse("H1.2", "订单 {number} 的跟单员已经是{name}", params));
    }
    let goes_along = |t: &&Task| t.result.is_none() && t.owner == from;
    let handover = Handover {
        from,
        from_name: order.entry.clerk_name.clone(),
        to: to.id,
        to_name: to.profile.name.clone(),
        tasks: order.tasks.iter().filter(goes_along).map(|t| t.number).collect(),
        reason: why.reason,
    };
    Ok(vec![Fact::HandedOver { handover, proof: why.proof }])
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;
    use crate::history::{Noun as _, Stamp};
    use crate::person::{Profile, Role};

    fn person(n: u128, role: Role) -> Person {
        let profile = Profile { name: format!("人{n}"), roles: vec![role], ..Profile::default() };
        Person { id: PersonId(uuid::Uuid::from_u128(n)), profile, ..Person::default() }
    }

    fn task(number: i64, owner: &Person, result: Option<&str>) -> Task {
        Task {
            number,
            text: "问颜色".into(),
            owner: owner.id,
            owner_name: owner.profile.name.clone(),
            due: jiff::civil::date(2026, 11, 3),
            result: result.map(str::to_owned),
            set_by: String::new(),
            lost: None,
        }
    }

    #[test]
    fn h1_2_an_order_goes_to_somebody_else_in_service_who_follows_orders() {
        let (old, other) = (person(1, Role::Clerk), person(2, Role::Clerk));
        let mut order = Order::default();
        order.entry.clerk = old.id;
        let left = Person { retired: true, ..person(3, Role::Clerk) };
        for (to, may) in [
            (&other, true),
            (&person(4, Role::Lead), true),
            (&old, false),
            (&left, false),
            (&person(5, Role::Warehouse), false),
        ] {
            assert_eq!(hand_over(&order, to, "换岗".into()).is_ok(), may, "{to:?}");
        }
        for state in [State::Released, State::Closed, State::Cancelled] {
            let order = Order { state, ..order.clone() };
            assert!(hand_over(&order, &other, "换岗".into()).is_ok(), "{state:?}");
        }
    }

    #[test]
    fn h1_2_open_tasks_of_the_clerk_and_their_hold_go_along() {
        let (old, other, third) = (person(1, Role::Clerk), person(2, Role::Clerk), person(3, Role::Clerk));
        let tasks = vec![task(1, &old, None), task(2, &old, Some("黑色")), task(3, &third, None)];
        let mut before = Order { tasks, ..Order::default() };
        before.entry.clerk = old.id;
        let at = jiff::Timestamp::UNIX_EPOCH;
        for (held_by, holds) in [(old.id, other.id), (third.id, third.id)] {
            let mut order = Order { hold: Some("停工".into()), held_by: Some(held_by), ..before.clone() };
            for fact in hand_over(&order, &other, "离职".into()).unwrap() {
                order.apply(&fact, Stamp { at, actor: "" });
            }
            assert_eq!((order.entry.clerk, order.entry.clerk_name.as_str()), (other.id, "人2"));
            assert_eq!(order.clerks_before, [old.id]);
            let owners = [&other, &old, &third].map(|p| p.id);
            assert_eq!(order.tasks.iter().map(|t| t.owner).collect::<Vec<_>>(), owners);
            assert_eq!(order.held_by, Some(holds));
        }
    }
}
