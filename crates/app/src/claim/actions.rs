//! What can be done with claims (H6.6).

use domain::access::Right;
use domain::carrier::Carrier;
use domain::claim::{self, ANSWER_DAYS, Answer, Claim, Decision, Grounds, Lodged, Loss, Outcome, Recovery};
use domain::confidential::Confidential;
use domain::filing::kind;
use domain::ids::{CarrierId, ClaimId, ShipmentId};
use domain::order::{Attachment, Order};
use domain::proof::Why;
use domain::shipment::{Arrival, Cause, Dispatch, Finding, Shipment};
use kernel::record::Loaded;
use kernel::{Door, Result};

use super::store;
use crate::{carrier, company};

/// Opens the claim of a shipment whose difference transport caused; what has one gets no second.
pub fn open_for(door: &mut Door, shipment: ShipmentId) -> Result<()> {
    let shipment = door.load::<Shipment>(shipment)?.state;
    let (Some(finding), Some(arrival), Some(left)) =
        (&shipment.finding, &shipment.arrival, &shipment.dispatched)
    else {
        return Ok(());
    };
    if finding.cause != Cause::Transport || store::of_shipment(door.conn, shipment.id)?.is_some() {
        return Ok(());
    }
    door.hold([shipment.order])?;
    let order = door.load::<Order>(shipment.order)?.state;
    let known = carrier::by_code_or_name(door.conn, &left.carrier)?;
    let days = answer_days(door, known)?;
    let id = ClaimId(door.id());
    let claim = Claim {
        id,
        order: order.id,
        order_number: order.number.clone(),
        customer_name: order.entry.customer_name.clone(),
        shipment: shipment.id,
        shipment_number: shipment.number.clone(),
        carrier: known,
        carrier_name: left.carrier.clone(),
        waybill: left.waybill.clone(),
        arrived_on: arrival.on,
        opened_on: door.ctx.today(),
        answer_days: days,
        losses: losses(&order, &shipment),
        grounds: grounds(finding, arrival, left),
        ..Claim::default()
    };
    claim::open_claim(claim.clone())?;
    let facts = claim::open_claim(Claim { number: door.number("CL")?, ..claim })?;
    let fresh = door.fresh::<Claim>(id);
    door.record(fresh, &facts)?;
    Ok(())
}

/// Some of what a carrier lost turned up: it owes less.
pub fn lessen_for(door: &mut Door, shipment: ShipmentId) -> Result<()> {
    let Some(id) = store::of_shipment(door.conn, shipment)? else { return Ok(()) };
    let shipment = door.load::<Shipment>(shipment)?.state;
    let order = door.load::<Order>(shipment.order)?.state;
    let claim = door.load::<Claim>(id)?;
    let facts = claim::lessen(&claim, losses(&order, &shipment));
    if !facts.is_empty() {
        door.record(claim, &facts)?;
    }
    Ok(())
}

/// By the carrier's contract, else by the company's setting, else by custom.
fn answer_days(door: &mut Door, carrier: Option<CarrierId>) -> Result<i64> {
    if let Some(id) = carrier
        && let Some(days) = door.load::<Carrier>(id)?.profile.claim_days
    {
        return Ok(days);
    }
    Ok(company::actions::load(door)?.profile.claim_days.unwrap_or(ANSWER_DAYS))
}

fn losses(order: &Order, shipment: &Shipment) -> Vec<Loss> {
    let of = |part: &domain::shipment::Part| {
        // What turned up at the receiver's was not lost, whatever was sent again for it.
        let (missing, damaged) = (shipment.never_came(part.line), shipment.lost(part.line).1);
        let line = order.line(part.line)?;
        let lost = missing.plus(damaged);
        lost.is_some().then(|| Loss {
            line: part.line,
            code: line.code.clone(),
            name: line.name.clone(),
            unit: line.unit.clone(),
            sent: shipment.sent(part.line),
            missing,
            damaged,
            amount: Confidential::new(line.unit_price.open().times(lost)),
        })
    };
    // A line that stands on it twice is lost once.
    let first = |(n, part): &(usize, &domain::shipment::Part)| {
        shipment.parts.iter().position(|p| p.line == part.line) == Some(*n)
    };
    shipment.parts.iter().enumerate().filter(first).filter_map(|(_, part)| of(part)).collect()
}

/// What the shipment already proves: nothing is typed twice.
fn grounds(finding: &Finding, arrival: &Arrival, left: &Dispatch) -> Grounds {
    let mut files: Vec<Attachment> = Vec::new();
    let photos = left.photos.iter().chain(&arrival.photos).map(|file| (file, "photos"));
    for (file, field) in photos.chain(finding.files.iter().map(|file| (file, "files"))) {
        if files.iter().all(|known| known.sha256 != file.sha256) {
            // What it is decides who may open it, here as there.
            files.push(Attachment { what: kind(&file.what, field).to_owned(), ..file.clone() });
        }
    }
    let words = [arrival.note.as_str(), finding.explanation.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    Grounds {
        pickup: finding.pickup,
        packing: arrival.packing,
        signature: finding.signature,
        note: words.join("\n"),
        proof: files,
    }
}

/// What it rests on, found out better.
pub fn describe(door: &mut Door, claim: Loaded<Claim>, grounds: Grounds) -> Result<Loaded<Claim>> {
    door.ctx.may(Right::HandleClaim)?;
    door.hold([claim.order])?;
    let facts = claim::describe(&claim, grounds)?;
    door.record(claim, &facts)
}

/// Lodged with the carrier.
pub fn lodge(door: &mut Door, claim: Loaded<Claim>, lodged: Lodged) -> Result<Loaded<Claim>> {
    door.ctx.may(Right::HandleClaim)?;
    door.hold([claim.order])?;
    let may_give_up = door.ctx.can(Right::WriteOffClaim);
    let facts = claim::lodge(&claim, lodged, may_give_up, door.ctx.today())?;
    door.record(claim, &facts)
}

/// What the carrier answers.
pub fn answer(door: &mut Door, claim: Loaded<Claim>, answer: Answer) -> Result<Loaded<Claim>> {
    door.ctx.may(Right::HandleClaim)?;
    door.hold([claim.order])?;
    let facts = claim::answer(&claim, answer, door.ctx.today())?;
    door.record(claim, &facts)
}

/// What was agreed; less than was asked for takes who may give it up (H1.2).
pub fn decide(door: &mut Door, claim: Loaded<Claim>, mut decision: Decision) -> Result<Loaded<Claim>> {
    door.ctx.may(Right::HandleClaim)?;
    door.hold([claim.order])?;
    if decision.pay_by.is_none() && decision.outcome != Outcome::Refused {
        // Said, so that lists and whoever is chased know the day.
        decision.pay_by = Some(claim::paid_by(&*door.calendar()?, decision.on));
    }
    let may_give_up = door.ctx.can(Right::WriteOffClaim);
    let facts = claim::decide(&claim, decision, may_give_up, door.ctx.today())?;
    door.record(claim, &facts)
}

/// Finance books what came in.
pub fn recover(door: &mut Door, claim: Loaded<Claim>, recovery: Recovery) -> Result<Loaded<Claim>> {
    door.ctx.may(Right::BookPayment)?;
    door.hold([claim.order])?;
    let facts = claim::recover(&claim, recovery, door.ctx.today())?;
    door.record(claim, &facts)
}

/// The rest is given up, with a reason (H1.2).
pub fn write_off(door: &mut Door, claim: Loaded<Claim>, why: Why) -> Result<Loaded<Claim>> {
    door.ctx.may(Right::WriteOffClaim)?;
    door.hold([claim.order])?;
    let facts = claim::write_off(&claim, why)?;
    door.record(claim, &facts)
}
