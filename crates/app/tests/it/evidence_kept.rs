//! Evidence (H2.1, H2.3): what was said stays said. A changed byte is named, tables can be built again, the same
//! demo gives the same facts on both databases, every statement prepares on both.

use std::collections::{BTreeMap, BTreeSet};

use app::demo::{self, Scale};
use app::site::SITE;
use app::{schedule, start, upkeep};
use db::Engine;
use jiff::civil::date;
use kernel::clock::Clock;
use kernel::state::Ids;
use kernel::{App, Ctx, Result};
use tempfile::TempDir;

use crate::kit::{TestApp, config, databases};

/// A company with a history of some weeks, played by the demo's people. One of its first orders is broken on the road.
pub fn company_at_work(url: &str) -> (App, TempDir) {
    let folder = TempDir::new().unwrap();
    let config = config(&folder, url);
    let clock = Clock::stopped("2026-11-02T01:00:00Z".parse().unwrap());
    let app = start::open_with(config, clock, Ids::seeded(11)).unwrap();
    let plan = Scale { orders: 24, first: date(2026, 8, 24), until: date(2026, 11, 2), seed: 7 };
    demo::play(&app, &plan, &mut |_| {}).unwrap();
    (app, folder)
}

/// Every row of every derived table, as text in a fixed order.
fn tables(app: &App) -> BTreeMap<&'static str, Vec<String>> {
    app.db
        .read_blocking(|conn| -> Result<_> {
            let mut all = BTreeMap::new();
            for table in SITE.nouns().flat_map(|n| n.tables.iter().copied()) {
                let rows = conn.query(&format!("SELECT * FROM {table}"), &[])?;
                let mut rows: Vec<String> = rows.iter().map(|r| format!("{:?}", r.values())).collect();
                rows.sort();
                all.insert(table, rows);
            }
            Ok(all)
        })
        .unwrap()
}

/// What was recorded, without the salts and hashes that differ by design.
pub fn facts(app: &App) -> Vec<String> {
    app.db
        .read_blocking(|conn| -> Result<_> {
            let mut all = Vec::new();
            let mut after = String::new();
            loop {
                let streams = evidence::streams(conn, &after, 500)?;
                let Some(last) = streams.last() else { break };
                after.clone_from(last);
                for stream in &streams {
                    for fact in evidence::by_stream(conn, stream, None)? {
                        all.push(format!(
                            "{} {} {} {} {:?}",
                            fact.stream, fact.seq, fact.kind, fact.at, fact.body
                        ));
                    }
                }
            }
            Ok(all)
        })
        .unwrap()
}

#[test]
fn h2_1_tables_built_again_are_the_same_and_the_same_seed_gives_the_same_facts() {
    let mut told: Vec<Vec<String>> = Vec::new();
    for url in databases() {
        let (app, _folder) = company_at_work(&url);
        let verified = upkeep::verify(&app).unwrap();
        assert_eq!(verified.faults, Vec::<String>::new());
        assert!(verified.facts > 500, "{} facts", verified.facts);
        // What depends on the day is as old as the last look at it: a new day looks at every open order.
        let ctx = Ctx::system(app.shared.clock.now());
        tokio::runtime::Runtime::new().unwrap().block_on(schedule::new_day(&app, ctx)).unwrap();
        let before = tables(&app);
        for (table, rows) in &before {
            assert!(!rows.is_empty(), "{table} has rows to compare");
        }
        upkeep::rebuild(&app, |_| {}).unwrap();
        let after = tables(&app);
        for table in SITE.nouns().flat_map(|n| n.tables.iter().copied()) {
            assert_eq!(before[table], after[table], "{table}");
        }
        told.push(facts(&app));
    }
    for other in told.iter().skip(1) {
        assert_eq!(told[0].len(), other.len());
        for (a, b) in told[0].iter().zip(other) {
            assert_eq!(a, b);
        }
    }
}

#[test]
fn h2_1_the_database_refuses_to_change_a_fact() {
    for url in databases() {
        let (app, _folder) = company_at_work(&url);
        let before = facts(&app);
        for act in [
            "UPDATE fact SET at = at + 1",
            "DELETE FROM fact",
            "UPDATE fact_order SET at = 0",
            "DELETE FROM fact_order",
        ] {
            let refused = app.db.write_blocking(move |conn| -> Result<()> {
                conn.execute(act, &[])?;
                Ok(())
            });
            let refused = format!("{:?}", refused.unwrap_err());
            assert!(refused.contains("append-only"), "{act}: {refused}");
        }
        assert_eq!(before, facts(&app));
    }
}

#[test]
fn h2_1_a_changed_byte_is_named() {
    for url in databases() {
        let (app, _folder) = company_at_work(&url);
        app.db
            .write_blocking(|conn| -> Result<()> {
                // Whoever owns the database can take its guard away; the chain still tells.
                conn.batch(match conn.kind() {
                    Engine::Sqlite => "DROP TRIGGER fact_no_update",
                    Engine::Postgres => "DROP TRIGGER fact_erasable ON fact",
                })?;
                let row = conn.one("SELECT stream, seq, body FROM fact WHERE kind = 'order.released' ORDER BY stream LIMIT 1", &[])?;
                let (stream, seq, mut body): (String, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
                let middle = body.len() / 2;
                body[middle] ^= 1;
                conn.execute("UPDATE fact SET body = $3 WHERE stream = $1 AND seq = $2", &[stream.into(), seq.into(), body.into()])?;
                Ok(())
            })
            .unwrap();
        let found = upkeep::verify(&app).unwrap().faults;
        assert!(found.iter().any(|f| f.starts_with("order/")), "{found:?}");
    }
}

#[test]
fn a_row_that_is_not_what_the_facts_lead_to_is_named_and_put_right() {
    for url in databases() {
        let (app, _folder) = company_at_work(&url);
        let change = |sql: &'static str| {
            app.db.write_blocking(move |conn| -> Result<u64> { Ok(conn.execute(sql, &[])?) }).unwrap()
        };
        assert_ne!(change("UPDATE sales_order SET paid = paid + 1 WHERE paid > 0"), 0);
        assert_ne!(change("DELETE FROM cover WHERE line = 1"), 0);
        let found = upkeep::verify(&app).unwrap().faults;
        let names: Vec<&str> = found.iter().filter_map(|f| f.split(':').next()).collect();
        assert_eq!(
            names.iter().collect::<BTreeSet<_>>(),
            ["cover", "sales_order"].iter().collect(),
            "{found:?}"
        );
        upkeep::rebuild(&app, |_| {}).unwrap();
        assert_eq!(upkeep::verify(&app).unwrap().faults, Vec::<String>::new());
    }
}

/// Takes the tags of classes away: earlier versions wrote none (ADR 0019).
fn untag(value: &mut ciborium::Value) {
    while let ciborium::Value::Tag(_, inner) = value {
        *value = std::mem::replace(inner, ciborium::Value::Null);
    }
    match value {
        ciborium::Value::Map(fields) => fields.iter_mut().for_each(|field| untag(&mut field.1)),
        ciborium::Value::Array(items) => items.iter_mut().for_each(untag),
        _ => {}
    }
}

#[test]
fn a_snapshot_of_an_earlier_version_is_no_fault_and_a_wrong_one_is() {
    for url in databases() {
        let (app, _folder) = company_at_work(&url);
        let change = |to: fn(&mut ciborium::Value)| {
            app.db
                .write_blocking(move |conn| -> Result<String> {
                    let streams = evidence::streams(conn, "customer/", 1)?;
                    let stream = streams.first().cloned().unwrap_or_default();
                    let (_, bytes) = evidence::load(conn, &stream)?.unwrap();
                    let mut state: ciborium::Value = evidence::read_snapshot(&bytes)?;
                    let before = state.clone();
                    to(&mut state);
                    assert_ne!(state, before);
                    evidence::keep_snapshot(conn, &stream, evidence::write_snapshot(&state)?)?;
                    Ok(stream)
                })
                .unwrap()
        };
        change(|state| state.as_map_mut().unwrap().retain(|field| field.0.as_text() != Some("formats")));
        change(untag);
        assert_eq!(upkeep::verify(&app).unwrap().faults, Vec::<String>::new());
        let stream = change(|state| {
            let fields = state.as_map_mut().unwrap();
            fields.iter_mut().find(|field| field.0.as_text() == Some("retired")).unwrap().1 = true.into();
        });
        let found = upkeep::verify(&app).unwrap().faults;
        assert!(found.len() == 1 && found[0].starts_with(&stream), "{found:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fact_that_this_version_cannot_read_is_a_fault_of_its_stream_alone() {
    for url in databases() {
        let test = TestApp::start(&url).await;
        let shared = test.app.shared.clone();
        let strange = test.app.db.write(move |conn| -> Result<Vec<String>> {
            let streams: Vec<String> = ["carrier/", "supplier/"]
                .map(|after| evidence::streams(conn, after, 1).unwrap().remove(0))
                .into();
            for stream in &streams {
                let (head, snapshot) = evidence::load(conn, stream)?.unwrap();
                let draft = evidence::Draft {
                    kind: "lamp.broken".into(),
                    body: ciborium::Value::Map(Vec::new()),
                    orders: Vec::new(),
                };
                let stamp = evidence::Stamp { at: head.at, actor: "x".into(), command: "x".into() };
                evidence::append(conn, &shared.instance, &stamp, &head, &[draft], snapshot, |_| None)?;
            }
            Ok(streams)
        });
        let strange = strange.await.unwrap();
        let app = test.app.clone();
        let verified = tokio::task::spawn_blocking(move || upkeep::verify(&app)).await.unwrap().unwrap();
        let told = |stream: &String| format!("{stream} #2: this version knows no fact of kind lamp.broken");
        assert_eq!(verified.faults, strange.iter().map(told).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn i8_every_declared_statement_prepares_on_both_databases() {
    for url in databases() {
        let test = TestApp::bare(&url).await;
        let checked = test.app.db.read(|conn| -> Result<()> {
            for list in SITE.lists() {
                for sql in list.statements() {
                    conn.check(&sql).unwrap_or_else(|e| panic!("{sql}: {e}"));
                }
            }
            Ok(())
        });
        checked.await.unwrap();
    }
}
