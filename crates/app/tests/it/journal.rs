//! The journal of facts beside the embedded database (trust.md P23): a copy catches up by it to the last moment; what was erased
//! stays erased; copies that are closed are opened by nobody without the key.

use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use app::start;
use app::upkeep::{self, Asked, Outcome};
use jiff::SignedDuration;
use kernel::clock::Clock;
use kernel::config::Config;
use kernel::state::Ids;
use kernel::{App, Result};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::handbook::h2_thread::{company, order_of};
use crate::kit::{FIRST_DAY, TestApp, User, config};

/// A house with a second disk: a folder each for the journal, for checkpoints, for copies.
struct House {
    app: TestApp,
    disk: TempDir,
}

impl House {
    async fn open(recipient: Option<String>) -> Self {
        let (folder, disk) = (TempDir::new().unwrap(), TempDir::new().unwrap());
        let config = Config {
            journal_dir: Some(disk.path().join("journal")),
            anchor_dir: Some(disk.path().join("anchors")),
            backup_dir: Some(disk.path().join("copies")),
            backup_recipient: recipient,
            ..config(&folder, "")
        };
        let app = TestApp::with(config, folder, FIRST_DAY).await;
        app.import(&["staff", "suppliers", "carriers", "customers", "parts", "products"]).await;
        Self { app, disk }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.disk.path().join(name)
    }

    async fn does(&self, work: fn(&App) -> Result<()>) {
        let app = self.app.app.clone();
        tokio::task::spawn_blocking(move || work(&app)).await.unwrap().unwrap();
    }

    async fn copy(&self, name: &str) -> PathBuf {
        let (app, to) = (self.app.app.clone(), self.at(name));
        let copied = to.clone();
        tokio::task::spawn_blocking(move || upkeep::backup(&app, &copied)).await.unwrap().unwrap();
        to
    }

    async fn facts(&self) -> i64 {
        count(&self.app.app, "SELECT COUNT(*) FROM fact").await
    }
}

async fn count(app: &App, sql: &'static str) -> i64 {
    app.db.read(move |conn| -> Result<i64> { Ok(conn.one(sql, &[])?.get(0)?) }).await.unwrap()
}

/// Puts a copy back into a new folder.
async fn restore(to: &TempDir, asked: Asked<'_>) -> Result<Outcome, String> {
    let config = config(to, "");
    let (from, journal) = (asked.from.map(Path::to_owned), asked.journal.map(Path::to_owned));
    let (identity, anchors) = (asked.identity.map(Path::to_owned), asked.anchors.to_vec());
    let work = move || {
        let asked = Asked {
            from: from.as_deref(),
            journal: journal.as_deref(),
            identity: identity.as_deref(),
            anchors: &anchors,
            reason: "硬盘损坏",
        };
        upkeep::restore(&config, &asked).map_err(|error| error.to_string())
    };
    tokio::task::spawn_blocking(work).await.unwrap()
}

async fn opened(to: &TempDir) -> App {
    let config = config(to, "");
    tokio::task::spawn_blocking(move || start::open_with(config, Clock::default(), Ids::random()))
        .await
        .unwrap()
        .unwrap()
}

async fn talks(clerk: &User, order: &str, said: &str) {
    let talk = json!({"whom": "王工", "said": said, "channel": "phone"});
    clerk.fill("order.contact", order, talk).await.ok();
}

/// An order that has been submitted; its identity.
async fn order(clerk: &User) -> String {
    let order: Value = clerk.post("/api/v1/orders/new", order_of("林晓", "1")).await.is(201).json();
    let order = order["id"].as_str().unwrap().to_owned();
    clerk.fill("order.submit", &order, json!({})).await.ok();
    order
}

/// A talk with a file that shows it.
async fn talks_with_proof(clerk: &User, order: &str) {
    let version = clerk.get(&format!("/api/v1/orders/{order}")).await.json()["version"].to_string();
    let fields = [
        ("whom", "王工"),
        ("channel", "wechat"),
        ("on", "2026-11-02"),
        ("said", "见附件"),
        ("version", version.as_str()),
    ];
    clerk.upload_with(&format!("/orders/{order}/contact"), &fields, "files", "a.pdf", PROOF).await.is(303);
}

const PROOF: &[u8] = b"%PDF-1.4 proof";

#[tokio::test(flavor = "multi_thread")]
async fn p23_a_copy_catches_up_to_the_last_moment_with_files_and_numbers() {
    let house = House::open(None).await;
    let people = company(&house.app).await;
    let first = order(&people.clerk).await;
    house.does(upkeep::seal).await;
    let copy = house.copy("copy").await;
    let copied = house.facts().await;
    // Sealed, waiting, with a file, with a new number: each way in which something comes after the copy.
    talks(&people.clerk, &first, "先等").await;
    house.does(upkeep::journal_due).await;
    house.does(upkeep::seal).await;
    talks_with_proof(&people.clerk, &first).await;
    let later = order(&people.clerk).await;
    house.does(upkeep::seal).await;
    talks(&people.clerk, &later, "还没封存").await;
    house.does(upkeep::journal_due).await;
    let (facts, numbers) =
        (house.facts().await, count(&house.app.app, "SELECT CAST(SUM(n) AS BIGINT) FROM series").await);

    let new = TempDir::new().unwrap();
    let (journal, anchors) = (house.at("journal"), [house.at("anchors")]);
    let asked = Asked { from: Some(&copy), journal: Some(&journal), anchors: &anchors, ..Asked::default() };
    let done = restore(&new, asked).await.unwrap();
    assert_eq!((done.verified.code, &done.verified.faults), (0, &Vec::new()));
    assert_eq!((done.restored.epoch, done.restored.lost), (2, 0));
    assert_eq!(i64::try_from(done.caught_up), Ok(facts - copied));
    let back = opened(&new).await;
    assert_eq!(count(&back, "SELECT COUNT(*) FROM fact").await, facts + 1, "the restoring is a fact");
    let passed = count(&back, "SELECT CAST(SUM(n) AS BIGINT) FROM series WHERE name <> '*'").await - numbers;
    let series = count(&back, "SELECT COUNT(*) FROM series WHERE name <> '*'").await;
    assert_eq!(passed, done.restored.passed_over * series, "numbers go on where they stood");
    assert!(
        new.path().join("files/files").read_dir().unwrap().next().is_some(),
        "the proof's bytes are there"
    );

    // Once more with the same copy: another life than the one that was just begun there.
    let again = TempDir::new().unwrap();
    std::fs::create_dir_all(house.at("anchors")).unwrap();
    for file in new.path().join("anchors").read_dir().unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), house.at("anchors").join(file.file_name())).unwrap();
    }
    let done = restore(&again, asked).await.unwrap();
    assert_eq!((done.verified.code, done.restored.epoch), (0, 3), "{:?}", done.verified.faults);
}

#[tokio::test(flavor = "multi_thread")]
async fn p23_what_a_crash_left_of_the_last_line_is_passed_over_and_a_gap_is_named() {
    let house = House::open(None).await;
    let people = company(&house.app).await;
    let first = order(&people.clerk).await;
    house.does(upkeep::seal).await;
    let copy = house.copy("copy").await;
    talks(&people.clerk, &first, "一").await;
    house.does(upkeep::journal_due).await;
    let file =
        house.at("journal").read_dir().unwrap().map(|f| f.unwrap().path()).find(|p| p.is_file()).unwrap();
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&file, [&whole[..], b"{\"epoch\":1,\"keys\":1,\"entry\":{\"fac"].concat()).unwrap();
    let journal = house.at("journal");
    let asked = Asked { from: Some(&copy), journal: Some(&journal), ..Asked::default() };
    let done = restore(&TempDir::new().unwrap(), asked).await.unwrap();
    assert_eq!((done.caught_up, done.verified.code), (1, 0));
    // The server that starts again goes on behind what is whole, told by the files alone.
    *house.app.app.shared.journal.lock().unwrap() = None;
    talks(&people.clerk, &first, "二").await;
    house.does(upkeep::journal_due).await;
    let lines = std::fs::read(&file).unwrap();
    assert!(lines.starts_with(&whole) && lines.ends_with(b"\n"));
    let done = restore(&TempDir::new().unwrap(), asked).await.unwrap();
    assert_eq!((done.caught_up, done.verified.code), (2, 0));
    // A line that is gone: what stands on it is not taken for what it is not.
    talks(&people.clerk, &first, "三").await;
    house.does(upkeep::journal_due).await;
    let text = std::fs::read_to_string(&file).unwrap();
    let mut lines: Vec<&str> = text.lines().collect();
    lines.remove(lines.len() - 2);
    std::fs::write(&file, lines.join("\n") + "\n").unwrap();
    let new = TempDir::new().unwrap();
    let refused = restore(&new, asked).await.unwrap_err();
    assert!(refused.contains("neither in the copy nor in the journal"), "{refused}");
    for name in ["gendan.db", "files", "restoring", "restored"] {
        assert!(!new.path().join(name).exists(), "nothing half-written: {name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p23_what_was_erased_is_in_no_journal_and_is_erased_again_in_a_copy() {
    let house = House::open(None).await;
    let people = company(&house.app).await;
    let first = order(&people.clerk).await;
    house
        .app
        .user("顾总")
        .await
        .fill("person.new", "", json!({"code": "ADM", "name": "管理甲", "role_administrator": "1"}))
        .await
        .is(201);
    let administrator = house.app.user("管理甲").await;
    let customers = people.clerk.list("/customers").await;
    let customer = customers.iter().find(|c| c["code"] == "C001").unwrap()["id"].as_str().unwrap().to_owned();
    people
        .lead
        .fill("customer.edit", &customer, json!({"contact": "钱学梅", "phone": "13912345678"}))
        .await
        .ok();
    talks(&people.clerk, &first, "钱学梅说好").await;
    house.does(upkeep::seal).await;
    let copy = house.copy("copy").await;
    let lines = |word: &str| -> bool {
        let files =
            house.at("journal").read_dir().unwrap().map(|f| f.unwrap().path()).filter(|p| p.is_file());
        files
            .map(|f| std::fs::read_to_string(f).unwrap())
            .any(|text| text.contains(&evidence::hex(word.as_bytes())))
    };
    assert!(lines("钱学梅") || lines("13912345678"), "the journal has it");
    administrator
        .fill("customer.erase", &customer, json!({"reason": "本人来信要求", "named": ""}))
        .await
        .is(200);
    house.does(upkeep::journal_due).await;
    house.does(upkeep::seal).await;
    assert!(!lines("钱学梅") && !lines("13912345678"), "the journal was begun anew");
    // Ended between the new generation and what it replaces: the next start takes that away.
    let newest =
        house.at("journal").read_dir().unwrap().map(|f| f.unwrap().path()).find(|p| p.is_file()).unwrap();
    let older =
        newest.with_file_name(newest.file_name().unwrap().to_str().unwrap().replace("-g0002-", "-g0001-"));
    std::fs::copy(&newest, &older).unwrap();
    *house.app.app.shared.journal.lock().unwrap() = None;
    house.does(upkeep::journal_due).await;
    assert!(newest.exists() && older != newest && !older.exists());
    // With the journal, and with the ledger beside the checkpoints alone.
    let (journal, anchors) = (house.at("journal"), [house.at("anchors")]);
    for journal in [Some(journal.as_path()), None] {
        let new = TempDir::new().unwrap();
        let asked = Asked { from: Some(&copy), journal, anchors: &anchors, ..Asked::default() };
        let done = restore(&new, asked).await.unwrap();
        assert_eq!((done.verified.code, &done.verified.faults), (0, &Vec::new()));
        assert!(done.erased > 0, "{journal:?}");
        let back = opened(&new).await;
        let names = count(
            &back,
            "SELECT COUNT(*) FROM customer WHERE contact LIKE '%钱学梅%' OR phone LIKE '%13912345678%'",
        )
        .await;
        assert_eq!(names, 0, "{journal:?}");
        drop(back);
        for file in ["gendan.db", "gendan.db-wal"] {
            let bytes = std::fs::read(new.path().join(file)).unwrap_or_default();
            assert!(!bytes.windows(11).any(|w| w == b"13912345678"), "{file}: {journal:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p23_copies_and_journal_that_are_closed_are_opened_with_the_key_alone() {
    let keys = TempDir::new().unwrap();
    let identity = keys.path().join("copies.key");
    let recipient = upkeep::make_backup_key(&identity).unwrap();
    let house = House::open(Some(recipient)).await;
    let people = company(&house.app).await;
    let first = order(&people.clerk).await;
    talks_with_proof(&people.clerk, &first).await;
    house.does(upkeep::nightly).await;
    let copies = house.at("copies");
    let copy = copies.read_dir().unwrap().map(|f| f.unwrap().path()).find(|p| p.is_dir()).unwrap();
    talks(&people.clerk, &first, "机密的话").await;
    house.does(upkeep::journal_due).await;
    for part in walk(house.disk.path()) {
        let bytes = std::fs::read(&part).unwrap();
        for word in ["机密的话".as_bytes(), PROOF, b"SQLite format"] {
            assert!(!bytes.windows(word.len()).any(|w| w == word), "{} is open", part.display());
        }
    }
    let journal = house.at("journal");
    let asked = Asked { from: Some(&copy), journal: Some(&journal), ..Asked::default() };
    let refused = restore(&TempDir::new().unwrap(), asked).await.unwrap_err();
    assert!(refused.contains("--identity"), "{refused}");
    let other = keys.path().join("other.key");
    upkeep::make_backup_key(&other).unwrap();
    let refused =
        restore(&TempDir::new().unwrap(), Asked { identity: Some(&other), ..asked }).await.unwrap_err();
    assert!(refused.contains("No matching keys"), "{refused}");
    let done = restore(&TempDir::new().unwrap(), Asked { identity: Some(&identity), ..asked }).await.unwrap();
    assert_eq!((done.verified.code, done.caught_up), (0, 1), "{:?}", done.verified.faults);
    assert_eq!(done.verified.files, 1);
    // What the copy of the night before has closed already is shared with it.
    let hash = walk(&copy).into_iter().find(|p| p.to_string_lossy().contains("files/files")).unwrap();
    house.app.app.shared.clock.advance(SignedDuration::from_hours(24));
    house.does(upkeep::nightly).await;
    assert_eq!(std::fs::metadata(&hash).unwrap().nlink(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn p23_a_journal_that_cannot_be_written_is_told_and_keeps_nobody_from_working() {
    let house = House::open(None).await;
    let people = company(&house.app).await;
    house.does(upkeep::journal_due).await;
    std::fs::remove_dir_all(house.at("journal")).unwrap();
    std::fs::write(house.at("journal"), "no folder").unwrap();
    order(&people.clerk).await;
    let app = house.app.app.clone();
    let failed = tokio::task::spawn_blocking(move || upkeep::journal_due(&app)).await.unwrap();
    assert!(failed.is_err());
    house.does(upkeep::seal).await;
    let is_ok = || async {
        house.app.app.db.read(|conn| app::health::of(conn, app::health::JOURNAL)).await.unwrap().unwrap().ok
    };
    assert!(!is_ok().await);
    std::fs::remove_file(house.at("journal")).unwrap();
    house.does(upkeep::journal_due).await;
    assert!(is_ok().await);
}

/// All files below a folder.
fn walk(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}
