//! Putting a copy back (trust.md P23, section d): what was recorded after it is gone, and that is said.
//!
//! A copy that is just put in place of the database would give numbers twice, let in whoever was locked out since, and go on
//! where another history went on already. So a new life of the database begins, its epoch: declared, signed, and told by every
//! later verification.
//!
//! A copy is verified in a folder of its own, and takes its place by one renaming ([`place`]): whatever ends the process
//! before, the data folder is as it was; whatever ends it afterwards, the next start goes on.

use std::path::{Path, PathBuf};

use db::Db;
use domain::company::Restored;
use kernel::config::Config;
use kernel::i18n::zh;
use kernel::log::{Event, told};
use kernel::{App, Ctx, Door, Error, Result};

use super::backup::{self, Manifest};
use super::envelope::{self, Opener};
use super::lines;
use super::place::{self, PART};
use super::seal::{self, seal_first};
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
    /// Whether anything outside of the copy could say how much is lost.
    pub is_known: bool,
    /// What a walk says of it.
    pub verified: Verified,
}

/// Why a copy is not put back; nothing of it is left.
#[derive(Debug)]
pub enum Unfit {
    /// The folder has no copy in it; what is missing or not to be read.
    NoCopy(String),
    /// Its database is not the one that was made.
    Changed(String),
    /// It is encrypted, and no key was named.
    Closed(String),
    /// What was named as its key does not open it.
    Key(String),
    /// A newer program made it.
    Newer,
    /// It does not verify; the first fault.
    Unsound(String),
    /// Something else went wrong: the disk, another process.
    Failed(String),
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NoCopy(why) | Self::Key(why) | Self::Failed(why) => f.write_str(why),
            Self::Changed(path) => write!(f, "{path}: the copy was changed since it was made"),
            Self::Closed(path) => {
                write!(f, "{path}: the copy is encrypted: name the file with its key by --identity")
            }
            Self::Newer => f.write_str("the copy was made by a newer program: use that"),
            Self::Unsound(why) => write!(f, "the copy does not verify: {why}"),
        }
    }
}

impl From<Error> for Unfit {
    fn from(error: Error) -> Self {
        Self::Failed(seal::told(&error))
    }
}

/// Puts a copy back: into an empty data folder, or where its own tools have done so already.
pub fn restore(config: &Config, asked: &Asked<'_>) -> Result<Outcome> {
    let fault = |unfit: Unfit| Error::Fault(unfit.to_string());
    let Some(from) = asked.from else {
        return declare(config.clone(), asked).map_err(fault);
    };
    if config.database_url.is_some() {
        return Err(Error::Fault(
            "a PostgreSQL database is put back with pg_restore; then say `gendan restore --in-place`"
                .to_owned(),
        ));
    }
    let folder = start::own_folder(&config.data_dir)?;
    for name in ["gendan.db", "files", "anchors", "seal.key"] {
        if config.data_dir.join(name).exists() {
            return Err(Error::Fault(format!(
                "{} is not empty: name an empty folder by GENDAN_DATA_DIR",
                config.data_dir.display()
            )));
        }
    }
    let done = lay(config, from, asked).map_err(fault)?;
    place::settle(&config.data_dir)?;
    drop(folder);
    Ok(done)
}

/// What was put back, for a terminal.
pub fn restored_text(done: &Outcome) -> String {
    let Outcome { restored, verified, .. } = done;
    let lost = if done.is_known {
        format!("{} that came later are known to be lost", restored.lost)
    } else {
        "how many came later is not known: nothing outside of the copy was named".to_owned()
    };
    format!(
        "{} facts are here again, verified, {} of them from the journal; {lost}. {} texts were erased again. Everybody signs in anew; {} numbers of each kind of document are passed over; keep seal.key of this folder safe.",
        verified.facts, done.caught_up, done.erased, restored.passed_over
    )
}

/// Copies and verifies what is put back, and begins its new life, in a folder within the data folder, which the caller has taken:
/// from now on it is what stands there, once [`place::settle`] has moved it. Where it is refused, nothing of it is left.
pub fn lay(config: &Config, from: &Path, asked: &Asked<'_>) -> Result<Outcome, Unfit> {
    let part = config.data_dir.join(PART);
    let laid = copy(from, &part, asked).and_then(|()| {
        let apart = Config { data_dir: part.clone(), clock: None, ..config.clone() };
        let done = declare(apart, asked)?;
        place::commit(&config.data_dir).map_err(lines::at(&part))?;
        Ok(done)
    });
    if laid.is_err() {
        // What cannot be cleared now is cleared at the next start.
        let _ = std::fs::remove_dir_all(&part);
    }
    laid
}

/// Copies the back-up in `from` to `part`, where it is one, whole, and of no newer program.
fn copy(from: &Path, part: &Path, asked: &Asked<'_>) -> Result<(), Unfit> {
    let manifest = Manifest::read(from).map_err(|error| Unfit::NoCopy(seal::told(&error)))?;
    backup::forget(part)?;
    if envelope::is_closed(from, backup::DATABASE) {
        let identity = asked.identity.ok_or_else(|| Unfit::Closed(from.display().to_string()))?;
        let opened = Opener::of(identity).and_then(|opener| envelope::open_tree(from, part, &opener));
        opened.map_err(|error| Unfit::Key(seal::told(&error)))?;
    } else {
        backup::copy_tree(from, part, &|_, _| false).map_err(lines::at(part))?;
    }
    if !manifest.is_of(part).map_err(|error| Unfit::NoCopy(seal::told(&error)))? {
        return Err(Unfit::Changed(from.display().to_string()));
    }
    let beside = Db::open_sqlite_beside(part).map_err(Error::from)?;
    let schema = beside.read_blocking(db::schema).map_err(Error::from)?;
    beside.close().map_err(Error::from)?;
    let newest = start::MIGRATIONS.last().map_or(0, |newest| newest.number);
    if schema > newest { Err(Unfit::Newer) } else { Ok(()) }
}

/// Begins a new life of the database that `config` names: sessions and codes end, messages are held, numbers are passed over,
/// and a fact says so, which is sealed. Every connection is closed again.
fn declare(config: Config, asked: &Asked<'_>) -> Result<Outcome, Unfit> {
    let app = start::open_app(config.clone())?;
    let opener = asked.identity.map(Opener::of).transpose();
    let opener = opener.map_err(|error| Unfit::Key(seal::told(&error)))?;
    // What the settings name is used where it is of this database, as the checkpoints are.
    let own =
        config.journal_dir.as_deref().filter(|folder| journal::is_of(folder, &app.shared.instance.uuid));
    let journal = asked.journal.or(own);
    let caught_up = match journal {
        Some(folder) => journal::catch_up(&app, folder, opener.as_ref())?,
        None => 0,
    };
    // What was begun and broken off before it was signed for goes on.
    let is_begun = app.db.read_blocking(evidence::is_unsigned).map_err(Error::from)?;
    let verified = verify_against(&app, asked.anchors)?;
    // What the anchors say of what came later is why this is done; all else that is wrong is not put back.
    if !is_begun && !matches!(verified.code, 0 | 10 | 40) {
        app.close()?;
        return Err(Unfit::Unsound(verified.faults.into_iter().next().unwrap_or_default()));
    }
    let outside = outside(&app, asked, journal.is_some())?;
    let facts = i64::try_from(verified.facts).unwrap_or(i64::MAX);
    let lost = outside.size.map_or(0, |known| (known - facts).max(0));
    let (passed_over, outside_known) = (lost + outside.unseen, outside.is_known);
    let period = kernel::ctx::period_of(Ctx::system(app.shared.clock.now()).today());
    let at = app.shared.clock.now().as_microsecond();
    let (begun, reason) = (app.clone(), asked.reason.to_owned());
    let epoch = app.db.write_blocking(move |conn| -> Result<i64> {
        let epoch = evidence::begin_epoch(conn, at, &reason, outside.epoch)?;
        signing::ensure(&begun, conn, at)?;
        person::end_all_sessions(conn)?;
        evidence::hold_messages(conn)?;
        // A document takes a fact at least: so many numbers were given at most since the copy was made.
        store::pass_over_numbers(conn, passed_over, &period)?;
        Ok(epoch)
    })?;
    app.close()?;
    // Opened anew: what is recorded from now on is of the new epoch.
    let app = start::open_app(config)?;
    let restored = Restored { epoch, lost, passed_over, reason: asked.reason.to_owned() };
    say_so(&app, restored.clone(), verified.facts)?;
    let erased = erasures::again(&app, &ledgers(&app.shared.config, asked))?;
    seal_first(&app)?;
    let verified = verify_against(&app, asked.anchors)?;
    if app.db.kind() == db::Engine::Sqlite {
        // All of it stands in the database's own file: the one beside it does not go where that goes.
        app.db
            .bare_blocking(|conn| conn.query("PRAGMA wal_checkpoint(TRUNCATE)", &[]))
            .map_err(Error::from)?;
    }
    app.close()?;
    Ok(Outcome { restored, caught_up, erased, is_known: outside_known, verified })
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
    /// Whether anything outside of the copy itself was asked.
    is_known: bool,
}

fn outside(app: &App, asked: &Asked<'_>, by_journal: bool) -> Result<Outside> {
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
    let unseen = match size {
        _ if by_journal => 20,
        Some(size) if size > held => 100,
        _ => 1000,
    };
    let elsewhere = asked.anchors.iter().chain(&app.shared.config.anchor_dir);
    let mut is_known = by_journal;
    for folder in elsewhere {
        is_known |= anchors::are_in(folder, &app.shared.instance.uuid)?;
    }
    Ok(Outside { size, epoch, unseen, is_known })
}

/// Folders that may have a ledger of erasures.
fn ledgers(config: &Config, asked: &Asked<'_>) -> Vec<PathBuf> {
    let beside = asked.from.and_then(Path::parent).map(Path::to_owned);
    let own =
        [Some(config.data_dir.join("anchors")), config.anchor_dir.clone(), config.backup_dir.clone(), beside];
    own.into_iter().flatten().chain(asked.anchors.iter().cloned()).collect()
}

fn say_so(app: &App, restored: Restored, facts: u64) -> Result<()> {
    let (shared, ctx) = (app.shared.clone(), Ctx::system(app.shared.clock.now()));
    app.db.write_blocking(move |conn| {
        let mut door = Door::new(&ctx, conn, &shared);
        let (facts, lost) = (facts.to_string(), restored.lost.to_string());
        let params = [("facts", facts.as_str()), ("lost", &lost), ("reason", &restored.reason)];
        let line = told(zh("恢复了备份：{facts} 条记录，已知丢失 {lost} 条。原因：{reason}"), &params);
        door.log(Event::Restore, line)?;
        company::actions::restored(&mut door, restored)
    })
}
