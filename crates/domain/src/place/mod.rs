//! Places 库位 where stock lies (H7.2): warehouses, quarantine, used material.

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choice::{State, Tone};
use crate::deed::Deed;
use crate::history::{Noun, Stamp};
use crate::ids::{OrderId, PlaceId};

/// What lies at a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// Good stock: orders may have it.
    #[default]
    Usable,
    /// What somebody has to decide on.
    Quarantine,
    /// Material that came back from a site or a counter.
    Used,
}

crate::choice!(PlaceKind {
    Usable = "usable", "可用库位";
    Quarantine = "quarantine", "待处理";
    Used = "used", "旧料";
});

impl State for PlaceKind {
    fn tone(self) -> Tone {
        match self {
            Self::Usable => Tone::Ok,
            Self::Quarantine => Tone::Warn,
            Self::Used => Tone::Quiet,
        }
    }
}

impl PlaceKind {
    /// Whether what lies there is available for orders.
    pub fn counts(self) -> bool {
        self == Self::Usable
    }
}

/// What is written about it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Code, unique.
    pub code: String,
    /// Name.
    pub name: String,
    /// What lies there; it stays once something has moved there.
    pub kind: PlaceKind,
}

/// A place.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Place {
    /// Identity.
    pub id: PlaceId,
    /// What is written about it.
    pub profile: Profile,
    /// Whether it is no longer used.
    pub retired: bool,
}

/// What can happen to the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Written down, or written anew.
    Recorded {
        /// Identity.
        id: PlaceId,
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

impl Place {
    /// The place that is always there: all stock lies there of which nobody says where. Nobody has written it down, so it
    /// has no facts.
    pub fn main() -> Self {
        let profile = Profile { code: "Z00".into(), name: "主仓".into(), kind: PlaceKind::Usable };
        Self { id: PlaceId::MAIN, profile, retired: false }
    }

    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> Vec<Deed> {
        if self.id == PlaceId::MAIN {
            Vec::new()
        } else if self.retired {
            vec![Deed::PlaceRestore]
        } else {
            vec![Deed::PlaceRetire, Deed::PlaceEdit]
        }
    }
}

impl Noun for Place {
    const STREAM: &'static str = "place";
    const READ: Option<Right> = Some(Right::ReadStock);
    type Fact = Fact;

    crate::kinds! { Fact:
        Recorded = "place.recorded",
        Retired = "place.retired",
        Restored = "place.restored",
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
