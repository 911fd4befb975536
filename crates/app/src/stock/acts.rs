//! What is done with stock over HTTP: counted, booked, taken back, given to who waits (H4.2, H7.2).

use std::collections::BTreeMap;

use domain::choice::Choice as _;
use domain::deed::Deed;
use domain::ids::ItemId;
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::stock::{Move, Movement, MovementKind};
use jiff::civil::Date;
use kernel::act::{Subject, act};
use kernel::form::{Chosen, Form, plain_code};
use kernel::i18n::zh;
use kernel::record::Loaded;
use kernel::{Done, Door, Endpoint, Error, Result, Said, Target};

use super::{actions, store};
use crate::balance;

/// The acts of stock.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::StockAdjust, "/stock/{id}/adjust", count, adjust).unversioned().done("已调整库存"),
    &act(Deed::StockAllocate, "/stock/{id}/allocate", waiting, allocate).unversioned(),
    &act(Deed::StockBook, "/movements/new", booking, book).unversioned().done("已登记"),
    &act(Deed::StockReverse, "/movements/{id}/reverse", why_reverse, reverse).unversioned().done("已冲销"),
];

fn posted(movement: &Movement, location: String) -> Done {
    Done::made(location, "", movement.id, movement.number.as_str())
}

/// A part with its balance, and what orders still lack of it.
#[derive(Default)]
struct Shelf {
    part: store::Part,
    on_hand: Quantity,
    free: Quantity,
    short: Quantity,
}

impl Subject for Shelf {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let item = target.id::<ItemId>()?;
        let part = store::part_by_id(door.conn, item)?.ok_or(Error::NotFound)?;
        let balance = balance::balance(door.conn, item)?;
        let short = store::held(door.conn, item)?.iter().map(|h| h.short).sum();
        Ok(Self { part, on_hand: balance.on_hand, free: balance.free(), short })
    }
}

/// What somebody has counted.
struct Count {
    /// The stock that they saw in the books, where stated.
    seen: Option<Quantity>,
    counted: Quantity,
    why: Why,
}

/// H7.2 What was counted instead of what the books say.
fn count(f: &Form, at: &Shelf) -> Count {
    let unit = &at.part.unit;
    f.intro(&format!("{} {}", at.part.code, at.part.name));
    f.submit("保存调整");
    f.note("账面库存", format!("{} {unit}", at.on_hand.plain()));
    Count {
        seen: f.signed("seen", "").hidden().preset(at.on_hand).optional(),
        counted: f.quantity("counted", "实盘数量").unit(unit).help("没有就填 0").required(),
        why: f.why(),
    }
}

fn adjust(door: &mut Door, at: Shelf, said: Count) -> Result<Done> {
    let item = at.part.id;
    let movement = actions::adjust(door, item, said.counted, said.seen, said.why)?;
    Ok(posted(&movement, format!("/stock/{item}")))
}

/// H4.2 What would be given to whom waits.
fn waiting(f: &Form, at: &Shelf) {
    let (free, short, unit) = (at.free.plain(), at.short.plain(), &at.part.unit);
    f.intro(&f.tf(
        "可用 {free}{unit}，订单还缺 {short}{unit}。按需求日期先后占用。",
        &[("free", &free), ("short", &short), ("unit", unit)],
    ));
}

fn allocate(door: &mut Door, at: Shelf, (): ()) -> Result<Done> {
    let item = at.part.id;
    let given = actions::allocate(door, item)?;
    let toast = if given.is_some() { zh("已分配库存") } else { zh("没有可分配的库存或缺料") };
    Ok(Done::changed(format!("/stock/{item}"), toast))
}

/// What is booked: what stood behind the `?`, and the parts that were named.
#[derive(Default)]
struct Booking {
    kind: Option<MovementKind>,
    item: String,
    parts: BTreeMap<String, ItemId>,
}

impl Subject for Booking {
    fn load(_: &mut Door, target: &Target) -> Result<Self> {
        let (kind, item) = (MovementKind::of_code(target.get("kind")), target.get("item").to_owned());
        Ok(Self { kind, item, ..Self::default() })
    }

    fn load_to_act(door: &mut Door, _: &Target, said: &Said) -> Result<Self> {
        let mut parts = BTreeMap::new();
        for code in said.column("lines", "item").map(plain_code) {
            if let Some(part) = store::part_by_code(door.conn, &code)? {
                parts.insert(code, part.id);
            }
        }
        Ok(Self { parts, ..Self::default() })
    }
}

/// What moves beside purchases and orders.
struct Booked {
    kind: MovementKind,
    on: Date,
    why: Why,
    moves: Vec<Move>,
}

/// H7.2 What comes in or goes out.
fn booking(f: &Form, at: &Booking) -> Booked {
    f.submit("保存");
    let both = [MovementKind::Receipt, MovementKind::Issue];
    let option = |kind: MovementKind| (kind, f.t(kind.label()).to_owned());
    let known = at.kind.filter(|kind| both.contains(kind)).unwrap_or(MovementKind::Receipt);
    let asked = f.choice("kind", "类型").only(both.map(option).into()).radio();
    let kind = asked.preset(Chosen(known)).required().0;
    let on = f.date("on", "日期").preset(f.today()).required();
    let reason = f.text("reason", "原因", 500).required();
    let rows = f.list("lines", "明细", std::slice::from_ref(&at.item)).required();
    let moves = rows.each(|row, item| {
        let code = row.lookup("item", "物料编码", "/items/lookup", 40).preset(item.clone()).code();
        let quantity = row.some("quantity", "数量").required();
        let known = at.parts.get(&code).copied();
        if known.is_none() && !code.is_empty() {
            row.wrong_with("item", zh("没有物料 {code}"), [("code", code)]);
        }
        let quantity = if kind == MovementKind::Issue { Quantity(-quantity.0) } else { quantity };
        Move { item: known.unwrap_or_default(), quantity, line: None }
    });
    Booked { kind, on, why: Why { reason, proof: f.proof() }, moves }
}

fn book(door: &mut Door, _: Booking, said: Booked) -> Result<Done> {
    let movement = actions::book_free(door, said.kind, said.on, said.moves, said.why)?;
    Ok(posted(&movement, format!("/movements/{}", movement.id)))
}

/// H7.2 Why a document is taken back.
fn why_reverse(f: &Form, at: &Loaded<Movement>) -> Why {
    f.intro(&f.tf("生成一张反向单据，{number} 保留在记录里。", &[("number", &at.number)]));
    f.why()
}

fn reverse(door: &mut Door, at: Loaded<Movement>, why: Why) -> Result<Done> {
    let movement = actions::reverse(door, at.id, why)?;
    Ok(posted(&movement, format!("/movements/{}", movement.id)))
}
