//! Leaves as the bytes that are stored.
//!
//! A body begins with the version of its form. What is written today is form 2 or 3: `key[16]`, then per leaf, in order
//! of path: `class u8`, how many bytes of the path before it are shared, the rest of the path, the value (CBOR of the
//! scalar), each part behind its length as a varint; in form 3 these leaves are compressed (LZ4 behind their length).
//! Every leaf's salt comes from the key and its path ([`SaltKey`]).
//! Form 1 has `class u8, path, salt[16], value` per leaf, each part behind a `u32` length; of an erased leaf no salt,
//! and its commitment. A fact that loses a text is written in it, so that the key, from which the salt could be made
//! again, goes with the text (ADR 0032).

use std::borrow::Cow;

use sha2::{Digest as _, Sha256};

use crate::body::{Class, Content, Leaf};
use crate::error::{Result, unreadable};
use crate::packing::{pack, take_varint, unpack, varint};

/// Each leaf with its salt.
const SALTED: u8 = 1;
/// Leaves behind a key.
const PLAIN: u8 = 2;
/// The same, compressed.
const PACKED: u8 = 3;

/// What the salts of one fact come from: 16 random bytes, of which each salt is a hash together with its field's path.
#[derive(Clone, Copy)]
pub struct SaltKey([u8; 16]);

impl SaltKey {
    /// A key of these bytes: random ones, or in tests the same.
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The salt of the field at `path`.
    pub(crate) fn salt(self, path: &str) -> [u8; 16] {
        let hash = Sha256::new().chain_update(b"S1").chain_update(self.0).chain_update(path).finalize();
        let mut salt = [0; 16];
        salt.iter_mut().zip(hash).for_each(|(byte, from)| *byte = from);
        salt
    }
}

/// `leaves`, whose salts come from `key` and none of which is erased, as the bytes that are stored.
pub(crate) fn write(leaves: &[Leaf], key: SaltKey) -> Vec<u8> {
    let plain = write_leaves(leaves);
    let (form, content) = match pack(&plain) {
        Some(packed) => (PACKED, packed),
        None => (PLAIN, plain),
    };
    [&[form][..], &key.0, &content].concat()
}

/// `leaves` with the salt of each: what remains when some are erased.
pub(crate) fn write_salted(leaves: &[Leaf]) -> Vec<u8> {
    let mut out = vec![SALTED];
    let part = |out: &mut Vec<u8>, bytes: &[u8]| {
        out.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
        out.extend(bytes);
    };
    for leaf in leaves {
        out.push(code(leaf.class));
        part(&mut out, leaf.path.as_bytes());
        match &leaf.content {
            Content::Open { salt, value } => {
                part(&mut out, salt);
                part(&mut out, value);
            }
            Content::Erased(hash) => {
                part(&mut out, &[]);
                part(&mut out, hash);
            }
        }
    }
    out
}

/// The leaves that `bytes` hold.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Leaf>> {
    read_body(bytes).map(|(leaves, _)| leaves).ok_or_else(damaged)
}

/// The leaves that `bytes` hold, and whether these are the bytes that they are written as.
pub(crate) fn read_strictly(bytes: &[u8]) -> Result<(Vec<Leaf>, bool)> {
    let (leaves, key) = read_body(bytes).ok_or_else(damaged)?;
    let is_canonical = match key {
        // Another version of the compressor may find shorter bytes: what they hold is what counts.
        Some(_) => *write_leaves(&leaves) == *plain(bytes)?,
        None => write_salted(&leaves) == bytes,
    };
    Ok((leaves, is_canonical))
}

/// The part of a body that has its texts, as their own bytes: for who only looks whether one is there.
pub(crate) fn plain(bytes: &[u8]) -> Result<Cow<'_, [u8]>> {
    content(bytes).map(|(_, content)| content).ok_or_else(damaged)
}

fn damaged() -> crate::error::Error {
    unreadable("a fact's body", "it is cut or damaged")
}

fn content(bytes: &[u8]) -> Option<(Option<SaltKey>, Cow<'_, [u8]>)> {
    let (form, rest) = bytes.split_first()?;
    if *form == SALTED {
        return Some((None, Cow::Borrowed(rest)));
    }
    let (key, rest) = rest.split_first_chunk::<16>()?;
    let key = Some(SaltKey(*key));
    match *form {
        PLAIN => Some((key, Cow::Borrowed(rest))),
        PACKED => Some((key, Cow::Owned(unpack(rest)?))),
        _ => None,
    }
}

fn read_body(bytes: &[u8]) -> Option<(Vec<Leaf>, Option<SaltKey>)> {
    let (key, content) = content(bytes)?;
    let leaves = match key {
        Some(key) => read_leaves(&content, key)?,
        None => read_salted(&content)?,
    };
    Some((leaves, key))
}

fn write_leaves(leaves: &[Leaf]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut before: &[u8] = &[];
    for leaf in leaves {
        let path = leaf.path.as_bytes();
        let shared = path.iter().zip(before).take_while(|(a, b)| a == b).count();
        let rest = path.split_at(shared).1;
        out.push(code(leaf.class));
        varint(&mut out, shared);
        varint(&mut out, rest.len());
        out.extend(rest);
        let value: &[u8] = match &leaf.content {
            Content::Open { value, .. } => value,
            // Whoever erases writes with salts: `erase` is the only one.
            Content::Erased(_) => &[],
        };
        varint(&mut out, value.len());
        out.extend(value);
        before = path;
    }
    out
}

fn read_leaves(mut rest: &[u8], key: SaltKey) -> Option<Vec<Leaf>> {
    let mut leaves: Vec<Leaf> = Vec::new();
    while let Some((class, after)) = rest.split_first() {
        rest = after;
        let shared = take_varint(&mut rest)?;
        let own = take_varint(&mut rest)?;
        let (own, after) = rest.split_at_checked(own)?;
        rest = after;
        let before = leaves.last().map_or(&[][..], |leaf| leaf.path.as_bytes());
        let path = [before.split_at_checked(shared)?.0, own].concat();
        let path = String::from_utf8(path).ok()?;
        let length = take_varint(&mut rest)?;
        let (value, after) = rest.split_at_checked(length)?;
        rest = after;
        let content = Content::Open { salt: key.salt(&path), value: value.to_vec() };
        leaves.push(Leaf { class: class_of(*class)?, content, path });
    }
    Some(leaves)
}

fn read_salted(mut rest: &[u8]) -> Option<Vec<Leaf>> {
    let mut leaves = Vec::new();
    while let Some((class, after)) = rest.split_first() {
        rest = after;
        let path = String::from_utf8(take(&mut rest)?.to_vec()).ok()?;
        let salt = take(&mut rest)?;
        let value = take(&mut rest)?;
        let content = if salt.is_empty() {
            Content::Erased(value.try_into().ok()?)
        } else {
            Content::Open { salt: salt.try_into().ok()?, value: value.to_vec() }
        };
        leaves.push(Leaf { path, class: class_of(*class)?, content });
    }
    Some(leaves)
}

/// A class as its stored byte.
pub(crate) fn code(class: Class) -> u8 {
    match class {
        Class::Plain => 0,
        Class::Price => 1,
        Class::Cost => 2,
        Class::Personal => 3,
        Class::Secret => 4,
    }
}

fn class_of(code: u8) -> Option<Class> {
    [Class::Plain, Class::Price, Class::Cost, Class::Personal, Class::Secret].get(usize::from(code)).copied()
}

fn take<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, after) = rest.split_first_chunk::<4>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (bytes, after) = after.split_at_checked(length)?;
    *rest = after;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const KEY: SaltKey = SaltKey::new([7; 16]);

    fn leaf(path: &str, value: Vec<u8>) -> Leaf {
        let content = Content::Open { salt: KEY.salt(path), value };
        Leaf { path: path.to_owned(), class: Class::Price, content }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(paths in prop::collection::btree_set("[a-c/#0-9价]{0,9}", 0..40), value in prop::collection::vec(any::<u8>(), 0..300)) {
            let leaves: Vec<Leaf> = paths.iter().map(|path| leaf(path, value.clone())).collect();
            for bytes in [write(&leaves, KEY), write_salted(&leaves)] {
                prop_assert_eq!(read_strictly(&bytes).unwrap(), (leaves.clone(), true));
            }
        }

        #[test]
        fn what_is_damaged_is_refused_or_another(at in 0_usize..400, to in any::<u8>()) {
            let leaves: Vec<Leaf> = (0..30).map(|n| leaf(&format!("lines/#{n:05}/code"), vec![n; 3])).collect();
            let mut bytes = write(&leaves, KEY);
            let at = at % bytes.len();
            let before = std::mem::replace(&mut bytes[at], to);
            let read = read_strictly(&bytes).map(|(found, _)| found).ok();
            // A changed byte never reads as what was written, unless the compressor has another way to say the same.
            let same = plain(&bytes).is_ok_and(|plain| *plain == *write_leaves(&leaves));
            let in_key = (1..17).contains(&at);
            prop_assert!(before == to || in_key || (read.as_ref() == Some(&leaves)) == same);
            prop_assert!(before == to || !in_key || read.is_none_or(|found| found != leaves), "another key, other salts");
        }
    }

    #[test]
    fn rows_of_a_list_take_little_more_than_their_values() {
        let rows = ["code", "quantity", "unit_price", "wanted_on"];
        let leaves: Vec<Leaf> = (0..20)
            .flat_map(|n| rows.map(|name| leaf(&format!("lines/#{n:05}/{name}"), vec![n, 1, 2])))
            .collect();
        let (now, salted) = (write(&leaves, KEY).len(), write_salted(&leaves).len());
        assert!(now * 6 < salted, "{now} against {salted}");
    }

    #[test]
    fn what_is_cut_or_lies_about_its_length_is_refused() {
        let leaves: Vec<Leaf> = (0..30).map(|n| leaf(&format!("lines/#{n:05}/code"), vec![n; 3])).collect();
        let bytes = write(&leaves, KEY);
        assert!(read(&bytes[..bytes.len() - 1]).is_err());
        assert!(read(&[]).is_err());
        assert!(read(&[9, 1, 2]).is_err());
    }
}
