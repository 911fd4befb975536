//! Copies that only the owner of a key can read, closed with age before they leave the data folder (trust.md, section d).

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use age::secrecy::ExposeSecret as _;
use kernel::config::Config;
use kernel::{Error, Result};

use super::lines::fault;

/// What closed files end with.
const ENDING: &str = "age";

/// For whom copies are closed.
pub struct Recipient(age::x25519::Recipient);

/// For whom the settings have copies closed; nothing where they name nobody.
pub fn recipient(config: &Config) -> Result<Option<Recipient>> {
    let Some(named) = &config.backup_recipient else { return Ok(None) };
    let read = named.parse().map_err(|why| {
        Error::Fault(format!(
            "GENDAN_BACKUP_RECIPIENT={named}: {why}; it begins with age1, `gendan backup-key` makes one"
        ))
    })?;
    Ok(Some(Recipient(read)))
}

impl Recipient {
    /// `plain`, closed.
    pub fn close(&self, plain: &[u8]) -> Result<Vec<u8>> {
        age::encrypt(&self.0, plain).map_err(|e| Error::Fault(e.to_string()))
    }

    /// The file `from`, closed, at `to`.
    fn close_file(&self, from: &Path, to: &Path) -> Result<()> {
        let told = |why: String| Error::Fault(format!("{}: {why}", to.display()));
        let mut plain = File::open(from).map_err(|e| fault(from, &e))?;
        let file = File::create(to).map_err(|e| fault(to, &e))?;
        let recipient: &dyn age::Recipient = &self.0;
        let encryptor =
            age::Encryptor::with_recipients(std::iter::once(recipient)).map_err(|e| told(e.to_string()))?;
        let mut closed = encryptor.wrap_output(&file).map_err(|e| fault(to, &e))?;
        std::io::copy(&mut plain, &mut closed).map_err(|e| fault(to, &e))?;
        closed.finish().map_err(|e| fault(to, &e))?;
        file.sync_all().map_err(|e| fault(to, &e))
    }
}

/// What opens closed copies.
pub struct Opener(age::x25519::Identity);

impl Opener {
    /// Of the file at `path`: its first line that begins with `AGE-SECRET-KEY-`.
    pub fn of(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).map_err(|e| fault(path, &e))?;
        let line = text.lines().map(str::trim).find(|line| line.starts_with("AGE-SECRET-KEY-"));
        let key = line.and_then(|line| line.parse().ok());
        let missing = || Error::Fault(format!("{}: there is no key in it that age knows", path.display()));
        key.map(Self).ok_or_else(missing)
    }

    /// `closed`, opened; why not in words.
    pub fn open(&self, closed: &[u8]) -> Result<Vec<u8>, String> {
        age::decrypt(&self.0, closed).map_err(|e| e.to_string())
    }

    fn open_file(&self, from: &Path, to: &Path) -> Result<()> {
        let told = |why: String| Error::Fault(format!("{}: {why}", from.display()));
        let closed = File::open(from).map(std::io::BufReader::new).map_err(|e| fault(from, &e))?;
        let decryptor = age::Decryptor::new_buffered(closed).map_err(|e| told(e.to_string()))?;
        let identity: &dyn age::Identity = &self.0;
        let mut plain = decryptor.decrypt(std::iter::once(identity)).map_err(|e| told(e.to_string()))?;
        let mut file = File::create(to).map_err(|e| fault(to, &e))?;
        std::io::copy(&mut plain, &mut file).map_err(|e| fault(to, &e))?;
        file.sync_all().map_err(|e| fault(to, &e))
    }
}

/// Makes a key in a file of its own and answers for whom copies are to be closed then.
pub fn make_key(path: &Path) -> Result<String> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let key = age::x25519::Identity::generate();
    let public = key.to_public().to_string();
    let mut open = std::fs::OpenOptions::new();
    let mut file = open.write(true).create_new(true).mode(0o600).open(path).map_err(|e| fault(path, &e))?;
    let text = format!("# public key: {public}\n{}\n", key.to_string().expose_secret());
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(|e| fault(path, &e))?;
    Ok(public)
}

/// Copies a file, closed where there is somebody to close it for; nothing where it is there already. Whole or not there.
pub fn copy(from: &Path, to: &Path, recipient: Option<&Recipient>) -> Result<()> {
    let to = if recipient.is_some() { closed(to) } else { to.to_owned() };
    settle(&to, |part| match recipient {
        Some(recipient) => recipient.close_file(from, part),
        None => plainly(from, part),
    })
}

/// The other way, from where [`copy`] laid it: closed where it is so.
pub fn copy_back(from: &Path, to: &Path, opener: Option<&Opener>) -> Result<()> {
    let shut = closed(from);
    settle(to, |part| match opener {
        Some(opener) if shut.exists() => opener.open_file(&shut, part),
        _ => plainly(from, part),
    })
}

/// Closes every file below `folder` for `recipient`, to below `to`, but those called `open`, and those that `is_shared` has laid
/// there: from which file, and where it goes.
pub fn close_tree(
    folder: &Path,
    to: &Path,
    recipient: &Recipient,
    open: &str,
    is_shared: &dyn Fn(&Path, &Path) -> bool,
) -> Result<()> {
    each_file(folder, to, &|from, to| {
        let to = closed(to);
        let is_done = from.file_name().is_some_and(|name| name == open) || is_shared(from, &to);
        if is_done { Ok(()) } else { recipient.close_file(from, &to) }
    })
}

/// Opens every closed file below `folder`, to below `to`; what is not closed is copied.
pub fn open_tree(folder: &Path, to: &Path, opener: &Opener) -> Result<()> {
    each_file(folder, to, &|from, to| match from.extension() {
        Some(ending) if ending == ENDING => opener.open_file(from, &to.with_extension("")),
        _ => plainly(from, to),
    })
}

/// Whether the copy in `folder` is closed.
pub fn is_closed(folder: &Path, database: &str) -> bool {
    closed(&folder.join(database)).exists()
}

fn closed(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".");
    name.push(ENDING);
    path.with_file_name(name)
}

fn plainly(from: &Path, to: &Path) -> Result<()> {
    std::fs::copy(from, to).map_err(|e| fault(from, &e))?;
    File::open(to).and_then(|file| file.sync_all()).map_err(|e| fault(to, &e))
}

fn settle(to: &Path, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    if to.exists() {
        return Ok(());
    }
    let folder = to.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(|e| fault(folder, &e))?;
    let part = to.with_file_name("part");
    write(&part)?;
    std::fs::rename(&part, to).and_then(|()| File::open(folder)?.sync_all()).map_err(|e| fault(to, &e))
}

fn each_file(from: &Path, to: &Path, act: &dyn Fn(&Path, &Path) -> Result<()>) -> Result<()> {
    std::fs::create_dir_all(to).map_err(|e| fault(to, &e))?;
    for entry in std::fs::read_dir(from).map_err(|e| fault(from, &e))? {
        let entry = entry.map_err(|e| fault(from, &e))?;
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            each_file(&entry.path(), &target, act)?;
        } else {
            act(&entry.path(), &target)?;
        }
    }
    Ok(())
}
