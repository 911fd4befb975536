//! Import (H3.1): a customer's own order, its layout told once.

use serde_json::json;

use super::h2_thread::company;
use crate::kit::{TestApp, databases};

const PO: &str = "customer-po-yunjin";

#[tokio::test(flavor = "multi_thread")]
async fn h3_1_the_layout_of_a_customers_order_is_told_once_and_remembered() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let strange = app.import(&[PO]).await;
        assert_eq!(strange.sheets[0].kind, "", "nobody knows it yet");
        assert!(people.clerk.list("/orders?tab=draft").await.is_empty());

        let header = "序号|货品名称|型号规格|材质/颜色|数量|单位|含税单价|金额|交期|送货门店|备注";
        let layout = |number_at: &str| {
            json!({"customer": "C001", "clerk": "U01", "header": header, "col0": "型号规格", "col1": "数量", "col2": "单位",
                "col3": "含税单价", "col4": "交期", "col7": "备注", "number_at": number_at, "date_at": "日期",
                "contact_at": "联系人", "terms_at": "付款方式"})
        };
        let path = "/api/v1/import/layouts/new";
        people.warehouse.post(path, layout("订单编号")).await.is(403);
        let refused = people.clerk.post(path, layout("")).await.is(422).json();
        assert_eq!(refused["errors"][0]["field"], "number_at");
        let told = people.clerk.post(path, layout("订单编号")).await.ok().json();
        assert!(told["location"].as_str().unwrap().starts_with("/customers/"), "{told}");

        let taken = app.import(&[PO]).await;
        assert_eq!((taken.sheets[0].new, taken.sheets[0].bad), (6, 0), "{taken:?}");
        let drafts = people.clerk.list("/orders?tab=draft").await;
        assert_eq!(drafts.len(), 1);
        let again = app.import(&[PO]).await;
        assert_eq!((again.sheets[0].new, again.sheets[0].unchanged), (0, 6));
        assert_eq!(people.clerk.list("/orders?tab=draft").await.len(), 1);

        // The draft goes on like any other: it gets our number when it is handed in.
        let id = drafts[0]["id"].as_str().unwrap();
        people.clerk.fill("order.submit", id, json!({})).await.ok();
        let order = people.clerk.get(&format!("/api/v1/orders/{id}")).await.ok().json();
        assert!(order["number"].as_str().unwrap().starts_with("GD"), "{order}");

        // The customer's page names the layout, and forgets it.
        let location = told["location"].as_str().unwrap();
        assert!(people.clerk.page(location).await.ok().text().contains("型号规格"));
        let id = location.rsplit('/').next().unwrap();
        let forget = format!("/api/v1/import/layouts/{id}/forget");
        people.warehouse.post(&forget, json!({"header": header})).await.is(403);
        people.clerk.post(&forget, json!({"header": header})).await.ok();
        people.clerk.post(&forget, json!({"header": header})).await.is(404);
        assert!(!people.clerk.page(location).await.ok().text().contains("型号规格"));
    }
}
