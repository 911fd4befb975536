//! `gendan serve`.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use super::{Answer, Demo, demo, print};
use crate::{person, schedule, start, upkeep};
use kernel::config::Config;
use kernel::web::{Edge, Patience, Progress, listen};
use kernel::{App, Ctx};
use tokio::runtime::Runtime;

/// How long an answer that was begun while tables were built may take to its end.
const SLOW_READER: Duration = Duration::from_secs(1);

/// Said at start where no phone could follow a code on paper (C35).
const NO_CODES: &str =
    "gendan: no QR codes are printed: GENDAN_BASE_URL is an address that only this machine reaches";

/// Serves until the process is told to end, then finishes what is under way within ten seconds.
pub fn run(with_demo: bool) -> Answer {
    let config = Config::load()?;
    let listen = config.listen.clone();
    if with_demo {
        start::mark_for_tests(&config.data_dir).map_err(|e| format!("{}: {e}", config.data_dir.display()))?;
    }
    let app = start::open_unprepared(config)?;
    let empty = app.db.read_blocking(person::any_credential).map_err(|e| e.to_string()).map(|any| !any)?;
    if with_demo && empty {
        upkeep::prepare(&app, |_, _| {}).map_err(|e| e.to_string())?;
        let wanted = Demo { orders: 60, months: 3, seed: 1, until: None };
        demo::play(&app, &wanted, &mut |text| eprintln!("gendan: {text}"))?;
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    let listener = TcpListener::bind(&listen).map_err(|e| format!("{listen}: {e}"))?;
    listener.set_nonblocking(true).map_err(|e| e.to_string())?;
    prepare(&runtime, &app, &listener)?;
    runtime.block_on(serve(app, listener, with_demo, empty && !with_demo))
}

/// Builds what another version wrote; whoever asks meanwhile is told so. Whatever waits at the door afterwards is
/// answered by the site itself.
fn prepare(runtime: &Runtime, app: &App, listener: &TcpListener) -> Result<(), String> {
    let progress = Arc::new(Progress::default());
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    let beside = listener.try_clone().map_err(|e| e.to_string())?;
    let (router, edge) = (kernel::web::preparing(app.clone(), progress.clone()), edge(app));
    let mut answering = runtime.spawn(async move {
        let ended = async move { drop(told.await) };
        let listener = tokio::net::TcpListener::from_std(beside)?;
        listen(listener, router, edge, ended).await
    });
    let built = upkeep::prepare(app, move |done, all| progress.set(done, all)).map_err(|e| e.to_string());
    drop(tell);
    // Somebody who reads slowly does not keep the site closed.
    let ended = runtime.block_on(async { tokio::time::timeout(SLOW_READER, &mut answering).await });
    if ended.is_err() {
        answering.abort();
    }
    built.map(drop)
}

async fn serve(app: App, listener: TcpListener, with_demo: bool, fresh: bool) -> Answer {
    let listener = tokio::net::TcpListener::from_std(listener).map_err(|e| e.to_string())?;
    print(format!("gendan: {}", app.shared.config.base_url));
    if !app.shared.config.is_reachable() {
        print(NO_CODES);
    }
    if with_demo {
        print(demo::ACCOUNTS);
    }
    if fresh {
        print("gendan: nobody can sign in yet; run `gendan init-admin` with the server stopped");
    }
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
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
