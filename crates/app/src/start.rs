//! From settings to a running application.

mod private;

use std::path::Path;
use std::sync::Arc;

use crate::site::SITE;
use crate::upkeep;
use db::{Db, Migration, Taken};
use kernel::clock::Clock;
use kernel::config::Config;
use kernel::files::Files;
use kernel::log::Log;
use kernel::sessions::Sessions;
use kernel::state::{Cached, Ids, Shared};
use kernel::{App, Error, Result};

/// The schema, forward only.
pub static MIGRATIONS: &[Migration] = &[
    Migration { number: 1, sql: evidence::SCHEMA },
    Migration { number: 2, sql: include_str!("../../../migrations/0002_business.sql") },
    Migration { number: 3, sql: include_str!("../../../migrations/0003_open_rows.sql") },
    Migration { number: 4, sql: include_str!("../../../migrations/0004_stage_counts.sql") },
    Migration { number: 5, sql: include_str!("../../../migrations/0005_append_only.sql") },
    Migration { number: 6, sql: include_str!("../../../migrations/0006_receivable.sql") },
    Migration { number: 7, sql: include_str!("../../../migrations/0007_file_link.sql") },
    Migration { number: 8, sql: include_str!("../../../migrations/0008_erasing.sql") },
    Migration { number: 9, sql: include_str!("../../../migrations/0009_claim.sql") },
    Migration { number: 10, sql: include_str!("../../../migrations/0010_projection.sql") },
    Migration { number: 11, sql: include_str!("../../../migrations/0011_claim_expected.sql") },
    Migration { number: 12, sql: include_str!("../../../migrations/0012_advance.sql") },
    Migration { number: 13, sql: include_str!("../../../migrations/0013_authority.sql") },
    Migration { number: 14, sql: include_str!("../../../migrations/0014_goods.sql") },
    Migration { number: 15, sql: include_str!("../../../migrations/0015_calendar.sql") },
    Migration { number: 16, sql: include_str!("../../../migrations/0016_duties.sql") },
    Migration { number: 17, sql: include_str!("../../../migrations/0017_prints_and_proposals.sql") },
    Migration { number: 18, sql: include_str!("../../../migrations/0018_work_center.sql") },
    Migration { number: 19, sql: include_str!("../../../migrations/0019_shown.sql") },
    Migration { number: 20, sql: include_str!("../../../migrations/0020_waiting.sql") },
    Migration { number: 21, sql: include_str!("../../../migrations/0021_small.sql") },
    Migration { number: 22, sql: include_str!("../../../migrations/0022_log.sql") },
    Migration { number: 23, sql: include_str!("../../../migrations/0023_health.sql") },
    Migration { number: 24, sql: include_str!("../../../migrations/0024_uploads.sql") },
    Migration { number: 25, sql: include_str!("../../../migrations/0025_who_may.sql") },
    Migration { number: 26, sql: include_str!("../../../migrations/0026_journal.sql") },
    Migration { number: 27, sql: include_str!("../../../migrations/0027_openness.sql") },
];

/// A data folder with this file was made for tests or demos: only there the clock may be set.
const TEST_MARK: &str = "test-clock";

/// Opens the data folder and the database, brings schema and tables up to date.
pub fn open_app(config: Config) -> Result<App> {
    let app = open_unprepared(config)?;
    upkeep::prepare(&app, |_, _| {})?;
    Ok(app)
}

/// As [`open`], but tables that another version wrote are as they were: [`upkeep::prepare`] comes next.
pub fn open_unprepared(config: Config) -> Result<App> {
    let clock = match config.clock {
        Some(at) if is_for_tests(&config.data_dir) => Clock::starting_at(at),
        Some(_) => {
            return Err(Error::Fault(format!(
                "GENDAN_CLOCK is honoured only in a folder with a file {TEST_MARK}"
            )));
        }
        None => Clock::default(),
    };
    migrated(config, clock, Ids::random())
}

/// As [`open`], with this clock and these identities.
pub fn open_with(config: Config, clock: Clock, ids: Ids) -> Result<App> {
    let app = migrated(config, clock, ids)?;
    upkeep::prepare(&app, |_, _| {})?;
    Ok(app)
}

fn migrated(config: Config, clock: Clock, ids: Ids) -> Result<App> {
    upkeep::check_settings(&config)?;
    let db = if let Some(url) = &config.database_url {
        private::keep(&config.data_dir).map_err(|e| Error::Fault(e.to_string()))?;
        Db::open_postgres(url, config.connections)?
    } else {
        let folder = own_folder(&config.data_dir)?;
        Db::open_taken(folder, &config.data_dir, config.connections)?
    };
    db::migrate(&db, MIGRATIONS)?;
    let instance = db.write_blocking(|conn| -> Result<_> {
        kernel::filing::fill(conn)?;
        crate::place::lay_down_main(conn)?;
        let instance = evidence::instance(conn)?;
        evidence::enqueue_missing(conn)?;
        Ok(instance)
    })?;
    assemble(config, db, instance, clock, ids)
}

/// Takes the data folder, made where it is missing: closed to others on the machine, and with what a restoring has left there put
/// in its place or cleared away.
pub fn own_folder(folder: &Path) -> Result<Taken> {
    private::keep(folder).map_err(|e| Error::Fault(format!("{}: {e}", folder.display())))?;
    let taken = Db::take(folder)?;
    if upkeep::settle(folder)? {
        tracing::warn!("a copy that was put back has taken its place");
    }
    Ok(taken)
}

/// An application with nothing behind it: what pages stand on while the database of `instance` is closed, or is still to be.
pub fn open_nothing(config: Config, instance: evidence::Instance, clock: Clock) -> Result<App> {
    assemble(config, Db::open_scratch()?, instance, clock, Ids::random())
}

/// As [`open`], to read alone: also while the program serves the same data.
pub fn open_beside(config: Config) -> Result<App> {
    let db = match &config.database_url {
        Some(url) => Db::open_postgres(url, 1)?,
        None => Db::open_sqlite_beside(&config.data_dir)?,
    };
    db::require(&db, MIGRATIONS)?;
    let instance = db.read_blocking(|conn| -> Result<_> { Ok(evidence::instance(conn)?) })?;
    assemble(config, db, instance, Clock::default(), Ids::random())
}

fn assemble(config: Config, db: Db, instance: evidence::Instance, clock: Clock, ids: Ids) -> Result<App> {
    let files = Files::local(&config.data_dir.join("files"), config.uploads)?;
    let test_clock = is_for_tests(&config.data_dir);
    kernel::i18n::speak(&SITE);
    let shared = Shared {
        config,
        clock,
        files,
        instance,
        ids,
        calendar: Cached::new("company"),
        bills: Cached::new("item"),
        site: &SITE,
        log: Log::default(),
        sessions: Sessions::default(),
        journal: std::sync::Mutex::default(),
        test_clock,
    };
    Ok(App { db, shared: Arc::new(shared) })
}

/// Marks a data folder as one for tests or demos.
pub fn mark_for_tests(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join(TEST_MARK), "The clock of this folder may be set.\n")
}

/// A data folder with this file has a demo that is being made, or was broken off then.
const UNFINISHED: &str = "demo-unfinished";

/// Marks a data folder as one whose demo is being made.
pub fn begin_demo(folder: &Path) -> std::io::Result<()> {
    std::fs::write(
        folder.join(UNFINISHED),
        "A demo is being made here. Where it was broken off, it is thrown away.\n",
    )
}

/// The demo of a data folder is whole, or there is none: what is recorded from now on is never thrown away.
pub fn end_demo(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(folder.join(UNFINISHED)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Throws a demo away that was broken off while it was made: half a company is nothing to look at. Answers whether there was one.
pub fn clear_broken_demo(config: &Config) -> Result<bool> {
    let folder = &config.data_dir;
    if !folder.join(UNFINISHED).exists() {
        return Ok(false);
    }
    if config.database_url.is_some() {
        return Err(Error::Fault(format!(
            "the demo in this database was broken off while it was made: name an empty database, and delete {UNFINISHED} in {}",
            folder.display()
        )));
    }
    let taken = own_folder(folder)?;
    for name in
        ["gendan.db", "gendan.db-wal", "gendan.db-shm", "seal.key", "files", "anchors", "walks", UNFINISHED]
    {
        let path = folder.join(name);
        let gone = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
        if let Err(error) = gone
            && error.kind() != std::io::ErrorKind::NotFound
        {
            return Err(Error::Fault(format!("{}: {error}", path.display())));
        }
    }
    drop(taken);
    Ok(true)
}

/// Whether a data folder is marked so.
pub fn is_for_tests(folder: &Path) -> bool {
    folder.join(TEST_MARK).exists()
}

/// Takes the mark away again: what was to be a demo did not become one.
pub fn unmark(folder: &Path) -> std::io::Result<()> {
    std::fs::remove_file(folder.join(TEST_MARK))
}
