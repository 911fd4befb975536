//! Which facts a checkpoint added, in the order of their leaves: kept with it in few bytes.

use super::leaf::{self, Key};
use crate::chain::Hash;
use crate::packing::{pack, take_varint, unpack, varint};

/// A fact that was sealed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sealed {
    /// Its stream.
    pub stream: String,
    /// Its place in the stream.
    pub seq: i64,
    /// The first bytes of its leaf: enough to say which fact is not as it was. What cannot be made to fit is the root.
    pub mark: [u8; 8],
}

impl Sealed {
    /// A fact with its leaf.
    pub(crate) fn new(stream: String, seq: i64, leaf: &Hash) -> Self {
        Self { stream, seq, mark: mark(leaf) }
    }

    /// What finds it among all.
    pub(crate) fn key(&self) -> Key {
        leaf::key(&self.stream, self.seq)
    }
}

/// The first bytes of a leaf.
pub(crate) fn mark(leaf: &Hash) -> [u8; 8] {
    leaf.first_chunk().copied().unwrap_or_default()
}

/// `batch`, sorted, as bytes: `packed u8`, then per fact how much of the stream before is shared, the rest of the stream,
/// the place, the mark.
pub(crate) fn write(batch: &[Sealed]) -> Vec<u8> {
    let mut plain = Vec::new();
    let mut before: &[u8] = &[];
    for fact in batch {
        let stream = fact.stream.as_bytes();
        let shared = stream.iter().zip(before).take_while(|(a, b)| a == b).count();
        let rest = stream.split_at(shared).1;
        varint(&mut plain, shared);
        varint(&mut plain, rest.len());
        plain.extend(rest);
        varint(&mut plain, usize::try_from(fact.seq).unwrap_or_default());
        plain.extend(fact.mark);
        before = stream;
    }
    match pack(&plain) {
        Some(packed) => [&[1][..], &packed].concat(),
        None => [&[0][..], &plain].concat(),
    }
}

/// The facts that `bytes` hold; nothing where they are damaged.
pub(crate) fn read(bytes: &[u8]) -> Option<Vec<Sealed>> {
    let plain = match bytes.split_first()? {
        (0, plain) => plain.to_vec(),
        (1, packed) => unpack(packed)?,
        _ => return None,
    };
    let mut rest = plain.as_slice();
    let mut batch: Vec<Sealed> = Vec::new();
    while !rest.is_empty() {
        let shared = take_varint(&mut rest)?;
        let own = take_varint(&mut rest)?;
        let (own, after) = rest.split_at_checked(own)?;
        rest = after;
        let before = batch.last().map_or(&[][..], |fact| fact.stream.as_bytes());
        let stream = [before.split_at_checked(shared)?.0, own].concat();
        let stream = String::from_utf8(stream).ok()?;
        let seq = i64::try_from(take_varint(&mut rest)?).ok()?;
        let (mark, after) = rest.split_first_chunk::<8>()?;
        rest = after;
        batch.push(Sealed { stream, seq, mark: *mark });
    }
    Some(batch)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(facts in prop::collection::btree_set(("[a-c/0-9价]{0,12}", 1_i64..3000, any::<[u8; 8]>()), 0..60)) {
            let batch: Vec<Sealed> = facts.into_iter().map(|(stream, seq, mark)| Sealed { stream, seq, mark }).collect();
            prop_assert_eq!(read(&write(&batch)).unwrap(), batch);
        }

        #[test]
        fn damage_is_no_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = read(&bytes);
        }
    }
}
