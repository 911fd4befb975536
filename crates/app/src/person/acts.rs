//! What is done with people over HTTP (H1.1): written, written anew, retired, taken back, given a password.

use db::Conn;
use domain::access::Right;
use domain::deed::Deed;
use domain::ids::PersonId;
use domain::person::{Person, Profile, Role};
use kernel::act::act;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Endpoint, Error, Result, Target};

use super::{actions, password, store};
use crate::master::{Master, Record, Words, edit, new, record, restore, retire};

/// The acts of people.
pub static ACTS: &[&dyn Endpoint] = &[
    &new::<Person>(Deed::PersonNew, "/people/new"),
    &edit::<Person>(Deed::PersonEdit, "/people/{id}/edit"),
    &retire::<Person>(Deed::PersonRetire, "/people/{id}/retire"),
    &restore::<Person>(Deed::PersonRestore, "/people/{id}/restore"),
    &act(Deed::PersonAccount, "/people/{id}/account", account, set_account).unversioned().done("已设置登录"),
    &act(Deed::PersonOwnPassword, "/me/password", own_password, set_own_password)
        .unversioned()
        .done("密码已修改，请重新登录"),
];

impl Master for Person {
    record!(person, PersonId);

    /// Whom they may report to.
    type Around = Vec<(PersonId, String)>;

    const PATH: &'static str = "/people";
    const RIGHT: Right = Right::ManagePeople;
    const WORDS: Words = Words {
        out: "离职",
        retiring: "离职后立即不能登录，历史记录保留。",
        retired: "已保存",
        restored: "已保存",
    };

    fn find(conn: &mut Conn, code: &str) -> Result<Option<PersonId>> {
        Ok(store::by_code(conn, code)?.map(|brief| brief.id))
    }

    fn around(door: &mut Door, person: &Loaded<Person>) -> Result<Self::Around> {
        let mut bosses: Vec<_> =
            store::active(door.conn)?.into_iter().map(|p| (p.id, format!("{} {}", p.code, p.name))).collect();
        // Whoever has left stays the boss until another one is named.
        if let Some(boss) = person.profile.reports_to.filter(|id| bosses.iter().all(|b| b.0 != *id))
            && let Some(left) = door.find::<Person>(boss)?
        {
            bosses.push((boss, format!("{} {}", left.profile.code, left.profile.name)));
        }
        Ok(bosses)
    }

    fn ask(f: &Form, at: &Record<Self>) -> Profile {
        let known = at.known().clone();
        Profile {
            code: f.text("code", "工号", 40).preset(known.code).code(),
            name: f.text("name", "姓名", 40).preset(known.name).required(),
            department: f.text("department", "部门", 40).preset(known.department).or(String::new()),
            reports_to: f
                .pick("reports_to", "直接上级", at.around.clone())
                .picked(known.reports_to)
                .optional()
                .map(|boss| boss.0),
            roles: roles(f, &known.roles),
        }
    }

    // Who may change whose rights is asked there.
    fn add(door: &mut Door, profile: Profile) -> Result<PersonId> {
        actions::add(door, profile)
    }

    fn put(door: &mut Door, profile: Profile) -> Result<(PersonId, bool)> {
        actions::put(door, profile)
    }

    fn set_retired(door: &mut Door, person: Loaded<Person>, reason: Option<String>) -> Result<()> {
        match reason {
            Some(reason) => actions::retire(door, person, reason),
            None => actions::restore(door, person),
        }
    }
}

fn roles(f: &Form, known: &[Role]) -> Vec<Role> {
    f.heading("角色");
    let roles = f.several("role", known);
    if roles.is_empty() {
        f.wrong("role_clerk", "至少选择一个角色");
    }
    roles
}

/// A login name and a new password.
fn account(f: &Form, person: &Loaded<Person>) -> (String, String) {
    let login = f.text("login", "登录名", 40).preset(person.profile.code.clone()).code();
    (login, f.secret("password", "新密码").help("至少 8 个字符").required())
}

fn set_account(door: &mut Door, person: Loaded<Person>, (login, word): (String, String)) -> Result<Done> {
    // One's own password asks for the present one: an open desk must not be enough to take an account.
    if person.id == door.ctx.actor.person {
        return Err(Error::field("password", "自己的密码请到“我的”里修改"));
    }
    actions::set_password(door, person.id, &login, &word)?;
    Ok(Done::changed(format!("/people/{}", person.id), ""))
}

/// The present password and a new one.
fn own_password(f: &Form, _: &Target) -> (String, String) {
    let current = f.secret("current", "现在的密码").required();
    let new = f.secret("password", "新密码").help("至少 8 个字符。改好后所有设备都要重新登录");
    (current, new.required())
}

fn set_own_password(door: &mut Door, _: Target, (current, new): (String, String)) -> Result<Done> {
    let person = door.ctx.actor.person;
    let stored = store::credential_of(door.conn, person)?;
    let Some((login, hash)) = stored else { return Err(Error::field("current", "密码不对")) };
    if !password::verify_own(&current, &hash)? {
        return Err(Error::field("current", "密码不对"));
    }
    actions::set_password(door, person, &login, &new)?;
    Ok(Done::changed("/login", ""))
}
