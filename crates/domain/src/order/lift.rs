//! Who lifts a hold (H8.4): whoever set it, their department, or somebody above them.

use crate::ids::PersonId;
use crate::person::Role;
use crate::refusal::{Refusal, refuse};

/// Somebody who set a hold, or is about to lift it.
#[derive(Debug, Clone, Copy)]
pub struct Party<'a> {
    /// Who.
    pub person: PersonId,
    /// What they are called.
    pub name: &'a str,
    /// Their roles.
    pub roles: &'a [Role],
}

/// How far somebody's word goes among those who hold orders.
fn rank(roles: &[Role]) -> u8 {
    let highest = roles.iter().map(|role| match role {
        Role::GeneralManager => 3,
        Role::Lead => 2,
        _ => 1,
    });
    highest.max().unwrap_or_default()
}

/// Whether `hand` may lift what `holder` has set; `above` says whether they stand above the holder in the line of
/// reporting. A lead's hold is not a clerk's to lift, production's not the clerk's; the lead lifts both.
pub fn may_lift(hand: Party<'_>, holder: Party<'_>, above: bool) -> Result<(), Refusal> {
    let (own, theirs) = (rank(hand.roles), rank(holder.roles));
    let same_department = own == theirs && hand.roles.iter().any(|role| holder.roles.contains(role));
    if hand.person == holder.person || above || own > theirs || same_department {
        return Ok(());
    }
    Err(refuse(
        "H8.4",
        "订单是{name}暂停的，要由{name}、与其同岗位的人或上级解除",
        [("name", holder.name.to_owned())],
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Clerk, Finance, GeneralManager, Lead, Production};

    #[test]
    fn h8_4_a_hold_is_lifted_by_who_set_it_their_department_or_somebody_above() {
        let table: [(&[Role], &[Role], bool, bool); 13] = [
            // who set it, who lifts it, whether above in the line, whether it may be
            (&[Clerk], &[Clerk], false, true),
            (&[Clerk], &[Lead], false, true),
            (&[Clerk], &[GeneralManager], false, true),
            (&[Clerk], &[Production], false, false),
            (&[Production], &[Clerk], false, false),
            (&[Production], &[Production], false, true),
            (&[Production], &[Lead], false, true),
            (&[Lead], &[Clerk], false, false),
            (&[Lead], &[Production], false, false),
            (&[Lead], &[Lead], false, true),
            (&[GeneralManager], &[Lead], false, false),
            (&[Lead, Finance], &[Clerk, Finance], false, false),
            (&[Production], &[Clerk], true, true),
        ];
        for (set, lifts, above, expected) in table {
            let party =
                |n, roles| Party { person: PersonId(uuid::Uuid::from_u128(n)), name: "某人", roles };
            assert_eq!(
                may_lift(party(2, lifts), party(1, set), above).is_ok(),
                expected,
                "{set:?} {lifts:?}"
            );
            assert!(may_lift(party(1, lifts), party(1, set), false).is_ok(), "whoever set it");
        }
    }
}
