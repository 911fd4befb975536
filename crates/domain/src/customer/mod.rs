//! Customers (H7.3, H9.1).

mod sheet_format;

pub use sheet_format::SheetFormat;

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::confidential::{self, Confidential};
use crate::deed::Deed;
use crate::history::{Noun, Stamp};
use crate::ids::{CustomerId, OrderId};
use crate::order::Contact;

/// What is written about it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Customer code, unique.
    pub code: String,
    /// Name.
    pub name: String,
    /// Class A, B, C … (H9.1).
    pub class: String,
    /// Industry.
    pub industry: String,
    /// City.
    pub city: String,
    /// Delivery address.
    pub address: Confidential<confidential::Contact, String>,
    /// Whom to talk to.
    pub contact: Confidential<confidential::Contact, String>,
    /// Their phone.
    pub phone: Confidential<confidential::Contact, String>,
    /// Payment terms as written.
    pub terms: String,
    /// Code of the [`Language`](crate::language::Language) of what they get.
    pub language: String,
    /// Road distance to the delivery address, where known.
    pub distance_km: Option<i64>,
}

/// Customers (H7.3, H9.1).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Customer {
    /// Identity.
    pub id: CustomerId,
    /// What is written about it.
    pub profile: Profile,
    /// Whether it is no longer used for new business.
    pub retired: bool,
    /// Talks that belong to no single order (H5.5).
    pub contacts: Vec<Contact>,
    /// How its own purchase orders are laid out (H3.1).
    #[serde(default)]
    pub formats: Vec<SheetFormat>,
}

/// What can happen to the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Written down, or written anew.
    Recorded {
        /// Identity.
        id: CustomerId,
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
    /// Somebody was spoken to.
    Contacted {
        /// The talk.
        contact: Confidential<confidential::Contact, Contact>,
    },
    /// The layout of its own purchase orders was told; it replaces one with the same headings.
    FormatKept {
        /// The layout.
        format: SheetFormat,
    },
    /// A layout is forgotten.
    FormatDropped {
        /// Its headings.
        header: Vec<String>,
    },
}

impl Customer {
    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> Vec<Deed> {
        use Deed::{CustomerContact, CustomerEdit, CustomerErase, CustomerRestore, CustomerRetire};
        if self.retired {
            vec![CustomerContact, CustomerErase, CustomerRestore]
        } else {
            vec![CustomerContact, CustomerErase, CustomerRetire, CustomerEdit]
        }
    }
}

impl Noun for Customer {
    const STREAM: &'static str = "customer";
    const READ: Option<Right> = Some(Right::ReadMasterData);
    type Fact = Fact;

    crate::kinds! { Fact:
        Recorded = "customer.recorded",
        Retired = "customer.retired",
        Restored = "customer.restored",
        Contacted = "customer.contacted",
        FormatKept = "customer.format_kept",
        FormatDropped = "customer.format_dropped",
    }

    fn apply(&mut self, fact: &Fact, _: Stamp<'_>) {
        match fact {
            Fact::Recorded { id, profile } => {
                self.id = *id;
                self.profile = profile.clone();
            }
            Fact::Retired { .. } => self.retired = true,
            Fact::Restored => self.retired = false,
            Fact::Contacted { contact } => self.contacts.push(contact.open().clone()),
            Fact::FormatKept { format } => {
                self.formats.retain(|f| f.header != format.header);
                self.formats.push(format.clone());
            }
            Fact::FormatDropped { header } => self.formats.retain(|f| f.header != *header),
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        Vec::new()
    }
}
