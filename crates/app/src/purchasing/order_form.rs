//! The form of purchase orders (H4.2): what is short, summed; a purchase for each supplier.

use std::collections::{BTreeMap, BTreeSet};

use domain::confidential::{Confidential, Cost, Secret};
use domain::ids::{ItemId, OrderId, SupplierId};
use domain::item::{Item, Profile};
use domain::money::UnitPrice;
use domain::order::Attachment;
use domain::quantity::Quantity;
use jiff::civil::Date;
use kernel::act::Subject;
use kernel::error::FieldError;
use kernel::form::Form;
use kernel::{Done, Door, Error, Result, Said, Target};

use super::actions::{self, Wanted};
use super::store::{self, Shortage};
use crate::{balance, item, supplier};

/// What is short, and who sells it.
#[derive(Default)]
pub struct Buying {
    suppliers: Vec<(SupplierId, String)>,
    supplier: Option<SupplierId>,
    costs: bool,
    parts: Vec<Short>,
}

/// A part that is short.
#[derive(Default)]
struct Short {
    code: String,
    label: String,
    quantity: Option<Quantity>,
    cost: Option<Confidential<Cost, UnitPrice>>,
    need_by: Option<Date>,
    supplier: Option<SupplierId>,
}

impl Subject for Buying {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order: Option<OrderId> = target.get("order").parse().ok();
        let picked: Vec<String> = target.picked();
        let is_picked = |s: &Shortage| picked.is_empty() || picked.contains(&s.key());
        let mut own = store::shortages(door.conn, order)?;
        own.retain(is_picked);
        // Whoever waits for a part that is bought gets of it: by the day of need, whatever order it was bought for.
        let items: BTreeSet<ItemId> = own.iter().map(|s| s.item).collect();
        let wanted = target.get("supplier");
        let mut all = store::shortages(door.conn, None)?;
        all.retain(|s| {
            is_picked(s) && items.contains(&s.item) && (wanted.is_empty() || s.supplier == wanted)
        });
        let parts = summed(door, &all)?;
        Ok(Self { supplier: wanted.parse().ok(), parts, ..Self::offered(door)? })
    }

    /// What is short is asked once the orders that wait are held.
    fn load_to_act(door: &mut Door, _: &Target, _: &Said) -> Result<Self> {
        Self::offered(door)
    }
}

impl Buying {
    fn offered(door: &mut Door) -> Result<Self> {
        let sellers = supplier::in_use(door.conn)?;
        let suppliers = sellers.iter().filter_map(|s| Some((s.id.parse().ok()?, offer(door, s)))).collect();
        Ok(Self { suppliers, costs: door.ctx.sees(Secret::Cost), ..Self::default() })
    }
}

fn offer(door: &Door, s: &supplier::Choice) -> String {
    let text = "{code} {name}（{n} 天）";
    door.ctx.lang.tf(text, &[("code", &s.code), ("name", &s.name), ("n", &s.lead_days)])
}

/// What is short of a part for all orders that wait for it.
#[derive(Default)]
struct Sum {
    missing: Quantity,
    need_by: Date,
    supplier: Option<SupplierId>,
    orders: BTreeSet<String>,
}

/// What is short of each part beyond what lies free, for whom, and when the first of it is needed.
fn summed(door: &mut Door, short: &[Shortage]) -> Result<Vec<Short>> {
    let mut sums: BTreeMap<ItemId, Sum> = BTreeMap::new();
    for s in short {
        let supplier = s.supplier.parse().ok();
        let sum = sums.entry(s.item).or_insert(Sum { need_by: s.need_by, supplier, ..Sum::default() });
        sum.missing = sum.missing.plus(s.missing);
        sum.need_by = sum.need_by.min(s.need_by);
        sum.orders.insert(s.number.clone());
    }
    let part = |(id, Sum { missing, need_by, supplier, orders }): (ItemId, Sum)| {
        let p = door.load::<Item>(id)?.state.profile;
        let free = balance::balance(door.conn, id)?.free();
        let wanted = domain::unit::rounded_up(&p.unit, free.short_of(missing));
        Ok(Short {
            label: about(door, &p, free, &orders),
            quantity: Some(p.pack.as_ref().map_or(wanted, |pack| pack.whole(wanted))),
            cost: door.see(&p.reference_cost).copied().map(Confidential::new),
            need_by: Some(need_by),
            supplier,
            code: p.code,
        })
    };
    let mut parts: Vec<Short> = sums.into_iter().map(part).collect::<Result<_>>()?;
    parts.sort_by(|a, b| (a.supplier, &a.code).cmp(&(b.supplier, &b.code)));
    Ok(parts)
}

/// Orders that a row names; of more it says how many.
const NAMED: usize = 3;

/// What a row is about: the part, how it is packed, what lies free of it, and who waits for it.
fn about(door: &Door, p: &Profile, free: Quantity, orders: &BTreeSet<String>) -> String {
    let lang = door.ctx.lang;
    let mut said = vec![[p.name.as_str(), &p.specification, &p.unit].join(" ")];
    if let Some(pack) = &p.pack {
        said.push(format!("1 {} = {} {}", pack.unit, pack.factor.plain(), p.unit));
    }
    if free.is_some() {
        said.push(lang.tf("库存可用 {n}", &[("n", &free.plain())]));
    }
    let named: Vec<&str> = orders.iter().take(NAMED).map(String::as_str).collect();
    let named = named.join(lang.t("、"));
    said.push(match orders.len() {
        all if all > NAMED => lang.tf("{orders} 等 {n} 单", &[("orders", &named), ("n", &all)]),
        _ => named,
    });
    said.join(" · ")
}

/// What was said of one line.
pub struct Asked {
    /// The full name of the field that names the part.
    field: String,
    code: String,
    quantity: Quantity,
    /// The unit of quantity and price, where it is not the base unit.
    unit: String,
    unit_cost: Confidential<Cost, UnitPrice>,
    need_by: Date,
    /// From whom, where not from whom the rest is.
    supplier: Option<SupplierId>,
}

/// From whom what is bought where its line names nobody, and what the suppliers offered.
pub type Bought = (Option<SupplierId>, Vec<Asked>, Vec<Attachment>);

/// H4.2 What is bought, and from whom.
pub fn ask(f: &Form, at: &Buying) -> Bought {
    let supplier = f.pick("supplier", "供应商", at.suppliers.clone()).picked(at.supplier);
    let supplier = supplier.help("没有写供应商的行向谁买；一家供应商一张采购单").optional().map(|s| s.0);
    let lines = f
        .list("lines", "明细", &at.parts)
        .help("已按缺料汇总；数量填 0 表示这次不买，多买的进库存")
        .title(|part| part.label.clone());
    let ask = |row: &Form, part: &Short| Asked {
        field: row.field("item"),
        code: row
            .lookup("item", "物料", "/items/lookup?first=part", 40)
            .filling()
            .preset(part.code.clone())
            .code(),
        quantity: row.quantity("quantity", "数量").preset(part.quantity).or(Quantity::ZERO),
        unit: row
            .text("unit", "单位", 20)
            .help("不填按物料的单位；填采购单位（如 卷）时数量和单价都按它")
            .or(String::new()),
        unit_cost: row
            .when(at.costs, |row| {
                row.price("unit_cost", "单价").preset(part.cost).or(Confidential::default())
            })
            .unwrap_or_default(),
        need_by: row
            .date("need_by", "要求到货")
            .preset(part.need_by.map(|on| on.max(f.today())))
            .not_before(f.today())
            .required(),
        supplier: row
            .pick("supplier", "供应商", at.suppliers.clone())
            .picked(part.supplier)
            .optional()
            .map(|s| s.0),
    };
    let lines = lines.each(|row, part| {
        let asked = ask(row, part);
        row.amount_fits("unit_cost", *asked.unit_cost.open(), asked.quantity);
        asked
    });
    if !lines.iter().any(|line| line.quantity.is_some()) {
        f.wrong("lines", "请至少买一项");
    }
    (supplier, lines, f.proof())
}

/// Places a purchase with each supplier.
pub fn place(door: &mut Door, _: Buying, (supplier, lines, quote): Bought) -> Result<Done> {
    let (mut wanted, mut wrong) = (BTreeMap::<SupplierId, Vec<Wanted>>::new(), Vec::new());
    for asked in lines.into_iter().filter(|asked| asked.quantity.is_some()) {
        let Some(from) = asked.supplier.or(supplier) else {
            wrong.push(FieldError::new(asked.field.replace("item", "supplier"), "请选向哪家供应商买"));
            continue;
        };
        match item::by_code(door.conn, &asked.code)? {
            None => wrong.push(FieldError::new(asked.field, "没有这个物料")),
            Some(item) => {
                wanted.entry(from).or_default().extend(in_base(door, item, asked, &mut wrong)?);
            }
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let placed = actions::place_with_each(door, wanted, &quote)?;
    Ok(match placed.as_slice() {
        [one] => Done::made(format!("/purchases/{}", one.id), "", one.id, &one.number),
        several => {
            let numbers: Vec<&str> = several.iter().map(|p| p.number.as_str()).collect();
            let first = several.first().map(|p| p.id).unwrap_or_default();
            Done::made("/purchases".to_owned(), "", first, numbers.join("、"))
        }
    })
}

/// What is wanted in the base unit (C26); nothing where its unit is none of the part's.
fn in_base(
    door: &mut Door,
    item: ItemId,
    asked: Asked,
    wrong: &mut Vec<FieldError>,
) -> Result<Option<Wanted>> {
    let Asked { field, quantity, unit, unit_cost, need_by, .. } = asked;
    let profile = door.load::<Item>(item)?.state.profile;
    if unit.is_empty() || unit == profile.unit {
        return Ok(Some(Wanted { item, quantity, unit_cost, need_by }));
    }
    let Some(pack) = profile.pack.filter(|pack| pack.unit == unit) else {
        wrong.push(FieldError::new(field.replace("item", "unit"), "这个物料没有这个采购单位"));
        return Ok(None);
    };
    let unit_cost = Confidential::new(pack.price_of_one(*unit_cost.open()));
    Ok(Some(Wanted { item, quantity: pack.unpacked(quantity), unit_cost, need_by }))
}
