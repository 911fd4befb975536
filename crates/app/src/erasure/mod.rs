//! Erasing the data of a customer's contact or of somebody of the staff, as the law asks (ADR 0014).

mod actions;
mod acts;
mod store;

use db::Conn;
use domain::erasure::Erasure;
use kernel::noun::{NounEntry, Stored};
use kernel::{Feature, Result};

pub use actions::again;

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "erasure",
    nouns: &[NounEntry::of::<ErasureRows>()],
    acts: acts::ACTS,
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How erasures are stored: as facts alone.
pub struct ErasureRows;

impl Stored for ErasureRows {
    type Noun = Erasure;
    const TABLES: &'static [&'static str] = &[];
    const VERSION: i64 = 1;

    fn project(_: &mut Conn, _: &Erasure, _: &Erasure) -> Result<()> {
        Ok(())
    }
}
