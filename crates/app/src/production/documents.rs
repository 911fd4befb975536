//! The production list 生产清单 (H4.1): a code behind each line leads to its work order.

use domain::access::Right;
use domain::history::Noun as _;
use domain::ids::OrderId;
use domain::order::Order;
use domain::production::WorkOrder;
use kernel::document::identity;
use kernel::{Door, Result};
use paper::forms::{ProductionLine, ProductionList, ProductionStep};

use super::store;
use crate::company;
use crate::print::{Kind, Paper, Sheet};

/// What a workshop makes of an order, in the language of its reader.
pub static LIST: Paper = Paper {
    kind: Kind::ProductionList,
    path: "/orders/{id}/production-list.pdf",
    right: Right::ReadProduction,
    read: sheet,
};

fn sheet(door: &mut Door, id: &str, _: bool) -> Result<Sheet> {
    let order = door.load::<Order>(identity::<OrderId>(id)?)?;
    let company = company::actions::load(door)?;
    let lang = door.ctx.lang;
    let config = door.shared.config.clone();
    let work = store::of_order(door.conn, order.id)?;
    let streams: Vec<String> = work.iter().map(|w| format!("{}/{}", WorkOrder::STREAM, w.id)).collect();
    let heads = evidence::load_all(door.conn, &streams)?;
    let versions = heads.iter().map(|(head, _)| head.version).chain([company.head.version]);
    let versions: Vec<i64> = versions.collect();
    let lines = order.entry.lines.iter().map(|line| {
        let own = work.iter().find(|w| w.line == line.number);
        let due = own.map_or(line.wanted_on, |w| w.due);
        let operations = own.map(|w| w.operations.as_slice()).unwrap_or_default().iter().map(|o| {
            ProductionStep { name: format!("{} {}", o.number, o.name), ..ProductionStep::default() }
        });
        ProductionLine {
            item: line.code.clone(),
            name: line.name.clone(),
            spec: line.specification.clone(),
            quantity: format!("{} {}", line.quantity.plain(), line.unit),
            drawing: line.drawing.clone(),
            remark: line.remark.clone(),
            due: due.to_string(),
            operations: operations.collect(),
            qr: own.and_then(|w| config.code_of(&format!("/work/{}", w.id))),
            short_code: own.map(|w| w.number.clone()),
        }
    });
    let form = ProductionList {
        lang: lang.into(),
        company: company.state.profile.name,
        number: order.number.clone(),
        order_no: order.number.clone(),
        customer: order.entry.customer_name.clone(),
        order_date: order.entry.ordered_on.to_string(),
        due_date: order.due().map(|d| d.to_string()).unwrap_or_default(),
        owner: order.entry.clerk_name.clone(),
        priority: if order.entry.urgent { lang.t("急单").to_owned() } else { String::new() },
        remark: order.entry.remark.clone(),
        made_by: door.ctx.actor.name.clone(),
        lines: lines.collect(),
        ..ProductionList::default()
    };
    Sheet::of(&form, &order.number, &order.head, &versions)
}
