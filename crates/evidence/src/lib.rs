//! Evidence: facts that are appended and never changed (H2.1). Knows no business.
//!
//! A *stream* is the history of one thing (`order/0192…`). A *fact* is one entry of a stream. Its content is a
//! tree of named fields; each field is committed to with a salt of its own, the commitments form a Merkle
//! root, the root goes into the fact's hash, and each fact's hash covers the one before it. So a field can be
//! left out of what somebody gets, or be erased by law, while the chain still verifies, and no other byte
//! can change unnoticed.
//!
//! Beside each stream stands its *head*: version, last hash, and a snapshot of the state, a cache that can be
//! dropped and built again.
#![warn(missing_docs)]

mod append;
mod body;
mod chain;
mod erase;
mod error;
mod idempotency;
mod log;
mod outbox;
mod packing;
mod read;
mod snapshot;
mod stored;
mod verify;

pub use append::{
    Draft, Head, Instance, Stamp, append, append_each, hold, instance, keep_snapshot, load, load_all,
};
pub use body::{Class, ERASED, Leaf, decode, encode, to_value};
pub use chain::Hash;
pub use ciborium::Value;
pub use erase::{Place, erase, find, texts};
pub use error::{Error, Result};
pub use idempotency::{Stored, forget_before, lookup, remember};
pub use log::{
    Anchor, Checkpoint, Cut, Introduced, KeyRow, LogFault, LogReport, Peaks, Signer, Step, Steps, Told,
    Written, begin_epoch, checkpoints_after, current_key, cuts, enqueue_missing, hex, introduce, is_unsigned,
    keys, knows, last_checkpoint, replay, seal, unhex, unhex_all, waiting,
};
pub use outbox::{Message, hold_messages, queue};
pub use read::{Fact, by_order, by_stream, streams};
pub use snapshot::{read_snapshot, write_snapshot};
pub use stored::SaltKey;
pub use verify::{Fault, Report, verify};

/// The tables of this crate, one text for both databases.
pub const SCHEMA: &str = include_str!("schema.sql");
