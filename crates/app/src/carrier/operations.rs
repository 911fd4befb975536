//! The forms of carriers (H6.4): written, written anew, taken out of use and back.

use domain::access::Right;
use domain::carrier::{Carrier, Profile};
use domain::confidential::Kind;
use domain::deed::Deed;
use domain::ids::CarrierId;

use super::actions;
use kernel::declared::Declared;
use kernel::i18n::zh;
use kernel::ui::{Field, FieldKind, Form, Ui};
use kernel::{Done, Door, Result, Said};

/// All operations of carriers.
pub static OPERATIONS: &[Declared] = &[
    Declared {
        deed: Deed::CarrierNew,
        path: "/carriers/new",
        versioned: false,
        form: |_, _, ui| Ok(form(ui, Profile::default())),
        run: |door, _, said| {
            let profile = read(said)?;
            let id = actions::add(door, profile)?;
            Ok(Done::made(format!("/carriers/{id}"), zh("已保存"), id, ""))
        },
    },
    Declared {
        deed: Deed::CarrierEdit,
        path: "/carriers/{id}/edit",
        versioned: true,
        form: |door, target, ui| {
            let loaded = door.load::<Carrier>(target.id::<CarrierId>()?)?;
            open(door)?;
            Ok(form(ui, loaded.state.profile.clone()).version(loaded.head.version))
        },
        run: |door, target, said| {
            let id = target.id::<CarrierId>()?;
            let loaded = door.load::<Carrier>(id)?;
            loaded.expect(said)?;
            open(door)?;
            let profile = read(said)?;
            same_code(&loaded.profile.code, &profile.code)?;
            actions::put(door, profile)?;
            Ok(Done::changed(format!("/carriers/{id}"), zh("已保存")))
        },
    },
    Declared {
        deed: Deed::CarrierRetire,
        path: "/carriers/{id}/retire",
        versioned: false,
        form: |_, _, ui| {
            let reason = Field::new(FieldKind::Area, "reason", ui.t("原因")).required();
            Ok(Form {
                danger: true,
                intro: Some(ui.t("停用后不能用于新业务，历史记录保留。").into()),
                ..Form::new("", "", vec![reason])
            })
        },
        run: |door, target, said| {
            let reason = said.need_text("reason", 500);
            said.finish()?;
            let id = target.id::<CarrierId>()?;
            actions::set_retired(door, id, Some(reason))?;
            Ok(Done::changed(format!("/carriers/{id}"), zh("已停用")))
        },
    },
    Declared {
        deed: Deed::CarrierRestore,
        path: "/carriers/{id}/restore",
        versioned: false,
        form: |_, _, _| Ok(Form::new("", "", Vec::new())),
        run: |door, target, said| {
            said.finish()?;
            let id = target.id::<CarrierId>()?;
            actions::set_retired(door, id, None)?;
            Ok(Done::changed(format!("/carriers/{id}"), zh("已恢复使用")))
        },
    },
];

/// Who may not see telephones cannot write them anew: they would be lost.
fn open(door: &mut Door) -> Result<()> {
    if !door.ctx.sees(Kind::Contact) {
        return Err(kernel::Error::Forbidden(Right::WriteMasterData));
    }
    door.look(Kind::Contact);
    Ok(())
}

/// The code is what sheets and people call it by.
fn same_code(old: &str, new: &str) -> Result<()> {
    if old == new {
        Ok(())
    } else {
        Err(kernel::Error::field("code", "编码不能改。请停用后新建"))
    }
}

fn form(ui: &Ui, p: Profile) -> Form {
    let fields = vec![
        Field::text("code", ui.t("编码")).value(p.code).required(),
        Field::text("name", ui.t("名称")).value(p.name).required(),
        Field::text("mode", ui.t("运输方式")).value(p.mode).required(),
        Field::text("category", ui.t("类型")).value(p.category),
        Field::new(FieldKind::Integer, "km_per_day", ui.t("日行公里")).value(p.km_per_day.to_string()),
        Field::new(FieldKind::Integer, "handling_days", ui.t("装卸天数")).value(p.handling_days.to_string()),
        Field::text("phone", ui.t("电话")).value(p.phone),
        Field::new(FieldKind::Integer, "claim_days", ui.t("索赔答复期限"))
            .value(p.claim_days.map(|d| d.to_string()).unwrap_or_default())
            .unit(ui.t("工作日"))
            .help(ui.t("合同约定的；不填按公司设置")),
    ];
    Form::new("", "", fields)
}

fn read(said: &mut Said) -> Result<Profile> {
    let profile = Profile {
        code: said.need_code("code"),
        name: said.need_text("name", 80),
        mode: said.need_text("mode", 40),
        category: said.text("category", 40),
        km_per_day: said.integer("km_per_day", 0, 5000).unwrap_or_default(),
        handling_days: said.integer("handling_days", 0, 90).unwrap_or_default(),
        phone: said.text("phone", 40),
        claim_days: said.integer("claim_days", 1, 90),
    };
    said.finish()?;
    Ok(profile)
}
