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
use super::seal::seal;
use super::{Verified, anchors, signing, store, verify_against};
use crate::{company, person, start};

/// What is put back, and where from.
pub struct Asked<'a> {
    /// The folder of a back-up; nothing where the database was put back with its own tools.
    pub from: Option<&'a Path>,
    /// Folders with checkpoints that were kept outside: they say how much is lost.
    pub anchors: &'a [PathBuf],
    /// Why, in words.
    pub reason: &'a str,
}

/// Where a copy lies until it has been verified.
const PART: &str = "restoring";

/// Puts a copy back: into an empty data folder, or where its own tools have done so already. Answers what a walk says of it.
pub fn restore(config: &Config, asked: &Asked<'_>) -> Result<(Restored, Verified)> {
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
    let manifest = Manifest::read(from)?;
    manifest.check(from)?;
    let part = folder.join(PART);
    let io = |error: std::io::Error| Error::Fault(format!("{}: {error}", folder.display()));
    if part.exists() {
        std::fs::remove_dir_all(&part).map_err(io)?;
    }
    backup::copy_tree(from, &part).map_err(io)?;
    let done = declare(Config { data_dir: part.clone(), ..config.clone() }, asked)?;
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

/// Begins a new life of the database that `config` names: sessions and codes end, messages are held, numbers are passed over,
/// and a fact says so, which is sealed.
fn declare(config: Config, asked: &Asked<'_>) -> Result<(Restored, Verified)> {
    let app = start::open_app(config.clone())?;
    let verified = verify_against(&app, asked.anchors)?;
    // What the anchors say of what came later is why this is done; all else that is wrong is not put back.
    if !matches!(verified.code, 0 | 10 | 40) {
        let first = verified.faults.first().cloned().unwrap_or_default();
        return Err(Error::Fault(format!("the copy does not verify: {first}")));
    }
    let known = anchors::all(&app, asked.anchors)?.iter().map(|anchor| anchor.checkpoint.size).max();
    let facts = i64::try_from(verified.facts).unwrap_or(i64::MAX);
    let lost = known.map_or(0, |known| (known - facts).max(0));
    let at = app.shared.clock.now().as_microsecond();
    let (begun, reason) = (app.clone(), asked.reason.to_owned());
    let epoch = app.db.write_blocking(move |conn| -> Result<i64> {
        let epoch = evidence::begin_epoch(conn, at, &reason)?;
        signing::ensure(&begun, conn, at)?;
        person::end_all_sessions(conn)?;
        evidence::hold_messages(conn)?;
        // A document takes a fact at least: so many numbers were given at most since the copy was made.
        store::pass_over_numbers(conn, lost)?;
        Ok(epoch)
    })?;
    drop(app);
    // Opened anew: what is recorded from now on is of the new epoch.
    let app = start::open_app(config)?;
    let restored = Restored { epoch, lost, passed_over: lost, reason: asked.reason.to_owned() };
    say_so(&app, restored.clone())?;
    seal(&app)?;
    Ok((restored, verify_against(&app, asked.anchors)?))
}

fn say_so(app: &App, restored: Restored) -> Result<()> {
    let (shared, ctx) = (app.shared.clone(), Ctx::system(app.shared.clock.now()));
    app.db
        .write_blocking(move |conn| company::actions::restored(&mut Door::new(&ctx, conn, &shared), restored))
}
