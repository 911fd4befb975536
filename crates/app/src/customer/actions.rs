//! What can be done with customers beside writing their record.

use domain::access::Right;
use domain::confidential::Confidential;
use domain::customer::{Customer, Fact, SheetFormat};
use domain::ids::CustomerId;
use domain::order::Contact;

use kernel::record::Loaded;
use kernel::{Door, Error, Result};

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
