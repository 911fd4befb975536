//! Running other programs, and reading our own arguments.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The cargo that runs us.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(crate::place::root());
    command
}

/// Runs `command` with its output shown; an error where it fails.
pub fn run(command: &mut Command) -> Result<(), String> {
    let shown = shown(command);
    let status = command.status().map_err(|e| format!("{shown}: {e}"))?;
    if status.success() { Ok(()) } else { Err(format!("{shown}: {status}")) }
}

/// What `command` prints; an error, with what it complains of, where it fails.
pub fn output(command: &mut Command) -> Result<String, String> {
    let shown = shown(command);
    let out = command.stdin(Stdio::null()).output().map_err(|e| format!("{shown}: {e}"))?;
    if out.status.success() {
        Ok(String::from_utf8_lossy(&out.stdout).into_owned())
    } else {
        Err(format!("{shown}: {}\n{}", out.status, String::from_utf8_lossy(&out.stderr)))
    }
}

/// Whether `command` can be run and succeeds; shows nothing.
pub fn works(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let mut words = vec![command.get_program().to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|arg| arg.to_string_lossy().into_owned()));
    words.join(" ")
}

/// Where `program` is on the search path.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| is_file(file))
}

fn is_file(path: &Path) -> bool {
    path.metadata().is_ok_and(|m| m.is_file())
}

/// Asks `ready` every 20 ms until it says yes; an error after `limit`.
pub fn wait(
    what: &str,
    limit: Duration,
    mut ready: impl FnMut() -> Result<bool, String>,
) -> Result<(), String> {
    let start = Instant::now();
    while start.elapsed() < limit {
        if ready()? {
            return Ok(());
        }
        std::thread::park_timeout(Duration::from_millis(20));
    }
    Err(format!("{what}: not ready after {} s", limit.as_secs()))
}

/// Options of ours: `--name value`, each as often as the caller allows.
pub struct Options<'a>(Vec<(&'a str, &'a str)>);

impl<'a> Options<'a> {
    /// Reads `args`, of which only `known` may be there.
    pub fn read(args: &'a [String], known: &[&str]) -> Result<Self, String> {
        let mut options = Vec::new();
        let mut args = args.iter();
        while let Some(name) = args.next() {
            if !known.contains(&name.as_str()) {
                return Err(format!("{name} is not known here; known: {}", known.join(" ")));
            }
            let value = args.next().ok_or_else(|| format!("{name} needs a value"))?;
            options.push((name.as_str(), value.as_str()));
        }
        Ok(Self(options))
    }

    /// Every value of `name`.
    pub fn all(&self, name: &str) -> Vec<&'a str> {
        self.0.iter().filter(|(n, _)| *n == name).map(|(_, value)| *value).collect()
    }

    /// The number given as `name`, or `default`.
    pub fn number(&self, name: &str, default: usize) -> Result<usize, String> {
        match self.all(name).last() {
            None => Ok(default),
            Some(text) => text.parse().map_err(|_| format!("{name} {text}: not a number")),
        }
    }
}

/// An error where there are arguments left.
pub fn no_more(args: &[String]) -> Result<(), String> {
    Options::read(args, &[]).map(drop)
}
