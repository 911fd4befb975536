//! The forms of people: written, written anew, retired, given a password.

use domain::deed::Deed;
use domain::ids::PersonId;
use domain::person::{Person, Profile, ROLES, Role};

use super::{actions, password, store};
use kernel::declared::Declared;
use kernel::i18n::zh;
use kernel::ui::{Field, FieldKind, Form, Opt, Ui};
use kernel::{Done, Door, Error, Result, Said, Target};

/// All operations of people.
pub static OPERATIONS: &[Declared] = &[
    Declared {
        deed: Deed::PersonNew,
        path: "/people/new",
        versioned: false,
        form: |door, _, ui| form(door, ui, None),
        run: |door, _, said| {
            let profile = read(said)?;
            let id = actions::add(door, profile)?;
            Ok(Done::made(format!("/people/{id}"), "已保存", id, ""))
        },
    },
    Declared {
        deed: Deed::PersonEdit,
        path: "/people/{id}/edit",
        versioned: true,
        form: |door, target, ui| {
            let person = door.load::<Person>(target.id::<PersonId>()?)?;
            form(door, ui, Some(&person.state)).map(|f| f.version(person.head.version))
        },
        run: |door, target, said| {
            let id = target.id::<PersonId>()?;
            let person = door.load::<Person>(id)?;
            person.expect(said)?;
            let profile = read(said)?;
            // The number says whose record is written: another one would write somebody else's.
            if profile.code != person.profile.code {
                return Err(Error::field("code", "编码不能改。请停用后新建"));
            }
            actions::put(door, profile)?;
            Ok(Done::changed(format!("/people/{id}"), "已保存"))
        },
    },
    Declared {
        deed: Deed::PersonRetire,
        path: "/people/{id}/retire",
        versioned: false,
        form: |_, _, ui| {
            let reason = Field::new(FieldKind::Area, "reason", ui.t("原因")).required();
            Ok(Form {
                danger: true,
                intro: Some(ui.t("离职后立即不能登录，历史记录保留。").into()),
                ..Form::new("", "", vec![reason])
            })
        },
        run: |door, target, said| {
            let reason = said.need_text("reason", 500);
            said.finish()?;
            let id = target.id::<PersonId>()?;
            actions::retire(door, id, reason)?;
            Ok(Done::changed(format!("/people/{id}"), "已保存"))
        },
    },
    Declared {
        deed: Deed::PersonRestore,
        path: "/people/{id}/restore",
        versioned: false,
        form: |_, _, _| Ok(Form::new("", "", Vec::new())),
        run: |door, target, said| {
            said.finish()?;
            let id = target.id::<PersonId>()?;
            actions::restore(door, id)?;
            Ok(Done::changed(format!("/people/{id}"), "已保存"))
        },
    },
    Declared {
        deed: Deed::PersonAccount,
        path: "/people/{id}/account",
        versioned: false,
        form: |door, target, ui| {
            let person = door.load::<Person>(target.id::<PersonId>()?)?;
            Ok(Form::new(
                "",
                "",
                vec![
                    Field::text("login", ui.t("登录名")).value(person.profile.code.as_str()).required(),
                    Field::new(FieldKind::Password, "password", ui.t("新密码"))
                        .required()
                        .help(ui.t("至少 8 个字符")),
                ],
            ))
        },
        run: |door, target, said| {
            let login = said.need_code("login");
            let word = said.raw("password").to_owned();
            said.need_text("password", 200);
            said.finish()?;
            let id = target.id::<PersonId>()?;
            // One's own password asks for the present one: an open desk must not be enough to take an account.
            if id == door.ctx.actor.person {
                return Err(Error::field("password", "自己的密码请到“我的”里修改"));
            }
            actions::set_password(door, id, &login, &word)?;
            Ok(Done::changed(format!("/people/{id}"), "已设置登录"))
        },
    },
    Declared::new(Deed::PersonOwnPassword, "/me/password", own_password_form, set_own_password).unversioned(),
];

fn form(door: &mut Door, ui: &Ui, person: Option<&Person>) -> Result<Form> {
    let profile = person.map(|p| p.profile.clone()).unwrap_or_default();
    let mut fields = vec![
        Field::text("code", ui.t("工号")).value(profile.code).required(),
        Field::text("name", ui.t("姓名")).value(profile.name).required(),
        Field::text("department", ui.t("部门")).value(profile.department),
    ];
    let mut bosses = vec![Opt::new("", "--")];
    bosses.extend(
        store::active(door.conn)?
            .into_iter()
            .map(|p| Opt::new(p.id.to_string(), format!("{} {}", p.code, p.name))),
    );
    let boss = profile.reports_to.map(|id| id.to_string()).unwrap_or_default();
    fields.push(Field::new(FieldKind::Choice(bosses), "reports_to", ui.t("直接上级")).value(boss));
    fields.push(Field::heading(ui.t("角色")));
    for (role, code, label, _) in ROLES {
        let on = if profile.roles.contains(&role) { "1" } else { "" };
        fields.push(
            Field::new(FieldKind::Flag, format!("role_{code}"), ui.t(label))
                .value(on)
                .width(kernel::ui::Width::Third),
        );
    }
    Ok(Form::new("", "", fields))
}

fn read(said: &mut Said) -> Result<Profile> {
    let code = said.need_code("code");
    let name = said.need_text("name", 40);
    let department = said.text("department", 40);
    let reports_to = said.id("reports_to");
    let roles: Vec<Role> =
        ROLES.iter().filter(|r| said.flag(&format!("role_{}", r.1))).map(|r| r.0).collect();
    if roles.is_empty() {
        said.wrong("role_clerk", "至少选择一个角色");
    }
    said.finish()?;
    Ok(Profile { code, name, roles, department, reports_to })
}

#[expect(clippy::unnecessary_wraps, reason = "the shape that every operation's form has")]
fn own_password_form(_: &mut Door, _: &Target, ui: &Ui) -> Result<Form> {
    let fields = vec![
        Field::new(FieldKind::Password, "current", ui.t("现在的密码")).required(),
        Field::new(FieldKind::Password, "password", ui.t("新密码"))
            .required()
            .help(ui.t("至少 8 个字符。改好后所有设备都要重新登录")),
    ];
    Ok(Form::new("", "", fields))
}

fn set_own_password(door: &mut Door, _: &Target, said: &mut Said) -> Result<Done> {
    // A password keeps its spaces, so it is taken as it was typed.
    let (current, new) = (said.raw("current").to_owned(), said.raw("password").to_owned());
    said.need_text("current", 200);
    said.need_text("password", 200);
    said.finish()?;
    let person = door.ctx.actor.person;
    let stored = store::credential_of(door.conn, person)?;
    let Some((login, hash)) = stored else { return Err(Error::field("current", "密码不对")) };
    if !password::verify_own(&current, &hash)? {
        return Err(Error::field("current", "密码不对"));
    }
    actions::set_password(door, person, &login, &new)?;
    Ok(Done::changed("/login", zh("密码已修改，请重新登录")))
}
