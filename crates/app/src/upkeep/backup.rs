//! A copy of the embedded database, opened and verified before it counts, with all files and checkpoints beside it.

use std::path::Path;

use db::{Db, Engine};
use jiff::Timestamp;
use kernel::{App, Error, Result};
use sha2::{Digest as _, Sha256};

use super::envelope::{self, Recipient};
use super::lines::fault;
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

/// Where a copy lies in the data folder before it is closed.
pub(super) const COPYING: &str = "copying";
/// What a copy says of itself; written last.
pub(super) const MANIFEST: &str = "manifest.json";
/// What the database is called in a copy.
pub(super) const DATABASE: &str = "gendan.db";

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

/// Copies all to the new folder `to`, closed where the settings name somebody to close copies for.
pub fn backup(app: &App, to: &Path) -> Result<Copy> {
    let Some(recipient) = envelope::recipient(&app.shared.config)? else { return plain(app, to, None) };
    refuse_existing(to)?;
    let open = app.shared.config.data_dir.join(COPYING);
    let copied =
        plain(app, &open, None).and_then(|copied| close(&open, to, &recipient, None).map(|()| copied));
    forget(&open)?;
    copied
}

/// Closes the copy in the folder `open`, to the folder `to`; its manifest stays open and comes last. Stored files that the copy
/// `before` has closed already are shared with it.
pub(super) fn close(open: &Path, to: &Path, recipient: &Recipient, before: Option<&Path>) -> Result<()> {
    let is_shared = |from: &Path, to: &Path| match from.strip_prefix(open) {
        Ok(name) if name.starts_with(STORED) => before.is_some_and(|before| {
            share(&before.join(name).with_file_name(to.file_name().unwrap_or_default()), to)
        }),
        _ => false,
    };
    envelope::close_tree(open, to, recipient, MANIFEST, &is_shared)?;
    std::fs::copy(open.join(MANIFEST), to.join(MANIFEST)).map_err(|e| fault(to, &e))?;
    std::fs::File::open(to).and_then(|folder| folder.sync_all()).map_err(|e| fault(to, &e))
}

/// Takes a copy away that was only a step.
pub(super) fn forget(copy: &Path) -> Result<()> {
    match std::fs::remove_dir_all(copy) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(fault(copy, &error)),
        _ => Ok(()),
    }
}

fn refuse_existing(to: &Path) -> Result<()> {
    if to.exists() {
        return Err(Error::Fault(format!("{} exists already; name a new folder", to.display())));
    }
    Ok(())
}

/// Copies the database with `VACUUM INTO`, then files and checkpoints; the copy is opened, its chain and log are walked, and
/// every file is read. Only then it has its manifest.
pub(super) fn plain(app: &App, to: &Path, before: Option<&Path>) -> Result<Copy> {
    if app.db.kind() != Engine::Sqlite {
        return Err(Error::Fault(
            "a PostgreSQL database is backed up with pg_dump; see docs/operating.md".to_owned(),
        ));
    }
    let fault = |e: std::io::Error| fault(to, &e);
    refuse_existing(to)?;
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
    let is_shared =
        |name: &Path, to: &Path| before.is_some_and(|before| share(&before.join(STORED).join(name), to));
    copy_tree(&data.join(STORED), &to.join(STORED), &is_shared).map_err(fault)?;
    copy_tree(&data.join("anchors"), &to.join("anchors"), &|_, _| false).map_err(fault)?;
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

/// Where stored files lie in a data folder, each called by its hash; uploads that come in lie beside and are not copied.
const STORED: &str = "files/files";

/// Lets `to` be the file `from` itself, where that is there and the disk can do so: what is called by its hash never changes.
fn share(from: &Path, to: &Path) -> bool {
    std::fs::hard_link(from, to).is_ok()
}

/// Copies a folder with all below it, each file for its owner alone; what `is_shared` has laid there, by its name in the folder and
/// where it goes, is not copied. Answers how many files. A folder that is not there has none.
pub(super) fn copy_tree(
    from: &Path,
    to: &Path,
    is_shared: &dyn Fn(&Path, &Path) -> bool,
) -> std::io::Result<usize> {
    copy_below(from, to, Path::new(""), is_shared)
}

fn copy_below(
    from: &Path,
    to: &Path,
    name: &Path,
    is_shared: &dyn Fn(&Path, &Path) -> bool,
) -> std::io::Result<usize> {
    let mut count = 0;
    if !from.exists() {
        return Ok(0);
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (target, name) = (to.join(entry.file_name()), name.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            count += copy_below(&entry.path(), &target, &name, is_shared)?;
            continue;
        }
        if !is_shared(&name, &target) {
            std::fs::copy(entry.path(), &target)?;
            std::fs::File::open(&target)?.sync_all()?;
        }
        count += 1;
    }
    Ok(count)
}
