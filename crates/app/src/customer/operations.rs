//! The forms of customers (H7.3): written, written anew, taken out of use and back.

use domain::access::Right;
use domain::confidential::{Confidential, Kind};
use domain::customer::{Customer, Profile};
use domain::deed::Deed;
use domain::ids::CustomerId;

use super::actions;
use crate::order::words::{contact_fields, read_contact};
use kernel::declared::Declared;
use kernel::i18n::zh;
use kernel::ui::{Field, FieldKind, Form, Opt, Ui};
use kernel::{Done, Door, Error, Result, Said};

/// All operations of customers.
pub static OPERATIONS: &[Declared] = &[
    Declared {
        deed: Deed::CustomerNew,
        path: "/customers/new",
        versioned: false,
        form: |_, _, ui| Ok(form(ui, Profile::default())),
        run: |door, _, said| {
            let profile = read(said)?;
            let id = actions::add(door, profile)?;
            Ok(Done::made(format!("/customers/{id}"), zh("已保存"), id, ""))
        },
    },
    Declared {
        deed: Deed::CustomerEdit,
        path: "/customers/{id}/edit",
        versioned: true,
        form: |door, target, ui| {
            let loaded = door.load::<Customer>(target.id::<CustomerId>()?)?;
            open(door)?;
            Ok(form(ui, loaded.state.profile.clone()).version(loaded.head.version))
        },
        run: |door, target, said| {
            let id = target.id::<CustomerId>()?;
            let loaded = door.load::<Customer>(id)?;
            loaded.expect(said)?;
            open(door)?;
            let profile = read(said)?;
            same_code(&loaded.profile.code, &profile.code)?;
            actions::put(door, profile)?;
            Ok(Done::changed(format!("/customers/{id}"), zh("已保存")))
        },
    },
    Declared {
        deed: Deed::CustomerRetire,
        path: "/customers/{id}/retire",
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
            let id = target.id::<CustomerId>()?;
            actions::set_retired(door, id, Some(reason))?;
            Ok(Done::changed(format!("/customers/{id}"), zh("已停用")))
        },
    },
    Declared {
        deed: Deed::CustomerRestore,
        path: "/customers/{id}/restore",
        versioned: false,
        form: |_, _, _| Ok(Form::new("", "", Vec::new())),
        run: |door, target, said| {
            said.finish()?;
            let id = target.id::<CustomerId>()?;
            actions::set_retired(door, id, None)?;
            Ok(Done::changed(format!("/customers/{id}"), zh("已恢复使用")))
        },
    },
    Declared::new(
        Deed::CustomerContact,
        "/customers/{id}/contact",
        |door, target, ui| {
            let customer = door.load::<Customer>(target.id::<CustomerId>()?)?;
            Ok(Form::new("", "", contact_fields(ui)).version(customer.head.version))
        },
        |door, target, said| {
            let customer = door.load::<Customer>(target.id::<CustomerId>()?)?;
            customer.expect(said)?;
            let contact = read_contact(said);
            said.finish()?;
            let customer = actions::log_contact(door, customer, contact)?;
            Ok(Done::changed(format!("/customers/{}", customer.id), zh("已登记沟通"))
                .at(customer.head.version))
        },
    ),
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
        Field::text("code", ui.t("客户编码")).value(p.code).required(),
        Field::text("name", ui.t("名称")).value(p.name).required(),
        Field::text("class", ui.t("等级")).value(p.class),
        Field::text("industry", ui.t("行业")).value(p.industry),
        Field::text("city", ui.t("城市")).value(p.city),
        Field::new(FieldKind::Integer, "distance_km", ui.t("公里数"))
            .value(p.distance_km.map(|n| n.to_string()).unwrap_or_default()),
        Field::text("address", ui.t("收货地址")).value(p.address.open().clone()),
        Field::text("contact", ui.t("联系人")).value(p.contact.open().clone()),
        Field::text("phone", ui.t("电话")).value(p.phone.open().clone()),
        Field::text("terms", ui.t("付款条件")).value(p.terms),
        Field::new(
            FieldKind::Choice(vec![Opt::new("zh", ui.t("中文")), Opt::new("en", ui.t("英文"))]),
            "language",
            ui.t("单据语言"),
        )
        .value(if p.language.is_empty() { "zh".to_owned() } else { p.language }),
    ];
    Form::new("", "", fields)
}

fn read(said: &mut Said) -> Result<Profile> {
    let profile = Profile {
        code: said.need_code("code"),
        name: said.need_text("name", 80),
        class: said.text("class", 10),
        industry: said.text("industry", 40),
        city: said.text("city", 40),
        distance_km: said.integer("distance_km", 0, 20000),
        address: Confidential::new(said.text("address", 200)),
        contact: Confidential::new(said.text("contact", 40)),
        phone: Confidential::new(said.text("phone", 40)),
        terms: said.text("terms", 200),
        language: said.need_choice("language", &["zh", "en"]),
    };
    said.finish()?;
    Ok(profile)
}
