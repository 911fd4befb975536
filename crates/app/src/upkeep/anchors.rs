//! The log's checkpoints kept outside of the database: what was cut off or put back there is found by them (trust.md P11, P12).
//!
//! A carrier takes checkpoints somewhere else. Each is a row of [`CARRIERS`]; nothing else names them.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use evidence::{Anchor, Checkpoint};
use jiff::Timestamp;
use kernel::config::Config;
use kernel::{App, Error, Result};

use super::seal::told;

/// Where checkpoints are kept.
pub struct Carrier {
    /// What it is called in messages.
    pub name: &'static str,
    /// The folder that it writes to; nothing where the settings name none.
    folder: fn(&Config) -> Option<PathBuf>,
}

/// All of them.
pub static CARRIERS: [Carrier; 2] = [
    Carrier { name: "anchors of the data folder", folder: |config| Some(config.data_dir.join("anchors")) },
    Carrier { name: "GENDAN_ANCHOR_DIR", folder: |config| config.anchor_dir.clone() },
];

/// A checkpoint as a line of a file.
#[derive(serde::Serialize, serde::Deserialize)]
struct Line {
    instance: String,
    epoch: i64,
    size: i64,
    root: String,
    at: i64,
    key: String,
    public: String,
    signature: String,
}

/// Checkpoints at most taken to a carrier at once.
const AT_ONCE: i64 = 1000;

/// Takes every carrier the checkpoints that it does not have yet. One that cannot be reached keeps nobody from the others; all
/// that failed are told. Answers whether there was something to take.
pub fn carry(app: &App) -> Result<bool> {
    let config = &app.shared.config;
    let (mut failed, mut taken) = (Vec::new(), false);
    for carrier in &CARRIERS {
        let Some(folder) = (carrier.folder)(config) else { continue };
        match carry_to(app, &folder) {
            Ok(some) => taken |= some,
            Err(error) => failed.push(format!("{}: {}", carrier.name, told(&error))),
        }
    }
    if failed.is_empty() { Ok(taken) } else { Err(Error::Fault(failed.join("; "))) }
}

fn carry_to(app: &App, folder: &Path) -> Result<bool> {
    let mut taken = false;
    loop {
        let last = last(folder, &app.shared.instance.uuid)?.map(|anchor| anchor.checkpoint);
        let (epoch, size) = last.as_ref().map_or((0, 0), |last| (last.epoch, last.size));
        let (checkpoints, keys, stands) = app.db.read_blocking(move |conn| -> Result<_> {
            let stands = last.map_or(Ok(true), |last| evidence::knows(conn, &last))?;
            Ok((evidence::checkpoints_after(conn, epoch, size, AT_ONCE)?, evidence::keys(conn)?, stands))
        })?;
        if !stands {
            return Err(Error::Fault(format!(
                "it knows {size} facts that the database does not: an older copy was put back; `gendan restore` does so and says it"
            )));
        }
        if checkpoints.is_empty() {
            return Ok(taken);
        }
        taken = true;
        let anchors: Vec<Anchor> = checkpoints
            .into_iter()
            .filter_map(|checkpoint| {
                let public = keys.iter().find(|key| key.name == checkpoint.key)?.public;
                Some(Anchor { checkpoint, public })
            })
            .collect();
        append(folder, &app.shared.instance.uuid, &anchors).map_err(|e| fault(folder, &e))?;
    }
}

/// All checkpoints that the carriers and the folders in `more` have of this database.
pub fn all(app: &App, more: &[PathBuf]) -> Result<Vec<Anchor>> {
    let own = CARRIERS.iter().filter_map(|carrier| (carrier.folder)(&app.shared.config));
    let mut all: Vec<Anchor> = Vec::new();
    for folder in own.filter(|folder| folder.exists()).chain(more.iter().cloned()) {
        for file in files(&folder, &app.shared.instance.uuid).map_err(|e| fault(&folder, &e))? {
            all.extend(read(&file)?);
        }
    }
    all.sort_by_key(|anchor| anchor.checkpoint.size);
    all.dedup();
    Ok(all)
}

fn last(folder: &Path, instance: &str) -> Result<Option<Anchor>> {
    if !folder.exists() {
        return Ok(None);
    }
    let files = files(folder, instance).map_err(|e| fault(folder, &e))?;
    for file in files.iter().rev() {
        let end = end_of(file).map_err(|e| fault(file, &e))?;
        let whole =
            end.split(|byte| *byte == b'\n').rev().find_map(|line| serde_json::from_slice::<Line>(line).ok());
        if let Some(last) = whole.and_then(|line| anchor(&line)) {
            return Ok(Some(last));
        }
    }
    Ok(None)
}

/// The end of a file, several lines long: it is looked at every few seconds.
fn end_of(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    file.seek(SeekFrom::Start(length.saturating_sub(4096)))?;
    let mut end = Vec::new();
    file.read_to_end(&mut end)?;
    Ok(end)
}

/// The files of one database, the oldest first: a month each.
fn files(folder: &Path, instance: &str) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if name.starts_with(instance) && path.extension().is_some_and(|e| e == "jsonl") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The checkpoints of a file. What a crash left of its last line is passed over; any other line that cannot be read is a fault.
fn read(file: &Path) -> Result<Vec<Anchor>> {
    let lines = File::open(file).map(BufReader::new).map_err(|e| fault(file, &e))?;
    let mut anchors = Vec::new();
    let mut broken = None;
    for (n, line) in lines.split(b'\n').enumerate() {
        let line = line.map_err(|e| fault(file, &e))?;
        if line.is_empty() {
            continue;
        }
        if let Some(n) = broken {
            return Err(Error::Fault(format!("{}: line {n} is no checkpoint", file.display())));
        }
        match serde_json::from_slice::<Line>(&line).ok().and_then(|line| anchor(&line)) {
            Some(anchor) => anchors.push(anchor),
            None => broken = Some(n + 1),
        }
    }
    Ok(anchors)
}

fn anchor(line: &Line) -> Option<Anchor> {
    let checkpoint = Checkpoint {
        epoch: line.epoch,
        size: line.size,
        root: evidence::unhex(&line.root)?,
        at: line.at,
        key: line.key.clone(),
        signature: evidence::unhex(&line.signature)?,
    };
    Some(Anchor { checkpoint, public: evidence::unhex(&line.public)? })
}

fn append(folder: &Path, instance: &str, anchors: &[Anchor]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    for anchor in anchors.chunk_by(|a, b| month(a.checkpoint.at) == month(b.checkpoint.at)) {
        let Some(first) = anchor.first() else { continue };
        let path = folder.join(format!("{instance}-{}.jsonl", month(first.checkpoint.at)));
        let whole = std::fs::read(&path).is_ok_and(|bytes| bytes.is_empty() || bytes.ends_with(b"\n"));
        let mut text = String::new();
        if path.exists() && !whole {
            mend(&path)?;
        }
        for one in anchor {
            let line = Line {
                instance: instance.to_owned(),
                epoch: one.checkpoint.epoch,
                size: one.checkpoint.size,
                root: evidence::hex(&one.checkpoint.root),
                at: one.checkpoint.at,
                key: one.checkpoint.key.clone(),
                public: evidence::hex(&one.public),
                signature: evidence::hex(&one.checkpoint.signature),
            };
            text.push_str(&serde_json::to_string(&line)?);
            text.push('\n');
        }
        let mut file = OpenOptions::new().create(true).append(true).open(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    File::open(folder)?.sync_all()
}

/// Cuts off what a crash left of the last line.
fn mend(path: &Path) -> std::io::Result<()> {
    let bytes = std::fs::read(path)?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_len(u64::try_from(whole).unwrap_or_default())?;
    file.sync_all()
}

fn month(at: i64) -> String {
    let at = Timestamp::from_microsecond(at).unwrap_or_default();
    at.strftime("%Y-%m").to_string()
}

fn fault(path: &Path, error: &std::io::Error) -> Error {
    Error::Fault(format!("{}: {error}", path.display()))
}
