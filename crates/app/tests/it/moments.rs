//! What one transaction sees and leaves: a reader sees one moment, what is rolled back leaves nothing in memory, a code
//! or a number that is taken is told at its field.

use app::master::Master as _;
use app::{item, order};
use domain::ids::ItemId;
use domain::item::{Component, Item};
use domain::order::Entry;
use domain::quantity::Quantity;
use kernel::{Ctx, Door, Error, Result};
use serde_json::json;

use crate::kit::{TestApp, databases};

fn count(conn: &mut db::Conn) -> Result<i64> {
    Ok(conn.one("SELECT COUNT(*) FROM file", &[])?.get(0)?)
}

fn add(conn: &mut db::Conn) -> Result<()> {
    conn.execute(
        "INSERT INTO file (sha256, media_type, size, name, at, actor) VALUES ($1, '', 0, '', 0, '')",
        &[uuid::Uuid::now_v7().to_string().into()],
    )?;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_sees_one_moment_whoever_writes_meanwhile() {
    for url in databases() {
        let app = TestApp::bare(&url).await.app;
        let other = app.db.clone();
        let seen = app.db.read(move |conn| -> Result<_> {
            let before = count(conn)?;
            other.write_blocking(add)?;
            Ok((before, count(conn)?))
        });
        assert_eq!(seen.await.unwrap(), (0, 0), "what was committed meanwhile is not of this moment");
        assert_eq!(app.db.read(count).await.unwrap(), 1, "it is of the next");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_changes_nothing() {
    for url in databases() {
        let app = TestApp::bare(&url).await.app;
        assert!(app.db.read(add).await.is_err());
        assert_eq!(app.db.read(count).await.unwrap(), 0, "the connection goes on reading");
    }
}

/// The system's own writes.
async fn write<T: Send + 'static>(
    app: &kernel::App,
    act: impl Fn(&mut Door) -> Result<T> + Send + Sync + 'static,
) -> Result<T> {
    kernel::web::write(app, Ctx::system(app.shared.clock.now()), act).await
}

/// How much of its first part one unit takes, by the bills that orders are released with.
fn first_of_bill(door: &mut Door, id: ItemId) -> Result<Quantity> {
    let bills = item::bills(door)?;
    Ok(bills.get(&id).and_then(|i| i.bill.first()).map(|c| c.quantity).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn h4_2_a_bill_that_was_not_kept_is_not_used() {
    for url in databases() {
        let app = TestApp::start(&url).await.app;
        let (product, part) = write(&app, |door| {
            let of = |door: &mut Door, code| Ok::<_, Error>(item::by_code(door.conn, code)?.unwrap());
            Ok((of(door, "ZG-1001")?, of(door, "AC-TAG")?))
        })
        .await
        .unwrap();
        let was = write(&app, move |door| first_of_bill(door, product)).await.unwrap();
        let seventy = Quantity::whole(70);
        let lost = write(&app, move |door| {
            item::actions::set_bill(door, product, vec![Component { item: part, quantity: seventy }])?;
            assert_eq!(first_of_bill(door, product)?, seventy, "whoever wrote it sees it");
            Err::<(), _>(Error::Fault("the disk is full".to_owned()))
        });
        assert!(lost.await.is_err());
        // Another item changes, so that the counter moves as far as it had moved before.
        let used = write(&app, move |door| {
            let mut profile = door.load::<Item>(part)?.state.profile;
            profile.specification.push_str(" 新");
            Item::put(door, profile)?;
            first_of_bill(door, product)
        });
        assert_eq!(used.await.unwrap(), was, "what was rolled back is forgotten");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h7_3_a_code_that_two_take_at_once_is_told_to_the_second_at_its_field() {
    for url in databases() {
        let here = TestApp::start(&url).await;
        let there = if url.is_empty() { None } else { Some(TestApp::bare(&url).await) };
        let lead = here.user("陈岚").await;
        let elsewhere = there.as_ref().map_or_else(|| lead.clone(), |server| lead.at(server));
        for round in 0..4 {
            for (path, mut said) in [
                ("/api/v1/customers/new", json!({"name": "同时", "language": "zh"})),
                ("/api/v1/suppliers/new", json!({"name": "同时", "lead_days": "3"})),
                ("/api/v1/items/new", json!({"name": "同时", "kind": "part", "unit": "件"})),
                ("/api/v1/carriers/new", json!({"name": "同时", "mode": "零担", "category": "专线"})),
                ("/api/v1/centers/new", json!({"name": "同时", "capacity": "1", "hours": "8"})),
                ("/api/v1/people/new", json!({"name": "同时"})),
            ] {
                said["code"] = format!("X-{round}").into();
                let (a, b) = tokio::join!(lead.post(path, said.clone()), elsewhere.post(path, said.clone()));
                let (made, refused) = if a.status == 201 { (a, b) } else { (b, a) };
                assert_eq!(
                    (made.status, refused.status),
                    (201, 422),
                    "{path}: {} {}",
                    made.text(),
                    refused.text()
                );
                assert_eq!(refused.json()["errors"][0]["field"], "code", "{path}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_a_login_name_that_somebody_has_is_told_at_its_field() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let lead = app.user("顾总").await;
        let people = lead.list("/people").await;
        let id = |n: usize| people[n]["id"].as_str().unwrap().to_owned();
        let account = json!({"login": "same"});
        lead.fill("person.account", &id(0), account.clone()).await.ok();
        let refused = lead.fill("person.account", &id(1), account).await.is(422).json();
        assert_eq!(refused["errors"][0]["field"], "login", "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_1_a_number_that_two_sheets_bring_at_once_is_refused_the_second_time() {
    for url in databases() {
        let here = TestApp::bare(&url).await.app;
        let second = if url.is_empty() { None } else { Some(TestApp::bare(&url).await.app) };
        let there = second.as_ref().unwrap_or(&here);
        for round in 0..4 {
            let number = format!("GD2611{:04}", 9000 + round);
            let enter = |number: String| {
                move |door: &mut Door| {
                    order::actions::enter(door, number.clone(), Entry::default(), Vec::new())
                }
            };
            let (a, b) =
                tokio::join!(write(&here, enter(number.clone())), write(there, enter(number.clone())));
            let refused = if a.is_ok() { b } else { a };
            assert!(
                matches!(&refused, Err(Error::Refused(r)) if r.handbook == "H3.1"),
                "{number}: {refused:?}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_is_named_by_table_and_column_on_both_databases() {
    for url in databases() {
        let app = TestApp::bare(&url).await.app;
        let twice = |sql: &'static str| {
            app.db.write(move |conn| -> db::Result<()> {
                conn.execute(sql, &[])?;
                conn.execute(sql, &[])?;
                Ok(())
            })
        };
        let center =
            "INSERT INTO work_center (id, code, name, crew, capacity, hours) VALUES ('a', 'W', '', '', 1, 1)";
        let refused = twice(center).await.unwrap_err();
        assert!(matches!(&refused, db::Error::Taken { table, .. } if table == "work_center"), "{refused:?}");
        let other = center.replace("'a'", "'b'");
        let refused = app.db.write(move |conn| -> db::Result<()> {
            conn.execute(center, &[])?;
            conn.execute(&other, &[])?;
            Ok(())
        });
        let refused = refused.await.unwrap_err();
        assert!(
            matches!(&refused, db::Error::Taken { table, column } if table == "work_center" && column == "code"),
            "{refused:?}"
        );
    }
}
