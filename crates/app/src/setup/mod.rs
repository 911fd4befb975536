//! The first run: where nobody can sign in yet, whoever reads the server's output is shown three ways to begin (trust control 18): a
//! company of one's own, the demo, a copy that is put back.
//!
//! The link has a token of 256 random bits of which only a hash is held, in memory, anew at each start. While a way is chosen the
//! database is closed and its folder taken: what is found there is replaced only by a way that is gone to its end. Ways are gone one
//! at a time, on a thread of their own, whatever becomes of the browser that asked for them.

mod pages;
mod shown;
mod ways;
mod work;

use std::panic::AssertUnwindSafe;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use db::{Db, Taken};
use kernel::clock::Clock;
use kernel::config::Config;
use kernel::state::Ids;
use kernel::web::{Req, SETUP};
use kernel::{App, Error, Result, Said};
use tokio::sync::Notify;

use crate::command::Demo;
use crate::person::Entered;
use crate::upkeep;
use crate::{person, start};
pub use pages::router;
use ways::{Wanted, Way};

/// How long what has come of a way is kept for a browser that asks every two seconds.
const KEPT: Duration = Duration::from_secs(30);

/// A database that is being set up.
pub struct Setup {
    /// What pages stand on meanwhile: settings, clock, and no database.
    app: App,
    config: Config,
    clock: Clock,
    /// The hash of the token.
    token: String,
    /// The demo that may be played.
    demo: Demo,
    /// Whether the database holds no fact.
    empty: AtomicBool,
    /// The data folder while no way is gone; nothing with a database elsewhere.
    folder: Mutex<Option<Taken>>,
    stage: Mutex<Stage>,
    done: Notify,
    told: Notify,
}

/// How far it is.
#[derive(Clone)]
enum Stage {
    /// A way may be chosen; with why the last one was not gone.
    Open(Option<Arc<Refused>>),
    /// One is being gone.
    Busy(Busy),
    /// One was gone to its end.
    Done(Arc<Done>),
}

/// A way that was not gone: what was said of it, secrets left out, and what was wrong.
struct Refused {
    way: Way,
    said: Said,
    error: Error,
}

/// A way that is being gone.
#[derive(Clone)]
struct Busy {
    way: Way,
    /// How far, 0 to 100; nothing where nobody knows.
    percent: Option<u8>,
}

/// What has come of it, with the application that the site goes on with.
struct Done {
    app: App,
    outcome: Outcome,
}

enum Outcome {
    /// A company of one's own; its administrator has come in already.
    Own(Mutex<Option<Entered>>),
    /// The demo company.
    Demo,
    /// A copy was put back.
    Restored(upkeep::Outcome),
    /// Another server has set the database up meanwhile.
    Elsewhere,
}

impl Setup {
    /// Closes the database of `app`, in which nobody can sign in, and lets it be set up; `demo` is the one that may be played.
    /// Answers the path of the first page too, which is nowhere else.
    pub fn begin(app: App, demo: Demo) -> Result<(Arc<Self>, String)> {
        let empty = upkeep::is_empty(&app)?;
        let (config, clock) = (app.shared.config.clone(), app.shared.clock.clone());
        let instance = app.shared.instance.clone();
        let folder = app.close()?;
        let token = person::session::token()?;
        let setup = Self {
            app: start::open_nothing(config.clone(), instance, clock.clone())?,
            config,
            clock,
            token: person::session::token_hash(&token),
            demo,
            empty: AtomicBool::new(empty),
            folder: Mutex::new(folder),
            stage: Mutex::new(Stage::Open(None)),
            done: Notify::new(),
            told: Notify::new(),
        };
        Ok((Arc::new(setup), format!("{SETUP}{token}")))
    }

    /// Waits until a way was gone to its end and its browser knows, or does not ask any more. Answers the application that the site
    /// goes on with, and what the terminal is told.
    pub async fn over(&self) -> (App, String) {
        loop {
            self.done.notified().await;
            let Stage::Done(done) = self.stage() else { continue };
            let _ = tokio::time::timeout(KEPT, self.told.notified()).await;
            return (done.app.clone(), done.told());
        }
    }

    /// Whether `token` is the one of the link; takes as long whatever it is.
    fn is_for(&self, token: &str) -> bool {
        person::is_same(&person::session::token_hash(token), &self.token)
    }

    fn stage(&self) -> Stage {
        held(&self.stage).clone()
    }

    /// Begins to go a way; whether nobody else goes one or has gone one.
    fn claim(&self, way: Way) -> bool {
        let mut stage = held(&self.stage);
        let free = matches!(*stage, Stage::Open(_));
        if free {
            *stage = Stage::Busy(Busy { way, percent: (way == Way::Demo).then_some(0) });
        }
        free
    }

    /// Goes the way that was claimed. Takes its time.
    fn go(&self, wanted: &Wanted, mut said: Said, req: &Req) {
        let way = wanted.way();
        let gone = std::panic::catch_unwind(AssertUnwindSafe(|| work::go(self, wanted, req)));
        let gone = gone.unwrap_or_else(|_| Err(Error::Fault("a way to begin has broken off".to_owned())));
        let stage = match gone {
            Ok(done) => {
                // What was refused meanwhile stands in the log of what is there now.
                done.app.shared.log.back(self.app.shared.log.take(self.clock.now()));
                Stage::Done(Arc::new(done))
            }
            Err(error) => {
                tracing::warn!(request = req.id, %error, "not set up");
                let error = if let Error::Fault(why) = error { work::failed(why) } else { error };
                for secret in ["password", "again"] {
                    said.take_out(secret);
                }
                Stage::Open(Some(Arc::new(Refused { way, said, error })))
            }
        };
        *held(&self.stage) = stage;
        self.done.notify_one();
    }

    /// Forgets what was refused.
    fn forget(&self) {
        let mut stage = held(&self.stage);
        if matches!(*stage, Stage::Open(_)) {
            *stage = Stage::Open(None);
        }
    }

    /// Says how far a way is.
    fn reached(&self, percent: u8) {
        if let Stage::Busy(busy) = &mut *held(&self.stage) {
            busy.percent = Some(percent.min(99));
        }
    }

    /// Opens the database; to be given to [`Setup::shut`] unless it is what the site goes on with.
    fn open(&self) -> Result<App> {
        drop(held(&self.folder).take());
        let opened = start::open_with(self.config.clone(), self.clock.clone(), Ids::random());
        if opened.is_err() && self.config.database_url.is_none() {
            *held(&self.folder) = Db::take(&self.config.data_dir).ok();
        }
        opened
    }

    /// Closes the database again.
    fn shut(&self, app: App) -> Result<()> {
        let folder = app.close()?;
        *held(&self.folder) = folder;
        Ok(())
    }

    /// Whether the database holds no fact, as far as it was looked at.
    fn is_empty(&self) -> bool {
        self.empty.load(Ordering::Acquire)
    }
}

/// What is behind a lock; whoever broke off while it was theirs has left it whole.
fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
