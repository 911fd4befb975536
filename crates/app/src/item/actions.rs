//! What can be done with items and work centres.

use domain::access::Right;
use domain::ids::{ItemId, WorkCenterId};
use domain::item::{Component, Fact, Item, Step, WorkCenter, WorkCenterFact};

use super::store;
use kernel::{Door, Error, Result};

/// Lays down an item's bill of materials; whether it changed.
pub fn set_bill(door: &mut Door, id: ItemId, bill: Vec<Component>) -> Result<bool> {
    door.ctx.may(Right::WriteMasterData)?;
    let loaded = door.load::<Item>(id)?;
    if loaded.bill == bill {
        return Ok(false);
    }
    door.record(loaded, &[Fact::BillSet { bill }])?;
    Ok(true)
}

/// Lays down an item's routing; whether it changed.
pub fn set_routing(door: &mut Door, id: ItemId, routing: Vec<Step>) -> Result<bool> {
    door.ctx.may(Right::WriteMasterData)?;
    let loaded = door.load::<Item>(id)?;
    if loaded.routing == routing {
        return Ok(false);
    }
    door.record(loaded, &[Fact::RoutingSet { routing }])?;
    Ok(true)
}

/// Writes a new work centre down; a code that is known is refused at its field.
pub fn add_center(door: &mut Door, center: WorkCenter) -> Result<WorkCenterId> {
    door.ctx.may(Right::WriteMasterData)?;
    if store::center_by_code(door.conn, &center.code)?.is_some() {
        return Err(Error::field("code", "编码已经存在。请换一个，或去编辑原来的记录"));
    }
    let id = WorkCenterId(door.id());
    let fresh = door.fresh::<WorkCenter>(id);
    door.record(fresh, &[WorkCenterFact::Recorded { center: WorkCenter { id, ..center } }])?;
    Ok(id)
}

/// Writes a work centre down, or anew where its code is known; whether anything changed.
pub fn put_center(door: &mut Door, center: WorkCenter) -> Result<(WorkCenterId, bool)> {
    door.ctx.may(Right::WriteMasterData)?;
    let id = store::center_by_code(door.conn, &center.code)?.unwrap_or_else(|| WorkCenterId(door.id()));
    let loaded = match door.find::<WorkCenter>(id)? {
        Some(loaded) => loaded,
        None => door.fresh::<WorkCenter>(id),
    };
    let center = WorkCenter { id, ..center };
    if loaded.state == center {
        return Ok((id, false));
    }
    door.record(loaded, &[WorkCenterFact::Recorded { center }])?;
    Ok((id, true))
}
