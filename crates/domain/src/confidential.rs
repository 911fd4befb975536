//! What not everybody may see (H1.3).

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A value that cannot be printed, and cannot be serialised to anything people read: only the evidence store,
/// whose format is binary, takes it. The application opens it with a look that is recorded.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Confidential<T>(T);

impl<T> Confidential<T> {
    /// Closes over `value`.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for rules and for a reader whose right has been checked.
    pub fn open(&self) -> &T {
        &self.0
    }
}

impl<T> std::fmt::Debug for Confidential<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Confidential(…)")
    }
}

impl<T: Serialize> Serialize for Confidential<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            return Err(serde::ser::Error::custom("a confidential value is not written to text formats"));
        }
        self.0.serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Confidential<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            return Err(serde::de::Error::custom("a confidential value is not read from text formats"));
        }
        T::deserialize(deserializer).map(Self)
    }
}

/// Kinds of confidential data; a right is given per kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Selling prices and amounts.
    Price,
    /// Purchase prices and costs.
    Cost,
    /// Customers' contacts.
    Contact,
}

impl Kind {
    /// How logs name it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Price => "price",
            Self::Cost => "cost",
            Self::Contact => "contact",
        }
    }
}

/// The class of a stored field by its name: one table, so that no fact kind can forget it. `None` is plain.
pub fn kind_of_field(field: &str) -> Option<Kind> {
    match field {
        "unit_price" | "amount" | "offer" | "list_price" => Some(Kind::Price),
        "unit_cost" | "reference_cost" | "freight" => Some(Kind::Cost),
        "contact" | "phone" | "address" | "whom" => Some(Kind::Contact),
        _ => None,
    }
}
