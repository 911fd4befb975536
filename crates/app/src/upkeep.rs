//! Upkeep of the store: verification against the tables and what was kept outside, sealing, rebuilding, copies and putting them back.

mod anchors;
mod attachments;
mod backup;
mod derived;
mod envelope;
mod erasures;
mod journal;
mod lines;
mod nightly;
mod rebuild;
mod restore;
mod seal;
mod signing;
mod store;
mod verify;
pub mod walks;

pub use backup::{Copy, backup};
pub use envelope::make_key as make_backup_key;
pub use journal::keep as keep_journal;
use kernel::config::Config;
use kernel::{Error, Result};
pub use nightly::nightly;
pub use rebuild::{Rebuilt, prepare, rebuild};
pub use restore::{Asked, Outcome, restore};
pub use seal::{journal_due, seal, seal_due};
pub use signing::change as change_key;
pub use store::compared;
pub use verify::{Measure, Verified, verify, verify_against};

/// Refuses settings that could not be kept to: found at the start, and not in the night.
pub fn check_settings(config: &Config) -> Result<()> {
    envelope::recipient(config)?;
    if config.database_url.is_some() && config.journal_dir.is_some() {
        return Err(Error::Fault(
            "GENDAN_JOURNAL_DIR is for the embedded database: PostgreSQL archives its own log, see docs/operating.md".to_owned(),
        ));
    }
    Ok(())
}
