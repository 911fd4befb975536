//! What can be done with customers beside writing their record.

use domain::access::Right;
use domain::confidential::Confidential;
use domain::customer::{self, Customer, Fact, Profile, SheetFormat};
use domain::ids::{CustomerId, PersonId};
use domain::order::Contact;
use domain::refusal::refuse;

use kernel::error::FieldError;
use kernel::record::Loaded;
use kernel::{Door, Error, Result};

use super::store;
use crate::person;

/// Keeps who spoke to whom where it concerns no single order (H5.5).
pub fn log_contact(
    door: &mut Door,
    customer: Loaded<Customer>,
    contact: Contact,
) -> Result<Loaded<Customer>> {
    door.ctx.may(Right::LogContact)?;
    door.ctx.took_place(contact.on)?;
    door.record(customer, &[Fact::Contacted { contact: Confidential::new(contact) }])
}

/// Proposes a customer, whom the lead confirms (H1.2, H7.3); `another` than those who are like it.
pub fn propose(door: &mut Door, profile: Profile, another: bool) -> Result<Loaded<Customer>> {
    door.ctx.may(Right::ProposeCustomer)?;
    is_another(door, None, &profile, another)?;
    is_free(door, &profile.code)?;
    let id = CustomerId(door.id());
    let fresh = door.fresh::<Customer>(id);
    let facts = customer::propose(&fresh, id, profile)?;
    door.record(fresh, &facts)
}

/// Proposes a customer again as they were put right; even the code may be another one, nobody knows it yet.
pub fn correct(
    door: &mut Door,
    known: Loaded<Customer>,
    profile: Profile,
    another: bool,
) -> Result<Loaded<Customer>> {
    door.ctx.may(Right::MendProposal)?;
    is_own(door, &known)?;
    is_another(door, Some(known.id), &profile, another)?;
    if profile.code != known.profile.code {
        is_free(door, &profile.code)?;
    }
    let facts = customer::propose(&known, known.id, profile)?;
    door.record(known, &facts)
}

/// Takes a proposal back (H7.3).
pub fn withdraw(door: &mut Door, known: Loaded<Customer>, reason: String) -> Result<Loaded<Customer>> {
    door.ctx.may(Right::MendProposal)?;
    is_own(door, &known)?;
    store::hold(door.conn, known.id)?;
    nobody_waits(door, &known)?;
    let facts = customer::withdraw(&known, reason)?;
    door.record(known, &facts)
}

/// Whose orders wait for the confirmation is not given up under them.
pub fn nobody_waits(door: &mut Door, known: &Customer) -> Result<()> {
    if store::has_open_orders(door.conn, known.id)? {
        return Err(refuse("H7.3", "还有订单在等确认这个客户。请确认、退回，或先让这些订单换客户", []).into());
    }
    Ok(())
}

/// Whose proposal it is puts it right, who stands in for them, or who confirms it (H1.2).
fn is_own(door: &mut Door, known: &Customer) -> Result<()> {
    let Some(by) = whose(door, known)? else { return Ok(()) };
    let name = person::by_id(door.conn, &by.to_string())?.map(|p| p.name).unwrap_or_default();
    let text = "这个客户是{name}提出的，由{name}更正或撤回。请找{name}，或找部门领导";
    Err(refuse("H7.3", text, [("name", name)]).into())
}

/// Whose proposal it is, where it is not the reader's to put right.
pub fn whose(door: &mut Door, known: &Customer) -> Result<Option<PersonId>> {
    let Some(by) = known.proposal.as_ref().map(|proposal| proposal.by) else { return Ok(None) };
    let me = door.ctx.actor.person;
    let own = me == by || door.ctx.can(Right::ConfirmCustomer) || door.substitute_of(by)? == Some(me);
    Ok(Some(by).filter(|_| !own))
}

/// Asks whether it is another company where one like it is there.
fn is_another(door: &mut Door, itself: Option<CustomerId>, profile: &Profile, said: bool) -> Result<()> {
    let known = if said { Vec::new() } else { store::like(door.conn, itself, profile)? };
    if known.is_empty() {
        return Ok(());
    }
    Err(Error::Invalid(vec![FieldError {
        field: "another".into(),
        text: "名称、税号或电话相近的客户已经有了：{known}。是同一家请直接用，另一家请勾选",
        params: vec![("known", listed(&known, door.ctx.lang.t("、")))],
    }]))
}

/// Codes and names.
pub fn listed(known: &[(String, String)], and: &str) -> String {
    known.iter().map(|(code, name)| format!("{code} {name}")).collect::<Vec<_>>().join(and)
}

fn is_free(door: &mut Door, code: &str) -> Result<()> {
    let there = store::by_code(door.conn, code)?;
    let there = there.map(|id| door.load::<Customer>(id)).transpose()?;
    match there {
        Some(known) if known.retired => {
            Err(Error::field("code", "这个编码属于已停用的客户。请换一个，或请部门领导恢复使用"))
        }
        Some(_) => Err(Error::field("code", "编码已经存在。请换一个，或去编辑原来的记录")),
        None => Ok(()),
    }
}

/// Confirms a proposed customer; whoever enters an order of theirs meanwhile waits, so that none of them goes on waiting.
pub fn confirm(door: &mut Door, known: Loaded<Customer>) -> Result<Loaded<Customer>> {
    door.ctx.may(Right::ConfirmCustomer)?;
    store::hold(door.conn, known.id)?;
    let facts = customer::confirm(&known)?;
    door.record(known, &facts)
}

/// Sends a proposal back to who made it.
pub fn send_back(door: &mut Door, known: Loaded<Customer>, reason: String) -> Result<Loaded<Customer>> {
    door.ctx.may(Right::ConfirmCustomer)?;
    let facts = customer::send_back(&known, reason)?;
    door.record(known, &facts)
}

/// Keeps how a customer's own purchase orders are laid out (H3.1).
pub fn keep_format(door: &mut Door, id: CustomerId, format: SheetFormat) -> Result<()> {
    door.ctx.may(Right::Import)?;
    let loaded = door.load::<Customer>(id)?;
    if loaded.formats.contains(&format) {
        return Ok(());
    }
    door.record(loaded, &[Fact::FormatKept { format }])?;
    Ok(())
}

/// Forgets a layout.
pub fn drop_format(door: &mut Door, id: CustomerId, header: Vec<String>) -> Result<()> {
    door.ctx.may(Right::Import)?;
    let loaded = door.load::<Customer>(id)?;
    if !loaded.formats.iter().any(|f| f.header == header) {
        return Err(Error::NotFound);
    }
    door.record(loaded, &[Fact::FormatDropped { header }])?;
    Ok(())
}
