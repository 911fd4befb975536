//! What is done with customers over HTTP (H7.3, H5.5); their fields are said here and nowhere else.

use db::Conn;
use domain::confidential::Confidential;
use domain::customer::{Customer, Profile};
use domain::deed::Deed;
use domain::ids::CustomerId;
use domain::order::Contact;
use kernel::act::act;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Endpoint, Result};

use super::{actions, store, talk};
use crate::master::{Master, Record, edit, language, new, record, restore, retire};

/// The acts of customers.
pub static ACTS: &[&dyn Endpoint] = &[
    &new::<Customer>(Deed::CustomerNew, "/customers/new"),
    &edit::<Customer>(Deed::CustomerEdit, "/customers/{id}/edit"),
    &retire::<Customer>(Deed::CustomerRetire, "/customers/{id}/retire"),
    &restore::<Customer>(Deed::CustomerRestore, "/customers/{id}/restore"),
    &act(Deed::CustomerContact, "/customers/{id}/contact", talked, log_contact).done("已登记沟通"),
];

impl Master for Customer {
    record!(customer, CustomerId);

    type Around = ();

    const PATH: &'static str = "/customers";

    fn find(conn: &mut Conn, code: &str) -> Result<Option<CustomerId>> {
        store::by_code_or_name(conn, code)
    }

    fn ask(f: &Form, at: &Record<Self>) -> Profile {
        let known = at.known().clone();
        let words = |name, label, max, known| f.text(name, label, max).preset(known).or(String::new());
        let contact =
            |name, label, max, known| f.contact(name, label, max).preset(known).or(Confidential::default());
        Profile {
            code: f.text("code", "客户编码", 40).preset(known.code).code(),
            name: f.text("name", "名称", 80).preset(known.name).required(),
            class: words("class", "等级", 10, known.class),
            industry: words("industry", "行业", 40, known.industry),
            city: words("city", "城市", 40, known.city),
            distance_km: f.integer("distance_km", "公里数", 0, 20_000).preset(known.distance_km).optional(),
            address: contact("address", "收货地址", 200, known.address),
            contact: contact("contact", "联系人", 40, known.contact),
            phone: contact("phone", "电话", 40, known.phone),
            terms: words("terms", "付款条件", 200, known.terms),
            language: language(f, &known.language),
        }
    }
}

/// H5.5 Who was spoken to, where it concerns no single order.
fn talked(f: &Form, _: &Loaded<Customer>) -> Contact {
    talk(f)
}

fn log_contact(door: &mut Door, customer: Loaded<Customer>, contact: Contact) -> Result<Done> {
    let customer = actions::log_contact(door, customer, contact)?;
    Ok(Done::changed(format!("/customers/{}", customer.id), "").at(customer.head.version))
}
