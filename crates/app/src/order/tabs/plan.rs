//! Milestones with baseline, forecast and actual, the main thread marked (H8.1).

use domain::choice::Choice as _;
use domain::followup::Case;
use domain::plan::{Reached, Step};

use super::super::actions;
use super::super::forecasts::expected;
use super::table;
use kernel::ui::{Badge, Button, Cell, Html, Row, Table, Tone, Ui, format};
use kernel::web::fill;
use kernel::{Door, Result};

pub(super) fn plan(door: &mut Door, ui: &Ui, case: &Case) -> Result<Html> {
    let calendar = door.calendar()?;
    let order = &case.order;
    let due = case.due().unwrap_or(ui.today);
    let baseline = if order.milestones.is_empty() {
        domain::plan::lay_down(order, order.due().unwrap_or(ui.today), &calendar)
    } else {
        order.milestones.clone()
    };
    let revised = domain::plan::counted(order, due, &calendar);
    let paid_by = domain::plan::paid_by(order, due, &calendar);
    let forecast = domain::plan::forecast(case, &calendar, ui.today);
    let arrives = expected(door, ui, case)?.map(|known| known.arrives);
    let mut steps = table(
        ui,
        "plan",
        &[
            ("step", "步骤", false),
            ("owner", "责任", false),
            ("baseline", "原计划", false),
            ("revised", "现计划", false),
            ("forecast", "预测", false),
            ("actual", "实际", false),
            ("state", "", false),
        ],
    );
    for m in &baseline {
        let expected = forecast.as_ref().filter(|_| order.released.is_some()).and_then(|f| match m.step {
            Step::MaterialsIn => f.materials,
            Step::Produced => Some(f.produced),
            Step::Dispatched => Some(f.ships),
            Step::Arrived => arrives,
            _ => None,
        });
        let decisive = order.is_open()
            && forecast.as_ref().is_some_and(|f| f.decisive == m.step)
            && order.released.is_some();
        let role = m.step.owner().label();
        let day = |d: Option<jiff::civil::Date>| d.map_or(Cell::Empty, Cell::Date);
        let state =
            if decisive { Cell::Badge(Badge::new(Tone::Accent, ui.t("主线"))) } else { Cell::Empty };
        let revised = revised.iter().find(|r| r.step == m.step);
        // The money comes as its terms say, whatever holidays there are.
        let by_terms = paid_by.filter(|_| m.step == Step::Collected);
        let now = by_terms.or(revised.map(|r| r.on));
        // A day that was worked back from one in an unknown year was counted through it, wherever it lies.
        let counted = |on| revised.map_or(Cell::Date(on), |r| Cell::Counted { on, from: r.from });
        let actual = domain::plan::reached(case, m.step);
        let (expected, reached) = match actual {
            Reached::No => (expected, Cell::Empty),
            Reached::Yes => (None, Cell::badge(Tone::Ok, ui.t("已做到"))),
            Reached::On(day) => (None, Cell::Date(day)),
        };
        let today = now.is_some_and(|n| n < ui.today) && actual == Reached::No && order.is_open();
        let late = today || expected.zip(now).is_some_and(|(e, n)| e > n);
        let row = Row::plain(vec![
            Cell::Text(ui.t(m.step.label()).into()),
            Cell::Text(ui.t(role).into()),
            counted(m.baseline),
            match by_terms {
                Some(on) => Cell::text(format::near_day(ui.today, on)),
                None => now.map_or(Cell::Empty, counted),
            },
            day(expected),
            reached,
            state,
        ]);
        steps.rows.push(if late { row.tone(Tone::Bad) } else { row });
    }
    let todo = to_do(door, ui, case)?;
    Ok(Html::concat([steps.render(ui), todo.render(ui)]))
}

/// What is due on the order, the soonest first.
fn to_do(door: &mut Door, ui: &Ui, case: &Case) -> Result<Table> {
    let mut todo = table(
        ui,
        "todo",
        &[("due", "期限", false), ("what", "要做的", false), ("owner", "谁", false), ("act", "", false)],
    );
    let mut found = domain::followup::follow_ups(case, &*door.calendar()?, ui.now);
    found.sort_by_key(|f| f.due);
    for f in found {
        let role = f.role.label();
        let button = actions::settles(door, &case.order, &f)?
            .filter(|_| !door.looks_back())
            .map(|o| Button::dialog(ui.t(o.label()), o.follow_up_href(&f.target, f.rule, &f.occurrence)));
        todo.rows.push(Row::plain(vec![
            Cell::Due(kernel::ui::Due::at(f.due.date(), f.due.time())),
            Cell::Two {
                main: fill(ui.lang, f.text, &f.params),
                sub: format!("{} · {}", fill(ui.lang, f.reason, &f.params), f.rule),
            },
            Cell::Text(ui.t(role).into()),
            Cell::Actions(button.into_iter().collect()),
        ]));
    }
    Ok(todo)
}
