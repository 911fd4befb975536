//! What is done with items over HTTP (H4.1, H4.2); their fields are said here and nowhere else.

use db::Conn;
use domain::confidential::Confidential;
use domain::deed::Deed;
use domain::ids::{ItemId, SupplierId};
use domain::item::{Item, Pack, Profile};
use domain::quantity::Quantity;
use domain::supplier::Supplier;
use kernel::act::act;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::{Door, Endpoint, Result};

use super::{centers, store, structure};
use crate::master::{Master, Record, edit, new, record, restore, retire};
use crate::supplier;

/// The acts of items and work centres.
pub static ACTS: &[&dyn Endpoint] = &[
    &new::<Item>(Deed::ItemNew, "/items/new"),
    &edit::<Item>(Deed::ItemEdit, "/items/{id}/edit"),
    &act(Deed::ItemBill, "/items/{id}/bill", structure::bill, structure::set_bill).done("已保存"),
    &act(Deed::ItemRouting, "/items/{id}/routing", structure::routing, structure::set_routing).done("已保存"),
    &retire::<Item>(Deed::ItemRetire, "/items/{id}/retire"),
    &restore::<Item>(Deed::ItemRestore, "/items/{id}/restore"),
    &act(Deed::CenterNew, "/centers/new", centers::blank, centers::add).unversioned().done("已保存"),
    &act(Deed::CenterEdit, "/centers/{id}/edit", centers::known, centers::write).done("已保存"),
];

impl Master for Item {
    record!(item, ItemId);

    /// Who may deliver it.
    type Around = Vec<(SupplierId, String)>;

    const PATH: &'static str = "/items";

    fn find(conn: &mut Conn, code: &str) -> Result<Option<ItemId>> {
        store::by_code(conn, code)
    }

    /// Letter case does not matter.
    fn is_coded(_: &Profile, _: &str) -> bool {
        true
    }

    fn around(door: &mut Door, item: &Loaded<Item>) -> Result<Self::Around> {
        let in_use = supplier::in_use(door.conn)?;
        let offer = |s: supplier::Choice| Some((s.id.parse().ok()?, format!("{} {}", s.code, s.name)));
        let mut suppliers: Vec<_> = in_use.into_iter().filter_map(offer).collect();
        // One that is out of use stays until another one is named.
        if let Some(id) = item.profile.supplier.filter(|id| suppliers.iter().all(|s| s.0 != *id))
            && let Some(old) = door.find::<Supplier>(id)?
        {
            suppliers.push((id, format!("{} {}", old.profile.code, old.profile.name)));
        }
        Ok(suppliers)
    }

    fn ask(f: &Form, at: &Record<Self>) -> Profile {
        let known = at.known().clone();
        Profile {
            code: f.text("code", "编码", 40).preset(known.code).code(),
            name: f.text("name", "名称", 80).preset(known.name).required(),
            specification: f.text("specification", "规格", 200).preset(known.specification).or(String::new()),
            kind: f.choice("kind", "类别").preset(Chosen(known.kind)).required().0,
            unit: f.text("unit", "单位", 20).preset(known.unit.clone()).required(),
            other_units: other_units(f, &known.other_units),
            supplier: f
                .pick("supplier", "默认供应商", at.around.clone())
                .picked(known.supplier)
                .optional()
                .map(|supplier| supplier.0),
            safety_stock: f
                .quantity("safety_stock", "安全库存")
                .preset(known.safety_stock)
                .unit(&known.unit)
                .or(Quantity::ZERO),
            list_price: f
                .price("list_price", "标准售价")
                .preset(known.list_price)
                .or(Confidential::default()),
            reference_cost: f
                .price("reference_cost", "参考进价")
                .preset(known.reference_cost)
                .or(Confidential::default()),
            pack: pack(f, known.pack, &known.unit),
        }
    }
}

/// C26 In which other unit it is bought.
fn pack(f: &Form, known: Option<Box<Pack>>, base: &str) -> Option<Box<Pack>> {
    let known = known.unwrap_or_default();
    let factor = Some(known.factor).filter(|factor| factor.is_some());
    let unit = f
        .text("pack_unit", "采购单位", 20)
        .preset(known.unit)
        .help("供应商按卷、盒卖的填，如 卷；库存和用量仍按单位记")
        .or(String::new());
    let factor = f
        .some("pack_factor", "每采购单位折合")
        .preset(factor)
        .unit(base)
        .help("如 1 卷 = 200 米，填 200")
        .optional();
    match (unit.is_empty(), factor) {
        (true, None) => None,
        (false, Some(factor)) => Some(Box::new(Pack { unit, factor })),
        (true, Some(_)) => {
            f.wrong("pack_unit", "填了折合数量，请同时填采购单位");
            None
        }
        (false, None) => {
            f.wrong("pack_factor", "填了采购单位，请同时填折合数量");
            None
        }
    }
}

fn other_units(f: &Form, known: &[String]) -> Vec<String> {
    let said = f
        .text("other_units", "等同的单位", 60)
        .preset(known.join(f.t("、")))
        .help("订单上可以这样写，数量不换算；几个用顿号分开")
        .or(String::new());
    let units = said.split(['、', ',', '，']).map(str::trim);
    units.filter(|unit| !unit.is_empty()).map(ToOwned::to_owned).collect()
}
