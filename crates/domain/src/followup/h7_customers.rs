//! H7.3: the customer database is kept; who is proposed is confirmed.

use super::{FollowUp, evening};
use crate::calendar::Calendar;
use crate::customer::Customer;
use crate::deed::Deed;
use crate::person::Role;

/// H7.3 A proposed customer is confirmed by the lead, or put right by who proposed it (H1.2).
pub fn customer_follow_ups(customer: &Customer, calendar: &Calendar) -> Vec<FollowUp> {
    let Some(proposal) = customer.proposal.as_ref().filter(|_| !customer.retired) else { return Vec::new() };
    let confirm = FollowUp {
        rule: "H7.3",
        occurrence: "confirm".to_owned(),
        text: "确认新客户：{customer}",
        reason: "确认之前，这个客户的订单不能下达",
        params: vec![("customer", customer.profile.name.clone())],
        role: Role::Lead,
        person: None,
        visible_from: proposal.on,
        due: evening(calendar.plus(proposal.on, 1)),
        deed: Deed::CustomerConfirm,
        target: customer.id.to_string(),
        order: None,
        loud: false,
        put_off: false,
    };
    let Some((reason, on)) = &proposal.back else { return vec![confirm] };
    vec![FollowUp {
        occurrence: "correct".to_owned(),
        text: "更正客户资料：{customer}",
        reason: "退回：{reason}",
        params: [confirm.params, vec![("reason", reason.clone())]].concat(),
        role: Role::Clerk,
        person: Some(proposal.by),
        visible_from: *on,
        due: evening(calendar.plus(*on, 1)),
        deed: Deed::CustomerCorrect,
        ..confirm
    }]
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::customer::Proposal;
    use crate::ids::PersonId;

    #[test]
    fn h7_3_the_lead_is_asked_and_then_who_proposed_it() {
        let by = PersonId(uuid::Uuid::from_u128(1));
        // A Friday: what is due a working day later is due on Monday.
        let on = date(2026, 11, 6);
        let proposed = |back| Customer { proposal: Some(Proposal { by, on, back }), ..Customer::default() };
        let due = |customer: &Customer| {
            let found = customer_follow_ups(customer, &Calendar::default());
            found.into_iter().map(|f| (f.deed, f.role, f.person, f.due.date())).collect::<Vec<_>>()
        };
        assert_eq!(due(&Customer::default()), []);
        let waiting = proposed(None);
        assert_eq!(due(&waiting), [(Deed::CustomerConfirm, Role::Lead, None, date(2026, 11, 9))]);
        let back = proposed(Some(("没有税号".into(), date(2026, 11, 10))));
        assert_eq!(due(&back), [(Deed::CustomerCorrect, Role::Clerk, Some(by), date(2026, 11, 11))]);
        assert_eq!(due(&Customer { retired: true, ..waiting }), []);
    }
}
