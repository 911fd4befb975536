//! What one fact costs, without its commit: `cost_of_a_fact FOLDER`. Prints milliseconds of an ordinary fact (a talk on a
//! running order) and of an inspection that covers thirty orders, each with all that follows from it.

use std::process::ExitCode;
use std::time::{Duration, Instant};

use app::demo::{self, Scale};
use app::master::Master;
use app::{item, order, purchasing, start};
use domain::confidential::Confidential;
use domain::ids::{OrderId, PlaceId, SupplierId};
use domain::item::{Component, Item, ItemKind, Profile};
use domain::money::Money;
use domain::order::{Contact, Entry, Order, OrderLine};
use domain::purchasing::{Inspection, Part, Purchase, Receipt};
use domain::quantity::Quantity;
use domain::terms;
use jiff::civil::{Date, date};
use kernel::clock::Clock;
use kernel::config::Config;
use kernel::ctx::Actor;
use kernel::state::Ids;
use kernel::{App, Ctx, Door, Result};

const TODAY: Date = date(2026, 11, 2);
const TALKS: usize = 200;
const COVERED: usize = 30;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("cost_of_a_fact FOLDER");
        return ExitCode::from(2);
    };
    match measure(folder.into()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn measure(data_dir: std::path::PathBuf) -> Result<()> {
    let config = Config { data_dir, connections: 1, ..Config::default() };
    let now = "2026-11-02T01:00:00Z".parse().unwrap_or_default();
    let app = start::open_with(config, Clock::stopped(now), Ids::seeded(1))?;
    let plan = Scale { orders: 120, first: date(2026, 8, 24), until: TODAY, seed: 1 };
    demo::play(&app, &plan, &mut |_| {})?;
    let mut talks = Vec::with_capacity(TALKS);
    let open = app.db.read_blocking(order::released_orders)?;
    for id in open.iter().cycle().take(TALKS) {
        let id = *id;
        talks.push(timed(&app, move |door| {
            let order = door.load::<Order>(id)?;
            let contact = Contact {
                side: None,
                whom: Confidential::new("王经理".into()),
                channel: "phone".into(),
                said: "问进度".into(),
                on: TODAY,
                ..Contact::default()
            };
            order::actions::log_contact(door, order, contact).map(drop)
        })?);
    }
    talks.sort_unstable();
    let at = |share: usize| talks.get(talks.len() * share / 100).copied().unwrap_or_default();
    let covering = inspection(&app)?;
    println!(
        "one fact p50 {:.3} ms, p95 {:.3} ms over {} running orders; an inspection for {COVERED} orders {:.1} ms",
        millis(at(50)),
        millis(at(95)),
        open.len(),
        millis(covering)
    );
    Ok(())
}

/// Runs `act` with all that follows from it, and answers how long that took before the commit.
fn timed(app: &App, act: impl FnOnce(&mut Door) -> Result<()> + Send + 'static) -> Result<Duration> {
    let shared = app.shared.clone();
    app.db.write_blocking(move |conn| {
        let ctx = Ctx { actor: Actor::system(), ..Ctx::system(shared.clock.now()) };
        let mut door = Door::new(&ctx, conn, &shared);
        let begun = Instant::now();
        act(&mut door)?;
        door.conclude()?;
        Ok(begun.elapsed())
    })
}

/// Thirty orders wait for one part; it comes, and is found good.
fn inspection(app: &App) -> Result<Duration> {
    let shared = app.shared.clone();
    let purchase = app.db.write_blocking(move |conn| {
        let ctx = Ctx { actor: Actor::system(), ..Ctx::system(shared.clock.now()) };
        let mut door = Door::new(&ctx, conn, &shared);
        let (part, made) =
            (named(&mut door, "BENCH-P", ItemKind::Part)?, named(&mut door, "BENCH-G", ItemKind::Product)?);
        item::actions::set_bill(
            &mut door,
            made,
            vec![Component { item: part, quantity: Quantity::whole(1) }],
        )?;
        for _ in 0..COVERED {
            release(&mut door, made)?;
        }
        let supplier = a_supplier(&mut door)?;
        let wanted = purchasing::actions::Wanted {
            item: part,
            quantity: Quantity::whole(30),
            unit_cost: Confidential::new(Money::cny(100).into()),
            need_by: date(2026, 11, 20),
        };
        let placed = purchasing::actions::place(&mut door, supplier, vec![wanted], Vec::new())?;
        let loaded = door.load::<Purchase>(placed.id)?;
        let parts = vec![Part { line: 1, quantity: Quantity::whole(30) }];
        let receipt = Receipt { on: TODAY, parts, ..Receipt::default() };
        purchasing::actions::receive(&mut door, loaded, receipt)?;
        door.conclude()?;
        Ok::<_, kernel::Error>(placed.id)
    })?;
    timed(app, move |door| {
        let loaded = door.load::<Purchase>(purchase)?;
        let good = Inspection {
            line: 1,
            accepted: Quantity::whole(30),
            conceded: Quantity::ZERO,
            rejected: Quantity::ZERO,
            reason: String::new(),
            measure: None,
            photos: Vec::new(),
        };
        purchasing::actions::inspect(door, loaded, vec![good], PlaceId::MAIN).map(drop)
    })
}

fn named(door: &mut Door, code: &str, kind: ItemKind) -> Result<domain::ids::ItemId> {
    let profile =
        Profile { code: code.into(), name: code.into(), kind, unit: "件".into(), ..Profile::default() };
    Item::put(door, profile).map(|put| put.0)
}

fn release(door: &mut Door, made: domain::ids::ItemId) -> Result<OrderId> {
    let entry = Entry {
        customer_name: "样本客户".into(),
        clerk_name: "样本".into(),
        ordered_on: TODAY,
        transport: "零担专线".into(),
        address: Confidential::new("样本地址".into()),
        contact: Confidential::new("样本".into()),
        terms: "月结30天".into(),
        plan: terms::parse("月结30天").unwrap_or_default(),
        lines: vec![OrderLine {
            number: 1,
            item: made,
            code: "BENCH-G".into(),
            name: "BENCH-G".into(),
            quantity: Quantity::whole(1),
            unit: "件".into(),
            unit_price: Confidential::new(Money::cny(10_000).into()),
            wanted_on: date(2026, 12, 20),
            drawing: "V1.pdf".into(),
            ..OrderLine::default()
        }],
        ..Entry::default()
    };
    let id = order::actions::enter(door, String::new(), entry, Vec::new())?;
    let order = door.load::<Order>(id)?;
    let order = order::actions::submit(door, order)?;
    let order = order::actions::review_short(door, order, "常规", Vec::new())?;
    let promised = domain::order::Promised { all: Some(date(2026, 12, 20)), ..Default::default() };
    order::actions::release(door, order, promised, Vec::new())?;
    Ok(id)
}

fn a_supplier(door: &mut Door) -> Result<SupplierId> {
    let profile = domain::supplier::Profile {
        code: "BENCH-S".into(),
        name: "BENCH-S".into(),
        lead_days: 7,
        ..domain::supplier::Profile::default()
    };
    domain::supplier::Supplier::put(door, profile).map(|put| put.0)
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
