//! A copy of the embedded database, opened and verified before it counts, with all files beside it.

use std::path::Path;

use db::{Db, Engine};
use kernel::{App, Error, Result};

/// What was copied.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Copy {
    /// Facts verified in the copy.
    pub facts: u64,
    /// Files copied.
    pub files: usize,
}

/// Copies the database with `VACUUM INTO`, then the files; the copy is opened and its chain walked.
pub fn backup(app: &App, to: &Path) -> Result<Copy> {
    if app.db.kind() != Engine::Sqlite {
        return Err(Error::Fault(
            "a PostgreSQL database is backed up with pg_dump; see docs/operating.md".to_owned(),
        ));
    }
    let fault = |e: std::io::Error| Error::Fault(e.to_string());
    if to.exists() {
        return Err(Error::Fault(format!("{} exists already; name a new folder", to.display())));
    }
    std::fs::create_dir_all(to).map_err(fault)?;
    let target = to.join("gendan.db");
    let text = target
        .to_str()
        .ok_or_else(|| Error::Fault("the folder's name is no valid text".to_owned()))?
        .to_owned();
    app.db.bare_blocking(move |conn| -> Result<()> {
        conn.batch("PRAGMA query_only = OFF")?;
        let copied = conn.execute("VACUUM INTO $1", &[text.into()]);
        conn.batch("PRAGMA query_only = ON")?;
        copied?;
        Ok(())
    })?;
    std::fs::File::open(&target).and_then(|f| f.sync_all()).map_err(fault)?;
    let files = copy_tree(&app.shared.config.data_dir.join("files"), &to.join("files")).map_err(fault)?;
    let copy = Db::open_sqlite(to, 1)?;
    let report = copy.read_blocking(|conn| -> Result<_> {
        let sound: String = conn.one("PRAGMA integrity_check", &[])?.get(0)?;
        if sound != "ok" {
            return Err(Error::Fault(format!("the copy is damaged: {sound}")));
        }
        let instance = evidence::instance(conn)?;
        Ok(evidence::verify(conn, &instance)?)
    })?;
    match report.faults.first() {
        Some(fault) => Err(Error::Fault(format!(
            "the copy does not verify: {} #{}: {}",
            fault.stream, fault.seq, fault.what
        ))),
        None => Ok(Copy { facts: report.facts, files }),
    }
}

fn copy_tree(from: &Path, to: &Path) -> std::io::Result<usize> {
    let mut count = 0;
    if !from.exists() {
        return Ok(0);
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            count += copy_tree(&entry.path(), &target)?;
        } else {
            std::fs::copy(entry.path(), target)?;
            count += 1;
        }
    }
    Ok(count)
}
