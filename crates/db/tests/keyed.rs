//! A table that a migration lays into its key is the same table.

use db::{Db, Migration, Result, migrate};

const BEFORE: Migration = Migration {
    number: 1,
    sql: "CREATE TABLE link (a TEXT NOT NULL, n BIGINT NOT NULL, PRIMARY KEY (a, n)) STRICT;
CREATE INDEX link_n ON link (n);
INSERT INTO link (a, n) VALUES ('x', 1), ('y', 2);
APPEND ONLY link;",
};
const AFTER: Migration = Migration {
    number: 2,
    sql: "ALTER TABLE link ADD COLUMN more TEXT NOT NULL DEFAULT 'm';
IN KEY ORDER link;",
};
static OLD: [Migration; 1] = [BEFORE];
static NEW: [Migration; 2] = [BEFORE, AFTER];

#[test]
fn rows_indexes_and_guards_stay() {
    let folder = tempfile::TempDir::new().unwrap();
    let db = Db::open_sqlite(folder.path(), 1).unwrap();
    assert_eq!(migrate(&db, &OLD).unwrap(), 1);
    assert_eq!(migrate(&db, &NEW).unwrap(), 1);
    let read = |sql: &'static str| {
        db.read_blocking(move |conn| -> Result<Vec<String>> {
            conn.query(sql, &[])?.iter().map(|row| row.get(0)).collect()
        })
        .unwrap()
    };
    assert_eq!(read("SELECT a || n || more FROM link ORDER BY a"), ["x1m", "y2m"]);
    let made = read("SELECT sql FROM sqlite_master WHERE name = 'link'");
    assert!(made[0].contains("WITHOUT ROWID") && made[0].contains("STRICT"), "{made:?}");
    assert_eq!(read("SELECT name FROM sqlite_master WHERE name = 'link_n'"), ["link_n"]);
    let changed = db.write_blocking(|conn| conn.execute("DELETE FROM link", &[]));
    assert!(changed.unwrap_err().to_string().contains("append-only"));
}
