//! What is done with customers over HTTP (H7.3): written, written anew, taken out of use and back, talked to.

use db::Conn;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::confidential::{Confidential, Kind};
use domain::customer::{Customer, Language, Profile};
use domain::deed::Deed;
use domain::ids::CustomerId;
use domain::order::Contact;
use kernel::act::{Subject, act};
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::{Done, Door, Error, Operation, Result, Target};

use super::{actions, store, talk};
use crate::master::{Master, Record, record};

/// The acts of customers.
pub static ACTS: &[&dyn Operation] = &[
    &act(Deed::CustomerNew, "/customers/new", profile, add).unversioned().done("已保存"),
    &act(Deed::CustomerEdit, "/customers/{id}/edit", profile, put).done("已保存"),
    &act(Deed::CustomerRetire, "/customers/{id}/retire", why_retire, retire).unversioned().done("已停用"),
    &act(Deed::CustomerRestore, "/customers/{id}/restore", nothing, restore).unversioned().done("已恢复使用"),
    &act(Deed::CustomerContact, "/customers/{id}/contact", talked, log_contact).done("已登记沟通"),
];

fn changed(id: CustomerId) -> Done {
    Done::changed(format!("/customers/{id}"), "")
}

/// A customer that is written: one that is known, or nothing yet.
#[derive(Default)]
struct Written(Option<Loaded<Customer>>);

impl Subject for Written {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        if target.id.is_empty() {
            return Ok(Self(None));
        }
        let known = Loaded::load(door, target)?;
        // Who may not see contacts cannot write them anew: they would be lost.
        if !door.ctx.sees(Kind::Contact) {
            return Err(Error::Forbidden(Right::WriteMasterData));
        }
        door.look(Kind::Contact);
        Ok(Self(Some(known)))
    }

    fn version(&self) -> Option<i64> {
        self.0.as_ref().and_then(Loaded::version)
    }
}

impl Master for Customer {
    record!(customer, CustomerId);

    type Around = ();

    const PATH: &'static str = "/customers";
    const SECRET: Option<Kind> = Some(Kind::Contact);

    fn find(conn: &mut Conn, code: &str) -> Result<Option<CustomerId>> {
        store::by_code_or_name(conn, code)
    }

    fn ask(f: &Form, at: &Record<Self>) -> Profile {
        fields(f, at.known())
    }
}

fn profile(f: &Form, at: &Written) -> Profile {
    let nothing = Profile::default();
    fields(f, at.0.as_ref().map_or(&nothing, |known| &known.profile))
}

/// H7.3 What is known of a customer.
fn fields(f: &Form, p: &Profile) -> Profile {
    let words =
        |name, label, max, known: &String| f.text(name, label, max).preset(known.clone()).or(String::new());
    let contact = |name, label, max, known: &Confidential<String>| {
        f.contact(name, label, max).preset(known.clone()).or(Confidential::default())
    };
    let language = Language::of_code(&p.language).unwrap_or(Language::Zh);
    Profile {
        code: f.text("code", "客户编码", 40).preset(p.code.clone()).code(),
        name: f.text("name", "名称", 80).preset(p.name.clone()).required(),
        class: words("class", "等级", 10, &p.class),
        industry: words("industry", "行业", 40, &p.industry),
        city: words("city", "城市", 40, &p.city),
        distance_km: f.integer("distance_km", "公里数", 0, 20_000).preset(p.distance_km).optional(),
        address: contact("address", "收货地址", 200, &p.address),
        contact: contact("contact", "联系人", 40, &p.contact),
        phone: contact("phone", "电话", 40, &p.phone),
        terms: words("terms", "付款条件", 200, &p.terms),
        language: f.choice("language", "单据语言").preset(Chosen(language)).required().0.code().to_owned(),
    }
}

fn add(door: &mut Door, _: Written, profile: Profile) -> Result<Done> {
    let id = actions::add(door, profile)?;
    Ok(Done::made(format!("/customers/{id}"), "", id, ""))
}

/// The code is what sheets and people call it by.
fn put(door: &mut Door, at: Written, profile: Profile) -> Result<Done> {
    if at.0.is_none_or(|known| known.profile.code != profile.code) {
        return Err(Error::field("code", "编码不能改。请停用后新建"));
    }
    actions::put(door, profile).map(|(id, _)| changed(id))
}

fn why_retire(f: &Form, _: &Loaded<Customer>) -> String {
    f.intro("停用后不能用于新业务，历史记录保留。");
    f.reason()
}

fn retire(door: &mut Door, at: Loaded<Customer>, reason: String) -> Result<Done> {
    let customer = actions::set_retired(door, at.id, Some(reason))?;
    Ok(changed(customer.id))
}

fn nothing(_: &Form, _: &Loaded<Customer>) {}

fn restore(door: &mut Door, at: Loaded<Customer>, (): ()) -> Result<Done> {
    let customer = actions::set_retired(door, at.id, None)?;
    Ok(changed(customer.id))
}

/// H5.5 Who was spoken to, where it concerns no single order.
fn talked(f: &Form, _: &Loaded<Customer>) -> Contact {
    talk(f)
}

fn log_contact(door: &mut Door, customer: Loaded<Customer>, contact: Contact) -> Result<Done> {
    let customer = actions::log_contact(door, customer, contact)?;
    Ok(changed(customer.id).at(customer.head.version))
}
