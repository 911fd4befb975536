//! A fact's content as a list of salted fields.
//!
//! A tree of maps and lists becomes its scalar leaves, each with its path (`lines/0/quantity`), its class and a
//! salt. Bytes: per leaf, in order of path: `class u8, path, salt[16] or none, value (CBOR of the scalar)`, each
//! variable part behind a `u32` length. An erased leaf keeps only its commitment.

use ciborium::Value;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::chain::{Hash, hash_parts, merkle_root};
use crate::error::{Result, unreadable};

/// How far a field may travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// May be seen by everybody who sees the fact.
    Plain,
    /// A selling price.
    Price,
    /// A purchase price or cost.
    Cost,
    /// A person's data: can be erased by law.
    Personal,
    /// Never leaves the store.
    Secret,
}

/// One field of a fact.
#[derive(Debug, Clone, PartialEq)]
pub struct Leaf {
    /// Names and indexes from the root, joined by `/`.
    pub path: String,
    /// How far it may travel.
    pub class: Class,
    /// Its content, or only its commitment once it was erased.
    pub content: Content,
}

/// The content of a [`Leaf`].
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// Salt and value.
    Open {
        /// 16 random bytes.
        salt: [u8; 16],
        /// The CBOR bytes of the scalar.
        value: Vec<u8>,
    },
    /// What remains of an erased field.
    Erased(Hash),
}

impl Leaf {
    /// What the chain says about this field.
    pub(crate) fn commitment(&self) -> Hash {
        match &self.content {
            Content::Open { salt, value } => hash_parts(0, &[b"F1", self.path.as_bytes(), salt, value]),
            Content::Erased(hash) => *hash,
        }
    }
}

/// Any serialisable value as a tree.
pub fn to_value<T: Serialize>(value: &T) -> Result<Value> {
    Value::serialized(value).map_err(|e| unreadable("a value", e))
}

/// A state as the bytes of a snapshot.
pub fn write_snapshot<T: Serialize>(state: &T) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    ciborium::into_writer(state, &mut bytes).map_err(|e| unreadable("a snapshot", e))?;
    Ok(bytes)
}

/// The state in the bytes of a snapshot.
pub fn read_snapshot<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    ciborium::from_reader(bytes).map_err(|e| unreadable("a snapshot", e))
}

/// The leaves of `value`, sorted by path. What stands behind a tag is of the class that `class_of` has for it, with all
/// that is below, and is stored without the tag; a tag that means no class is part of the value.
pub fn encode(
    value: &Value,
    class_of: fn(u64) -> Option<Class>,
    salt: &mut dyn FnMut() -> [u8; 16],
) -> Result<Vec<Leaf>> {
    let mut leaves = Vec::new();
    flatten(value, &mut String::new(), Class::Plain, class_of, salt, &mut leaves)?;
    leaves.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(leaves)
}

fn flatten(
    value: &Value,
    path: &mut String,
    class: Class,
    class_of: fn(u64) -> Option<Class>,
    salt: &mut dyn FnMut() -> [u8; 16],
    out: &mut Vec<Leaf>,
) -> Result<()> {
    let length = path.len();
    if let Value::Tag(tag, inner) = value
        && let Some(own) = class_of(*tag)
    {
        return flatten(inner, path, own, class_of, salt, out);
    }
    match value {
        Value::Map(entries) if !entries.is_empty() => {
            for (key, child) in entries {
                let name = key.as_text().ok_or_else(|| unreadable("a field name", "it is no text"))?;
                push(path, name);
                flatten(child, path, class, class_of, salt, out)?;
                path.truncate(length);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, child) in items.iter().enumerate() {
                // Indexes are padded, so that the order of paths is the order of the list.
                push(path, &format!("#{index:05}"));
                flatten(child, path, class, class_of, salt, out)?;
                path.truncate(length);
            }
        }
        scalar => {
            let mut bytes = Vec::new();
            ciborium::into_writer(scalar, &mut bytes).map_err(|e| unreadable("a field", e))?;
            out.push(Leaf {
                path: path.clone(),
                class,
                content: Content::Open { salt: salt(), value: bytes },
            });
        }
    }
    Ok(())
}

fn push(path: &mut String, name: &str) {
    if !path.is_empty() {
        path.push('/');
    }
    path.push_str(name);
}

/// What an erased text reads as: only texts are erased, so it fits wherever one stood.
pub const ERASED: &str = "（已删除）";

/// The tree that `leaves` came from; an erased leaf reads as [`ERASED`].
pub fn decode(leaves: &[Leaf]) -> Result<Value> {
    let mut root = Value::Null;
    for leaf in leaves {
        let value = match &leaf.content {
            Content::Open { value, .. } => {
                ciborium::from_reader(value.as_slice()).map_err(|e| unreadable(&leaf.path, e))?
            }
            Content::Erased(_) => Value::Text(ERASED.to_owned()),
        };
        if leaf.path.is_empty() {
            return Ok(value);
        }
        place(&mut root, leaf.path.split('/'), value)?;
    }
    Ok(root)
}

fn place<'a>(at: &mut Value, mut path: impl Iterator<Item = &'a str>, value: Value) -> Result<()> {
    let Some(name) = path.next() else {
        *at = value;
        return Ok(());
    };
    if name.starts_with('#') {
        if at.is_null() {
            *at = Value::Array(Vec::new());
        }
        let items = at.as_array_mut().ok_or_else(|| unreadable("a list", name))?;
        let index: usize = name.trim_start_matches('#').parse().map_err(|e| unreadable("an index", e))?;
        if items.len() == index {
            items.push(Value::Null);
        }
        let slot = items.get_mut(index).ok_or_else(|| unreadable("an index", name))?;
        return place(slot, path, value);
    }
    if at.is_null() {
        *at = Value::Map(Vec::new());
    }
    let entries = at.as_map_mut().ok_or_else(|| unreadable("a map", name))?;
    if entries.last().is_none_or(|(key, _)| key.as_text() != Some(name)) {
        entries.push((Value::Text(name.to_owned()), Value::Null));
    }
    let (_, slot) = entries.last_mut().ok_or_else(|| unreadable("a map", name))?;
    place(slot, path, value)
}

/// The root over the commitments of `leaves`.
pub(crate) fn root(leaves: &[Leaf]) -> Hash {
    merkle_root(leaves.iter().map(Leaf::commitment).collect())
}

/// `leaves` as the bytes that are stored.
pub(crate) fn write(leaves: &[Leaf]) -> Vec<u8> {
    let mut out = vec![1]; // the format's version
    for leaf in leaves {
        out.push(match leaf.class {
            Class::Plain => 0,
            Class::Price => 1,
            Class::Cost => 2,
            Class::Personal => 3,
            Class::Secret => 4,
        });
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

fn part(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(u32::try_from(bytes.len()).unwrap_or(u32::MAX).to_be_bytes());
    out.extend(bytes);
}

/// The leaves that `bytes` hold.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Leaf>> {
    let bad = || unreadable("a fact's body", "it is cut or damaged");
    let Some((1, mut rest)) = bytes.split_first() else { return Err(bad()) };
    let mut leaves = Vec::new();
    while let Some((class, after)) = rest.split_first() {
        let class = match class {
            0 => Class::Plain,
            1 => Class::Price,
            2 => Class::Cost,
            3 => Class::Personal,
            4 => Class::Secret,
            _ => return Err(bad()),
        };
        rest = after;
        let path = String::from_utf8(take(&mut rest).ok_or_else(bad)?.to_vec()).map_err(|_| bad())?;
        let salt = take(&mut rest).ok_or_else(bad)?;
        let value = take(&mut rest).ok_or_else(bad)?;
        let content = if salt.is_empty() {
            Content::Erased(value.try_into().map_err(|_| bad())?)
        } else {
            Content::Open { salt: salt.try_into().map_err(|_| bad())?, value: value.to_vec() }
        };
        leaves.push(Leaf { path, class, content });
    }
    Ok(leaves)
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
    use super::*;

    const PRICE: u64 = 71;
    const PERSONAL: u64 = 73;

    /// Two prices and a telephone; each behind the tag of its class, where `tagged`.
    fn sample(tagged: bool) -> Value {
        let text = |s: &str| Value::Text(s.to_owned());
        let of = |tag, value| if tagged { Value::Tag(tag, Box::new(value)) } else { value };
        Value::Map(vec![
            (
                text("lines"),
                Value::Array(vec![
                    Value::Map(vec![
                        (text("price"), of(PRICE, Value::Integer(368_000.into()))),
                        (text("qty"), Value::Integer(2.into())),
                    ]),
                    Value::Map(vec![
                        (text("price"), of(PRICE, Value::Integer(1.into()))),
                        (text("qty"), Value::Integer(12.into())),
                    ]),
                ]),
            ),
            (
                text("talk"),
                of(
                    PERSONAL,
                    Value::Map(vec![(text("phone"), text("135****0001")), (text("said"), text("好"))]),
                ),
            ),
        ])
    }

    fn class(tag: u64) -> Option<Class> {
        match tag {
            PRICE => Some(Class::Price),
            PERSONAL => Some(Class::Personal),
            _ => None,
        }
    }

    #[test]
    fn a_body_survives_storage_and_decoding() {
        let leaves = encode(&sample(true), class, &mut || [7; 16]).unwrap();
        assert_eq!(read(&write(&leaves)).unwrap(), leaves);
        assert_eq!(decode(&leaves).unwrap(), sample(false));
        assert_eq!(leaves.iter().filter(|l| l.class == Class::Price).count(), 2);
        assert_eq!(
            leaves.iter().filter(|l| l.class == Class::Personal).count(),
            2,
            "all that is below a tag"
        );
    }

    #[test]
    fn the_tag_of_a_class_is_no_part_of_what_is_committed_to() {
        let [tagged, bare] = [true, false].map(|t| encode(&sample(t), class, &mut || [7; 16]).unwrap());
        assert_eq!(root(&tagged), root(&bare));
        let strange = Value::Tag(99, Box::new(Value::Bool(true)));
        let leaves = encode(&strange, class, &mut || [7; 16]).unwrap();
        assert_eq!(decode(&leaves).unwrap(), strange, "a tag that means no class is part of the value");
    }

    #[test]
    fn an_erased_field_keeps_the_root() {
        let mut leaves = encode(&sample(true), class, &mut || [7; 16]).unwrap();
        let before = root(&leaves);
        let phone = leaves.iter_mut().find(|l| l.path == "talk/phone").unwrap();
        phone.content = Content::Erased(phone.commitment());
        assert_eq!(root(&leaves), before);
        assert_eq!(read(&write(&leaves)).unwrap(), leaves);
        let value = decode(&leaves).unwrap();
        let of = |value: &Value, name: &str| {
            value.as_map().unwrap().iter().find(|(k, _)| k.as_text() == Some(name)).unwrap().1.clone()
        };
        assert_eq!(of(&of(&value, "talk"), "phone").as_text(), Some(ERASED));
    }
}
