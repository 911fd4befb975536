//! The demo company (H8): what it shows is what a company at work would show. Its purchases follow releases, four of five
//! orders keep their first promise, one in ten meets with trouble of every kind, and nothing of it is later than its day.

use std::collections::{BTreeMap, BTreeSet};

use app::demo::{self, PASSWORD, Scale};
use app::start;
use domain::claim::Claim;
use domain::history::Noun;
use domain::order::{Fact, Order, Verdict};
use domain::production::{Fact as WorkFact, WorkOrder};
use domain::purchasing::{Fact as PurchaseFact, Purchase};
use domain::quantity::Quantity;
use domain::shipment::{Fact as ShipmentFact, Shipment};
use jiff::civil::date;
use kernel::clock::Clock;
use kernel::state::Ids;
use kernel::{App, Result};
use serde_json::json;
use tempfile::TempDir;

use crate::evidence_kept::facts;
use crate::kit::{TestApp, config, databases};

/// The morning on which the demo stands; the day before is the last one played.
const MORNING: &str = "2026-11-24T01:00:00Z";
const SIXTY: Scale = Scale { orders: 60, first: date(2026, 8, 26), until: date(2026, 11, 23), seed: 1 };

fn played(url: &str, scale: &Scale) -> (App, TempDir) {
    let folder = TempDir::new().unwrap();
    let clock = Clock::stopped(MORNING.parse().unwrap());
    let app = start::open_with(config(&folder, url), clock, Ids::random()).unwrap();
    demo::play(&app, scale, &mut |_| {}).unwrap();
    (app, folder)
}

/// Every fact of a noun, with the orders that it is linked to and its instant.
fn told<N: Noun<Fact: Send + 'static>>(app: &App) -> Vec<(BTreeSet<String>, i64, N::Fact)> {
    let of = format!("{}/", N::STREAM);
    app.db
        .read_blocking(move |conn| -> Result<_> {
            let mut all = Vec::new();
            let rows = conn.query("SELECT stream, seq, order_id FROM fact_order", &[])?;
            let mut linked: BTreeMap<(String, i64), BTreeSet<String>> = BTreeMap::new();
            for row in &rows {
                linked.entry((row.get(0)?, row.get(1)?)).or_default().insert(row.get(2)?);
            }
            let mut after = of.clone();
            loop {
                let streams = evidence::streams(conn, &after, 500)?;
                let own: Vec<&String> = streams.iter().filter(|s| s.starts_with(&of)).collect();
                let Some(last) = own.last() else { return Ok(all) };
                after.clone_from(last);
                for stream in own {
                    for fact in evidence::by_stream(conn, stream, None)? {
                        let orders = linked.get(&(stream.clone(), fact.seq)).cloned().unwrap_or_default();
                        all.push((orders, fact.at, kernel::noun::read::<N>(&fact)?));
                    }
                }
            }
        })
        .unwrap()
}

/// The rows that `sql` answers, as text.
fn rows(app: &App, sql: &'static str) -> Vec<String> {
    app.db
        .read_blocking(move |conn| -> Result<_> {
            Ok(conn.query(sql, &[])?.iter().map(|r| r.get(0)).collect::<db::Result<Vec<String>>>()?)
        })
        .unwrap()
}

fn nothing_is_bought_before_its_order_is_released(app: &App) {
    let released: BTreeMap<String, i64> = told::<Order>(app)
        .into_iter()
        .filter(|(_, _, fact)| matches!(fact, Fact::Released { .. }))
        .flat_map(|(orders, at, _)| orders.into_iter().map(move |order| (order, at)))
        .collect();
    let placed =
        told::<Purchase>(app).into_iter().filter(|(_, _, f)| matches!(f, PurchaseFact::Placed { .. }));
    let placed: Vec<(String, i64)> =
        placed.flat_map(|(orders, at, _)| orders.into_iter().map(move |order| (order, at))).collect();
    assert!(placed.len() > 100, "{} purchases for orders", placed.len());
    for (order, at) in placed {
        assert!(
            released.get(&order).is_some_and(|released| *released < at),
            "bought for {order} before its release"
        );
    }
}

fn nothing_is_later_than_the_morning(app: &App) {
    let now = app.shared.clock.now().as_microsecond();
    let last = told::<Order>(app).into_iter().map(|(_, at, _)| at).max().unwrap();
    assert!(last < now, "a fact of {last}");
    for day in [
        "SELECT MAX(moved_on) FROM stock_move",
        "SELECT MAX(placed_on) FROM purchase",
        "SELECT MAX(ordered_on) FROM sales_order",
        "SELECT MAX(arrived_on) FROM shipment",
    ] {
        let found = rows(app, day);
        assert!(
            found.iter().all(|day| day.as_str() >= "2026-11-01" && day.as_str() < "2026-11-24"),
            "{day}: {found:?}"
        );
    }
    let opened = rows(app, "SELECT MIN(moved_on) FROM stock_move WHERE kind = 'opening'");
    assert_eq!(opened, ["2026-08-26"], "the books were opened when the play began");
}

/// Every kind of trouble that has come over an order, and over which.
fn troubles(app: &App) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut met: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    let mut meets =
        |what: &'static str, orders: BTreeSet<String>| met.entry(what).or_default().extend(orders);
    for (orders, _, fact) in told::<Order>(app) {
        match fact {
            Fact::Reviewed { review, .. } if review.verdict == Verdict::Reject => {
                meets("rejected review", orders);
            }
            Fact::Reviewed { review, .. } if review.verdict == Verdict::Conditions => {
                meets("conditions", orders);
            }
            Fact::Held { .. } => meets("hold", orders),
            Fact::PromiseChanged { .. } => meets("changed promise", orders),
            Fact::LinesSettled { .. } => meets("line given up", orders),
            Fact::Cancelled { .. } => meets("cancelled", orders),
            _ => {}
        }
    }
    for (orders, _, fact) in told::<WorkOrder>(app) {
        if matches!(fact, WorkFact::Reported { scrap, .. } if scrap > Quantity::ZERO) {
            meets("scrap", orders);
        }
    }
    let mut sent: BTreeMap<String, usize> = BTreeMap::new();
    for (orders, _, fact) in told::<Shipment>(app) {
        match fact {
            ShipmentFact::Prepared { .. } => {
                for order in orders {
                    *sent.entry(order).or_default() += 1;
                }
            }
            ShipmentFact::GateOpened { .. } => meets("late payer", orders),
            ShipmentFact::Settled { .. } => meets("difference at arrival", orders),
            _ => {}
        }
    }
    meets("partial shipment", sent.into_iter().filter(|(_, n)| *n > 1).map(|(order, _)| order).collect());
    let claimed = told::<Claim>(app).into_iter().flat_map(|(orders, _, _)| orders).collect();
    meets("claim", claimed);
    met
}

fn one_order_in_ten_meets_with_trouble_of_every_kind(app: &App) {
    let met = troubles(app);
    let kinds =
        ["rejected review", "conditions", "hold", "changed promise", "line given up", "cancelled", "scrap"];
    let kinds = [&kinds[..], &["late payer", "difference at arrival", "partial shipment", "claim"]].concat();
    for kind in kinds {
        assert!(met.get(kind).is_some_and(|orders| !orders.is_empty()), "no {kind} among {:?}", met.keys());
    }
    let orders: BTreeSet<&String> = met.values().flatten().collect();
    // One more is late by its supplier, which is looked for below.
    assert!((5..=8).contains(&orders.len()), "{met:?}");
    // What a supplier does is felt by all whose parts it has.
    let bought = told::<Purchase>(app);
    assert!(bought.iter().any(|(_, _, f)| matches!(f, PurchaseFact::Chased { .. })), "nobody was chased");
    let failed = |f: &PurchaseFact| match f {
        PurchaseFact::Inspected { results, .. } => results.iter().any(|r| r.rejected.is_some()),
        _ => false,
    };
    assert!(bought.iter().any(|(_, _, f)| failed(f)), "no part failed");
    assert!(bought.iter().any(|(_, _, f)| matches!(f, PurchaseFact::Returned { .. })), "nothing went back");
    assert!(!rows(app, "SELECT number FROM sales_order WHERE urgent = TRUE").is_empty(), "no rush order");
}

/// What Today says, in percent: the month's arrivals against the first promise.
async fn first_promise_kept(test: &TestApp) -> f64 {
    let said = json!({"name": "U03", "password": PASSWORD});
    let token = test.nobody().post("/api/v1/sessions", said).await.ok().json();
    let lead = test.nobody().with_token(token["token"].as_str().unwrap());
    let page = lead.page("/").await.ok().text();
    let (_, rest) = page.split_once("首次承诺 ").unwrap();
    rest.split('%').next().unwrap().parse().unwrap()
}

#[test]
fn h8_the_demo_can_be_believed() {
    let (app, folder) = played("", &SIXTY);
    assert_eq!(rows(&app, "SELECT number FROM sales_order").len(), 60);
    nothing_is_bought_before_its_order_is_released(&app);
    nothing_is_later_than_the_morning(&app);
    one_order_in_ten_meets_with_trouble_of_every_kind(&app);
    let arrived = rows(&app, "SELECT number FROM sales_order WHERE arrived_on <> ''").len();
    let kept =
        rows(&app, "SELECT number FROM sales_order WHERE arrived_on <> '' AND arrived_on <= first_promise")
            .len();
    assert!(arrived >= 24 && (75..=85).contains(&(kept * 100 / arrived)), "{kept} of {arrived} kept");
    drop(app);
    tokio::runtime::Runtime::new().unwrap().block_on(seen_from_outside(folder));
}

async fn seen_from_outside(folder: TempDir) {
    let test = TestApp::over(folder, "", MORNING).await;
    let kept = first_promise_kept(&test).await;
    assert!((70.0..=90.0).contains(&kept), "{kept} %");

    // The workbooks that people try the import with come in beside it: nothing has their numbers yet.
    let report = test.import(&["customers", "parts", "products", "orders-2026-11"]).await;
    assert!(report.unreadable.is_empty());
    for sheet in &report.sheets {
        assert_eq!((sheet.changed, sheet.bad), (0, 0), "{} {}", sheet.file, sheet.kind);
        // Work centres are called after what they do; of parts that there were none of, no stock is taken in.
        if !matches!(sheet.kind.as_str(), "center" | "opening") {
            assert_eq!(sheet.new, sheet.total, "{} {}", sheet.file, sheet.kind);
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_facts_on_both_databases_and_another_one_others() {
    let small = Scale { orders: 6, first: date(2026, 10, 12), until: date(2026, 11, 23), seed: 3 };
    let told: Vec<Vec<String>> = databases().iter().map(|url| facts(&played(url, &small).0)).collect();
    assert!(told[0].len() > 300, "{} facts", told[0].len());
    for other in told.iter().skip(1).chain([&facts(&played("", &small).0)]) {
        assert_eq!(told[0].len(), other.len());
        for (a, b) in told[0].iter().zip(other) {
            assert_eq!(a, b);
        }
    }
    let other = Scale { seed: 4, ..small };
    assert_ne!(told[0], facts(&played("", &other).0));
}
