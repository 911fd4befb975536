//! What proves an act stands with it (H2.1): in the thread and on the document, open to whom noun and kind are.

use serde_json::{Value, json};

use crate::handbook::h2_thread::{Company, company, order_of};
use crate::kit::{Answer, TestApp, User, databases};

/// A picture of its own for every name.
fn picture(name: &str) -> Vec<u8> {
    [b"\x89PNG\r\n\x1a\n".as_slice(), name.as_bytes()].concat()
}

fn place(name: &str) -> String {
    use sha2::Digest as _;
    format!("/files/{}", evidence::hex(&sha2::Sha256::digest(picture(name))))
}

/// Does an act as its form is filled in but for `changes`, with a file called like the act.
async fn prove(user: &User, act: &str, id: &str, changes: Value) -> Answer {
    let filled = user.filled(act, id, changes).await;
    let (path, body, version) = filled.unwrap_or_else(|answer| panic!("{act}: {}", answer.text()));
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let mut fields: Vec<(String, String)> =
        body.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect();
    if !version.is_empty() {
        fields.push(("version".into(), version));
    }
    let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    let path = path.trim_start_matches("/api/v1");
    user.upload_with(path, &fields, "files", &format!("{act}.png"), &picture(act)).await
}

/// Done, each with a file: an order is released and corrected, a task set and done, goods booked, bought and made.
/// Answers the order, the movement and the purchase.
async fn proved(people: &Company) -> [String; 3] {
    let order = people.clerk.post("/api/v1/orders/new", order_of("林晓", "30")).await.is(201).json();
    let order = order["id"].as_str().unwrap().to_owned();
    prove(&people.clerk, "order.edit", &order, json!({"customer": "C001"})).await.is(303);
    people.clerk.fill("order.submit", &order, json!({})).await.ok();
    prove(&people.lead, "order.review_short", &order, json!({"note": "急"})).await.is(303);
    prove(
        &people.lead,
        "order.release",
        &order,
        json!({"promised": "2026-12-20", "reason": "产能排到这天，客户同意"}),
    )
    .await
    .is(303);
    prove(&people.clerk, "order.correct", &order, json!({"reason": "客户换了地址"})).await.is(303);
    prove(&people.clerk, "order.task", &order, json!({"text": "问颜色"})).await.is(303);
    let done = json!({"number": "1", "result": "问过了"});
    prove(&people.clerk, "order.task_done", &order, done).await.is(303);
    let work = people.clerk.get(&format!("/api/v1/orders/{order}")).await.json();
    let work = work["work_orders"][0]["id"].as_str().unwrap().to_owned();
    prove(&people.production, "work.report", &work, json!({"good": "1"})).await.is(303);
    let part = people.warehouse.list("/stock").await[0]["code"].as_str().unwrap().to_owned();
    let receipt = json!({"kind": "receipt", "reason": "退料", "lines.0.item": part, "lines.0.quantity": "2"});
    let booked = prove(&people.warehouse, "stock.book", "", receipt).await.is(303);
    let movement = booked.header("location").trim_start_matches("/movements/").to_owned();
    prove(&people.purchasing, "purchase.place", "", json!({})).await.is(303);
    let purchase = people.purchasing.list("/purchases").await[0]["id"].as_str().unwrap().to_owned();
    let id = |text: String| text.split(['?', '#']).next().unwrap_or_default().to_owned();
    [order, id(movement), id(purchase)]
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_1_what_proves_an_act_stands_with_it_and_is_open_to_whom_it_concerns() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let [order, movement, purchase] = proved(&people).await;
        let thread = people.lead.page(&format!("/orders/{order}")).await.is(200).text();
        let readers = [
            &people.clerk,
            &people.warehouse,
            &people.purchasing,
            &people.production,
            &people.engineering,
            &people.finance,
        ];
        // Where it stands; then who of the readers opens it.
        let table = [
            ("order.edit", "thread", [true, false, false, false, false, true]),
            ("order.review_short", "thread", [true, false, false, false, false, true]),
            ("order.release", "thread", [true, true, true, true, true, true]),
            ("order.correct", "thread", [true, true, false, false, true, true]),
            ("order.task", "thread", [true, true, true, true, true, true]),
            ("order.task_done", "thread", [true, true, true, true, true, true]),
            ("work.report", "thread", [true, true, true, true, true, false]),
            ("stock.book", "movement", [true, true, true, true, false, true]),
            ("purchase.place", "purchase", [false, false, true, false, false, true]),
        ];
        for (act, stands, open) in table {
            let file = place(act);
            let path = match stands {
                "movement" => format!("/movements/{movement}"),
                "purchase" => format!("/purchases/{purchase}"),
                _ => format!("/orders/{order}"),
            };
            assert!(stands != "thread" || thread.contains(&file), "{act} in the thread");
            for (reader, open) in readers.iter().zip(open) {
                assert_eq!(reader.page(&file).await.status, if open { 200 } else { 404 }, "{act}");
                let page = reader.page(&path).await;
                assert_eq!(page.status == 200 && page.text().contains(&file), open, "{act} on {path}");
            }
        }
        // Everything as it was then: what proves the release is there, what came later is not.
        let then = people.lead.page(&format!("/orders/{order}?at=9")).await.is(200).text();
        assert!(then.contains(&place("order.review_short")) && !then.contains(&place("work.report")));
        // The files of the order follow the same rule.
        for (reader, open) in [(&people.clerk, true), (&people.production, false)] {
            let page = reader.page(&format!("/orders/{order}?tab=files")).await.is(200).text();
            assert_eq!(page.contains(&place("order.correct")), open, "a customer's words");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_1_the_api_takes_files_with_a_form_and_only_those_that_are_asked_for() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = people.clerk.post("/api/v1/orders/new", order_of("林晓", "1")).await.is(201).json();
        let order = order["id"].as_str().unwrap();
        people.clerk.fill("order.submit", order, json!({})).await.ok();
        let paid = [("on", "2026-11-02"), ("method", "transfer"), ("amount", "10")];
        let path = format!("/api/v1/orders/{order}/payments/new");
        people.finance.upload_with(&path, &paid, "files", "slip.png", &picture("slip")).await.is(201);
        people.finance.page(&place("slip")).await.is(200);
        // Under another name it is refused by that name, whoever asks, and not stored.
        for path in [path.clone(), format!("/orders/{order}/payments/new")] {
            let answer =
                people.finance.upload_with(&path, &paid, "extra", "x.png", &picture("extra")).await.is(422);
            assert!(answer.text().contains("extra"), "{}", answer.text());
            people.finance.page(&place("extra")).await.is(404);
        }
        let kept = app
            .app
            .db
            .read(|conn| -> kernel::Result<i64> { Ok(conn.one("SELECT COUNT(*) FROM file", &[])?.get(0)?) });
        assert_eq!(kept.await.unwrap(), 1, "the slip alone");
        // Words are no file.
        let words = json!({"on": "2026-11-02", "method": "transfer", "amount": "10", "files": "slip.png"});
        let answer = people.finance.post(&path, words).await.is(422);
        assert!(answer.text().contains("files"), "{}", answer.text());
    }
}
