//! What lives as long as the process: database, clock, files, caches.

use std::sync::{Arc, Mutex};

use db::{Conn, Db, Taken};
use domain::calendar::Calendar;
use domain::company::Company;
use domain::history::Noun as _;
use domain::item::Bills;
use jiff::Timestamp;
use rand::rngs::StdRng;
use rand::{RngCore as _, SeedableRng as _};
use uuid::Uuid;

use super::clock::Clock;
use super::config::Config;
use super::error::Result;
use super::feature::Site;
use super::files::Files;
use super::log::Log;
use super::sessions::Sessions;

/// The identity of the company: there is one.
pub const COMPANY: &str = "1";

/// The stream of its settings.
pub fn company() -> String {
    format!("{}/{COMPANY}", Company::STREAM)
}

/// The running application; cheap to clone.
#[derive(Clone)]
pub struct App {
    /// The database.
    pub db: Db,
    /// What all requests share.
    pub shared: Arc<Shared>,
}

impl App {
    /// Ends it: waits until no connection to its database is open, so that its files may be moved. Answers its data folder, still
    /// taken; nothing with a database elsewhere. Fails where somebody goes on holding it.
    pub fn close(self) -> Result<Option<Taken>> {
        let Self { db, shared } = self;
        drop(shared);
        Ok(db.close()?)
    }
}

/// What all requests share.
pub struct Shared {
    /// Settings.
    pub config: Config,
    /// The clock.
    pub clock: Clock,
    /// Stored files.
    pub files: Files,
    /// This database's identity.
    pub instance: evidence::Instance,
    /// Where identities come from.
    pub ids: Ids,
    /// The company's calendar.
    pub calendar: Cached<Calendar>,
    /// All items with their bills.
    pub bills: Cached<Bills>,
    /// The features.
    pub site: &'static Site,
    /// Lines of the security log that wait to be written.
    pub log: Log,
    /// What requests have found out about sessions.
    pub sessions: Sessions,
    /// How far the journal beside the database is told; nothing until its files were looked at, and where one could not be
    /// written.
    pub journal: Mutex<Option<Journal>>,
    /// Whether the clock may be moved over HTTP: only in a folder made for tests.
    pub test_clock: bool,
}

/// How far a journal of facts beside the database is told (trust.md P23).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Journal {
    /// Which of its generations, from 1: each begins with everything.
    pub generation: u32,
    /// What it has.
    pub told: evidence::Told,
    /// Whether texts were erased that it still has.
    pub erased: bool,
}

impl Shared {
    /// The company's calendar.
    pub fn calendar(&self, conn: &mut Conn) -> Result<Arc<Calendar>> {
        self.calendar.get(conn, |conn| {
            let company: Company = super::record::state_of(conn, &company())?.unwrap_or_default();
            Ok(company.calendar())
        })
    }
}

/// A source of identities, ordered by time; tests and demos seed it.
pub struct Ids {
    seeded: Mutex<Option<StdRng>>,
}

impl Ids {
    /// Random ones.
    pub fn random() -> Self {
        Self { seeded: Mutex::new(None) }
    }

    /// The same ones for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self { seeded: Mutex::new(Some(StdRng::seed_from_u64(seed))) }
    }

    /// From here on those of `seed`; answers the source before, to be given back to [`Ids::restore`].
    pub fn seed(&self, seed: u64) -> Option<StdRng> {
        self.restore(Some(StdRng::seed_from_u64(seed)))
    }

    /// From here on those of `source`, random ones where there is none; answers the source before.
    pub fn restore(&self, source: Option<StdRng>) -> Option<StdRng> {
        self.seeded.lock().ok().and_then(|mut seeded| std::mem::replace(&mut *seeded, source))
    }

    /// The next one.
    pub fn next(&self, now: Timestamp) -> Uuid {
        let Some(bytes) = self.seeded.lock().ok().and_then(|mut seeded| {
            let mut bytes = [0; 10];
            seeded.as_mut()?.fill_bytes(&mut bytes);
            Some(bytes)
        }) else {
            return Uuid::now_v7();
        };
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

/// A value read from the database and kept until its counter moves. Inside a write it may be a value that never
/// comes true; the counter that it is kept under then never comes again, so nobody else gets it.
pub struct Cached<T> {
    counter: &'static str,
    kept: Mutex<Option<(i64, Arc<T>)>>,
}

impl<T> Cached<T> {
    /// A cache that follows the counter named `counter`.
    pub fn new(counter: &'static str) -> Self {
        Self { counter, kept: Mutex::new(None) }
    }

    /// The value, read anew where its counter has moved.
    pub fn get(&self, conn: &mut Conn, read: impl FnOnce(&mut Conn) -> Result<T>) -> Result<Arc<T>> {
        let row = conn.find("SELECT n FROM counter WHERE name = $1", &[self.counter.into()])?;
        let n: i64 = row.map_or(Ok(0), |r| r.get(0))?;
        if let Ok(kept) = self.kept.lock()
            && let Some((at, value)) = kept.as_ref()
            && *at == n
        {
            return Ok(value.clone());
        }
        let value = Arc::new(read(conn)?);
        if let Ok(mut kept) = self.kept.lock() {
            *kept = Some((n, value.clone()));
        }
        Ok(value)
    }
}

/// Moves the counter named `counter`, in the transaction of the change that it stands for: to a number that it never
/// had and never has again, on no other server either. One more than before would come again after a rollback, and
/// with it what the rolled-back change had left in a cache.
pub fn move_counter(conn: &mut Conn, counter: &str) -> Result<()> {
    let (_, random) = Uuid::now_v7().as_u64_pair();
    conn.execute(
        "INSERT INTO counter (name, n) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET n = excluded.n",
        &[counter.into(), random.cast_signed().into()],
    )?;
    Ok(())
}
