//! A customer as JSON.

use domain::confidential::Kind;
use domain::customer::Customer;
use domain::ids::CustomerId;
use kernel::document::{One, identity};
use kernel::ui::Ui;
use kernel::{Door, Result};

/// What one reader sees of a customer.
pub fn read(door: &mut Door, _: &Ui, id: &str) -> Result<One> {
    let id: CustomerId = identity(id)?;
    let customer = door.load::<Customer>(id)?;
    let p = &customer.profile;
    Ok(One::of(door, id, &customer, &customer.deeds())
        .with("retired", customer.retired)
        .with("code", p.code.as_str())
        .with("name", p.name.as_str())
        .with("class", p.class.as_str())
        .with("industry", p.industry.as_str())
        .with("city", p.city.as_str())
        .with("terms", p.terms.as_str())
        .with("language", p.language.as_str())
        .with("distance_km", p.distance_km)
        .secret(door, Kind::Contact, "contact", &p.contact)
        .secret(door, Kind::Contact, "phone", &p.phone)
        .secret(door, Kind::Contact, "address", &p.address))
}
