//! Writing the journal: what the database has and the journal lacks.

use std::path::{Path, PathBuf};
use std::sync::{MutexGuard, PoisonError};

use db::Conn;
use evidence::{Checkpoint, Step, Steps, Told};
use jiff::ToSpan as _;
use kernel::state::Journal;
use kernel::{App, Error, Result};

use super::super::attachments::place;
use super::super::envelope::{self, Recipient};
use super::super::{lines, store};
use super::{Content, Entry, Line, files};

/// Days that lines are kept: as long as the copies of days and weeks.
const KEPT: i64 = 40;

/// Brings the journal up to date, where the settings name a folder; answers whether something was written.
pub fn keep(app: &App) -> Result<bool> {
    let Some(folder) = app.shared.config.journal_dir.clone() else { return Ok(false) };
    let mut held = hold(app);
    let (at, is_first) = match held.take() {
        Some(at) => (at, false),
        None => (begin(app, &folder)?, true),
    };
    let (at, any) = follow(app, &folder, at)?;
    // Whatever goes wrong from here on, the next look begins with what the files say.
    let at = if at.erased { anew(app, &folder, at)? } else { at };
    if is_first {
        // A process that ended between a generation and what it replaces has left texts that were erased.
        replace(app, &folder, at.generation, |epoch| epoch == app.shared.instance.epoch)?;
    }
    *held = Some(at);
    Ok(any)
}

/// Runs `seal`, which makes a checkpoint, and writes what it covers: nothing is sealed that the journal would have to look for
/// afterwards, where it can be written.
pub fn sealing(
    app: &App,
    seal: impl FnOnce(&mut Conn) -> Result<Option<Checkpoint>> + Send + 'static,
) -> Result<()> {
    // What goes wrong with the journal is told where it is due; sealing does not wait for it.
    let _ = keep(app);
    let mut held = hold(app);
    let (Some(folder), Some(at)) = (app.shared.config.journal_dir.clone(), held.take()) else {
        return app.db.write_blocking(move |conn| seal(conn).map(drop));
    };
    let before = at.told.clone();
    let (step, series, records) = app.db.write_blocking(move |conn| -> Result<_> {
        let step = Steps::default().after(conn, &before)?;
        let checkpoint = seal(conn)?;
        // Somebody else has sealed meanwhile: the next look reads it.
        let step = step.checkpoint.is_none().then_some(Step { checkpoint, ..step });
        let records = step.as_ref().map_or(Ok(Vec::new()), |step| records(conn, step))?;
        Ok((step, store::series(conn)?, records))
    })?;
    let entry = step.filter(|step| !step.is_empty()).map(|step| Entry { step, files: records, series });
    let Some(entry) = entry else {
        *held = Some(at);
        return Ok(());
    };
    match Writer::of(app, &folder).and_then(|mut writer| writer.write(at, entry, false)) {
        Ok(at) => *held = Some(at),
        Err(error) => tracing::error!(%error, "the journal"),
    }
    Ok(())
}

fn hold(app: &App) -> MutexGuard<'_, Option<Journal>> {
    app.shared.journal.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How far the files of the newest generation are told.
fn begin(app: &App, folder: &Path) -> Result<Journal> {
    let (instance, epoch) = (&app.shared.instance.uuid, app.shared.instance.epoch);
    let all = files(folder, instance)?;
    let generation = all.last().map_or(0, |(generation, _)| *generation);
    let mut told = Told::default();
    let (mut of, mut erased, mut found) = (epoch, false, false);
    for (_, path) in all.iter().rev().filter(|(own, _)| *own == generation) {
        let mut lines = Vec::new();
        lines::each(
            path,
            "line of a journal",
            |line| serde_json::from_slice::<Line>(line).ok(),
            |line| {
                lines.push(Line { content: Content::Age(String::new()), ..line });
                Ok(())
            },
        )?;
        for line in lines.into_iter().rev() {
            if !found {
                (told.keys, of, found) = (line.keys, line.epoch, true);
            }
            erased |= line.erased;
            if told.sealed == 0 {
                told.waiting.extend(line.waiting);
                told.sealed = line.sealed.unwrap_or_default();
            }
        }
        if told.sealed > 0 {
            break;
        }
    }
    if !found || of != epoch {
        return Ok(Journal { generation: generation + 1, ..Journal::default() });
    }
    let (sealed, own) = (told.sealed, told.clone());
    let stands = app.db.read_blocking(move |conn| store::has_told(conn, &own))?;
    if !stands {
        return Err(Error::Fault(format!(
            "{}: it knows facts behind {sealed} that the database does not have: an older copy was put back; `gendan restore` does so and says it",
            folder.display()
        )));
    }
    Ok(Journal { generation, told, erased })
}

/// Writes all steps that the database is ahead.
fn follow(app: &App, folder: &Path, at: Journal) -> Result<(Journal, bool)> {
    let mut writer = Writer::of(app, folder)?;
    app.db.read_blocking(move |conn| -> Result<_> {
        let (mut steps, mut at, mut any) = (Steps::default(), at, false);
        // A generation that begins with everything has nothing older that keeps what was erased.
        let first = at.told == Told::default();
        loop {
            let step = steps.after(conn, &at.told)?;
            if step.is_empty() {
                return Ok((at, any));
            }
            any = true;
            let files = records(conn, &step)?;
            at = writer.write(at, Entry { step, files, series: store::series(conn)? }, first)?;
        }
    })
}

/// Begins a generation anew with everything, and takes those before it away: they have texts that were erased.
fn anew(app: &App, folder: &Path, at: Journal) -> Result<Journal> {
    let next = Journal { generation: at.generation + 1, ..Journal::default() };
    let (at, _) = follow(app, folder, next)?;
    replace(app, folder, at.generation, |_| true)?;
    Ok(at)
}

/// Takes files of generations before `generation` away, of those lives of the database that `is_meant`: within one life only an erasure
/// begins another generation.
fn replace(app: &App, folder: &Path, generation: u32, is_meant: impl Fn(i64) -> bool) -> Result<()> {
    for (_, path) in files(folder, &app.shared.instance.uuid)?.iter().filter(|(own, _)| *own < generation) {
        let mut epoch = None;
        lines::each(
            path,
            "line of a journal",
            |line| serde_json::from_slice::<Line>(line).ok(),
            |line| {
                epoch = Some(line.epoch);
                Ok(())
            },
        )?;
        if epoch.is_none_or(&is_meant) {
            std::fs::remove_file(path).map_err(|e| lines::fault(path, &e))?;
        }
    }
    Ok(())
}

/// The records of the files that the facts of a step hold.
fn records(conn: &mut Conn, step: &Step) -> Result<Vec<super::FileRow>> {
    let mut hashes: Vec<String> = Vec::new();
    for fact in &step.facts {
        hashes.extend(kernel::filing::held(&fact.content()?).into_iter().map(|file| file.sha256));
    }
    hashes.sort_unstable();
    hashes.dedup();
    let mut records = Vec::new();
    for hash in &hashes {
        records.extend(store::file_record(conn, hash)?);
    }
    Ok(records)
}

/// What writes lines.
struct Writer {
    folder: PathBuf,
    data: PathBuf,
    instance: String,
    epoch: i64,
    day: jiff::civil::Date,
    recipient: Option<Recipient>,
}

impl Writer {
    fn of(app: &App, folder: &Path) -> Result<Self> {
        Ok(Self {
            folder: folder.to_owned(),
            data: app.shared.config.data_dir.join("files"),
            instance: app.shared.instance.uuid.clone(),
            epoch: app.shared.instance.epoch,
            day: jiff::tz::TimeZone::UTC.to_datetime(app.shared.clock.now()).date(),
            recipient: envelope::recipient(&app.shared.config)?,
        })
    }

    /// Writes one line, files first: what a line names is there.
    fn write(&mut self, at: Journal, entry: Entry, first: bool) -> Result<Journal> {
        for file in &entry.files {
            self.copy(&file.sha256)?;
        }
        let erased = !first && entry.step.facts.iter().any(|fact| fact.stream.starts_with("erasure/"));
        let checkpoint = entry.step.checkpoint.as_ref().map(|checkpoint| checkpoint.size);
        let names = entry.step.facts.iter().map(|fact| (fact.stream.clone(), fact.seq));
        let waiting = if checkpoint.is_some() { Vec::new() } else { names.collect() };
        let told = at.told.and(&entry.step);
        let fault = |error: serde_json::Error| Error::Fault(error.to_string());
        let content = match &self.recipient {
            None => Content::Entry(Box::new(entry)),
            Some(recipient) => {
                let plain = serde_json::to_vec(&entry).map_err(fault)?;
                Content::Age(evidence::hex(&recipient.close(&plain)?))
            }
        };
        let line = Line { epoch: self.epoch, sealed: checkpoint, waiting, keys: told.keys, erased, content };
        let text = serde_json::to_string(&line).map_err(fault)? + "\n";
        let name = format!("journal-{}-g{:04}-{}.jsonl", self.instance, at.generation, self.day);
        let path = self.folder.join(name);
        let is_new = !path.exists();
        lines::append(&path, &text).map_err(|e| lines::fault(&path, &e))?;
        if is_new {
            self.let_go()?;
        }
        Ok(Journal { told, erased: at.erased || erased, ..at })
    }

    /// Copies the bytes of a stored file where they are not there yet.
    fn copy(&self, sha256: &str) -> Result<()> {
        let (from, to) = (place(&self.data, sha256), place(&self.folder, sha256));
        envelope::copy(&from, &to, self.recipient.as_ref())
    }

    /// Takes files away that are older than any copy that they could help.
    fn let_go(&self) -> Result<()> {
        let last = self.day.saturating_sub(KEPT.days());
        for (_, path) in files(&self.folder, &self.instance)? {
            let name = path.file_stem().and_then(|name| name.to_str()).unwrap_or_default();
            let day = name.get(name.len().saturating_sub(10)..).and_then(|day| day.parse().ok());
            if day.is_some_and(|day: jiff::civil::Date| day < last) {
                std::fs::remove_file(&path).map_err(|e| lines::fault(&path, &e))?;
            }
        }
        Ok(())
    }
}
