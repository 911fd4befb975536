//! On whose orders somebody acts (H1.2): the department reads them all, the clerk, the substitute and the lead write.

use super::{READS, Right, may};
use crate::ids::PersonId;
use crate::person::Role;

/// Whether what a person with `roles` does by `right` is bound to orders of their own (H1.2): it is where they hold it as a
/// follow-up clerk alone. Other departments act on whatever order needs them, the lead on all; reading and adding
/// files is everybody's who has the right.
pub fn bound_to_own(roles: &[Role], right: Right) -> bool {
    let others: Vec<Role> = roles.iter().copied().filter(|role| *role != Role::Clerk).collect();
    let everybodys = READS.contains(&right) || matches!(right, Right::AttachFile | Right::OwnAccount);
    !everybodys && may(roles, right) && !may(&others, right)
}

/// Whose an order is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Its clerk; nil while it has none.
    pub clerk: PersonId,
    /// Who stands in for the clerk that day.
    pub substitute: Option<PersonId>,
}

/// Whether `person` with `roles` may do what asks for `right` on an order of `owner` (H1.2): the department reads, the
/// clerk and the substitute write, and the lead.
pub fn may_on(person: PersonId, roles: &[Role], right: Right, owner: &Owner) -> bool {
    let own = owner.clerk == PersonId::default()
        || owner.clerk == person
        || (owner.substitute == Some(person) && person != PersonId::default());
    may(roles, right) && (own || !bound_to_own(roles, right))
}

#[cfg(test)]
mod tests {
    use super::super::RIGHTS;
    use super::*;

    #[test]
    fn h1_2_a_clerk_acts_on_orders_of_her_own_or_of_whom_she_stands_in_for() {
        use Role::{
            Administrator, Clerk, Engineering, Finance, GeneralManager, Lead, Production, Purchasing,
        };
        let person = |n| PersonId(uuid::Uuid::from_u128(n));
        let (me, other) = (person(1), person(2));
        let of = |clerk, substitute| Owner { clerk, substitute };
        let table: [(&[Role], Right, Owner, bool); 16] = [
            (&[Clerk], Right::ChangePromise, of(me, None), true),
            (&[Clerk], Right::ChangePromise, of(other, None), false),
            (&[Clerk], Right::ChangePromise, of(other, Some(me)), true),
            (&[Clerk], Right::ChangePromise, of(other, Some(person(3))), false),
            (&[Clerk], Right::ChangePromise, of(PersonId::default(), None), true),
            (&[Clerk, Lead], Right::ChangePromise, of(other, None), true),
            (&[GeneralManager], Right::ChangePromise, of(other, None), true),
            (&[Clerk], Right::LogContact, of(other, None), false),
            (&[Clerk, Purchasing], Right::LogContact, of(other, None), true),
            (&[Engineering], Right::LogContact, of(other, None), true),
            (&[Clerk], Right::AttachFile, of(other, None), true),
            (&[Clerk], Right::ReadOrders, of(other, None), true),
            (&[Production], Right::HoldOrder, of(other, None), true),
            (&[Finance], Right::BookPayment, of(other, None), true),
            // To stand in for somebody gives no right that one does not have.
            (&[Clerk], Right::CancelOrder, of(other, Some(me)), false),
            (&[Administrator], Right::ChangePromise, of(me, None), false),
        ];
        for (roles, right, owner, expected) in table {
            assert_eq!(may_on(me, roles, right, &owner), expected, "{roles:?} {right:?} {owner:?}");
        }
        for right in RIGHTS {
            assert!(!may_on(me, &[Lead], right, &of(other, None)) || may(&[Lead], right), "{right:?}");
        }
    }
}
