//! Writing what the journal has into a copy that is older than it.

use std::path::Path;

use evidence::Step;
use kernel::{App, Error, Result};

use super::super::attachments::place;
use super::super::envelope::{self, Opener};
use super::super::{lines, rebuild, store};
use super::{Content, Entry, Line, files};

/// Lines that are written in one transaction.
const AT_ONCE: usize = 200;

/// Writes what the journal in `folder` has of this life of the database and the database lacks, files included, and builds its
/// tables anew; answers how many facts that were.
pub fn catch_up(app: &App, folder: &Path, opener: Option<&Opener>) -> Result<u64> {
    let instance = &app.shared.instance;
    let all = files(folder, &instance.uuid)?;
    if all.is_empty() {
        return Err(Error::Fault(format!("{}: there is no journal of this database", folder.display())));
    }
    let before = app.db.read_blocking(store::count_facts)?;
    let data = app.shared.config.data_dir.join("files");
    for (_, path) in &all {
        let mut entries: Vec<Entry> = Vec::new();
        let line = |line: &[u8]| serde_json::from_slice::<Line>(line).ok();
        lines::each(path, "line of a journal", line, |line| {
            if line.epoch != instance.epoch {
                return Ok(());
            }
            entries.push(open(line, path, opener)?);
            if entries.len() < AT_ONCE {
                Ok(())
            } else {
                take(app, folder, &data, std::mem::take(&mut entries), opener)
            }
        })?;
        take(app, folder, &data, entries, opener)?;
    }
    let after = app.db.read_blocking(store::count_facts)?;
    if after > before {
        rebuild(app, |_| {})?;
    }
    Ok(u64::try_from(after - before).unwrap_or_default())
}

fn open(line: Line, path: &Path, opener: Option<&Opener>) -> Result<Entry> {
    let told = |why: &str| Error::Fault(format!("{}: {why}", path.display()));
    match (line.content, opener) {
        (Content::Entry(entry), _) => Ok(*entry),
        (Content::Age(_), None) => Err(told("it is encrypted: name the file with its key by --identity")),
        (Content::Age(closed), Some(opener)) => {
            let closed = evidence::unhex_all(&closed).ok_or_else(|| told("a line is damaged"))?;
            let plain = opener.open(&closed).map_err(|why| told(&why))?;
            serde_json::from_slice(&plain).map_err(|e| told(&e.to_string()))
        }
    }
}

fn take(app: &App, folder: &Path, data: &Path, entries: Vec<Entry>, opener: Option<&Opener>) -> Result<()> {
    let mut steps: Vec<Step> = Vec::new();
    let (mut records, mut series) = (Vec::new(), Vec::new());
    for entry in entries {
        steps.push(entry.step);
        records.extend(entry.files);
        series.extend(entry.series);
    }
    for record in &records {
        let (from, to) = (place(folder, &record.sha256), place(data, &record.sha256));
        envelope::copy_back(&from, &to, opener)?;
    }
    let instance = app.shared.instance.clone();
    app.db.write_blocking(move |conn| -> Result<()> {
        for step in &steps {
            evidence::replay(conn, &instance, step)?;
        }
        for record in &records {
            store::keep_file_record(conn, record)?;
        }
        for row in &series {
            store::raise_series(conn, row)?;
        }
        Ok(())
    })
}
