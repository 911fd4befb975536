//! The forms of suppliers (H4.3): written, written anew, taken out of use and back.

use domain::access::Right;
use domain::confidential::{Confidential, Kind};
use domain::deed::Deed;
use domain::ids::SupplierId;
use domain::supplier::{Profile, Supplier};

use super::actions;
use kernel::declared::Declared;
use kernel::i18n::zh;
use kernel::ui::{Field, FieldKind, Form, Ui};
use kernel::{Done, Door, Error, Result, Said};

/// All operations of suppliers.
pub static OPERATIONS: &[Declared] = &[
    Declared {
        deed: Deed::SupplierNew,
        path: "/suppliers/new",
        versioned: false,
        form: |_, _, ui| Ok(form(ui, Profile::default())),
        run: |door, _, said| {
            let profile = read(said)?;
            let id = actions::add(door, profile)?;
            Ok(Done::made(format!("/suppliers/{id}"), zh("已保存"), id, ""))
        },
    },
    Declared {
        deed: Deed::SupplierEdit,
        path: "/suppliers/{id}/edit",
        versioned: true,
        form: |door, target, ui| {
            let loaded = door.load::<Supplier>(target.id::<SupplierId>()?)?;
            open(door)?;
            Ok(form(ui, loaded.state.profile.clone()).version(loaded.head.version))
        },
        run: |door, target, said| {
            let id = target.id::<SupplierId>()?;
            let loaded = door.load::<Supplier>(id)?;
            loaded.expect(said)?;
            open(door)?;
            let profile = read(said)?;
            same_code(&loaded.profile.code, &profile.code)?;
            actions::put(door, profile)?;
            Ok(Done::changed(format!("/suppliers/{id}"), zh("已保存")))
        },
    },
    Declared {
        deed: Deed::SupplierRetire,
        path: "/suppliers/{id}/retire",
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
            let id = target.id::<SupplierId>()?;
            actions::set_retired(door, id, Some(reason))?;
            Ok(Done::changed(format!("/suppliers/{id}"), zh("已停用")))
        },
    },
    Declared {
        deed: Deed::SupplierRestore,
        path: "/suppliers/{id}/restore",
        versioned: false,
        form: |_, _, _| Ok(Form::new("", "", Vec::new())),
        run: |door, target, said| {
            said.finish()?;
            let id = target.id::<SupplierId>()?;
            actions::set_retired(door, id, None)?;
            Ok(Done::changed(format!("/suppliers/{id}"), zh("已恢复使用")))
        },
    },
];

/// Who may not see contacts cannot write them anew: they would be lost.
fn open(door: &mut Door) -> Result<()> {
    if !door.ctx.sees(Kind::Contact) {
        return Err(Error::Forbidden(Right::WriteMasterData));
    }
    door.look(Kind::Contact);
    Ok(())
}

/// The code is what sheets and people call it by.
fn same_code(old: &str, new: &str) -> Result<()> {
    if old == new { Ok(()) } else { Err(Error::field("code", "编码不能改。请停用后新建")) }
}

fn form(ui: &Ui, p: Profile) -> Form {
    let fields = vec![
        Field::text("code", ui.t("供应商编码")).value(p.code).required(),
        Field::text("name", ui.t("名称")).value(p.name).required(),
        Field::text("category", ui.t("类别")).value(p.category),
        Field::new(FieldKind::Integer, "lead_days", ui.t("交期（天）")).value(p.lead_days.to_string()),
        Field::text("terms", ui.t("结算方式")).value(p.terms),
        Field::text("phone", ui.t("电话")).value(p.phone.open().clone()),
    ];
    Form::new("", "", fields)
}

fn read(said: &mut Said) -> Result<Profile> {
    let profile = Profile {
        code: said.need_code("code"),
        name: said.need_text("name", 80),
        category: said.text("category", 40),
        lead_days: said.integer("lead_days", 0, 365).unwrap_or_default(),
        terms: said.text("terms", 100),
        phone: Confidential::new(said.text("phone", 40)),
    };
    said.finish()?;
    Ok(profile)
}
