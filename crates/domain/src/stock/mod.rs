//! Stock movements (H4.2, H7.2): documents that are posted and never changed; a correction is a reversing one.

mod holders;
mod worth;

pub use holders::{Holder, give_up};
pub use worth::Worth;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choice::{State, Tone};
use crate::confidential::{Confidential, Cost};
use crate::history::{Noun, Stamp};
use crate::ids::{ItemId, MovementId, OrderId, PlaceId};
use crate::money::UnitPrice;
use crate::order::Attachment;
use crate::proof::Why;
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// Why stock moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// Opening stock 期初.
    #[default]
    Opening,
    /// Goods received and accepted 入库.
    Receipt,
    /// Issued to production 领料出库.
    Issue,
    /// Counted differently 盘点调整.
    Adjustment,
    /// Moved from one place to another 调拨.
    Transfer,
    /// Takes another document back 冲销.
    Reversal,
}

crate::choice!(MovementKind {
    Opening = "opening", "期初";
    Receipt = "receipt", "入库";
    Issue = "issue", "出库";
    Adjustment = "adjustment", "盘点调整";
    Transfer = "transfer", "调拨";
    Reversal = "reversal", "冲销";
});

impl State for MovementKind {
    fn tone(self) -> Tone {
        match self {
            Self::Opening | Self::Transfer => Tone::Quiet,
            Self::Receipt => Tone::Ok,
            Self::Issue => Tone::Accent,
            Self::Adjustment => Tone::Warn,
            Self::Reversal => Tone::Bad,
        }
    }
}

impl MovementKind {
    /// Whether a document of this kind may move stock so.
    fn moves(self, quantity: Quantity) -> bool {
        match self {
            Self::Opening | Self::Receipt => quantity.0 > 0,
            Self::Issue => quantity.0 < 0,
            Self::Adjustment | Self::Transfer | Self::Reversal => quantity.0 != 0,
        }
    }
}

/// A line of a document: the signed change of an item's stock.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Move {
    /// The item.
    pub item: ItemId,
    /// In where positive, out where negative.
    pub quantity: Quantity,
    /// The order line that it is for.
    pub line: Option<i64>,
    /// Where.
    #[serde(default, skip_serializing_if = "PlaceId::is_main")]
    pub place: PlaceId,
    /// What a unit of it cost, where the document brings it in and somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit_cost: Option<Confidential<Cost, UnitPrice>>,
}

impl Move {
    /// So much of an item at the main place, for nobody, without a cost of its own.
    pub fn of(item: ItemId, quantity: Quantity) -> Self {
        Self { item, quantity, line: None, place: PlaceId::MAIN, unit_cost: None }
    }
}

/// A posted document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Movement {
    /// Identity.
    pub id: MovementId,
    /// Number.
    pub number: String,
    /// Why.
    pub kind: MovementKind,
    /// Business date.
    pub on: Date,
    /// What moves.
    pub moves: Vec<Move>,
    /// The order that it is for.
    pub order: Option<OrderId>,
    /// What it comes from, in words: purchase number, work order number, count.
    pub source: String,
    /// Reason, for adjustments and reversals.
    pub reason: String,
    /// Whether it follows from another act, and cannot be taken back without it: goods that leave with a shipment, left-over
    /// goods.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bound: bool,
    /// The document that took it back.
    pub reversed_by: Option<MovementId>,
    /// What proves it (H2.1): delivery note, count sheet, issue slip.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proof: Vec<Attachment>,
}

/// What can happen to a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Posted.
    Posted {
        /// The whole document.
        movement: Movement,
    },
    /// Taken back by another document.
    Reversed {
        /// Which.
        by: MovementId,
        /// Why.
        reason: String,
    },
}

impl Noun for Movement {
    const STREAM: &'static str = "movement";
    const READ: Option<Right> = Some(Right::ReadStock);
    type Fact = Fact;

    crate::kinds! { Fact:
        Posted = "stock.posted",
        Reversed = "stock.reversed",
    }

    fn apply(&mut self, fact: &Fact, _: Stamp<'_>) {
        match fact {
            Fact::Posted { movement } => self.clone_from(movement),
            Fact::Reversed { by, .. } => self.reversed_by = Some(*by),
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        self.order.into_iter().collect()
    }
}

/// Posts a document. Whether stock suffices is settled where the balance is changed, under its lock.
pub fn post(movement: Movement, today: Date) -> Result<Vec<Fact>, Refusal> {
    if movement.moves.is_empty() {
        return Err(refuse("H7.2", "单据没有明细", []));
    }
    if movement.moves.iter().any(|m| m.quantity == Quantity::ZERO) {
        return Err(refuse("H7.2", "数量不能为 0", []));
    }
    if movement.on > today {
        return Err(refuse("H7.2", "出入库日期不能在今天之后", []));
    }
    debug_assert!(
        movement.moves.iter().all(|m| movement.kind.moves(m.quantity)),
        "in is positive, out is negative"
    );
    Ok(vec![Fact::Posted { movement }])
}

/// The lines of a transfer: what leaves one place comes in at the other, in one document.
pub fn transfer(parts: &[(ItemId, Quantity)], from: PlaceId, to: PlaceId) -> Result<Vec<Move>, Refusal> {
    if from == to {
        return Err(refuse("H7.2", "调出和调入是同一个库位。请选两个不同的库位", []));
    }
    if parts.iter().any(|(_, quantity)| !quantity.is_some()) {
        return Err(refuse("H7.2", "调拨数量必须大于 0", []));
    }
    let line = |item, quantity, place| Move { place, ..Move::of(item, quantity) };
    let both = |(item, quantity): &(ItemId, Quantity)| {
        [line(*item, *quantity, to), line(*item, Quantity(-quantity.0), from)]
    };
    Ok(parts.iter().flat_map(both).collect())
}

/// The document that takes `movement` back, and the mark on the one taken back.
pub fn reverse(
    movement: &Movement,
    id: MovementId,
    number: String,
    on: Date,
    why: Why,
) -> Result<(Movement, Fact), Refusal> {
    let Why { reason, proof } = why;
    if movement.reversed_by.is_some() {
        return Err(refuse("H7.2", "单据 {number} 已经冲销", [("number", movement.number.clone())]));
    }
    if movement.bound {
        return Err(refuse(
            "H7.2",
            "单据 {number} 是发货、余货或退货入库时自动记的，不能单独冲销。数量不对请用盘点调整，并写明原因",
            [("number", movement.number.clone())],
        ));
    }
    if movement.kind == MovementKind::Reversal {
        return Err(refuse("H7.2", "冲销单不能再冲销。请重新登记一张单据", []));
    }
    if reason.trim().is_empty() {
        return Err(refuse("H7.2", "冲销必须写明原因", []));
    }
    let moves =
        movement.moves.iter().map(|m| Move { quantity: Quantity(-m.quantity.0), ..m.clone() }).collect();
    let reversal = Movement {
        id,
        number,
        kind: MovementKind::Reversal,
        on,
        moves,
        order: movement.order,
        source: movement.number.clone(),
        reason: reason.clone(),
        bound: false,
        reversed_by: None,
        proof,
    };
    Ok((reversal, Fact::Reversed { by: id, reason }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h7_2_a_transfer_takes_out_here_what_it_puts_in_there() {
        let other = PlaceId(uuid::Uuid::from_u128(5));
        let parts = [(ItemId::default(), Quantity::whole(3))];
        let moves = transfer(&parts, PlaceId::MAIN, other).unwrap();
        assert_eq!(moves.iter().map(|m| m.quantity.0).sum::<i64>(), 0);
        assert!(moves.iter().any(|m| m.place == other && m.quantity == Quantity::whole(3)));
        assert!(transfer(&parts, other, other).is_err());
        assert!(transfer(&[(ItemId::default(), Quantity::ZERO)], PlaceId::MAIN, other).is_err());
    }

    #[test]
    fn h7_2_a_document_is_taken_back_once_by_its_mirror_image() {
        let day: Date = "2026-11-20".parse().unwrap();
        let posted = Movement {
            number: "MV1".into(),
            kind: MovementKind::Issue,
            on: day,
            moves: vec![Move::of(ItemId::default(), Quantity::whole(-4))],
            ..Movement::default()
        };
        let id = MovementId(uuid::Uuid::from_u128(2));
        let (back, fact) = reverse(&posted, id, "MV2".into(), day, "发错料".into()).unwrap();
        assert_eq!(back.moves.first().unwrap().quantity, Quantity::whole(4));
        let mut reversed = posted;
        reversed.apply(&fact, Stamp { at: jiff::Timestamp::UNIX_EPOCH, actor: "x" });
        assert!(reverse(&reversed, id, "MV3".into(), day, "再来".into()).is_err());
        assert!(reverse(&back, id, "MV3".into(), day, "再来".into()).is_err());
    }
}
