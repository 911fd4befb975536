//! Work centres (H4.4): where steps are done.

use domain::item::WorkCenter;
use domain::quantity::Quantity;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Error, Result, Target};

use super::actions;

/// A new one: one job at a time, eight hours a day.
pub fn blank(f: &Form, _: &Target) -> WorkCenter {
    ask_new(f)
}

/// Asks the fields of a new one.
pub fn ask_new(f: &Form) -> WorkCenter {
    ask(f, WorkCenter { capacity: 1, hours: Quantity::whole(8), ..WorkCenter::default() })
}

/// One that is known.
pub fn known(f: &Form, at: &Loaded<WorkCenter>) -> WorkCenter {
    ask(f, at.state.clone())
}

/// Asks its fields; `known` is what is known.
pub fn ask(f: &Form, known: WorkCenter) -> WorkCenter {
    WorkCenter {
        id: known.id,
        code: f.text("code", "编码", 40).preset(known.code).code(),
        name: f.text("name", "名称", 40).preset(known.name).required(),
        crew: f.text("crew", "设备或班组", 80).preset(known.crew).or(String::new()),
        capacity: f.integer("capacity", "同时可做", 1, 1000).preset(known.capacity).or(1),
        hours: f.quantity("hours", "每天工时").most(Quantity::whole(24)).preset(known.hours).required(),
    }
}

/// Writes a new one down.
pub fn add(door: &mut Door, _: Target, center: WorkCenter) -> Result<Done> {
    let code = center.code.clone();
    let id = actions::add_center(door, center)?;
    Ok(Done::made("/centers", "", id, code))
}

/// Writes it anew.
pub fn write(door: &mut Door, old: Loaded<WorkCenter>, center: WorkCenter) -> Result<Done> {
    if center.code != old.code {
        return Err(Error::field("code", "编码不能改。请停用后新建"));
    }
    actions::put_center(door, center)?;
    Ok(Done::changed("/centers", ""))
}
