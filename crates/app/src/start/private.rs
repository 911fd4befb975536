//! The data folder is the server's own (control 44): nobody else on the machine reads the database, its log or a file.

use std::io;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::Path;

/// Makes the folder where it is missing, and takes from others what they may do with it and what lies in it. What was open to
/// them is told in the log.
pub fn keep(folder: &Path) -> io::Result<()> {
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    narrow(folder)?;
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        // Nobody comes through a folder that was closed to what lies in it.
        if narrow(&path)? && path.is_dir() {
            below(&path)?;
        }
    }
    Ok(())
}

fn below(folder: &Path) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        narrow(&path)?;
        if path.is_dir() && !path.is_symlink() {
            below(&path)?;
        }
    }
    Ok(())
}

/// Closes it to others; whether it was open. A system that knows no such rights is told of and lived with.
fn narrow(path: &Path) -> io::Result<bool> {
    let now = path.symlink_metadata()?;
    let others = now.permissions().mode() & 0o077;
    if now.is_symlink() || others == 0 {
        return Ok(false);
    }
    let wanted = if now.is_dir() { 0o700 } else { 0o600 };
    match std::fs::set_permissions(path, std::fs::Permissions::from_mode(wanted)) {
        Ok(()) => tracing::warn!(path = %path.display(), "was open to others on this machine: closed"),
        Err(error) => tracing::warn!(path = %path.display(), %error, "is open to others on this machine"),
    }
    Ok(true)
}
