//! H6.6: what transport broke or lost is claimed from the carrier, until it is paid or written off.

use jiff::civil::{Date, DateTime};

use super::{Case, FollowUp, evening, noon};
use crate::calendar::Calendar;
use crate::claim::{Claim, ClaimState, answer_due, pay_due};
use crate::deed::Deed;
use crate::person::Role;

/// Working days after which the lead hears of a carrier that does not answer.
const ESCALATED_AFTER: i32 = 2;

/// H6.6 Every open claim asks for its next step, on the desk of who can take it.
pub fn claims(case: &Case, calendar: &Calendar, today: Date, out: &mut Vec<FollowUp>) {
    for claim in &case.claims {
        match claim.state() {
            ClaimState::Open => lodge(case, calendar, claim, out),
            ClaimState::Lodged => answered(case, calendar, claim, today, out),
            ClaimState::Refused => refused(case, calendar, claim, out),
            ClaimState::Agreed => paid(case, calendar, claim, out),
            ClaimState::Recovered | ClaimState::WrittenOff => {}
        }
    }
}

fn lodge(case: &Case, calendar: &Calendar, claim: &Claim, out: &mut Vec<FollowUp>) {
    out.push(FollowUp {
        deed: Deed::ClaimLodge,
        reason: "{shipment} 到货短少或破损，由运输造成",
        visible_from: claim.opened_on,
        ..of(case, claim, "向承运商索赔：{number}", evening(calendar.plus(claim.opened_on, 1)))
    });
}

fn answered(case: &Case, calendar: &Calendar, claim: &Claim, today: Date, out: &mut Vec<FollowUp>) {
    let Some(by) = answer_due(claim) else { return };
    out.push(FollowUp {
        deed: Deed::ClaimAnswer,
        reason: "{carrier}应在 {by} 前答复",
        params: params(claim, by),
        visible_from: calendar.on_or_after(by),
        ..of(case, claim, "催承运商答复索赔：{number}", evening(calendar.on_or_after(by)))
    });
    if let Some(offer) = claim.word().filter(|word| word.offer.is_some()) {
        out.push(FollowUp {
            role: Role::Lead,
            person: None,
            occurrence: format!("offer-{}-{}", claim.id, offer.on),
            deed: Deed::ClaimDecide,
            reason: "{carrier}提出了赔付金额：接受，或继续索赔",
            visible_from: offer.on,
            ..of(case, claim, "决定承运商的赔付提议：{number}", evening(calendar.plus(offer.on, 2)))
        });
    }
    let late = calendar.plus(by, ESCALATED_AFTER);
    if late <= today {
        out.push(FollowUp {
            role: Role::Lead,
            person: None,
            occurrence: format!("late-{}-{by}", claim.id),
            deed: Deed::ClaimAnswer,
            reason: "{carrier}应在 {by} 前答复，还没有答复",
            params: params(claim, by),
            visible_from: late,
            ..of(case, claim, "承运商逾期未答复索赔：{number}", evening(late))
        });
    }
}

fn refused(case: &Case, calendar: &Calendar, claim: &Claim, out: &mut Vec<FollowUp>) {
    let on = claim.decision.as_ref().map_or(claim.opened_on, |d| d.on);
    out.push(FollowUp {
        role: Role::Lead,
        person: None,
        deed: Deed::ClaimWriteOff,
        reason: "{carrier}拒赔：再次索赔，或写明原因核销",
        visible_from: on,
        ..of(case, claim, "决定被拒的索赔：{number}", evening(calendar.plus(on, 2)))
    });
}

fn paid(case: &Case, calendar: &Calendar, claim: &Claim, out: &mut Vec<FollowUp>) {
    let (Some(decision), Some(by)) = (&claim.decision, pay_due(claim, calendar)) else { return };
    out.push(FollowUp {
        role: Role::Finance,
        person: None,
        deed: Deed::ClaimRecover,
        reason: "{carrier}应在 {by} 前赔付",
        params: params(claim, by),
        visible_from: decision.on,
        ..of(case, claim, "核对承运商赔款：{number}", evening(calendar.on_or_after(by)))
    });
    let late = calendar.plus(by, 1);
    out.push(FollowUp {
        occurrence: format!("press-{}-{by}", claim.id),
        deed: Deed::ClaimAnswer,
        reason: "{carrier}应在 {by} 前赔付",
        params: params(claim, by),
        visible_from: late,
        ..of(case, claim, "催承运商赔付：{number}", noon(late))
    });
}

fn params(claim: &Claim, by: Date) -> Vec<(&'static str, String)> {
    vec![
        ("number", claim.number.clone()),
        ("shipment", claim.shipment_number.clone()),
        ("carrier", claim.carrier_name.clone()),
        ("by", by.to_string()),
    ]
}

fn of(case: &Case, claim: &Claim, text: &'static str, due: DateTime) -> FollowUp {
    FollowUp {
        occurrence: claim.id.to_string(),
        target: claim.id.to_string(),
        params: params(claim, claim.opened_on),
        ..case.follow_up("H6.6", text, due)
    }
}
