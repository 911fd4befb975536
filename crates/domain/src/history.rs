//! What every noun with a history has in common (H2.1, H2.3).

use ciborium::Value;
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::access::Right;
use crate::kinds::FactKind;

/// When and by whom a fact was recorded.
#[derive(Debug, Clone, Copy)]
pub struct Stamp<'a> {
    /// Recorded time.
    pub at: Timestamp,
    /// Who: a person's id, `system`, or `customer`.
    pub actor: &'a str,
}

impl Stamp<'_> {
    /// Whether it was somebody, and not what follows by itself.
    pub fn is_somebody(&self) -> bool {
        self.actor != SYSTEM
    }
}

/// How facts name the system.
pub const SYSTEM: &str = "system";

/// A noun whose state is its facts applied in order. `apply` never fails and never refuses: what was
/// recorded has happened.
pub trait Noun: Default + Clone + Serialize + DeserializeOwned {
    /// The first part of its stream names.
    const STREAM: &'static str;
    /// The right to read it: who has it may open its files, as far as they may see what a file shows. Nobody, where it
    /// holds none that are shown.
    const READ: Option<Right>;
    /// What can happen to it.
    type Fact: Serialize + DeserializeOwned;
    /// Every kind of its facts. Said together with [`Self::kind`] by [`kinds!`](crate::kinds!).
    const KINDS: &'static [FactKind];
    /// The stable name of a fact's kind, `shipment.arrived`: what it is stored under, for ever.
    fn kind(fact: &Self::Fact) -> &'static str;
    /// Today's fields of a body that an earlier version wrote; nothing where they read as they are. The one place that
    /// knows old bodies.
    fn upcast(_kind: &str, _content: &Value) -> Option<Value> {
        None
    }
    /// The state after `fact`.
    fn apply(&mut self, fact: &Self::Fact, stamp: Stamp<'_>);
    /// The orders that this noun concerns, so that its facts show in their threads.
    fn orders(&self) -> Vec<crate::ids::OrderId>;
}

/// The state that `facts` lead to.
pub fn fold<'a, N: Noun>(facts: impl IntoIterator<Item = (&'a N::Fact, Stamp<'a>)>) -> N
where
    N::Fact: 'a,
{
    let mut state = N::default();
    for (fact, stamp) in facts {
        state.apply(fact, stamp);
    }
    state
}

/// A list stored as one field of a fact: for long technical lists without confidential parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Packed<T>(pub T);

impl<T: Serialize> Serialize for Packed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::new();
        ciborium::into_writer(&self.0, &mut bytes).map_err(serde::ser::Error::custom)?;
        serializer.serialize_bytes(&bytes)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Packed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Bytes;
        impl serde::de::Visitor<'_> for Bytes {
            type Value = Vec<u8>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("packed bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
                Ok(bytes.to_vec())
            }
            fn visit_byte_buf<E>(self, bytes: Vec<u8>) -> Result<Vec<u8>, E> {
                Ok(bytes)
            }
        }
        let bytes = deserializer.deserialize_byte_buf(Bytes)?;
        ciborium::from_reader(bytes.as_slice()).map(Packed).map_err(serde::de::Error::custom)
    }
}
