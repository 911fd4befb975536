//! A small HTTP/1.1 client: one kept connection, a cookie jar of names and values, no redirects followed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What the server answered.
#[derive(Debug)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Headers, names in lower case; of several with one name, the last.
    pub headers: BTreeMap<String, String>,
    /// The body.
    pub body: Vec<u8>,
}

/// A client with its connection.
pub struct Client {
    port: u16,
    stream: BufReader<TcpStream>,
    cookies: BTreeMap<String, String>,
}

impl Client {
    /// Connects to the loopback address.
    pub fn connect(port: u16) -> Result<Self, String> {
        let stream = TcpStream::connect(("127.0.0.1", port)).map_err(|e| format!("connecting: {e}"))?;
        stream
            .set_nodelay(true)
            .and_then(|()| stream.set_read_timeout(Some(Duration::from_secs(30))))
            .map_err(|e| format!("connecting: {e}"))?;
        Ok(Self { port, stream: BufReader::new(stream), cookies: BTreeMap::new() })
    }

    /// A further connection of the same person.
    pub fn again(&self) -> Result<Self, String> {
        let fresh = Self::connect(self.port)?;
        Ok(Self { cookies: self.cookies.clone(), ..fresh })
    }

    /// Signs in as the demo's person `name`.
    pub fn sign_in(&mut self, name: &str) -> Result<(), String> {
        let answer = self.send("POST", "/login", &format!("name={name}&password=gendan-demo"))?;
        match answer.headers.get("location") {
            Some(_) if answer.status == 303 => {}
            _ => return Err(format!("signing in as {name}: {}", answer.status)),
        }
        Ok(())
    }

    /// Sends a form (none where it is empty) and reads the answer.
    pub fn send(&mut self, method: &str, path: &str, form: &str) -> Result<Answer, String> {
        let headers = "Content-Type: application/x-www-form-urlencoded\r\n";
        self.exchange(method, path, headers, form).map_err(|e| format!("{method} {path}: {e}"))
    }

    /// Does something over the API; `version` is what was seen of it, empty for what is new. Answers what came back.
    pub fn act(&mut self, path: &str, version: &str, json: &str) -> Result<String, String> {
        static SENT: AtomicU64 = AtomicU64::new(0);
        let (run, n) = (std::process::id(), SENT.fetch_add(1, Ordering::Relaxed));
        let mut headers = format!("Content-Type: application/json\r\nIdempotency-Key: bench-{run}-{n}\r\n");
        if !version.is_empty() {
            // Writing to a String cannot fail.
            let _ = write!(headers, "If-Match: {version}\r\n");
        }
        let answer = self.exchange("POST", path, &headers, json).map_err(|e| format!("POST {path}: {e}"))?;
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        if answer.status < 300 { Ok(said) } else { Err(format!("POST {path}: {}\n{said}", answer.status)) }
    }

    /// What a page or a list of the API says.
    pub fn read(&mut self, path: &str) -> Result<String, String> {
        let answer = self.exchange("GET", path, "", "").map_err(|e| format!("GET {path}: {e}"))?;
        let said = String::from_utf8_lossy(&answer.body).into_owned();
        if answer.status == 200 { Ok(said) } else { Err(format!("GET {path}: {}\n{said}", answer.status)) }
    }

    fn exchange(&mut self, method: &str, path: &str, headers: &str, form: &str) -> std::io::Result<Answer> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\n", self.port);
        if !self.cookies.is_empty() {
            let cookies: Vec<String> =
                self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            // Writing to a String cannot fail.
            let _ = write!(head, "Cookie: {}\r\n", cookies.join("; "));
        }
        if method != "GET" {
            // Writing to a String cannot fail.
            let _ = write!(
                head,
                "Origin: http://127.0.0.1:{}\r\n{headers}Content-Length: {}\r\n",
                self.port,
                form.len()
            );
        }
        self.stream.get_mut().write_all(format!("{head}\r\n{form}").as_bytes())?;
        let (answer, cookies) = read(&mut self.stream)?;
        self.cookies.extend(cookies);
        Ok(answer)
    }
}

type Cookies = Vec<(String, String)>;

fn read(stream: &mut impl std::io::BufRead) -> std::io::Result<(Answer, Cookies)> {
    let bad = |what: &str| std::io::Error::other(what.to_owned());
    let first = line(stream)?;
    let status =
        first.split(' ').nth(1).and_then(|code| code.parse().ok()).ok_or_else(|| bad("no status"))?;
    let (mut headers, mut cookies) = (BTreeMap::new(), Vec::new());
    loop {
        let text = line(stream)?;
        let Some((name, value)) = text.split_once(':') else { break };
        let (name, value) = (name.to_ascii_lowercase(), value.trim().to_owned());
        if name == "set-cookie" {
            let pair = value.split(';').next().and_then(|pair| pair.split_once('='));
            cookies.extend(pair.map(|(name, value)| (name.to_owned(), value.to_owned())));
        }
        headers.insert(name, value);
    }
    let mut body = Vec::new();
    if headers.get("transfer-encoding").is_some_and(|v| v == "chunked") {
        loop {
            let size = line(stream)?;
            let size = u64::from_str_radix(size.trim(), 16).map_err(|_| bad("no chunk size"))?;
            stream.take(size).read_to_end(&mut body)?;
            line(stream)?;
            if size == 0 {
                break;
            }
        }
    } else if let Some(length) = headers.get("content-length") {
        let length = length.parse().map_err(|_| bad("no length"))?;
        stream.take(length).read_to_end(&mut body)?;
    }
    Ok((Answer { status, headers, body }, cookies))
}

fn line(stream: &mut impl std::io::BufRead) -> std::io::Result<String> {
    let mut text = String::new();
    if stream.read_line(&mut text)? == 0 {
        return Err(std::io::Error::other("the server closed the connection"));
    }
    Ok(text.trim_end().to_owned())
}

/// The text of `name` in a JSON answer: its first string or number.
pub fn field(json: &str, name: &str) -> Result<String, String> {
    let missing = || format!("no {name} in {json}");
    let (_, rest) = json.split_once(&format!("\"{name}\":")).ok_or_else(missing)?;
    let rest = rest.trim_start();
    let value = match rest.strip_prefix('"') {
        Some(text) => text.split('"').next(),
        None => rest.split([',', '}']).next(),
    };
    value.map(str::to_owned).ok_or_else(missing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_their_names() {
        let json = r#"{"id":"a1","version":3,"number":"GD1"}"#;
        assert_eq!(field(json, "id"), Ok("a1".to_owned()));
        assert_eq!(field(json, "version"), Ok("3".to_owned()));
        assert!(field(json, "missing").is_err());
    }

    #[test]
    fn answers_are_read_to_their_end_and_no_further() {
        let two = "HTTP/1.1 303 See Other\r\nSet-Cookie: s=1; Path=/\r\nSet-Cookie: t=2\r\nLocation: /today\r\n\
                   Content-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\
                   4\r\nwxyz\r\n1\r\n!\r\n0\r\n\r\n";
        let mut stream = two.as_bytes();
        let (first, cookies) = read(&mut stream).unwrap();
        assert_eq!((first.status, first.body.as_slice()), (303, b"abc".as_slice()));
        assert_eq!(first.headers["location"], "/today");
        assert_eq!(cookies, [("s".to_owned(), "1".to_owned()), ("t".to_owned(), "2".to_owned())]);
        let (second, _) = read(&mut stream).unwrap();
        assert_eq!((second.status, second.body.as_slice()), (200, b"wxyz!".as_slice()));
        assert!(read(&mut stream).is_err());
    }
}
