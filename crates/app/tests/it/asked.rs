//! What is asked in an address, or typed, is understood as it is meant or told at its field: never passed over (P15, control 33).

use app::site::SITE;
use domain::access::{Right, may};
use domain::person::Role;
use kernel::list::ListFilterKind;
use kernel::ui::with_query;
use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
use serde_json::json;

use crate::kit::{TestApp, databases};
use crate::who_may::administrator;

#[tokio::test(flavor = "multi_thread")]
async fn p15_what_a_list_cannot_be_asked_is_told_at_its_field_by_page_sheet_and_api() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let admin = administrator(&app, "N1", "管理甲").await;
        let manager = app.user("顾总").await;
        let mut asked = 0;
        for list in SITE.lists() {
            let mut cases = vec![
                ("tab".to_owned(), "tab=no_such".to_owned()),
                ("sort".to_owned(), "sort=no_such".to_owned()),
                ("no_such".to_owned(), "no_such=1".to_owned()),
                ("q".to_owned(), "q=a&q=b".to_owned()),
            ];
            for filter in list.filters {
                let name = filter.name;
                match filter.kind {
                    ListFilterKind::Dates(_) | ListFilterKind::Moments(_) => {
                        cases.push((format!("{name}.from"), format!("{name}.from=2026-13-45")));
                        cases.push((format!("{name}.to"), format!("{name}.to=soon")));
                    }
                    ListFilterKind::Choice(..) => cases.push((name.to_owned(), format!("{name}=no_such"))),
                    ListFilterKind::Flag(_) => cases.push((name.to_owned(), format!("{name}=2"))),
                    ListFilterKind::Known(..) | ListFilterKind::Person(..) | ListFilterKind::Words(_) => {}
                }
            }
            let user = if may(&[Role::GeneralManager], list.right) { &manager } else { &admin };
            for (field, query) in cases {
                let told = user.get(&format!("/api/v1{}?{query}", list.path)).await.is(422).json();
                assert_eq!(told["errors"][0]["field"], field.as_str(), "{} {query}: {told}", list.path);
                for path in [list.path.to_owned(), format!("{}.xlsx", list.path)] {
                    let page = user.page(&format!("{path}?{query}")).await.is(422).text();
                    assert!(page.contains(&format!("{field}：")), "{path} {query}: {page}");
                }
                asked += 1;
            }
        }
        assert!(asked > 100, "{asked}");
        assert!(
            !may(&[Role::GeneralManager], Right::Configure),
            "the administrator's lists are asked by one"
        );
    }
}

/// One letter, as one keyboard writes it and as another one does.
const WRITINGS: [&str; 2] = ["Caf\u{e9}", "Cafe\u{301}"];

#[tokio::test(flavor = "multi_thread")]
async fn control_33_a_name_is_found_however_its_letters_were_written() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let manager = app.user("顾总").await;
        let by_api = json!({"code": "N1", "name": format!("{} API", WRITINGS[1])});
        manager.fill("customer.new", "", by_api).await.is(201);
        let name = format!("{} Form", WRITINGS[1]);
        manager.form("/customers/new", &[("code", "N2"), ("name", &name)]).await.is(303);
        let row = ["N3", &format!("{} Sheet", WRITINGS[1]), "个", "1"].map(|t| CellOut::Text(t.to_owned()));
        let sheet = SheetOut {
            name: "物料".to_owned(),
            columns: ["物料编码", "名称", "单位", "参考单价"]
                .map(|h| ColumnOut::new(h, ColumnKind::Text))
                .into(),
            rows: vec![row.into()],
            ..SheetOut::default()
        };
        let bytes = write_workbook(&[sheet]).unwrap();
        manager.upload("/api/v1/import?commit=1", "files", "parts.xlsx", &bytes).await.is(200);
        for said in WRITINGS {
            let customers = manager.list(&with_query("/customers", [("q", said)])).await;
            let names: Vec<&str> = customers.iter().filter_map(|c| c["name"].as_str()).collect();
            assert_eq!(names.len(), 2, "{names:?}");
            assert!(names.iter().all(|name| name.starts_with(WRITINGS[0])), "{names:?}");
            assert_eq!(manager.list(&with_query("/items", [("q", said)])).await.len(), 1, "of the sheet");
            let found = manager.get(&with_query("/api/v1/search", [("q", said)])).await.ok().json();
            assert_eq!(found["rows"].as_array().unwrap().len(), 3, "{found}");
        }
    }
}
