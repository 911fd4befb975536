//! What not everybody may see (H1.3).

use std::marker::PhantomData;

use ciborium::tag::Captured;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value of the class `C`. It cannot be printed, and cannot be serialised to anything people read: only the
/// evidence store, whose format is binary, takes it. There it stands behind the tag of its class, by which the store
/// knows what it keeps. The application opens it with a look that is recorded.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Confidential<C, T>(T, PhantomData<C>);

impl<C: Class, T> Confidential<C, T> {
    /// Closes over `value`.
    pub fn new(value: T) -> Self {
        Self(value, PhantomData)
    }

    /// The value, for rules and for a reader whose right has been checked.
    pub fn open(&self) -> &T {
        &self.0
    }
}

impl<C, T> std::fmt::Debug for Confidential<C, T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Confidential(…)")
    }
}

impl<C: Class, T: Serialize> Serialize for Confidential<C, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return Err(serde::ser::Error::custom("a confidential value is not written to text formats"));
        }
        Captured(Some(C::SECRET.tag()), &self.0).serialize(serializer)
    }
}

/// Read with its tag or without: stored facts and older snapshots have none, and what it is the type says.
impl<'de, C: Class, T: Deserialize<'de>> Deserialize<'de> for Confidential<C, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return Err(serde::de::Error::custom("a confidential value is not read from text formats"));
        }
        Captured::<T>::deserialize(deserializer).map(|Captured(_, value)| Self::new(value))
    }
}

/// A class of confidential data, as a type says it.
pub trait Class: Clone + Copy + PartialEq + Eq + Default + sealed::Sealed + 'static {
    /// The same as a value.
    const SECRET: Secret;
}

mod sealed {
    pub trait Sealed {}
}

/// The classes: each as a type, as a value, as logs name it, and by the tag that stands before its values in CBOR.
macro_rules! classes {
    ($($(#[$doc:meta])* $class:ident $word:literal $tag:literal;)*) => {
        /// Kinds of confidential data; a right is given per kind.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Secret {
            $($(#[$doc])* $class,)*
        }

        impl Secret {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$class),*];

            /// How logs name it.
            pub fn word(self) -> &'static str {
                match self {
                    $(Self::$class => $word,)*
                }
            }

            /// The tag that its values have in CBOR. Snapshots keep it.
            pub fn tag(self) -> u64 {
                match self {
                    $(Self::$class => $tag,)*
                }
            }

            /// The kind whose values have this tag.
            pub fn of_tag(tag: u64) -> Option<Self> {
                Self::ALL.iter().copied().find(|kind| kind.tag() == tag)
            }
        }

        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
            pub struct $class;

            impl sealed::Sealed for $class {}

            impl Class for $class {
                const SECRET: Secret = Secret::$class;
            }
        )*
    };
}

// Numbers that nobody has registered: "gdn" and a number of ours.
classes! {
    /// Selling prices and amounts.
    Price "price" 0x6764_6e01;
    /// Purchase prices and costs.
    Cost "cost" 0x6764_6e02;
    /// Customers' contacts.
    Contact "contact" 0x6764_6e03;
}

#[cfg(test)]
mod tests {
    use ciborium::Value;

    use super::*;
    use crate::money::{Money, UnitPrice};

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Deal {
        amount: Confidential<Price, Money>,
        cost: Option<Confidential<Cost, UnitPrice>>,
        talk: Confidential<Contact, Talk>,
    }

    #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
    struct Talk {
        whom: Confidential<Contact, String>,
        said: String,
    }

    fn deal() -> Deal {
        let talk = Talk { whom: Confidential::new("丁工".into()), said: "周三前".into() };
        Deal {
            amount: Confidential::new(Money::cny(368_000)),
            cost: Some(Confidential::new(UnitPrice::parse("0.035").unwrap())),
            talk: Confidential::new(talk),
        }
    }

    /// The tree without the tags of classes, as the store keeps it.
    fn bare(value: Value) -> Value {
        match value {
            Value::Tag(_, inner) => bare(*inner),
            Value::Map(entries) => Value::Map(entries.into_iter().map(|(k, v)| (k, bare(v))).collect()),
            other => other,
        }
    }

    #[test]
    fn a_value_is_written_with_its_class_and_read_with_or_without() {
        let tree = Value::serialized(&deal()).unwrap();
        let field = |name: &str| tree.as_map().unwrap().iter().find(|e| e.0.as_text() == Some(name)).unwrap();
        for (name, kind) in [("amount", Secret::Price), ("cost", Secret::Cost), ("talk", Secret::Contact)] {
            assert_eq!(
                field(name).1.as_tag().map(|(tag, _)| Secret::of_tag(tag)),
                Some(Some(kind)),
                "{name}"
            );
        }
        for tree in [bare(tree.clone()), tree] {
            assert_eq!(tree.deserialized::<Deal>().unwrap(), deal());
            let mut bytes = Vec::new();
            ciborium::into_writer(&tree, &mut bytes).unwrap();
            assert_eq!(ciborium::from_reader::<Deal, _>(bytes.as_slice()).unwrap(), deal());
        }
        let mut bytes = Vec::new();
        ciborium::into_writer(&deal(), &mut bytes).unwrap();
        assert_eq!(ciborium::from_reader::<Deal, _>(bytes.as_slice()).unwrap(), deal());
    }

    #[test]
    fn h1_3_a_value_is_not_printed() {
        let shown = format!("{:?}", deal());
        assert!(!shown.contains("368") && !shown.contains("丁工") && !shown.contains("周三"), "{shown}");
    }
}
