//! What the acts on arriving goods work on (H4.3): the purchase, and what its form offers beside it.

use domain::ids::{OrderId, PlaceId};
use domain::purchasing::Purchase;
use kernel::act::Subject;
use kernel::record::Loaded;
use kernel::{Door, Result, Target};

use super::{actions, store};
use crate::place;

/// A purchase of which goods come.
#[derive(Default)]
pub(super) struct Arriving {
    pub purchase: Loaded<Purchase>,
    /// Whether its supplier has delivery notes on other purchases.
    pub elsewhere: bool,
    /// How much more than ordered is taken without a word, in percent.
    pub tolerance: i64,
    /// Where it may lie.
    pub places: Vec<(PlaceId, String)>,
}

impl Subject for Arriving {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let purchase = Loaded::<Purchase>::load(door, target)?;
        let elsewhere = store::has_notes(door.conn, &purchase)?;
        let tolerance = actions::tolerance(door, &purchase)?;
        let places = place::in_use(door.conn, true)?;
        Ok(Self { purchase, elsewhere, tolerance, places })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.purchase.orders()
    }

    fn version(&self) -> Option<i64> {
        Some(self.purchase.head.version)
    }
}
