//! What can be done with suppliers.

use domain::access::Right;
use domain::ids::SupplierId;
use domain::supplier::{Fact, Profile, Supplier};

use super::store;
use kernel::record::Loaded;
use kernel::{Door, Error, Result};

/// Writes a new supplier down; a code that is known is refused at its field.
pub fn add(door: &mut Door, profile: Profile) -> Result<SupplierId> {
    door.ctx.may(Right::WriteMasterData)?;
    if store::by_code_or_name(door.conn, &profile.code)?.is_some() {
        return Err(Error::field("code", "编码已经存在。请换一个，或去编辑原来的记录"));
    }
    let fresh = door.fresh::<Supplier>(door.id().simple());
    let id = identity(&fresh);
    door.record(fresh, &[Fact::Recorded { id, profile }])?;
    Ok(id)
}

/// Writes a supplier down, or anew where its code is known; answers which it is and whether anything changed.
pub fn put(door: &mut Door, profile: Profile) -> Result<(SupplierId, bool)> {
    door.ctx.may(Right::WriteMasterData)?;
    let known = store::by_code_or_name(door.conn, &profile.code)?;
    let known = match known {
        Some(id) => Some(door.load::<Supplier>(id)?).filter(|k| k.profile.code == profile.code),
        None => None,
    };
    let loaded = match known {
        Some(loaded) => loaded,
        None => door.fresh::<Supplier>(door.id().simple()),
    };
    if loaded.head.version > 0 && loaded.profile == profile {
        return Ok((loaded.id, false));
    }
    let id = identity(&loaded);
    door.record(loaded, &[Fact::Recorded { id, profile }])?;
    Ok((id, true))
}

/// Takes a supplier out of use, or back into it.
pub fn set_retired(door: &mut Door, id: SupplierId, reason: Option<String>) -> Result<Supplier> {
    door.ctx.may(Right::WriteMasterData)?;
    let loaded = door.load::<Supplier>(id)?;
    let fact = reason.map_or(Fact::Restored, |reason| Fact::Retired { reason });
    Ok(door.record(loaded, &[fact])?.state)
}

/// A fresh record's identity is the one that its stream was named by.
fn identity(loaded: &Loaded<Supplier>) -> SupplierId {
    let named = loaded.head.stream.rsplit('/').next().and_then(|id| id.parse().ok());
    if loaded.head.version == 0 { named.unwrap_or_default() } else { loaded.id }
}
