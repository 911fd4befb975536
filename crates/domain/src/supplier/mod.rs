//! Suppliers.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::confidential::{Confidential, Contact};
use crate::deed::Deed;
use crate::history::{Noun, Stamp};
use crate::ids::{OrderId, SupplierId};

/// What is written about it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Supplier code, unique.
    pub code: String,
    /// Name.
    pub name: String,
    /// What they supply.
    pub category: String,
    /// Lead time in calendar days.
    pub lead_days: i64,
    /// How they are paid.
    pub terms: String,
    /// Their phone.
    pub phone: Confidential<Contact, String>,
    /// How much more than ordered is received without a word, in percent; the company's own limit where nothing is said (C10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_delivery: Option<i64>,
    /// Code of the [`Language`](crate::language::Language) of what they get; empty in records older than the field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
}

/// Suppliers.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Supplier {
    /// Identity.
    pub id: SupplierId,
    /// What is written about it.
    pub profile: Profile,
    /// Whether it is no longer used for new business.
    pub retired: bool,
}

/// What can happen to the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Written down, or written anew.
    Recorded {
        /// Identity.
        id: SupplierId,
        /// The whole record.
        profile: Profile,
    },
    /// No longer used.
    Retired {
        /// Why.
        reason: String,
    },
    /// In use again.
    Restored,
}

impl Supplier {
    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> Vec<Deed> {
        if self.retired {
            vec![Deed::SupplierRestore]
        } else {
            vec![Deed::SupplierRetire, Deed::SupplierEdit]
        }
    }
}

impl Noun for Supplier {
    const STREAM: &'static str = "supplier";
    const READ: Option<Right> = Some(Right::ReadMasterData);
    type Fact = Fact;

    crate::kinds! { Fact:
        Recorded = "supplier.recorded",
        Retired = "supplier.retired",
        Restored = "supplier.restored",
    }

    fn apply(&mut self, fact: &Fact, _: Stamp<'_>) {
        match fact {
            Fact::Recorded { id, profile } => {
                self.id = *id;
                self.profile = profile.clone();
            }
            Fact::Retired { .. } => self.retired = true,
            Fact::Restored => self.retired = false,
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        Vec::new()
    }
}
