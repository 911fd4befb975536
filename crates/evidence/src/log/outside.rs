//! What the checkpoints say that were kept outside of the database.

use super::check::{Log, LogFault, LogReport};
use super::checkpoint::{Checkpoint, hex};
use crate::append::Instance;

/// A checkpoint that was kept outside of the database, with the key that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// The checkpoint.
    pub checkpoint: Checkpoint,
    /// Its signer's public key.
    pub public: [u8; 32],
}

impl Log {
    /// Anchors are checkpoints that the database has too, signed as it has them: all it says otherwise is a contradiction,
    /// but what lies behind a declared cut.
    pub(super) fn compare(&mut self, instance: &Instance, anchors: &[Anchor], report: &mut LogReport) {
        let mut last = 0_i64;
        for anchor in anchors {
            let one = &anchor.checkpoint;
            // Nobody can be asked for what lies behind a cut; that the cut was made where anchors are kept, they say themselves.
            if let Some(cut) = self.cuts.iter().find(|cut| cut.epoch > one.epoch && cut.from < one.size) {
                if anchors.iter().all(|other| other.checkpoint.epoch < cut.epoch) {
                    let what = format!(
                        "an anchor knows {} facts, the database was cut behind {} of them as epoch {}, and no anchor knows that epoch: it was not `gendan restore` that began it",
                        one.size, cut.from, cut.epoch
                    );
                    self.faults.push(LogFault::Contradicts(what));
                }
                continue;
            }
            let row = self.keys.iter().find(|key| key.name == one.key && key.public == anchor.public);
            if !row.is_some_and(|key| key.signed(&one.text(instance), &one.signature)) {
                let what =
                    format!("the anchor of {} facts is not signed by a key of this database", one.size);
                self.faults.push(LogFault::Contradicts(what));
                continue;
            }
            let held = self.checkpoints.iter().find(|held| held.size == one.size);
            if held.is_none_or(|held| held.root != one.root) {
                let what = format!(
                    "an anchor knows {} facts with the root {}; this database does not: facts were cut off or written anew, or an old copy was put back",
                    one.size,
                    hex(&one.root)
                );
                self.faults.push(LogFault::Contradicts(what));
                continue;
            }
            last = last.max(one.size);
        }
        report.after_anchor = report.sealed + report.waiting - last;
    }
}
