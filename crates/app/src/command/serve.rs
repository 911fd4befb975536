//! `gendan serve`.

use std::time::Duration;

use crate::kernel::App;
use crate::kernel::config::Config;
use crate::{routes, start};

/// Serves until the process is told to end, then finishes what is under way within ten seconds.
pub fn run() -> Result<(), String> {
    let config = Config::load()?;
    let listen = config.listen.clone();
    let app = start::open(config).map_err(|e| e.to_string())?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    runtime.block_on(serve(app, &listen))
}

async fn serve(app: App, listen: &str) -> Result<(), String> {
    let listener = tokio::net::TcpListener::bind(listen).await.map_err(|e| format!("{listen}: {e}"))?;
    println!("gendan: {}", app.shared.config.base_url);
    let (tell, told) = tokio::sync::oneshot::channel::<()>();
    let server = axum::serve(listener, routes::router(app)).with_graceful_shutdown(async move {
        ended().await;
        let _ = tell.send(());
    });
    tokio::select! {
        result = server => result.map_err(|e| e.to_string()),
        () = async { let _ = told.await; tokio::time::sleep(Duration::from_secs(9)).await } => Ok(()),
    }
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
