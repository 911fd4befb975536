//! What is done with customers over HTTP (H7.3, H5.5); their fields are said here and nowhere else.

use db::Conn;
use domain::confidential::Confidential;
use domain::customer::{Customer, Profile};
use domain::deed::Deed;
use domain::ids::CustomerId;
use domain::order::Contact;
use kernel::act::{Subject, act};
use kernel::form::Form;
use kernel::i18n::zh;
use kernel::record::Loaded;
use kernel::{Done, Door, Endpoint, Result, Target};

use super::{actions, store, talk};
use crate::master::{self, Master, Record, edit, language, new, record, restore, retire};

/// The acts of customers.
pub static ACTS: &[&dyn Endpoint] = &[
    &new::<Customer>(Deed::CustomerNew, "/customers/new"),
    &edit::<Customer>(Deed::CustomerEdit, "/customers/{id}/edit"),
    &retire::<Customer>(Deed::CustomerRetire, "/customers/{id}/retire"),
    &restore::<Customer>(Deed::CustomerRestore, "/customers/{id}/restore"),
    &act(Deed::CustomerPropose, "/customers/propose", proposed, propose).unversioned().done(SENT),
    &act(Deed::CustomerCorrect, "/customers/{id}/correct", corrected, correct).editing().done(SENT),
    &act(Deed::CustomerWithdraw, "/customers/{id}/withdraw", withdrawn, withdraw).done("已撤回"),
    &act(Deed::CustomerConfirm, "/customers/{id}/confirm", weighed, confirm).done("已确认客户"),
    &act(Deed::CustomerSendBack, "/customers/{id}/send-back", back, send_back).done("已退回"),
    &act(Deed::CustomerContact, "/customers/{id}/contact", talked, log_contact).done("已登记沟通"),
];

impl Master for Customer {
    record!(customer, CustomerId);

    type Around = ();

    const PATH: &'static str = "/customers";

    fn find(conn: &mut Conn, code: &str) -> Result<Option<CustomerId>> {
        store::by_code_or_name(conn, code)
    }

    /// Whose orders wait for the confirmation is not given up under them.
    fn set_retired(door: &mut Door, customer: Loaded<Self>, reason: Option<String>) -> Result<()> {
        if reason.is_some() && customer.proposal.is_some() {
            store::hold(door.conn, customer.id)?;
            actions::nobody_waits(door, &customer)?;
        }
        master::actions::set_retired(door, customer, reason)
    }

    /// What waits for its confirmation is put right or taken back by who proposed it (H1.2).
    fn offered(&self, door: &mut Door) -> Result<Vec<Deed>> {
        let mut deeds = self.deeds();
        if actions::whose(door, self)?.is_some() {
            deeds.retain(|deed| !matches!(deed, Deed::CustomerCorrect | Deed::CustomerWithdraw));
        }
        Ok(deeds)
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
            tax_number: words("tax_number", "税号", 30, known.tax_number),
            language: language(f, &known.language),
        }
    }
}

const SENT: &str = zh("已提交，等部门领导确认");

/// What is written of a customer, and that it is another one than those who are like it.
type Proposed = (Profile, bool);

/// H7.3 A customer whom the lead does not know yet.
fn proposed(f: &Form, at: &Record<Customer>) -> Proposed {
    f.intro("部门领导确认之前，可以用在草稿订单里，订单不能下达。");
    corrected(f, at)
}

fn corrected(f: &Form, at: &Record<Customer>) -> Proposed {
    (Customer::ask(f, at), f.flag("another", "不是资料库里已有的客户（名称、税号或电话相近时要勾选）", false))
}

fn propose(door: &mut Door, _: Record<Customer>, (profile, another): Proposed) -> Result<Done> {
    let customer = actions::propose(door, profile, another)?;
    Ok(Done::made(format!("/customers/{}", customer.id), "", customer.id, &customer.profile.code))
}

fn correct(door: &mut Door, at: Record<Customer>, (profile, another): Proposed) -> Result<Done> {
    actions::correct(door, at.thing, profile, another).map(changed)
}

/// Why a proposal is taken back.
fn withdrawn(f: &Form, _: &Loaded<Customer>) -> String {
    f.intro("客户停用，不再等确认。要再用，请部门领导恢复使用。");
    f.reason()
}

fn withdraw(door: &mut Door, customer: Loaded<Customer>, reason: String) -> Result<Done> {
    actions::withdraw(door, customer, reason).map(changed)
}

/// A proposal, and who in the database may be the same.
#[derive(Default)]
struct Weighed {
    customer: Loaded<Customer>,
    alike: Vec<(String, String)>,
}

impl Subject for Weighed {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let customer = Loaded::<Customer>::load(door, target)?;
        let alike = store::like(door.conn, Some(customer.id), &customer.profile)?;
        Ok(Self { customer, alike })
    }

    fn version(&self) -> Option<i64> {
        self.customer.version()
    }
}

/// H7.3 Whether it is a customer of ours, and not one who is there already.
fn weighed(f: &Form, at: &Weighed) {
    let profile = &at.customer.profile;
    for (label, value) in [
        ("等级", &profile.class),
        ("行业", &profile.industry),
        ("城市", &profile.city),
        ("付款条件", &profile.terms),
        ("税号", &profile.tax_number),
    ] {
        if !value.is_empty() {
            f.note(label, value.clone());
        }
    }
    if at.alike.is_empty() {
        f.intro("没有名称、税号或电话相近的客户。确认后，等它的订单可以下达。");
    } else {
        f.intro(&f.tf(
            "名称、税号或电话相近的客户已经有了：{known}。确定是另一家才确认，否则请退回",
            &[("known", &actions::listed(&at.alike, f.t("、")))],
        ));
    }
}

fn confirm(door: &mut Door, at: Weighed, (): ()) -> Result<Done> {
    actions::confirm(door, at.customer).map(changed)
}

/// H7.3 What is to be put right.
fn back(f: &Form, _: &Loaded<Customer>) -> String {
    f.intro("退回给提出的人，更正后再确认。");
    f.reason()
}

fn send_back(door: &mut Door, customer: Loaded<Customer>, reason: String) -> Result<Done> {
    actions::send_back(door, customer, reason).map(changed)
}

fn changed(customer: Loaded<Customer>) -> Done {
    Done::changed(format!("/customers/{}", customer.id), "").at(customer.head.version)
}

/// H5.5 Who was spoken to, where it concerns no single order.
fn talked(f: &Form, _: &Loaded<Customer>) -> Contact {
    talk(f)
}

fn log_contact(door: &mut Door, customer: Loaded<Customer>, contact: Contact) -> Result<Done> {
    actions::log_contact(door, customer, contact).map(changed)
}
