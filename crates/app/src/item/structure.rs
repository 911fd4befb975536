//! What an item is made of and how (H4.2, H4.4): its bill of materials and its routing.

use std::cell::Cell;

use domain::ids::{ItemId, WorkCenterId};
use domain::item::{Component, Item, Step};
use domain::quantity::Quantity;
use kernel::act::Subject;
use kernel::error::FieldError;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Error, Result, Target};

use super::{actions, store};

fn changed(id: ItemId) -> Done {
    Done::changed(format!("/items/{id}"), "")
}

/// An item with what goes into it.
#[derive(Default)]
pub struct Made {
    item: Loaded<Item>,
    parts: Vec<Part>,
}

/// A component, by its code.
#[derive(Default)]
struct Part {
    code: String,
    label: String,
    quantity: Option<Quantity>,
}

impl Subject for Made {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let item: Loaded<Item> = door.load(target.id::<ItemId>()?)?;
        let bills = store::bills(door)?;
        let part = |c: &Component| {
            let p = bills.get(&c.item).map(|part| &part.profile);
            Part {
                code: p.map_or_else(String::new, |p| p.code.clone()),
                label: p.map_or_else(String::new, |p| format!("{} {} {}", p.name, p.specification, p.unit)),
                quantity: Some(c.quantity),
            }
        };
        Ok(Self { parts: item.bill.iter().map(part).collect(), item })
    }

    fn version(&self) -> Option<i64> {
        self.item.version()
    }
}

/// What was said of one component.
pub struct Asked {
    /// The full name of the field that names it.
    field: String,
    code: String,
    quantity: Quantity,
}

/// H4.2 What goes into one unit.
pub fn bill(f: &Form, at: &Made) -> Vec<Asked> {
    let rows = f
        .list("lines", "一套用多少", &at.parts)
        .help("已下达的订单不受影响，之后下达的按新清单")
        .title(|part| part.label.clone());
    rows.each(|row, part| {
        let (code, quantity) = ask_component(row, &part.code, part.quantity);
        Asked { field: row.field("item"), code, quantity }
    })
}

/// A component: its code, and how much of it goes into one unit.
pub fn ask_component(row: &Form, code: &str, quantity: Option<Quantity>) -> (String, Quantity) {
    (
        row.lookup("item", "子件", "/items/lookup", 40).preset(code.to_owned()).code(),
        row.some("quantity", "每套用量").preset(quantity).required(),
    )
}

/// Lays the bill down.
pub fn set_bill(door: &mut Door, at: Made, said: Vec<Asked>) -> Result<Done> {
    let (mut bill, mut wrong) = (Vec::<Component>::new(), Vec::new());
    for Asked { field, code, quantity } in said {
        match store::by_code(door.conn, &code)? {
            None => wrong.push(FieldError::new(field, "没有这个物料")),
            Some(part) if part == at.item.id => {
                wrong.push(FieldError::new(field, "物料清单不能包含自己"));
            }
            Some(part) if bill.iter().any(|c| c.item == part) => {
                wrong.push(FieldError::new(field, "这个子件已经在上面"));
            }
            Some(item) => bill.push(Component { item, quantity }),
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    actions::set_bill(door, at.item.id, bill)?;
    Ok(changed(at.item.id))
}

/// An item, and where it can be made.
#[derive(Default)]
pub struct Route {
    item: Loaded<Item>,
    centers: Vec<Center>,
}

impl Subject for Route {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        Ok(Self { item: door.load(target.id::<ItemId>()?)?, centers: store::centers(door.conn)? })
    }

    fn version(&self) -> Option<i64> {
        self.item.version()
    }
}

/// H4.4 The steps by which it is made, in their order.
pub fn routing(f: &Form, at: &Route) -> Vec<Step> {
    let before = Cell::new(0);
    let rows = f.list("lines", "按先后", &at.item.routing).help("已下达的订单不受影响，之后下达的按新路线");
    rows.each(|row, known| {
        let step = ask_step(row, &at.centers, known);
        if step.number > 0 && before.replace(step.number) >= step.number {
            row.wrong("number", "工序号要从小到大，不能重复");
        }
        step
    })
}

/// A work centre that steps may name: its identity, its code, its name.
pub type Center = (WorkCenterId, String, String);

/// A step, at one of `centers`.
pub fn ask_step(row: &Form, centers: &[Center], step: &Step) -> Step {
    let known = centers.iter().find(|c| c.0 == step.center).map(|c| c.1.clone());
    let options = centers.iter().map(|(_, code, name)| (code.clone(), format!("{code} {name}"))).collect();
    let number =
        row.integer("number", "工序号", 1, 9999).preset(Some(step.number).filter(|n| *n > 0)).required();
    let center = row.pick("center", "工作中心", options).picked(known).required().0;
    Step {
        number,
        center: centers.iter().find(|c| c.1 == center).map(|c| c.0).unwrap_or_default(),
        name: row.text("name", "工序", 40).preset(step.name.clone()).required(),
        setup: row.quantity("setup", "准备工时").preset(step.setup).or(Quantity::ZERO),
        unit: row.quantity("unit", "每套工时").preset(step.unit).or(Quantity::ZERO),
    }
}

/// Lays the routing down.
pub fn set_routing(door: &mut Door, at: Route, routing: Vec<Step>) -> Result<Done> {
    actions::set_routing(door, at.item.id, routing)?;
    Ok(changed(at.item.id))
}
