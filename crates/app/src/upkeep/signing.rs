//! The key that signs the log: a file beside the data that nobody else may read (trust.md, control 44).

use std::fs::{File, OpenOptions};
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use evidence::{Introduced, Signer};
use kernel::{App, Error, Result};

use super::lines::at;

/// The key that signs now.
const FILE: &str = "seal.key";
/// The one that follows it, until the database knows it.
const NEXT: &str = "seal.key.next";

/// The key of this database; made where it has none yet. Nothing where another server has it.
pub fn signer(app: &App) -> Result<Option<Signer>> {
    let folder = &app.shared.config.data_dir;
    let held = read(&folder.join(FILE))?;
    let current = app.db.read_blocking(evidence::current_key)?;
    let Some(current) = current else {
        return first(app, held).map(Some);
    };
    if held.as_ref().is_some_and(|signer| signer.name == current.name) {
        return Ok(held);
    }
    // A change of keys that was broken off behind the database's word is finished.
    let next = read(&folder.join(NEXT))?.filter(|signer| signer.name == current.name);
    if next.is_some() {
        move_up(folder)?;
    }
    Ok(next)
}

fn first(app: &App, held: Option<Signer>) -> Result<Signer> {
    let folder = &app.shared.config.data_dir;
    let signer = match held {
        Some(signer) => signer,
        None => Signer::random()?,
    };
    // The file first: a database that knows a key which nobody has could not be sealed.
    keep(folder, FILE, &signer)?;
    introduce(app, signer, None)
}

/// Lets a new key sign from now on, introduced by the one before it: what that signed stays provable.
pub fn change(app: &App) -> Result<String> {
    let folder = app.shared.config.data_dir.clone();
    let Some(before) = signer(app)? else {
        return Err(Error::Fault(format!(
            "the key that signs is not in {}: copy its {FILE} from the server that has it",
            folder.display()
        )));
    };
    let next = Signer::random()?;
    keep(&folder, NEXT, &next)?;
    let next = introduce(app, next, Some(before))?;
    move_up(&folder)?;
    Ok(next.name)
}

/// Sees to it that a key is here, in the transaction that begins a new life of the database at the instant `at`: its own,
/// else one that nobody introduces.
pub fn ensure(app: &App, conn: &mut db::Conn, at: i64) -> Result<()> {
    let folder = &app.shared.config.data_dir;
    let held = read(&folder.join(FILE))?;
    let current = evidence::current_key(conn)?;
    if current.is_none_or(|key| held.as_ref().is_some_and(|held| held.name == key.name)) {
        return Ok(());
    }
    let signer = Signer::random()?;
    keep(folder, FILE, &signer)?;
    evidence::introduce(conn, &app.shared.instance, &signer, Introduced::Alone, at)?;
    Ok(())
}

fn introduce(app: &App, signer: Signer, by: Option<Signer>) -> Result<Signer> {
    let instance = app.shared.instance.clone();
    let at = app.shared.clock.now().as_microsecond();
    app.db.write_blocking(move |conn| -> Result<_> {
        let introduced = by.as_ref().map_or(Introduced::First, Introduced::By);
        evidence::introduce(conn, &instance, &signer, introduced, at)?;
        Ok(signer)
    })
}

fn read(path: &Path) -> Result<Option<Signer>> {
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(at(path)(error)),
    };
    let seed = evidence::unhex(text.trim());
    let seed = seed.ok_or_else(|| Error::Fault(format!("{}: it is no signing key", path.display())))?;
    Ok(Some(Signer::of(seed)))
}

/// Writes a key that is whole or not there, for its owner alone.
fn keep(folder: &Path, name: &str, signer: &Signer) -> Result<()> {
    let path = folder.join(name);
    let part = folder.join(format!("{name}.part"));
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&part)?;
        writeln!(file, "{}", evidence::hex(&signer.seed()))?;
        file.sync_all()?;
        std::fs::rename(&part, &path)?;
        File::open(folder)?.sync_all()
    };
    write().map_err(at(&path))
}

fn move_up(folder: &Path) -> Result<()> {
    let path = folder.join(FILE);
    let moved = std::fs::rename(folder.join(NEXT), &path).and_then(|()| File::open(folder)?.sync_all());
    moved.map_err(at(&path))
}
