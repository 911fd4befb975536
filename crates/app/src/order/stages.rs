//! The stages of an order: what is done with its day, what is to come by the plan for what is promised now.

use domain::followup::Case;
use domain::order::{State, waiting};
use domain::plan::{self, Reached, Step, reached};

use super::refresh;
use kernel::ui::{Stage, StageState, StageStrip, Ui};
use kernel::{Door, Result};

/// Each stage, and the step that it ends with.
const STAGES: [(&str, Step); 7] = [
    ("评审", Step::Reviewed),
    ("下达", Step::Reviewed),
    ("齐套", Step::MaterialsIn),
    ("生产", Step::Produced),
    ("发货", Step::Dispatched),
    ("到货", Step::Arrived),
    ("回款", Step::Collected),
];

/// The stages of the order, with the first that is not done marked as current.
pub(super) fn strip(door: &mut Door, ui: &Ui, case: &Case) -> Result<StageStrip> {
    let order = &case.order;
    let calendar = door.calendar()?;
    let due = case.due().unwrap_or(ui.today);
    let counted = plan::counted(order, due, &calendar);
    let paid_by = plan::paid_by(order, due, &calendar);
    let planned = |step: Step| counted.iter().find(|c| c.step == step);
    // What is on shipments leaves on the day that was agreed.
    let agreed = case.ships_on(&calendar).filter(|_| case.shipments.iter().any(|s| s.dispatched.is_none()));
    let answered = order.state != State::Draft && waiting(order).is_empty();
    // The review is over before its order is released.
    let how = |n: usize, step: Step| match reached(case, step) {
        Reached::No if n == 0 && !answered => Reached::No,
        _ if n == 0 => order.reviewed_on.map_or(Reached::Yes, Reached::On),
        // Of what was given up nothing is done by itself.
        Reached::Yes | Reached::On(_) if order.state == State::Cancelled && step == Step::MaterialsIn => {
            Reached::No
        }
        Reached::Yes if order.state == State::Cancelled => Reached::No,
        how => how,
    };
    let all: Vec<Reached> = STAGES.iter().enumerate().map(|(n, stage)| how(n, stage.1)).collect();
    let current = all.iter().position(|how| *how == Reached::No).filter(|_| order.is_open());
    let stages = STAGES.iter().zip(all).enumerate().map(|(n, ((name, step), how))| {
        let plan = planned(*step).filter(|_| order.is_open());
        let agreed = agreed.filter(|_| *step == Step::Dispatched);
        let by_terms = paid_by.filter(|_| *step == Step::Collected);
        let on = plan.map(|c| by_terms.or(agreed).unwrap_or(c.on));
        let percent = percent(case, *step).filter(|_| how == Reached::No && order.is_open());
        let begun = percent.is_some_and(|n| n > 0);
        let state = match how {
            Reached::Yes | Reached::On(_) => StageState::Done,
            Reached::No if on.is_some_and(|on| on < ui.today) => StageState::Late,
            Reached::No if current == Some(n) || begun => StageState::Current,
            Reached::No => StageState::Waiting,
        };
        let mut stage = Stage::new(ui.t(name), state);
        match how {
            Reached::On(day) => stage.date = Some(day),
            Reached::Yes => {}
            Reached::No => {
                stage.date = on;
                stage.from = plan.map(|c| c.from);
                stage.sure = by_terms.is_some();
                stage.percent = percent;
            }
        }
        stage
    });
    Ok(StageStrip { stages: stages.collect() })
}

/// How far a stage is, where that can be counted.
fn percent(case: &Case, step: Step) -> Option<u8> {
    case.order.released?;
    let share = match step {
        Step::MaterialsIn => case.readiness(),
        Step::Produced => refresh::progress(case),
        _ => return None,
    };
    u8::try_from(share / 100).ok()
}
