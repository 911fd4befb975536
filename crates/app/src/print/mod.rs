//! Prints: what goes on paper is counted and kept, a journal ([0029](../../../../docs/adr/0029-what-was-printed-is-kept.md)).
//! A feature says in a [`Paper`] what it prints; here are the routes, the count, and the history on the document's page.

mod actions;
mod pages;
mod store;

pub use pages::{buttons, history, menu, routes, told};

use domain::access::Right;
use domain::order::Attachment;
use evidence::Head;
use kernel::{Door, Error, Feature, Result};
use paper::forms::Form;
use paper::pdf::Template;
use serde_json::Value;

/// The feature: no noun of its own, and a journal.
pub static FEATURE: Feature = Feature { name: "print", english: include_str!("en.toml"), ..Feature::NOTHING };

/// What is printed; the journal keeps its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Goes with the goods.
    DeliveryNote,
    /// Tells the receiver what to check (H6.7).
    ReceiptNotice,
    /// Tells the workshop what to make.
    ProductionList,
    /// Our order to a supplier.
    PurchaseOrder,
    /// What is asked of a carrier.
    ClaimLetter,
}

domain::choice!(Kind {
    DeliveryNote = "delivery_note", "送货单";
    ReceiptNotice = "receipt_notice", "收货须知";
    ProductionList = "production_list", "生产清单";
    PurchaseOrder = "purchase_order", "采购单";
    ClaimLetter = "claim_letter", "索赔函";
});

/// A paper that is printed of a document: `GET` shows it, `POST` prints it.
pub struct Paper {
    /// What it is.
    pub kind: Kind,
    /// Its address, with `{id}`.
    pub path: &'static str,
    /// Who may have it.
    pub right: Right,
    /// What stands on it; with prices only where they are asked for.
    pub read: fn(&mut Door, id: &str, priced: bool) -> Result<Sheet>,
}

/// What stands on a paper, before it is known which print of it this is.
pub struct Sheet {
    /// The document's stream.
    stream: String,
    /// The document's version.
    version: i64,
    /// The versions of all that stands on it, added up: it moves with each of them.
    basis: i64,
    /// The document's number, for the name of the file.
    number: String,
    /// Pictures that go with it.
    photos: Vec<Attachment>,
    template: Template,
    input: Value,
}

impl Sheet {
    /// The paper of the document with this head; `others` are the versions of what else stands on it.
    pub fn of<F: Form>(form: &F, number: &str, head: &Head, others: &[i64]) -> Result<Self> {
        let Head { stream, version, .. } = head.clone();
        let input = serde_json::to_value(form).map_err(|error| Error::Fault(error.to_string()))?;
        let basis = [version].iter().chain(others).sum();
        let number = number.to_owned();
        Ok(Self { stream, version, basis, number, photos: Vec::new(), template: F::TEMPLATE, input })
    }

    /// With pictures that its template shows.
    #[must_use]
    pub fn with_photos(self, photos: Vec<Attachment>) -> Self {
        Self { photos, ..self }
    }
}
