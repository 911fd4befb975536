//! The journal of prints in the database.

use db::{Conn, Row};
use kernel::Result;

/// One print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Print {
    /// The code of what was printed.
    pub form: String,
    /// Which print of it: 1 for the first.
    pub n: i64,
    /// The document's version of then.
    pub version: i64,
    /// The versions of all that stood on it, added up.
    pub basis: i64,
    /// Whether it was to show prices.
    pub priced: bool,
    /// When (microseconds).
    pub at: i64,
    /// Who.
    pub actor: String,
}

const PRINT: &str = "SELECT form, n, version, basis, priced, at, actor FROM print";

fn print(row: &Row) -> Result<Print> {
    Ok(Print {
        form: row.get(0)?,
        n: row.get(1)?,
        version: row.get(2)?,
        basis: row.get(3)?,
        priced: row.get(4)?,
        at: row.get(5)?,
        actor: row.get(6)?,
    })
}

/// Keeps a print of the document `stream`, whose head is held, and answers which it is: one more than before.
pub fn keep(conn: &mut Conn, stream: &str, print: &Print, request: &str) -> Result<i64> {
    let row = conn.one(
        "INSERT INTO print (stream, form, n, version, basis, priced, at, actor, request)
         SELECT $1, $2, COALESCE(MAX(n), 0) + 1, $3, $4, $5, $6, $7, $8 FROM print WHERE stream = $1 AND form = $2
         RETURNING n",
        &[
            stream.into(),
            print.form.as_str().into(),
            print.version.into(),
            print.basis.into(),
            print.priced.into(),
            print.at.into(),
            print.actor.as_str().into(),
            request.into(),
        ],
    )?;
    Ok(row.get(0)?)
}

/// The `n`th print of a document's paper.
pub fn nth(conn: &mut Conn, stream: &str, form: &str, n: i64) -> Result<Option<Print>> {
    let sql = format!("{PRINT} WHERE stream = $1 AND form = $2 AND n = $3");
    conn.find(&sql, &[stream.into(), form.into(), n.into()])?.map(|row| print(&row)).transpose()
}

/// The latest prints of a document, the last one first.
pub fn of(conn: &mut Conn, stream: &str) -> Result<Vec<Print>> {
    let sql = format!("{PRINT} WHERE stream = $1 ORDER BY at DESC, form, n DESC LIMIT 50");
    conn.query(&sql, &[stream.into()])?.iter().map(print).collect()
}
