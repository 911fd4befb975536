//! The edge: how connections are taken and how long a client may take (P18, P19, control 46). Whoever sends slowly, or reads
//! slowly, holds a connection for a while and nothing else; there are so many of them and no more.

use std::io;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request};
use bytes::Bytes;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use tokio::io::AsyncWriteExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{Instant, Sleep, sleep_until};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt as _;

/// Bytes of a head at most; what is longer is answered 431: by hyper where it comes in pieces, else by the gate.
pub(super) const LONGEST_HEAD: usize = 32 * 1024;
/// Bytes of a body that make its deadline a second later.
pub(super) const BYTES_A_SECOND: u64 = 16 * 1024;
/// How long the door waits where the system has no more connections to give.
const BREATH: Duration = Duration::from_millis(50);
/// Those who are told that all connections are taken, at once; further ones are just closed.
const TOLD: usize = 64;
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// The address that a request came from; behind a proxy that we believe, that of its client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// What is let in.
#[derive(Debug, Clone)]
pub struct Edge {
    /// Connections at once.
    pub clients: usize,
    /// Proxies whose word on whom they speak for is taken (control 40).
    pub proxies: Vec<IpAddr>,
    /// How long is waited for whom.
    pub patience: Patience,
}

/// How long a client may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until the head of a request must have come, and how long a connection may say nothing between two.
    pub head: Duration,
    /// Until a body must have come that is small; a large one has a second more for every 16 KiB.
    pub body: Duration,
    /// How long a client may take nothing of its answer.
    pub answer: Duration,
}

/// Long enough for a phone at a building site, and no connection is held for half a minute by nothing (P19).
impl Default for Patience {
    fn default() -> Self {
        let wait = Duration::from_secs(20);
        Self { head: wait, body: wait, answer: wait }
    }
}

/// Serves `router` until `until` comes, then finishes what is under way.
pub async fn listen(
    listener: TcpListener,
    router: Router,
    edge: Edge,
    until: impl Future<Output = ()>,
) -> io::Result<()> {
    let places = Arc::new(Semaphore::new(edge.clients));
    let told = Arc::new(Semaphore::new(TOLD));
    let patience = edge.patience;
    let proxies: Arc<[IpAddr]> = edge.proxies.into();
    let graceful = GracefulShutdown::new();
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(edge.patience.head).max_buf_size(LONGEST_HEAD);
    let mut until = pin!(until);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut until => break,
        };
        let (stream, peer) = match accepted {
            Ok((stream, peer)) => (stream, peer.ip().to_canonical()),
            Err(error) => {
                // A client that went away is no fault; that files have run out passes when others end.
                tracing::warn!(%error, "a connection could not be taken");
                tokio::time::sleep(BREATH).await;
                continue;
            }
        };
        let Ok(place) = places.clone().try_acquire_owned() else {
            if let Ok(place) = told.clone().try_acquire_owned() {
                tokio::spawn(async move {
                    turn_away(stream).await;
                    drop(place);
                });
            }
            continue;
        };
        let (router, proxies) = (router.clone(), proxies.clone());
        let service = service_fn(move |mut request: Request<Incoming>| {
            let from = Peer(client(peer, &proxies, request.headers()));
            request.extensions_mut().insert(from);
            let router = router.clone();
            async move { router.oneshot(request.map(|body| Body::new(Paced::new(body, patience.body)))).await }
        });
        let serving =
            graceful.watch(http.serve_connection(TokioIo::new(patient(stream, patience.answer)), service));
        tokio::spawn(async move {
            if let Err(error) = serving.await {
                tracing::debug!(%error, "a connection has ended early");
            }
            drop(place);
        });
    }
    drop(listener);
    graceful.shutdown().await;
    Ok(())
}

/// A connection that is closed where its client takes nothing of its answer.
fn patient(stream: TcpStream, answer: Duration) -> Pin<Box<TimeoutStream<TcpStream>>> {
    // Without it small answers wait for a packet that never comes; a system that cannot do it still serves.
    let _ = stream.set_nodelay(true);
    let mut timed = TimeoutStream::new(stream);
    timed.set_write_timeout(Some(answer));
    Box::pin(timed)
}

async fn turn_away(mut stream: TcpStream) {
    let say = async {
        stream.write_all(FULL).await?;
        stream.shutdown().await
    };
    // Who does not even take this is closed all the same.
    let _ = tokio::time::timeout(Duration::from_secs(1), say).await;
}

/// Whom a request comes from: what `X-Forwarded-For` says last that is none of the `proxies`, where it came from one of them.
fn client(peer: IpAddr, proxies: &[IpAddr], headers: &HeaderMap) -> IpAddr {
    let mut at = peer;
    let said = headers.get_all("x-forwarded-for").iter().filter_map(|v| v.to_str().ok());
    let said: Vec<&str> = said.flat_map(|v| v.split(',')).collect();
    let mut said = said.into_iter().rev();
    while proxies.contains(&at)
        && let Some(next) = said.next()
        && let Ok(next) = next.trim().parse::<IpAddr>()
    {
        at = next.to_canonical();
    }
    at
}

/// A body that must come at some pace.
struct Paced {
    body: Incoming,
    /// Until when it must have come, were it small.
    small: Instant,
    came: u64,
    late: Pin<Box<Sleep>>,
}

impl Paced {
    fn new(body: Incoming, wait: Duration) -> Self {
        let small = Instant::now() + wait;
        Self { body, small, came: 0, late: Box::pin(sleep_until(small)) }
    }
}

impl HttpBody for Paced {
    type Data = Bytes;
    type Error = axum::BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        match Pin::new(&mut self.body).poll_frame(cx) {
            Poll::Ready(Some(Ok(frame))) => {
                let more = frame.data_ref().map_or(0, Bytes::len);
                self.came = self.came.saturating_add(u64::try_from(more).unwrap_or(u64::MAX));
                let until = self.small + Duration::from_secs(self.came / BYTES_A_SECOND);
                self.late.as_mut().reset(until);
                Poll::Ready(Some(Ok(frame)))
            }
            Poll::Ready(ended) => Poll::Ready(ended.map(|frame| frame.map_err(Into::into))),
            Poll::Pending => match self.late.as_mut().poll(cx) {
                Poll::Ready(()) => Poll::Ready(Some(Err("the body came too slowly".into()))),
                Poll::Pending => Poll::Pending,
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_40_a_proxy_is_believed_where_the_settings_name_it() {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let said = |values: &[&'static str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("x-forwarded-for", value.parse().unwrap());
            }
            headers
        };
        let proxies = [ip("127.0.0.1"), ip("10.0.0.7")];
        for (peer, values, expected) in [
            ("203.0.113.9", &["198.51.100.1"][..], "203.0.113.9"),
            ("127.0.0.1", &[][..], "127.0.0.1"),
            ("127.0.0.1", &["198.51.100.1"][..], "198.51.100.1"),
            // What stands before it the client has made up.
            ("127.0.0.1", &["1.2.3.4, 198.51.100.1"][..], "198.51.100.1"),
            ("127.0.0.1", &["1.2.3.4", "198.51.100.1, 10.0.0.7"][..], "198.51.100.1"),
            ("127.0.0.1", &["nonsense"][..], "127.0.0.1"),
        ] {
            assert_eq!(client(ip(peer), &proxies, &said(values)), ip(expected), "{peer} {values:?}");
        }
    }
}
