//! Whether every stored file is there and holds what its hash says (trust.md P22).

use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use kernel::{App, Error, Result};
use sha2::{Digest as _, Sha256};

use super::store;

/// What the look at all files found.
#[derive(Debug, Default)]
pub(super) struct Looked {
    /// Files that are there as they were stored.
    pub sound: usize,
    /// Files that nothing names: uploads that were given up. They are no fault.
    pub orphaned: usize,
    /// What is missing or changed, each in a sentence.
    pub faults: Vec<String>,
}

/// Reads every file. `known` are the hashes that the database names, with what holds them.
pub(super) fn look(folder: &Path, known: &[(String, i64, String)]) -> Result<Looked> {
    let mut looked = Looked::default();
    let mut left: BTreeSet<PathBuf> = stored(folder)?.into_iter().collect();
    for (hash, size, streams) in known {
        let path = place(folder, hash);
        left.remove(&path);
        let held = if streams.is_empty() { "nothing yet" } else { streams };
        match hash_of(&path) {
            Ok((found, _)) if found != *hash => {
                looked.faults.push(format!("file {hash} of {held}: its content was changed"));
            }
            _ if *size < 0 => {
                looked.faults.push(format!("file {hash} of {held}: the database has no record of it"));
            }
            Ok((_, length)) if i64::try_from(length) != Ok(*size) => {
                looked
                    .faults
                    .push(format!("file {hash} of {held}: the database says that it has {size} bytes"));
            }
            Ok(_) => looked.sound += 1,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                looked.faults.push(format!("file {hash} of {held}: it is missing"));
            }
            Err(error) => return Err(Error::Fault(format!("{}: {error}", path.display()))),
        }
    }
    looked.orphaned = left.len();
    Ok(looked)
}

/// Where a stored file lies below `folder`.
pub(super) fn place(folder: &Path, sha256: &str) -> PathBuf {
    folder.join("files").join(sha256.get(..2).unwrap_or("xx")).join(sha256)
}

/// The files of the database that `conn` sees, as [`look`] takes them.
pub(super) fn known(app: &App) -> Result<Vec<(String, i64, String)>> {
    app.db.read_blocking(store::files)
}

fn hash_of(path: &Path) -> std::io::Result<(String, u64)> {
    let mut file = File::open(path)?;
    let mut hasher = Sha256::new();
    let mut part = vec![0; 64 * 1024];
    let mut length = 0;
    loop {
        let read = file.read(&mut part)?;
        if read == 0 {
            return Ok((evidence::hex(&hasher.finalize()), length));
        }
        hasher.update(part.get(..read).unwrap_or_default());
        length += u64::try_from(read).unwrap_or_default();
    }
}

/// All files that were stored, leaving out what is still coming in.
fn stored(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.join("files")];
    while let Some(folder) = folders.pop() {
        let entries = match std::fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(Error::Fault(format!("{}: {error}", folder.display()))),
        };
        for entry in entries {
            let path = entry.map_err(|e| Error::Fault(e.to_string()))?.path();
            if path.is_dir() { folders.push(path) } else { found.push(path) }
        }
    }
    Ok(found)
}
