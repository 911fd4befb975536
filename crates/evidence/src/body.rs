//! A fact's content as a list of salted fields.
//!
//! A tree of maps and lists becomes its scalar leaves, each with its path (`lines/#00000/quantity`), its class and a
//! salt; an erased leaf keeps only its commitment. How they are stored is `stored`'s.

use ciborium::Value;
use serde::Serialize;

use crate::chain::{Hash, hash_parts, merkle_root};
use crate::error::{Result, unreadable};
use crate::stored::SaltKey;

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

/// The leaves of `value`, sorted by path. What stands behind a tag is of the class that `class_of` has for it, with all
/// that is below, and is stored without the tag; a tag that means no class is part of the value.
pub fn encode(value: &Value, class_of: fn(u64) -> Option<Class>, key: SaltKey) -> Result<Vec<Leaf>> {
    let mut leaves = Vec::new();
    flatten(value, &mut String::new(), Class::Plain, class_of, key, &mut leaves)?;
    leaves.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(leaves)
}

fn flatten(
    value: &Value,
    path: &mut String,
    class: Class,
    class_of: fn(u64) -> Option<Class>,
    key: SaltKey,
    out: &mut Vec<Leaf>,
) -> Result<()> {
    let length = path.len();
    if let Value::Tag(tag, inner) = value
        && let Some(own) = class_of(*tag)
    {
        return flatten(inner, path, own, class_of, key, out);
    }
    match value {
        Value::Map(entries) if !entries.is_empty() => {
            for (name, child) in entries {
                let name = name.as_text().ok_or_else(|| unreadable("a field name", "it is no text"))?;
                push(path, name);
                flatten(child, path, class, class_of, key, out)?;
                path.truncate(length);
            }
        }
        Value::Array(items) if !items.is_empty() => {
            for (index, child) in items.iter().enumerate() {
                // Indexes are padded, so that the order of paths is the order of the list.
                push(path, &format!("#{index:05}"));
                flatten(child, path, class, class_of, key, out)?;
                path.truncate(length);
            }
        }
        scalar => {
            let mut bytes = Vec::new();
            ciborium::into_writer(scalar, &mut bytes).map_err(|e| unreadable("a field", e))?;
            out.push(Leaf {
                path: path.clone(),
                class,
                content: Content::Open { salt: key.salt(path), value: bytes },
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stored;

    const KEY: SaltKey = SaltKey::new([7; 16]);

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
        let leaves = encode(&sample(true), class, KEY).unwrap();
        assert_eq!(stored::read(&stored::write(&leaves, KEY)).unwrap(), leaves);
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
        let [tagged, bare] = [true, false].map(|t| encode(&sample(t), class, KEY).unwrap());
        assert_eq!(root(&tagged), root(&bare));
        let strange = Value::Tag(99, Box::new(Value::Bool(true)));
        let leaves = encode(&strange, class, KEY).unwrap();
        assert_eq!(decode(&leaves).unwrap(), strange, "a tag that means no class is part of the value");
    }

    #[test]
    fn an_erased_field_keeps_the_root() {
        let mut leaves = encode(&sample(true), class, KEY).unwrap();
        let before = root(&leaves);
        let phone = leaves.iter_mut().find(|l| l.path == "talk/phone").unwrap();
        phone.content = Content::Erased(phone.commitment());
        assert_eq!(root(&leaves), before);
        let kept = stored::write_salted(&leaves);
        assert_eq!(stored::read(&kept).unwrap(), leaves);
        assert!(!kept.windows(16).any(|w| w == [7; 16]), "the salt of what is gone cannot be made again");
        let value = decode(&leaves).unwrap();
        let of = |value: &Value, name: &str| {
            value.as_map().unwrap().iter().find(|(k, _)| k.as_text() == Some(name)).unwrap().1.clone()
        };
        assert_eq!(of(&of(&value, "talk"), "phone").as_text(), Some(ERASED));
    }
}
