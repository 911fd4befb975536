//! The purchase order 采购单 as it goes to the supplier (H4.3).

use std::collections::BTreeMap;

use domain::access::Right;
use domain::confidential::Secret;
use domain::item::Item;
use domain::language::Language;
use domain::supplier::Supplier;
use kernel::i18n::Lang;
use kernel::{Door, Result};
use paper::forms::{PurchaseLine, PurchaseOrder};

use super::pages;
use crate::print::{Kind, Paper, Sheet};
use crate::{company, person};

/// Our order to a supplier, in their language.
pub static ORDER: Paper = Paper {
    kind: Kind::PurchaseOrder,
    path: "/purchases/{id}/purchase-order.pdf",
    right: Right::ReadPurchasing,
    read: sheet,
};

fn sheet(door: &mut Door, id: &str, priced: bool) -> Result<Sheet> {
    let purchase = pages::load(door, id)?;
    let company = company::actions::load(door)?;
    let costs = priced && door.ctx.sees(Secret::Cost);
    if costs {
        door.look(Secret::Cost);
    }
    let buyer = person::by_id(door.conn, &purchase.placed_by)?.map(|p| p.name).unwrap_or_default();
    let supplier = door.find::<Supplier>(purchase.supplier)?.unwrap_or_default();
    let lang: Lang = Language::kept(&supplier.profile.language).into();
    let mut items = BTreeMap::new();
    for line in &purchase.lines {
        items.extend(door.find::<Item>(line.item)?.map(|item| (line.item, item)));
    }
    let versions = [company.head.version, supplier.head.version];
    let versions: Vec<i64> = versions.into_iter().chain(items.values().map(|i| i.head.version)).collect();
    let lines = purchase.lines.iter().map(|l| {
        let amount = l.unit_cost.open().times(l.quantity);
        // As it is called today where the item is still there: its name and what it is like, apart.
        let item = items.get(&l.item);
        PurchaseLine {
            item: l.code.clone(),
            name: item.map_or_else(|| l.name.clone(), |item| item.profile.name.clone()),
            spec: item.map_or_else(String::new, |item| item.profile.specification.clone()),
            unit: l.unit.clone(),
            quantity: l.quantity.plain(),
            price: costs.then(|| l.unit_cost.open().plain()),
            amount: costs.then(|| amount.plain()),
            due: l.need_by.to_string(),
            remark: l.packs(l.quantity).unwrap_or_default(),
            ..PurchaseLine::default()
        }
    });
    let form = PurchaseOrder {
        lang: lang.into(),
        company: company.profile.name.clone(),
        number: purchase.number.clone(),
        supplier: purchase.supplier_name.clone(),
        order_date: purchase.placed_on.to_string(),
        due_date: purchase.lines.iter().map(|l| l.need_by).min().map(|d| d.to_string()).unwrap_or_default(),
        buyer,
        payment: supplier.profile.terms.clone(),
        // Our own address stands on every purchase order: whoever may print one reads it.
        deliver_to: company.profile.address.open().clone(),
        lines: lines.collect(),
        total_amount: costs.then(|| purchase.total().plain()),
        // Capital numerals are a Chinese custom.
        amount_in_words: (costs && lang == Lang::Zh).then(|| purchase.total().capital()),
        made_by: door.ctx.actor.name.clone(),
        ..PurchaseOrder::default()
    };
    Sheet::of(&form, &purchase.number, &purchase.head, &versions)
}
