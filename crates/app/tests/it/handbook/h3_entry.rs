//! Entry of an order (H3.2): a free line is a price, and what a form does not show stays.

use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
use serde_json::{Value, json};

use super::h2_thread::company;
use crate::kit::{TestApp, databases};

fn line(item: &str, price: Option<&str>) -> Value {
    let mut line = json!({"item": item, "quantity": "1", "wanted_on": "2026-12-15", "drawing": "V1.pdf"});
    if let Some(price) = price {
        line["unit_price"] = price.into();
    }
    line
}

#[tokio::test(flavor = "multi_thread")]
async fn c06_a_line_that_was_said_to_be_free_is_released_and_one_without_a_price_is_not() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = |sample: Option<&str>| {
            json!({"kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": "2026-11-02", "transport": "零担专线",
                "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": "货到付清",
                "lines": [line("ZG-1001", Some("3680")), line("AC-TAG", sample)]})
        };
        for (sample, released) in [(None, 409), (Some("0"), 200)] {
            let made = people.clerk.post("/api/v1/orders/new", order(sample)).await.is(201).json();
            let id = made["id"].as_str().unwrap();
            // The form says 0, not nothing: saving it again keeps the free line.
            people.clerk.fill("order.edit", id, json!({"remark": "附色板"})).await.ok();
            people.clerk.fill("order.submit", id, json!({})).await.ok();
            people.lead.fill("order.review_short", id, json!({"note": "常规"})).await.ok();
            people.lead.fill("order.release", id, json!({})).await.is(released);
            let order = people.clerk.get(&format!("/api/v1/orders/{id}")).await.ok().json();
            assert_eq!(order["total"], "3680.00");
        }
    }
}

/// Two rows of an order: number of the line, remark, and a specification as long as a sheet may have it.
fn draft(specification: &str) -> Vec<u8> {
    let heads = [
        "订单号",
        "客户编码",
        "跟单员",
        "下单日期",
        "要求交货日期",
        "行号",
        "型号",
        "数量",
        "含税单价",
        "规格/要求",
        "备注",
    ];
    let text = |text: &str| CellOut::Text(text.to_owned());
    let row = |number: &str, remark: &str| {
        [
            "K-7",
            "C001",
            "林晓",
            "2026-11-02",
            "2026-12-15",
            number,
            "ZG-1001",
            "2",
            "3680",
            specification,
            remark,
        ]
        .map(text)
        .to_vec()
    };
    let columns = heads.iter().map(|head| ColumnOut::new(*head, ColumnKind::Text)).collect();
    let rows = vec![row("10", "先做样"), row("20", "靠窗")];
    write_workbook(&[SheetOut { name: "订单".to_owned(), columns, rows, ..SheetOut::default() }]).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c07_saving_an_imported_draft_loses_nothing_of_its_lines() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let specification = "白橡木纹，圆角 R5；".repeat(25);
        let sheet = draft(&specification);
        let report =
            people.lead.upload("/api/v1/import?commit=1", "files", "order.xlsx", &sheet).await.is(200).json();
        assert_eq!(report["sheets"][0]["new"], 2, "{report}");
        let drafts = people.clerk.list("/orders?tab=draft").await;
        let id = drafts[0]["id"].as_str().unwrap();
        let kept = |order: &Value| -> Vec<(Value, Value, Value)> {
            let lines = order["lines"].as_array().unwrap().iter();
            lines.map(|l| (l["number"].clone(), l["remark"].clone(), l["specification"].clone())).collect()
        };
        let before = kept(&people.clerk.get(&format!("/api/v1/orders/{id}")).await.ok().json());
        people.lead.fill("order.edit", id, json!({"clerk": "吴静"})).await.ok();
        let after = people.lead.get(&format!("/api/v1/orders/{id}")).await.ok().json();
        assert_eq!(kept(&after), before);
        let (number, remark, said) = before[1].clone();
        assert_eq!((number, remark), (json!(20), json!("靠窗")));
        assert!(said.as_str().unwrap().ends_with(&specification), "{said}");
        assert_eq!(after["clerk"], "吴静");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_4_terms_written_anew_are_the_plan_and_rows_that_were_changed_too_are_theirs() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let body = json!({
            "kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": "2026-11-02", "transport": "零担专线",
            "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": "月结30天",
            "lines": [{"item": "ZG-1001", "quantity": "10", "unit_price": "12", "wanted_on": "2026-12-20", "drawing": "V1.pdf"}],
        });
        let made = people.clerk.post("/api/v1/orders/new", body).await.is(201).json();
        let order = made["id"].as_str().unwrap().to_owned();
        people.clerk.fill("order.edit", &order, json!({"terms": "30%定金,发货前付清70%"})).await.ok();
        // Words that nobody can read beside rows: the rows stand, and the words may change.
        for words in ["按合同第5条", "按合同第5条及补充协议"] {
            people.clerk.fill("order.edit", &order, json!({"terms": words})).await.ok();
        }
        let slip =
            people.clerk.fill("order.edit", &order, json!({"terms": "甲方60%乙方40%"})).await.is(422).text();
        assert!(slip.contains("没有读懂付款条件"), "the old rows do not stand for it: {slip}");
        // Rows that were filled in beside words with shares go on standing when the words are put otherwise.
        let by_hand = json!({"terms": "30%定金，余款按合同", "plan.0.percent": "40", "plan.1.percent": "60"});
        people.clerk.fill("order.edit", &order, by_hand).await.ok();
        people.clerk.fill("order.edit", &order, json!({"terms": "30%定金，余款按合同附件二"})).await.ok();
        people.clerk.fill("order.submit", &order, json!({})).await.ok();
        people.lead.fill("order.review_short", &order, json!({"note": "常规"})).await.ok();
        people.lead.fill("order.release", &order, json!({})).await.ok();
        let asked = people.finance.list("/receivables").await;
        let due: Vec<&str> = asked.iter().map(|row| row["due"].as_str().unwrap()).collect();
        assert_eq!(due, ["deposit", "before_shipping"], "{asked:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_1_a_clerk_discards_her_own_draft_and_nothing_that_was_handed_in() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let body = json!({
            "kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": "2026-11-02", "terms": "月结30天",
            "lines": [{"item": "ZG-1001", "quantity": "10", "unit_price": "12", "wanted_on": "2026-12-20"}],
        });
        let draft = async || -> String {
            let made = people.clerk.post("/api/v1/orders/new", body.clone()).await.is(201).json();
            made["id"].as_str().unwrap().to_owned()
        };
        let why = json!({"reason": "录错了客户"});
        let (wrong, kept) = (draft().await, draft().await);
        app.user("吴静").await.fill("order.discard", &wrong, why.clone()).await.is(403);
        people.clerk.fill("order.discard", &wrong, why.clone()).await.ok();
        let desk = people.clerk.get("/api/v1/today").await.ok().text();
        assert!(!desk.contains(&wrong) && desk.contains(&kept), "nobody is asked to hand it in: {desk}");
        people.clerk.fill("order.submit", &kept, json!({})).await.ok();
        let refused = people.clerk.fill("order.discard", &kept, why).await.is(409).text();
        assert!(refused.contains("部门领导"), "{refused}");

        // What came back from its review was handed in, and may have money; what somebody stopped stays.
        let back = json!({"department": "materials", "verdict": "reject", "note": "没有图"});
        people.purchasing.fill("order.review", &kept, back).await.ok();
        people.clerk.fill("order.discard", &kept, json!({"reason": "不做了"})).await.is(409);
        let stopped = draft().await;
        people.lead.fill("order.hold", &stopped, json!({"reason": "先别动"})).await.ok();
        let refused =
            people.clerk.fill("order.discard", &stopped, json!({"reason": "不做了"})).await.is(409).text();
        assert!(refused.contains("先别动"), "{refused}");
    }
}
