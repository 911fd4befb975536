//! A copy of the embedded database, opened and verified before it counts, with all files and checkpoints beside it.

use std::path::Path;

use db::{Db, Engine};
use jiff::Timestamp;
use kernel::{App, Error, Result};
use sha2::{Digest as _, Sha256};

use super::{attachments, store};

/// What was copied.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Copy {
    /// Facts verified in the copy.
    pub facts: u64,
    /// Files copied.
    pub files: usize,
}

/// What a copy says of itself, in `manifest.json` beside it.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub(super) struct Manifest {
    /// The version of the program that made it.
    pub version: String,
    /// The name of the database.
    pub instance: String,
    /// Which life of it.
    pub epoch: i64,
    /// When, RFC 3339.
    pub at: String,
    /// Facts in it.
    pub facts: u64,
    /// Stored files beside it.
    pub files: usize,
    /// SHA-256 of `gendan.db`, in hexadecimal letters.
    pub database: String,
}

const MANIFEST: &str = "manifest.json";
const DATABASE: &str = "gendan.db";

impl Manifest {
    /// Of the copy in `folder`.
    pub(super) fn read(folder: &Path) -> Result<Self> {
        let path = folder.join(MANIFEST);
        let told = |why: String| Error::Fault(format!("{}: {why}", path.display()));
        let text = std::fs::read(&path).map_err(|e| told(e.to_string()))?;
        serde_json::from_slice(&text).map_err(|e| told(e.to_string()))
    }

    /// Whether the database in `folder` is the one that was made.
    pub(super) fn is_of(&self, folder: &Path) -> Result<bool> {
        Ok(hash(&folder.join(DATABASE))? == self.database)
    }
}

/// A copy that lies in a folder of copies, as it describes itself.
#[derive(Debug, Clone)]
pub struct Found {
    /// The name of its folder.
    pub name: String,
    /// When it was made.
    pub at: Timestamp,
    /// Facts in it.
    pub facts: u64,
    /// The version of the program that made it.
    pub version: String,
}

/// The copies in `folder`, the newest first; none where the folder cannot be read. What they say is not believed yet.
pub fn found(folder: &Path) -> Vec<Found> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let copies = entries.filter_map(|entry| {
        let manifest = Manifest::read(&entry.path()).ok()?;
        let (name, at) = (entry.file_name().into_string().ok()?, manifest.at.parse().ok()?);
        Some(Found { name, at, facts: manifest.facts, version: manifest.version })
    });
    let mut copies: Vec<Found> = copies.collect();
    copies.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| other.name.cmp(&one.name)));
    copies
}

fn hash(path: &Path) -> Result<String> {
    let told = |e: std::io::Error| Error::Fault(format!("{}: {e}", path.display()));
    let mut file = std::fs::File::open(path).map_err(told)?;
    let mut hasher = Sha256::new();
    std::io::copy(&mut file, &mut hasher).map_err(told)?;
    Ok(evidence::hex(&hasher.finalize()))
}

/// Copies the database with `VACUUM INTO`, then files and checkpoints; the copy is opened, its chain and log are walked, and
/// every file is read. Only then it has its manifest.
pub fn backup(app: &App, to: &Path) -> Result<Copy> {
    if app.db.kind() != Engine::Sqlite {
        return Err(Error::Fault(
            "a PostgreSQL database is backed up with pg_dump; see docs/operating.md".to_owned(),
        ));
    }
    let fault = |e: std::io::Error| Error::Fault(format!("{}: {e}", to.display()));
    if to.exists() {
        return Err(Error::Fault(format!("{} exists already; name a new folder", to.display())));
    }
    std::fs::create_dir_all(to).map_err(fault)?;
    let target = to.join(DATABASE);
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
    // Behind the database: whatever that names is there already.
    let data = &app.shared.config.data_dir;
    copy_tree(&data.join("files"), &to.join("files")).map_err(fault)?;
    copy_tree(&data.join("anchors"), &to.join("anchors")).map_err(fault)?;
    let (instance, report, known) = walk(to)?;
    if let Some(told) = report.first_fault() {
        return Err(Error::Fault(format!("the copy does not verify: {told}")));
    }
    let looked = attachments::look(&to.join("files"), &known)?;
    if let Some(told) = looked.faults.first() {
        return Err(Error::Fault(format!("the copy does not verify: {told}")));
    }
    for left in ["gendan.lock", "gendan.db-wal", "gendan.db-shm"] {
        let _ = std::fs::remove_file(to.join(left));
    }
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        instance: instance.uuid,
        epoch: instance.epoch,
        at: app.shared.clock.now().to_string(),
        facts: report.facts,
        files: looked.sound,
        database: hash(&target)?,
    };
    let text = serde_json::to_string_pretty(&manifest).map_err(|e| Error::Fault(e.to_string()))?;
    std::fs::write(to.join(MANIFEST), text).map_err(fault)?;
    std::fs::File::open(to).and_then(|folder| folder.sync_all()).map_err(fault)?;
    Ok(Copy { facts: report.facts, files: looked.sound })
}

type Walked = (evidence::Instance, evidence::Report, Vec<(String, i64, String)>);

fn walk(folder: &Path) -> Result<Walked> {
    let copy = Db::open_sqlite(folder, 1)?;
    let walked = copy.read_blocking(|conn| -> Result<_> {
        let sound: String = conn.one("PRAGMA integrity_check", &[])?.get(0)?;
        if sound != "ok" {
            return Err(Error::Fault(format!("the copy is damaged: {sound}")));
        }
        let instance = evidence::instance(conn)?;
        let report = evidence::verify(conn, &instance, &[])?;
        Ok((instance, report, store::files(conn)?))
    });
    // What lies there is hashed next: nobody writes to it any more.
    copy.close()?;
    walked
}

/// Copies a folder with all below it, each file for its owner alone; answers how many files. A folder that is not there has none.
pub(super) fn copy_tree(from: &Path, to: &Path) -> std::io::Result<usize> {
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
            std::fs::copy(entry.path(), &target)?;
            std::fs::File::open(&target)?.sync_all()?;
            count += 1;
        }
    }
    Ok(count)
}
