//! One-time codes by which a password is set anew (H1.1): nobody gets a whole one for somebody who holds more than they do.

use super::rights::{Change, Hand, TOP, includes, name, weigh};
use super::two_persons::OWN_AGAIN;
use super::{Person, Role};
use crate::ids::PersonId;
use crate::refusal::{Refusal, refuse};

/// How much of a one-time code somebody gets to see who gives it (ADR 0036).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Giving {
    /// All of it.
    Whole,
    /// The first half: another person gives the second.
    First,
    /// The second half.
    Second,
}

/// A first half that still counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Begun {
    /// Who gave it.
    pub by: PersonId,
    /// Whether they gave whoever makes the second half a code of late: they could be both.
    pub knows: bool,
}

/// How `hand` gives `person` a code by which a password is set anew. Whoever holds it whole can be that person: so nobody gets
/// more than half of one for somebody who holds more than they do. `begun` is a first half that still counts,
/// `opened` whether there is an account: where there is none, nothing is taken over; `others` whether a third person is there
/// who lets people in.
pub fn give_code(
    hand: Hand<'_>,
    person: &Person,
    begun: Option<Begun>,
    opened: bool,
    others: bool,
) -> Result<Giving, Refusal> {
    let alone = weigh(hand, person, Change::GiveCode);
    // An account that is not there yet takes nothing over, but that of who stands at the top does.
    let first = !opened && (!others || !is_top(&person.profile.roles));
    let whole = hand.person == PersonId::default() || first || holds(hand.roles, &person.profile.roles);
    if alone.is_ok() && whole {
        return Ok(Giving::Whole);
    }
    if let Some(begun) = begun.filter(|begun| begun.by != hand.person)
        && hand.person != person.id
        && !hand.below
    {
        return if begun.knows { Err(of_late()) } else { Ok(Giving::Second) };
    }
    alone?;
    if others {
        return Ok(Giving::First);
    }
    Err(refuse(
        "H1.1",
        "{name}有你没有的权限，重置密码要两个人，现在没有第二个能管理人员的人。请在服务器上用 gendan reset-code 生成代码",
        [("name", name(person))],
    ))
}

fn of_late() -> Refusal {
    refuse(
        "H1.1",
        "发前一半的人 {days} 天内给你发过登录代码，这几天后一半不能由你发。请找另一名能管理人员的人，或在服务器上用 gendan reset-code 生成代码",
        [("days", OWN_AGAIN.to_string())],
    )
}

fn is_top(roles: &[Role]) -> bool {
    roles.iter().any(|role| TOP.contains(role))
}

/// Whether `roles` hold every right and see every secret that the roles `of` do; a lead has the clerks of the department.
fn holds(roles: &[Role], of: &[Role]) -> bool {
    of.iter().all(|role| (*role == Role::Clerk && roles.contains(&Role::Lead)) || includes(roles, *role))
}

#[cfg(test)]
mod tests {
    use super::*;
    use Role::{Administrator, Clerk, Finance, GeneralManager, Lead, Purchasing, Warehouse};

    fn somebody(n: u128, roles: &[Role]) -> Person {
        let profile = crate::person::Profile { roles: roles.to_vec(), ..crate::person::Profile::default() };
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
    fn h1_1_nobody_sees_a_whole_code_of_somebody_who_holds_more() {
        use Giving::{First, Second, Whole};
        type Case<'a> = (&'a [Role], &'a [Role], Option<u128>, bool, Option<Giving>);
        let table: [Case; 16] = [
            // who, whose, who gave a first half, whether there is an account, what is given
            (&[Administrator], &[GeneralManager], None, true, Some(First)),
            (&[Administrator], &[GeneralManager], Some(1), true, Some(First)),
            (&[Administrator], &[GeneralManager], Some(3), true, Some(Second)),
            (&[Lead], &[GeneralManager], Some(3), true, Some(Second)),
            (&[Lead], &[GeneralManager], Some(1), true, None),
            (&[Lead], &[GeneralManager], None, true, None),
            (&[Administrator], &[Warehouse], None, true, Some(First)),
            (&[Administrator], &[Warehouse], None, false, Some(Whole)),
            (&[Administrator], &[GeneralManager], None, false, Some(First)),
            (&[Administrator], &[Administrator], None, true, Some(Whole)),
            (&[Administrator, Clerk], &[Administrator], None, true, Some(Whole)),
            (&[Administrator], &[Administrator, Clerk], None, true, Some(First)),
            (&[GeneralManager], &[Finance, Clerk], None, true, Some(Whole)),
            (&[GeneralManager], &[Administrator], None, true, Some(First)),
            (&[Lead], &[Clerk], Some(3), true, Some(Whole)),
            (&[Lead], &[Purchasing], None, true, None),
        ];
        for (roles, of, begun, opened, expected) in table {
            let (who, other) = (somebody(1, roles), somebody(2, of));
            let begun = begun.map(|n| Begun { by: PersonId(uuid::Uuid::from_u128(n)), knows: false });
            let given = give_code(hand(&who), &other, begun, opened, true).ok();
            assert_eq!(given, expected, "{roles:?} of {of:?}, begun by {begun:?}");
        }
        let (who, other) = (somebody(1, &[Administrator]), somebody(2, &[GeneralManager]));
        let begun = Some(Begun { by: PersonId(uuid::Uuid::from_u128(3)), knows: false });
        let knows = begun.map(|begun| Begun { knows: true, ..begun });
        assert!(
            give_code(hand(&who), &other, knows, true, true).is_err(),
            "nobody makes both halves by two accounts"
        );
        let below = Hand { below: true, ..hand(&who) };
        assert!(give_code(below, &other, begun, true, true).is_err(), "not of who stands above");
        assert!(give_code(hand(&other), &other, begun, true, true).is_err(), "nobody of themselves");
        assert!(
            give_code(hand(&who), &other, None, true, false).is_err(),
            "nobody is there for the second half"
        );
        assert_eq!(
            give_code(hand(&who), &other, None, false, false).unwrap(),
            Whole,
            "the first one of a company"
        );
        let operator = Hand { person: PersonId::default(), ..hand(&who) };
        assert_eq!(give_code(operator, &other, None, true, false).unwrap(), Whole);
    }
}
