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
mod journal;
mod key;
mod leaf;
mod merkle;
mod outside;
mod queue;
mod replay;
mod seal;

pub(crate) use check::{Log, Seen};
pub use check::{LogFault, LogReport};
pub use checkpoint::{Checkpoint, checkpoints_after, hex, knows, last_checkpoint, unhex, unhex_all};
pub use epoch::{Cut, begin_epoch, cuts, is_unsigned};
pub use journal::{Step, Steps, Told, Written};
pub use key::{Introduced, KeyRow, Signer, current_key, introduce, keys};
pub(crate) use leaf::{Links, key as key_of, of_fact};
pub use merkle::Peaks;
pub use outside::Anchor;
pub(crate) use queue::{INTO as INTO_QUEUE, row as queue_row};
pub use queue::{enqueue_missing, waiting};
pub use replay::replay;
pub use seal::seal;

#[cfg(test)]
mod tests;
