//! What erases: on the page of a customer and of a person, for the administrator.

use domain::customer::Customer;
use domain::deed::Deed;
use domain::person::Person;
use kernel::act::act;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Endpoint, Result};

use super::actions::{self, Asked};

/// The acts that erase.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::CustomerErase, "/customers/{id}/erase", of_contact, erase_contact)
        .unversioned()
        .done("已删除"),
    &act(Deed::PersonErase, "/people/{id}/erase", of_person, erase_person).unversioned().done("已删除"),
];

fn of_contact(f: &Form, _: &Loaded<Customer>) -> Asked {
    f.intro("联系人的姓名和电话从客户、订单、发货和时间线里删除，不能恢复；做过的事和时间保留。");
    asked(f)
}

fn erase_contact(door: &mut Door, customer: Loaded<Customer>, asked: Asked) -> Result<Done> {
    let id = customer.id;
    actions::customer(door, id, asked)?;
    Ok(Done::changed(format!("/customers/{id}"), ""))
}

fn of_person(f: &Form, _: &Loaded<Person>) -> Asked {
    f.intro("姓名从所有记录里删除，登录立即停用，不能恢复；做过的事和时间保留在工号下。");
    asked(f)
}

fn erase_person(door: &mut Door, person: Loaded<Person>, asked: Asked) -> Result<Done> {
    let id = person.id;
    actions::person(door, id, asked)?;
    Ok(Done::changed(format!("/people/{id}"), ""))
}

fn asked(f: &Form) -> Asked {
    let reason = f.words("reason", "原因", 500).help("不要写要删除的姓名和电话").required();
    let named = f
        .words("named", "还要删除的文字", 1000)
        .help("每行一段，例如另一个电话；含有它的内容整段删除")
        .or(String::new());
    if named.lines().any(|line| line.trim().chars().count() == 1) {
        f.wrong("named", "每行至少两个字");
    }
    Asked { reason, named }
}
