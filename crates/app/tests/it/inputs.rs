//! Wrong input (missing, worded, huge, negative, unknown, stale, of the wrong shape) is answered with a clear
//! sentence, and changes nothing.

use app::site::SITE;
use kernel::said::{ROWS, VALUES};
use serde_json::{Map, Value, json};

use crate::handbook::h2_thread::{company, order_of};
use crate::kit::{TestApp, User, databases};

const WRONG: [&str; 9] = [
    "",
    "三套",
    "-1",
    "99999999999999999999",
    "0.0000001",
    "2026-13-45",
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "\u{202e}abc\u{0}",
];

async fn facts(app: &TestApp) -> i64 {
    app.app
        .db
        .read(|conn| -> kernel::Result<i64> { Ok(conn.one("SELECT COUNT(*) FROM fact", &[])?.get(0)?) })
        .await
        .unwrap()
}

/// Names of the fields of a form, lines unrolled to their first row, with what is filled in.
fn fields(form: &Value) -> Map<String, Value> {
    let mut out = Map::new();
    for field in form["fields"].as_array().unwrap() {
        let name = field["name"].as_str().unwrap();
        if field["kind"] == "lines" {
            for (n, column) in field["columns"].as_array().unwrap().iter().enumerate() {
                let value = field["rows"][0][n].as_str().unwrap_or_default();
                out.insert(format!("{name}.0.{}", column["name"].as_str().unwrap()), value.into());
            }
        } else if field["kind"] != "files" {
            out.insert(name.to_owned(), field["value"].clone());
        }
    }
    out
}

/// Something of every kind that an endpoint may work on.
async fn targets(app: &TestApp) -> (User, Vec<String>) {
    let people = company(app).await;
    let manager = app.user("顾总").await;
    let draft = people.clerk.post("/api/v1/orders/new", order_of("林晓", "2")).await.is(201).json();
    let released = people.clerk.post("/api/v1/orders/new", order_of("林晓", "30")).await.is(201).json();
    let released = released["id"].as_str().unwrap().to_owned();
    people.clerk.fill("order.submit", &released, json!({})).await.ok();
    people.lead.fill("order.review_short", &released, json!({"note": "急"})).await.ok();
    people.lead.fill("order.release", &released, json!({})).await.ok();
    let shipment = people.clerk.fill("shipment.prepare", &released, json!({})).await.ok().json();
    let purchase = people.purchasing.fill("purchase.place", "", json!({})).await.ok().json();
    people
        .purchasing
        .fill(
            "purchase.promise",
            purchase["id"].as_str().unwrap(),
            json!({"channel": "phone", "lines.0.date": "2026-11-06"}),
        )
        .await
        .ok();
    let booked = json!({"on": "2026-11-02", "method": "cash", "amount": "10"});
    let payment = people.finance.fill("payment.book", &released, booked).await.ok().json();
    let mut ids = vec![String::new(), draft["id"].as_str().unwrap().to_owned(), released.clone()];
    ids.extend([&shipment, &purchase, &payment].map(|v| v["id"].as_str().unwrap().to_owned()));
    let order = manager.get(&format!("/api/v1/orders/{released}")).await.json();
    ids.push(order["work_orders"][0]["id"].as_str().unwrap().to_owned());
    for list in ["/customers", "/suppliers", "/carriers", "/people", "/stock", "/items"] {
        ids.push(manager.list(list).await[0]["id"].as_str().unwrap().to_owned());
    }
    (manager, ids)
}

/// Sends the form with one wrong field: what is refused has changed nothing and says why.
async fn attempt(app: &TestApp, user: &User, form: &Value, name: &str, wrong: &str) {
    let mut body = fields(form);
    body.insert(name.to_owned(), wrong.into());
    let version = form["version"].as_i64().map(|v| v.to_string()).unwrap_or_default();
    let headers = [("if-match", version.as_str())];
    let before = facts(app).await;
    let path = form["path"].as_str().unwrap();
    let answer =
        user.post_with(path, Value::Object(body), if version.is_empty() { &[] } else { &headers }).await;
    let shown: String = wrong.chars().take(12).collect();
    let what = format!("{path} {name}={shown:?}");
    assert!(answer.status < 500, "{what}: {}", answer.text());
    if answer.status >= 400 {
        assert_eq!(facts(app).await, before, "{what} left something behind");
        let problem = answer.json();
        assert!(problem["title"].as_str().is_some_and(|t| !t.is_empty()), "{what}: {problem}");
        let named = problem["errors"].as_array().is_some_and(|e| !e.is_empty());
        assert!(answer.status != 422 || named, "{what}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_input_is_named_at_its_field_and_changes_nothing() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (manager, ids) = targets(&app).await;
        let mut tried = 0;
        // What ends something comes last, so that there is something left to do wrong before.
        let ends = |name: &str| {
            ["cancel", "retire", "reverse", "accept", "hold"].iter().any(|end| name.ends_with(end))
        };
        let mut endpoints: Vec<_> = SITE.endpoints().collect();
        endpoints.sort_by_key(|o| ends(o.name()));
        for endpoint in endpoints {
            for id in ids.iter().filter(|id| id.is_empty() != endpoint.path().contains("{id}")) {
                let address = format!("/api/v1/operations/{}/form?id={id}", endpoint.name());
                let form = manager.get(&address).await;
                if form.status != 200 {
                    continue;
                }
                for name in fields(&form.json()).keys() {
                    for wrong in WRONG.iter().map(|w| (*w).to_owned()).chain(["长".repeat(6000)]) {
                        let form = manager.get(&address).await;
                        if form.status == 200 {
                            attempt(&app, &manager, &form.json(), name, &wrong).await;
                            tried += 1;
                        }
                    }
                }
                break;
            }
        }
        assert!(tried > 1000, "{tried} wrong inputs were tried");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_of_the_wrong_shape_is_refused() {
    let app = TestApp::start("").await;
    let clerk = app.user("林晓").await;
    for (body, status) in [
        (json!([1, 2]), 400),
        (json!("text"), 400),
        (json!({"kind": {"a": [1]}}), 422),
        (json!({"status": "closed", "version": 7, "created_by": "x"}), 422),
        (json!({"lines": {"x": 1}}), 422),
    ] {
        assert_eq!(clerk.post("/api/v1/orders/new", body.clone()).await.status, status, "{body}");
    }
    let unknown = clerk.post("/api/v1/orders/new", json!({"margin": "5"})).await.is(422).json();
    let named = unknown["errors"].as_array().unwrap().iter().any(|e| e["field"] == "margin");
    assert!(named, "an unknown field is named: {unknown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stale_version_is_refused_and_a_missing_one_asked_for() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let order = clerk.post("/api/v1/orders/new", order_of("林晓", "2")).await.is(201).json();
        let path = format!("/api/v1/orders/{}/contact", order["id"].as_str().unwrap());
        let said = json!({"whom": "王经理", "channel": "phone", "on": "2026-11-02", "said": "问交期"});
        clerk.post(&path, said.clone()).await.is(428);
        clerk.post_with(&path, said.clone(), &[("if-match", "1")]).await.is(200);
        clerk.post_with(&path, said.clone(), &[("if-match", "1")]).await.is(412);
        clerk.post_with(&path, said, &[("if-match", "2")]).await.is(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_idempotency_key_has_one_effect() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let key = [("idempotency-key", "k-1")];
        let first = clerk.post_with("/api/v1/orders/new", order_of("林晓", "2"), &key).await.is(201).json();
        let sends = (0..6).map(|_| clerk.post_with("/api/v1/orders/new", order_of("林晓", "2"), &key));
        for again in futures::future::join_all(sends).await {
            assert_eq!(again.ok().json()["id"], first["id"]);
        }
        clerk.post_with("/api/v1/orders/new", order_of("林晓", "3"), &key).await.is(422);
        assert_eq!(clerk.list("/orders").await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_is_never_negative_whoever_books_at_once() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let warehouse = app.user("何军").await;
        // Any part that is counted in whole units, and not too many of them.
        let parts = warehouse.list("/stock").await;
        let whole =
            |p: &&Value| p["on_hand"].as_str().unwrap().parse::<i64>().is_ok_and(|n| (10..80).contains(&n));
        let part = parts.iter().find(whole).unwrap();
        let (code, free) =
            (part["code"].as_str().unwrap(), part["on_hand"].as_str().unwrap().parse::<i64>().unwrap());
        let draw = json!({"kind": "issue", "on": "2026-11-02", "reason": "领用", "lines": [{"item": code, "quantity": "1"}]});
        let sends = (0..free + 12).map(|_| warehouse.post("/api/v1/movements/new", draw.clone()));
        let answers = futures::future::join_all(sends).await;
        let taken = i64::try_from(answers.iter().filter(|a| a.status == 201).count()).unwrap();
        assert_eq!(taken, free, "{:?}", answers.iter().map(|a| a.status).collect::<Vec<_>>());
        assert_eq!(warehouse.list(&format!("/stock?q={code}")).await[0]["on_hand"], "0");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_1_a_quantity_a_price_and_a_date_that_nobody_means_are_named_with_their_limit() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let before = facts(&app).await;
        for (field, value, limit) in [
            ("quantity", "99,999,999", "1000000"),
            ("unit_price", "100000000.01", "100000000.00"),
            ("wanted_on", "2099-12-31", "2036"),
        ] {
            let mut order = order_of("林晓", "1");
            order["lines"][0][field] = value.into();
            let refused = clerk.post("/api/v1/orders/new", order).await.is(422).json();
            let wrong = &refused["errors"][0];
            assert_eq!(wrong["field"], format!("lines.0.{field}"), "{refused}");
            let text = wrong["text"].as_str().unwrap();
            assert!(text.contains(value) && text.contains(limit), "{text}");
        }
        assert_eq!(facts(&app).await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_1_a_row_of_a_sheet_has_the_limits_of_a_form() {
    use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
    let app = TestApp::start("").await;
    let lead = app.user("陈岚").await;
    let heads = ["物料编码", "名称", "规格", "单位", "默认供应商", "参考单价", "安全库存"];
    let text = |t: &str| CellOut::Text(t.to_owned());
    let sheet = SheetOut {
        name: "物料".to_owned(),
        columns: heads.map(|h| ColumnOut::new(h, ColumnKind::Text)).into(),
        rows: vec![["X-1", "螺丝", "", "个", "", "100000000.01", "99999999"].map(text).into()],
        ..SheetOut::default()
    };
    let bytes = write_workbook(&[sheet]).unwrap();
    let report = lead.upload("/api/v1/import", "files", "parts.xlsx", &bytes).await.is(200).text();
    assert_eq!(report.matches("超过上限 {most}").count(), 2, "{report}");
    assert!(report.contains("100000000.00") && report.contains("1000000"), "{report}");
}

#[tokio::test(flavor = "multi_thread")]
async fn more_values_or_rows_than_a_form_can_hold_are_refused_with_the_limit() {
    let app = TestApp::start("").await;
    let clerk = app.user("林晓").await;
    let names: Vec<String> = (0..=VALUES).map(|n| format!("n{n}")).collect();
    let fields: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "1")).collect();
    let answer = clerk.form("/orders/new", &fields).await.is(413);
    assert!(answer.text().contains("32000"), "{}", answer.text());
    let answer =
        clerk.upload_with("/orders/new", &fields, "files", "a.png", b"\x89PNG\r\n\x1a\n1").await.is(413);
    assert!(answer.text().contains("32000"), "{}", answer.text());
    let mut order = order_of("林晓", "1");
    order["lines"] = vec![order["lines"][0].clone(); ROWS + 1].into();
    let told = clerk.post("/api/v1/orders/new", order).await.is(422).json();
    assert_eq!(told["errors"][0]["field"], "lines", "{told}");
    assert!(told.to_string().contains("2000"), "{told}");
    let beyond = format!("lines.{ROWS}.item");
    let answer = clerk.form("/orders/new", &[(beyond.as_str(), "ZG-1001")]).await.is(422);
    assert!(answer.text().contains("2000"), "{}", answer.text());
}
