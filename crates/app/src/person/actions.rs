//! What can be done with people and accounts.

use domain::access::{Right, may};
use domain::choice::Choice as _;
use domain::deed::Deed;
use domain::ids::PersonId;
use domain::person::rights::{Change, Hand, weigh};
use domain::person::{self as rule, Fact, Giving, Person, Profile, Role};
use domain::refusal::refuse;
use jiff::civil::Date;

use super::{password, store, told};
use kernel::i18n::zh;
use kernel::record::Loaded;
use kernel::{Door, Error, Result};

/// Writes a new person down; a staff number that is known is refused at its field.
pub fn add(door: &mut Door, profile: Profile) -> Result<PersonId> {
    door.ctx.may(Right::ManagePeople)?;
    if store::by_code(door.conn, &profile.code)?.is_some() {
        return Err(Error::field("code", "编码已经存在。请换一个，或去编辑原来的记录"));
    }
    let id = PersonId(door.id());
    let mut fresh = door.fresh::<Person>(id);
    fresh.state.id = id;
    write(door, fresh, profile)?;
    Ok(id)
}

/// Writes a person down, or anew where the staff number is known; answers who it is and whether anything changed.
pub fn put(door: &mut Door, profile: Profile) -> Result<(PersonId, bool)> {
    door.ctx.may(Right::ManagePeople)?;
    let known = store::by_code(door.conn, &profile.code)?;
    let loaded = if let Some(brief) = &known {
        door.load::<Person>(brief.id)?
    } else {
        let id = PersonId(door.id());
        let mut fresh = door.fresh::<Person>(id);
        fresh.state.id = id;
        fresh
    };
    if loaded.profile == profile {
        return Ok((loaded.id, false));
    }
    let id = loaded.id;
    Ok((id, write(door, loaded, profile)?))
}

/// Records what one person may write at once; whether that is anything.
fn write(door: &mut Door, person: Loaded<Person>, profile: Profile) -> Result<bool> {
    let hand = hand(door, person.id)?;
    if let Some(boss) = profile.reports_to.filter(|_| profile.reports_to != person.profile.reports_to) {
        straight(door, &person, &profile.name, boss)?;
    }
    let facts = rule::write(hand, &person, profile)?;
    let changed = !facts.is_empty();
    record(door, person, &facts)?;
    Ok(changed)
}

/// Records facts of a person, and tells the security log of them.
fn record(door: &mut Door, person: Loaded<Person>, facts: &[Fact]) -> Result<()> {
    told::facts(door, &person, facts)?;
    door.record(person, facts)?;
    Ok(())
}

/// Refuses a line of reporting that would run in a circle, with the names in it.
fn straight(door: &mut Door, person: &Person, name: &str, boss: PersonId) -> Result<()> {
    let mut line: Vec<(PersonId, Option<PersonId>, String)> = Vec::new();
    let mut at = Some(boss);
    while let Some(id) = at.filter(|id| line.iter().all(|(known, ..)| known != id)) {
        let brief = store::by_id(door.conn, &id.to_string())?;
        at = store::boss_of(door.conn, id)?;
        line.push((id, at, brief.map(|b| b.name).unwrap_or_default()));
    }
    let find = |id: PersonId| line.iter().find(|(known, ..)| *known == id);
    let above = |id| find(id).and_then(|(_, boss, _)| *boss);
    let called = |id| {
        if id == person.id { name.to_owned() } else { find(id).map_or_else(String::new, |f| f.2.clone()) }
    };
    Ok(rule::circle(person.id, boss, above, called)?)
}

/// The roles that hold a right.
fn holding(right: Right) -> Vec<Role> {
    Role::ALL.iter().copied().filter(|role| may(&[*role], right)).collect()
}

/// Who acts on `person`, as the rules on rights want to know it.
fn hand<'a>(door: &mut Door<'a>, person: PersonId) -> Result<Hand<'a>> {
    let actor = &door.ctx.actor;
    let give = holding(Right::GiveRoles);
    Ok(Hand {
        person: actor.person,
        roles: &actor.roles,
        below: store::stands_above(door.conn, person, actor.person)?,
        others_administer: store::others_are(door.conn, [person, person], &[Role::Administrator])?,
        others_confirm: store::others_are(door.conn, [person, actor.person], &give)?,
    })
}

/// Asks the rule on rights, whoever's record it is and by whichever way it comes.
pub fn may_change(door: &mut Door, person: &Person, change: Change) -> Result<()> {
    store::hold_all(door.conn)?;
    Ok(weigh(hand(door, person.id)?, person, change)?)
}

/// Of what can be done with somebody, what the rule on rights lets the reader do.
pub fn offered(door: &mut Door, person: &Person) -> Result<Vec<Deed>> {
    let hand = hand(door, person.id)?;
    let mut deeds = person.deeds();
    deeds.retain(|deed| {
        let change = match deed {
            Deed::PersonEdit => Change::Write(&person.profile),
            Deed::PersonRetire => Change::Retire,
            Deed::PersonRestore => Change::Restore,
            Deed::PersonErase => Change::Erase,
            Deed::PersonAccount => return giving(door, person).is_ok(),
            Deed::PersonSubstitute if hand.person != person.id => Change::GiveCode,
            _ => return true,
        };
        weigh(hand, person, change).is_ok()
    });
    Ok(deeds)
}

/// A second person gives the roles that were proposed (H1.1). Whoever gave the account its code could have kept it: password,
/// sessions, browsers and codes of before end, and a new code takes two (ADR 0036).
pub fn confirm(door: &mut Door, person: Loaded<Person>) -> Result<()> {
    door.ctx.may(Right::GiveRoles)?;
    let me = door.ctx.actor.person;
    store::hold_all(door.conn)?;
    let confirmer = door.find::<Person>(me)?.map(|loaded| loaded.state).unwrap_or_default();
    let hand = hand(door, person.id)?;
    let (in_two, id) = (hand.others_confirm, person.id);
    let facts = rule::confirm(hand, &person, &confirmer, door.ctx.now)?;
    record(door, person, &facts)?;
    if let Some((login, _)) = store::credential_of(door.conn, id)?.filter(|_| in_two) {
        store::code::end(door.conn, id)?;
        store::set_credential(door.conn, id, &login, "", door.ctx.now.as_microsecond())?;
    }
    Ok(())
}

/// Turns a proposal down, or takes it back.
pub fn decline(door: &mut Door, person: Loaded<Person>, reason: String) -> Result<()> {
    door.ctx.may(Right::GiveRoles)?;
    let facts = rule::decline(&person, reason)?;
    record(door, person, &facts)?;
    Ok(())
}

/// Hours in which a code is used.
const CODE_HOURS: i64 = 24;

/// How much of a code the actor gets to see who gives `person` one.
fn giving(door: &mut Door, person: &Person) -> Result<Giving> {
    let opened = store::credential_of(door.conn, person.id)?.is_some();
    let begun = match store::code::begun(door.conn, person.id, door.ctx.now.as_microsecond())? {
        // Whoever works on the server is nobody of the company.
        Some(by) if door.ctx.actor.person != PersonId::default() => {
            let own = door.load::<Person>(door.ctx.actor.person)?;
            Some(rule::Begun { by, knows: rule::gave_of_late(&own, by, door.ctx.now) })
        }
        _ => None,
    };
    let both = [person.id, door.ctx.actor.person];
    let others = store::others_are(door.conn, both, &holding(Right::ManagePeople))?;
    Ok(rule::give_code(hand(door, person.id)?, person, begun, opened, others)?)
}

/// Gives out a code by which `person` sets a password of their own (H1.1): whoever gives it never learns one. The old password
/// and all sessions end. Only its hash is kept; the answer is the code, or the half of it that the actor may see: with a
/// first half alone nothing ends and nothing can be done (ADR 0036).
pub fn give_code(door: &mut Door, person: Loaded<Person>, login: &str) -> Result<(Giving, String)> {
    door.ctx.may(Right::ManagePeople)?;
    store::hold_all(door.conn)?;
    let giving = giving(door, &person)?;
    if person.retired {
        return Err(refuse("H1.1", "离职的人员不能登录。请先恢复在职", []).into());
    }
    free_login(door, person.id, login)?;
    let first = store::credential_of(door.conn, person.id)?.is_none();
    let code = password::code()?;
    let (hash, now) = (password::code_hash(&code), door.ctx.now.as_microsecond());
    let until = now + CODE_HOURS * 3_600_000_000;
    match giving {
        Giving::First => {
            store::code::begin(door.conn, person.id, &hash, door.ctx.actor.person, until)?;
            told::password(door, &person, zh("{who}：重置密码，发了一次性代码的前一半"))?;
            return Ok((giving, code));
        }
        Giving::Second => store::code::complete(door.conn, person.id, &hash, until)?,
        Giving::Whole => store::code::keep(door.conn, person.id, &hash, until)?,
    }
    // No password is behind an empty hash.
    store::set_credential(door.conn, person.id, login, "", now)?;
    record(door, person, &[Fact::CodeGiven { first }])?;
    Ok((giving, code))
}

/// Sets the password of whoever signs in by `login` and holds the code, which ends by it; whose it is, or nobody where the
/// code is not right.
pub fn use_code(door: &mut Door, login: &str, code: &str, word: &str) -> Result<Option<PersonId>> {
    good(word)?;
    let now = door.ctx.now.as_microsecond();
    for (first, hash) in password::code_hashes(code) {
        if let Some(id) = store::code::use_up(door.conn, login, (&first, &hash), now)? {
            store::set_credential(door.conn, id, login, &password::hash(word)?, now)?;
            let person = door.load::<Person>(id)?;
            told::password(door, &person, zh("{who}：用一次性代码设了密码"))?;
            return Ok(Some(id));
        }
    }
    Ok(None)
}

/// Gives the actor, or by the operator anybody, a login name and a password; their sessions end.
pub fn set_password(door: &mut Door, person: PersonId, login: &str, word: &str) -> Result<()> {
    let actor = door.ctx.actor.person;
    if actor != person && actor != PersonId::default() {
        return Err(refuse("H1.1", "别人的密码不能代设。请发一次性代码", []).into());
    }
    good(word)?;
    free_login(door, person, login)?;
    let hash = password::hash(word)?;
    let whose = door.load::<Person>(person)?;
    told::password(door, &whose, zh("{who}：改了密码"))?;
    store::code::end(door.conn, person)?;
    store::set_credential(door.conn, person, login, &hash, door.ctx.now.as_microsecond())
}

/// Refuses a password that is easily guessed.
fn good(word: &str) -> Result<()> {
    if word.chars().count() < 8 {
        return Err(Error::field("password", "密码至少 8 个字符"));
    }
    if ["password", "password123", "12345678", "123456789", "qwertyui", "11111111", "88888888"]
        .contains(&word)
    {
        return Err(Error::field("password", "这个密码太常见。请换一个"));
    }
    Ok(())
}

fn free_login(door: &mut Door, person: PersonId, login: &str) -> Result<()> {
    if store::login_taken(door.conn, login, person)? {
        return Err(Error::field("login", "这个登录名已有人使用。请换一个"));
    }
    Ok(())
}

/// Names who stands in for `person` from a day to a day (H1.2), or that nobody does: one's own substitute, or that of somebody
/// of the department.
pub fn stand_in(
    door: &mut Door,
    person: Loaded<Person>,
    named: Option<(PersonId, Date, Date)>,
) -> Result<()> {
    if door.ctx.actor.person != person.id {
        door.ctx.may(Right::NameSubstitute)?;
        // Whose desk somebody gets is as much theirs as whose account.
        may_change(door, &person, Change::GiveCode)?;
    }
    let facts = match named {
        Some((other, from, to)) => {
            let other = door.load::<Person>(other)?;
            rule::name_substitute(&person, &other, (from, to), door.ctx.today())?
        }
        None => rule::end_substitute(&person),
    };
    record(door, person, &facts)?;
    Ok(())
}

/// Marks a person as having left; their sessions end at once.
pub fn retire(door: &mut Door, person: Loaded<Person>, reason: String) -> Result<()> {
    door.ctx.may(Right::ManagePeople)?;
    may_change(door, &person, Change::Retire)?;
    if person.retired {
        return Err(refuse("H1.1", "{name}已经停用", [("name", person.profile.name.clone())]).into());
    }
    store::end_sessions(door.conn, person.id)?;
    store::code::end(door.conn, person.id)?;
    record(door, person, &[Fact::Retired { reason }])?;
    Ok(())
}

/// Takes a person back.
pub fn restore(door: &mut Door, person: Loaded<Person>) -> Result<()> {
    door.ctx.may(Right::GiveRoles)?;
    store::hold_all(door.conn)?;
    let facts = rule::restore(hand(door, person.id)?, &person)?;
    record(door, person, &facts)?;
    Ok(())
}
