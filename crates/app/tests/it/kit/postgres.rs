//! The databases that tests run on: the embedded one always; a fresh PostgreSQL database where
//! `GENDAN_TEST_POSTGRES` names a server.

use std::sync::atomic::{AtomicU64, Ordering};

/// Addresses of fresh databases: empty for the embedded one.
pub fn databases() -> Vec<String> {
    let mut urls = vec![String::new()];
    urls.extend(std::env::var("GENDAN_TEST_POSTGRES").ok().map(|server| fresh(&server)));
    urls
}

fn fresh(server: &str) -> String {
    static COUNT: AtomicU64 = AtomicU64::new(0);
    let name = format!("gendan_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
    let (server, made) = (server.to_owned(), name.clone());
    // The client waits on a runtime of its own, so it must not run on a test's.
    let base = server.clone();
    std::thread::spawn(move || {
        let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
        // A server that runs for long sees the number of an ended process again.
        client.batch_execute(&format!("DROP DATABASE IF EXISTS {made}")).unwrap();
        client
            .batch_execute(&format!(
                "CREATE DATABASE {made} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            ))
            .unwrap();
    })
    .join()
    .unwrap();
    let (before, query) = base.split_once('?').map_or((base.as_str(), ""), |(b, q)| (b, q));
    let root = before.rsplit_once('/').map_or(before, |(r, _)| r);
    let root = if root.ends_with('/') || root.ends_with(':') { before } else { root };
    if query.is_empty() { format!("{root}/{name}") } else { format!("{root}/{name}?{query}") }
}
