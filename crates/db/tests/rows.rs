//! What is derived is written as far as it differs, and lists of any length are asked for.

#![expect(clippy::unwrap_used, reason = "a test says by failing that something is missing")]

use db::{Db, Result, Value};

fn row(owner: &str, n: i64, text: &str) -> Vec<Value> {
    vec![owner.into(), n.into(), text.into()]
}

fn open() -> (Db, tempfile::TempDir) {
    let folder = tempfile::TempDir::new().unwrap();
    let db = Db::open_sqlite(folder.path(), 1).unwrap();
    db.write_blocking(|conn| -> Result<()> {
        conn.batch("CREATE TABLE t (owner TEXT NOT NULL, n INTEGER NOT NULL, said TEXT, PRIMARY KEY (owner, n)) STRICT;
             CREATE TABLE written (owner TEXT, n INTEGER) STRICT;
             CREATE TRIGGER t_ins AFTER INSERT ON t BEGIN INSERT INTO written VALUES (NEW.owner, NEW.n); END;
             CREATE TRIGGER t_upd AFTER UPDATE ON t BEGIN INSERT INTO written VALUES (NEW.owner, NEW.n); END;")
    })
    .unwrap();
    (db, folder)
}

/// Makes `rows` those of `owners`; answers how many were written, and all that is there.
fn replace(db: &Db, owners: &[&str], rows: Vec<Vec<Value>>) -> (i64, Vec<String>) {
    let owners: Vec<Value> = owners.iter().map(|owner| (*owner).into()).collect();
    db.write_blocking(move |conn| -> Result<(i64, Vec<String>)> {
        conn.execute("DELETE FROM written", &[])?;
        conn.replace("t", "owner, n, said", 2, &owners, &rows)?;
        let written = conn.one("SELECT COUNT(*) FROM written", &[])?.get(0)?;
        let there = conn.query("SELECT owner || n || COALESCE(said, '-') FROM t ORDER BY owner, n", &[])?;
        Ok((written, there.iter().map(|r| r.get(0)).collect::<Result<_>>()?))
    })
    .unwrap()
}

#[test]
fn what_differs_is_written_what_is_not_wanted_goes_and_the_rest_stays_untouched() {
    let (db, _folder) = open();
    let first = vec![row("a", 1, "x"), row("a", 2, "y"), row("b", 1, "z")];
    assert_eq!(replace(&db, &["a", "b"], first.clone()).0, 3);
    assert_eq!(replace(&db, &["a", "b"], first).0, 0, "the same is not written again");
    let (written, there) = replace(&db, &["a"], vec![row("a", 2, "other"), row("a", 3, "new")]);
    assert_eq!((written, there), (2, vec!["a2other".into(), "a3new".into(), "b1z".into()]));
    assert_eq!(replace(&db, &["a"], Vec::new()).1, ["b1z"], "another owner's rows are nobody's business");
    let twice = vec![row("a", 1, "first"), row("a", 1, "second")];
    assert_eq!(replace(&db, &["a"], twice).1, ["a1first", "b1z"]);
}

#[test]
fn a_list_of_any_length_is_asked_for() {
    let (db, _folder) = open();
    let rows: Vec<Vec<Value>> = (0..700).map(|n| row(&format!("o{n}"), n, "x")).collect();
    let owners: Vec<String> = (0..700).map(|n| format!("o{n}")).collect();
    let owners: Vec<&str> = owners.iter().map(String::as_str).collect();
    assert_eq!(replace(&db, &owners, rows).0, 700);
    for count in [0, 1, 2, 5, 64, 65, 256, 257, 700] {
        let keys: Vec<Value> = (0..count).map(|n| format!("o{n}").into()).collect();
        let found =
            db.read_blocking(move |conn| conn.query_in("SELECT n FROM t WHERE owner IN ({keys})", &keys));
        assert_eq!(found.unwrap().len(), usize::try_from(count).unwrap(), "{count}");
    }
}

#[test]
fn what_fails_in_a_part_is_taken_back_and_the_rest_of_the_transaction_stays() {
    let (db, _folder) = open();
    let there = db.write_blocking(|conn| -> Result<Vec<String>> {
        conn.execute("INSERT INTO t (owner, n) VALUES ('before', 1)", &[])?;
        let failed = conn.part(|conn| -> Result<()> {
            conn.execute("INSERT INTO t (owner, n) VALUES ('in vain', 1)", &[])?;
            conn.execute("INSERT INTO t (owner, n) VALUES ('before', 1)", &[]).map(drop)
        });
        assert!(failed.is_err(), "the same key twice");
        conn.part(|conn| conn.execute("INSERT INTO t (owner, n) VALUES ('kept', 1)", &[]))?;
        conn.query("SELECT owner FROM t ORDER BY owner", &[])?.iter().map(|r| r.get(0)).collect()
    });
    assert_eq!(there.unwrap(), ["before", "kept"]);
}
