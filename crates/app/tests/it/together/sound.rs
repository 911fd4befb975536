//! What must be true of an order whoever met on it, and of the whole database afterwards.

use std::collections::BTreeMap;

use app::site::SITE;
use app::{balance, order, upkeep};
use db::Conn;
use domain::choice::Choice as _;
use domain::followup::Case;
use domain::ids::OrderId;
use domain::order::State;
use domain::quantity::Quantity;
use kernel::{App, Ctx, Door, Result};

/// Tables that hold the evidence and what belongs to it.
const EVIDENCE: [&str; 10] = [
    "fact",
    "fact_order",
    "head",
    "seal_queue",
    "file_link",
    "answer",
    "outbox",
    "counter",
    "series",
    "access_log",
];

/// Tables that the facts lead to.
fn derived_tables() -> impl Iterator<Item = &'static str> {
    SITE.nouns().flat_map(|noun| noun.tables).copied()
}

fn tables() -> impl Iterator<Item = &'static str> {
    EVIDENCE.into_iter().chain(derived_tables())
}

/// Keeps the database as it is, to come back to.
pub async fn remember(app: &App) {
    let done = app.db.write(|conn| -> Result<()> {
        conn.batch(match conn.kind() {
            db::Engine::Sqlite => "DROP TRIGGER fact_no_update; DROP TRIGGER fact_no_delete; DROP TRIGGER fact_order_no_update; DROP TRIGGER fact_order_no_delete",
            db::Engine::Postgres => "DROP TRIGGER fact_append_only ON fact; DROP TRIGGER fact_order_append_only ON fact_order",
        })?;
        for table in tables() {
            conn.batch(&format!("CREATE TABLE kept_{table} AS SELECT * FROM {table}"))?;
        }
        Ok(())
    });
    done.await.unwrap();
}

/// Sets the database back to what [`remember`] has kept.
pub async fn come_back(app: &App) {
    let done = app.db.write(|conn| -> Result<()> {
        let mut sql = match conn.kind() {
            db::Engine::Sqlite => tables().map(|t| format!("DELETE FROM {t};")).collect::<Vec<_>>().join(" "),
            db::Engine::Postgres => format!("TRUNCATE {};", tables().collect::<Vec<_>>().join(", ")),
        };
        sql.extend(tables().map(|t| format!("INSERT INTO {t} SELECT * FROM kept_{t};")));
        // What came since is found no more.
        let gone = "NOT EXISTS (SELECT 1 FROM head h WHERE h.stream = e.kind || '/' || e.id)";
        if conn.kind() == db::Engine::Sqlite {
            sql.extend([format!(
                "DELETE FROM search_words WHERE rowid IN (SELECT n FROM search_entry e WHERE {gone});"
            )]);
        }
        sql.extend([format!("DELETE FROM search_entry AS e WHERE {gone};")]);
        Ok(conn.batch(&sql)?)
    });
    done.await.unwrap();
}

/// What is wrong with an order, in sentences.
pub async fn order_faults(app: &App, id: &str) -> Vec<String> {
    let (shared, id) = (app.shared.clone(), id.parse::<OrderId>().unwrap());
    let looked = app.db.read(move |conn| -> Result<_> {
        let ctx = Ctx::system(shared.clock.now());
        let case = order::case::load(&mut Door::new(&ctx, conn, &shared), id)?;
        let mut faults = rows(conn, id, &case)?;
        faults.extend(sums(&case));
        Ok(faults)
    });
    looked.await.unwrap()
}

fn rows(conn: &mut Conn, id: OrderId, case: &Case) -> Result<Vec<String>> {
    let row = conn.one("SELECT paid, state FROM sales_order WHERE id = $1", &[id.to_string().into()])?;
    let (paid, state): (i64, String) = (row.get(0)?, row.get(1)?);
    let mut faults = Vec::new();
    if paid != case.paid.to_row() {
        faults.push(format!("the row says paid {paid}, booked are {}", case.paid.to_row()));
    }
    if state != case.order.state.code() {
        faults.push(format!("the row says {state}, the order is {}", case.order.state.code()));
    }
    faults.extend(balance::drifted(conn)?.into_iter().map(|i| format!("the balance of {i} is not its sum")));
    Ok(faults)
}

fn sums(case: &Case) -> Vec<String> {
    let mut faults = Vec::new();
    for line in &case.order.entry.lines {
        let alive: Quantity = case.shipments.iter().map(|s| s.sent(line.number)).sum();
        let lost: Quantity = case
            .shipments
            .iter()
            .filter(|s| s.arrival.is_some())
            .map(|s| s.received(line.number).short_of(s.sent(line.number)))
            .sum();
        if alive.minus(lost) > line.quantity {
            faults.push(format!(
                "line {}: {} on shipments, {} ordered",
                line.number,
                alive.plain(),
                line.quantity.plain()
            ));
        }
        let at = case.progress(line.number);
        if at.shipped > at.produced {
            faults.push(format!(
                "line {}: {} left, {} are made",
                line.number,
                at.shipped.plain(),
                at.produced.plain()
            ));
        }
    }
    for need in &case.order.needs.0 {
        let of = |c: &&domain::followup::Cover| (c.line, c.item) == (need.line, need.item);
        let bought: Quantity = case.covers.iter().filter(of).map(|c| c.quantity).sum();
        // What was bought for an order that is given up comes into free stock.
        if bought > need.required && case.order.state != State::Cancelled {
            faults.push(format!(
                "line {}: {} bought, {} needed",
                need.line,
                bought.plain(),
                need.required.plain()
            ));
        }
        if need.reserved.plus(need.drawn) > need.required {
            faults.push(format!("line {}: more set aside than needed", need.line));
        }
    }
    if case.paid > case.order.total() {
        faults.push(format!("paid {} of {}", case.paid.plain(), case.order.total().plain()));
    }
    if case.order.state == State::Cancelled {
        if case.shipments.iter().any(|s| s.dispatched.is_some()) {
            faults.push("cancelled and shipped".to_owned());
        }
        if case.work.iter().any(|w| !w.is_done()) {
            faults.push("cancelled and still in work".to_owned());
        }
        if case.order.needs.0.iter().any(|n| n.reserved.is_some()) {
            faults.push("cancelled and stock set aside".to_owned());
        }
    }
    faults
}

/// Whether the evidence holds and the rows are what it leads to; with `rebuild`, built anew in place, also those that
/// depend on the day.
pub async fn database_faults(app: &App, rebuild: bool) -> Vec<String> {
    let app = app.clone();
    tokio::task::spawn_blocking(move || {
        let mut faults = upkeep::verify(&app).unwrap().faults;
        if !rebuild {
            return faults;
        }
        let before = derived(&app);
        upkeep::rebuild(&app, |_| {}).unwrap();
        for ((table, was), (_, is)) in before.iter().zip(&derived(&app)) {
            let gone = was.iter().filter(|r| !is.contains(r)).map(|r| format!("{table} had {r}"));
            let come = is.iter().filter(|r| !was.contains(r)).map(|r| format!("{table} rebuilt has {r}"));
            faults.extend(gone.chain(come));
        }
        faults
    })
    .await
    .unwrap()
}

fn derived(app: &App) -> BTreeMap<&'static str, Vec<String>> {
    let read = app.db.read_blocking(move |conn| -> Result<_> {
        let mut all = BTreeMap::new();
        for table in derived_tables() {
            let rows = conn.query(&format!("SELECT * FROM {table}"), &[])?;
            let mut rows: Vec<String> = rows.iter().map(|r| format!("{:?}", r.values())).collect();
            rows.sort();
            all.insert(table, rows);
        }
        Ok(all)
    });
    read.unwrap()
}
