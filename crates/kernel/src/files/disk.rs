//! The room that is left on the disk of the files (trust control 37, P4).

use std::path::PathBuf;
use std::sync::Mutex;

use crate::error::{Error, Result};

/// Room on a disk, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Room {
    /// What may still be written.
    pub free: u64,
    /// All of it.
    pub all: u64,
}

impl Room {
    /// Whether `percent` of the disk stay free after `more` bytes.
    pub fn holds(self, more: u64, percent: u64) -> bool {
        let left = self.free.saturating_sub(more);
        u128::from(left) * 100 >= u128::from(self.all) * u128::from(percent)
    }
}

/// The disk that a folder lies on; tests say what is left of it.
pub struct Disk {
    folder: PathBuf,
    said: Mutex<Option<Room>>,
}

impl Disk {
    /// The disk of `folder`, which is there.
    pub fn of(folder: PathBuf) -> Self {
        Self { folder, said: Mutex::new(None) }
    }

    /// From here on there is so much room; what is measured where it is nothing.
    pub fn say(&self, room: Option<Room>) {
        if let Ok(mut said) = self.said.lock() {
            *said = room;
        }
    }

    /// How much room there is.
    pub fn room(&self) -> Result<Room> {
        if let Some(said) = self.said.lock().ok().and_then(|said| *said) {
            return Ok(said);
        }
        let found = rustix::fs::statvfs(&self.folder).map_err(|e| Error::Fault(e.to_string()))?;
        // A disk of more bytes than a number holds has room enough.
        let bytes = |blocks: u64| blocks.saturating_mul(found.f_frsize);
        Ok(Room { free: bytes(found.f_bavail), all: bytes(found.f_blocks) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_the_disk_stays_free() {
        let room = Room { free: 12, all: 100 };
        assert!(room.holds(2, 10) && !room.holds(3, 10) && !room.holds(99, 10));
        assert!(room.holds(12, 0));
        assert!(Disk::of(std::env::temp_dir()).room().unwrap().all > 0);
    }
}
