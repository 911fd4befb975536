//! What can be done with the company's settings.

use domain::access::Right;
use domain::backdating::Backdating;
use domain::company::{Company, Declaration, Fact, Profile, Restored};
use domain::money::Money;
use jiff::civil::Date;

use kernel::record::Loaded;
use kernel::state::COMPANY;
use kernel::{Door, Result};

/// The settings as they are.
pub fn load(door: &mut Door) -> Result<Loaded<Company>> {
    Ok(match door.find::<Company>(COMPANY)? {
        Some(loaded) => loaded,
        None => door.fresh::<Company>(COMPANY),
    })
}

/// Refuses a day before `since`, and one long past where `words` say nothing of it (H2.1).
pub fn may_backdate(door: &mut Door, on: Date, since: Option<Date>, words: &str) -> Result<()> {
    let days = load(door)?.profile.backdate_days();
    Ok(Backdating { today: door.ctx.today(), days }.check(on, since, words)?)
}

/// The limit of small differences that finance gives up alone, and whether who acts may go beyond it (C22, H1.2).
pub fn write_off_limit(door: &mut Door) -> Result<(Money, bool)> {
    Ok((load(door)?.profile.write_off_limit(), door.ctx.can(Right::ForgiveMoney)))
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

/// Records that a copy was put back. The one who did so has the machine, and no account.
pub fn restored(door: &mut Door, restored: Restored) -> Result<()> {
    let company = load(door)?;
    door.record(company, &[Fact::Restored(restored)])?;
    Ok(())
}

/// Declares days worked, free or as their weekday says (H8.5); answers with the declaration's place in the stream.
pub fn declare(door: &mut Door, company: Loaded<Company>, said: Declaration) -> Result<i64> {
    door.ctx.may(Right::Configure)?;
    let facts = domain::company::declare(&company, said)?;
    Ok(door.record(company, &facts)?.head.version)
}
