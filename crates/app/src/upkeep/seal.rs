//! Sealing: facts that wait go into the log, and its signed root goes outside (trust.md P12).

use kernel::{App, Error, Result};

use super::{anchors, signing};
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
    if waiting > 0 && (waiting >= MOST || is_old) { seal(app) } else { carry(app) }
}

/// Seals all that waits, and takes the checkpoint to the carriers; how it went is noted.
pub fn seal(app: &App) -> Result<()> {
    // What another database left there would make a fork of the log: it is told first.
    let sealed = carry(app).and_then(|()| seal_waiting(app));
    note(app, health::SEAL, &sealed)?;
    sealed?;
    carry(app)
}

/// Takes what carriers have missed to them; only what is new is noted.
fn carry(app: &App) -> Result<()> {
    let carried = anchors::carry(app);
    let was = app.db.read_blocking(|conn| health::of(conn, health::CARRY))?;
    let told = carried.as_ref().err().map(told).unwrap_or_default();
    if *carried.as_ref().unwrap_or(&true) || was.is_none_or(|was| was.told != told) {
        note(app, health::CARRY, &carried)?;
    }
    carried.map(drop)
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
    app.db.write_blocking(move |conn| evidence::seal(conn, &instance, &signer, at))?;
    Ok(())
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
