//! The sealed log: every fact of every stream becomes a leaf of one Merkle tree, whose root is signed again and again
//! (trust.md P11, P12; ADR 0035).
//!
//! A stream's own chain shows a change within it; it does not show that its end was cut off with the head set back,
//! that a whole stream is gone, that a fact was unlinked from its order or that a field's class was changed. The log does,
//! for it knows how many facts there were, and a signed root that was kept outside cannot be made to fit others.
//!
//! An act leaves its facts' leaves in `seal_queue`, in its own transaction. [`seal`] takes what waits there, appends it to the
//! tree and writes a [`Checkpoint`]. Facts are not looked for by a number that grows: on PostgreSQL a late commit would
//! be passed over.

mod batch;
mod check;
mod checkpoint;
mod epoch;
mod key;
mod leaf;
mod merkle;
mod queue;
mod seal;

pub use check::{Anchor, LogFault, LogReport};
pub(crate) use check::{Log, Seen};
pub use checkpoint::{Checkpoint, checkpoints_after, hex, knows, last_checkpoint, unhex};
pub use epoch::{Cut, begin_epoch, cuts};
pub use key::{Introduced, KeyRow, Signer, current_key, introduce, keys};
pub(crate) use leaf::{Links, key as key_of, of_fact};
pub use merkle::Peaks;
pub use queue::{enqueue_missing, waiting};
pub use seal::seal;

#[cfg(test)]
mod tests;
