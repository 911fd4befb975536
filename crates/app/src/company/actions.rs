//! What can be done with the company's settings.

use domain::access::Right;
use domain::company::{Company, Day, Declaration, Fact, Profile};

use super::ONLY;
use kernel::record::Loaded;
use kernel::{Door, Result};

/// The settings as they are.
pub fn load(door: &mut Door) -> Result<Loaded<Company>> {
    Ok(match door.find::<Company>(ONLY)? {
        Some(loaded) => loaded,
        None => door.fresh::<Company>(ONLY),
    })
}

/// Writes what documents print about the company.
pub fn describe(door: &mut Door, profile: Profile) -> Result<()> {
    door.ctx.may(Right::Configure)?;
    let loaded = load(door)?;
    if loaded.profile != profile {
        door.record(loaded, &[Fact::Described { profile }])?;
    }
    Ok(())
}

/// Declares days worked or free.
pub fn declare_days(door: &mut Door, company: Loaded<Company>, said: Declaration) -> Result<()> {
    door.ctx.may(Right::Configure)?;
    let Declaration { days, kind, year, reason } = said;
    door.record(company, &[Fact::DaysDeclared { days, worked: kind == Day::Worked, year, reason }])?;
    Ok(())
}
