//! Copies and putting them back (trust.md P23): what is lost is said, nobody stays signed in, no number is given twice, every
//! night it is tried.

use std::path::Path;

use app::demo::{self, Scale};
use app::start;
use app::upkeep::{self, Asked, Outcome};
use jiff::SignedDuration;
use jiff::civil::date;
use kernel::clock::Clock;
use kernel::config::Config;
use kernel::state::Ids;
use kernel::{App, Ctx, Result};
use sha2::Digest as _;
use tempfile::TempDir;

use crate::handbook::h2_thread::{company as company_of, order_of};
use crate::kit::{TestApp, User, config, databases};

fn embedded(folder: &TempDir) -> Config {
    config(folder, "")
}

/// A company of two orders, everything sealed.
fn company(config: Config) -> (App, Clock) {
    let clock = Clock::stopped("2026-11-02T01:00:00Z".parse().unwrap());
    let app = start::open_with(config, clock.clone(), Ids::seeded(11)).unwrap();
    let plan = Scale { orders: 2, first: date(2026, 10, 20), until: date(2026, 11, 2), seed: 7 };
    demo::play(&app, &plan, &mut |_| {}).unwrap();
    upkeep::seal(&app).unwrap();
    (app, clock)
}

fn count(app: &App, sql: &'static str) -> i64 {
    app.db.read_blocking(move |conn| -> Result<i64> { Ok(conn.one(sql, &[])?.get(0)?) }).unwrap()
}

const FACTS: &str = "SELECT COUNT(*) FROM fact";
const SESSIONS: &str = "SELECT COUNT(*) FROM session";
const NUMBERS: &str = "SELECT CAST(SUM(n) AS BIGINT) FROM series";
const SERIES: &str = "SELECT COUNT(*) FROM series";

#[test]
fn p23_a_copy_is_put_back_and_what_came_later_is_said_to_be_lost() {
    let (folder, second, copies, new) =
        (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut of = embedded(&folder);
    of.anchor_dir = Some(second.path().to_owned());
    let (app, _) = company(of);
    app.db
        .write_blocking(|conn| -> Result<()> {
            conn.execute(
                "INSERT INTO session (token_hash, id, person_id, created_at, seen_at, agent, address, lang, theme, density)
                 SELECT 'h', 'i', id, 1, 1, '', '', 'zh', 'auto', 'normal' FROM person LIMIT 1",
                &[],
            )?;
            let message = evidence::Message {
                id: "m".into(),
                dedup_key: "m".into(),
                kind: "mail".into(),
                order_id: String::new(),
                recipient: "x".into(),
                body: String::new(),
                not_before: 0,
            };
            Ok(evidence::queue(conn, &message)?)
        })
        .unwrap();
    let copy = copies.path().join("copy");
    let copied = upkeep::backup(&app, &copy).unwrap();
    let (facts, numbers, series) = (count(&app, FACTS), count(&app, NUMBERS), count(&app, SERIES));
    assert_eq!(i64::try_from(copied.facts), Ok(facts));
    // The house goes on, and then the disk is gone.
    let ctx = Ctx::system(app.shared.clock.now());
    let shared = app.shared.clone();
    app.db
        .write_blocking(move |conn| -> Result<()> {
            let mut door = kernel::Door::new(&ctx, conn, &shared);
            let profile = domain::company::Profile { name: "新名字".into(), ..Default::default() };
            app::company::actions::describe(&mut door, profile)
        })
        .unwrap();
    upkeep::seal(&app).unwrap();
    drop(app);

    let to = embedded(&new);
    let anchors = [second.path().to_owned()];
    let asked = Asked { from: Some(&copy), anchors: &anchors, reason: "硬盘损坏", ..Asked::default() };
    let Outcome { restored, verified, .. } = upkeep::restore(&to, &asked).unwrap();
    // One is known to be lost; a hundred may have waited to be sealed.
    assert_eq!((restored.epoch, restored.lost, restored.passed_over), (2, 1, 101));
    assert_eq!((verified.code, verified.faults), (0, Vec::new()));
    assert!(verified.declared[0].contains("硬盘损坏"), "{:?}", verified.declared);
    let app = start::open_with(to.clone(), Clock::default(), Ids::random()).unwrap();
    assert_eq!(count(&app, FACTS), facts + 1, "the restoring is a fact");
    assert_eq!(count(&app, SESSIONS), 0);
    assert_eq!(
        count(&app, NUMBERS),
        numbers + 101 * (series + 1),
        "and as many of those that have no number yet"
    );
    assert_eq!(count(&app, "SELECT COUNT(*) FROM outbox WHERE state = 'held'"), 1);
    drop(app);

    let refused = upkeep::restore(&to, &asked).unwrap_err().to_string();
    assert!(refused.contains("not empty"), "{refused}");
}

#[test]
fn p23_a_copy_that_was_changed_is_not_put_back() {
    let (folder, copies, new) = (TempDir::new().unwrap(), TempDir::new().unwrap(), TempDir::new().unwrap());
    let (app, _) = company(embedded(&folder));
    let copy = copies.path().join("copy");
    upkeep::backup(&app, &copy).unwrap();
    let path = copy.join("gendan.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let asked = Asked { from: Some(&copy), reason: "试", ..Asked::default() };
    let refused = upkeep::restore(&embedded(&new), &asked).unwrap_err().to_string();
    assert!(refused.contains("changed since"), "{refused}");
    assert!(!new.path().join("gendan.db").exists());
}

#[test]
fn p22_a_file_that_is_missing_or_changed_is_named_with_what_holds_it() {
    let folder = TempDir::new().unwrap();
    let (app, _) = company(embedded(&folder));
    for (content, what) in [(&b"%PDF one"[..], "missing"), (b"%PDF two", "changed")] {
        let hash = evidence::hex(&sha2::Sha256::digest(content));
        let path = folder.path().join("files/files").join(hash.get(..2).unwrap()).join(&hash);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        let size = i64::try_from(content.len()).unwrap();
        let row = vec![vec![
            hash.as_str().into(),
            "application/pdf".into(),
            size.into(),
            "a.pdf".into(),
            1_i64.into(),
            "u01".into(),
        ]];
        app.db
            .write_blocking(move |conn| -> Result<()> {
                Ok(conn.insert("INSERT INTO file (sha256, media_type, size, name, at, actor)", &row, "")?)
            })
            .unwrap();
        assert_eq!(upkeep::verify(&app).unwrap().faults, Vec::<String>::new());
        if what == "missing" {
            std::fs::remove_file(&path).unwrap();
        } else {
            std::fs::write(&path, b"%PDF other").unwrap();
        }
        let verified = upkeep::verify(&app).unwrap();
        assert_eq!((verified.code, verified.faults.len()), (30, 1), "{:?}", verified.faults);
        assert!(verified.faults[0].contains(what) && verified.faults[0].contains(&hash));
        std::fs::write(&path, content).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p22_a_file_that_a_fact_names_and_whose_record_is_gone_is_named() {
    for url in databases() {
        let house = TestApp::start(&url).await;
        let people = company_of(&house).await;
        let order = people.clerk.post("/api/v1/orders/new", order_of("林晓", "1")).await.is(201).json();
        let order = order["id"].as_str().unwrap().to_owned();
        let version = order_version(&people.clerk, &order).await;
        let fields = [("what", "drawing"), ("version", version.as_str())];
        let path = format!("/orders/{order}/files/new");
        people.clerk.upload_with(&path, &fields, "files", "a.pdf", b"%PDF-1.4 drawing").await.is(303);
        let app = house.app.clone();
        let look = move |app: &App| upkeep::verify(app).unwrap();
        let verified = tokio::task::spawn_blocking(move || {
            assert_eq!(look(&app).faults, Vec::<String>::new());
            app.db
                .write_blocking(|conn| -> Result<()> {
                    conn.batch("DELETE FROM file")?;
                    Ok(())
                })
                .unwrap();
            let gone = look(&app);
            app.db
                .write_blocking(|conn| -> Result<()> {
                    conn.batch("UPDATE file_link SET kind = 'price'")?;
                    Ok(())
                })
                .unwrap();
            (gone, look(&app))
        });
        let (gone, opened) = verified.await.unwrap();
        assert_eq!((gone.code, gone.faults.len()), (30, 1), "{:?}", gone.faults);
        assert!(gone.faults[0].contains("no record of it"));
        assert!(opened.faults.iter().any(|fault| fault.starts_with("file_link:")), "{:?}", opened.faults);
    }
}

async fn order_version(clerk: &User, order: &str) -> String {
    clerk.get(&format!("/api/v1/orders/{order}")).await.json()["version"].to_string()
}

#[test]
fn p23_every_night_a_copy_is_made_and_put_back_to_try_it() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let mut of = embedded(&folder);
    of.backup_dir = Some(copies.path().to_owned());
    let (app, clock) = company(of);
    let names = |folder: &Path| -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    upkeep::nightly(&app).unwrap();
    assert_eq!(names(copies.path()), ["gendan-2026-11-02"], "the drill leaves nothing behind");
    upkeep::nightly(&app).unwrap();
    for _ in 0..9 {
        clock.advance(SignedDuration::from_hours(24));
        upkeep::nightly(&app).unwrap();
    }
    let kept = names(copies.path());
    assert_eq!(kept.len(), 7, "seven days, the newest of the week before among them: {kept:?}");
    assert_eq!(kept[0], "gendan-2026-11-05");
    let runs = app
        .db
        .read_blocking(|conn| -> Result<_> {
            Ok((app::health::of(conn, app::health::BACKUP)?, app::health::of(conn, app::health::DRILL)?))
        })
        .unwrap();
    assert!(runs.0.unwrap().ok && runs.1.unwrap().ok);
}
