//! How a verified copy takes its place in the data folder, whatever happens meanwhile.
//!
//! It lies in [`PART`] until it is whole. Renaming that to [`WHOLE`] is the one moment at which it becomes what stands here; moving its
//! files to where they belong is gone on with by every later start, until nothing is left of it.

use std::fs::File;
use std::io;
use std::path::Path;

use kernel::Result;

use super::lines::at;

/// Where a copy lies until it has been verified: what is found there at a start was broken off.
pub const PART: &str = "restoring";
/// Where it lies from then on until it has taken its place.
const WHOLE: &str = "restored";

/// What belongs to a process, not to the copy.
const PASSING: [&str; 3] = ["gendan.lock", "gendan.db-wal", "gendan.db-shm"];

/// Makes what lies in [`PART`] of `folder` what stands there. No connection to its database is open any more.
pub fn commit(folder: &Path) -> io::Result<()> {
    let part = folder.join(PART);
    let log = part.join("gendan.db-wal");
    if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
        return Err(io::Error::other("the database still writes to the file beside it"));
    }
    for name in PASSING {
        remove(&part.join(name))?;
    }
    sync(&part)?;
    std::fs::rename(&part, folder.join(WHOLE))?;
    sync(folder)
}

/// Clears away a copy that was broken off, and lets one that is whole take its place; whether there was one. The caller has taken
/// `folder`, and no connection to a database in it is open.
pub fn settle(folder: &Path) -> Result<bool> {
    move_in(folder).map_err(at(folder))
}

fn move_in(folder: &Path) -> io::Result<bool> {
    remove(&folder.join(PART))?;
    let whole = folder.join(WHOLE);
    if !whole.exists() {
        return Ok(false);
    }
    for entry in std::fs::read_dir(&whole)? {
        let entry = entry?;
        let name = entry.file_name();
        // What a fresh start has laid there gives way, the log of its database too.
        if name == "gendan.db" {
            remove(&folder.join("gendan.db-wal"))?;
            remove(&folder.join("gendan.db-shm"))?;
        }
        if entry.file_type()?.is_dir() {
            remove(&folder.join(&name))?;
        }
        std::fs::rename(entry.path(), folder.join(&name))?;
    }
    std::fs::remove_dir(&whole)?;
    sync(folder)?;
    Ok(true)
}

/// Takes a file or a folder away, where it is there.
fn remove(path: &Path) -> io::Result<()> {
    let gone = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
    match gone {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}
