//! A person's data is erased by law (H2.1, ADR 0014): no table holds it any more, the chain verifies, what happened
//! can still be read.

use app::upkeep;
use db::{Engine, Value as Stored};
use kernel::Result;
use serde_json::{Value, json};

use crate::handbook::h2_thread::{company, order_of};
use crate::kit::{TestApp, User, databases};

/// Every byte of every table.
async fn dump(app: &TestApp) -> Vec<u8> {
    app.app
        .db
        .read(|conn| -> Result<Vec<u8>> {
            let names = match conn.kind() {
                Engine::Sqlite => "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name",
                Engine::Postgres => {
                    "SELECT CAST(table_name AS TEXT) FROM information_schema.tables WHERE table_schema = 'public' ORDER BY 1"
                }
            };
            let mut all = Vec::new();
            for table in conn.query(names, &[])? {
                let table: String = table.get(0)?;
                let columns = match (conn.kind(), table.as_str()) {
                    (Engine::Postgres, "search_entry") => "kind, id, CAST(words AS TEXT)",
                    _ => "*",
                };
                for row in conn.query(&format!("SELECT {columns} FROM {table}"), &[])? {
                    for value in row.values() {
                        match value {
                            Stored::Text(text) => all.extend(text.as_bytes()),
                            Stored::Blob(bytes) => all.extend(bytes),
                            _ => {}
                        }
                        all.push(0);
                    }
                }
            }
            // Bodies and states lie there compressed: what they say is looked at too.
            let mut after = String::new();
            loop {
                let streams = evidence::streams(conn, &after, 500)?;
                let Some(last) = streams.last() else { break };
                after.clone_from(last);
                for (head, snapshot) in evidence::load_all(conn, &streams)? {
                    let state: evidence::Value = evidence::read_snapshot(&snapshot)?;
                    let facts = evidence::by_stream(conn, &head.stream, None)?;
                    all.extend(format!("{state:?}{facts:?}").into_bytes());
                }
            }
            Ok(all)
        })
        .await
        .unwrap()
}

fn holds(bytes: &[u8], word: &str) -> bool {
    bytes.windows(word.len()).any(|w| w == word.as_bytes())
}

async fn verified(app: &TestApp) -> Vec<String> {
    let app = app.app.clone();
    tokio::task::spawn_blocking(move || upkeep::verify(&app)).await.unwrap().unwrap().faults
}

/// Whether somebody finds a word on these pages, workbooks and answers.
async fn finds(user: &User, paths: &[String], word: &str) -> bool {
    for path in paths {
        let answer = if path.starts_with("/api") { user.get(path).await } else { user.page(path).await };
        assert_eq!(answer.status, 200, "{path}: {}", answer.text());
        if crate::access::words(&answer.body).contains(word) {
            return true;
        }
    }
    false
}

async fn administrator(app: &TestApp) -> User {
    let made = json!({"code": "ADM", "name": "管理甲", "role_administrator": "1"});
    app.user("顾总").await.fill("person.new", "", made).await.is(201);
    app.user("管理甲").await
}

async fn order(app: &TestApp) -> (crate::handbook::h2_thread::Company, String, String) {
    let people = company(app).await;
    let mut entry = order_of("林晓", "1");
    entry["contact"] = "钱学梅 13912345678".into();
    let order: Value = people.clerk.post("/api/v1/orders/new", entry).await.is(201).json();
    let order = order["id"].as_str().unwrap().to_owned();
    people.clerk.fill("order.submit", &order, json!({})).await.ok();
    people.lead.fill("order.review_short", &order, json!({"note": "问过钱学梅"})).await.ok();
    people.lead.fill("order.release", &order, json!({})).await.ok();
    let talk = json!({"whom": "钱学梅", "said": "请打 13912345678", "channel": "phone"});
    people.clerk.fill("order.contact", &order, talk).await.ok();
    let shipment = people.clerk.fill("shipment.prepare", &order, json!({})).await.ok().json();
    let shipment = shipment["id"].as_str().unwrap().to_owned();
    people.clerk.fill("shipment.confirm", &shipment, json!({"whom": "钱学梅"})).await.ok();
    (people, order, shipment)
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_1_a_contact_that_was_erased_is_in_no_table_and_the_chain_verifies() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let administrator = administrator(&app).await;
        let (people, order, shipment) = order(&app).await;
        let customers = people.clerk.list("/customers").await;
        let customer =
            customers.iter().find(|c| c["code"] == "C001").unwrap()["id"].as_str().unwrap().to_owned();
        let known = json!({"contact": "钱学梅", "phone": "13912345678"});
        people.lead.fill("customer.edit", &customer, known).await.ok();
        let paths: Vec<String> = [
            format!("/customers/{customer}"),
            format!("/orders/{order}"),
            format!("/orders/{order}?at=3"),
            format!("/orders/{order}?tab=review"),
            format!("/api/v1/orders/{order}"),
            format!("/shipments/{shipment}"),
            "/customers.xlsx".to_owned(),
            "/api/v1/customers".to_owned(),
            "/orders.xlsx".to_owned(),
        ]
        .into();
        assert!(finds(&people.clerk, &paths, "钱学梅").await);
        let asked = json!({"reason": "本人来信要求", "named": ""});
        people.lead.fill("customer.erase", &customer, asked.clone()).await.is(403);
        let repeats = json!({"reason": "钱学梅来信要求", "named": ""});
        administrator.fill("customer.erase", &customer, repeats).await.is(409);
        administrator.fill("customer.erase", &customer, asked).await.is(200);
        if url.is_empty() {
            for file in ["gendan.db", "gendan.db-wal"] {
                let bytes = std::fs::read(app.file(file)).unwrap();
                for word in ["钱学梅", "13912345678"] {
                    assert!(!holds(&bytes, word), "{file} still holds {word}");
                }
            }
        }
        assert_eq!(verified(&app).await, Vec::<String>::new());
        let bytes = dump(&app).await;
        for word in ["钱学梅", "13912345678"] {
            assert!(!holds(&bytes, word), "{word} is still in a table");
            assert!(!finds(&people.clerk, &paths, word).await, "{word} is still shown");
        }
        assert!(holds(&bytes, "本人来信要求"), "the erasure is on record");
        let page = people.clerk.page(&format!("/orders/{order}")).await.is(200).text();
        assert!(page.contains("（已删除）"), "the timeline says that something was erased");
        // Life goes on, and tables can be built again.
        people
            .clerk
            .fill("order.contact", &order, json!({"whom": "李工", "said": "好", "channel": "phone"}))
            .await
            .ok();
        let kept = app.app.clone();
        tokio::task::spawn_blocking(move || upkeep::rebuild(&kept, |_| {})).await.unwrap().unwrap();
        assert_eq!(verified(&app).await, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_1_somebody_of_the_staff_who_was_erased_is_gone_and_signs_in_no_more() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let administrator = administrator(&app).await;
        let (people, order, _) = order(&app).await;
        let somebody = administrator.list("/people").await;
        let id = |name: &str| {
            somebody.iter().find(|p| p["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
        };
        let (clerk, own) = (id("林晓"), id("管理甲"));
        let asked = json!({"reason": "本人要求", "named": ""});
        people.lead.fill("person.erase", &clerk, asked.clone()).await.is(403);
        administrator.fill("person.erase", &own, asked.clone()).await.is(409);
        administrator.fill("person.erase", &clerk, asked).await.is(200);
        administrator.fill("person.restore", &clerk, json!({})).await.is(409);
        assert_eq!(verified(&app).await, Vec::<String>::new());
        assert!(!holds(&dump(&app).await, "林晓"), "the name is still in a table");
        assert_eq!(people.clerk.page("/").await.status, 303, "signed out");
        let paths =
            [format!("/orders/{order}"), format!("/orders/{order}?at=2"), "/api/v1/orders".to_owned()];
        assert!(!finds(&people.lead, &paths, "林晓").await);
        let refused = app
            .app
            .db
            .write(|conn| -> Result<()> {
                conn.execute("UPDATE fact SET body = prev_hash", &[])?;
                Ok(())
            })
            .await;
        assert!(format!("{:?}", refused.unwrap_err()).contains("append-only"), "the guard stands");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_1_what_was_erased_without_a_record_is_named() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        app.app
            .db
            .write(|conn| -> Result<()> {
                let streams = evidence::streams(conn, "customer/", 1)?;
                let words = ["定金", "月结", "付清"].map(str::to_owned);
                let found = evidence::find(conn, Some(&streams), &words, &|_, _| true)?;
                let found: Vec<_> = found.into_iter().take(1).collect();
                assert_eq!(found.len(), 1);
                evidence::erase(conn, &found)?;
                app::site::SITE.noun(&streams[0])?.fold_anew(conn, &streams[0])
            })
            .await
            .unwrap();
        let faults = verified(&app).await;
        assert!(faults.len() == 1 && faults[0].contains("without a record"), "{faults:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_1_the_contact_of_a_customer_whom_a_clerk_proposed_is_erased_as_often_as_it_was_written() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let administrator = administrator(&app).await;
        let people = company(&app).await;
        let proposed =
            json!({"code": "K900", "name": "锦绣珠宝", "contact": "孙小眉", "phone": "13700001111"});
        let made = people.clerk.fill("customer.propose", "", proposed).await.is(201).json();
        let id = made["id"].as_str().unwrap();
        people.clerk.fill("customer.correct", id, json!({"phone": "13722223333"})).await.ok();
        people.lead.fill("customer.confirm", id, json!({})).await.ok();
        let asked = json!({"reason": "本人来信要求", "named": ""});
        administrator.fill("customer.erase", id, asked).await.is(200);
        let bytes = dump(&app).await;
        for word in ["孙小眉", "13700001111", "13722223333"] {
            assert!(!holds(&bytes, word), "{word} is still in a table");
        }
        assert_eq!(verified(&app).await, Vec::<String>::new());
    }
}
