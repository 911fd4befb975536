//! `gendan serve`.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use super::{Answer, Demo, demo, print};
use crate::demo::accounts;
use crate::setup::{self, Setup};
use crate::{person, schedule, start, upkeep};
use axum::Router;
use kernel::config::Config;
use kernel::web::{Edge, Patience, Progress, listen};
use kernel::{App, Ctx};
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long an answer that was begun while tables were built may take to its end.
const SLOW_READER: Duration = Duration::from_secs(1);

/// Said at start where no phone could follow a code on paper (C35).
const NO_CODES: &str =
    "gendan: no QR codes are printed: GENDAN_BASE_URL is an address that only this machine reaches";

/// Serves until the process is told to end, then finishes what is under way within ten seconds.
pub fn run(with_demo: bool) -> Answer {
    let config = Config::load()?;
    let listen = config.listen.clone();
    if with_demo && !config.data_dir.join("gendan.db").exists() {
        start::mark_for_tests(&config.data_dir).map_err(|e| format!("{}: {e}", config.data_dir.display()))?;
    }
    if start::clear_broken_demo(&config)? {
        print("gendan: the demo was broken off while it was made, and is thrown away");
    }
    let mut app = start::open_unprepared(config)?;
    let empty = app.db.read_blocking(person::any_credential).map_err(|e| e.to_string()).map(|any| !any)?;
    if with_demo && empty {
        upkeep::prepare(&app, |_, _| {}).map_err(|e| e.to_string())?;
        demo::play(&app, &Demo::FIRST, &mut |reached| eprintln!("gendan: {reached}"))?;
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    let listener = TcpListener::bind(&listen).map_err(|e| format!("{listen}: {e}"))?;
    listener.set_nonblocking(true).map_err(|e| e.to_string())?;
    prepare(&runtime, &app, &listener)?;
    if empty && !with_demo {
        let Some(set_up) = set_up(&runtime, app, &listener)? else {
            // What is under way is not waited for: it leaves the database as it was, or is gone on with by the next start.
            runtime.shutdown_background();
            return Ok(0);
        };
        app = set_up;
    }
    runtime.block_on(serve(app, listener, with_demo))
}

/// A site that answers for a while, until the whole one is ready.
struct Meanwhile {
    tell: oneshot::Sender<()>,
    answering: JoinHandle<std::io::Result<()>>,
}

impl Meanwhile {
    fn begin(runtime: &Runtime, router: Router, edge: Edge, listener: &TcpListener) -> Result<Self, String> {
        let (tell, told) = oneshot::channel::<()>();
        let beside = listener.try_clone().map_err(|e| e.to_string())?;
        let answering = runtime.spawn(async move {
            let ended = async move { drop(told.await) };
            let listener = tokio::net::TcpListener::from_std(beside)?;
            listen(listener, router, edge, ended).await
        });
        Ok(Self { tell, answering })
    }

    /// Whatever waits at the door afterwards is answered by the site itself.
    fn end(mut self, runtime: &Runtime) {
        drop(self.tell);
        // Somebody who reads slowly does not keep the site closed.
        let ended = runtime.block_on(async { tokio::time::timeout(SLOW_READER, &mut self.answering).await });
        if ended.is_err() {
            self.answering.abort();
        }
    }
}

/// Builds what another version wrote; whoever asks meanwhile is told so.
fn prepare(runtime: &Runtime, app: &App, listener: &TcpListener) -> Result<(), String> {
    let progress = Arc::new(Progress::default());
    let router = kernel::web::preparing(app.clone(), progress.clone());
    let meanwhile = Meanwhile::begin(runtime, router, edge(app), listener)?;
    let built = upkeep::prepare(app, move |done, all| progress.set(done, all)).map_err(|e| e.to_string());
    meanwhile.end(runtime);
    built.map(drop)
}

/// Lets whoever reads this terminal set up a database in which nobody can sign in; nothing where the process is told to end before.
fn set_up(runtime: &Runtime, app: App, listener: &TcpListener) -> Result<Option<App>, String> {
    let (edge, base) = (edge(&app), app.shared.config.base_url.clone());
    let (setup, path) = Setup::begin(app, Demo::FIRST).map_err(|e| e.to_string())?;
    print(
        "gendan: nobody can sign in yet. Open this link to begin; it is good until then, or until the next start:",
    );
    print(format!("  {}{path}", base.trim_end_matches('/')));
    let meanwhile = Meanwhile::begin(runtime, setup::router(&setup), edge, listener)?;
    let over = runtime.block_on(async {
        tokio::select! {
            over = setup.over() => Some(over),
            () = ended() => None,
        }
    });
    meanwhile.end(runtime);
    Ok(over.map(|(app, told)| {
        print(format!("gendan: {told}"));
        app
    }))
}

async fn serve(app: App, listener: TcpListener, with_demo: bool) -> Answer {
    let listener = tokio::net::TcpListener::from_std(listener).map_err(|e| e.to_string())?;
    print(format!("gendan: {}", app.shared.config.base_url));
    if !app.shared.config.is_reachable() {
        print(NO_CODES);
    }
    if with_demo {
        print(accounts());
    }
    let (tell, told) = oneshot::channel::<()>();
    let ticking = tokio::spawn(schedule::run(app.clone()));
    let server = listen(listener, kernel::web::router(app.clone()), edge(&app), async move {
        ended().await;
        let _ = tell.send(());
    });
    let result = tokio::select! {
        result = server => result.map_err(|e| e.to_string()),
        () = async { let _ = told.await; tokio::time::sleep(Duration::from_secs(9)).await } => Ok(()),
    };
    ticking.abort();
    schedule::keep_sessions(&app, Ctx::system(app.shared.clock.now())).await.map_err(|e| e.to_string())?;
    schedule::write_log(&app, Ctx::system(app.shared.clock.now())).await.map_err(|e| e.to_string())?;
    let sealed = tokio::task::spawn_blocking(move || upkeep::seal(&app)).await;
    if let Some(error) =
        sealed.map_or_else(|e| Some(e.to_string()), |sealed| sealed.err().map(|e| e.to_string()))
    {
        tracing::error!(error, "sealing the log");
    }
    Ok(result.map(|()| 0)?)
}

/// Files that the program needs open beside the connections of its clients: database, attachments, its own.
const OWN_FILES: u64 = 256;

/// What is let in: as many connections as the settings say, as far as the system lets us have them open at once.
fn edge(app: &App) -> Edge {
    let config = &app.shared.config;
    let allowed = open_files();
    let room = usize::try_from(allowed.saturating_sub(OWN_FILES)).unwrap_or(usize::MAX).max(16);
    if config.clients > room {
        tracing::warn!(
            wanted = config.clients,
            room,
            "fewer connections than GENDAN_CLIENTS: the system allows so many open files"
        );
    }
    Edge { clients: config.clients.min(room), proxies: config.proxies.clone(), patience: Patience::default() }
}

/// As many files as the system lets us open, asked for first: what a shell gives at first is less.
fn open_files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { maximum, .. } = getrlimit(Resource::Nofile);
    // Where it is refused, what there is has to do.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: maximum, maximum });
    getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX)
}

async fn ended() {
    let interrupt = tokio::signal::ctrl_c();
    let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
        let _ = interrupt.await;
        return;
    };
    tokio::select! {
        _ = interrupt => {}
        _ = terminate.recv() => {}
    }
}
