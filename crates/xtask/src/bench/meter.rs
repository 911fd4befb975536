//! What the processes of a server and its database have used, as the kernel counts it, and how large their data is.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::postgres::{self, Cluster};
use crate::server::Server;
use crate::shell;

/// Processor time, bytes written to the disk, commits and size up to a moment.
#[derive(Debug, Clone, Copy, Default)]
pub struct Used {
    /// Of server and database.
    pub cpu: Duration,
    /// By server and database.
    pub written: u64,
    /// Transactions that the embedded database has made durable.
    pub commits: usize,
    /// Bytes that the data take.
    pub size: u64,
}

impl Used {
    /// What was used since `before`.
    pub fn since(self, before: Self) -> Self {
        Self {
            cpu: self.cpu.saturating_sub(before.cpu),
            written: self.written.saturating_sub(before.written),
            commits: self.commits.saturating_sub(before.commits),
            size: self.size.saturating_sub(before.size),
        }
    }
}

/// Whose use is counted.
pub struct Meter<'a> {
    server: &'a Server,
    cluster: Option<&'a Cluster>,
}

impl<'a> Meter<'a> {
    /// Of `server` and, where its database is one of its own, of that.
    pub fn new(server: &'a Server, cluster: Option<&'a Cluster>) -> Self {
        Self { server, cluster }
    }

    /// What has been used up to now.
    pub fn read(&self) -> Result<Used, String> {
        let mut used = Used::default();
        let own = std::iter::once(self.server.process());
        let cluster = self.cluster.map(Cluster::process);
        for process in own.chain(cluster).chain(cluster.into_iter().flat_map(children)) {
            // One that has ended meanwhile is counted by nobody.
            used.cpu += processor_time(process).unwrap_or_default();
            used.written += written(process).unwrap_or_default();
        }
        used.commits = self.server.log().matches(" committed together").count();
        used.size = match self.cluster {
            Some(cluster) => size_there(cluster)?,
            None => size_embedded(&self.server.data().join("gendan.db"))?,
        };
        Ok(used)
    }
}

/// The kernel counts in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);

/// What a process and those of its children that have ended took.
fn processor_time(process: u32) -> Option<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The program's name stands in brackets and may hold blanks.
    let (_, rest) = text.rsplit_once(')')?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let ticks: u32 = fields.get(11..15)?.iter().map(|n| n.parse::<u32>().unwrap_or_default()).sum();
    Some(TICK * ticks)
}

fn written(process: u32) -> Option<u64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/io")).ok()?;
    text.lines().find_map(|line| line.strip_prefix("write_bytes: "))?.trim().parse().ok()
}

fn children(of: u32) -> Vec<u32> {
    let list = std::fs::read_to_string(format!("/proc/{of}/task/{of}/children")).unwrap_or_default();
    list.split_whitespace().filter_map(|id| id.parse().ok()).collect()
}

fn size_there(cluster: &Cluster) -> Result<u64, String> {
    let psql = postgres::binaries().ok_or("no PostgreSQL programs found")?.join("psql");
    let sql = "SELECT pg_database_size(current_database())";
    let said = shell::output(Command::new(psql).arg(cluster.url()).args(["-At", "-c", sql]))?;
    said.trim().parse().map_err(|e| format!("pg_database_size says {said}: {e}"))
}

/// The pages of an embedded database as of its last commit: its log tells them, where it holds one.
fn size_embedded(file: &Path) -> Result<u64, String> {
    let read = |path: &Path| std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()));
    let header = read(file)?;
    let number = |bytes: &[u8], at: usize| -> Option<u32> {
        Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
    };
    let page = header.get(16..18).and_then(|size| size.try_into().ok()).map_or(0, u16::from_be_bytes);
    let page = usize::from(page);
    let mut pages = number(&header, 28).unwrap_or_default();
    let log = read(&file.with_file_name("gendan.db-wal")).unwrap_or_default();
    let salts = log.get(16..24);
    let frames = log.get(32..).unwrap_or_default().chunks_exact(page + 24);
    // What an earlier round of the log has left behind has other salts.
    for frame in frames.take_while(|frame| frame.get(8..16) == salts) {
        pages = number(frame, 4).filter(|n| *n > 0).unwrap_or(pages);
    }
    Ok(u64::from(pages) * u64::try_from(page).unwrap_or_default())
}
