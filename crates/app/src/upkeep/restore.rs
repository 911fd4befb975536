//! Putting a copy back (trust.md P23, section d): what was recorded after it is gone, and that is said.
//!
//! A copy that is just put in place of the database would give numbers twice, let in whoever was locked out since, and go on
//! where another history went on already. So a new life of the database begins, its epoch: declared, signed, and told by every
//! later verification.

use std::path::{Path, PathBuf};

use domain::company::Restored;
use kernel::config::Config;
use kernel::{App, Ctx, Door, Error, Result};

use super::backup::{self, Manifest};
use super::envelope::{self, Opener};
use super::seal::seal_first;
use super::{Verified, anchors, erasures, journal, signing, store, verify_against};
use crate::{company, person, start};

/// What is put back, and where from.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The folder of a back-up; nothing where the database was put back with its own tools.
    pub from: Option<&'a Path>,
    /// Folders with checkpoints that were kept outside: they say how much is lost.
    pub anchors: &'a [PathBuf],
    /// The folder of the journal, by which the copy catches up.
    pub journal: Option<&'a Path>,
    /// The file with the key that opens what was closed.
    pub identity: Option<&'a Path>,
    /// Why, in words.
    pub reason: &'a str,
}

/// What was put back.
#[derive(Debug, serde::Serialize)]
pub struct Outcome {
    /// What is recorded of it.
    pub restored: Restored,
    /// Facts that came from the journal.
    pub caught_up: u64,
    /// Texts that were erased again.
    pub erased: usize,
    /// What a walk says of it.
    pub verified: Verified,
}

/// Where a copy lies until it has been verified.
const PART: &str = "restoring";

/// Puts a copy back: into an empty data folder, or where its own tools have done so already.
pub fn restore(config: &Config, asked: &Asked<'_>) -> Result<Outcome> {
    let Some(from) = asked.from else {
        return declare(config.clone(), asked);
    };
    if config.database_url.is_some() {
        return Err(Error::Fault(
            "a PostgreSQL database is put back with pg_restore; then say `gendan restore --in-place`"
                .to_owned(),
        ));
    }
    let folder = &config.data_dir;
    for name in ["gendan.db", "files", "seal.key"] {
        if folder.join(name).exists() {
            return Err(Error::Fault(format!(
                "{} is not empty: name an empty folder by GENDAN_DATA_DIR",
                folder.display()
            )));
        }
    }
    let part = folder.join(PART);
    let io = |error: std::io::Error| Error::Fault(format!("{}: {error}", folder.display()));
    if part.exists() {
        std::fs::remove_dir_all(&part).map_err(io)?;
    }
    let done = lay_down(from, &part, asked)
        .and_then(|()| declare(Config { data_dir: part.clone(), ..config.clone() }, asked));
    let done = match done {
        Ok(done) => done,
        Err(error) => {
            // Why it failed is what counts; what is left of it goes with the next try.
            let _ = std::fs::remove_dir_all(&part);
            return Err(error);
        }
    };
    // The database comes last: until it is there, the folder counts as empty.
    let mut entries: Vec<PathBuf> = Vec::new();
    for entry in std::fs::read_dir(&part).map_err(io)? {
        entries.push(entry.map_err(io)?.path());
    }
    entries.sort_by_key(|path| path.file_name().is_some_and(|name| name == "gendan.db"));
    for path in entries {
        let Some(name) = path.file_name() else { continue };
        std::fs::rename(&path, folder.join(name)).map_err(io)?;
    }
    std::fs::remove_dir(&part).and_then(|()| std::fs::File::open(folder)?.sync_all()).map_err(io)?;
    Ok(done)
}

/// Lays the copy in `from` down in `part`, opened where it is closed, and refuses one that was changed.
fn lay_down(from: &Path, part: &Path, asked: &Asked<'_>) -> Result<()> {
    let manifest = Manifest::read(from)?;
    if envelope::is_closed(from, backup::DATABASE) {
        let Some(identity) = asked.identity else {
            return Err(Error::Fault(format!(
                "{}: the copy is encrypted: name the file with its key by --identity",
                from.display()
            )));
        };
        envelope::open_tree(from, part, &Opener::of(identity)?)?;
    } else {
        backup::copy_tree(from, part, &|_, _| false).map_err(|e| super::lines::fault(part, &e))?;
    }
    manifest.check(part)
}

/// Begins a new life of the database that `config` names: sessions and codes end, messages are held, numbers are passed over,
/// and a fact says so, which is sealed.
fn declare(config: Config, asked: &Asked<'_>) -> Result<Outcome> {
    let app = start::open_app(config.clone())?;
    let opener = asked.identity.map(Opener::of).transpose()?;
    let caught_up = match asked.journal {
        Some(folder) => journal::catch_up(&app, folder, opener.as_ref())?,
        None => 0,
    };
    // What was begun and broken off before it was signed for goes on.
    let is_begun = app.db.read_blocking(evidence::is_unsigned)?;
    let verified = verify_against(&app, asked.anchors)?;
    // What the anchors say of what came later is why this is done; all else that is wrong is not put back.
    if !is_begun && !matches!(verified.code, 0 | 10 | 40) {
        let first = verified.faults.first().cloned().unwrap_or_default();
        return Err(Error::Fault(format!("the copy does not verify: {first}")));
    }
    let outside = outside(&app, asked)?;
    let facts = i64::try_from(verified.facts).unwrap_or(i64::MAX);
    let lost = outside.size.map_or(0, |known| (known - facts).max(0));
    let passed_over = lost + outside.unseen;
    let at = app.shared.clock.now().as_microsecond();
    let (begun, reason) = (app.clone(), asked.reason.to_owned());
    let period = kernel::ctx::period_of(Ctx::system(app.shared.clock.now()).today());
    let epoch = app.db.write_blocking(move |conn| -> Result<i64> {
        let epoch = evidence::begin_epoch(conn, at, &reason, outside.epoch)?;
        signing::ensure(&begun, conn, at)?;
        person::end_all_sessions(conn)?;
        evidence::hold_messages(conn)?;
        // A document takes a fact at least: so many numbers were given at most since the copy was made.
        store::pass_over_numbers(conn, passed_over, &period)?;
        Ok(epoch)
    })?;
    drop(app);
    // Opened anew: what is recorded from now on is of the new epoch.
    let app = start::open_app(config)?;
    let restored = Restored { epoch, lost, passed_over, reason: asked.reason.to_owned() };
    say_so(&app, restored.clone())?;
    let erased = erasures::again(&app, &ledgers(&app.shared.config, asked))?;
    seal_first(&app)?;
    let verified = verify_against(&app, asked.anchors)?;
    Ok(Outcome { restored, caught_up, erased, verified })
}

/// What is known outside of the life that a copy is of.
struct Outside {
    /// How many facts it had at least, where a checkpoint says so.
    size: Option<i64>,
    /// The number of the newest life that there was.
    epoch: i64,
    /// Facts at most that it had beyond what is known: what was not sealed yet, or not in the journal; where nothing is known
    /// outside, as many as a small company records between two copies.
    unseen: i64,
}

fn outside(app: &App, asked: &Asked<'_>) -> Result<Outside> {
    let anchors = anchors::all(app, asked.anchors)?;
    let cuts = app.db.read_blocking(evidence::cuts)?;
    let epoch = anchors.iter().map(|anchor| anchor.checkpoint.epoch).max().unwrap_or_default();
    // What lies behind an earlier cut was lost before.
    let is_cut =
        |one: &evidence::Checkpoint| cuts.iter().any(|cut| cut.epoch > one.epoch && cut.from < one.size);
    let sizes =
        anchors.iter().map(|anchor| &anchor.checkpoint).filter(|one| !is_cut(one)).map(|one| one.size);
    let size = sizes.max();
    let held = app.db.read_blocking(evidence::last_checkpoint)?.map_or(0, |last| last.size);
    let unseen = match asked.journal {
        Some(_) => 20,
        None if size.is_some_and(|size| size > held) => 100,
        None => 1000,
    };
    Ok(Outside { size, epoch, unseen })
}

/// Folders that may have a ledger of erasures.
fn ledgers(config: &Config, asked: &Asked<'_>) -> Vec<PathBuf> {
    let beside = asked.from.and_then(Path::parent).map(Path::to_owned);
    let own =
        [Some(config.data_dir.join("anchors")), config.anchor_dir.clone(), config.backup_dir.clone(), beside];
    own.into_iter().flatten().chain(asked.anchors.iter().cloned()).collect()
}

fn say_so(app: &App, restored: Restored) -> Result<()> {
    let (shared, ctx) = (app.shared.clone(), Ctx::system(app.shared.clock.now()));
    app.db
        .write_blocking(move |conn| company::actions::restored(&mut Door::new(&ctx, conn, &shared), restored))
}
