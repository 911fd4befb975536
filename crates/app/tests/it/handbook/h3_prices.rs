//! Unit prices with up to six decimals, and amounts that name another currency (C03, H3.1, H4.2).

use paper::sheet_read::{Cell, Limits, read_workbook};
use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
use serde_json::{Value, json};

use super::h2_thread::{Company, company, order_of};
use crate::kit::{TestApp, databases};
use crate::released::verify;

const FOREIGN: &str = "金额是美元（USD），现在只能用人民币。请换算后填写";

fn order_at(price: &str, quantity: &str) -> Value {
    let mut order = order_of("林晓", quantity);
    order["lines"][0]["unit_price"] = price.into();
    order
}

/// A part that did not exist before, at a cost.
async fn part(people: &Company, code: &str, cost: &str) -> String {
    let body =
        json!({"code": code, "name": "自攻螺丝", "kind": "part", "unit": "个", "reference_cost": cost});
    people.finance.post("/api/v1/items/new", body).await.is(201).json()["id"].as_str().unwrap().to_owned()
}

/// What a refusal says of its only wrong field.
fn told(refused: &Value) -> (&str, &str) {
    assert_eq!(refused["errors"].as_array().unwrap().len(), 1, "{refused}");
    let wrong = &refused["errors"][0];
    (wrong["field"].as_str().unwrap(), wrong["text"].as_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn c03_h4_2_screws_are_bought_at_three_decimals() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let buyer = &people.purchasing;
        part(&people, "LS-35", "0.035").await;
        let supplier = buyer.list("/suppliers").await[0]["id"].clone();
        let buy = |cost: &str| {
            let line =
                json!({"item": "LS-35", "quantity": "5000", "unit_cost": cost, "need_by": "2026-11-20"});
            json!({"supplier": supplier, "lines": [line]})
        };
        let placed = buyer.post("/api/v1/purchases/new", buy("0.035")).await.is(201).json();
        let id = placed["id"].as_str().unwrap();
        let one = buyer.get(&format!("/api/v1/purchases/{id}")).await.ok().json();
        assert_eq!(one["lines"][0]["unit_cost"], "0.035", "{one}");
        let row = buyer.list("/purchases").await.into_iter().find(|row| row["id"] == id).unwrap();
        assert_eq!(row["total"], "175.00", "{row}");
        let page = buyer.page(&format!("/purchases/{id}")).await.ok().text();
        assert!(page.contains("¥0.035"), "{page}");
        let paper = buyer.page(&format!("/purchases/{id}/purchase-order.pdf")).await.ok();
        assert_eq!(paper.header("content-type"), "application/pdf");

        let refused = buyer.post("/api/v1/purchases/new", buy("0.0350001")).await.is(422).json();
        let (field, text) = told(&refused);
        assert_eq!(field, "lines.0.unit_cost");
        assert!(text.contains("0.0350001") && text.contains("最多六位小数"), "{text}");
        let refused = buyer.post("/api/v1/purchases/new", buy("$0.005")).await.is(422).json();
        assert_eq!(told(&refused), ("lines.0.unit_cost", FOREIGN));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c03_h3_1_an_order_line_has_a_price_before_tax() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let clerk = &people.clerk;
        let made = clerk.post("/api/v1/orders/new", order_at("¥3,256.637168", "12")).await.is(201).json();
        let id = made["id"].as_str().unwrap();
        let order = clerk.get(&format!("/api/v1/orders/{id}")).await.ok().json();
        let line = &order["lines"][0];
        assert_eq!((&line["unit_price"], &line["amount"]), (&json!("3256.637168"), &json!("39079.65")));
        let row = clerk.list("/orders").await.into_iter().find(|row| row["id"] == id).unwrap();
        assert_eq!(row["total"], "39079.65");
        let page = clerk.page(&format!("/orders/{id}")).await.ok().text();
        assert!(page.contains("3,256.637168") && page.contains("39,079.65"), "{page}");

        // The draft is opened with the price as it is, and saved without losing a decimal.
        clerk.fill("order.edit", id, json!({"remark": "含税价 3680"})).await.ok();
        let order = clerk.get(&format!("/api/v1/orders/{id}")).await.ok().json();
        assert_eq!(order["lines"][0]["unit_price"], "3256.637168", "{order}");
        assert_eq!(verify(&app).await.faults, Vec::<String>::new());

        let refused = clerk.post("/api/v1/orders/new", order_at("3256.6371681", "1")).await.is(422).json();
        let (field, text) = told(&refused);
        assert_eq!(field, "lines.0.unit_price");
        assert!(text.contains("3256.6371681") && text.contains("最多六位小数"), "{text}");
        for (price, name) in
            [("$3680", "美元（USD）"), ("3680 HKD", "港元（HKD）"), ("3680欧元", "欧元（EUR）")]
        {
            let refused = clerk.post("/api/v1/orders/new", order_at(price, "1")).await.is(422).json();
            let text = format!("金额是{name}，现在只能用人民币。请换算后填写");
            assert_eq!(told(&refused), ("lines.0.unit_price", text.as_str()));
        }
        let english = [("accept-language", "en")];
        let refused = clerk.post_with("/api/v1/orders/new", order_at("US$3680", "1"), &english).await.is(422);
        let text = "This is in US dollars (USD); only Chinese yuan can be used now. Please convert it first";
        assert_eq!(told(&refused.json()), ("lines.0.unit_price", text));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c03_an_items_price_and_cost_have_four_decimals_on_every_way_out() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        // Who sees prices and costs.
        let finance = &people.finance;
        let id = part(&people, "GS-0212", "0.212").await;
        let changes = json!({"list_price": "3.7765"});
        finance.fill("item.edit", &id, changes).await.ok();
        let row = finance.list("/items?q=GS-0212").await.remove(0);
        assert_eq!((&row["reference_cost"], &row["list_price"]), (&json!("0.212"), &json!("3.7765")));
        let one = finance.get(&format!("/api/v1/items/{id}")).await.ok().json();
        assert_eq!(
            (&one["reference_cost"], &one["list_price"]),
            (&json!("0.212"), &json!("3.7765")),
            "{one}"
        );
        let page = finance.page(&format!("/items/{id}")).await.ok().text();
        assert!(page.contains("¥0.212") && page.contains("¥3.7765"), "{page}");
        let sheet = finance.page("/items.xlsx?q=GS-0212").await.ok();
        let book = read_workbook(&sheet.body, &Limits::default()).unwrap();
        let cells = book.sheets[0].rows.concat();
        for price in ["0.212", "3.7765"] {
            assert!(cells.contains(&Cell::Number(price.to_owned())), "{cells:?}");
        }
        assert_eq!(verify(&app).await.faults, Vec::<String>::new());
        let refused =
            finance.fill("item.edit", &id, json!({"reference_cost": "0.2120001"})).await.is(422).json();
        assert_eq!(told(&refused).0, "reference_cost");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c03_a_price_is_described_with_its_limits() {
    let app = TestApp::start("").await;
    let document = app.nobody().get("/api/v1/openapi.json").await.ok().json();
    let body = |path: &str| {
        let post = &document["paths"][path]["post"];
        post["requestBody"]["content"]["application/json"]["schema"]["properties"].clone()
    };
    let price = body("/api/v1/orders/new")["lines"]["items"]["properties"]["unit_price"].clone();
    assert_eq!(
        (&price["type"], &price["format"], &price["x-decimals"]),
        (&json!("string"), &json!("decimal"), &json!(6))
    );
    assert_eq!((&price["x-least"], &price["x-most"]), (&json!("0.00"), &json!("100000000.00")));
    assert_eq!(price["example"], "3256.637168");
    assert_eq!(body("/api/v1/orders/{id}/payments/new")["amount"]["x-decimals"], 2, "amounts have two");
}

/// A sheet of parts: code, cost, and what the heading of the costs is.
fn parts(heading: &str, costs: &[(&str, CellOut)]) -> Vec<u8> {
    let heads = [("物料编码", ColumnKind::Text), ("名称", ColumnKind::Text), ("单位", ColumnKind::Text)];
    let mut columns: Vec<ColumnOut> = heads.map(|(head, kind)| ColumnOut::new(head, kind)).into();
    columns.push(ColumnOut::new(heading, ColumnKind::Price));
    let text = |text: &str| CellOut::Text(text.to_owned());
    let row = |(code, cost): &(&str, CellOut)| vec![text(code), text("螺丝"), text("个"), cost.clone()];
    let rows = costs.iter().map(row).collect();
    write_workbook(&[SheetOut { name: "物料".to_owned(), columns, rows, ..SheetOut::default() }]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c03_h3_1_a_sheet_has_prices_that_were_computed_and_none_in_dollars() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let text = |text: &str| CellOut::Text(text.to_owned());
        let sheet = parts(
            "参考单价",
            &[
                ("C03-1", CellOut::Number { units: 3_256_637_168, scale: 6 }),
                // 3680 ÷ 1.13, and 0.04 ÷ 1.13, pasted as values.
                ("C03-2", CellOut::Number { units: 325_663_716_814_159, scale: 11 }),
                ("C03-3", CellOut::Number { units: 353_982_300_884_956, scale: 16 }),
                ("C03-4", text("0.0350001")),
                ("C03-5", text("$0.50")),
                ("C03-6", text("0.035元")),
            ],
        );
        let report =
            people.lead.upload("/api/v1/import?commit=1", "files", "parts.xlsx", &sheet).await.is(200).json();
        let sheet = &report["sheets"][0];
        assert_eq!((&sheet["new"], &sheet["bad"]), (&json!(4), &json!(2)), "{report}");
        let cells = |rows: &Value| -> Vec<(i64, String, String, Value)> {
            let row = |row: &Value| {
                let wrong = &row["wrongs"][0];
                let word = |name: &str| wrong[name].as_str().unwrap().to_owned();
                (row["row"].as_i64().unwrap(), word("field"), word("reason"), wrong["params"].clone())
            };
            rows.as_array().unwrap().iter().map(row).collect()
        };
        let cost = || "参考单价".to_owned();
        assert_eq!(
            cells(&sheet["rows"]),
            [
                (
                    5,
                    cost(),
                    "“{value}”超过六位小数。单价最多六位小数，请四舍五入后填写".to_owned(),
                    json!([["value", "0.0350001"]])
                ),
                (
                    6,
                    cost(),
                    "金额是{currency}，现在只能用人民币。请换算后填写".to_owned(),
                    json!([["currency", "美元（USD）"]])
                ),
            ]
        );
        let rounded = || "超过六位小数，已四舍五入为 {price}".to_owned();
        assert_eq!(
            cells(&sheet["warnings"]),
            [
                (3, cost(), rounded(), json!([["price", "3256.637168"]])),
                (4, cost(), rounded(), json!([["price", "0.035398"]])),
            ]
        );
        let costs: Vec<Value> = people
            .finance
            .list("/items?q=C03-&sort=code")
            .await
            .iter()
            .map(|row| row["reference_cost"].clone())
            .collect();
        assert_eq!(costs, ["3256.637168", "3256.637168", "0.035398", "0.035"]);

        // A heading that names a currency names that of every price below it.
        let sheet = parts("参考单价(元)", &[("C03-7", text("0.5"))]);
        let report = people.lead.upload("/api/v1/import", "files", "parts.xlsx", &sheet).await.is(200).json();
        assert_eq!(report["sheets"][0]["bad"], 0, "{report}");
        let sheet = parts("参考单价（USD）", &[("C03-7", CellOut::Number { units: 5, scale: 1 })]);
        let report = people.lead.upload("/api/v1/import", "files", "parts.xlsx", &sheet).await.is(200).json();
        assert_eq!(
            cells(&report["sheets"][0]["rows"])[0].3,
            json!([["currency", "美元（USD）"]]),
            "{report}"
        );
    }
}
