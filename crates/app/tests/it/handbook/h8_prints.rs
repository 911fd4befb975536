//! Standard forms (H8.5): each print is counted and kept, and what leaves the house is in its reader's language.

use serde_json::{Value, json};

use super::h2_thread::{Company, company};
use super::h6_shipping::{announced, ready};
use crate::kit::{Answer, TestApp, User, databases};

/// What stands on a paper, without blanks.
fn words(paper: &Answer) -> String {
    assert_eq!((paper.status, paper.header("content-type")), (200, "application/pdf"), "{}", paper.text());
    let document = lopdf::Document::load_mem(&paper.body).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).unwrap();
    text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect()
}

/// Prints, and answers where the print is found.
async fn print(user: &User, path: &str) -> String {
    user.form(path, &[]).await.is(303).header("location").to_owned()
}

async fn prints(user: &User, shipment: &str) -> Vec<Value> {
    let read = user.get(&format!("/api/v1/shipments/{shipment}")).await.ok().json();
    read["prints"].as_array().unwrap().clone()
}

async fn speaks(people: &Company, language: &str) {
    let customer = people.clerk.list("/customers?q=C001").await[0]["id"].as_str().unwrap().to_owned();
    people.lead.fill("customer.edit", &customer, json!({"language": language})).await.ok();
}

#[tokio::test(flavor = "multi_thread")]
async fn h8_5_each_print_is_counted_once_and_kept() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let shipment = announced(&app, &people, &order, "10", json!({})).await;
        let path = format!("/shipments/{shipment}/delivery-note.pdf");
        let clerk = &people.clerk;

        // What is only looked at is no print, and says so.
        assert!(words(&clerk.page(&path).await).contains("预览，未登记打印"));
        assert_eq!(prints(clerk, &shipment).await, Vec::<Value>::new());

        // The first, however often it is fetched; then the second.
        let first = print(clerk, &path).await;
        assert_eq!(first, format!("{path}?print=1"));
        for _ in 0..2 {
            assert!(words(&clerk.page(&first).await).contains("首次打印"));
        }
        let second = print(clerk, &path).await;
        assert!(words(&clerk.page(&second).await).contains("第2次打印"));
        // Another paper of the same shipment has a count of its own.
        let notice = print(clerk, &format!("/shipments/{shipment}/receipt-notice.pdf")).await;
        assert!(notice.ends_with("?print=1"), "{notice}");

        // A script that sends its print again gets the same one.
        let again = [("idempotency-key", "k-1")];
        for _ in 0..2 {
            let third = clerk.post_with(&path, json!({}), &again).await.is(303);
            assert_eq!(third.header("location"), format!("{path}?print=3"));
        }
        let kept = prints(clerk, &shipment).await;
        let told: Vec<_> =
            kept.iter().map(|p| (p["form"].as_str().unwrap(), p["n"].as_i64().unwrap())).collect();
        assert_eq!(
            told,
            [("delivery_note", 3), ("delivery_note", 2), ("delivery_note", 1), ("receipt_notice", 1)]
        );
        let page = clerk.page(&format!("/shipments/{shipment}")).await.ok().text();
        assert!(
            page.contains("打印记录") && page.contains("第 3 次") && !page.contains("之后有改动"),
            "{page}"
        );

        // Without prices it stays without them, whatever the address says later.
        let bare = print(clerk, &format!("{path}?prices=0")).await;
        assert!(!words(&clerk.page(&format!("{bare}&prices=1")).await).contains("单价"));
        assert!(words(&clerk.page(&second).await).contains("单价"));

        // It is its printer's, and it is what it was: once something has changed, it is printed anew.
        people.lead.page(&second).await.is(409);
        people.lead.page(&format!("{path}?print=77")).await.is(404);
        speaks(&people, "en").await;
        let told = clerk.page(&second).await.is(409).text();
        assert!(told.contains("请重新打印"), "{told}");
        let leaves =
            json!({"on": "2026-11-02", "carrier": "顺发专线", "packages": "1", "note": "与客户另约"});
        people.warehouse.fill("shipment.dispatch", &shipment, leaves).await.ok();
        let page = clerk.page(&format!("/shipments/{shipment}")).await.ok().text();
        assert!(page.contains("之后有改动"), "{page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h8_5_two_who_print_at_once_have_two_numbers_and_nobody_prints_what_they_may_not_read() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let shipment = announced(&app, &people, &order, "10", json!({})).await;
        let path = format!("/shipments/{shipment}/delivery-note.pdf");
        let all = (0..6).map(|n| if n % 2 == 0 { &people.clerk } else { &people.lead });
        let printed = futures::future::join_all(all.map(|user| print(user, &path))).await;
        let mut numbers: Vec<&str> = printed.iter().map(|at| at.rsplit('=').next().unwrap()).collect();
        numbers.sort_unstable();
        assert_eq!(numbers, ["1", "2", "3", "4", "5", "6"]);
        let builder = app.user("丁强").await;
        builder.form(&path, &[]).await.is(403);
        let login = app.nobody().post(&path, json!({})).await.is(303);
        assert!(login.header("location").starts_with("/login"));
        assert_eq!(prints(&people.clerk, &shipment).await.len(), 6);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c29_a_paper_with_missing_characters_is_not_counted_before_it_is_decided() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let shipment = announced(&app, &people, &order, "10", json!({"contact": "李😀"})).await;
        let path = format!("/shipments/{shipment}/delivery-note.pdf");
        let told = people.clerk.form(&path, &[]).await.is(409).text();
        let anyway = format!("action=\"{path}?anyway=1\"");
        assert!(told.contains("有字印不出来") && told.contains(&anyway), "{told}");
        assert_eq!(prints(&people.clerk, &shipment).await.len(), 0);
        let printed = print(&people.clerk, &format!("{path}?anyway=1")).await;
        assert!(words(&people.clerk.page(&printed).await).contains("首次打印"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_leaves_the_house_is_in_its_readers_language_and_has_no_code() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = ready(&app, &people).await;
        let shipment = announced(&app, &people, &order, "10", json!({})).await;
        let path = format!("/shipments/{shipment}/delivery-note.pdf");
        let english = [("accept-language", "en")];
        let notice = |form: Value| {
            let fields = form["fields"].as_array().unwrap().clone();
            fields.into_iter().find(|f| f["name"] == "text").unwrap()["value"].as_str().unwrap().to_owned()
        };
        let form = format!("/api/v1/operations/shipment.notice/form?id={shipment}");

        // A Chinese customer gets Chinese, whatever the screen of who prints it.
        let said = words(&people.clerk.page_with(&path, &english).await);
        assert!(said.contains("送货单") && said.contains("第一联") && said.contains("大写"), "{said}");
        let number =
            people.clerk.get(&format!("/api/v1/shipments/{shipment}")).await.ok().json()["number"].clone();
        let number = number.as_str().unwrap();
        assert_eq!(said.matches(number).count(), 1, "no code, and no number to type below it: {said}");
        assert!(notice(people.clerk.get(&form).await.ok().json()).starts_with("您好，订单"));

        speaks(&people, "en").await;
        let paper = people.clerk.page(&path).await;
        assert!(paper.header("content-disposition").contains("Delivery%20note_"));
        let said = words(&paper);
        assert!(said.contains("DeliveryNote") && said.contains("Copy1file"), "{said}");
        assert!(!said.contains("送货单") && !said.contains("大写") && !said.contains("第一联"), "{said}");
        let text = notice(people.clerk.get(&form).await.ok().json());
        assert!(text.starts_with("Hello, the goods of order") && !text.contains("您好"), "{text}");
        let receipt = words(&people.clerk.page(&format!("/shipments/{shipment}/receipt-notice.pdf")).await);
        assert!(receipt.contains("NoticetotheReceiver") && !receipt.contains("scanthecode"), "{receipt}");

        // What stays in the house is in the language of its reader, and its codes lead to work orders.
        let list = format!("/orders/{order}/production-list.pdf");
        assert!(words(&people.clerk.page(&list).await).contains("生产清单"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_supplier_gets_the_order_in_their_language() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let buyer = app.user("许佳").await;
        let supplier = buyer.list("/suppliers").await[0]["id"].as_str().unwrap().to_owned();
        let line = json!({"item": "AC-TAG", "quantity": "500", "unit_cost": "3", "need_by": "2026-11-20"});
        let placed = json!({"supplier": supplier, "lines": [line]});
        let placed = buyer.post("/api/v1/purchases/new", placed).await.is(201).json();
        let path = format!("/purchases/{}/purchase-order.pdf", placed["id"].as_str().unwrap());
        let said = words(&buyer.page(&path).await);
        assert!(said.contains("采购单") && said.contains("仟"), "{said}");
        buyer.fill("supplier.edit", &supplier, json!({"language": "en"})).await.ok();
        let said = words(&buyer.page(&path).await);
        assert!(said.contains("PurchaseOrder") && !said.contains("采购单") && !said.contains('仟'), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c35_the_settings_say_whether_codes_are_printed() {
    let app = TestApp::start("").await;
    let manager = app.user("顾总").await;
    let made = json!({"code": "N1", "name": "管理甲", "role_administrator": "1"});
    manager.fill("person.new", "", made).await.is(201);
    let page = app.user("管理甲").await.page("/settings").await.ok().text();
    assert!(page.contains("http://gendan.test") && page.contains("印在生产清单上"), "{page}");
}
