//! The log's checkpoints kept outside of the database: what was cut off or put back there is found by them (trust.md P11, P12).
//!
//! A carrier takes checkpoints somewhere else. Each is a row of [`CARRIERS`]; nothing else names them.

use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use evidence::{Anchor, Checkpoint};
use jiff::Timestamp;
use kernel::config::Config;
use kernel::{App, Error, Result};

use super::erasures;
use super::lines::{self, fault};

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
    #[serde(flatten)]
    checkpoint: Checkpoint,
    public: String,
}

/// Checkpoints at most taken to a carrier at once.
const AT_ONCE: i64 = 1000;

/// How taking checkpoints to the carriers went.
#[derive(Debug, Default)]
pub struct Carried {
    /// Whether there was something to take.
    pub taken: bool,
    /// What could not be reached: it gets later what it missed.
    pub unreached: Vec<String>,
    /// What knows otherwise than the database: nothing may be sealed before that is settled.
    pub contradicted: Vec<String>,
}

impl Carried {
    /// All that went wrong.
    pub fn told(&self) -> Result<()> {
        let all = [self.contradicted.as_slice(), &self.unreached].concat();
        if all.is_empty() { Ok(()) } else { Err(Error::Fault(all.join("; "))) }
    }
}

/// Takes every carrier the checkpoints that it does not have yet. One that fails keeps nobody from the others. A life of the
/// database that the data folder's own carrier does not know is taken to none, but where `begins`: only putting a copy back
/// begins one, and whoever can write nothing but the database cannot.
pub fn carry(app: &App, begins: bool) -> Carried {
    let config = &app.shared.config;
    let mut carried = Carried::default();
    let mut begun = begins;
    for carrier in &CARRIERS {
        let Some(folder) = (carrier.folder)(config) else { continue };
        let told = |why: &str| format!("{}: {why}", carrier.name);
        match carry_to(app, &folder, begun) {
            Ok(Taken::Some(some)) => {
                carried.taken |= some;
                begun = true;
            }
            Ok(Taken::Contradicts(why)) => carried.contradicted.push(told(&why)),
            Err(error) => carried.unreached.push(told(&super::seal::told(&error))),
        }
    }
    carried
}

/// What one carrier took.
enum Taken {
    /// Whether anything.
    Some(bool),
    /// Nothing: it knows otherwise.
    Contradicts(String),
}

fn carry_to(app: &App, folder: &Path, begun: bool) -> Result<Taken> {
    let mut taken = false;
    let mut before = None;
    loop {
        let last = last(folder, &app.shared.instance.uuid)?.map(|anchor| anchor.checkpoint);
        if taken && last == before {
            return Err(Error::Fault("what was written there is not there".to_owned()));
        }
        before.clone_from(&last);
        let now = app.shared.instance.epoch;
        if last.as_ref().is_some_and(|last| last.epoch < now) && !begun {
            return Ok(Taken::Contradicts(format!(
                "the database says that epoch {now} began, and `gendan restore` did not begin it here"
            )));
        }
        let (epoch, size) = last.as_ref().map_or((0, 0), |last| (last.epoch, last.size));
        let (checkpoints, keys, stands) = app.db.read_blocking(move |conn| -> Result<_> {
            let stands = last.map_or(Ok(true), |last| evidence::knows(conn, &last))?;
            Ok((evidence::checkpoints_after(conn, epoch, size, AT_ONCE)?, evidence::keys(conn)?, stands))
        })?;
        if !stands {
            return Ok(Taken::Contradicts(format!(
                "it knows {size} facts that the database does not: an older copy was put back; `gendan restore` does so and says it"
            )));
        }
        if checkpoints.is_empty() {
            return Ok(Taken::Some(taken));
        }
        if !taken {
            // Before the checkpoint that covers it: what was erased is never known here without it.
            erasures::tell(app, folder)?;
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
    for folder in more {
        if !folder.is_dir() {
            return Err(Error::Fault(format!("{}: there is no such folder", folder.display())));
        }
        if !are_in(folder, &app.shared.instance.uuid)? {
            return Err(Error::Fault(format!(
                "{}: it has no checkpoints of this database",
                folder.display()
            )));
        }
    }
    for folder in own.chain(more.iter().cloned()) {
        for file in lines::files(&folder, &app.shared.instance.uuid)? {
            let read = |line: &[u8]| serde_json::from_slice::<Line>(line).ok().and_then(anchor);
            lines::each(&file, "checkpoint", read, |anchor| {
                all.push(anchor);
                Ok(())
            })?;
        }
    }
    all.sort_by_key(|anchor| anchor.checkpoint.size);
    all.dedup();
    Ok(all)
}

/// Whether `folder` has checkpoints of the database.
pub fn are_in(folder: &Path, instance: &str) -> Result<bool> {
    Ok(!lines::files(folder, instance)?.is_empty())
}

/// The last that a carrier has: of the newest life the largest. A clock that ran ahead has left a file of a month to come, so the
/// last two are looked at.
fn last(folder: &Path, instance: &str) -> Result<Option<Anchor>> {
    let mut last: Option<Anchor> = None;
    for file in lines::files(folder, instance)?.iter().rev().take(2) {
        let end = end_of(file).map_err(|e| fault(file, &e))?;
        let whole =
            end.split(|byte| *byte == b'\n').rev().find_map(|line| serde_json::from_slice::<Line>(line).ok());
        let place = |anchor: &Anchor| (anchor.checkpoint.epoch, anchor.checkpoint.size);
        let found = whole.and_then(anchor);
        if found.as_ref().map(place) > last.as_ref().map(place) {
            last = found;
        }
    }
    Ok(last)
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

fn anchor(line: Line) -> Option<Anchor> {
    Some(Anchor { public: evidence::unhex(&line.public)?, checkpoint: line.checkpoint })
}

fn append(folder: &Path, instance: &str, anchors: &[Anchor]) -> std::io::Result<()> {
    for anchor in anchors.chunk_by(|a, b| month(a.checkpoint.at) == month(b.checkpoint.at)) {
        let Some(first) = anchor.first() else { continue };
        let path = folder.join(format!("{instance}-{}.jsonl", month(first.checkpoint.at)));
        let mut text = String::new();
        for one in anchor {
            let line = Line {
                instance: instance.to_owned(),
                checkpoint: one.checkpoint.clone(),
                public: evidence::hex(&one.public),
            };
            text.push_str(&serde_json::to_string(&line)?);
            text.push('\n');
        }
        lines::append(&path, &text)?;
    }
    Ok(())
}

fn month(at: i64) -> String {
    let at = Timestamp::from_microsecond(at).unwrap_or_default();
    at.strftime("%Y-%m").to_string()
}
