//! What may happen to a claim, and when (H6.6).

use jiff::civil::Date;

use super::{Answer, Claim, ClaimState, Decision, Fact, Grounds, Lodged, Loss, Outcome, Recovery};
use crate::calendar::Calendar;
use crate::money::Money;
use crate::proof::Why;
use crate::refusal::{Refusal, refuse};

/// Working days within which an agreed amount is expected, where no day was agreed.
const PAID_WITHIN: i32 = 7;
/// Days after which a carrier is asked again at the latest: a far day must not silence a claim.
const FURTHEST: i32 = 45;
/// Days within which what was agreed must be paid: carriers take it off the freight of a later month.
const FURTHEST_PAYMENT: i32 = 90;

/// Opens a claim over what a shipment lost.
pub fn open_claim(claim: Claim) -> Result<Vec<Fact>, Refusal> {
    if claim.losses.iter().all(|l| !l.missing.is_some() && !l.damaged.is_some()) {
        return Err(refuse("H6.6", "没有短少也没有破损，不需要索赔", []));
    }
    Ok(vec![Fact::Opened { claim }])
}

/// Goods were found again: `losses` is what is lost now. Where nothing is and nobody was asked yet, it ends.
pub fn lessen(claim: &Claim, losses: Vec<Loss>) -> Vec<Fact> {
    if claim.has_ended() || losses == claim.losses {
        return Vec::new();
    }
    let ends = losses.is_empty() && claim.lodged.is_none();
    let mut facts = vec![Fact::Lessened { losses }];
    if ends {
        facts.push(Fact::WrittenOff { reason: "货已找回".to_owned(), letter: Vec::new() });
    }
    facts
}

/// Writes down what it rests on: packing at pick-up, signature, photos.
pub fn describe(claim: &Claim, grounds: Grounds) -> Result<Vec<Fact>, Refusal> {
    running(claim)?;
    Ok(vec![Fact::Described { grounds }])
}

/// Lodges it with the carrier; one that was refused may be lodged anew.
///
/// Asking for less than the goods are worth gives money up, and more is a slip or has its reason: both are for who may
/// (H1.2).
pub fn lodge(claim: &Claim, lodged: Lodged, may_give_up: bool, today: Date) -> Result<Vec<Fact>, Refusal> {
    running(claim)?;
    if claim.losses.is_empty() {
        return Err(refuse("H6.6", "货都找回了，不用索赔。请部门领导核销", []));
    }
    if !matches!(claim.state(), ClaimState::Open | ClaimState::Refused) {
        return Err(refuse("H6.6", "已经向承运商索赔。请登记答复或结果", []));
    }
    past(claim, lodged.on, today)?;
    if *lodged.amount.open() <= Money::ZERO {
        return Err(refuse("H6.6", "索赔金额必须大于 0", []));
    }
    let amount = *lodged.amount.open();
    // After a refusal the loss itself may be asked for, whatever was asked for before.
    if amount < claim.worth() && !may_give_up {
        return Err(refuse("H1.2", "索赔额少于损失要由部门领导决定。请部门领导登记索赔", []));
    }
    if claim.worth().is_some() && amount > claim.worth() && !may_give_up {
        return Err(refuse("H1.2", "索赔额多于损失要由部门领导决定。请核对金额，或请部门领导登记索赔", []));
    }
    if lodged.answer_by < lodged.on {
        return Err(refuse("H6.6", "答复期限不能早于索赔日期", []));
    }
    // A carrier's contract may give it longer, counted in working days.
    let twice = claim.answer_days.checked_mul(2).and_then(|days| i32::try_from(days).ok());
    let days = twice.map_or(FURTHEST, |days| days.max(FURTHEST));
    if lodged.answer_by > crate::calendar::shift(lodged.on, days) {
        return Err(refuse("H6.6", "答复期限应在索赔后 {days} 天以内", [("days", days.to_string())]));
    }
    Ok(vec![Fact::Lodged { lodged }])
}

/// Records what the carrier answers.
pub fn answer(claim: &Claim, answer: Answer, today: Date) -> Result<Vec<Fact>, Refusal> {
    running(claim)?;
    let Some(lodged) = &claim.lodged else { return Err(refuse("H6.6", "还没有向承运商索赔", [])) };
    past(claim, answer.on, today)?;
    if answer.on < lodged.on {
        return Err(refuse("H6.6", "答复日期不能早于索赔日期", []));
    }
    if answer.next_by <= answer.on || answer.next_by > crate::calendar::shift(answer.on, FURTHEST) {
        return Err(refuse(
            "H6.6",
            "下次答复的日期应在这次之后、{days} 天以内",
            [("days", FURTHEST.to_string())],
        ));
    }
    Ok(vec![Fact::Answered { answer }])
}

/// Records what was agreed. Taking less than was asked for, and saying anew what was agreed already, is for who may write
/// off (H1.2): `may_give_up`.
pub fn decide(
    claim: &Claim,
    decision: Decision,
    may_give_up: bool,
    today: Date,
) -> Result<Vec<Fact>, Refusal> {
    running(claim)?;
    let Some(lodged) = &claim.lodged else { return Err(refuse("H6.6", "还没有向承运商索赔", [])) };
    if claim.state() == ClaimState::Agreed && !may_give_up {
        return Err(refuse(
            "H1.2",
            "已经谈定赔付，改结果要由部门领导登记。钱没有到时请催办，到了请登记赔款",
            [],
        ));
    }
    past(claim, decision.on, today)?;
    let (asked, amount) = (*lodged.amount.open(), *decision.amount.open());
    let fits = match decision.outcome {
        Outcome::Accepted => amount == asked,
        Outcome::Partly => amount > Money::ZERO && amount < asked,
        Outcome::Refused => amount == Money::ZERO,
    };
    if !fits {
        return Err(refuse(
            "H6.6",
            "赔付金额与结果不符：全部赔付等于索赔额，部分赔付少于索赔额，拒赔为零",
            [],
        ));
    }
    if amount < claim.recovered() {
        return Err(refuse("H6.6", "赔付金额不能少于已经收到的赔款", []));
    }
    let furthest = crate::calendar::shift(decision.on, FURTHEST_PAYMENT);
    if decision.pay_by.is_some_and(|by| by < decision.on || by > furthest) {
        return Err(refuse(
            "H6.6",
            "约定的赔付日期应在谈定之后、{days} 天以内",
            [("days", FURTHEST_PAYMENT.to_string())],
        ));
    }
    if decision.outcome == Outcome::Partly && !may_give_up {
        return Err(refuse("H1.2", "少收赔款要由部门领导决定。请部门领导登记结果", []));
    }
    if decision.outcome == Outcome::Refused && decision.note.trim().is_empty() {
        return Err(refuse("H6.6", "请写明承运商为什么拒赔", []));
    }
    Ok(vec![Fact::Decided { decision }])
}

/// Books what came in.
pub fn recover(claim: &Claim, recovery: Recovery, today: Date) -> Result<Vec<Fact>, Refusal> {
    running(claim)?;
    if claim.state() != ClaimState::Agreed {
        return Err(refuse("H6.6", "还没有谈定赔付。请先登记索赔结果", []));
    }
    past(claim, recovery.on, today)?;
    let amount = *recovery.amount.open();
    if amount <= Money::ZERO {
        return Err(refuse("H6.6", "赔款金额必须大于 0", []));
    }
    let said = |known: &Recovery| {
        !known.reference.is_empty() && crate::quantity::same_number(&known.reference, &recovery.reference)
    };
    if claim.recoveries.iter().any(said) {
        return Err(refuse(
            "H6.6",
            "流水号 {reference} 的赔款已经登记过。请核对，不同的款写不同的流水号",
            [("reference", recovery.reference)],
        ));
    }
    if amount > claim.open_amount() {
        return Err(refuse("H6.6", "赔款多于谈定的金额。请核对，多出的另行登记", []));
    }
    Ok(vec![Fact::Recovered { recovery }])
}

/// Gives up the rest, with a reason.
pub fn write_off(claim: &Claim, why: Why) -> Result<Vec<Fact>, Refusal> {
    running(claim)?;
    Ok(vec![Fact::WrittenOff { reason: why.reason, letter: why.proof }])
}

/// When the carrier's next word is due: the day it named last, else the one that it was lodged with.
pub fn answer_due(claim: &Claim) -> Option<Date> {
    let lodged = claim.lodged.as_ref()?;
    let last = claim.word();
    Some(last.map_or(lodged.answer_by, |a| a.next_by))
}

/// When what was agreed is to be paid: the day that the carrier named last, else the one that was agreed, else
/// [`PAID_WITHIN`] working days.
pub fn pay_due(claim: &Claim, calendar: &Calendar) -> Option<Date> {
    let decision = claim.decision.as_ref()?;
    let last = claim.word();
    let agreed = || decision.pay_by.unwrap_or_else(|| paid_by(calendar, decision.on));
    Some(last.map_or_else(agreed, |a| a.next_by))
}

/// The day by which what was agreed on `on` is paid, where no other was named.
pub fn paid_by(calendar: &Calendar, on: Date) -> Date {
    calendar.plus(on, PAID_WITHIN)
}

/// The day by which a carrier answers a claim lodged on `on`.
pub fn answer_by(claim: &Claim, calendar: &Calendar, on: Date) -> Date {
    calendar.plus(on, i32::try_from(claim.answer_days).unwrap_or(7))
}

fn running(claim: &Claim) -> Result<(), Refusal> {
    if claim.has_ended() { Err(refuse("H6.6", "索赔已经结束", [])) } else { Ok(()) }
}

fn past(claim: &Claim, on: Date, today: Date) -> Result<(), Refusal> {
    if on > today || on < claim.arrived_on {
        return Err(refuse(
            "H6.6",
            "日期不能早于到货日期 {date}，也不能晚于今天",
            [("date", claim.arrived_on.to_string())],
        ));
    }
    Ok(())
}
