//! What can be done with customers.

use domain::access::Right;
use domain::customer::{Customer, Fact, Profile, SheetFormat};
use domain::ids::CustomerId;
use domain::order::Contact;

use super::store;
use kernel::record::Loaded;
use kernel::{Door, Error, Result};

/// Writes a new customer down; a code that is known is refused at its field.
pub fn add(door: &mut Door, profile: Profile) -> Result<CustomerId> {
    door.ctx.may(Right::WriteMasterData)?;
    if store::by_code_or_name(door.conn, &profile.code)?.is_some() {
        return Err(Error::field("code", "编码已经存在。请换一个，或去编辑原来的记录"));
    }
    let fresh = door.fresh::<Customer>(door.id().simple());
    let id = identity(&fresh);
    door.record(fresh, &[Fact::Recorded { id, profile }])?;
    Ok(id)
}

/// Writes a customer down, or anew where its code is known; answers which it is and whether anything changed.
pub fn put(door: &mut Door, profile: Profile) -> Result<(CustomerId, bool)> {
    door.ctx.may(Right::WriteMasterData)?;
    let known = store::by_code_or_name(door.conn, &profile.code)?;
    let known = match known {
        Some(id) => Some(door.load::<Customer>(id)?).filter(|k| k.profile.code == profile.code),
        None => None,
    };
    let loaded = match known {
        Some(loaded) => loaded,
        None => door.fresh::<Customer>(door.id().simple()),
    };
    if loaded.head.version > 0 && loaded.profile == profile {
        return Ok((loaded.id, false));
    }
    let id = identity(&loaded);
    door.record(loaded, &[Fact::Recorded { id, profile }])?;
    Ok((id, true))
}

/// Takes a customer out of use, or back into it.
pub fn set_retired(door: &mut Door, id: CustomerId, reason: Option<String>) -> Result<Customer> {
    door.ctx.may(Right::WriteMasterData)?;
    let loaded = door.load::<Customer>(id)?;
    let fact = reason.map_or(Fact::Restored, |reason| Fact::Retired { reason });
    Ok(door.record(loaded, &[fact])?.state)
}

/// Keeps who spoke to whom where it concerns no single order (H5.5).
pub fn log_contact(
    door: &mut Door,
    customer: Loaded<Customer>,
    contact: Contact,
) -> Result<Loaded<Customer>> {
    door.ctx.may(Right::LogContact)?;
    door.ctx.took_place(contact.on)?;
    door.record(customer, &[Fact::Contacted { contact }])
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

/// A fresh record's identity is the one that its stream was named by.
fn identity(loaded: &Loaded<Customer>) -> CustomerId {
    let named = loaded.head.stream.rsplit('/').next().and_then(|id| id.parse().ok());
    if loaded.head.version == 0 { named.unwrap_or_default() } else { loaded.id }
}
