//! What the demo company claims from its carriers. It draws no chance: the orders stay those of the seed.

use domain::claim::{Answer, Decision, Lodged, Outcome, Recovery, answer_by};
use domain::confidential::Confidential;
use domain::ids::ClaimId;
use domain::shipment::{Cause, Finding, Packing, Shipment, Signature};
use jiff::civil::Date;
use kernel::{App, Result};

use super::at_noon;
use crate::{claim, today};

/// What the clerk finds out about a difference: some are the carrier's, some our packing's.
pub fn finding(shipment: &Shipment) -> Finding {
    let carrier = !shipment.number.ends_with(['0', '5']);
    Finding {
        cause: if carrier { Cause::Transport } else { Cause::Packing },
        pickup: Packing::Intact,
        signature: if carrier { Signature::Remarked } else { Signature::Clean },
        explanation: if carrier {
            "提货照片完好，签收单上注明磕碰".into()
        } else {
            "边角没有加护".into()
        },
        files: Vec::new(),
    }
}

/// Works off what is due on a claim.
pub fn step(app: &App, day: Date, task: &today::Task) -> Result<()> {
    let Ok(id) = task.target.parse::<ClaimId>() else { return Ok(()) };
    let action = task.action.clone();
    let who = if action == "claim.recover" { "梁敏" } else { "陈岚" };
    at_noon(app, day, who, move |door| {
        let claim = door.load::<domain::claim::Claim>(id)?;
        match action.as_str() {
            "claim.lodge" => {
                let calendar = door.calendar()?;
                let lodged = Lodged {
                    on: day,
                    amount: Confidential::new(claim.worth()),
                    documents: "索赔单、装车照片、签收单".into(),
                    answer_by: answer_by(&claim, &calendar, day),
                    letter: Vec::new(),
                };
                claim::actions::lodge(door, claim, lodged).map(drop)
            }
            "claim.answer" if claim.answers.is_empty() => {
                let answer = Answer {
                    on: day,
                    whom: Confidential::new("理赔员".into()),
                    said: "已核对中转记录，同意按索赔额赔付".into(),
                    offer: None,
                    next_by: domain::calendar::shift(day, 1),
                    files: Vec::new(),
                };
                claim::actions::answer(door, claim, answer).map(drop)
            }
            "claim.answer" if claim.decision.is_none() => {
                let decision = Decision {
                    on: day,
                    outcome: Outcome::Accepted,
                    amount: Confidential::new(claim.claimed()),
                    pay_by: None,
                    note: "从下月运费中扣".into(),
                    letter: Vec::new(),
                };
                claim::actions::decide(door, claim, decision).map(drop)
            }
            "claim.recover" => {
                let recovery = Recovery {
                    on: day,
                    amount: Confidential::new(claim.open_amount()),
                    reference: "运费抵扣".into(),
                    slip: Vec::new(),
                };
                claim::actions::recover(door, claim, recovery).map(drop)
            }
            _ => Ok(()),
        }
    })
}
