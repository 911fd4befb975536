//! The hashes of the chain: length-prefixed bytes, never a text format.

use sha2::{Digest as _, Sha256};

/// A SHA-256 value.
pub type Hash = [u8; 32];

/// Feeds `parts` to a hash, each behind its length.
pub(crate) fn hash_parts(tag: u8, parts: &[&[u8]]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([tag]);
    for part in parts {
        hasher.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hasher.update(part);
    }
    hasher.finalize().into()
}

/// The root over nothing.
pub(crate) fn empty_root() -> Hash {
    hash_parts(0, &[b"empty"])
}

/// The node above two others.
pub(crate) fn join(left: &Hash, right: &Hash) -> Hash {
    hash_parts(2, &[left, right])
}

/// The root over `leaves`, in their order; an odd one is carried up unchanged.
pub(crate) fn merkle_root(leaves: Vec<Hash>) -> Hash {
    let mut level = leaves;
    if level.is_empty() {
        return empty_root();
    }
    while level.len() > 1 {
        level = level
            .chunks(2)
            .map(|pair| match pair {
                [left, right] => join(left, right),
                [one] => *one,
                _ => [0; 32],
            })
            .collect();
    }
    level.first().copied().unwrap_or([0; 32])
}

/// What a fact's hash covers beside its fields.
pub(crate) struct Header<'a> {
    pub instance: &'a str,
    pub epoch: i64,
    pub stream: &'a str,
    pub seq: i64,
    pub kind: &'a str,
    pub at: i64,
    pub actor: &'a str,
    pub command: &'a str,
}

/// The hash of a fact: header, root of its fields, hash of the fact before it.
pub(crate) fn fact_hash(h: &Header<'_>, root: &Hash, prev: &[u8]) -> Hash {
    hash_parts(
        1,
        &[
            b"E1",
            h.instance.as_bytes(),
            &h.epoch.to_be_bytes(),
            h.stream.as_bytes(),
            &h.seq.to_be_bytes(),
            h.kind.as_bytes(),
            &h.at.to_be_bytes(),
            h.actor.as_bytes(),
            h.command.as_bytes(),
            root,
            prev,
        ],
    )
}
