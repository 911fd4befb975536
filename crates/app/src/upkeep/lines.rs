//! Files that lines are appended to and never taken from: synced before they count, whole or not there.

use std::fs::{File, OpenOptions};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use kernel::{Error, Result};

/// Appends `text`, lines with their ends, to the file at `path`, which is made where it is not there. What a crash left of its
/// last line is cut off first.
pub(super) fn append(path: &Path, text: &str) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder)?;
    let is_new = !path.exists();
    if !is_new && !is_whole(path)? {
        mend(path)?;
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    if is_new { File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The lines of a file, each read by `of`. What a crash left of the last line is passed over; any other line that cannot be read is a
/// fault.
pub(super) fn each<T>(
    path: &Path,
    what: &str,
    of: impl Fn(&[u8]) -> Option<T>,
    mut take: impl FnMut(T) -> Result<()>,
) -> Result<()> {
    let lines = File::open(path).map(BufReader::new).map_err(|e| fault(path, &e))?;
    let mut broken = None;
    for (n, line) in lines.split(b'\n').enumerate() {
        let line = line.map_err(|e| fault(path, &e))?;
        if line.is_empty() {
            continue;
        }
        if let Some(n) = broken {
            return Err(Error::Fault(format!("{}: line {n} is no {what}", path.display())));
        }
        match of(&line) {
            Some(read) => take(read)?,
            None => broken = Some(n + 1),
        }
    }
    Ok(())
}

/// The files of one database in `folder`, sorted by name: those that begin with `name`. A folder that is not there has none.
pub(super) fn files(folder: &Path, name: &str) -> Result<Vec<PathBuf>> {
    let entries = match std::fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(|e| fault(folder, &e))?,
    };
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(|e| fault(folder, &e))?.path();
        let own = path.file_name().and_then(|own| own.to_str()).unwrap_or_default();
        if own.starts_with(name) && path.extension().is_some_and(|e| e == "jsonl") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// A failure of a file, by its name.
pub(super) fn fault(path: &Path, error: &std::io::Error) -> Error {
    Error::Fault(format!("{}: {error}", path.display()))
}

/// As [`fault`], for what goes wrong at `path` from here on.
pub(super) fn at(path: &Path) -> impl Fn(std::io::Error) -> Error {
    move |error| fault(path, &error)
}

fn is_whole(path: &Path) -> std::io::Result<bool> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let mut file = File::open(path)?;
    if file.metadata()?.len() == 0 {
        return Ok(true);
    }
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last == *b"\n")
}

fn mend(path: &Path) -> std::io::Result<()> {
    let bytes = std::fs::read(path)?;
    let whole = bytes.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let file = OpenOptions::new().write(true).open(path)?;
    file.set_len(u64::try_from(whole).unwrap_or_default())?;
    file.sync_all()
}
