//! A running `gendan` with a demo in a folder of its own.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::place::{self, TempDir};
use crate::shell;

/// The day on which the demos stand: pictures and figures stay comparable.
const UNTIL: &str = "2026-11-24";
/// The clock's start in that folder: nine in the morning of that day in China.
const CLOCK: &str = "2026-11-24T01:00:00Z";

/// A running server; dropping it stops it and removes its data.
pub struct Server {
    child: Child,
    place: Place,
    first_answer: Duration,
}

/// Which program serves what, and where.
struct Place {
    binary: PathBuf,
    port: u16,
    data: TempDir,
    /// `sqlite`, or the address of a PostgreSQL.
    database: String,
}

impl Place {
    fn gendan(&self) -> Command {
        let mut command = Command::new(&self.binary);
        command
            .current_dir(self.data.path())
            .env("GENDAN_DATA_DIR", self.data.path())
            .env("GENDAN_DATABASE_URL", &self.database)
            .env("GENDAN_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("GENDAN_BASE_URL", format!("http://127.0.0.1:{}", self.port))
            .env("GENDAN_CLOCK", CLOCK)
            // The log is read.
            .env("NO_COLOR", "1")
            .env("GENDAN_LOG", "warn,app=info,kernel=info,db=trace")
            .stdin(Stdio::null());
        command
    }

    /// Starts it; how long it took until its first answer.
    fn serve(&self) -> Result<(Child, Duration), String> {
        let fault = |e: std::io::Error| format!("serve.log: {e}");
        let log = std::fs::File::create(self.data.path().join("serve.log")).map_err(fault)?;
        let errors = log.try_clone().map_err(fault)?;
        let mut serve = self.gendan();
        let child = serve.arg("serve").stdout(log).stderr(errors).spawn();
        let mut child = child.map_err(|e| format!("{}: {e}", self.binary.display()))?;
        let started = Instant::now();
        shell::wait("gendan serve", Duration::from_mins(2), || {
            if let Some(status) = child.try_wait().map_err(|e| e.to_string())? {
                let log = std::fs::read_to_string(self.data.path().join("serve.log")).unwrap_or_default();
                return Err(format!("gendan serve ended: {status}\n{log}"));
            }
            Ok(ready(self.port).unwrap_or(false))
        })?;
        Ok((child, started.elapsed()))
    }
}

impl Server {
    /// Makes a demo of `orders` orders in the last half year on the embedded database and serves it.
    pub fn with_demo(binary: &Path, orders: usize) -> Result<Self, String> {
        Self::with_history(binary, orders, 6, "sqlite")
    }

    /// Makes a demo of `orders` orders over `months` in `database` and serves it.
    pub fn with_history(binary: &Path, orders: usize, months: usize, database: &str) -> Result<Self, String> {
        let (data, port) = (TempDir::new("server")?, place::free_port()?);
        let place = Place { binary: binary.to_owned(), port, data, database: database.to_owned() };
        let (orders, months) = (orders.to_string(), months.to_string());
        let demo =
            ["demo", "--orders", &orders, "--months", &months, "--seed", "1", "--until", UNTIL, "--json"];
        // What is lost with the machine while a demo is made is made again: nothing waits for the disk.
        let hurried = if database.starts_with("postgres") {
            format!("{database}?options=-c%20synchronous_commit%3Doff")
        } else {
            database.to_owned()
        };
        shell::output(place.gendan().env("GENDAN_DATABASE_URL", hurried).args(demo))?;
        let (child, first_answer) = place.serve()?;
        Ok(Self { child, place, first_answer })
    }

    /// Stops, has `change` do something to its data folder or its database, and serves again.
    pub fn again(&mut self, change: impl FnOnce(&str) -> Result<(), String>) -> Result<(), String> {
        self.stop();
        let folder = self.place.data.path().display().to_string();
        let embedded = self.place.database == "sqlite";
        change(if embedded { &folder } else { &self.place.database })?;
        (self.child, self.first_answer) = self.place.serve()?;
        Ok(())
    }

    /// The program on its data, for another command.
    pub fn command(&self) -> Command {
        self.place.gendan()
    }

    fn stop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Its process.
    pub fn process(&self) -> u32 {
        self.child.id()
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.place.port)
    }

    /// How long it took from its start to its first answer.
    pub fn first_answer(&self) -> Duration {
        self.first_answer
    }

    /// Megabytes of memory that it holds now.
    pub fn memory(&self) -> Result<u64, String> {
        let path = format!("/proc/{}/status", self.child.id());
        let text = std::fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
        let line = text.lines().find(|l| l.starts_with("VmRSS:")).ok_or("no VmRSS")?;
        let kilobytes =
            line.split_whitespace().nth(1).and_then(|n| n.parse::<u64>().ok()).ok_or("no VmRSS")?;
        Ok(kilobytes / 1024)
    }

    /// What it has written to its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.place.data.path().join("serve.log")).unwrap_or_default()
    }

    /// Its data folder.
    pub fn data(&self) -> &Path {
        self.place.data.path()
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.place.port
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop();
    }
}

fn ready(port: u16) -> std::io::Result<bool> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(2)))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    Ok(answer.starts_with("HTTP/1.1 200"))
}
