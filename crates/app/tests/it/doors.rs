//! What comes in by whichever door (trust controls 31 to 34, P7, P8, P15): text in which something hides, bodies without end, keys and
//! versions that are none. Each is refused with a sentence and changes nothing.

use std::sync::atomic::{AtomicU64, Ordering};

use app::site::SITE;
use kernel::said::SECRETS;
use kernel::ui::{Field, FieldKind, Ui};
use serde_json::{Value, json};

use crate::handbook::h2_thread::order_of;
use crate::kit::{Answer, TestApp, User, databases};

const JSON: (&str, &str) = ("content-type", "application/json");

async fn facts(app: &TestApp) -> i64 {
    let count = |conn: &mut db::Conn| -> kernel::Result<i64> {
        Ok(conn.one("SELECT COUNT(*) FROM fact", &[])?.get(0)?)
    };
    app.app.db.read(count).await.unwrap()
}

/// Sends a body as it is, under a key of its own.
async fn send(user: &User, path: &str, body: impl Into<Vec<u8>>) -> Answer {
    static SENT: AtomicU64 = AtomicU64::new(0);
    let key = format!("d-{}", SENT.fetch_add(1, Ordering::SeqCst));
    user.raw("POST", path, &[JSON, ("idempotency-key", key.as_str())], body.into()).await
}

/// The names that a form is read by, rows unrolled to their first.
fn names(field: &Field) -> Vec<String> {
    match &field.kind {
        FieldKind::Lines { columns, .. } => {
            columns.iter().map(|column| format!("{}.0.{}", field.name, column.name)).collect()
        }
        FieldKind::Files { .. } | FieldKind::Static(_) | FieldKind::Heading => Vec::new(),
        _ => vec![field.name.clone()],
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c33_what_hides_in_a_field_is_refused_in_every_act_by_page_and_api() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (clerk, manager) = (app.user("林晓").await, app.user("顾总").await);
        let order = clerk.post("/api/v1/orders/new", order_of("林晓", "2")).await.is(201).json();
        let order = order["id"].as_str().unwrap();
        let before = facts(&app).await;
        let ui = Ui::anonymous(kernel::i18n::Lang::Zh, kernel::ctx::local(app.app.shared.clock.now()));
        let mut tried = 0;
        for endpoint in SITE.endpoints() {
            let path = endpoint.href(order);
            for name in endpoint.describe(&ui).fields.iter().flat_map(names).filter(|n| !n.is_empty()) {
                for hidden in ["a\u{0}b", "\u{202e}b"] {
                    let page = manager.form(&path, &[(name.as_str(), hidden)]).await;
                    let api = json!({ name.clone(): hidden });
                    let headers = [("if-match", "1")];
                    let api = manager.post_with(&format!("/api/v1{path}"), api, &headers).await;
                    for (door, answer) in [("page", page), ("API", api)] {
                        let told = answer.text();
                        let what = format!("{door} {path} {name} {hidden:?}: {} {told}", answer.status);
                        assert!((400..500).contains(&answer.status), "{what}");
                        assert!(!told.contains("SQLITE") && !told.contains("postgres"), "{what}");
                    }
                    tried += 1;
                }
            }
        }
        assert!(tried > 400, "{tried} fields were tried");
        assert_eq!(facts(&app).await, before, "nothing was recorded");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c33_what_hides_in_an_address_a_header_or_a_name_at_the_door_is_refused() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        for path in [
            "/orders?q=%00",
            "/api/v1/orders?q=a%00b",
            "/api/v1/orders?after=%00~x",
            "/api/v1/search?q=%E2%80%AE",
            "/orders/%00",
            "/api/v1/orders/%00",
            "/files/%00",
            "/api/v1/operations/order.enter/form?id=%ed%a0%80",
            "/orders/new?customer=%ff",
            "/assets/..%00",
            "/nowhere/%1b",
        ] {
            let answer = clerk.page(path).await;
            assert!([400, 404].contains(&answer.status), "{path}: {}", answer.status);
            if !path.starts_with("/assets/") {
                assert!(answer.text().contains("看不见的控制字符"), "{path}: {}", answer.text());
            }
        }
        let nobody = app.nobody();
        for (name, password) in
            [("a\u{0}b", "x"), ("\u{202e}", "x"), ("a", "x\u{0}"), (&"长".repeat(500), "x")]
        {
            nobody.form("/login", &[("name", name), ("password", password)]).await.is(422);
            let code = [("name", name), ("code", "A"), ("password", password)];
            nobody.form("/login/code", &code).await.is(422);
            nobody.post("/api/v1/sessions", json!({"name": name, "password": password})).await.is(422);
        }
        for (body, status) in [
            (r#"{"name":"\ud800","password":"x"}"#, 400),
            (r#"{"name":["a"],"password":"x"}"#, 422),
            (r#"{"name":"a","name":"b","password":"x"}"#, 400),
            ("{", 400),
            ("[]", 400),
        ] {
            let answer = nobody.raw("POST", "/api/v1/sessions", &[JSON], body.into()).await.is(status);
            assert_eq!(answer.header("content-type"), "application/problem+json", "{body}");
        }
        nobody
            .raw("POST", "/api/v1/sessions", &[("content-type", "text/plain")], b"{}".to_vec())
            .await
            .is(415);
        for (name, value) in [
            ("x-gendan-person", "\u{e4}\u{202e}"),
            ("accept-language", "\u{ff}"),
            ("user-agent", "\u{202e}"),
            ("cookie", "gendan=\u{202e}"),
        ] {
            let answer = clerk.page_with("/orders", &[(name, value)]).await;
            assert!(answer.status < 500, "{name}: {}", answer.status);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c33_a_text_without_end_and_half_a_character_are_refused() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let before = facts(&app).await;
        let mut order = order_of("林晓", "1");
        order["remark"] = "\u{301}".repeat(450_000).into();
        let told = clerk.post("/api/v1/orders/new", order.clone()).await.is(422).json();
        assert_eq!(told["errors"][0]["field"], "remark", "{}", told["title"]);
        let marks = "\u{301}".repeat(450_000);
        clerk.form("/orders/new", &[("remark", &marks)]).await.is(422);
        order["remark"] = "HALF".into();
        let half = order.to_string().replace("HALF", "\\ud800");
        send(&clerk, "/api/v1/orders/new", half).await.is(400);
        order["remark"] = "😀 é".into();
        clerk.post("/api/v1/orders/new", order).await.is(201);
        assert_eq!(facts(&app).await, before + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c31_c34_a_body_has_its_size_and_its_shape() {
    let path = "/api/v1/orders/new";
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let before = facts(&app).await;
        let order = order_of("林晓", "1");
        let large = format!(r#"{{"remark":"{}"}}"#, "x".repeat(1 << 20));
        assert!(send(&clerk, path, large).await.is(413).text().contains("1 MB"));
        let deep = |levels: usize| format!(r#"{{"remark":{}{}}}"#, "[".repeat(levels), "]".repeat(levels));
        send(&clerk, path, deep(32)).await.is(400);
        send(&clerk, path, deep(31)).await.is(422);
        let mut long = order.clone();
        long["lines"] = vec![order["lines"][0].clone(); 2001].into();
        let told = clerk.post(path, long).await.is(422).json();
        assert!(told["errors"][0]["field"] == "lines" && told.to_string().contains("2000"), "{told}");
        let twice = order.to_string().replacen('{', r#"{"kind":"project","#, 1);
        assert!(send(&clerk, path, twice).await.is(400).text().contains("两次"));
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""] {
            let headers = [("content-type", kind), ("idempotency-key", "shape")];
            clerk.raw("POST", path, &headers, order.to_string().into_bytes()).await.is(415);
        }
        for (unknown, named) in [
            (json!({"margin": null}), "margin"),
            (json!({"margin": []}), "margin"),
            (json!({"key": "k"}), "key"),
            (json!({"version": 1}), "version"),
        ] {
            let mut order = order.clone();
            order.as_object_mut().unwrap().extend(unknown.as_object().unwrap().clone());
            let told = clerk.post(path, order).await.is(422).json();
            assert_eq!(told["errors"][0]["field"], named, "{told}");
        }
        for (query, status) in [
            ("limit=200", 200),
            ("limit=201", 422),
            ("limit=0", 422),
            ("limit=x", 422),
            ("margin=5", 422),
            ("q=a&q=b", 422),
        ] {
            let answer = clerk.get(&format!("/api/v1/orders?{query}")).await;
            assert_eq!(answer.status, status, "{query}: {}", answer.text());
        }
        assert_eq!(facts(&app).await, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c32_a_number_that_is_none_is_named_at_its_field() {
    let path = "/api/v1/orders/new";
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let before = facts(&app).await;
        let mut order = order_of("林晓", "1");
        order["lines"][0]["quantity"] = "QUANTITY".into();
        order["lines"][0]["unit_price"] = "PRICE".into();
        order["distance_km"] = "DISTANCE".into();
        let order = order.to_string();
        let fields = [
            ("\"QUANTITY\"", "lines.0.quantity"),
            ("\"PRICE\"", "lines.0.unit_price"),
            ("\"DISTANCE\"", "distance_km"),
        ];
        let right = |text: String| fields.iter().fold(text, |text, (mark, _)| text.replace(mark, "1"));
        for (mark, field) in fields {
            for wrong in [
                "9.2e18",
                "-9.2e18",
                "-0",
                "\"-0\"",
                "1e400",
                "\"NaN\"",
                "\"1,5\"",
                "[1]",
                "{\"a\":1}",
                "[]",
                "{}",
                "\"9223372036854775808\"",
                "\"1e400\"",
                "\"∞\"",
            ] {
                let body = right(order.replace(mark, wrong));
                let told = send(&clerk, path, body).await;
                let what = format!("{field} = {wrong}: {} {}", told.status, told.text());
                assert_eq!(told.status, 422, "{what}");
                let named = told.json()["errors"].as_array().unwrap().iter().any(|e| e["field"] == field);
                assert!(named, "{what}");
            }
        }
        assert_eq!(facts(&app).await, before);
        send(&clerk, path, right(order)).await.is(201);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c32_a_line_and_an_order_never_run_over() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (clerk, lead) = (app.user("林晓").await, app.user("陈岚").await);
        let mut order = order_of("林晓", "1000000");
        order["lines"][0]["unit_price"] = "100000000".into();
        let told = clerk.post("/api/v1/orders/new", order.clone()).await.is(422).json();
        let wrong = &told["errors"][0];
        assert_eq!(wrong["field"], "lines.0.unit_price", "{told}");
        assert!(wrong["text"].as_str().unwrap().contains("100000000.00"), "{told}");
        order["lines"][0]["unit_price"] = "100".into();
        // The most that a line holds is entered and reviewed, in as many rows as one piece has.
        let began = std::time::Instant::now();
        let large = clerk.post("/api/v1/orders/new", order).await.is(201).json();
        let large = large["id"].as_str().unwrap().to_owned();
        clerk.fill("order.submit", &large, json!({})).await.ok();
        lead.fill("order.review_short", &large, json!({"note": "急"})).await.ok();
        lead.fill("order.release", &large, json!({})).await.ok();
        let small = clerk.post("/api/v1/orders/new", order_of("林晓", "1")).await.is(201).json();
        let small = small["id"].as_str().unwrap().to_owned();
        clerk.fill("order.submit", &small, json!({})).await.ok();
        lead.fill("order.review_short", &small, json!({"note": "急"})).await.ok();
        lead.fill("order.release", &small, json!({})).await.ok();
        let needs = |order: String| {
            app.app.db.read(move |conn| -> kernel::Result<i64> {
                let sql = "SELECT COUNT(*) FROM need WHERE order_id = $1";
                let id: domain::ids::OrderId = order.parse().unwrap();
                Ok(conn.one(sql, &[id.to_string().into()])?.get(0)?)
            })
        };
        assert_eq!(needs(large).await.unwrap(), needs(small).await.unwrap());
        assert!(began.elapsed() < std::time::Duration::from_mins(1), "{:?}", began.elapsed());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p8_if_match_states_exactly_one_version() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let order = clerk.post("/api/v1/orders/new", order_of("林晓", "2")).await.is(201).json();
        let path = format!("/api/v1/orders/{}/contact", order["id"].as_str().unwrap());
        let said = json!({"whom": "王经理", "channel": "phone", "on": "2026-11-02", "said": "问交期"});
        for tag in
            ["\"1\", \"2\"", "W/\"1\"", "*", "x", "", "\"", "\"\"", "-1", "1 2", "+1", "9999999999999999999"]
        {
            let told = clerk.post_with(&path, said.clone(), &[("if-match", tag)]).await.is(400).text();
            assert!(told.contains("If-Match"), "{tag}: {told}");
        }
        let two = [("if-match", "\"1\""), ("if-match", "\"2\"")];
        clerk.post_with(&path, said.clone(), &two).await.is(400);
        clerk.post_with(&path, said.clone(), &[("if-match", "\"1\"")]).await.is(200);
        // Where no version is asked for, one that is none is refused all the same.
        clerk.post_with("/api/v1/orders/new", order_of("林晓", "1"), &[("if-match", "*")]).await.is(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_a_key_is_asked_for_and_belongs_to_one_body() {
    let path = "/api/v1/orders/new";
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let body = order_of("林晓", "2").to_string().into_bytes();
        let told = clerk.raw("POST", path, &[JSON], body.clone()).await.is(400).text();
        assert!(told.contains("Idempotency-Key"), "{told}");
        let long = "k".repeat(81);
        for key in ["", " ", &long, "a b", "a,b", "\u{e4}", "a\"b"] {
            let told = clerk.raw("POST", path, &[JSON, ("idempotency-key", key)], body.clone()).await.is(400);
            assert!(told.text().contains("Idempotency-Key"), "{key}");
        }
        let two = [JSON, ("idempotency-key", "a"), ("idempotency-key", "b")];
        clerk.raw("POST", path, &two, body.clone()).await.is(400);
        let most = "k".repeat(80);
        let key = [JSON, ("idempotency-key", most.as_str())];
        let first = clerk.raw("POST", path, &key, body.clone()).await.is(201).json();
        assert_eq!(clerk.raw("POST", path, &key, body).await.is(201).json(), first);
        let other = order_of("林晓", "3").to_string().into_bytes();
        clerk.raw("POST", path, &key, other).await.is(422);
        assert_eq!(clerk.list("/orders").await.len(), 1);
        // A form's own key is one as well.
        clerk.form("/orders/new", &[("key", &long)]).await.is(400);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p7_files_and_secrets_belong_to_the_body_of_a_key() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let order = clerk.post("/api/v1/orders/new", order_of("林晓", "2")).await.is(201).json();
        let path = format!("/orders/{}/files/new", order["id"].as_str().unwrap());
        let fields = [("what", "other"), ("version", "1"), ("key", "file-1")];
        clerk.upload_with(&path, &fields, "files", "a.png", b"\x89PNG\r\n\x1a\n1").await.is(303);
        clerk.upload_with(&path, &fields, "files", "a.png", b"\x89PNG\r\n\x1a\n1").await.is(303);
        clerk.upload_with(&path, &fields, "files", "a.png", b"\x89PNG\r\n\x1a\n2").await.is(422);
        clerk.form(&path, &fields).await.is(422);
        let secret = |new: &'static str| {
            let (clerk, key) = (clerk.clone(), [("idempotency-key", "secret-1")]);
            async move {
                let said = json!({"current": "correct horse", "password": new});
                clerk.post_with("/api/v1/me/password", said, &key).await
            }
        };
        secret("battery staple 1").await.ok();
        // All sessions have ended; whoever signs in anew and sends another secret under the key is told so.
        let clerk = app.user("林晓").await;
        let said = |new: &str| json!({"current": "correct horse", "password": new});
        let key = [("idempotency-key", "secret-1")];
        clerk.post_with("/api/v1/me/password", said("battery staple 2"), &key).await.is(422);
        clerk.post_with("/api/v1/me/password", said("battery staple 1"), &key).await.ok();
        let kept = app.app.db.read(|conn| -> kernel::Result<Vec<Vec<u8>>> {
            let rows = conn.query("SELECT request FROM answer", &[])?;
            rows.iter().map(|row| Ok(row.get(0)?)).collect()
        });
        assert!(kept.await.unwrap().iter().all(|request| request.len() == 32), "hashes alone");
    }
}

#[test]
fn p7_every_secret_that_a_form_asks_for_is_known_as_one() {
    let ui = Ui::anonymous(kernel::i18n::Lang::Zh, jiff::civil::DateTime::default());
    let forms: Vec<_> = SITE.endpoints().map(|endpoint| endpoint.describe(&ui)).collect();
    let secret = |field: &&Field| matches!(field.kind, FieldKind::Password);
    let asked: Vec<&str> =
        forms.iter().flat_map(|form| &form.fields).filter(secret).map(|field| field.name.as_str()).collect();
    assert!(!asked.is_empty());
    for name in asked {
        assert!(SECRETS.contains(&name), "{name} is kept out of no fingerprint");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c33_what_hides_in_a_sheet_is_refused_at_its_row() {
    use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
    for url in databases() {
        let app = TestApp::start(&url).await;
        let lead = app.user("陈岚").await;
        let text = |t: &str| CellOut::Text(t.to_owned());
        let sheet = SheetOut {
            name: "物料".to_owned(),
            columns: ["物料编码", "名称", "单位"].map(|h| ColumnOut::new(h, ColumnKind::Text)).into(),
            rows: vec![
                ["X-1", "螺丝\u{202e}", "个"].map(text).into(),
                ["X-2", "螺\u{1}丝", "个"].map(text).into(),
                ["X-3", "螺丝", "个"].map(text).into(),
            ],
            ..SheetOut::default()
        };
        let bytes = write_workbook(&[sheet]).unwrap();
        let answer = lead.upload("/api/v1/import?commit=1", "files", "a\u{202e}.xlsx", &bytes).await;
        assert!(answer.status < 500, "{}", answer.text());
        let found: Value = answer.json();
        assert!(found.to_string().contains("看不见的控制字符"), "{found}");
    }
}
