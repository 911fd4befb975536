//! Carriers 货运队.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::confidential::{Confidential, Contact};
use crate::deed::Deed;
use crate::history::{Noun, Stamp};
use crate::ids::{CarrierId, OrderId};

/// What is written about it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Carrier code, unique.
    pub code: String,
    /// Name.
    pub name: String,
    /// Transport mode as orders write it.
    pub mode: String,
    /// Road, sea, air, courier.
    pub category: String,
    /// Kilometres a day.
    pub km_per_day: i64,
    /// Days for loading and unloading.
    pub handling_days: i64,
    /// Their phone.
    pub phone: Confidential<Contact, String>,
    /// Working days within which it answers a claim, where its contract says so (H6.6).
    #[serde(default)]
    pub claim_days: Option<i64>,
    /// Code of the [`Language`](crate::language::Language) of what they get; empty in records older than the field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
}

/// Carriers 货运队.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Carrier {
    /// Identity.
    pub id: CarrierId,
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
        id: CarrierId,
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

impl Carrier {
    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> Vec<Deed> {
        if self.retired { vec![Deed::CarrierRestore] } else { vec![Deed::CarrierRetire, Deed::CarrierEdit] }
    }
}

impl Noun for Carrier {
    const STREAM: &'static str = "carrier";
    const READ: Option<Right> = Some(Right::ReadMasterData);
    type Fact = Fact;

    crate::kinds! { Fact:
        Recorded = "carrier.recorded",
        Retired = "carrier.retired",
        Restored = "carrier.restored",
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
