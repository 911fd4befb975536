//! What is done with people over HTTP (H1.1, H1.2): written, written anew, retired, taken back, let in by a code, given
//! roles by a second person, stood in for.

use db::Conn;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::deed::Deed;
use domain::ids::PersonId;
use domain::person::{Giving, Person, Profile, Role, follows_orders};
use jiff::civil::Date;
use kernel::act::{Subject, act};
use kernel::form::Form;
use kernel::i18n::zh;
use kernel::record::Loaded;
use kernel::ui::{Field, FieldKind, Width};
use kernel::{Done, Door, Endpoint, Error, Result, Target};

use super::own_tries;
use super::{actions, password, store};
use crate::master::{Master, Record, Words, edit, new, record, restore, retire};

/// The acts of people.
pub static ACTS: &[&dyn Endpoint] = &[
    &new::<Person>(Deed::PersonNew, "/people/new"),
    &edit::<Person>(Deed::PersonEdit, "/people/{id}/edit"),
    &retire::<Person>(Deed::PersonRetire, "/people/{id}/retire"),
    &restore::<Person>(Deed::PersonRestore, "/people/{id}/restore"),
    &act(Deed::PersonAccount, "/people/{id}/account", account, give_code)
        .unversioned()
        .done("请把代码交给本人：在登录页用它自己设密码。24 小时内有效，只能用一次"),
    &act(Deed::PersonConfirm, "/people/{id}/confirm", proposed, confirm).done("角色已生效"),
    &act(Deed::PersonDecline, "/people/{id}/decline", refused, decline).done("已取消提名"),
    &act(Deed::PersonSubstitute, "/people/{id}/substitute", stands_in, stand_in).done("已保存代理"),
    &act(Deed::PersonOwnSubstitute, "/me/substitute", stands_in, stand_in).unversioned().done("已保存代理"),
    &act(Deed::PersonOwnPassword, "/me/password", own_password, set_own_password)
        .unversioned()
        .done("密码已修改，请重新登录"),
];

/// What is around a person.
#[derive(Default)]
pub struct Around {
    /// Whom they may report to.
    pub bosses: Vec<(PersonId, String)>,
    /// Whether the writer gives no roles: they are shown, and stay as they are.
    pub roles_closed: bool,
}

impl Master for Person {
    record!(person, PersonId);

    type Around = Around;

    fn offered(&self, door: &mut Door) -> Result<Vec<Deed>> {
        actions::offered(door, self)
    }

    const PATH: &'static str = "/people";
    const RIGHT: Right = Right::ManagePeople;
    const WORDS: Words = Words {
        out: "离职",
        retiring: "离职后立即不能登录，历史记录保留。名下未完订单的待办由部门领导处理，直到用“移交订单”交给别人。",
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
        Ok(Around { bosses, roles_closed: !door.ctx.can(Right::GiveRoles) })
    }

    fn ask(f: &Form, at: &Record<Self>) -> Profile {
        let known = at.known().clone();
        Profile {
            code: f.text("code", "工号", 40).preset(known.code).code(),
            name: f.text("name", "姓名", 40).preset(known.name).required(),
            department: f.text("department", "部门", 40).preset(known.department).or(String::new()),
            reports_to: f
                .pick("reports_to", "直接上级", at.around.bosses.clone())
                .picked(known.reports_to)
                .optional()
                .map(|boss| boss.0),
            roles: roles(f, &known.roles, at.around.roles_closed),
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

fn roles(f: &Form, known: &[Role], closed: bool) -> Vec<Role> {
    f.heading("角色");
    if closed {
        let labels: Vec<&str> = known.iter().map(|role| f.t(role.label())).collect();
        f.note("现有角色", labels.join(f.t("、")));
        f.note("谁能改", f.t("角色由管理员或总经理设置"));
    }
    let asked = |role: &Role| {
        let look = |flag: Field| {
            if closed { Field { kind: FieldKind::Hidden, ..flag } } else { flag.width(Width::Third) }
        };
        f.flag_drawn(&format!("role_{}", role.code()), role.label(), known.contains(role), look)
    };
    let roles: Vec<Role> = Role::ALL.iter().copied().filter(asked).collect();
    // What is closed stays, whatever was or was not said of it.
    if closed && roles.is_empty() {
        return known.to_vec();
    }
    if roles.is_empty() {
        f.wrong("role_clerk", "至少选择一个角色");
    }
    roles
}

/// The name that somebody signs in by.
fn account(f: &Form, person: &Loaded<Person>) -> String {
    f.intro("会生成一个一次性代码，只显示一次。本人用它在登录页自己设密码；原密码和已登录的设备马上失效。");
    f.note("两个人", f.t("本人有你没有的权限时，你只得到代码的前一半，后一半由另一个能管理人员的人在这里生成；两半都交给本人，两半齐之前原密码照常可用。"));
    f.submit("生成代码");
    f.text("login", "登录名", 40).preset(person.profile.code.clone()).code()
}

fn give_code(door: &mut Door, person: Loaded<Person>, login: String) -> Result<Done> {
    // One's own password asks for the present one: an open desk must not be enough to take an account.
    if person.id == door.ctx.actor.person {
        return Err(Error::field("login", "自己的密码请到“我的”里修改"));
    }
    let id = person.id;
    let (giving, code) = actions::give_code(door, person, &login)?;
    let toast = match giving {
        Giving::Whole => zh(
            "这是完整的代码，本人单独用它在登录页设密码就行，24 小时内有效，只能用一次；以前给出的代码和前一半都作废",
        ),
        Giving::First => zh(
            "这是代码的前一半，请交给本人。请另一个能管理人员的人在 24 小时内也到这里生成：是后一半就和它合用，是完整的代码就不用这一半",
        ),
        Giving::Second => {
            zh("这是代码的后一半，请交给本人：和前一半一起，在登录页用来设密码。24 小时内有效，只能用一次")
        }
    };
    Ok(Done::changed(format!("/people/{id}"), toast).once(code))
}

/// What was proposed for somebody.
fn proposed(f: &Form, person: &Loaded<Person>) {
    let labels = person.proposal.iter().flat_map(|p| &p.roles).map(|role| f.t(role.label()));
    let roles = labels.collect::<Vec<_>>().join(f.t("、"));
    let name = &person.profile.name;
    f.intro(&f.tf("确认后 {name} 成为{roles}。", &[("name", name), ("roles", &roles)]));
}

fn confirm(door: &mut Door, person: Loaded<Person>, (): ()) -> Result<Done> {
    let id = person.id;
    actions::confirm(door, person)?;
    Ok(Done::changed(format!("/people/{id}"), ""))
}

/// Why what was proposed is not given.
fn refused(f: &Form, person: &Loaded<Person>) -> String {
    let labels = person.proposal.iter().flat_map(|p| &p.roles).map(|role| f.t(role.label()));
    f.intro(&labels.collect::<Vec<_>>().join(f.t("、")));
    f.reason()
}

fn decline(door: &mut Door, person: Loaded<Person>, reason: String) -> Result<Done> {
    let id = person.id;
    actions::decline(door, person, reason)?;
    Ok(Done::changed(format!("/people/{id}"), ""))
}

/// Somebody with those who may stand in for them.
#[derive(Default)]
struct Absent {
    person: Loaded<Person>,
    others: Vec<(PersonId, String)>,
    /// The page of whoever asks: one's own or somebody else's.
    page: String,
}

impl Subject for Absent {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let own = target.id.is_empty();
        let id = if own { door.ctx.actor.person } else { target.id()? };
        let person = door.load::<Person>(id)?;
        let mut others = store::active(door.conn)?;
        others.retain(|p| p.id != id && follows_orders(&p.roles));
        let others = others.into_iter().map(|p| (p.id, format!("{} {}", p.code, p.name))).collect();
        Ok(Self { person, others, page: if own { "/me".to_owned() } else { format!("/people/{id}") } })
    }

    fn version(&self) -> Option<i64> {
        self.person.version()
    }
}

/// H1.2 Who stands in for somebody, from when to when; nobody where nobody is chosen.
fn stands_in(f: &Form, at: &Absent) -> Option<(PersonId, Date, Date)> {
    f.intro("代理期间，代理人能看到并处理本人的订单和待办。代理人不会因此得到更多权限。");
    let known = at.person.substitute;
    let other = f
        .pick("substitute", "代理人", at.others.clone())
        .picked(known.map(|s| s.person))
        .help("留空表示不用代理")
        .optional();
    let from = f.date("from", "第一天").preset(known.map_or(f.today(), |s| s.from)).optional();
    let to = f.date("to", "最后一天").preset(known.map(|s| s.to)).optional();
    let other = other?.0;
    if to.is_none() {
        f.wrong("to", "请填写最后一天");
    }
    Some((other, from.unwrap_or(f.today()), to?))
}

fn stand_in(door: &mut Door, at: Absent, named: Option<(PersonId, Date, Date)>) -> Result<Done> {
    actions::stand_in(door, at.person, named)?;
    Ok(Done::changed(at.page, ""))
}

/// The present password and a new one.
fn own_password(f: &Form, _: &Target) -> (String, String) {
    let current = f.secret("current", "现在的密码").required();
    let new = f.secret("password", "新密码").help("至少 8 个字符。改好后所有设备都要重新登录");
    (current, new.required())
}

fn set_own_password(door: &mut Door, _: Target, (current, new): (String, String)) -> Result<Done> {
    let person = door.ctx.actor.person;
    // A session that was left open is no place to guess the password at.
    own_tries::count(person, door.ctx.now)?;
    let stored = store::credential_of(door.conn, person)?;
    let Some((login, hash)) = stored else { return Err(Error::field("current", "密码不对")) };
    if !password::verify_own(&current, &hash)? {
        return Err(Error::field("current", "密码不对"));
    }
    own_tries::forget(person);
    actions::set_password(door, person, &login, &new)?;
    Ok(Done::changed("/login", ""))
}
