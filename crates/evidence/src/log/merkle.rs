//! The tree over all leaves, kept as its peaks: what an append and the root need.

use crate::chain::{Hash, empty_root, join};

/// The roots of the full trees that the leaves so far make, the largest first. Its shape is RFC 6962's: an odd one
/// is carried up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Peaks {
    size: u64,
    peaks: Vec<Hash>,
}

impl Peaks {
    /// How many leaves there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Appends a leaf.
    pub fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        // As many full trees of equal size end here as the size has ones at its end.
        for _ in 0..self.size.trailing_ones() {
            if let Some(left) = self.peaks.pop() {
                node = join(&left, &node);
            }
        }
        self.peaks.push(node);
        self.size += 1;
        debug_assert_eq!(self.peaks.len(), one_bits(self.size), "a full tree for each bit of the size");
    }

    /// The root over all leaves.
    pub fn root(&self) -> Hash {
        let right_to_left = self.peaks.iter().rev().copied();
        right_to_left.reduce(|right, left| join(&left, &right)).unwrap_or_else(empty_root)
    }

    /// Its bytes: the peaks one after the other.
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        self.peaks.concat()
    }

    /// The peaks of `size` leaves; nothing where `bytes` are not as many hashes as that size has.
    pub(crate) fn from_bytes(size: u64, bytes: &[u8]) -> Option<Self> {
        let (peaks, rest) = bytes.as_chunks::<32>();
        let fits = rest.is_empty() && peaks.len() == one_bits(size);
        fits.then(|| Self { size, peaks: peaks.to_vec() })
    }
}

fn one_bits(size: u64) -> usize {
    usize::try_from(size.count_ones()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::chain::merkle_root;

    proptest! {
        #[test]
        fn the_root_is_that_of_the_whole_tree(leaves in prop::collection::vec(any::<[u8; 32]>(), 0..70)) {
            let mut peaks = Peaks::default();
            for leaf in &leaves {
                peaks.push(*leaf);
            }
            prop_assert_eq!(peaks.root(), merkle_root(leaves.clone()));
            prop_assert_eq!(Peaks::from_bytes(peaks.size(), &peaks.to_bytes()).unwrap(), peaks.clone());
            prop_assert!(leaves.is_empty() || Peaks::from_bytes(peaks.size() + 1, &peaks.to_bytes()[1..]).is_none());
        }
    }
}
