//! Customers (H7.3, H9.1).

mod alike;
mod proposal;
mod sheet_format;

pub use alike::{Company, alike};
pub use proposal::{Proposal, Standing, confirm, propose, send_back, withdraw};
pub use sheet_format::SheetFormat;

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::confidential::{self, Confidential};
use crate::deed::Deed;
use crate::followup::local;
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
    /// Tax number 税号; empty where nobody has said it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub tax_number: String,
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
    /// How it was proposed, until the lead confirms it (H7.3).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
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
    /// Written down by somebody who may not alone, or written anew as it was put right (H7.3).
    Proposed {
        /// Identity.
        id: CustomerId,
        /// The whole record.
        profile: Profile,
    },
    /// The lead takes the proposal.
    Confirmed,
    /// The lead sends the proposal back.
    SentBack {
        /// What is to be put right.
        reason: String,
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
        use Deed::{
            CustomerConfirm, CustomerContact, CustomerCorrect, CustomerEdit, CustomerErase, CustomerRestore,
            CustomerRetire, CustomerSendBack, CustomerWithdraw,
        };
        if self.retired {
            return vec![CustomerContact, CustomerErase, CustomerRestore];
        }
        let mut deeds = vec![CustomerContact, CustomerErase, CustomerRetire, CustomerEdit];
        match self.standing() {
            None => {}
            Some(Standing::Waiting) => {
                deeds.extend([CustomerWithdraw, CustomerCorrect, CustomerSendBack, CustomerConfirm]);
            }
            Some(Standing::SentBack) => deeds.extend([CustomerWithdraw, CustomerConfirm, CustomerCorrect]),
        }
        deeds
    }
}

impl Noun for Customer {
    const STREAM: &'static str = "customer";
    const READ: Option<Right> = Some(Right::ReadMasterData);
    type Fact = Fact;

    crate::kinds! { Fact:
        Recorded = "customer.recorded",
        Proposed = "customer.proposed",
        Confirmed = "customer.confirmed",
        SentBack = "customer.sent_back",
        Retired = "customer.retired",
        Restored = "customer.restored",
        Contacted = "customer.contacted",
        FormatKept = "customer.format_kept",
        FormatDropped = "customer.format_dropped",
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        let on = local(stamp.at);
        match fact {
            Fact::Recorded { id, profile } => {
                self.id = *id;
                self.profile = profile.clone();
            }
            Fact::Proposed { id, profile } => {
                self.id = *id;
                self.profile = profile.clone();
                // Whoever puts it right, the answer goes to who proposed it.
                let by = self.proposal.as_ref().map(|known| known.by);
                let by = by.unwrap_or_else(|| stamp.actor.parse().unwrap_or_default());
                self.proposal = Some(Proposal { by, on, back: None });
            }
            Fact::Confirmed => self.proposal = None,
            Fact::SentBack { reason } => {
                if let Some(proposal) = &mut self.proposal {
                    proposal.back = Some((reason.clone(), on));
                }
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
