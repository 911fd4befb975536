//! Who may change whose rights (H1.1): nobody their own or those of who stands above them, nobody more than they hold;
//! roles are given by administrator and general manager, and these two roles by two persons.

use super::{Person, Profile, Role};
use crate::access::{RIGHTS, Right, may, sees};
use crate::choice::Choice as _;
use crate::confidential::Secret;
use crate::ids::PersonId;
use crate::refusal::{Refusal, refuse};

/// What is about to be done to somebody's rights.
#[derive(Debug, Clone, Copy)]
pub enum Change<'a> {
    /// Their record is written, their roles with it.
    Write(&'a Profile),
    /// They leave.
    Retire,
    /// They come back, with the roles they had.
    Restore,
    /// They get a one-time code, by which whoever holds it sets their password.
    GiveCode,
    /// Their personal data is erased.
    Erase,
}

/// Who is about to do it.
#[derive(Debug, Clone, Copy)]
pub struct Hand<'a> {
    /// Who; nil is the operator at the command line, who stands outside of the rule.
    pub person: PersonId,
    /// Their roles.
    pub roles: &'a [Role],
    /// Whether the other one stands above them in the line of reporting.
    pub below: bool,
    /// Whether somebody else is an administrator too.
    pub others_administer: bool,
    /// Whether a third person is there who gives roles: at first run there is none, and one person is enough.
    pub others_confirm: bool,
}

/// Roles that take two persons: one proposes, another confirms.
pub(super) const TOP: [Role; 2] = [Role::GeneralManager, Role::Administrator];

/// Whether a person with `roles` may give, take or take over `role`. The administrator gives roles without
/// holding their rights; a lead has the clerks of the department; everybody else what they hold themselves.
pub fn covers(roles: &[Role], role: Role) -> bool {
    if roles.iter().any(|r| TOP.contains(r)) {
        return true;
    }
    if TOP.contains(&role) {
        return false;
    }
    if role == Role::Clerk && roles.contains(&Role::Lead) {
        return true;
    }
    includes(roles, role)
}

/// Whether `hand` may make `change` to `person`, as recorded so far.
pub fn weigh(hand: Hand<'_>, person: &Person, change: Change<'_>) -> Result<(), Refusal> {
    let before: &[Role] = if person.retired { &[] } else { &person.profile.roles };
    let after: &[Role] = match change {
        Change::Write(profile) => &profile.roles,
        Change::Retire | Change::Erase => &[],
        Change::Restore | Change::GiveCode => &person.profile.roles,
    };
    let keeps =
        after.contains(&Role::Administrator) && (!person.retired || matches!(change, Change::Restore));
    if before.contains(&Role::Administrator) && !keeps && !hand.others_administer {
        return Err(refuse("H1.1", "至少要留一名管理员。请先设置另一名管理员", []));
    }
    if hand.person == PersonId::default() {
        return Ok(());
    }
    if hand.person == person.id {
        let own = |p: &Profile| (sorted(&p.roles), p.department.clone(), p.reports_to, p.code.clone());
        return match change {
            Change::Write(profile) if own(profile) == own(&person.profile) => Ok(()),
            _ => Err(refuse("H1.1", "自己的角色、部门、上级和在职不能自己改。请找管理员", [])),
        };
    }
    if hand.below {
        return Err(above(person));
    }
    // Else one person would be left who makes administrators alone.
    let is_top = |roles: &[Role]| roles.iter().any(|role| TOP.contains(role));
    if is_top(before) && !is_top(after) && !hand.others_confirm {
        return Err(refuse(
            "H1.1",
            "{name}走后就没有第二个人能确认管理员和总经理。请先另设一名，再来改",
            [("name", person.profile.name.clone())],
        ));
    }
    let gives = may(hand.roles, Right::GiveRoles);
    if let Change::Write(profile) = change
        && !gives
        && sorted(&profile.roles) != sorted(&person.profile.roles)
    {
        return Err(refuse("H1.1", "角色由管理员或总经理设置。请找他们", []));
    }
    let mut touched = person.profile.roles.iter().chain(after);
    match touched.find(|role| !covers(hand.roles, **role)) {
        Some(role) => Err(refuse(
            "H1.1",
            "“{role}”的权限超出你自己的，不能由你设置。请找管理员",
            [("role", role.label().to_owned())],
        )),
        None => Ok(()),
    }
}

/// Whether `roles` hold every right and see every secret that `role` does.
pub(super) fn includes(roles: &[Role], role: Role) -> bool {
    RIGHTS.iter().all(|right| !may(&[role], *right) || may(roles, *right))
        && Secret::ALL.iter().all(|k| !sees(&[role], *k) || sees(roles, *k))
}

pub(super) fn sorted(roles: &[Role]) -> Vec<Role> {
    let mut roles = roles.to_vec();
    roles.sort_unstable();
    roles
}

pub(super) fn above(person: &Person) -> Refusal {
    refuse("H1.1", "{name} 是你的上级，不能由你改。请找其他管理员或总经理", [("name", name(person))])
}

pub(super) fn name(person: &Person) -> String {
    person.profile.name.clone()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Administrator, Clerk, Finance, GeneralManager, Lead, Purchasing, Warehouse};

    fn somebody(n: u128, roles: &[Role]) -> Person {
        let profile = Profile { roles: roles.to_vec(), ..Profile::default() };
        Person { id: PersonId(uuid::Uuid::from_u128(n)), profile, ..Person::default() }
    }

    fn hand(person: &Person) -> Hand<'_> {
        Hand {
            person: person.id,
            roles: &person.profile.roles,
            below: false,
            others_administer: true,
            others_confirm: true,
        }
    }

    #[test]
    fn h1_1_nobody_gives_or_takes_over_more_than_they_hold() {
        type Case<'a> = (&'a [Role], &'a [Role], &'a [Role], bool);
        let table: [Case; 14] = [
            // who, the other one's roles before, after, whether it may be
            (&[Lead], &[Clerk], &[Clerk], true),
            (&[Lead], &[], &[], true),
            (&[Lead], &[Clerk], &[Clerk, Lead], false),
            (&[Lead], &[], &[Clerk], false),
            (&[Lead], &[Warehouse], &[Warehouse], false),
            (&[Lead], &[Clerk], &[Clerk, Purchasing], false),
            (&[Lead], &[Warehouse], &[Clerk], false),
            (&[Lead], &[GeneralManager], &[GeneralManager], false),
            (&[Lead], &[Clerk], &[Administrator], false),
            (&[Clerk], &[], &[Lead], false),
            (&[Administrator], &[Clerk], &[Finance, Purchasing], true),
            (&[Administrator], &[Clerk], &[GeneralManager], true),
            (&[GeneralManager], &[Clerk], &[Administrator], true),
            (&[Administrator], &[GeneralManager], &[Clerk], true),
        ];
        for (roles, before, after, expected) in table {
            let (who, other) = (somebody(1, roles), somebody(2, before));
            let profile = Profile { roles: after.to_vec(), ..Profile::default() };
            let may = weigh(hand(&who), &other, Change::Write(&profile)).is_ok();
            assert_eq!(may, expected, "{roles:?} makes {before:?} {after:?}");
        }
        for (roles, of, expected) in [
            (Lead, Clerk, true),
            (Lead, GeneralManager, false),
            (Lead, Purchasing, false),
            (Administrator, GeneralManager, true),
        ] {
            let (who, other) = (somebody(1, &[roles]), somebody(2, &[of]));
            let may = weigh(hand(&who), &other, Change::GiveCode).is_ok();
            assert_eq!(may, expected, "{roles:?} gives a code to {of:?}");
        }
    }

    #[test]
    fn h1_1_nobody_changes_their_own_rights_or_those_above_them() {
        for role in [Administrator, GeneralManager, Lead] {
            let who = somebody(1, &[role]);
            let more = Profile { roles: vec![role, Finance], ..Profile::default() };
            assert!(weigh(hand(&who), &who, Change::Write(&more)).is_err(), "{role:?}");
            assert!(weigh(hand(&who), &who, Change::Retire).is_err(), "{role:?}");
            let renamed = Profile { name: "新名".into(), ..who.profile.clone() };
            assert!(weigh(hand(&who), &who, Change::Write(&renamed)).is_ok(), "{role:?}");
            let boss = somebody(2, &[Lead]);
            let below = Hand { below: true, ..hand(&who) };
            assert!(weigh(below, &boss, Change::GiveCode).is_err(), "{role:?}");
        }
    }

    #[test]
    fn h1_1_the_last_administrator_stays() {
        let (who, last) = (somebody(1, &[GeneralManager]), somebody(2, &[Administrator]));
        let alone = Hand { others_administer: false, ..hand(&who) };
        let clerk = Profile { roles: vec![Clerk], ..Profile::default() };
        for change in [Change::Retire, Change::Erase, Change::Write(&clerk)] {
            assert!(weigh(alone, &last, change).is_err(), "{change:?}");
            assert!(weigh(hand(&who), &last, change).is_ok(), "{change:?}");
        }
        assert!(weigh(alone, &last, Change::GiveCode).is_ok());
        let operator = Hand { person: PersonId::default(), ..alone };
        assert!(weigh(operator, &last, Change::Retire).is_err());
    }
}
