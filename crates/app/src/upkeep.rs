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
mod place;
mod rebuild;
mod restore;
mod seal;
mod signing;
mod store;
mod verify;
pub mod walks;

use kernel::config::Config;
use kernel::{Error, Result};

pub use backup::{Copy, Found, backup, found};
pub use envelope::make_key as make_backup_key;
pub use journal::keep as keep_journal;
pub use nightly::nightly;
pub use place::settle;
pub use rebuild::{Rebuilt, is_empty, prepare, rebuild};
pub use restore::{Asked, Outcome, Unfit, lay, restore, restored_text};
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
