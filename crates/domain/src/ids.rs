//! Identifiers: one type per noun, so that none is taken for another.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

macro_rules! id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}", self.0.simple())
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }
    };
}

id!(/// A sales order.
    OrderId);
id!(/// A customer.
    CustomerId);
id!(/// A supplier.
    SupplierId);
id!(/// A carrier.
    CarrierId);
id!(/// A claim against a carrier.
    ClaimId);
id!(/// A person of the company.
    PersonId);
id!(/// A part, a sub-assembly or a product.
    ItemId);
id!(/// A work centre.
    WorkCenterId);
id!(/// A purchase order.
    PurchaseId);
id!(/// A place where stock lies.
    PlaceId);
id!(/// A stock movement document.
    MovementId);
id!(/// A work order.
    WorkOrderId);
id!(/// A shipment.
    ShipmentId);
id!(/// A receipt of money.
    PaymentId);

impl PlaceId {
    /// The place that is always there.
    pub const MAIN: Self = Self(Uuid::nil());

    /// Whether it is the place that is always there.
    pub fn is_main(&self) -> bool {
        *self == Self::MAIN
    }
}
