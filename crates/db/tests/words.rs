//! What is found by its words, and is gone when it is purged.

#![expect(clippy::unwrap_used, reason = "a test says by failing that something is missing")]

use db::{Db, Engine, Migration, Result, migrate, newest, wish};

static SCHEMA: [Migration; 1] = [Migration { number: 1, sql: "FULL TEXT search_entry;" }];

fn pieces(words: &[&[&str]]) -> Vec<Vec<String>> {
    words.iter().map(|word| word.iter().map(|piece| (*piece).to_owned()).collect()).collect()
}

fn ids(db: &Db, kind: &'static str, words: &[&[&str]]) -> Vec<String> {
    let wish = wish(Engine::Sqlite, kind, &pieces(words));
    let read = |sql: String| {
        let wish = wish.clone();
        db.read_blocking(move |conn| -> Result<Vec<String>> {
            conn.query(&sql, &[wish.as_str().into()])?.iter().map(|row| row.get(0)).collect()
        })
        .unwrap()
    };
    let among = wish.clone();
    let found = db.read_blocking(move |conn| conn.found_in("id", 1, &among)).unwrap();
    let newest = read(newest(Engine::Sqlite, 1));
    assert_eq!(read(format!("SELECT id FROM search_entry WHERE {found}")).len(), newest.len());
    newest
}

#[test]
fn words_are_found_wherever_their_pieces_follow_one_another() {
    let folder = tempfile::TempDir::new().unwrap();
    let db = Db::open_sqlite(folder.path(), 1).unwrap();
    migrate(&db, &SCHEMA).unwrap();
    let keep = |id: &'static str, words: &[&[&str]]| {
        let words = pieces(words);
        db.write_blocking(move |conn| conn.keep_words("order", id, &words)).unwrap();
    };
    keep("a", &[&["云锦", "锦珠", "珠宝", "宝"], &["yj", "jz", "zb", "b"]]);
    keep("b", &[&["锦珠", "珠"], &["jz", "z"]]);
    assert_eq!(ids(&db, "order", &[&["锦珠"]]), ["b", "a"], "the newest first");
    assert_eq!(ids(&db, "order", &[&["锦珠", "珠宝"]]), ["a"]);
    assert_eq!(ids(&db, "order", &[&["珠宝"], &["yj", "jz"]]), ["a"], "both");
    assert_eq!(ids(&db, "order", &[&["云锦", "珠宝"]]), [""; 0], "they do not follow one another");
    assert_eq!(ids(&db, "order", &[&["z"]]), ["b", "a"], "how a piece begins");
    assert_eq!(ids(&db, "purchase", &[&["锦珠"]]), [""; 0], "another kind");
    assert_eq!(ids(&db, "order", &[&["or"]]), [""; 0], "nobody is found by what it is");
    assert_eq!(ids(&db, "order", &[&["o"]]), [""; 0]);
    keep("a", &[&["wx", "x"]]);
    assert_eq!(ids(&db, "order", &[&["云锦"]]), [""; 0], "what it is not found by any more");
    keep("a", &[&["kq", "q"]]);

    let stored = |word: &'static str| {
        db.read_blocking(move |conn| -> Result<bool> {
            let rows = conn.query("SELECT block FROM search_words_data", &[])?;
            let blocks: Vec<Vec<u8>> = rows.iter().map(|row| row.get(0)).collect::<Result<_>>()?;
            Ok(blocks.iter().any(|block| block.windows(word.len()).any(|w| w == word.as_bytes())))
        })
        .unwrap()
    };
    // Pieces that share no beginning with another are stored whole.
    assert!(stored("wx") && stored("kq"), "it lies there until it is merged away");
    db.write_blocking(db::Conn::purge_words).unwrap();
    assert!(!stored("wx"), "it is gone");
    assert!(stored("kq"), "what is found stays");
    db.write_blocking(db::Conn::forget_words).unwrap();
    assert_eq!(ids(&db, "order", &[&["锦珠"]]), [""; 0]);
}
