//! What the released version kept opens, verifies, replays and is worked on by this one (H2.1, H2.3).

use std::io::{Cursor, Read as _};

use app::upkeep;
use db::Conn;
use kernel::Result;
use serde_json::json;
use tempfile::TempDir;

use crate::kit::TestApp;

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
    // Nobody is asked to rebuild: whoever starts the new version finds everything in order.
    let test = TestApp::over(released(), "", LAST_EVENING).await;
    let verified = verify(&test).await;
    assert_eq!(verified.faults, Vec::<String>::new());
    assert_eq!(verified.facts, 1132);

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

async fn verify(test: &TestApp) -> upkeep::Verified {
    let app = test.app.clone();
    tokio::task::spawn_blocking(move || upkeep::verify(&app)).await.unwrap().unwrap()
}
