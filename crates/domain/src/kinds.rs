//! Facts are read by their kind (ADR 0017): the stored name `claim.lodged` says what a body is, not the name that the
//! variant has in Rust. A variant may be renamed; what was recorded reads as before.

use std::fmt;

use ciborium::Value;

use crate::history::Noun;

/// A kind of fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FactKind {
    /// What it is stored under, for ever.
    pub name: &'static str,
    /// What its variant is called in this version.
    pub variant: &'static str,
}

/// Says the kinds of a noun inside its `impl Noun`: the stored name of every variant, each once.
#[macro_export]
macro_rules! kinds {
    ($fact:ident: $($variant:ident = $name:literal),+ $(,)?) => {
        const KINDS: &'static [$crate::kinds::FactKind] =
            &[$($crate::kinds::FactKind { name: $name, variant: stringify!($variant) }),+];

        fn kind(fact: &$fact) -> &'static str {
            match fact {
                $($fact::$variant { .. } => $name,)+
            }
        }
    };
}

/// Why a body could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// This version knows no such kind.
    UnknownKind(String),
    /// It is not a body of its kind.
    Body {
        /// The kind.
        kind: String,
        /// What is wrong with it.
        why: String,
    },
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownKind(kind) => write!(f, "this version knows no fact of kind {kind}"),
            Self::Body { kind, why } => write!(f, "the body of a fact of kind {kind} cannot be read: {why}"),
        }
    }
}

impl std::error::Error for Unread {}

/// The fact that was stored under `kind`: the one place where stored bodies become facts.
pub fn decode<N: Noun>(kind: &str, body: &Value) -> Result<N::Fact, Unread> {
    let unread = |why: String| Unread::Body { kind: kind.to_owned(), why };
    let Some(known) = N::KINDS.iter().find(|k| k.name == kind) else {
        return Err(Unread::UnknownKind(kind.to_owned()));
    };
    // A body stands in an envelope with the name that its variant had when it was written; one without fields is that
    // name alone.
    let (variant, content) = match body {
        Value::Text(variant) => (variant, &Value::Null),
        Value::Map(entries) => match entries.as_slice() {
            [(Value::Text(variant), content)] => (variant, content),
            _ => return Err(unread("it is not one thing".to_owned())),
        },
        _ => return Err(unread("it is no fact".to_owned())),
    };
    let raised = N::upcast(kind, content);
    if raised.is_none() && variant == known.variant {
        return body.deserialized().map_err(|e| unread(e.to_string()));
    }
    let variant = Value::Text(known.variant.to_owned());
    let content = raised.or_else(|| body.is_map().then(|| content.clone()));
    let body = match content {
        Some(content) => Value::Map(vec![(variant, content)]),
        None => variant,
    };
    body.deserialized().map_err(|e| unread(e.to_string()))
}

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use super::*;
    use crate::history::Stamp;
    use crate::ids::OrderId;

    /// A lamp as the first version knew it.
    #[derive(Serialize)]
    enum First {
        Hung { high: i64 },
        Lit,
    }

    /// A later version calls everything else and measures in centimetres.
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Fact {
        Mounted { height: i64 },
        SwitchedOn,
    }

    #[derive(Default, Clone, Serialize, Deserialize)]
    struct Lamp;

    impl Noun for Lamp {
        const STREAM: &'static str = "lamp";
        const READ: Option<crate::access::Right> = None;
        type Fact = Fact;
        crate::kinds!(Fact: Mounted = "lamp.hung", SwitchedOn = "lamp.lit");

        fn upcast(kind: &str, content: &Value) -> Option<Value> {
            let metres = match content.as_map()?.first()? {
                (Value::Text(name), high) if kind == "lamp.hung" && name == "high" => high.as_integer()?,
                _ => return None,
            };
            let height = i64::try_from(metres).ok()? * 100;
            Some(Value::Map(vec![("height".into(), height.into())]))
        }

        fn apply(&mut self, _: &Fact, _: Stamp<'_>) {}

        fn orders(&self) -> Vec<OrderId> {
            Vec::new()
        }
    }

    fn stored(fact: &impl Serialize) -> Value {
        Value::serialized(fact).unwrap()
    }

    #[test]
    fn a_body_is_read_by_its_kind_whatever_its_variant_was_called() {
        assert_eq!(decode::<Lamp>("lamp.lit", &stored(&First::Lit)), Ok(Fact::SwitchedOn));
        let hung = stored(&First::Hung { high: 3 });
        assert_eq!(decode::<Lamp>("lamp.hung", &hung), Ok(Fact::Mounted { height: 300 }));
        for fact in [Fact::Mounted { height: 40 }, Fact::SwitchedOn] {
            assert_eq!(decode::<Lamp>(Lamp::kind(&fact), &stored(&fact)), Ok(fact));
        }
    }

    #[test]
    fn what_cannot_be_read_says_of_which_kind_it_is() {
        let told = decode::<Lamp>("lamp.broken", &stored(&First::Lit)).unwrap_err();
        assert_eq!(told, Unread::UnknownKind("lamp.broken".to_owned()));
        let told = decode::<Lamp>("lamp.hung", &stored(&First::Lit)).unwrap_err();
        assert!(told.to_string().contains("lamp.hung"), "{told}");
    }
}
