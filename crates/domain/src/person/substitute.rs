//! Who stands in for whom (H1.2): while a substitute is named, what is due to a clerk is shown to both, and either acts.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fact, Person};
use crate::ids::PersonId;
use crate::refusal::{Refusal, refuse};

/// Somebody who stands in, from a day to a day, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Substitute {
    /// Who.
    pub person: PersonId,
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// The longest time that somebody stands in for, in days: beyond it the orders are handed over.
const LONGEST: i32 = 366;

impl Person {
    /// Who stands in for them on `day`, if somebody does.
    pub fn stood_in_for_on(&self, day: Date) -> Option<Substitute> {
        self.substitute.filter(|s| s.from <= day && day <= s.to)
    }
}

/// Names who stands in for `person`: a clerk or a lead in service. It gives them no right that they do not have; it
/// opens the orders.
pub fn name_substitute(
    person: &Person,
    other: &Person,
    (from, to): (Date, Date),
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    if other.id == person.id {
        return Err(refuse("H1.2", "代理人不能是本人", []));
    }
    if person.retired || other.retired {
        return Err(refuse("H1.2", "离职的人员不能代理，也不用代理", []));
    }
    if !other.follows_orders() {
        return Err(refuse(
            "H1.2",
            "{name}不是跟单员或部门领导，不能代理跟单",
            [("name", other.profile.name.clone())],
        ));
    }
    if to < from || to < today {
        return Err(refuse("H1.2", "代理的最后一天不能早于第一天，也不能早于今天", []));
    }
    if from.until(to).is_ok_and(|span| span.get_days() >= LONGEST) {
        return Err(refuse("H1.2", "代理最长一年。更久请把订单交给别人", []));
    }
    Ok(vec![Fact::SubstituteNamed { substitute: Substitute { person: other.id, from, to } }])
}

/// Ends it; nothing where nobody stands in.
pub fn end_substitute(person: &Person) -> Vec<Fact> {
    person.substitute.map(|_| Fact::SubstituteEnded).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::super::{Profile, Role};
    use super::*;

    fn somebody(n: u128, role: Role) -> Person {
        let profile = Profile { roles: vec![role], ..Profile::default() };
        Person { id: PersonId(uuid::Uuid::from_u128(n)), profile, ..Person::default() }
    }

    #[test]
    fn h1_2_a_substitute_stands_in_from_a_day_to_a_day() {
        let (first, last) = (date(2026, 11, 9), date(2026, 11, 13));
        let mut person = somebody(1, Role::Clerk);
        let facts = name_substitute(&person, &somebody(2, Role::Clerk), (first, last), date(2026, 11, 2));
        let Ok([Fact::SubstituteNamed { substitute }]) = facts.as_deref() else { panic!("{facts:?}") };
        person.substitute = Some(*substitute);
        for (day, stands_in) in
            [(date(2026, 11, 8), false), (first, true), (last, true), (date(2026, 11, 14), false)]
        {
            assert_eq!(person.stood_in_for_on(day).is_some(), stands_in, "{day}");
        }
    }

    #[test]
    fn h1_2_not_everybody_stands_in_for_everybody_for_ever() {
        let (today, person) = (date(2026, 11, 9), somebody(1, Role::Clerk));
        let gone = Person { retired: true, ..somebody(3, Role::Clerk) };
        let week = (today, date(2026, 11, 13));
        let table = [
            (somebody(2, Role::Clerk), week, true),
            (somebody(2, Role::Lead), week, true),
            (somebody(2, Role::Finance), week, false),
            (somebody(1, Role::Clerk), week, false),
            (gone, week, false),
            (somebody(2, Role::Clerk), (week.1, week.0), false),
            (somebody(2, Role::Clerk), (date(2026, 11, 2), date(2026, 11, 8)), false),
            (somebody(2, Role::Clerk), (today, date(2027, 11, 9)), true),
            (somebody(2, Role::Clerk), (today, date(2027, 11, 12)), false),
        ];
        for (other, days, expected) in table {
            let may = name_substitute(&person, &other, days, today).is_ok();
            assert_eq!(may, expected, "{:?} {days:?}", other.profile.roles);
        }
    }
}
