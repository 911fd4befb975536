//! The sealed log (trust.md P11, P12): every change of a table is found, what was sealed is kept outside, keys change
//! without breaking old proofs, and a second verifier of another language agrees.

use std::process::Command;

use app::demo::{self, Scale};
use app::site::SITE;
use app::start;
use app::upkeep::{self, Measure};
use db::{Conn, Engine, Value};
use jiff::civil::date;
use kernel::clock::Clock;
use kernel::state::Ids;
use kernel::{App, Error, Result};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};
use tempfile::TempDir;

use crate::kit::{config, databases};

/// A small company with everything sealed and kept outside.
fn sealed_company(url: &str) -> (App, TempDir) {
    let folder = TempDir::new().unwrap();
    let clock = Clock::stopped("2026-11-02T01:00:00Z".parse().unwrap());
    let app = start::open_with(config(&folder, url), clock, Ids::seeded(11)).unwrap();
    let plan = Scale { orders: 5, first: date(2026, 9, 7), until: date(2026, 11, 2), seed: 7 };
    demo::play(&app, &plan, &mut |_| {}).unwrap();
    upkeep::seal(&app).unwrap();
    (app, folder)
}

/// Lets through what the database itself refuses.
fn open_up(conn: &mut Conn) -> Result<()> {
    for table in ["fact", "fact_order", "checkpoint", "log_key", "epoch", "print"] {
        if conn.kind() == Engine::Postgres {
            conn.batch(&format!("ALTER TABLE {table} DISABLE TRIGGER USER"))?;
            continue;
        }
        for act in ["update", "delete"] {
            conn.batch(&format!("DROP TRIGGER IF EXISTS {table}_no_{act}"))?;
        }
    }
    Ok(())
}

fn columns(conn: &mut Conn, table: &str) -> Result<Vec<String>> {
    let named = upkeep::compared(table);
    if named != "*" {
        return Ok(named.split(',').map(|column| column.trim().to_owned()).collect());
    }
    let sql = match conn.kind() {
        Engine::Sqlite => "SELECT name FROM pragma_table_info($1) ORDER BY cid",
        Engine::Postgres => {
            "SELECT CAST(column_name AS TEXT) FROM information_schema.columns
             WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position"
        }
    };
    Ok(conn.query(sql, &[table.into()])?.iter().map(|row| row.get(0)).collect::<db::Result<_>>()?)
}

/// Changes, deletes or doubles a row of `table`; answers what was done, nothing where the database would not have it.
fn tamper(conn: &mut Conn, table: &str, rng: &mut StdRng) -> Result<Option<String>> {
    let columns = columns(conn, table)?;
    let list = columns.join(", ");
    let rows = conn.query(&format!("SELECT {list} FROM {table} ORDER BY {list}"), &[])?;
    if rows.is_empty() {
        return Ok(None);
    }
    let row = rows[rng.random_range(0..rows.len())].values().to_vec();
    let is: Vec<String> =
        columns.iter().enumerate().map(|(n, c)| format!("{c} IS NOT DISTINCT FROM ${}", n + 1)).collect();
    let is = is.join(" AND ");
    let at = rng.random_range(0..columns.len());
    let other = match &row[at] {
        Value::Null => return Ok(None),
        Value::Int(n) => Value::Int(n + 1),
        Value::Bool(b) => Value::Bool(!b),
        Value::Text(text) => Value::Text(format!("{text}x")),
        Value::Blob(bytes) => {
            let mut bytes = bytes.clone();
            match bytes.len() {
                0 => bytes.push(1),
                length => bytes[rng.random_range(0..length)] ^= 1,
            }
            Value::Blob(bytes)
        }
    };
    let deletes = rng.random_range(0..3) == 0;
    let done = if deletes {
        conn.execute(&format!("DELETE FROM {table} WHERE {is}"), &row)?;
        format!("{table}: a row deleted: {:?}", row.first())
    } else {
        let mut params = row.clone();
        params.push(other);
        let sql = format!("UPDATE {table} SET {} = ${} WHERE {is}", columns[at], params.len());
        conn.execute(&sql, &params)?;
        format!("{table}: {} of {:?}", columns[at], row.first())
    };
    Ok(Some(done))
}

/// How often a table is tampered with; by `cargo xtask endure` more often.
fn rounds() -> usize {
    std::env::var("GENDAN_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(300)
}

#[test]
fn p11_every_change_of_a_table_is_found() {
    for url in databases() {
        let (app, _folder) = sealed_company(&url);
        assert_eq!(upkeep::verify(&app).unwrap().faults, Vec::<String>::new());
        let measure = Measure::take(&app).unwrap();
        let evidence = [
            "fact",
            "fact_order",
            "head",
            "checkpoint",
            "log_key",
            "log_peaks",
            "instance",
            "seal_queue",
            "epoch",
        ];
        let derived = SITE.nouns().flat_map(|noun| noun.tables.iter().copied());
        let beside = ["search_entry", "file_link"];
        let tables: Vec<&str> = evidence.into_iter().chain(derived).chain(beside).collect();
        let tried = app.db.write_blocking(move |conn| -> Result<usize> {
            open_up(conn)?;
            let mut rng = StdRng::seed_from_u64(5);
            let mut tried = 0;
            let mut n = 0;
            while tried < rounds() {
                let table = tables[n % tables.len()];
                n += 1;
                let mut done = None;
                // The database may refuse what breaks a key of its own; what it takes is taken back after the look.
                let _ = conn.part(|conn| -> Result<()> {
                    done = tamper(conn, table, &mut rng)?.map(|what| (what, measure.faults(conn)));
                    Err(Error::NotFound)
                });
                let Some((what, found)) = done else { continue };
                tried += 1;
                // A damage that keeps it from being read is a finding too; a mishap of the walk itself is none.
                let found =
                    found.map_or_else(|e| (20, e.to_string()), |found| (found.code, found.faults.join("; ")));
                assert!(
                    [20, 30, 40].contains(&found.0) && !found.1.is_empty(),
                    "not found: {what}: {found:?}"
                );
                assert!(!found.1.contains("panicked"), "{what}: {found:?}");
            }
            let sound = measure.faults(conn)?;
            assert_eq!(sound.faults, Vec::<String>::new(), "all was taken back");
            Err(Error::Http { status: u16::try_from(tried).unwrap_or(u16::MAX), text: "" })
        });
        assert!(matches!(tried, Err(Error::Http { .. })), "{tried:?}");
    }
}

#[test]
fn p12_what_was_sealed_is_kept_outside_and_an_old_copy_is_told() {
    for url in databases() {
        let folder = TempDir::new().unwrap();
        let second = TempDir::new().unwrap();
        let mut config = config(&folder, &url);
        config.anchor_dir = Some(second.path().to_owned());
        let clock = Clock::stopped("2026-11-02T01:00:00Z".parse().unwrap());
        let app = start::open_with(config, clock.clone(), Ids::seeded(11)).unwrap();
        let plan = Scale { orders: 2, first: date(2026, 10, 20), until: date(2026, 11, 2), seed: 7 };
        demo::play(&app, &plan, &mut |_| {}).unwrap();
        assert!(upkeep::verify(&app).unwrap().after_anchor > 0);
        upkeep::seal_due(&app).unwrap();
        let verified = upkeep::verify(&app).unwrap();
        assert_eq!((verified.code, verified.after_anchor), (0, 0), "{:?}", verified.faults);
        let lines = |folder: &std::path::Path| -> Vec<String> {
            let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
            files.sort();
            files
                .iter()
                .flat_map(|f| {
                    std::fs::read_to_string(f).unwrap().lines().map(str::to_owned).collect::<Vec<_>>()
                })
                .collect()
        };
        assert_eq!(lines(second.path()), lines(&folder.path().join("anchors")));
        assert_eq!(lines(second.path()).len(), 1);

        // The newest facts of an order are cut off with all that says so: only what is outside still knows them.
        app.db
            .write_blocking(|conn| -> Result<()> {
                open_up(conn)?;
                conn.batch("DELETE FROM checkpoint; DELETE FROM log_peaks; DELETE FROM seal_queue")?;
                evidence::enqueue_missing(conn)?;
                Ok(())
            })
            .unwrap();
        let verified = upkeep::verify(&app).unwrap();
        assert_eq!(verified.code, 40, "{:?}", verified.faults);
        let refused = upkeep::seal(&app).unwrap_err().to_string();
        assert!(refused.contains("older copy"), "nothing is sealed over it: {refused}");
    }
}

/// Whoever can write all tables of the database declares that a copy was put back, with a key of their own: neither the
/// carriers nor a walk believe it.
#[test]
fn p11_a_cut_that_was_declared_in_the_database_alone_is_found() {
    for url in databases() {
        let (app, _folder) = sealed_company(&url);
        let instance = app.shared.instance.clone();
        let forged = move |conn: &mut Conn| -> Result<()> {
            open_up(conn)?;
            conn.batch("DELETE FROM checkpoint; DELETE FROM log_peaks; DELETE FROM seal_queue")?;
            let epoch = evidence::begin_epoch(conn, 1, "x", 0)?;
            evidence::enqueue_missing(conn)?;
            let instance = evidence::Instance { epoch, ..instance.clone() };
            let own = evidence::Signer::of([9; 32]);
            evidence::introduce(conn, &instance, &own, evidence::Introduced::Alone, 1)?;
            evidence::seal(conn, &instance, &own, i64::MAX)?;
            Ok(())
        };
        app.db.write_blocking(forged).unwrap();
        let verified = upkeep::verify(&app).unwrap();
        assert_eq!(verified.code, 40, "{:?}", verified.faults);
        assert!(verified.faults[0].contains("no anchor knows that epoch"), "{:?}", verified.faults);
    }
}

/// A folder outside that is away keeps nobody from sealing, and gets later what it missed.
#[test]
fn p12_a_carrier_that_is_away_keeps_nobody_from_sealing() {
    let (folder, second) = (TempDir::new().unwrap(), TempDir::new().unwrap());
    let away = second.path().join("mounted");
    std::fs::write(&away, "no folder").unwrap();
    let mut config = config(&folder, "");
    config.anchor_dir = Some(away.clone());
    let clock = Clock::stopped("2026-11-02T01:00:00Z".parse().unwrap());
    let app = start::open_with(config, clock, Ids::seeded(11)).unwrap();
    let plan = Scale { orders: 1, first: date(2026, 10, 20), until: date(2026, 11, 2), seed: 7 };
    demo::play(&app, &plan, &mut |_| {}).unwrap();
    upkeep::seal(&app).unwrap();
    assert_eq!(app.db.read_blocking(evidence::waiting).unwrap(), 0);
    let run = |name| app.db.read_blocking(move |conn| app::health::of(conn, name)).unwrap().unwrap();
    assert!(run(app::health::SEAL).ok && !run(app::health::CARRY).ok);
    std::fs::remove_file(&away).unwrap();
    upkeep::seal_due(&app).unwrap();
    assert!(run(app::health::CARRY).ok);
    assert_eq!(std::fs::read_dir(&away).unwrap().count(), 1);
}

#[test]
fn keys_change_and_old_proofs_stand() {
    for url in databases() {
        let (app, folder) = sealed_company(&url);
        let name = upkeep::change_key(&app).unwrap();
        let key = std::fs::metadata(folder.path().join("seal.key")).unwrap();
        assert_eq!(std::os::unix::fs::PermissionsExt::mode(&key.permissions()) & 0o777, 0o600);
        app.db
            .write_blocking(|conn| -> Result<()> {
                assert_eq!(evidence::keys(conn)?.len(), 2);
                Ok(())
            })
            .unwrap();
        let current = app.db.read_blocking(evidence::current_key).unwrap().unwrap();
        assert_eq!(current.name, name);
        assert_eq!(upkeep::verify(&app).unwrap().faults, Vec::<String>::new());
    }
}

#[test]
fn a_second_verifier_of_another_language_agrees() {
    let Ok(python) = Command::new("python3").arg("--version").output() else { return };
    assert!(python.status.success());
    let (app, folder) = sealed_company(&databases()[0]);
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/../../scripts/verify_evidence.py");
    let run = || {
        let out = Command::new("python3")
            .args([script, "--anchors"])
            .arg(folder.path().join("anchors"))
            .arg(folder.path().join("gendan.db"))
            .output()
            .unwrap();
        (
            out.status.code(),
            String::from_utf8_lossy(&out.stdout).into_owned() + &String::from_utf8_lossy(&out.stderr),
        )
    };
    let (code, told) = run();
    assert_eq!(code, Some(0), "{told}");
    // What the chains alone do not show: a fact is unlinked from its order.
    app.db
        .write_blocking(|conn| -> Result<()> {
            open_up(conn)?;
            let row = conn.one("SELECT stream, seq FROM fact_order ORDER BY stream LIMIT 1", &[])?;
            conn.execute("DELETE FROM fact_order WHERE stream = $1 AND seq = $2", row.values())?;
            Ok(())
        })
        .unwrap();
    let (code, told) = run();
    assert_eq!(code, Some(20), "{told}");
    assert_eq!(upkeep::verify(&app).unwrap().code, 20);
}
