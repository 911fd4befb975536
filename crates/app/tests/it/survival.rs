//! Nothing is lost: the program is killed twenty times while people write, and every write that was acknowledged
//! is there afterwards; killed while it brings the schema of an older version up to date, the database is of one version, and whole
//! (trust.md P24).

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::released::released;

struct Server {
    child: Child,
    port: u16,
}

fn gendan(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gendan"));
    command
        .env("GENDAN_DATA_DIR", data)
        .env("GENDAN_DATABASE_URL", "sqlite")
        .env("GENDAN_CLOCK", "2026-11-24T01:00:00Z");
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

impl Server {
    fn start(data: &Path) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child =
            gendan(data).arg("serve").env("GENDAN_LISTEN", format!("127.0.0.1:{port}")).spawn().unwrap();
        let server = Self { child, port };
        let begun = Instant::now();
        while server.ask("GET", "/readyz", "", None).is_none_or(|a| a.0 != 200) {
            assert!(begun.elapsed() < Duration::from_secs(30), "the server did not get ready");
            std::thread::yield_now();
        }
        server
    }

    fn ask(&self, method: &str, path: &str, token: &str, body: Option<&Value>) -> Option<(u16, Value)> {
        ask(self.port, method, path, token, body)
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// A request on a connection of its own; nothing where the server was gone before its answer was complete.
fn ask(port: u16, method: &str, path: &str, token: &str, body: Option<&Value>) -> Option<(u16, Value)> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(10))).ok()?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let key = uuid::Uuid::now_v7();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\nidempotency-key: {key}\r\nconnection: close\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some((status, serde_json::from_str(body).unwrap_or(Value::Null)))
}

fn sign_in(server: &Server, login: &str) -> String {
    let body = json!({"name": login, "password": "gendan-demo"});
    let (status, answer) = server.ask("POST", "/api/v1/sessions", "", Some(&body)).unwrap();
    assert_eq!(status, 200, "{answer}");
    answer["token"].as_str().unwrap().to_owned()
}

#[test]
fn an_acknowledged_write_survives_twenty_kills() {
    let folder = tempfile::TempDir::new().unwrap();
    let made = gendan(folder.path())
        .args(["demo", "--orders", "4", "--months", "1", "--seed", "3", "--until", "2026-11-23"])
        .env_remove("GENDAN_CLOCK")
        .status()
        .unwrap();
    assert!(made.success());
    let acknowledged: Arc<Mutex<Vec<String>>> = Arc::default();
    let mut token = String::new();
    for round in 0..20_u64 {
        let server = Server::start(folder.path());
        if token.is_empty() {
            token = sign_in(&server, "U04");
        }
        let over = Arc::new(AtomicBool::new(false));
        let writers: Vec<_> = (0..4)
            .map(|writer| {
                let (over, acknowledged, token, port) =
                    (over.clone(), acknowledged.clone(), token.clone(), server.port);
                std::thread::spawn(move || {
                    let mut n = 0;
                    while !over.load(Ordering::SeqCst) {
                        let reason = format!("k-{round}-{writer}-{n}");
                        let body = json!({"kind": "receipt", "on": "2026-11-24", "reason": reason, "lines": [{"item": "YK-05C", "quantity": "1"}]});
                        if ask(port, "POST", "/api/v1/movements/new", &token, Some(&body)).is_some_and(|a| a.0 == 201) {
                            acknowledged.lock().unwrap().push(reason);
                        }
                        n += 1;
                    }
                })
            })
            .collect();
        // Killed after another number of answers each time, so at another point of a write.
        let wanted = acknowledged.lock().unwrap().len() + 3 + usize::try_from(round * 7 % 23).unwrap();
        let begun = Instant::now();
        while acknowledged.lock().unwrap().len() < wanted {
            assert!(
                begun.elapsed() < Duration::from_mins(1),
                "round {round}: writes are acknowledged no more"
            );
            std::thread::yield_now();
        }
        server.kill();
        over.store(true, Ordering::SeqCst);
        for writer in writers {
            writer.join().unwrap();
        }
    }
    let verified = gendan(folder.path()).env_remove("GENDAN_CLOCK").arg("verify").status().unwrap();
    // What was recorded last may not have been sealed.
    assert!(matches!(verified.code(), Some(0 | 10)), "the chain verifies after twenty kills: {verified}");
    // Beside a running server: the walk, and a copy that is opened and walked itself.
    let server = Server::start(folder.path());
    let copy = folder.path().join("copy");
    for args in [vec!["verify"], vec!["backup", "--to", copy.to_str().unwrap()]] {
        let done = gendan(folder.path()).env_remove("GENDAN_CLOCK").args(&args).status().unwrap();
        assert!(matches!(done.code(), Some(0 | 10)), "{args:?} beside a running server: {done}");
    }
    assert!(copy.join("gendan.db").exists());
    server.kill();
    let acknowledged = acknowledged.lock().unwrap();
    assert!(acknowledged.len() >= 20 * 3);
    let db = db::Db::open_sqlite(folder.path(), 1).unwrap();
    for reason in acknowledged.iter() {
        let reason = reason.clone();
        let count: i64 = db
            .read_blocking(move |conn| -> db::Result<i64> {
                conn.one("SELECT COUNT(*) FROM stock_move WHERE reason = $1", &[reason.into()])?.get(0)
            })
            .unwrap();
        assert_eq!(count, 1, "every acknowledged document is there, once");
    }
}

#[test]
fn whoever_has_read_enough_of_a_command_goes_away_without_harm() {
    let folder = tempfile::TempDir::new().unwrap();
    let mut command = gendan(folder.path());
    command.args(["demo", "--orders", "1", "--months", "1", "--seed", "1", "--json"]);
    let mut running = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(running.stdout.take());
    let said = running.wait_with_output().unwrap();
    let told = String::from_utf8_lossy(&said.stderr);
    assert!(said.status.success() && !told.contains("panicked"), "{told}");
}

/// How often a migration is broken off; by `cargo xtask endure` thirty times.
fn kills() -> u32 {
    std::env::var("GENDAN_ROUNDS").ok().and_then(|n| n.parse::<u32>().ok()).map_or(4, |n| n.min(30))
}

#[test]
fn p24_a_migration_that_is_killed_leaves_one_version_and_all_facts() {
    let whole = Instant::now();
    let folder = released();
    assert!(gendan(folder.path()).arg("rebuild").env_remove("GENDAN_CLOCK").status().unwrap().success());
    let whole = whole.elapsed();
    let mut schemas = std::collections::BTreeSet::new();
    for n in 1..=kills() {
        let folder = released();
        let mut child = gendan(folder.path()).arg("rebuild").env_remove("GENDAN_CLOCK").spawn().unwrap();
        // Each at another moment between its start and its end.
        let begun = Instant::now();
        while begun.elapsed() < whole * n / (kills() + 1) && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        let _ = child.kill();
        child.wait().unwrap();
        schemas.insert(schema(folder.path()));
        // What comes next finishes it, and all that the older version knew is there.
        assert!(gendan(folder.path()).arg("rebuild").env_remove("GENDAN_CLOCK").status().unwrap().success());
        let told = gendan(folder.path())
            .args(["--json", "verify"])
            .env_remove("GENDAN_CLOCK")
            .stdout(Stdio::piped())
            .output()
            .unwrap();
        let told: Value = serde_json::from_slice(&told.stdout).unwrap();
        assert_eq!((&told["faults"], &told["facts"]), (&json!([]), &json!(1132)), "kill {n}");
    }
    println!("schemas after the kills: {schemas:?}");
}

#[test]
fn p24_a_newer_schema_is_refused_by_every_command_and_nothing_is_changed() {
    let folder = released();
    assert!(gendan(folder.path()).arg("rebuild").env_remove("GENDAN_CLOCK").status().unwrap().success());
    let newer = schema(folder.path()) + 1;
    with_database(folder.path(), move |conn| {
        conn.execute("INSERT INTO schema_migration (number) VALUES ($1)", &[newer.into()]).map(drop)
    });
    let copy = folder.path().join("copy");
    let commands: [&[&str]; 9] = [
        &["serve"],
        &["verify"],
        &["rebuild"],
        &["init-admin"],
        &["new-key"],
        &["reset-code", "--login", "u01"],
        &["demo"],
        &["import", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/parts.xlsx")],
        &["backup", "--to", copy.to_str().unwrap()],
    ];
    for args in commands {
        let told = gendan(folder.path())
            .args(args)
            .env_remove("GENDAN_CLOCK")
            .env("GENDAN_LISTEN", "127.0.0.1:0")
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert_eq!(told.status.code(), Some(78), "{args:?}: {}", String::from_utf8_lossy(&told.stderr));
        assert!(String::from_utf8_lossy(&told.stderr).contains("use the newer program"), "{args:?}");
    }
    assert_eq!(schema(folder.path()), newer);
    assert!(!copy.exists());
}

fn schema(folder: &Path) -> i64 {
    let (tell, told) = std::sync::mpsc::channel();
    with_database(folder, move |conn| {
        // A database that was killed before its first migration has the released version's table.
        let at: i64 = conn.one("SELECT MAX(number) FROM schema_migration", &[])?.get(0)?;
        tell.send(at).unwrap();
        Ok(())
    });
    told.recv().unwrap()
}

fn with_database(folder: &Path, act: impl FnOnce(&mut db::Conn) -> db::Result<()> + Send + 'static) {
    db::Db::open_sqlite(folder, 1).unwrap().write_blocking(act).unwrap();
}
