//! What can be done with master data, whatever it is.

use kernel::record::Loaded;
use kernel::{Door, Error, Result};

use super::Master;

/// Writes a new one down; a code that is known is refused at its field.
pub fn add<N: Master>(door: &mut Door, profile: N::Profile) -> Result<N::Id> {
    door.ctx.may(N::RIGHT)?;
    if N::find(door.conn, N::code(&profile))?.is_some() {
        return Err(Error::field("code", "编码已经存在。请换一个，或去编辑原来的记录"));
    }
    let id = N::Id::from(door.id());
    let fresh = door.fresh::<N>(id);
    door.record(fresh, &[N::recorded(id, profile)])?;
    Ok(id)
}

/// Writes it down, or anew where its code is known; answers which it is and whether anything changed.
pub fn put<N: Master>(door: &mut Door, profile: N::Profile) -> Result<(N::Id, bool)> {
    door.ctx.may(N::RIGHT)?;
    // One that is only called like the code is another one.
    let known = match N::find(door.conn, N::code(&profile))? {
        Some(id) => Some(door.load::<N>(id)?).filter(|n| N::is_coded(n.profile(), N::code(&profile))),
        None => None,
    };
    if let Some(known) = known {
        let id = known.id();
        let changed = *known.profile() != profile;
        if changed {
            door.record(known, &[N::recorded(id, profile)])?;
        }
        return Ok((id, changed));
    }
    let id = N::Id::from(door.id());
    let fresh = door.fresh::<N>(id);
    door.record(fresh, &[N::recorded(id, profile)])?;
    Ok((id, true))
}

/// Takes it out of use for a reason, or back into it.
pub fn set_retired<N: Master>(door: &mut Door, thing: Loaded<N>, reason: Option<String>) -> Result<()> {
    door.ctx.may(N::RIGHT)?;
    door.record(thing, &[N::retired(reason)])?;
    Ok(())
}
