//! A claim as JSON.

use domain::choice::Choice as _;
use domain::claim::Claim;
use domain::confidential::{Confidential, Price};
use domain::ids::ClaimId;
use kernel::document::{One, identity};
use kernel::ui::Ui;
use kernel::{Door, Result};
use serde_json::Value;

use crate::print;

/// What one reader sees of a claim: what was lost, how it was lodged, answered, decided and paid.
pub fn read(door: &mut Door, _: &Ui, id: &str) -> Result<One> {
    let id: ClaimId = identity(id)?;
    let claim = door.load::<Claim>(id)?;
    door.about(&claim.state)?;
    let sum = Confidential::<Price, _>::new;
    let prints = print::told(door, &claim.head.stream)?;
    let mut one = One::of(door, id, &claim, claim.deeds())
        .with("prints", prints)
        .with("number", claim.number.as_str())
        .with("state", claim.state().code())
        .with("order", claim.order.to_string())
        .with("order_number", claim.order_number.as_str())
        .with("customer", claim.customer_name.as_str())
        .with("shipment", claim.shipment.to_string())
        .with("shipment_number", claim.shipment_number.as_str())
        .with("carrier", claim.carrier_name.as_str())
        .with("waybill", claim.waybill.as_str())
        .with("arrived_on", claim.arrived_on.to_string())
        .with("opened_on", claim.opened_on.to_string())
        .with("expected_by", claim.expected_by().map(|day| day.to_string()))
        .with("pickup", claim.grounds.pickup.code())
        .with("packing", claim.grounds.packing.code())
        .with("signature", claim.grounds.signature.code())
        .with("note", claim.grounds.note.as_str())
        .with("losses", losses(door, &claim))
        .with("answers", answers(door, &claim))
        .with("recoveries", recoveries(door, &claim))
        .with("written_off", claim.written_off.clone())
        .amount(door, "claimed", &sum(claim.claimed()))
        .amount(door, "recovered", &sum(claim.recovered()))
        .amount(door, "open", &sum(claim.open_amount()));
    if let Some(lodged) = &claim.lodged {
        let row = One::default()
            .with("on", lodged.on.to_string())
            .with("documents", lodged.documents.as_str())
            .with("answer_by", lodged.answer_by.to_string())
            .amount(door, "amount", &lodged.amount);
        one = one.with("lodged", row.into_value());
    }
    if let Some(decision) = &claim.decision {
        let row = One::default()
            .with("on", decision.on.to_string())
            .with("outcome", decision.outcome.code())
            .with("pay_by", decision.pay_by.map(|day| day.to_string()))
            .with("note", decision.note.as_str())
            .amount(door, "amount", &decision.amount);
        one = one.with("decision", row.into_value());
    }
    Ok(one)
}

fn losses(door: &mut Door, claim: &Claim) -> Vec<Value> {
    let row = |loss: &domain::claim::Loss| {
        One::default()
            .with("line", loss.line)
            .with("code", loss.code.as_str())
            .with("name", loss.name.as_str())
            .with("unit", loss.unit.as_str())
            .quantity("sent", loss.sent)
            .quantity("missing", loss.missing)
            .quantity("damaged", loss.damaged)
            .amount(door, "amount", &loss.amount)
            .into_value()
    };
    claim.losses.iter().map(row).collect()
}

fn answers(door: &mut Door, claim: &Claim) -> Vec<Value> {
    let mut rows = Vec::new();
    for answer in &claim.answers {
        let mut row = One::default()
            .with("on", answer.on.to_string())
            .with("said", answer.said.as_str())
            .with("next_by", answer.next_by.to_string())
            .secret(door, "whom", &answer.whom);
        if let Some(offer) = &answer.offer {
            row = row.amount(door, "offer", offer);
        }
        rows.push(row.into_value());
    }
    rows
}

fn recoveries(door: &mut Door, claim: &Claim) -> Vec<Value> {
    let row = |came: &domain::claim::Recovery| {
        One::default()
            .with("on", came.on.to_string())
            .with("reference", came.reference.as_str())
            .amount(door, "amount", &came.amount)
            .into_value()
    };
    claim.recoveries.iter().map(row).collect()
}
