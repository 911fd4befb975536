//! Full text as one index on both databases: FTS5 and `tsvector`. What is kept is what the caller has cut into words, each as the pieces
//! that follow one another in it; what is looked for is cut in the same way, and found wherever its pieces follow one another.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::{Conn, Engine, Result, Value};

/// The pieces of one word, in their order.
pub type Pieces = Vec<String>;

/// From so many hits on it pays to walk a list in its order and to ask of each row whether it is among them. PostgreSQL knows such numbers
/// itself.
const MANY: i64 = 500;

impl Conn {
    /// Makes `words` all that the `kind` of thing with this identity is found by.
    pub fn keep_words(&mut self, kind: &str, id: &str, words: &[Pieces]) -> Result<()> {
        let key = [kind.into(), id.into()];
        match self.kind() {
            Engine::Sqlite => {
                let known = "SELECT n FROM search_entry WHERE kind = $1 AND id = $2";
                let n: i64 = if let Some(row) = self.find(known, &key)? {
                    let n = row.get(0)?;
                    self.execute("DELETE FROM search_words WHERE rowid = $1", &[Value::Int(n)])?;
                    n
                } else {
                    self.one("INSERT INTO search_entry (kind, id) VALUES ($1, $2) RETURNING n", &key)?
                        .get(0)?
                };
                let text = words.iter().flatten().fold(marked(kind), |text, piece| text + " " + piece);
                let insert = "INSERT INTO search_words (rowid, words) VALUES ($1, $2)";
                self.execute(insert, &[n.into(), text.into()])?;
            }
            Engine::Postgres => {
                let [kind_of, id] = key;
                self.execute(
                    "INSERT INTO search_entry (kind, id, words) VALUES ($1, $2, CAST(CAST($3 AS TEXT) AS TSVECTOR))
                     ON CONFLICT (kind, id) DO UPDATE SET words = excluded.words",
                    &[kind_of, id, vector(kind, words).into()],
                )?;
            }
        }
        Ok(())
    }

    /// The condition on rows, each by the identity in the column `id`, that the parameter numbered `n`, the [`wish`] `said`, finds it.
    pub fn found_in(&mut self, id: &str, n: usize, said: &str) -> Result<String> {
        let found = found(self.kind(), n);
        if self.kind() == Engine::Postgres {
            return Ok(format!("{id} IN ({found})"));
        }
        let sql =
            format!("SELECT COUNT(*) FROM (SELECT 1 FROM search_words WHERE words MATCH $1 LIMIT {MANY})");
        let count: i64 = self.one(&sql, &[said.into()])?.get(0)?;
        // The sign keeps SQLite from looking the rows up one by one and sorting them.
        Ok(format!("{}{id} IN ({found})", if count < MANY { "" } else { "+" }))
    }

    /// Takes what is not found any more out of the storage, too: FTS5 keeps it until it merges.
    pub fn purge_words(&mut self) -> Result<()> {
        if self.kind() == Engine::Sqlite {
            self.execute("INSERT INTO search_words (search_words) VALUES ('optimize')", &[])?;
        }
        Ok(())
    }

    /// Forgets all of them: they are built anew.
    pub fn forget_words(&mut self) -> Result<()> {
        if self.kind() == Engine::Sqlite {
            self.execute("INSERT INTO search_words (search_words) VALUES ('delete-all')", &[])?;
        }
        self.execute("DELETE FROM search_entry", &[]).map(drop)
    }
}

/// The identities of what the parameter numbered `n`, a [`wish`], finds: a query of one column.
fn found(engine: Engine, n: usize) -> String {
    match engine {
        Engine::Sqlite => format!(
            "SELECT e.id FROM search_words w JOIN search_entry e ON e.n = w.rowid WHERE w.words MATCH ${n}"
        ),
        Engine::Postgres => {
            format!("SELECT e.id FROM search_entry e WHERE e.words @@ CAST(CAST(${n} AS TEXT) AS TSQUERY)")
        }
    }
}

/// The identities of what the parameter numbered `n`, a [`wish`], finds, those that came in last first: a query of one column.
pub fn newest(engine: Engine, n: usize) -> String {
    let by = match engine {
        Engine::Sqlite => "w.rowid",
        Engine::Postgres => "e.n",
    };
    format!("{} ORDER BY {by} DESC", found(engine, n))
}

/// Things of a kind that have all of these words, anywhere in one of theirs; a word of one piece is how one begins.
pub fn wish(engine: Engine, kind: &str, words: &[Pieces]) -> String {
    let word = |pieces: &Pieces| match (engine, pieces.as_slice()) {
        (Engine::Sqlite, [one]) => format!("\"{one}\"*"),
        (Engine::Sqlite, many) => format!("\"{}\"", many.join(" ")),
        (Engine::Postgres, [one]) => format!("'{one}':*"),
        (Engine::Postgres, many) => {
            format!("({})", many.iter().map(|piece| format!("'{piece}'")).collect::<Vec<_>>().join(" <-> "))
        }
    };
    let own = match engine {
        Engine::Sqlite => format!("\"{}\"", marked(kind)),
        Engine::Postgres => format!("'{}'", marked(kind)),
    };
    let and = match engine {
        Engine::Sqlite => " AND ",
        Engine::Postgres => " & ",
    };
    std::iter::once(own).chain(words.iter().map(word)).collect::<Vec<_>>().join(and)
}

/// A kind as a piece that nobody types, not even its beginning: it stands behind a character of private use.
fn marked(kind: &str) -> String {
    format!("\u{e000}{kind}")
}

/// Each piece with the places where it stands.
fn vector(kind: &str, words: &[Pieces]) -> String {
    let kind = marked(kind);
    let mut places: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, piece) in
        std::iter::once(kind.as_str()).chain(words.iter().flatten().map(String::as_str)).enumerate()
    {
        places.entry(piece).or_default().push(at + 1);
    }
    let mut out = String::new();
    for (piece, at) in places {
        let at: Vec<String> = at.iter().map(usize::to_string).collect();
        // Writing to a String cannot fail.
        let _ = write!(out, "'{piece}':{} ", at.join(","));
    }
    out
}
