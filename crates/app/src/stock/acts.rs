//! What is done with stock over HTTP: counted, booked, taken back, given to who waits (H4.2, H7.2).

use std::collections::BTreeMap;

use domain::choice::Choice as _;
use domain::confidential::Secret;
use domain::deed::Deed;
use domain::ids::{ItemId, PlaceId};
use domain::proof::Why;
use domain::quantity::Quantity;
use domain::stock::{Move, Movement, MovementKind};
use jiff::civil::Date;
use kernel::act::{Subject, act};
use kernel::document::identity;
use kernel::form::{Chosen, Form, plain_code};
use kernel::i18n::zh;
use kernel::record::Loaded;
use kernel::ui::{Cell, Column, Html, Row, Table, Ui};
use kernel::{Done, Door, Endpoint, Error, Result, Said, Target};

use super::actions::{self, UnitCost};
use super::asks::{ask_cost, ask_place};
use super::store;
use crate::{balance, place};

/// Short orders shown in the form of a booking.
const SHOWN: usize = 5;

/// The acts of stock.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::StockAdjust, "/stock/{id}/adjust", count, adjust).unversioned().done("已调整库存"),
    &act(Deed::StockAllocate, "/stock/{id}/allocate", waiting, allocate).unversioned(),
    &act(Deed::StockBook, "/movements/new", booking, book).unversioned(),
    &act(Deed::StockTransfer, "/movements/transfer", transfer, move_over).unversioned().done("已调拨"),
    &act(Deed::StockReverse, "/movements/{id}/reverse", why_reverse, reverse).unversioned().done("已冲销"),
];

fn posted(movement: &Movement, location: String) -> Done {
    Done::made(location, "", movement.id, movement.number.as_str())
}

/// A part with its balance, and what orders still lack of it.
#[derive(Default)]
struct Shelf {
    part: store::Part,
    /// The place that is counted.
    place: PlaceId,
    place_name: String,
    /// What lies there.
    there: Quantity,
    /// Set aside, wherever it lies.
    reserved: Quantity,
    free: Quantity,
    short: Quantity,
    costs: bool,
}

impl Subject for Shelf {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        Self::at(door, target, target.get("place"))
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        Self::at(door, target, said.raw("place"))
    }
}

impl Shelf {
    fn at(door: &mut Door, target: &Target, place: &str) -> Result<Self> {
        let item = target.id::<ItemId>()?;
        let part = store::part_by_id(door.conn, item)?.ok_or(Error::NotFound)?;
        let balance = balance::balance(door.conn, item)?;
        let short = store::held(door.conn, item)?.iter().map(|h| h.short).sum();
        let place: PlaceId = if place.is_empty() { PlaceId::MAIN } else { identity(place)? };
        let (there, place_name) = (place::at(door.conn, place, item)?, place::name(door.conn, place)?);
        let (reserved, free) = (balance.reserved, balance.free());
        let costs = door.ctx.sees(Secret::Cost);
        Ok(Self { part, place, place_name, there, reserved, free, short, costs })
    }
}

/// What somebody has counted.
struct Count {
    /// The stock that they saw in the books, where stated.
    seen: Option<Quantity>,
    place: PlaceId,
    counted: Quantity,
    cost: UnitCost,
    why: Why,
}

/// H7.2 What was counted instead of what the books say.
fn count(f: &Form, at: &Shelf) -> Count {
    let unit = &at.part.unit;
    f.intro(&format!("{} {}", at.part.code, at.part.name));
    f.submit("保存调整");
    f.note("库位", at.place_name.clone());
    f.note("账面库存", format!("{} {unit}", at.there.plain()));
    f.note("占用", format!("{} {unit}", at.reserved.plain()));
    let known = vec![(at.place, at.place_name.clone())];
    Count {
        seen: f.signed("seen", "").hidden().preset(at.there).optional(),
        place: f
            .pick("place", "", known)
            .hidden()
            .picked(Some(at.place))
            .optional()
            .map_or(at.place, |p| p.0),
        counted: f
            .quantity("counted", "实盘数量")
            .unit(unit)
            .help("没有就填 0。少于已占用的，从最晚要用的订单收回占用，那些订单重新缺料")
            .required(),
        cost: ask_cost(f, at.costs),
        why: f.why(),
    }
}

fn adjust(door: &mut Door, at: Shelf, said: Count) -> Result<Done> {
    let item = at.part.id;
    let at = (item, said.place);
    let movement = actions::adjust(door, at, said.counted, said.seen, said.cost, said.why)?;
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
    /// The places in use.
    places: Vec<(PlaceId, String)>,
    costs: bool,
    /// What orders are short of the part that stood behind the `?`.
    short: Html,
    /// Whether any is.
    is_short: bool,
}

impl Subject for Booking {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let (kind, item) = (MovementKind::of_code(target.get("kind")), target.get("item").to_owned());
        let short = match store::part_by_code(door.conn, &item)? {
            Some(part) => waiting_for(door, &part)?,
            None => None,
        };
        let is_short = short.is_some();
        let short = short.unwrap_or_default();
        Ok(Self { kind, item, short, is_short, ..Self::places(door)? })
    }

    fn load_to_act(door: &mut Door, _: &Target, said: &Said) -> Result<Self> {
        let mut parts = BTreeMap::new();
        for code in said.column("lines", "item").map(plain_code) {
            if let Some(part) = store::part_by_code(door.conn, &code)? {
                parts.insert(code, part.id);
            }
        }
        Ok(Self { parts, ..Self::places(door)? })
    }
}

impl Booking {
    fn places(door: &mut Door) -> Result<Self> {
        let places = place::in_use(door.conn, false)?;
        Ok(Self { places, costs: door.ctx.sees(Secret::Cost), ..Self::default() })
    }

    /// The part that a row names, and how much of it.
    fn part(&self, row: &Form, item: &str) -> (ItemId, Quantity) {
        let code = row.lookup("item", "物料编码", "/items/lookup", 40).preset(item.to_owned()).code();
        let quantity = row.some("quantity", "数量").required();
        let known = self.parts.get(&code).copied();
        if known.is_none() && !code.is_empty() {
            row.wrong_with("item", zh("没有物料 {code}"), [("code", code)]);
        }
        (known.unwrap_or_default(), quantity)
    }
}

/// Who is short of a part, the earliest need first; nothing where nobody is.
fn waiting_for(door: &mut Door, part: &store::Part) -> Result<Option<Html>> {
    let ui = Ui::anonymous(door.ctx.lang, door.ctx.local_now());
    let columns = vec![
        Column::new("order", ui.t("订单")),
        Column::new("need_by", ui.t("需求日期")),
        Column::number("short", ui.t("缺")),
    ];
    let mut table = Table { frameless: true, ..Table::new("short", columns) };
    for held in store::held(door.conn, part.id)?.iter().filter(|h| h.short.is_some()).take(SHOWN) {
        table.rows.push(Row::plain(vec![
            Cell::Code(format!("{}-{}", held.number, held.line)),
            Cell::maybe_date(held.need_by),
            Cell::quantity(held.short.0, part.unit.as_str()),
        ]));
    }
    Ok(if table.rows.is_empty() { None } else { Some(table.render(&ui)) })
}

/// What moves beside purchases and orders.
struct Booked {
    /// Whether what comes in is given to who waits for it.
    give: bool,
    kind: MovementKind,
    on: Date,
    why: Why,
    moves: Vec<Move>,
}

/// H7.2 What comes in or goes out.
fn booking(f: &Form, at: &Booking) -> Booked {
    f.submit("保存");
    if at.is_short {
        f.intro("这些订单缺这个物料，需求早的在前");
    }
    f.above(at.short.clone());
    let both = [MovementKind::Receipt, MovementKind::Issue];
    let option = |kind: MovementKind| (kind, f.t(kind.label()).to_owned());
    let known = at.kind.filter(|kind| both.contains(kind)).unwrap_or(MovementKind::Receipt);
    let asked = f.choice("kind", "类型").only(both.map(option).into()).radio();
    let kind = asked.preset(Chosen(known)).required().0;
    let on = f.date("on", "日期").preset(f.today()).required();
    let place = ask_place(f, "place", "库位", &at.places);
    let reason = f.text("reason", "原因", 500).required();
    let rows = f.list("lines", "明细", std::slice::from_ref(&at.item)).required();
    let moves = rows.each(|row, item| {
        let (item, quantity) = at.part(row, item);
        let unit_cost = ask_cost(row, at.costs).filter(|_| kind == MovementKind::Receipt);
        row.amount_fits("unit_cost", unit_cost.map(|cost| *cost.open()).unwrap_or_default(), quantity);
        let quantity = if kind == MovementKind::Issue { Quantity(-quantity.0) } else { quantity };
        Move { place, unit_cost, ..Move::of(item, quantity) }
    });
    let help = f.t("入库的先给最早要用的缺料订单；不选，就留着等重算物料");
    let give = f.flag_drawn("give", "入库后占用给缺料订单", true, |field| field.help(help));
    Booked { give, kind, on, why: Why { reason, proof: f.proof() }, moves }
}

fn book(door: &mut Door, _: Booking, said: Booked) -> Result<Done> {
    let (movement, given) = actions::book_free(door, said.kind, said.on, said.moves, said.why, said.give)?;
    let toast = if given.is_some() { zh("已登记，并占用给缺料订单") } else { zh("已登记") };
    Ok(Done { toast, ..posted(&movement, format!("/movements/{}", movement.id)) })
}

/// What goes where, and why.
struct Transfer {
    parts: Vec<(ItemId, Quantity)>,
    places: (PlaceId, PlaceId),
    on: Date,
    why: Why,
}

/// H7.2 What moves from one place to another.
fn transfer(f: &Form, at: &Booking) -> Transfer {
    if at.places.len() == 1 {
        f.intro("现在只有一个库位。请先新建库位，再调拨");
    }
    let from = f.pick("from", "调出库位", at.places.clone()).picked(Some(PlaceId::MAIN)).required().0;
    let to = f.pick("to", "调入库位", at.places.clone()).required().0;
    let on = f.date("on", "日期").preset(f.today()).required();
    let rows = f.list("lines", "明细", std::slice::from_ref(&at.item)).required();
    let parts = rows.each(|row, item| at.part(row, item));
    Transfer { parts, places: (from, to), on, why: f.why() }
}

fn move_over(door: &mut Door, _: Booking, said: Transfer) -> Result<Done> {
    let movement = actions::transfer(door, &said.parts, said.places, said.on, said.why)?;
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
