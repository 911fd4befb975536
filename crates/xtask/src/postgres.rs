//! A throw-away PostgreSQL for the tests: own cluster in a temporary folder, TCP on a free port, gone afterwards.

use std::fmt::Write as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::place::{self, TempDir};
use crate::shell;

/// A running cluster; dropping it stops the server and removes its folder.
pub struct Cluster {
    server: Child,
    url: String,
    password: String,
    /// What starts its server.
    program: Program,
    // Dropped after the server has been stopped, in `drop`.
    folder: TempDir,
}

impl Cluster {
    /// Makes a cluster for tests, fast and forgetful, and starts its server.
    pub fn start() -> Result<Self, String> {
        Self::with(&["fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"])
    }

    /// Makes a cluster that keeps what it acknowledges, as an operator's would, and starts its server.
    pub fn durable() -> Result<Self, String> {
        Self::with(&["max_wal_size=2GB"])
    }

    /// As [`Cluster::durable`], with an archive of its log, by which it can be brought back to a moment.
    pub fn archiving() -> Result<Self, String> {
        Self::with(&["wal_level=replica", "archive_mode=on", "archive_command=cp %p ../archive/%f"])
    }

    fn with(settings: &[&str]) -> Result<Self, String> {
        let bin = binaries().ok_or("no PostgreSQL server programs found: run `cargo xtask setup`")?;
        let folder = TempDir::new("postgres")?;
        let user = Unprivileged::find()?;
        let password = password()?;
        let secret = folder.path().join("password");
        std::fs::write(&secret, &password).map_err(|e| format!("{}: {e}", secret.display()))?;
        let archive = folder.path().join("archive");
        std::fs::create_dir(&archive).map_err(|e| format!("{}: {e}", archive.display()))?;
        user.give(folder.path())?;
        let data = folder.path().join("data");
        let mut initdb = user.command(&bin.join("initdb"));
        initdb.arg("--pgdata").arg(&data).arg("--pwfile").arg(&secret);
        initdb.args(["--username=postgres", "--auth=password", "--encoding=UTF8", "--no-sync"]);
        initdb.args(["--locale=C.UTF-8", "--lc-collate=C"]);
        shell::output(&mut initdb)?;

        let port = place::free_port()?;
        let always = [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=300",
            "shared_buffers=128MB",
        ];
        let settings = always.iter().chain(settings).map(|text| (*text).to_owned()).collect();
        let program = Program { bin, user, port, settings };
        let server = program.start(folder.path())?;
        let url = format!("postgres://postgres:{password}@127.0.0.1:{port}/postgres");
        let mut cluster = Self { server, url, password, program, folder };
        cluster.wait()?;
        Ok(cluster)
    }

    /// Ends the server, does `meanwhile`, and starts it again on what it has kept.
    pub fn restart(&mut self, meanwhile: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
        self.stop();
        meanwhile()?;
        self.server = self.program.start(self.folder.path())?;
        self.wait()
    }

    /// What a statement answers, in plain lines.
    pub fn ask(&self, sql: &str) -> Result<String, String> {
        Ok(shell::output(self.client("psql").args(["-At", "-c", sql]))?.trim().to_owned())
    }

    /// Copies it while it runs, as the base that [`Cluster::back_to`] begins with.
    pub fn copy(&self) -> Result<(), String> {
        let base = self.folder.path().join("base");
        shell::run(self.client("pg_basebackup").arg("-D").arg(base).args(["-c", "fast", "--no-sync"]))
    }

    /// Brings it back to `moment`: the copy, and its log up to then.
    pub fn back_to(&mut self, moment: &str) -> Result<(), String> {
        self.ask("SELECT pg_switch_wal()")?;
        let archived =
            "SELECT last_archived_wal IS NOT NULL AND last_failed_wal IS NULL FROM pg_stat_archiver";
        shell::wait("the archive", Duration::from_secs(30), || Ok(self.ask(archived)? == "t"))?;
        self.stop();
        let at = |name: &str| self.folder.path().join(name);
        let moved =
            std::fs::rename(at("data"), at("lost")).and_then(|()| std::fs::rename(at("base"), at("data")));
        moved.map_err(|e| format!("{}: {e}", at("data").display()))?;
        shell::run(self.program.user.command(Path::new("touch")).arg(at("data").join("recovery.signal")))?;
        let more = ["restore_command=cp ../archive/%f %p", "recovery_target_action=promote"];
        self.program.settings.extend(more.map(str::to_owned));
        self.program.settings.push(format!("recovery_target_time={moment}"));
        self.server = self.program.start(self.folder.path())?;
        self.wait()?;
        shell::wait("the recovery", Duration::from_mins(1), || {
            Ok(self.ask("SELECT pg_is_in_recovery()")? == "f")
        })
    }

    fn client(&self, program: &str) -> Command {
        let mut command = self.program.user.command(&self.program.bin.join(program));
        let port = self.program.port.to_string();
        command.args(["-h", "127.0.0.1", "-p", &port, "-U", "postgres"]).env("PGPASSWORD", &self.password);
        command
    }

    fn stop(&mut self) {
        // SIGQUIT is PostgreSQL's immediate shutdown: it ends its own processes and frees its shared memory.
        let asked = shell::works(Command::new("kill").args(["-QUIT", &self.server.id().to_string()]));
        if !asked {
            let _ = self.server.kill();
        }
        let _ = self.server.wait();
    }

    /// Its process; the others are children of it.
    pub fn process(&self) -> u32 {
        self.server.id()
    }

    /// The superuser's address.
    pub fn url(&self) -> &str {
        &self.url
    }

    fn wait(&mut self) -> Result<(), String> {
        let (pg_isready, port) = (self.program.bin.join("pg_isready"), self.program.port);
        shell::wait("PostgreSQL", Duration::from_secs(30), || {
            if let Some(status) = self.server.try_wait().map_err(|e| e.to_string())? {
                let log = std::fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
                return Err(format!("PostgreSQL ended: {status}\n{log}"));
            }
            Ok(shell::works(Command::new(&pg_isready).args([
                "-q",
                "-h",
                "127.0.0.1",
                "-p",
                &port.to_string(),
            ])))
        })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What starts the server of a cluster.
struct Program {
    bin: PathBuf,
    user: Unprivileged,
    port: u16,
    settings: Vec<String>,
}

impl Program {
    fn start(&self, folder: &Path) -> Result<Child, String> {
        let fault = |e: std::io::Error| format!("log: {e}");
        let log =
            std::fs::File::options().create(true).append(true).open(folder.join("log")).map_err(fault)?;
        let errors = log.try_clone().map_err(fault)?;
        let binary = self.bin.join("postgres");
        let mut server = self.user.command(&binary);
        server.arg("-D").arg(folder.join("data")).args(["-p", &self.port.to_string()]);
        for setting in &self.settings {
            server.args(["-c", setting]);
        }
        let server = server.stdin(Stdio::null()).stdout(log).stderr(errors).spawn();
        server.map_err(|e| format!("{}: {e}", binary.display()))
    }
}

/// Runs a cluster until somebody presses Enter.
pub fn by_hand() -> Result<(), String> {
    let cluster = Cluster::start()?;
    println!("GENDAN_TEST_POSTGRES={}\nEnter ends it.", cluster.url());
    std::io::stdin().read_line(&mut String::new()).map(drop).map_err(|e| e.to_string())
}

/// The folder of the newest server programs: Debian's place, or the search path.
pub fn binaries() -> Option<PathBuf> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, bin)| bin.join("initdb").is_file() && bin.join("postgres").is_file())
        .collect();
    versions.sort();
    let newest = versions.pop().map(|(_, bin)| bin);
    newest.or_else(|| shell::find("initdb")?.parent().map(Path::to_path_buf))
}

/// Whom the server runs as: PostgreSQL refuses to run as root.
struct Unprivileged(Option<&'static str>);

impl Unprivileged {
    fn find() -> Result<Self, String> {
        if shell::output(Command::new("id").arg("-u"))?.trim() != "0" {
            return Ok(Self(None));
        }
        if shell::find("setpriv").is_none() {
            return Err("root cannot run PostgreSQL, and setpriv (util-linux) is missing".to_owned());
        }
        ["postgres", "nobody"]
            .into_iter()
            .find(|user| shell::works(Command::new("id").args(["-u", user])))
            .map(|user| Self(Some(user)))
            .ok_or_else(|| "root cannot run PostgreSQL, and there is no user postgres or nobody".to_owned())
    }

    fn give(&self, folder: &Path) -> Result<(), String> {
        self.0.map_or(Ok(()), |user| shell::run(Command::new("chown").arg("-R").arg(user).arg(folder)))
    }

    /// `program` as this user, ended when we end however that happens.
    fn command(&self, program: &Path) -> Command {
        if shell::find("setpriv").is_none() {
            return Command::new(program);
        }
        let mut command = Command::new("setpriv");
        if let Some(user) = self.0 {
            command.args(["--reuid", user, "--regid", &group(user), "--clear-groups"]);
        }
        command.args(["--pdeathsig", "QUIT"]).arg(program).current_dir("/");
        command
    }
}

fn group(user: &str) -> String {
    shell::output(Command::new("id").args(["-g", user]))
        .map_or_else(|_| user.to_owned(), |id| id.trim().to_owned())
}

/// The port is open to everybody on this machine, so the password is nobody's guess.
fn password() -> Result<String, String> {
    let mut bytes = [0_u8; 16];
    std::fs::File::open("/dev/urandom")
        .and_then(|mut source| source.read_exact(&mut bytes))
        .map_err(|e| format!("/dev/urandom: {e}"))?;
    Ok(bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    }))
}
