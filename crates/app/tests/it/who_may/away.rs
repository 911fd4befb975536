//! A PostgreSQL that goes away: who asks meanwhile is told to come again, and work goes on when it is back (P20).

use std::io;
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::kit::{TestApp, databases};

/// A way to a server that can be cut.
struct Way {
    port: u16,
    cut: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Way {
    fn to(server: String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let way = Self { port, cut: Arc::default(), open: Arc::default() };
        let (cut, open) = (way.cut.clone(), way.open.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if cut.load(Ordering::SeqCst) {
                    continue;
                }
                let there = TcpStream::connect(&server).unwrap();
                let mut both = open.lock().unwrap();
                for (from, to) in [(&client, &there), (&there, &client)] {
                    let (mut from, mut to) = (from.try_clone().unwrap(), to.try_clone().unwrap());
                    std::thread::spawn(move || {
                        // It ends when either side does.
                        let _ = io::copy(&mut from, &mut to);
                        let _ = to.shutdown(Shutdown::Both);
                    });
                }
                both.extend([client, there]);
            }
        });
        way
    }

    fn cut(&self) {
        self.cut.store(true, Ordering::SeqCst);
        for stream in self.open.lock().unwrap().drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn mend(&self) {
        self.cut.store(false, Ordering::SeqCst);
    }
}

/// The address of a database by way of `way`, and where it is.
fn by_way(url: &str) -> (Way, String) {
    let (head, rest) = url.split_once('@').unwrap();
    let (server, database) = rest.split_once('/').unwrap();
    let way = Way::to(server.to_owned());
    let url = format!("{head}@127.0.0.1:{}/{database}", way.port);
    (way, url)
}

#[tokio::test(flavor = "multi_thread")]
async fn p20_a_database_that_goes_away_is_told_and_work_goes_on_when_it_is_back() {
    let Some(url) = databases().into_iter().find(|url| !url.is_empty()) else { return };
    let (way, url) = by_way(&url);
    let app = TestApp::start(&url).await;
    let lead = app.user("陈岚").await;
    // A connection that broke while nobody used it is nobody's business.
    for _ in 0..3 {
        way.cut();
        way.mend();
        lead.page("/people").await.is(200);
        lead.fill("person.new", "", json!({"code": "N9", "name": "新人"})).await;
    }
    way.cut();
    for n in 0..4 {
        for path in ["/people", "/people.xlsx"] {
            let told = lead.page(path).await;
            assert_eq!((told.status, told.header("retry-after")), (503, "5"), "{n} {path}: {}", told.text());
            assert!(told.text().contains("数据库暂时连不上"), "{}", told.text());
        }
        let told = lead.get("/api/v1/people").await;
        assert_eq!((told.status, told.header("retry-after")), (503, "5"), "{n}: {}", told.text());
        let body = json!({"name": lead.login(), "password": "correct horse"});
        let told = app.nobody().post("/api/v1/sessions", body).await;
        assert_eq!((told.status, told.header("retry-after")), (503, "5"), "{n}: {}", told.text());
        assert_eq!(app.nobody().page("/readyz").await.status, 503);
        assert_eq!(app.nobody().page("/healthz").await.status, 200);
    }
    // What was to be logged meanwhile waits.
    let ctx = || kernel::Ctx::system(app.app.shared.clock.now());
    app.app.shared.log.push(ctx().line(kernel::log::Event::Verify, "meanwhile".to_owned()));
    assert!(app::schedule::write_log(&app.app, ctx()).await.is_err());
    way.mend();
    let begun = Instant::now();
    while lead.page("/people").await.status != 200 {
        assert!(begun.elapsed() < Duration::from_secs(10), "it goes on within ten seconds");
    }
    lead.fill("person.new", "", json!({"code": "N10", "name": "又一个新人"})).await.is(201);
    app.tick().await;
    let kept = app.app.db.read(|conn| -> kernel::Result<bool> {
        Ok(conn.find("SELECT 1 FROM access_log WHERE detail = 'meanwhile'", &[])?.is_some())
    });
    assert!(kept.await.unwrap());
}
