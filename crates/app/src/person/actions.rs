//! What can be done with people and accounts.

use domain::access::Right;
use domain::ids::PersonId;
use domain::person::rights::{Change, Hand, weigh};
use domain::person::{Fact, Person, Profile};

use super::{password, store};
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
    may_change(door, &fresh, Change::Write(&profile))?;
    door.record(fresh, &[Fact::Recorded { id, profile }])?;
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
    may_change(door, &loaded, Change::Write(&profile))?;
    door.record(loaded, &[Fact::Recorded { id, profile }])?;
    Ok((id, true))
}

/// Asks the rule on rights, whoever's record it is and by whichever way it comes.
pub fn may_change(door: &mut Door, person: &Person, change: Change) -> Result<()> {
    let me = door.ctx.actor.person;
    store::hold_all(door.conn)?;
    let hand = Hand {
        person: me,
        roles: &door.ctx.actor.roles,
        below: store::stands_above(door.conn, person.id, me)?,
        others_administer: store::others_administer(door.conn, person.id)?,
    };
    Ok(weigh(hand, person, change)?)
}

/// Gives a person a login name and a password; their sessions end.
pub fn set_password(door: &mut Door, person: PersonId, login: &str, word: &str) -> Result<()> {
    if door.ctx.actor.person != person {
        door.ctx.may(Right::ManagePeople)?;
        let other = door.load::<Person>(person)?;
        may_change(door, &other, Change::SetPassword)?;
    }
    if word.chars().count() < 8 {
        return Err(Error::field("password", "密码至少 8 个字符"));
    }
    if ["password", "password123", "12345678", "123456789", "qwertyui", "11111111", "88888888"]
        .contains(&word)
    {
        return Err(Error::field("password", "这个密码太常见。请换一个"));
    }
    if store::login_taken(door.conn, login, person)? {
        return Err(Error::field("login", "这个登录名已有人使用。请换一个"));
    }
    let hash = password::hash(word)?;
    store::set_credential(door.conn, person, login, &hash, door.ctx.now.as_microsecond())
}

/// Marks a person as having left; their sessions end at once.
pub fn retire(door: &mut Door, person: Loaded<Person>, reason: String) -> Result<()> {
    door.ctx.may(Right::ManagePeople)?;
    may_change(door, &person, Change::Retire)?;
    store::end_sessions(door.conn, person.id)?;
    door.record(person, &[Fact::Retired { reason }])?;
    Ok(())
}

/// Takes a person back.
pub fn restore(door: &mut Door, person: Loaded<Person>) -> Result<()> {
    door.ctx.may(Right::ManagePeople)?;
    may_change(door, &person, Change::Restore)?;
    door.record(person, &[Fact::Restored])?;
    Ok(())
}
