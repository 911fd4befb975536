//! The first run: a link that nobody guesses, three ways to begin, one of which is gone once (trust control 18, P23).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use app::command::Demo;
use app::demo::{self, PASSWORD, Scale};
use app::setup::{self, Setup};
use app::upkeep::{self, Asked};
use app::{person, start};
use axum::Router;
use jiff::civil::date;
use kernel::clock::Clock;
use kernel::config::Config;
use kernel::state::Ids;
use kernel::{App, Result};
use serde_json::json;
use sha2::Digest as _;
use tempfile::TempDir;

use crate::kit::{Answer, FIRST_DAY, User, config, databases, visitor};

const SMALL: Demo = Demo { orders: 2, months: 1, seed: 1, until: Some(date(2026, 11, 2)) };

/// A server on its first run.
struct First {
    setup: Arc<Setup>,
    /// The path of the link.
    link: String,
    browser: User,
    router: Router,
}

fn clock() -> Clock {
    Clock::stopped(FIRST_DAY.parse().unwrap())
}

impl First {
    async fn run(config: Config) -> Self {
        let begun = tokio::task::spawn_blocking(move || {
            let app = start::open_with(config, clock(), Ids::random()).unwrap();
            assert!(!app.db.read_blocking(person::any_credential).unwrap());
            Setup::begin(app, SMALL).unwrap()
        });
        let (setup, link) = begun.await.unwrap();
        let router = setup::router(&setup);
        Self { browser: visitor(router.clone()), router, setup, link }
    }

    async fn send(&self, way: &str, fields: &[(&str, &str)]) -> Answer {
        self.browser.form(&format!("{}/{way}?lang=zh", self.link), fields).await
    }

    /// Looks at the page of a way until it is no longer being gone.
    async fn wait(&self, way: &str) -> Answer {
        for _ in 0..1500 {
            let page = self.browser.page(&format!("{}/{way}?lang=zh", self.link)).await;
            if page.header("refresh").is_empty() {
                return page;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{way} does not end");
    }

    /// The site that comes after it.
    async fn after(self) -> (App, User) {
        let (app, _) = self.setup.over().await;
        let router = kernel::web::router(app.clone());
        (app, visitor(router))
    }
}

/// What may wait, away from a test's own thread.
fn away<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(work).join().unwrap())
}

fn rows(app: &App, sql: &'static str) -> Vec<String> {
    let read = app.db.clone();
    away(move || {
        read.read_blocking(move |conn| -> Result<_> {
            Ok(conn.query(sql, &[])?.iter().map(|r| r.get(0)).collect::<db::Result<Vec<String>>>()?)
        })
        .unwrap()
    })
}

fn verified(app: &App) -> Vec<String> {
    away(|| upkeep::verify(app).unwrap().faults)
}

const OWN: [(&str, &str); 5] = [
    ("company", "云锦道具"),
    ("name", "周敏"),
    ("login", "zhou"),
    ("password", "correct horse"),
    ("again", "correct horse"),
];

/// [`OWN`] with another value of a field.
fn own<'a>(field: &str, value: &'a str) -> Vec<(&'static str, &'a str)> {
    OWN.iter().map(|(name, said)| (*name, if *name == field { value } else { *said })).collect()
}

#[tokio::test]
async fn control_18_who_has_the_link_makes_a_company_and_is_in() {
    for url in databases() {
        let folder = TempDir::new().unwrap();
        let first = First::run(config(&folder, &url)).await;
        let nobody = visitor(first.router.clone());
        let shut = nobody.page("/orders").await.is(503);
        assert_eq!((shut.header("retry-after"), shut.header("refresh")), ("5", "5"));
        assert!(shut.text().contains("gendan serve") && !shut.text().contains(&first.link));
        let english = nobody.page_with("/", &[("accept-language", "en")]).await.is(503);
        assert!(english.text().contains("The system is not set up yet"));
        let api = nobody.get("/api/v1/orders").await.is(503);
        assert_eq!(api.header("content-type"), "application/problem+json");
        nobody.page("/healthz").await.is(200);
        nobody.page("/readyz").await.is(503);

        // Looking changes nothing, however often.
        for path in ["", "/company", "/demo", "/restore"] {
            let page = first.browser.page(&format!("{}{path}?lang=en", first.link)).await.is(200).text();
            assert!(page.contains("First set-up") || page.contains("Begin with Gendan"), "{page}");
        }
        let restoring = first.browser.page(&format!("{}/restore", first.link)).await.text();
        assert_eq!(restoring.contains("pg_restore"), !url.is_empty());

        for (field, value, said) in [
            ("company", "", "公司名称"),
            ("name", " ", "姓名"),
            ("password", "short", "密码至少 8 个字符"),
            ("password", "password123", "两次输入的密码不一样"),
            ("again", "something else", "两次输入的密码不一样"),
        ] {
            let fields = match (field, value) {
                ("password", "short") => {
                    let mut both = own(field, value);
                    both[4].1 = value;
                    both
                }
                _ => own(field, value),
            };
            let page = first.send("company", &fields).await.is(422).text();
            assert!(page.contains(said), "{field}={value}: {page}");
            assert!(!page.contains("correct horse") && !page.contains("something else"), "a password stays");
            assert!(page.contains("周敏") || field == "name", "what was typed stays");
        }

        let done = first.send("company", &OWN).await.is(303);
        assert_eq!(done.header("location"), "/settings/begin");
        let cookies = done.all("set-cookie");
        let session = cookies.iter().find_map(|c| c.strip_prefix("gendan=")?.split(';').next()).unwrap();
        let link = first.link.clone();
        let (app, anybody) = first.after().await;
        let admin = anybody.with_token(session);
        let next = admin.page("/settings/begin").await.is(200).text();
        for step in ["人员和角色", "/import", "/settings/calendar", "GENDAN_BACKUP_DIR"] {
            assert!(
                next.contains(step) || (step == "GENDAN_BACKUP_DIR" && !url.is_empty()),
                "{step}: {next}"
            );
        }
        assert!(admin.page("/settings").await.ok().text().contains("云锦道具"));
        let said = json!({"name": "zhou", "password": "correct horse"});
        anybody.post("/api/v1/sessions", said).await.ok();

        // The link is good once.
        for path in ["", "/company", "/demo", "/restore"] {
            anybody.page(&format!("{link}{path}")).await.is(404);
            anybody.form(&format!("{link}{path}"), &OWN).await.is(404);
        }
        let log = rows(&app, "SELECT detail FROM access_log WHERE what = 'setup'");
        assert!(log.len() == 1 && log[0].contains("zhou"), "{log:?}");
        assert_eq!(verified(&app), Vec::<String>::new());
        assert!(!app.shared.test_clock && !start::is_for_tests(folder.path()));
    }
}

#[tokio::test]
async fn control_18_a_wrong_link_is_not_found_and_the_right_one_stands_in_no_log() {
    for url in databases() {
        let folder = TempDir::new().unwrap();
        let first = First::run(config(&folder, &url)).await;
        let token = first.link.trim_start_matches("/setup/").to_owned();
        assert_eq!(token.len(), 64, "256 bits");
        let wrong = format!("/setup/{}", token.chars().rev().collect::<String>());
        for path in ["/setup/x", &wrong, &format!("{wrong}/company"), &format!("{}/other", first.link)] {
            first.browser.page(path).await.is(404);
        }
        for path in [format!("{wrong}/company"), "/setup/x/demo".to_owned()] {
            first.browser.form(&path, &OWN).await.is(404);
        }
        // What another site sends is refused, and told without the token.
        let foreign =
            [("sec-fetch-site", "cross-site"), ("content-type", "application/x-www-form-urlencoded")];
        let path = format!("{}/company", first.link);
        first.browser.raw("POST", &path, &foreign, b"company=x".to_vec()).await.is(403);
        first.browser.raw("GET", &first.link, &[("host", "evil.example")], Vec::new()).await.is(421);
        first.send("company", &OWN).await.is(303);
        let (app, _) = first.after().await;
        let ctx = || kernel::Ctx::system(app.shared.clock.now());
        app::schedule::write_log(&app, ctx()).await.unwrap();
        let log = rows(&app, "SELECT what || ' ' || detail FROM access_log");
        assert!(log.iter().all(|line| !line.contains(&token)), "{log:?}");
        let count = |what: &str| log.iter().filter(|line| line.starts_with(what)).count();
        assert_eq!((count("sign_in_failed"), count("denied"), count("setup")), (6, 2, 1), "{log:?}");
    }
}

#[tokio::test]
async fn control_18_of_two_at_once_one_is_first_and_the_other_is_told() {
    for url in databases() {
        let folder = TempDir::new().unwrap();
        let first = First::run(config(&folder, &url)).await;
        let other = own("login", "li");
        let (one, two) = tokio::join!(first.send("company", &OWN), first.send("company", &other));
        let (won, lost) = if one.status == 303 { (one, two) } else { (two, one) };
        assert_eq!((won.status, lost.status), (303, 409), "{}", lost.text());
        assert!(lost.text().contains("登录"), "{}", lost.text());
        first.send("demo", &[]).await.is(409);
        let (app, _) = first.after().await;
        assert_eq!(rows(&app, "SELECT login FROM credential").len(), 1);
        assert_eq!(rows(&app, "SELECT code FROM person").len(), 1);
    }
}

#[tokio::test]
async fn h8_the_demo_is_played_while_its_page_says_how_far_it_is() {
    for url in databases() {
        let folder = TempDir::new().unwrap();
        let first = First::run(config(&folder, &url)).await;
        let begun = first.send("demo", &[]).await.is(303);
        assert!(begun.header("location").starts_with(&format!("{}/demo", first.link)));
        let going = first.browser.page(&first.link).await.is(200);
        assert!(going.header("refresh") == "2" && going.text().contains("正在载入演示公司"));
        let done = first.wait("demo").await.is(200).text();
        for said in ["U01", "林晓", "U10", PASSWORD, "/login"] {
            assert!(done.contains(said), "{said}: {done}");
        }
        let (app, anybody) = first.after().await;
        assert!(app.shared.test_clock && start::is_for_tests(folder.path()));
        assert_eq!(rows(&app, "SELECT number FROM sales_order").len(), 2);
        anybody.post("/api/v1/sessions", json!({"name": "U01", "password": PASSWORD})).await.ok();
        assert_eq!(rows(&app, "SELECT detail FROM access_log WHERE what = 'setup'").len(), 1);
    }
}

#[tokio::test]
async fn what_is_there_already_is_neither_played_over_nor_replaced() {
    for url in databases() {
        let folder = TempDir::new().unwrap();
        let kept = config(&folder, &url);
        let of = kept.clone();
        away(move || {
            let app = start::open_with(of, clock(), Ids::random()).unwrap();
            let (shared, ctx) = (app.shared.clone(), kernel::Ctx::system(app.shared.clock.now()));
            let profile = domain::person::Profile {
                code: "U03".into(),
                name: "陈岚".into(),
                department: "跟单部".into(),
                roles: vec![domain::person::Role::Lead],
                ..Default::default()
            };
            app.db
                .write_blocking(move |conn| {
                    person::actions::put(&mut kernel::Door::new(&ctx, conn, &shared), profile)
                })
                .unwrap();
            app.close().unwrap();
        });
        let first = First::run(kept).await;
        let ways = first.browser.page(&first.link).await.is(200).text();
        assert!(ways.contains("不会被覆盖") && !ways.contains(&format!("{}/demo", first.link)), "{ways}");
        first.send("demo", &[]).await.is(409);
        first.send("restore", &[("from", "/"), ("reason", "试")]).await.is(409);
        // Who is known keeps department and roles.
        first.send("company", &own("login", "U03")).await.is(303);
        let (app, _) = first.after().await;
        assert_eq!(
            rows(&app, "SELECT code || roles || department FROM person"),
            ["U03lead administrator跟单部"]
        );
        assert!(!start::is_for_tests(folder.path()));
    }
}

/// A copy of a company of two orders, in `copies`, as the nightly copies lie there; its facts.
fn copied(copies: &Path) -> i64 {
    let folder = TempDir::new().unwrap();
    let app = start::open_with(config(&folder, ""), clock(), Ids::seeded(11)).unwrap();
    let plan = Scale { orders: 2, first: date(2026, 10, 20), until: date(2026, 11, 2), seed: 7 };
    demo::play(&app, &plan, &mut |_| {}).unwrap();
    upkeep::seal(&app).unwrap();
    let copy = upkeep::backup(&app, &copies.join("gendan-2026-11-02")).unwrap();
    i64::try_from(copy.facts).unwrap()
}

fn facts(app: &App) -> i64 {
    rows(app, "SELECT CAST(COUNT(*) AS TEXT) FROM fact")[0].parse().unwrap()
}

/// Lays `from` beside itself with something changed in its database, and its manifest made to fit.
fn forged(copies: &Path, name: &str, sql: &str) -> PathBuf {
    let (from, to) = (copies.join("gendan-2026-11-02"), copies.join(name));
    tree(&from, &to);
    let path = to.join("gendan.db");
    let db = db::Db::open_sqlite(&to, 1).unwrap();
    let sql = sql.to_owned();
    db.write_blocking(move |conn| conn.batch(&sql)).unwrap();
    db.close().unwrap();
    let hash = evidence::hex(&sha2::Sha256::digest(std::fs::read(&path).unwrap()));
    let manifest = to.join("manifest.json");
    let mut told: serde_json::Value = serde_json::from_slice(&std::fs::read(&manifest).unwrap()).unwrap();
    told["database"] = hash.into();
    std::fs::write(&manifest, told.to_string()).unwrap();
    to
}

fn tree(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            tree(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[tokio::test]
async fn p23_a_copy_is_put_back_from_the_page_and_what_is_no_copy_is_told_at_its_field() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let place = copies.path().to_owned();
    let kept = away(move || {
        let facts = copied(&place);
        forged(&place, "newer", "INSERT INTO schema_migration (number) VALUES (999999)");
        forged(&place, "unsound", "UPDATE person SET name = 'x'");
        let changed = place.join("changed");
        tree(&place.join("gendan-2026-11-02"), &changed);
        let mut bytes = std::fs::read(changed.join("gendan.db")).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        std::fs::write(changed.join("gendan.db"), bytes).unwrap();
        std::fs::create_dir(place.join("empty")).unwrap();
        facts
    });
    let of = Config { backup_dir: Some(copies.path().to_owned()), ..config(&folder, "") };
    let first = First::run(of).await;
    let form = first.browser.page(&format!("{}/restore", first.link)).await.is(200).text();
    assert!(form.contains("2026-11-02 09:00") && form.contains(env!("CARGO_PKG_VERSION")), "{form}");

    let empty = copies.path().join("empty");
    let empty = empty.to_str().unwrap();
    for (fields, said) in [
        (vec![("copy", "gendan-2026-11-02"), ("reason", "")], "为什么恢复"),
        (vec![("copy", "-"), ("from", "relative"), ("reason", "试")], "请填写完整路径"),
        (vec![("copy", "../elsewhere"), ("reason", "试")], "不在可选范围内"),
        (
            vec![("copy", "gendan-2026-11-02"), ("reason", "试"), ("anchors", "/nowhere")],
            "服务器上没有这个文件夹",
        ),
    ] {
        let page = first.send("restore", &fields).await.is(422).text();
        assert!(page.contains(said), "{said}: {page}");
    }
    for (fields, said) in [
        (vec![("copy", "-"), ("from", empty), ("reason", "试")], "没有完整的备份"),
        (vec![("copy", "changed"), ("reason", "试")], "被改动过，不能恢复"),
        (vec![("copy", "newer"), ("reason", "试")], "更新版本的程序"),
        (vec![("copy", "unsound"), ("reason", "试")], "核对不通过"),
    ] {
        first.send("restore", &fields).await.is(303);
        let page = first.wait("restore").await.is(422).text();
        assert!(page.contains(said), "{said}: {page}");
        assert!(!folder.path().join("restoring").exists() && !folder.path().join("restored").exists());
        assert!(first.browser.page(&first.link).await.is(200).text().contains("新公司"), "it is as it was");
    }

    first.send("restore", &[("copy", "gendan-2026-11-02"), ("reason", "硬盘损坏")]).await.is(303);
    let done = first.wait("restore").await.is(200).text();
    assert!(done.contains("不知道") && done.contains("完好") && done.contains("/login"), "{done}");
    let (app, anybody) = first.after().await;
    assert_eq!((facts(&app), app.shared.instance.epoch), (kept + 1, 2));
    anybody.post("/api/v1/sessions", json!({"name": "U01", "password": PASSWORD})).await.ok();
    let log = rows(&app, "SELECT detail FROM access_log WHERE what = 'restore'");
    assert!(log.len() == 1 && log[0].contains("硬盘损坏"), "{log:?}");
    assert_eq!(verified(&app), Vec::<String>::new());
    let left: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with("restor"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn p23_whatever_ends_the_process_the_folder_is_empty_or_the_restored_one() {
    let (folder, copies) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let kept = copied(copies.path());
    let of = config(&folder, "");
    let fresh = || start::open_with(of.clone(), clock(), Ids::random()).unwrap();
    fresh().close().unwrap();

    // Killed while it copied: what is left is cleared, and the folder is as it was.
    tree(copies.path(), &folder.path().join("restoring"));
    let app = fresh();
    assert!(upkeep::is_empty(&app).unwrap() && !folder.path().join("restoring").exists());
    app.close().unwrap();

    // Killed after any number of files that were moved: the next start goes on.
    let from = copies.path().join("gendan-2026-11-02");
    let asked = Asked { from: Some(&from), reason: "硬盘损坏", ..Asked::default() };
    let taken = start::own_folder(folder.path()).unwrap();
    upkeep::lay(&of, &from, &asked).unwrap();
    drop(taken);
    let whole: Vec<_> =
        std::fs::read_dir(folder.path().join("restored")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(whole.len() >= 4, "{whole:?}");
    for moved in 0..=whole.len() {
        let killed = TempDir::new().unwrap();
        tree(folder.path(), killed.path());
        for name in &whole[..moved] {
            let target = killed.path().join(name);
            if target.is_dir() {
                std::fs::remove_dir_all(&target).unwrap();
            }
            if name == "gendan.db" {
                for passing in ["gendan.db-wal", "gendan.db-shm"] {
                    let _ = std::fs::remove_file(killed.path().join(passing));
                }
            }
            std::fs::rename(killed.path().join("restored").join(name), target).unwrap();
        }
        let app = start::open_with(config(&killed, ""), clock(), Ids::random()).unwrap();
        assert_eq!((facts(&app), app.shared.instance.epoch), (kept + 1, 2), "after {moved} of {whole:?}");
        assert!(!killed.path().join("restored").exists());
        if moved == whole.len() / 2 {
            assert_eq!(verified(&app), Vec::<String>::new(), "after {moved} of {whole:?}");
        }
    }
}
