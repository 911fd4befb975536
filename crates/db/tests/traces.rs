//! What was erased is not kept in SQLite's log, whoever reads meanwhile.

use std::path::Path;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use db::{Db, Result};

const LOG: &str = "gendan.db-wal";

/// Whether a file of the database holds `word`; one that is not there holds nothing.
fn holds(folder: &Path, file: &str, word: &str) -> bool {
    let bytes = std::fs::read(folder.join(file)).unwrap_or_default();
    bytes.windows(word.len()).any(|w| w == word.as_bytes())
}

#[test]
fn a_long_reader_keeps_the_log_and_the_next_write_after_it_empties_it() {
    let folder = tempfile::TempDir::new().unwrap();
    let db = Db::open_sqlite(folder.path(), 2).unwrap();
    let run = |sql: &'static str, traces: bool| {
        db.write_blocking(move |conn| -> Result<()> {
            conn.batch(sql)?;
            if !traces {
                conn.leave_no_trace();
            }
            Ok(())
        })
        .unwrap();
    };
    run("CREATE TABLE t (a TEXT)", true);
    run("INSERT INTO t VALUES ('钱学梅')", true);
    assert!(holds(folder.path(), LOG, "钱学梅"));

    let (begun, has_begun) = mpsc::channel();
    let (end, ends) = mpsc::channel();
    let reader = db.clone();
    let reading = std::thread::spawn(move || {
        reader.read_blocking(move |conn| -> Result<i64> {
            let count = conn.one("SELECT COUNT(*) FROM t", &[])?.get(0)?;
            begun.send(()).unwrap();
            ends.recv().unwrap();
            Ok(count)
        })
    });
    has_begun.recv().unwrap();
    run("DELETE FROM t", false);
    assert!(holds(folder.path(), LOG, "钱学梅"), "the reader still needs it");
    end.send(()).unwrap();
    assert_eq!(reading.join().unwrap().unwrap(), 1);

    // Nothing waits for a checkpoint: one of the next writes makes it.
    let until = Instant::now() + Duration::from_secs(20);
    while holds(folder.path(), LOG, "钱学梅") {
        assert!(Instant::now() < until, "the log keeps what was erased");
        run("INSERT INTO t VALUES ('x')", true);
    }
    assert!(!holds(folder.path(), "gendan.db", "钱学梅"));
}

#[test]
fn what_a_killed_process_left_in_the_log_goes_with_the_next_start() {
    let (folder, killed) = (tempfile::TempDir::new().unwrap(), tempfile::TempDir::new().unwrap());
    let db = Db::open_sqlite(folder.path(), 2).unwrap();
    let run = |db: &Db, sql: &'static str| {
        db.write_blocking(move |conn| -> Result<()> { conn.batch(sql) }).unwrap();
    };
    run(&db, "CREATE TABLE t (a TEXT)");
    run(&db, "INSERT INTO t VALUES ('钱学梅')");
    run(&db, "DELETE FROM t");
    // As the files lie when nobody had the time to empty the log.
    for file in ["gendan.db", LOG] {
        std::fs::copy(folder.path().join(file), killed.path().join(file)).unwrap();
    }
    assert!(holds(killed.path(), LOG, "钱学梅"));
    let db = Db::open_sqlite(killed.path(), 2).unwrap();
    assert_eq!(db.read_blocking(|conn| conn.one("SELECT COUNT(*) FROM t", &[])?.get::<i64>(0)).unwrap(), 0);
    assert!(!holds(killed.path(), LOG, "钱学梅") && !holds(killed.path(), "gendan.db", "钱学梅"));
}
