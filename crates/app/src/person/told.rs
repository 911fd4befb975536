//! What the security log is told of people: roles given and taken, who left and came back, codes and passwords (control 42).

use domain::choice::Choice as _;
use domain::person::{Fact, Person, Role};
use kernel::i18n::zh;
use kernel::log::{Event, told};
use kernel::{Door, Result};

/// Tells the log of those facts of a person that change what somebody may do.
pub fn facts(door: &mut Door, person: &Person, facts: &[Fact]) -> Result<()> {
    for (event, detail) in facts.iter().filter_map(|fact| line(person, fact)) {
        door.log(event, detail)?;
    }
    Ok(())
}

/// Tells the log what became of a password.
pub fn password(door: &mut Door, person: &Person, text: &'static str) -> Result<()> {
    let detail = told(text, &[("who", &who(person))]);
    door.log(Event::Password, detail)
}

fn line(person: &Person, fact: &Fact) -> Option<(Event, String)> {
    let who = &who(person);
    let rights = |text| Some((Event::Rights, told(text, &[("who", who)])));
    match fact {
        Fact::Recorded { profile, .. } => {
            let (before, after) = (labels(&person.profile.roles), labels(&profile.roles));
            let who = &format!("{} {}", profile.code, profile.name);
            (before != after).then(|| {
                let params = [("who", who.as_str()), ("before", &before), ("after", &after)];
                (Event::Rights, told(zh("{who}：角色由“{before}”变为“{after}”"), &params))
            })
        }
        Fact::Proposed { roles } => {
            let params = [("who", who.as_str()), ("roles", &labels(roles))];
            Some((Event::Rights, told(zh("{who}：提名为{roles}"), &params)))
        }
        Fact::Confirmed => rights(zh("{who}：提名的角色已确认")),
        Fact::Declined { .. } => rights(zh("{who}：提名已取消")),
        Fact::Retired { .. } => rights(zh("{who}：离职，不能再登录")),
        Fact::Restored => rights(zh("{who}：恢复在职")),
        Fact::SubstituteNamed { .. } => rights(zh("{who}：安排了代理人")),
        Fact::SubstituteEnded => rights(zh("{who}：不再有代理人")),
        Fact::CodeGiven { first: true } => {
            Some((Event::Password, told(zh("{who}：开通登录，发了一次性代码"), &[("who", who)])))
        }
        Fact::CodeGiven { first: false } => {
            Some((Event::Password, told(zh("{who}：重置密码，发了一次性代码"), &[("who", who)])))
        }
    }
}

fn who(person: &Person) -> String {
    format!("{} {}", person.profile.code, person.profile.name)
}

fn labels(roles: &[Role]) -> String {
    let mut roles = roles.to_vec();
    roles.sort_unstable();
    roles.iter().map(|role| role.label()).collect::<Vec<_>>().join("、")
}
