//! Sealing: facts that wait go into the log, and its signed root goes outside (trust.md P12).

use kernel::{App, Error, Result};

use super::anchors::{self, Carried};
use super::{journal, signing};
use crate::health;

/// Facts that wait at most.
const MOST: i64 = 1000;
/// How old the newest checkpoint is at most while a fact waits, in microseconds: with the time between two looks, a minute.
const OLDEST: i64 = 50 * 1_000_000;

/// Seals where that is due; what carriers have missed is taken to them.
pub fn seal_due(app: &App) -> Result<()> {
    let (waiting, last) = app.db.read_blocking(|conn| -> Result<_> {
        Ok((evidence::waiting(conn)?, evidence::last_checkpoint(conn)?))
    })?;
    let now = app.shared.clock.now().as_microsecond();
    // A clock that was put back is no reason to wait.
    let is_old = last.is_none_or(|last| now.abs_diff(last.at) >= OLDEST.unsigned_abs());
    if waiting > 0 && (waiting >= MOST || is_old) {
        return seal(app);
    }
    carry(app, false)?.told()
}

/// Seals all that waits, and takes the checkpoint to the carriers; how it went is noted.
pub fn seal(app: &App) -> Result<()> {
    seal_of(app, false)
}

/// As [`seal`], where putting a copy back begins a new life of the database: the carriers get to know it.
pub fn seal_first(app: &App) -> Result<()> {
    seal_of(app, true)
}

fn seal_of(app: &App, begins: bool) -> Result<()> {
    // What another database left there would make a fork of the log: it is told first. A carrier that is away keeps nobody from sealing.
    let before = carry(app, begins)?;
    let sealed = if before.contradicted.is_empty() { seal_waiting(app) } else { before.told() };
    note(app, health::SEAL, &sealed)?;
    sealed?;
    carry(app, begins)?;
    Ok(())
}

/// Takes what carriers have missed to them; only what is new is noted.
fn carry(app: &App, begins: bool) -> Result<Carried> {
    let carried = anchors::carry(app, begins);
    let result = carried.told();
    let was = app.db.read_blocking(|conn| health::of(conn, health::CARRY))?;
    let told = result.as_ref().err().map(told).unwrap_or_default();
    if (carried.taken && result.is_ok()) || was.is_none_or(|was| was.told != told) {
        note(app, health::CARRY, &result)?;
    }
    Ok(carried)
}

fn seal_waiting(app: &App) -> Result<()> {
    let Some(signer) = signing::signer(app)? else {
        return Err(Error::Fault(
            "the key that signs the log is not here: copy seal.key from the data folder of the server that has it"
                .to_owned(),
        ));
    };
    let instance = app.shared.instance.clone();
    let at = app.shared.clock.now().as_microsecond();
    journal::sealing(app, move |conn| Ok(evidence::seal(conn, &instance, &signer, at)?))
}

/// Seconds after which a journal that goes well is noted again.
const NOTED: i64 = 60;

/// Brings the journal up to date; how it went is noted where that is new.
pub fn journal_due(app: &App) -> Result<()> {
    if app.shared.config.journal_dir.is_none() {
        return Ok(());
    }
    let kept = journal::keep(app);
    let was = app.db.read_blocking(|conn| health::of(conn, health::JOURNAL))?;
    let told = kept.as_ref().err().map(told).unwrap_or_default();
    let is_old = |was: &health::Run| app.shared.clock.now().duration_since(was.at).as_secs().abs() >= NOTED;
    let any = *kept.as_ref().unwrap_or(&false);
    if was.is_none_or(|was| was.told != told || (any && is_old(&was))) {
        note(app, health::JOURNAL, &kept)?;
    }
    kept.map(drop)
}

/// Notes how `name` went, for the health page.
pub(super) fn note<T>(app: &App, name: &'static str, result: &Result<T>) -> Result<()> {
    let (ok, told) = (result.is_ok(), result.as_ref().err().map(told).unwrap_or_default());
    let at = app.shared.clock.now();
    app.db.write_blocking(move |conn| health::note(conn, name, at, ok, &told))
}

/// An error in its own words.
pub(super) fn told(error: &Error) -> String {
    match error {
        Error::Fault(text) => text.clone(),
        other => other.to_string(),
    }
}
