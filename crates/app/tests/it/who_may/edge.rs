//! The edge bears what comes over a connection: half a head, a slow body, more clients than there are places, framing that two
//! readers would read in two ways (P18, P19, controls 40, 46).

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use kernel::web::{Edge, Patience, listen};
use tokio::sync::oneshot;

use crate::kit::TestApp;

/// The application behind real connections.
struct Served {
    at: SocketAddr,
    _end: oneshot::Sender<()>,
}

const SHORT: Duration = Duration::from_millis(700);

async fn serve(app: &TestApp, clients: usize, patience: Patience) -> Served {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    let (end, ended) = oneshot::channel::<()>();
    let edge = Edge { clients, proxies: Vec::new(), patience };
    let router = app.router();
    tokio::spawn(async move { listen(listener, router, edge, async { drop(ended.await) }).await });
    Served { at, _end: end }
}

impl Served {
    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.at).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream
    }

    /// What comes back to `text`, until the other side closes.
    async fn say(&self, text: &str) -> String {
        let (mut stream, text) = (self.connect(), text.to_owned());
        tokio::task::spawn_blocking(move || {
            stream.write_all(text.as_bytes()).unwrap();
            read(&mut stream)
        })
        .await
        .unwrap()
    }

    async fn ask(&self, head: &str) -> u16 {
        let answer = self.say(&format!("{head}\r\nConnection: close\r\n\r\n")).await;
        status(&answer)
    }
}

fn read(stream: &mut TcpStream) -> String {
    let mut answer = Vec::new();
    // One that is reset has been closed as well.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

fn status(answer: &str) -> u16 {
    answer
        .split(' ')
        .nth(1)
        .and_then(|code| code.parse().ok())
        .unwrap_or_else(|| panic!("no answer: {answer:?}"))
}

/// Whether the other side closes within the time.
fn closes(stream: &mut TcpStream, within: Duration) -> bool {
    stream.set_read_timeout(Some(within)).unwrap();
    let mut rest = Vec::new();
    match stream.read_to_end(&mut rest) {
        Ok(_) => true,
        Err(error) => error.kind() == std::io::ErrorKind::ConnectionReset,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn control_46_what_two_readers_would_read_in_two_ways_is_refused() {
    let app = TestApp::bare("").await;
    let served = serve(&app, 64, Patience::default()).await;
    let host = "Host: gendan.test";
    for (head, expected) in [
        (format!("GET /login HTTP/1.1\r\n{host}"), 200),
        (format!("TRACE /login HTTP/1.1\r\n{host}"), 405),
        (format!("BREW /login HTTP/1.1\r\n{host}"), 405),
        (format!("TRACE /assets/0/app.css HTTP/1.1\r\n{host}"), 405),
        (format!("DELETE /api/v1/orders HTTP/1.1\r\n{host}"), 405),
        (format!("OPTIONS /login HTTP/1.1\r\n{host}"), 405),
        (format!("GET /login HTTP/1.1\r\n{host}\r\nContent-Length: 0\r\nContent-Length: 1"), 400),
        ("GET /login HTTP/1.1".to_owned(), 400),
        (format!("GET /login HTTP/1.1\r\n{host}\r\n{host}"), 400),
        (format!("GET /login HTTP/1.1\r\n{host}\r\nX-Long: {}", "x".repeat(30_000)), 200),
        (format!("GET /login HTTP/1.1\r\n{host}\r\nX-Long: {}", "x".repeat(33_000)), 431),
    ] {
        let short: String = head.chars().take(80).collect();
        assert_eq!(served.ask(&head).await, expected, "{short}");
    }
    // Both ways to say where the body ends, in either order: refused, and what comes behind is nobody's.
    let smuggled = "GET /healthz HTTP/1.1\r\nHost: gendan.test\r\n\r\n";
    for framing in [
        "Content-Length: 5\r\nTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nContent-Length: 5",
        "Transfer-Encoding: chunked",
    ] {
        let text = format!("POST /login HTTP/1.1\r\n{host}\r\n{framing}\r\n\r\n0\r\n\r\n{smuggled}");
        let answer = served.say(&text).await;
        assert_eq!(status(&answer), 411, "{framing}: {answer}");
        assert_eq!(answer.matches("HTTP/1.1 ").count(), 1, "{framing}: {answer}");
    }
    let vague = format!("POST /login HTTP/1.1\r\n{host}\r\nTransfer-Encoding: gzip");
    assert_eq!(served.ask(&vague).await, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn control_40_a_foreign_name_is_refused_whatever_is_said_beside_it() {
    let app = TestApp::bare("").await;
    let served = serve(&app, 64, Patience::default()).await;
    for ours in ["gendan.test", "gendan.test:8080", "localhost", "127.0.0.1:4010", "[::1]", "192.168.1.5"] {
        assert_eq!(served.ask(&format!("GET /login HTTP/1.1\r\nHost: {ours}")).await, 200, "{ours}");
    }
    let beside = "X-Forwarded-Host: gendan.test\r\nForwarded: host=gendan.test\r\nX-Forwarded-Proto: https";
    for foreign in ["evil.example", "gendan.test.evil.example", "evil.example:80"] {
        for path in ["/login", "/api/v1/orders", "/assets/0/app.css"] {
            let head = format!("GET {path} HTTP/1.1\r\nHost: {foreign}\r\n{beside}");
            assert_eq!(served.ask(&head).await, 421, "{foreign} {path}");
        }
        let absolute = format!("GET http://{foreign}/login HTTP/1.1\r\nHost: gendan.test");
        assert_eq!(served.ask(&absolute).await, 421, "{foreign}");
    }
    // Nor is it believed beside a name of ours: nothing on a page leads there.
    let head = "GET /login HTTP/1.1\r\nHost: gendan.test\r\nX-Forwarded-Host: evil.example\r\nConnection: close\r\n\r\n";
    let page = served.say(head).await;
    assert!(status(&page) == 200 && !page.contains("evil.example"));
}

#[tokio::test(flavor = "multi_thread")]
async fn p19_who_sends_slowly_is_closed_and_others_are_served_meanwhile() {
    let app = TestApp::bare("").await;
    let patience = Patience { head: SHORT * 3, body: SHORT, answer: SHORT };
    let served = serve(&app, 512, patience).await;
    let begun = Instant::now();
    let mut open: Vec<TcpStream> = Vec::new();
    for n in 0..200 {
        let mut stream = served.connect();
        match n % 3 {
            0 => {}
            1 => stream.write_all(b"GET /login HTTP/1.1\r\nHost: gendan.test\r\nX-Slow: ").unwrap(),
            _ => stream
                .write_all(b"POST /api/v1/sessions HTTP/1.1\r\nHost: gendan.test\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{")
                .unwrap(),
        }
        open.push(stream);
    }
    for _ in 0..20 {
        assert_eq!(served.ask("GET /login HTTP/1.1\r\nHost: gendan.test").await, 200);
    }
    let all_closed = tokio::task::spawn_blocking(move || {
        open.into_iter().all(|mut stream| closes(&mut stream, Duration::from_secs(20)))
    });
    assert!(all_closed.await.unwrap());
    assert!(begun.elapsed() < Duration::from_secs(30));
    assert_eq!(served.ask("GET /login HTTP/1.1\r\nHost: gendan.test").await, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn p19_an_upload_that_keeps_coming_has_its_time() {
    let app = TestApp::bare("").await;
    let patience = Patience { body: SHORT, ..Patience::default() };
    let served = serve(&app, 8, patience).await;
    // More than a second's worth in the first half of the time: the rest has until after what is small must have come.
    let half = "x".repeat(24 * 1024);
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: gendan.test\r\nSec-Fetch-Site: same-origin\r\nConnection: close\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\nname=a&password=",
        2 * half.len() + 16
    );
    let mut stream = served.connect();
    let answer = tokio::task::spawn_blocking(move || {
        stream.write_all(format!("{head}{half}").as_bytes()).unwrap();
        std::thread::park_timeout(SHORT * 2);
        stream.write_all(half.as_bytes()).unwrap();
        read(&mut stream)
    });
    // All of it has come, and is looked at.
    assert_eq!(status(&answer.await.unwrap()), 422, "a password is not so long");
}

#[tokio::test(flavor = "multi_thread")]
async fn p18_more_clients_than_places_are_told_to_come_again() {
    let app = TestApp::bare("").await;
    let served = serve(&app, 3, Patience::default()).await;
    let held: Vec<TcpStream> = (0..3).map(|_| served.connect()).collect();
    let refused = loop {
        // The places are taken once the door has taken the three.
        let answer =
            served.say("GET /login HTTP/1.1\r\nHost: gendan.test\r\nConnection: close\r\n\r\n").await;
        if answer.starts_with("HTTP/1.1 503") {
            break answer;
        }
    };
    assert!(refused.contains("Retry-After: 5"), "{refused}");
    drop(held);
    let begun = Instant::now();
    while !served
        .say("GET /login HTTP/1.1\r\nHost: gendan.test\r\nConnection: close\r\n\r\n")
        .await
        .contains(" 200 ")
    {
        assert!(begun.elapsed() < Duration::from_secs(10), "served again within ten seconds");
    }
}

/// Everything that reads is busy: what can wait waits, the rest is told at once, and afterwards all is as before.
#[tokio::test(flavor = "multi_thread")]
async fn p18_more_work_than_can_wait_is_told_to_come_again() {
    let app = TestApp::start("").await;
    let clerk = app.user("林晓").await;
    let (free, gate) = std::sync::mpsc::channel::<()>();
    let gate = std::sync::Arc::new(std::sync::Mutex::new(gate));
    // As many as there are readers.
    let busy: Vec<_> = (0..2)
        .map(|_| {
            let (db, gate) = (app.app.db.clone(), gate.clone());
            tokio::spawn(async move {
                let job = move |_: &mut db::Conn| -> kernel::Result<()> {
                    let _ = gate.lock().unwrap().recv();
                    Ok(())
                };
                db.read(job).await
            })
        })
        .collect();
    let crowd: Vec<_> = (0..800)
        .map(|_| {
            let clerk = clerk.clone();
            tokio::spawn(async move { clerk.page("/me").await })
        })
        .collect();
    let mut told = 0;
    let (mut waiting, begun) = (Vec::new(), Instant::now());
    for one in crowd {
        waiting.push(one);
    }
    while waiting.iter().filter(|one| one.is_finished()).count() < 200 {
        assert!(begun.elapsed() < Duration::from_secs(20), "nobody is told");
        tokio::task::yield_now().await;
    }
    drop(free);
    for one in waiting {
        let answer = one.await.unwrap();
        match answer.status {
            200 => {}
            503 => {
                assert_eq!(answer.header("retry-after"), "5");
                told += 1;
            }
            other => panic!("{other}: {}", answer.text()),
        }
    }
    for one in busy {
        one.await.unwrap().unwrap();
    }
    assert!((200..800).contains(&told), "{told}");
    assert_eq!(clerk.page("/me").await.status, 200);
}
