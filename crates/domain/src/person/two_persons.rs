//! Making an administrator or a general manager takes two persons (H1.1): one proposes, another confirms.

use jiff::{SignedDuration, Timestamp};

use super::rights::{Change, Hand, TOP, above, sorted, weigh};
use super::{CodeGiven, Fact, Person, Profile, Proposal, Role};
use crate::erasure::ERASED;
use crate::ids::PersonId;
use crate::refusal::{Refusal, refuse};

/// The facts that write `profile` down; of roles that take two persons they are the proposal. Nothing where nothing
/// changes.
pub fn write(hand: Hand<'_>, person: &Person, profile: Profile) -> Result<Vec<Fact>, Refusal> {
    weigh(hand, person, Change::Write(&profile))?;
    let (profile, proposed) = in_two(hand, &person.profile.roles, profile);
    let mut facts = Vec::new();
    if profile != person.profile {
        facts.push(Fact::Recorded { id: person.id, profile });
    }
    let known = person.proposal.as_ref().map(|p| sorted(&p.roles));
    if !proposed.is_empty() && known.as_ref() != Some(&sorted(&proposed)) {
        facts.push(Fact::Proposed { roles: proposed });
    }
    Ok(facts)
}

/// The facts that take `person` back; roles that take two persons do not come back with them by one.
pub fn restore(hand: Hand<'_>, person: &Person) -> Result<Vec<Fact>, Refusal> {
    weigh(hand, person, Change::Restore)?;
    if person.profile.name == ERASED {
        return Err(refuse("H1.1", "姓名已按本人要求删除，不能恢复。回来的人请新建", []));
    }
    let (profile, proposed) = in_two(hand, &[], person.profile.clone());
    let mut facts = vec![Fact::Restored];
    if !proposed.is_empty() {
        facts.push(Fact::Recorded { id: person.id, profile });
        facts.push(Fact::Proposed { roles: proposed });
    }
    Ok(facts)
}

/// Days after a code was given out within which who got it does not confirm for who gave it: it may have been used by the
/// giver.
pub(super) const OWN_AGAIN: i64 = 7;

/// Whether `by` gave `person` a code of late.
pub fn gave_of_late(person: &Person, by: PersonId, now: Timestamp) -> bool {
    let of_late = |code: &CodeGiven| now.duration_since(code.at) < SignedDuration::from_hours(24 * OWN_AGAIN);
    person.codes.iter().any(|code| code.by == by && of_late(code))
}

/// A second person gives the roles that were proposed; `confirmer` is their own record. Whoever proposed and gave the second
/// person's account a code of late could be both.
pub fn confirm(
    hand: Hand<'_>,
    person: &Person,
    confirmer: &Person,
    now: Timestamp,
) -> Result<Vec<Fact>, Refusal> {
    let proposal = proposal(person)?;
    if hand.person == person.id {
        return Err(refuse("H1.1", "自己的角色不能由自己确认。请找另一名管理员或总经理", []));
    }
    if hand.person == proposal.by && hand.others_confirm {
        return Err(refuse("H1.1", "设管理员或总经理要两个人：请由另一名管理员或总经理确认", []));
    }
    if gave_of_late(confirmer, proposal.by, now) {
        return Err(refuse(
            "H1.1",
            "提议人 {days} 天内给你发过登录代码，这几天不能由你确认。请找另一名管理员或总经理，或过几天再来",
            [("days", OWN_AGAIN.to_string())],
        ));
    }
    if hand.below {
        return Err(above(person));
    }
    Ok(vec![Fact::Confirmed])
}

/// The proposal is turned down, or taken back.
pub fn decline(person: &Person, reason: String) -> Result<Vec<Fact>, Refusal> {
    proposal(person)?;
    Ok(vec![Fact::Declined { reason }])
}

fn proposal(person: &Person) -> Result<&Proposal, Refusal> {
    person.proposal.as_ref().ok_or_else(|| refuse("H1.1", "没有待确认的角色", []))
}

/// What one person may write at once, and the roles that it takes a second one for. The operator at the command line
/// stands outside of it.
fn in_two(hand: Hand<'_>, held: &[Role], mut profile: Profile) -> (Profile, Vec<Role>) {
    if hand.person == PersonId::default() || !hand.others_confirm {
        return (profile, Vec::new());
    }
    let (proposed, given) = std::mem::take(&mut profile.roles)
        .into_iter()
        .partition(|role| TOP.contains(role) && !held.contains(role));
    profile.roles = given;
    (profile, proposed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Administrator, Clerk, Finance, GeneralManager};

    const DAY: Timestamp = Timestamp::UNIX_EPOCH;

    fn somebody(n: u128, roles: &[Role]) -> Person {
        let profile = Profile { roles: roles.to_vec(), ..Profile::default() };
        Person { id: PersonId(uuid::Uuid::from_u128(n)), profile, ..Person::default() }
    }

    fn hand(person: &Person) -> Hand<'_> {
        let roles = &person.profile.roles;
        Hand { person: person.id, roles, below: false, others_administer: true, others_confirm: true }
    }

    #[test]
    fn h1_1_who_gives_roles_takes_two_persons() {
        let (one, two) = (somebody(1, &[Administrator]), somebody(2, &[GeneralManager]));
        for top in [Administrator, GeneralManager] {
            let clerk = somebody(3, &[Clerk]);
            let wanted = Profile { roles: vec![Clerk, Finance, top], ..clerk.profile.clone() };
            let facts = write(hand(&one), &clerk, wanted.clone()).unwrap();
            let [Fact::Recorded { profile, .. }, Fact::Proposed { roles }] = facts.as_slice() else {
                panic!("{facts:?}")
            };
            assert_eq!((profile.roles.as_slice(), roles.as_slice()), (&[Clerk, Finance][..], &[top][..]));
            let proposal = Proposal { roles: vec![top], by: one.id };
            let waiting = Person { profile: profile.clone(), proposal: Some(proposal), ..clerk.clone() };
            assert_eq!(write(hand(&one), &waiting, wanted.clone()).unwrap(), [], "said twice");
            assert!(confirm(hand(&one), &waiting, &one, DAY).is_err(), "who proposes does not confirm");
            assert!(confirm(hand(&waiting), &waiting, &waiting, DAY).is_err(), "nobody confirms their own");
            assert!(confirm(Hand { below: true, ..hand(&two) }, &waiting, &two, DAY).is_err());
            assert_eq!(confirm(hand(&two), &waiting, &two, DAY).unwrap(), [Fact::Confirmed]);
            assert!(confirm(hand(&two), &clerk, &two, DAY).is_err(), "nothing was proposed");
            let code = |by| CodeGiven { at: DAY, by, first: false };
            let lately = Person { codes: vec![code(one.id)], ..two.clone() };
            assert!(confirm(hand(&lately), &waiting, &lately, DAY).is_err(), "who proposes may be both");
            let other = Person { codes: vec![code(waiting.id)], ..two.clone() };
            assert!(confirm(hand(&other), &waiting, &other, DAY).is_ok());
            let later = DAY + SignedDuration::from_hours(24 * 8);
            assert!(confirm(hand(&lately), &waiting, &lately, later).is_ok());
            // At first run nobody is there who could confirm.
            let alone = Hand { others_confirm: false, ..hand(&one) };
            assert_eq!(write(alone, &clerk, wanted).unwrap().len(), 1);
            // Who comes back does not come back as one of the two by one person.
            let gone = Person { retired: true, ..somebody(4, &[Clerk, top]) };
            let facts = restore(hand(&one), &gone).unwrap();
            assert!(matches!(facts.last(), Some(Fact::Proposed { roles }) if *roles == [top]), "{facts:?}");
        }
    }
}
