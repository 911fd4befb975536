//! Import (H3.1): a customer's own order, its layout told once.

use serde_json::{Value, json};

use super::h2_thread::{Company, company};
use crate::kit::{TestApp, databases};

const PO: &str = "customer-po-yunjin";
const LAYOUTS: &str = "/api/v1/import/layouts/new";
const HEADER: &str = "序号|货品名称|型号规格|材质/颜色|数量|单位|含税单价|金额|交期|送货门店|备注";

fn layout(number_at: &str) -> Value {
    json!({"customer": "C001", "clerk": "U01", "header": HEADER, "col0": "型号规格", "col1": "数量", "col2": "单位",
        "col3": "含税单价", "col4": "交期", "col7": "备注", "number_at": number_at, "date_at": "日期",
        "contact_at": "联系人", "terms_at": "付款方式"})
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_1_the_layout_of_a_customers_order_is_told_once_and_remembered() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let strange = app.import(&[PO]).await;
        assert_eq!(strange.sheets[0].kind, "", "nobody knows it yet");
        assert!(people.clerk.list("/orders?tab=draft").await.is_empty());

        people.warehouse.post(LAYOUTS, layout("订单编号")).await.is(403);
        let refused = people.clerk.post(LAYOUTS, layout("")).await.is(422).json();
        assert_eq!(refused["errors"][0]["field"], "number_at");
        let told = people.clerk.post(LAYOUTS, layout("订单编号")).await.ok().json();
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
        people.warehouse.post(&forget, json!({"header": HEADER})).await.is(403);
        people.clerk.post(&forget, json!({"header": HEADER})).await.ok();
        people.clerk.post(&forget, json!({"header": HEADER})).await.is(404);
        assert!(!people.clerk.page(location).await.ok().text().contains("型号规格"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_1_a_customers_order_that_comes_in_twice_at_once_is_one_order() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        people.clerk.post(LAYOUTS, layout("订单编号")).await.ok();
        let (first, second) = tokio::join!(app.import(&[PO]), app.import(&[PO]));
        let told = [&first, &second].map(|report| report.sheets[0].new);
        assert!(told.contains(&6), "{told:?}");
        assert_eq!(people.clerk.list("/orders?tab=draft").await.len(), 1, "{first:?} {second:?}");
    }
}

/// The identity of the latest upload.
async fn latest(people: &Company) -> String {
    let page = people.clerk.page("/import").await.ok().text();
    let mut ids = page.split("/import/").filter_map(|rest| rest.get(..32));
    let id = ids.find(|id| id.bytes().all(|b| b.is_ascii_hexdigit()));
    id.unwrap_or_else(|| panic!("{page}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_1_the_columns_of_a_strange_sheet_are_mapped_from_its_import() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let path = format!("{}/tests/fixtures/{PO}.xlsx", env!("CARGO_MANIFEST_DIR"));
        let po = std::fs::read(path).unwrap();
        people.warehouse.upload("/import/upload", "files", "po.xlsx", &po).await.is(403);
        people.clerk.upload("/import/upload", "files", "po.xlsx", &po).await.is(303);
        let id = latest(&people).await;
        let page = people.clerk.page(&format!("/import/{id}")).await.ok().text();
        assert!(page.contains("对应列"), "{page}");

        // Everything is guessed, with examples out of the sheet; another row may have the headings.
        let path = format!("/import/layouts/new?import={id}&sheet=0");
        people.warehouse.page(&path).await.is(403);
        let form = people.clerk.page(&path).await.ok().text();
        for word in
            ["C001", "型号规格（ZG-1001 1200*550*950）", "订单编号（YJ-2026-1188）", "用作表头", "第 7 行"]
        {
            assert!(form.contains(word), "{word}: {form}");
        }
        people.clerk.page(&format!("{path}&top=1")).await.ok();
        let elsewhere = ["&top=99", "&top=-1", "&top=x"].map(|top| format!("{path}{top}"));
        let no_sheet = [
            format!("/import/layouts/new?import={id}&sheet=9"),
            "/import/layouts/new?import=nobody&sheet=0".to_owned(),
        ];
        for path in elsewhere.iter().chain(&no_sheet) {
            assert!([200, 404].contains(&people.clerk.page(path).await.status), "{path}");
        }

        let header = "序号|货品名称|型号规格|材质/颜色|数量|单位|含税单价|金额|交期|送货门店|备注";
        let fields = |customer: &'static str| {
            [
                ("customer", customer),
                ("clerk", "U01"),
                ("header", header),
                ("col0", "型号规格"),
                ("col1", "数量"),
                ("col2", "单位"),
                ("col3", "含税单价"),
                ("col4", "交期"),
                ("col5", ""),
                ("col6", ""),
                ("col7", "备注"),
                ("col8", ""),
                ("number_at", "订单编号："),
                ("date_at", "日期"),
                ("contact_at", "联系人"),
                ("terms_at", "付款方式"),
            ]
        };
        people.warehouse.form(&path, &fields("C001")).await.is(403);
        let refused = people.clerk.form(&path, &fields("C999")).await.is(422).text();
        assert!(
            refused.contains("没有客户 C999") && refused.contains("型号规格（ZG-1001"),
            "the choices are there again"
        );
        people.clerk.form(&path, &fields("C001")).await.is(303);

        let page = people.clerk.page(&format!("/import/{id}")).await.ok().text();
        assert!(
            page.contains("按 云锦珠宝 的格式读取") && page.contains("改对应") && page.contains("commit"),
            "{page}"
        );
        people.clerk.page(&path).await.ok();

        // The same file twice in one upload is one order.
        let twice = app.import(&[PO, PO]).await;
        assert_eq!(twice.sheets.iter().map(|s| (s.new, s.unchanged)).collect::<Vec<_>>(), [(6, 0), (0, 6)]);
        assert_eq!(people.clerk.list("/orders?tab=draft").await.len(), 1);
    }
}
