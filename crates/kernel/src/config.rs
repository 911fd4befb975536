//! Settings from a file and the environment; secrets are never printed.

use std::net::IpAddr;
use std::path::PathBuf;

use jiff::Timestamp;

use super::files::Uploads;

/// Where data lie, where to listen, what the outside calls us.
#[derive(Clone)]
pub struct Config {
    /// Data folder: the embedded database, attachments.
    pub data_dir: PathBuf,
    /// `postgres://…`, or nothing for the embedded database.
    pub database_url: Option<String>,
    /// Address to listen on.
    pub listen: String,
    /// What the outside calls us; links and cookies follow from it.
    pub base_url: String,
    /// A test clock's start, honoured only in a folder made for tests or demos.
    pub clock: Option<Timestamp>,
    /// Read connections of the embedded database; read and write connections each of a server.
    pub connections: usize,
    /// A second folder for the log's checkpoints, best on another disk or machine.
    pub anchor_dir: Option<PathBuf>,
    /// Where a verified copy of the embedded database is laid every night.
    pub backup_dir: Option<PathBuf>,
    /// How much may be uploaded.
    pub uploads: Uploads,
    /// Further names that requests may call us by, beside that of the base URL, `localhost` and plain addresses (control 40).
    pub hosts: Vec<String>,
    /// Addresses of proxies whose `X-Forwarded-For` is believed; of nobody else's (control 40).
    pub proxies: Vec<IpAddr>,
    /// Connections of clients at once; further ones are told to come again (P19).
    pub clients: usize,
    /// Days for which the security log is kept (control 42).
    pub log_days: i64,
}

/// What holds where nothing is said.
impl Default for Config {
    fn default() -> Self {
        Self {
            data_dir: "data".into(),
            database_url: None,
            listen: "127.0.0.1:4010".to_owned(),
            base_url: "http://127.0.0.1:4010".to_owned(),
            clock: None,
            connections: 3,
            hosts: Vec::new(),
            proxies: Vec::new(),
            clients: 4096,
            log_days: 400,
            anchor_dir: None,
            backup_dir: None,
            uploads: Uploads::default(),
        }
    }
}

/// Without the address of the database, which has its password in it.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Config")
            .field("data_dir", &self.data_dir)
            .field("database", &if self.database_url.is_some() { "postgres" } else { "sqlite" })
            .field("listen", &self.listen)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

/// A settings file, all optional.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields, default)]
struct FromFile {
    data_dir: Option<PathBuf>,
    database_url: Option<String>,
    listen: Option<String>,
    base_url: Option<String>,
    connections: Option<usize>,
    anchor_dir: Option<PathBuf>,
    backup_dir: Option<PathBuf>,
    upload_mb: Option<u64>,
    workbook_mb: Option<u64>,
    uploads_per_day_mb: Option<u64>,
    free_disk_percent: Option<u64>,
    hosts: Option<String>,
    proxies: Option<String>,
    clients: Option<usize>,
    log_days: Option<i64>,
}

/// What the environment says; nothing where it says nothing.
fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|said| !said.is_empty())
}

/// A number of the environment, else of the file, else what holds where neither says one.
fn number<T: std::str::FromStr>(name: &str, in_file: Option<T>, unsaid: T) -> Result<T, String> {
    match env(name) {
        Some(text) => text.parse().map_err(|_| format!("{name}={text} is no whole number")),
        None => Ok(in_file.unwrap_or(unsaid)),
    }
}

impl Config {
    /// Reads `gendan.toml` (or the file named by `GENDAN_CONFIG`) and then the environment, which wins.
    pub fn load() -> Result<Self, String> {
        let named = std::env::var("GENDAN_CONFIG").ok();
        let path = named.clone().unwrap_or_else(|| "gendan.toml".to_owned());
        let file: FromFile = match std::fs::read_to_string(&path) {
            Ok(text) => toml::from_str(&text).map_err(|e| format!("{path}: {e}"))?,
            Err(e) if named.is_some() => return Err(format!("{path}: {e}")),
            Err(_) => FromFile::default(),
        };
        let unsaid = Self::default();
        let listen = env("GENDAN_LISTEN").or(file.listen).unwrap_or(unsaid.listen);
        let clock = match env("GENDAN_CLOCK") {
            Some(text) => Some(
                text.parse().map_err(|e| format!("GENDAN_CLOCK={text}: {e}; write 2026-11-24T01:00:00Z"))?,
            ),
            None => None,
        };
        let usual = unsaid.uploads;
        let uploads = Uploads {
            attachment_mb: number("GENDAN_UPLOAD_MB", file.upload_mb, usual.attachment_mb)?,
            workbook_mb: number("GENDAN_WORKBOOK_MB", file.workbook_mb, usual.workbook_mb)?,
            day_mb: number("GENDAN_UPLOADS_PER_DAY_MB", file.uploads_per_day_mb, usual.day_mb)?,
            free_percent: number("GENDAN_FREE_DISK_PERCENT", file.free_disk_percent, usual.free_percent)?,
        };
        uploads.check()?;
        Ok(Self {
            data_dir: env("GENDAN_DATA_DIR").map(PathBuf::from).or(file.data_dir).unwrap_or(unsaid.data_dir),
            database_url: env("GENDAN_DATABASE_URL").or(file.database_url).filter(|u| u != "sqlite"),
            base_url: env("GENDAN_BASE_URL").or(file.base_url).unwrap_or_else(|| format!("http://{listen}")),
            listen,
            clock,
            anchor_dir: env("GENDAN_ANCHOR_DIR").map(PathBuf::from).or(file.anchor_dir),
            backup_dir: env("GENDAN_BACKUP_DIR").map(PathBuf::from).or(file.backup_dir),
            uploads,
            connections: number("GENDAN_CONNECTIONS", file.connections, unsaid.connections)?,
            hosts: names(&env("GENDAN_HOSTS").or(file.hosts).unwrap_or_default())?,
            proxies: addresses(&env("GENDAN_PROXIES").or(file.proxies).unwrap_or_default())?,
            clients: number("GENDAN_CLIENTS", file.clients, unsaid.clients)?.max(1),
            log_days: kept_days(number("GENDAN_LOG_DAYS", file.log_days, unsaid.log_days)?)?,
        })
    }

    /// Whether a request may call us by `host`, as its `Host` says with or without a port (control 40): by the base URL's
    /// name, one of [`Config::hosts`], `localhost`, or any plain address, which nobody can point elsewhere by a name.
    pub fn is_called(&self, host: &str) -> bool {
        let Some(name) = name_of(host) else { return false };
        name.parse::<IpAddr>().is_ok()
            || name == "localhost"
            || self.own_name().is_some_and(|own| own == name)
            || self.hosts.contains(&name)
    }

    /// The address of a page for a code on a paper that stays in the house; nothing while ours is one that only this
    /// machine reaches (C35). Papers that leave the house have no code: all pages are behind a login.
    pub fn code_of(&self, path: &str) -> Option<String> {
        self.is_reachable().then(|| format!("{}{path}", self.base_url.trim_end_matches('/')))
    }

    /// Whether another machine, a phone with a camera, may reach us by what the outside calls us: neither this machine's
    /// own name nor a loopback, unspecified or link-local address.
    pub fn is_reachable(&self) -> bool {
        let Some(name) = self.own_name() else { return false };
        match name.parse::<IpAddr>().map(|ip| ip.to_canonical()) {
            Ok(IpAddr::V4(ip)) => !(ip.is_loopback() || ip.is_unspecified() || ip.is_link_local()),
            Ok(IpAddr::V6(ip)) => !(ip.is_loopback() || ip.is_unspecified() || ip.is_unicast_link_local()),
            Err(_) => name != "localhost" && !name.ends_with(".localhost"),
        }
    }

    /// The name or address in the base URL; nothing where it has none.
    fn own_name(&self) -> Option<String> {
        let host = self.base_url.split_once("://").map_or(self.base_url.as_str(), |(_, host)| host);
        name_of(host.split('/').next().unwrap_or_default())
    }

    /// Whether the outside reaches us by https: then cookies are `Secure` and `__Host-`.
    pub fn https(&self) -> bool {
        self.base_url.starts_with("https://")
    }
}

/// The name in `name:port` or `[address]:port`, in small letters and without a dot at its end; nothing where it is none.
fn name_of(host: &str) -> Option<String> {
    let (name, port) = match host.strip_prefix('[') {
        Some(six) => six.split_once(']')?,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port = port.strip_prefix(':').unwrap_or(port);
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    (!name.is_empty() && port.bytes().all(|b| b.is_ascii_digit())).then_some(name)
}

/// Days for which a log is kept that is of use: a month at least, a hundred years at most.
fn kept_days(days: i64) -> Result<i64, String> {
    let fits = (30..=36_500).contains(&days);
    fits.then_some(days).ok_or_else(|| format!("GENDAN_LOG_DAYS={days}: write 30 to 36500 days"))
}

/// Names with commas between them.
fn names(text: &str) -> Result<Vec<String>, String> {
    let each = text.split(',').map(str::trim).filter(|name| !name.is_empty());
    let name = |name: &str| {
        name_of(name).filter(|plain| !plain.contains('/')).ok_or_else(|| {
            format!("GENDAN_HOSTS: {name} is no name; write names with commas between, as gendan.lan,gendan.example")
        })
    };
    each.map(name).collect()
}

/// Addresses with commas between them.
fn addresses(text: &str) -> Result<Vec<IpAddr>, String> {
    let each = text.split(',').map(str::trim).filter(|address| !address.is_empty());
    let address = |text: &str| {
        text.parse().map_err(|_| format!("GENDAN_PROXIES: {text} is no address; write 127.0.0.1,10.0.0.7"))
    };
    each.map(address).collect()
}

#[cfg(test)]
mod tests;
