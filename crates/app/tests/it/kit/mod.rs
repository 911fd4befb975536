//! A running application for a test: its own database, its own clock, people who act over HTTP.

mod postgres;
mod user;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use app::{import, person, start};
use axum::Router;
use jiff::SignedDuration;
use kernel::clock::Clock;
use kernel::config::Config;
use kernel::files::Uploads;
use kernel::state::Ids;
use kernel::{App, Ctx};
use tempfile::TempDir;

pub use postgres::databases;
pub use user::{Answer, User};

/// One application under test.
pub struct TestApp {
    pub app: App,
    router: Router,
    folder: TempDir,
}

/// Somebody without an account, who asks `router`.
pub fn visitor(router: Router) -> User {
    User::new(router, String::new())
}

/// The first day of the tests: Monday, after National Day and before any holiday.
pub const FIRST_DAY: &str = "2026-11-02T01:00:00Z";

/// Settings of an application in `folder` on the database at `url`, the embedded one where empty.
pub fn config(folder: &TempDir, url: &str) -> Config {
    Config {
        data_dir: folder.path().to_owned(),
        database_url: Some(url.to_owned()).filter(|u| !u.is_empty()),
        base_url: "http://gendan.test".into(),
        connections: 2,
        // How full the disk of the machine is says nothing about us.
        uploads: Uploads { free_percent: 0, ..Uploads::default() },
        ..Config::default()
    }
}

impl TestApp {
    /// An application on the database at `url` (the embedded one where empty), with the sample company.
    pub async fn start(url: &str) -> Self {
        let test = Self::bare(url).await;
        test.import(&["staff", "suppliers", "carriers", "customers", "parts", "products"]).await;
        test
    }

    /// An application on the database at `url` without any company; a second one on a server's database is another
    /// server beside the first.
    pub async fn bare(url: &str) -> Self {
        Self::over(TempDir::new().unwrap(), url, FIRST_DAY).await
    }

    /// An application on what `folder` and the database at `url` hold already, at this moment.
    pub async fn over(folder: TempDir, url: &str, at: &str) -> Self {
        Self::with(config(&folder, url), folder, at).await
    }

    /// An application on the database at `url` that takes files of these sizes, with the sample company.
    pub async fn taking(url: &str, uploads: Uploads) -> Self {
        let folder = TempDir::new().unwrap();
        let config = Config { uploads, ..config(&folder, url) };
        let test = Self::with(config, folder, FIRST_DAY).await;
        test.import(&["staff", "suppliers", "carriers", "customers", "parts", "products"]).await;
        test
    }

    /// An application as `config` says, whose data lie in `folder`.
    pub async fn with(config: Config, folder: TempDir, at: &str) -> Self {
        let clock = Clock::stopped(at.parse().unwrap());
        // Two servers on one database must not give the same identities.
        let ids = if config.database_url.is_none() { Ids::seeded(7) } else { Ids::random() };
        let app =
            tokio::task::spawn_blocking(move || start::open_with(config, clock, ids)).await.unwrap().unwrap();
        let router = kernel::web::router(app.clone());
        Self { app, router, folder }
    }

    /// Imports sample workbooks as the operator would.
    pub async fn import(&self, names: &[&str]) -> import::Report {
        let files = names
            .iter()
            .map(|name| {
                let path = format!("{}/tests/fixtures/{name}.xlsx", env!("CARGO_MANIFEST_DIR"));
                (format!("{name}.xlsx"), std::fs::read(path).unwrap())
            })
            .collect();
        let ctx = Ctx::system(self.app.shared.clock.now());
        import::run_files(&self.app, ctx, files, true).await.unwrap()
    }

    /// Somebody by name, with an account of their own.
    pub async fn user(&self, name: &str) -> User {
        static LOGINS: AtomicU64 = AtomicU64::new(0);
        static HASH: OnceLock<String> = OnceLock::new();
        let login = format!("t{}", LOGINS.fetch_add(1, Ordering::SeqCst));
        let (name, kept) = (name.to_owned(), login.clone());
        let ctx = Ctx::system(self.app.shared.clock.now());
        // The real hash, made once: it is what most of a test's time would go into.
        let hash = HASH.get_or_init(|| person::hash("correct horse").unwrap()).clone();
        let token = kernel::web::write(&self.app, ctx, move |door| {
            let found = person::by_code_or_name(door.conn, &name)?.expect("a person of the sample company");
            let at = door.ctx.now;
            person::set_credential(door.conn, found.id, &kept, &hash, at.as_microsecond())?;
            person::session::begin(door.conn, &found.id.to_string(), at, "test", door.ctx.lang)
        })
        .await
        .unwrap();
        // Signed in already; once the session has ended they sign in by their password, as everybody.
        User::new(self.router.clone(), login).with_token(&token)
    }

    /// Writes what waits for the next tick: lines of the security log, what was found out about sessions.
    pub async fn tick(&self) {
        let ctx = || Ctx::system(self.app.shared.clock.now());
        app::schedule::keep_sessions(&self.app, ctx()).await.unwrap();
        app::schedule::write_log(&self.app, ctx()).await.unwrap();
    }

    /// Its pages, as a connection asks for them.
    pub fn router(&self) -> Router {
        self.router.clone()
    }

    /// A file of the application's data folder.
    pub fn file(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// Nobody.
    pub fn nobody(&self) -> User {
        User::new(self.router.clone(), String::new())
    }

    /// A morning, later than all that happened.
    pub async fn wake(&self, at: &str) {
        let at: jiff::Timestamp = at.parse().unwrap();
        let clock = &self.app.shared.clock;
        clock.advance(at.duration_since(clock.now()));
        app::schedule::new_day(&self.app, Ctx::system(clock.now())).await.unwrap();
    }

    /// Lets time pass; a new day computes open cases anew.
    pub async fn advance_days(&self, days: i64) {
        self.app.shared.clock.advance(SignedDuration::from_hours(24 * days));
        app::schedule::new_day(&self.app, Ctx::system(self.app.shared.clock.now())).await.unwrap();
    }
}
