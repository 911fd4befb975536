//! How a difference at arrival is settled with the customer (H6.6), and what it costs (C09).

use super::{Fact, Settlement, Shipment};
use crate::confidential::{Confidential, Price, Secret};
use crate::money::Money;
use crate::order::{Attachment, Order};
use crate::refusal::{Refusal, refuse};

/// What was agreed with the customer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settling {
    /// How.
    pub settlement: Settlement,
    /// What the customer is credited, where that is how; what the goods are worth, where nothing is said.
    pub credit: Option<Confidential<Price, Money>>,
    /// In words.
    pub note: String,
    /// What proves that the customer agreed.
    pub files: Vec<Attachment>,
}

/// What was missing or damaged is worth, by the prices of the order less its discount: what is proposed as a credit.
pub fn credit_of(shipment: &Shipment, order: &Order) -> Money {
    let worth = |line: &crate::order::OrderLine| {
        let (missing, damaged) = shipment.lost(line.number);
        line.unit_price.open().times(missing.plus(damaged))
    };
    let worth: Money = order.entry.lines.iter().map(worth).sum();
    order.total().portion(worth, order.gross()).min(order.total())
}

/// Settles a difference (H6.6). A credit above what the goods are worth is for who may (H1.2): `may_beyond`.
pub fn settle_difference(
    shipment: &Shipment,
    order: &Order,
    settling: Settling,
    may_beyond: bool,
) -> Result<Vec<Fact>, Refusal> {
    let Settling { settlement, credit, note, files } = settling;
    if !shipment.unsettled() {
        return Err(refuse("H6.6", "没有待处理的到货差异", []));
    }
    if note.trim().is_empty() {
        return Err(refuse("H6.6", "请写明与客户商定的处理办法", []));
    }
    if settlement != Settlement::Credited {
        if credit.is_some() {
            return Err(refuse("H6.6", "只有扣减货款才填扣减金额", []));
        }
        return Ok(vec![Fact::Settled { settlement, credit: None, note, files }]);
    }
    let worth = credit_of(shipment, order);
    let amount = credit.map_or(worth, |credit| *credit.open());
    if !amount.is_some() {
        return Err(refuse("H6.6", "请填写扣减货款的金额", []));
    }
    if amount > order.total() || amount > worth && !may_beyond {
        return Err(refuse("H1.2", "扣减金额多于短少和破损的货值，要由部门领导决定", []).told(
            Secret::Price,
            "短少和破损的货值 ¥{worth}，多扣要由部门领导决定",
            [("worth", worth.plain())],
        ));
    }
    Ok(vec![Fact::Settled { settlement, credit: Some(Confidential::new(amount)), note, files }])
}
