//! How a difference at arrival is settled with the customer (H6.6), and what it costs (C09).

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fact, Part, Shipment};
use crate::calendar::shift;
use crate::confidential::{Confidential, Price, Secret};
use crate::money::Money;
use crate::order::{Attachment, Order};
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// Days within which a replacement is promised: a slip of the year must not make it forgotten.
const FURTHEST: i32 = 366;

/// How a difference was settled, in its minimal form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The customer takes it as it is.
    AsIs,
    /// Missing and damaged goods are delivered again.
    Replaced,
    /// The customer is credited.
    Credited,
}

crate::choice!(Settlement {
    Replaced = "replaced", "补发短少和破损的货";
    Credited = "credited", "扣减货款";
    AsIs = "as_is", "客户接受现状";
});

/// Where goods that are sent again come from: they do not appear from nothing (C20).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// They are made again, or bought where they are bought.
    #[default]
    Made,
    /// They are taken from stock.
    Stock,
}

crate::choice!(Source {
    Made = "made", "重新生产或采购";
    Stock = "stock", "从成品库存发";
});

/// What was promised of goods that are sent again (H6.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replacement {
    /// When the customer has them.
    pub by: Date,
    /// Where they come from.
    pub source: Source,
}

/// What becomes of goods that came beyond what was sent (C28).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Extra {
    /// The customer keeps and pays them.
    Charged,
    /// The customer keeps them for nothing.
    Kept,
    /// They come back.
    Returned,
}

crate::choice!(Extra {
    Charged = "charged", "客户留下并付款";
    Kept = "kept", "客户留下，不收钱";
    Returned = "returned", "退回我们这里";
});

/// What was said of goods that came beyond what was sent; what was decided otherwise later is taken off again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// When that was said.
    pub on: Date,
    /// What becomes of them.
    pub extra: Extra,
    /// How much per line: what was known of then, and not decided before; negative where it is taken off.
    pub parts: Vec<Part>,
    /// What of that was of what lay there for the order; the rest came from elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from_house: Vec<Part>,
}

/// What was agreed with the customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settling {
    /// How what was lost is settled; nothing where nothing was.
    pub settlement: Option<Settlement>,
    /// When and from where it comes again, where that is how.
    pub replacement: Option<Replacement>,
    /// What becomes of what came beyond what was sent.
    pub extra: Option<Extra>,
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

/// What there is of a line of an order while a difference is settled.
#[derive(Debug, Clone, Copy, Default)]
pub struct Standing {
    /// Still to be sent.
    pub wanted: Quantity,
    /// Ready to leave.
    pub ready: Quantity,
    /// Whether it is made here; else it comes from stock.
    pub made: bool,
}

/// Settles a difference (H6.6). A credit above what the goods are worth, and goods left for nothing, are for who may
/// (H1.2): `may_beyond`.
pub fn settle_difference(
    shipment: &Shipment,
    order: &Order,
    settling: Settling,
    of: &dyn Fn(i64) -> Standing,
    may_beyond: bool,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    if !shipment.unsettled() && !shipment.awaits_return() {
        return Err(refuse("H6.6", "没有待处理的到货差异", []));
    }
    // What has happened is recorded; how it is settled binds goods, work or money, and waits (H8.4).
    order.goes_on()?;
    if settling.note.trim().is_empty() {
        return Err(refuse("H6.6", "请写明与客户商定的处理办法", []));
    }
    let lost = shipment.settled.is_none() && shipment.is_any_lost();
    let settlement = match (settling.settlement, lost) {
        (None, false) if shipment.settled.is_some() => shipment.settled.unwrap_or(Settlement::AsIs),
        (Some(settlement), true) => settlement,
        (None, true) => return Err(refuse("H6.6", "请选择短少和破损怎样处理", [])),
        (None | Some(Settlement::AsIs), false) => Settlement::AsIs,
        (Some(_), false) => return Err(refuse("H6.6", "没有短少或破损，只处理多收的货", [])),
    };
    let missing = lost && shipment.parts.iter().any(|p| shipment.lost(p.line).0.is_some());
    if settlement == Settlement::AsIs && missing {
        return Err(refuse(
            "H6.6",
            "少到的货不能按客户接受现状处理。请补发或扣减货款；找到了请先登记找回",
            [],
        ));
    }
    let extra = kept_extra(shipment, settling.extra, may_beyond)?;
    stays(shipment, settlement, extra, of)?;
    let (replacement, credit) = if shipment.settled.is_some() {
        (None, None)
    } else {
        let replacement = promised(settlement, settling.replacement, today)?;
        (replacement, credited(shipment, order, settlement, settling.credit, may_beyond)?)
    };
    let Settling { note, files, .. } = settling;
    let from_house = extra.map(|extra| from_house(shipment, extra, of)).unwrap_or_default();
    Ok(vec![Fact::Settled {
        settlement,
        credit,
        replacement,
        extra,
        from_house: Some(from_house),
        note,
        files,
    }])
}

fn kept_extra(shipment: &Shipment, extra: Option<Extra>, may_beyond: bool) -> Result<Option<Extra>, Refusal> {
    match (extra, shipment.is_any_undecided()) {
        (Some(Extra::Returned), false) if shipment.awaits_return() => {
            Err(refuse("H6.6", "多收的货已经定为退回", []))
        }
        (Some(_), false) if !shipment.awaits_return() => {
            Err(refuse("H6.6", "没有多收的货，请不要选择怎样处理", []))
        }
        (None, false) if !shipment.unsettled() => Err(refuse("H6.6", "请选择多收的货怎样处理", [])),
        (None, true) => Err(refuse("H6.6", "请选择多收的货怎样处理", [])),
        (Some(Extra::Kept), _) if !may_beyond => Err(refuse("H1.2", "多收的货不收钱，要由部门领导决定", [])),
        (extra, _) => Ok(extra),
    }
}

/// What of a surplus was of what lay there for the order: of what is made here, whatever becomes of it; of what comes from
/// stock, what the customer pays as a part of what they ordered. Of what was to come back, what was known before stays.
fn from_house(shipment: &Shipment, extra: Extra, of: &dyn Fn(i64) -> Standing) -> Vec<Part> {
    let lines: std::collections::BTreeSet<i64> = shipment.parts.iter().map(|p| p.line).collect();
    let part = |line: i64| {
        let Standing { ready, made, .. } = of(line);
        let anew = !shipment.is_any_undecided();
        let arrived = if anew { shipment.to_return(line) } else { shipment.undecided(line) };
        let arrived = arrived.min(shipment.arrived_beyond(line));
        let own = if made { !anew } else { extra == Extra::Charged };
        let quantity = if own { arrived.min(ready) } else { Quantity::ZERO };
        quantity.is_some().then_some(Part { line, quantity })
    };
    lines.into_iter().filter_map(part).collect()
}

/// What came beyond what was sent is first of all what the order still wants: it is given away only of what is complete, and
/// stands for what is damaged beside it.
fn stays(
    shipment: &Shipment,
    settlement: Settlement,
    extra: Option<Extra>,
    of: &dyn Fn(i64) -> Standing,
) -> Result<(), Refusal> {
    let anew = !shipment.is_any_undecided();
    let open = |line: i64| {
        if anew { shipment.to_return(line).is_some() } else { shipment.undecided(line).is_some() }
    };
    let beyond = || shipment.parts.iter().map(|p| p.line).filter(|line| open(*line));
    let incomplete = beyond().find(|line| of(*line).wanted.is_some());
    if let Some(line) = incomplete.filter(|_| extra == Some(Extra::Kept)) {
        return Err(refuse(
            "H6.6",
            "第 {line} 行还有货要发：多到的先抵要发的数量，请选客户留下并付款，或退回",
            [("line", line.to_string())],
        ));
    }
    let again = settlement == Settlement::Replaced && shipment.settled.is_none();
    let damaged = beyond().find(|line| shipment.lost(*line).1.is_some());
    if let Some(line) = damaged.filter(|_| again && extra != Some(Extra::Returned)) {
        return Err(refuse(
            "H6.6",
            "第 {line} 行又破损又多到，多到的可以顶替破损的：请选多收的退回，或破损的扣减货款、客户接受现状",
            [("line", line.to_string())],
        ));
    }
    Ok(())
}

/// A replacement has a promised day of its own (H6.6).
fn promised(
    settlement: Settlement,
    replacement: Option<Replacement>,
    today: Date,
) -> Result<Option<Replacement>, Refusal> {
    match (settlement, replacement) {
        (Settlement::Replaced, None) => Err(refuse("H6.6", "请填写补发的货什么时候到，以及从哪里来", [])),
        (Settlement::Replaced, Some(replacement)) => {
            if replacement.by < today || replacement.by > shift(today, FURTHEST) {
                return Err(refuse(
                    "H6.6",
                    "补发的到货日期 {by} 应在今天起 {days} 天以内",
                    [("by", replacement.by.to_string()), ("days", FURTHEST.to_string())],
                ));
            }
            Ok(Some(replacement))
        }
        (_, Some(_)) => Err(refuse("H6.6", "只有补发才填补发的到货日期和来源", [])),
        (_, None) => Ok(None),
    }
}

fn credited(
    shipment: &Shipment,
    order: &Order,
    settlement: Settlement,
    credit: Option<Confidential<Price, Money>>,
    may_beyond: bool,
) -> Result<Option<Confidential<Price, Money>>, Refusal> {
    if settlement != Settlement::Credited {
        return match credit {
            Some(_) => Err(refuse("H6.6", "只有扣减货款才填扣减金额", [])),
            None => Ok(None),
        };
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
    Ok(Some(Confidential::new(amount)))
}
