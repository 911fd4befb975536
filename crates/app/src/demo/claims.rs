//! What the demo company claims from its carriers.

use domain::claim::{Answer, Claim, Decision, Lodged, Outcome, Recovery, answer_by};
use domain::confidential::Confidential;
use domain::ids::ClaimId;
use kernel::Result;

use super::day::Day;
use super::work::Duty;
use crate::claim;

/// Works off what is due on a claim.
pub fn step(day: &mut Day, duty: &Duty) -> Result<()> {
    let Ok(id) = duty.task.target.parse::<ClaimId>() else { return Ok(()) };
    let (on, action) = (day.on, duty.task.action.as_str());
    let who = if action == "claim.recover" { "梁敏" } else { "陈岚" };
    day.act(who, |door| {
        let claim = door.load::<Claim>(id)?;
        match action {
            "claim.lodge" => {
                let calendar = door.calendar()?;
                let lodged = Lodged {
                    on,
                    amount: Confidential::new(claim.worth()),
                    documents: "索赔单、装车照片、签收单".into(),
                    answer_by: answer_by(&claim, &calendar, on),
                    letter: Vec::new(),
                };
                claim::actions::lodge(door, claim, lodged).map(drop)
            }
            "claim.answer" if claim.answers.is_empty() => {
                let answer = Answer {
                    on,
                    whom: Confidential::new("理赔员".into()),
                    said: "已核对中转记录，同意按索赔额赔付".into(),
                    offer: None,
                    next_by: domain::calendar::shift(on, 1),
                    files: Vec::new(),
                };
                claim::actions::answer(door, claim, answer).map(drop)
            }
            "claim.answer" if claim.decision.is_none() => {
                let decision = Decision {
                    on,
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
                    on,
                    amount: Confidential::new(claim.open_amount()),
                    reference: "运费抵扣".into(),
                    slip: Vec::new(),
                };
                claim::actions::recover(door, claim, recovery).map(drop)
            }
            _ => Ok(()),
        }
    })?;
    Ok(())
}
