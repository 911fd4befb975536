//! What the released version kept opens, verifies, replays and is worked on by this one (H2.1, H2.3).

use std::io::{Cursor, Read as _};
use std::sync::Arc;

use app::upkeep;
use db::Conn;
use kernel::Result;
use kernel::web::Progress;
use serde_json::json;
use tempfile::TempDir;

use crate::evidence_kept::company_at_work;
use crate::kit::{TestApp, databases};

/// The evening of the last day that the released version recorded.
pub const LAST_EVENING: &str = "2026-10-30T09:00:00Z";

/// A copy of the database that the released version left (schema 5, November 2026).
pub fn released() -> TempDir {
    let folder = TempDir::new().unwrap();
    let packed = include_bytes!("../fixtures/released-2026-11.zip");
    let mut archive = zip::ZipArchive::new(Cursor::new(packed)).unwrap();
    let mut bytes = Vec::new();
    archive.by_name("gendan.db").unwrap().read_to_end(&mut bytes).unwrap();
    std::fs::write(folder.path().join("gendan.db"), bytes).unwrap();
    folder
}

/// The released version's orders that are under way, and how many facts their threads have.
fn open_orders(conn: &mut Conn) -> Result<Vec<(String, i64)>> {
    let rows = conn.query(
        "SELECT o.id, COUNT(*) FROM sales_order o JOIN fact_order f ON f.order_id = o.id
         WHERE o.state = 'released' GROUP BY o.id ORDER BY o.id",
        &[],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_1_a_database_of_the_released_version_opens_verifies_and_is_worked_on() {
    // Nobody is asked to rebuild: a start builds the tables of another version anew (ADR 0017), and all is in order.
    let test = TestApp::over(released(), "", LAST_EVENING).await;
    let verified = verify(&test).await;
    assert_eq!(verified.faults, Vec::<String>::new());
    assert_eq!(verified.facts, 1132);

    // ADR 0030: what stood on a desk before is shown since its day, and what was late stays so.
    let late = |conn: &mut Conn| -> Result<i64> {
        let sql = "SELECT COUNT(*) FROM follow_up WHERE visible_from < '2026-10-20' AND due < '2026-10-28'";
        Ok(conn.one(sql, &[])?.get(0)?)
    };
    assert!(test.app.db.read(late).await.unwrap() > 0);

    // ADR 0018: costs that were kept in 分 are the same yuan in millionths.
    let finance = test.user("梁敏").await;
    for (code, cost) in [("AC-TAG", "4.50"), ("AC-05C", "145.00")] {
        let item = finance.list(&format!("/items?q={code}")).await.remove(0);
        assert_eq!((&item["code"], &item["reference_cost"]), (&json!(code), &json!(cost)));
    }

    let clerk = test.user("陈岚").await;
    let orders = test.app.db.read(open_orders).await.unwrap();
    assert_eq!(orders.len(), 13);
    // H2.3: every order as it stood after its first fact, half way, and after its last.
    for (order, facts) in &orders {
        let now = clerk.get(&format!("/api/v1/orders/{order}")).await.ok().json();
        let first = clerk.get(&format!("/api/v1/orders/{order}?at=1")).await.ok().json();
        let last = clerk.get(&format!("/api/v1/orders/{order}?at={facts}")).await.ok().json();
        assert_eq!(first["state"], "draft", "{order}");
        for field in ["state", "number", "lines"] {
            assert_eq!(last[field], now[field], "{order}: {field}");
        }
        for at in [1, facts / 2, *facts] {
            let page = clerk.page(&format!("/orders/{order}?at={at}")).await.is(200).text();
            assert!(page.contains("回放"), "{order} at {at}");
        }
    }

    // Built again it is the same, and work goes on.
    let app = test.app.clone();
    tokio::task::spawn_blocking(move || upkeep::rebuild(&app, |_| {})).await.unwrap().unwrap();
    let (order, facts) = &orders[0];
    let said = json!({"channel": "phone", "whom": "王经理", "said": "客户同意", "on": "2026-10-30"});
    clerk.fill("order.contact", order, said).await.ok();
    let after = test.app.db.read(open_orders).await.unwrap();
    assert_eq!(after[0], (order.clone(), facts + 1), "what was done is one fact more");
    let verified = verify(&test).await;
    assert_eq!(verified.faults, Vec::<String>::new());
    assert_eq!(verified.facts, 1133);
}

#[test]
fn tables_of_another_version_are_built_anew_and_only_then() {
    for url in databases() {
        let (app, _folder) = company_at_work(&url);
        let prepare = || upkeep::prepare(&app, |_, _| {}).unwrap().is_some();
        assert!(!prepare(), "what this version wrote is left alone");
        let change = |sql: &'static str| {
            app.db.write_blocking(move |conn| -> Result<u64> { Ok(conn.execute(sql, &[])?) }).unwrap()
        };
        assert_ne!(change("UPDATE sales_order SET paid = paid + 1 WHERE paid > 0"), 0);
        assert_ne!(change("DELETE FROM cover WHERE line = 1"), 0);
        assert!(!prepare(), "what is wrong is for verify to find, not for a start");
        assert_eq!(change("UPDATE projection SET version = 0 WHERE name = 'order'"), 1);
        assert!(prepare());
        assert_eq!(upkeep::verify(&app).unwrap().faults, Vec::<String>::new());
        assert!(!prepare(), "once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_while_tables_are_built_is_told_how_far_it_is() {
    let test = TestApp::bare("").await;
    let progress = Arc::new(Progress::default());
    progress.set(300, 1200);
    let router = kernel::web::preparing(test.app.clone(), progress);
    let nobody = test.nobody().of(router);
    assert_eq!(nobody.page("/healthz").await.is(200).text(), "ok");
    assert_eq!(nobody.page("/readyz").await.is(503).text(), "preparing");
    let page = nobody.page("/orders").await.is(503);
    assert_eq!(page.header("retry-after"), "5");
    assert!(page.text().contains("正在准备数据，请稍候") && page.text().contains("25%"), "{}", page.text());
    let answer = nobody.get("/api/v1/orders").await.is(503);
    assert_eq!(answer.header("retry-after"), "5");
    assert_eq!(answer.header("content-type"), "application/problem+json");
}

/// All that is wrong with what a company keeps.
pub async fn verify(test: &TestApp) -> upkeep::Verified {
    let app = test.app.clone();
    tokio::task::spawn_blocking(move || upkeep::verify(&app)).await.unwrap().unwrap()
}
