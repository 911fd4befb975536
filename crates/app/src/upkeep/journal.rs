//! The journal of facts in a second folder, at most some seconds behind the embedded database (trust.md P23): with it a copy of
//! the night before catches up to the last moment.
//!
//! A file is called `journal-INSTANCE-gNNNN-DAY.jsonl`. A line is what came since the line before it: facts, signing keys, what
//! the store of files and the series of numbers say of them, and the checkpoint that covers all facts so far, where there is
//! one. A *generation* begins with everything: at first, where a copy was put back, and where texts were erased, so that no
//! older line keeps them.

mod read;
mod write;

use std::path::{Path, PathBuf};

use kernel::Result;
use serde::{Deserialize, Serialize};

use super::lines;

pub use read::catch_up;
pub use write::{keep, sealing};

/// A line.
#[derive(Serialize, Deserialize)]
struct Line {
    /// Which life of the database.
    epoch: i64,
    /// The size of the checkpoint that the line ends with.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    sealed: Option<i64>,
    /// The facts of a line without a checkpoint: stream and place.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    waiting: Vec<(String, i64)>,
    /// How many signing keys the generation has told.
    keys: i64,
    /// Whether texts were erased, and the generation is to be begun anew.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    erased: bool,
    /// What the line says.
    #[serde(flatten)]
    content: Content,
}

/// What a line says, open or closed to all but who has the key.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Content {
    Entry(Box<Entry>),
    /// Closed with age, in hexadecimal letters.
    Age(String),
}

/// What came.
#[derive(Serialize, Deserialize)]
struct Entry {
    #[serde(flatten)]
    step: evidence::Step,
    /// The records of the files that the facts hold.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    files: Vec<FileRow>,
    /// How far the series of numbers are given out.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    series: Vec<SeriesRow>,
}

/// The record of a stored file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileRow {
    pub sha256: String,
    pub media_type: String,
    pub size: i64,
    pub name: String,
    pub at: i64,
    pub actor: String,
}

/// A series of numbers, and the last that was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct SeriesRow {
    pub name: String,
    pub period: String,
    pub n: i64,
}

/// Whether `folder` has a journal of the database.
pub fn is_of(folder: &Path, instance: &str) -> bool {
    files(folder, instance).is_ok_and(|files| !files.is_empty())
}

/// The files of a database's journal with their generations, the oldest first.
fn files(folder: &Path, instance: &str) -> Result<Vec<(u32, PathBuf)>> {
    let prefix = format!("journal-{instance}-g");
    let generation = |path: &PathBuf| {
        let name = path.file_name()?.to_str()?.strip_prefix(&prefix)?;
        name.split('-').next()?.parse().ok()
    };
    let files = lines::files(folder, &prefix)?;
    Ok(files.into_iter().filter_map(|path| Some((generation(&path)?, path))).collect())
}
