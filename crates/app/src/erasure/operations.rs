//! The forms that erase: on the page of a customer and of a person, for the administrator.

use domain::customer::Customer;
use domain::deed::Deed;
use domain::ids::{CustomerId, PersonId};
use domain::person::Person;

use super::actions::{self, Asked};
use kernel::declared::Declared;
use kernel::i18n::zh;
use kernel::ui::{Field, FieldKind, Form, Ui};
use kernel::{Done, Result, Said};

/// All operations of erasing.
pub static OPERATIONS: &[Declared] = &[
    Declared {
        deed: Deed::CustomerErase,
        path: "/customers/{id}/erase",
        versioned: false,
        form: |door, target, ui| {
            door.load::<Customer>(target.id::<CustomerId>()?)?;
            Ok(form(
                ui,
                ui.t("联系人的姓名和电话从客户、订单、发货和时间线里删除，不能恢复；做过的事和时间保留。"),
            ))
        },
        run: |door, target, said| {
            let id = target.id::<CustomerId>()?;
            let asked = read(said)?;
            actions::customer(door, id, asked)?;
            Ok(Done::changed(format!("/customers/{id}"), zh("已删除")))
        },
    },
    Declared {
        deed: Deed::PersonErase,
        path: "/people/{id}/erase",
        versioned: false,
        form: |door, target, ui| {
            door.load::<Person>(target.id::<PersonId>()?)?;
            Ok(form(ui, ui.t("姓名从所有记录里删除，登录立即停用，不能恢复；做过的事和时间保留在工号下。")))
        },
        run: |door, target, said| {
            let id = target.id::<PersonId>()?;
            let asked = read(said)?;
            actions::person(door, id, asked)?;
            Ok(Done::changed(format!("/people/{id}"), zh("已删除")))
        },
    },
];

fn form(ui: &Ui, intro: &str) -> Form {
    let fields = vec![
        Field::new(FieldKind::Area, "reason", ui.t("原因")).required().help(ui.t("不要写要删除的姓名和电话")),
        Field::new(FieldKind::Area, "named", ui.t("还要删除的文字"))
            .help(ui.t("每行一段，例如另一个电话；含有它的内容整段删除")),
    ];
    Form { danger: true, intro: Some(intro.to_owned()), ..Form::new("", "", fields) }
}

fn read(said: &mut Said) -> Result<Asked> {
    let asked = Asked { reason: said.need_text("reason", 500), named: said.text("named", 1000) };
    if asked.named.lines().any(|l| l.trim().chars().count() == 1) {
        said.wrong("named", "每行至少两个字");
    }
    said.finish()?;
    Ok(asked)
}
