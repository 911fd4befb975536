//! Whether the rows that pages query are what the facts lead to: they are built anew in a database beside, and compared.

use db::{Conn, Db};
use kernel::{App, Result};

use super::rebuild::rebuild;
use super::store;
use crate::start;

/// The evidence of one moment, copied beside, and the rows that were found with it.
pub(super) struct Copied {
    beside: App,
    found: Vec<Table>,
}

/// A table's name and its rows.
type Table = (&'static str, Vec<String>);

/// Copies what `conn` sees. Nothing of it is changed: it may be a connection that only reads, beside a running server.
pub(super) fn copy(app: &App, conn: &mut Conn) -> Result<Copied> {
    let beside = App { db: Db::open_scratch()?, shared: app.shared.clone() };
    db::migrate(&beside.db, start::MIGRATIONS)?;
    store::copy_evidence(conn, &beside.db)?;
    Ok(Copied { beside, found: store::derived_rows(app.shared.site, conn)? })
}

/// Tables whose rows are not what the facts lead to. It takes as long as a rebuild, so no connection waits for it, and the
/// walk goes on meanwhile.
pub(super) fn differing(copied: &Copied) -> Result<Vec<String>> {
    Ok(build(copied)?.differing(&copied.found))
}

/// The rows of every derived table that the facts lead to.
pub struct Wanted(Vec<Table>);

/// Builds them of what was copied.
pub(super) fn build(copied: &Copied) -> Result<Wanted> {
    rebuild(&copied.beside, |_| {})?;
    let site = copied.beside.shared.site;
    copied.beside.db.read_blocking(move |conn| Ok(Wanted(store::derived_rows(site, conn)?)))
}

impl Wanted {
    /// Tables whose rows are others, each in a sentence that names the first row.
    pub(super) fn differing(&self, found: &[Table]) -> Vec<String> {
        let pairs = self.0.iter().zip(found);
        pairs.filter_map(|((table, wanted), (_, found))| differs(table, wanted, found)).collect()
    }
}

fn differs(table: &str, wanted: &[String], found: &[String]) -> Option<String> {
    let wrong: Vec<&String> = found.iter().filter(|row| wanted.binary_search(row).is_err()).collect();
    let lost: Vec<&String> = wanted.iter().filter(|row| found.binary_search(row).is_err()).collect();
    // Kind and identity, or identity and what comes next: enough to find it.
    let key = |row: &&&String| row.split('\u{1f}').take(2).collect::<Vec<_>>().join(" ");
    let first = wrong.first().or(lost.first()).as_ref().map(key)?;
    Some(format!(
        "{table}: {} rows are not what the facts lead to and {} that should be there are not, the first of {first}; `gendan rebuild` puts it right",
        wrong.len(),
        lost.len()
    ))
}
