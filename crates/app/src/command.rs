//! The commands of the `gendan` binary. Exit codes: 0 done, 1 failed, 2 wrong usage, 3 some rows refused, 78 a newer schema; those
//! of `verify` are its own.

mod backup;
mod backup_key;
mod demo;
mod import;
mod init_admin;
mod new_key;
mod rebuild;
mod reset_code;
mod restore;
mod serve;
mod verify;

pub(crate) use demo::play as play_demo;

use std::io::{IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::start;
use crate::upkeep::Asked;
use clap::{Args, Parser, Subcommand};
use kernel::config::Config;
use kernel::{App, Error};

/// The order follow-up system for companies that make to order and install on site.
#[derive(Parser)]
#[command(name = "gendan", version)]
struct Line {
    /// Answers as JSON on standard output.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves pages and API.
    Serve {
        /// Loads the demo company where there is no data yet, and prints the demo accounts.
        #[arg(long)]
        demo: bool,
    },
    /// Makes the first administrator with a one-time password, printed once.
    InitAdmin {
        /// Login name.
        #[arg(long, default_value = "admin")]
        login: String,
    },
    /// Prints a one-time code by which somebody sets a new password; stop the server first.
    ResetCode {
        /// Their login name.
        #[arg(long)]
        login: String,
    },
    /// Takes workbooks in: master data and orders.
    Import {
        /// Workbooks (.xlsx).
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// Reads and reports only.
        #[arg(long)]
        dry_run: bool,
    },
    /// Plays a demo company into an empty database.
    Demo(Demo),
    /// Walks the whole evidence, compares it with what was kept outside, and names what is wrong.
    Verify {
        /// A folder with checkpoints that were kept elsewhere; may be named several times.
        #[arg(long)]
        anchors: Vec<PathBuf>,
    },
    /// Lets a new key sign the log, introduced by the one before it; stop the server first.
    NewKey,
    /// Builds every derived table anew from the facts.
    Rebuild,
    /// Puts a copy back: into an empty data folder, or in place where the database's own tools have done so.
    Restore {
        /// The folder of a back-up.
        #[arg(long, required_unless_present = "in_place", conflicts_with = "in_place")]
        from: Option<PathBuf>,
        /// The database was put back with its own tools already: only what follows from it is done.
        #[arg(long)]
        in_place: bool,
        /// A folder with checkpoints that were kept elsewhere: they say how much is lost. May be named several times.
        #[arg(long)]
        anchors: Vec<PathBuf>,
        /// The folder of the journal (GENDAN_JOURNAL_DIR), by which the copy catches up to the last moment.
        #[arg(long, conflicts_with = "in_place")]
        journal: Option<PathBuf>,
        /// The file with the key that opens an encrypted copy.
        #[arg(long)]
        identity: Option<PathBuf>,
        /// Why, in words; it is recorded.
        #[arg(long)]
        reason: String,
    },
    /// Makes a key for copies: what is closed for it is opened by whoever has the file.
    BackupKey {
        /// The file that the key is written to; keep it elsewhere.
        #[arg(long)]
        to: PathBuf,
    },
    /// Makes a verified copy of the embedded database and of all files.
    Backup {
        /// Folder of the copy; made anew.
        #[arg(long)]
        to: PathBuf,
    },
}

/// What the demo company is like.
#[derive(Args, Clone, Debug)]
pub struct Demo {
    /// Orders.
    #[arg(long, default_value_t = 120)]
    pub orders: u32,
    /// Months that they are spread over, up to the last day.
    #[arg(long, default_value_t = 2)]
    pub months: u32,
    /// The same seed gives the same facts.
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// The day on whose morning the demo stands, today where not said: the day before is the last one played.
    #[arg(long)]
    pub until: Option<jiff::civil::Date>,
}

impl Demo {
    /// The one that is loaded for whoever looks for the first time.
    pub const FIRST: Self = Self { orders: 60, months: 3, seed: 1, until: None };
}

/// Runs the command of the command line.
pub fn main() -> ExitCode {
    // What we write is nobody else's on this machine (control 44).
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let filter = tracing_subscriber::EnvFilter::try_from_env("GENDAN_LOG")
        .unwrap_or_else(|_| "warn,app=info,kernel=info".into());
    let colours = std::io::stderr().is_terminal();
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours).init();
    let line = Line::parse();
    let json = line.json;
    let result = match line.command {
        Command::Serve { demo } => serve::run(demo),
        Command::InitAdmin { login } => init_admin::run(&login, json),
        Command::ResetCode { login } => reset_code::run(&login, json),
        Command::Import { files, dry_run } => import::run(&files, json, dry_run),
        Command::Demo(demo) => demo::run(&demo, json),
        Command::Verify { anchors } => verify::run(&anchors, json),
        Command::NewKey => new_key::run(json),
        Command::Rebuild => rebuild::run(json),
        Command::Restore { from, anchors, journal, identity, reason, .. } => {
            let (from, journal) = (from.as_deref(), journal.as_deref());
            let identity = identity.as_deref();
            restore::run(&Asked { from, anchors: &anchors, journal, identity, reason: &reason }, json)
        }
        Command::BackupKey { to } => backup_key::run(&to, json),
        Command::Backup { to } => backup::run(&to, json),
    };
    match result {
        Ok(code) => ExitCode::from(code),
        Err(Failed { text, code }) => {
            eprintln!("gendan: {text}");
            ExitCode::from(code)
        }
    }
}

/// Why a command failed, and with which code it ends.
struct Failed {
    text: String,
    code: u8,
}

/// The schema is of a newer program: what sysexits calls a wrong configuration.
const NEWER: u8 = 78;

impl From<String> for Failed {
    fn from(text: String) -> Self {
        Self { text, code: 1 }
    }
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        let code = if matches!(error, Error::Newer(_)) { NEWER } else { 1 };
        Self { text: error.to_string(), code }
    }
}

/// What a command answers: its exit code.
type Answer = Result<u8, Failed>;

/// The application as the settings say.
fn open_app() -> Result<App, Failed> {
    Ok(start::open_app(Config::load()?)?)
}

/// As [`open`], to read alone: works beside a running server.
fn open_beside() -> Result<App, Failed> {
    Ok(start::open_beside(Config::load()?)?)
}

/// Prints `text`, or `value` for a script.
fn say(json: bool, text: &str, value: &serde_json::Value) {
    if json {
        print(value);
    } else {
        print(text);
    }
}

/// Prints a line. Whoever has read enough, like `head`, goes away without harm; what cannot be written for another reason is told.
fn print(line: impl std::fmt::Display) {
    if let Err(error) = writeln!(std::io::stdout().lock(), "{line}")
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        eprintln!("gendan: {error}");
    }
}
