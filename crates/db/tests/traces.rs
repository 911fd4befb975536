//! What was erased is not kept in SQLite's log, whoever reads meanwhile.

use std::path::Path;
use std::sync::mpsc;

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
    run("CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('钱学梅')", true);
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

    // Nothing waits for a checkpoint: the next write makes it, unless the reader's end was slower still.
    while holds(folder.path(), LOG, "钱学梅") {
        run("INSERT INTO t VALUES ('x')", true);
    }
    assert!(!holds(folder.path(), "gendan.db", "钱学梅"));
}
