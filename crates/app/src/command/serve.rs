//! `gendan serve`.

use std::time::Duration;

use super::{Demo, demo};
use crate::{person, schedule, start};
use kernel::config::Config;
use kernel::{App, Ctx};

/// Serves until the process is told to end, then finishes what is under way within ten seconds.
pub fn run(with_demo: bool) -> Result<u8, String> {
    let config = Config::load()?;
    let listen = config.listen.clone();
    if with_demo {
        start::mark_for_tests(&config.data_dir).map_err(|e| format!("{}: {e}", config.data_dir.display()))?;
    }
    let app = start::open(config).map_err(|e| e.to_string())?;
    let empty = app.db.read_blocking(person::any_credential).map_err(|e| e.to_string()).map(|any| !any)?;
    if with_demo && empty {
        let wanted = Demo { orders: 60, months: 2, seed: 1, until: None };
        demo::play(&app, &wanted, &mut |text| eprintln!("gendan: {text}"))?;
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    runtime.block_on(serve(app, &listen, with_demo, empty && !with_demo))
}

async fn serve(app: App, listen: &str, with_demo: bool, fresh: bool) -> Result<u8, String> {
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|e| format!("{listen}: {e}"))?;
    println!("gendan: {}", app.shared.config.base_url);
    if with_demo {
        println!("{}", demo::ACCOUNTS);
    }
    if fresh {
        println!("gendan: nobody can sign in yet; run `gendan init-admin` with the server stopped");
    }
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    let ticking = tokio::spawn(schedule::run(app.clone()));
    let server = axum::serve(listener, kernel::web::router(app.clone())).with_graceful_shutdown(async move {
        ended().await;
        let _ = tell.send(());
    });
    let result = tokio::select! {
        result = server => result.map_err(|e| e.to_string()),
        () = async { let _ = told.await; tokio::time::sleep(Duration::from_secs(9)).await } => Ok(()),
    };
    ticking.abort();
    schedule::write_looks(&app, Ctx::system(app.shared.clock.now())).await.map_err(|e| e.to_string())?;
    result.map(|()| 0)
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
