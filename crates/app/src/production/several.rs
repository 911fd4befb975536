//! Reports of several work orders at once (H4.4): what a work centre has done on a day, in one grid.

use std::collections::BTreeMap;

use domain::ids::{WorkCenterId, WorkOrderId};
use domain::order::Attachment;
use domain::production::{Progress, WorkOrder, WorkStep};
use jiff::civil::Date;
use kernel::act::Subject;
use kernel::error::FieldError;
use kernel::form::Form;
use kernel::{Done, Door, Error, Result, Said, Target};

use super::{actions, store};
use crate::item;

/// Work orders that the form offers where none was picked, the first due first.
const MOST: i64 = 200;

/// Steps that can be reported now, those of a work centre together.
#[derive(Default)]
pub(super) struct Several {
    steps: Vec<Step>,
    /// Whether there are more than the form offers.
    more: bool,
}

#[derive(Default)]
struct Step {
    work: WorkOrderId,
    number: i64,
    /// What it is about, for whoever fills it in.
    title: String,
}

impl Step {
    fn key(&self) -> String {
        format!("{}-{}", self.work, self.number)
    }
}

impl Subject for Several {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let picked: Vec<WorkOrderId> = target.picked();
        let works = if picked.is_empty() { store::open(door.conn, MOST)? } else { picked };
        let more = i64::try_from(works.len()).is_ok_and(|n| n >= MOST);
        // Where the list showed one work centre, its steps alone are meant.
        let center: Option<WorkCenterId> = target.get("center").parse().ok();
        let mut steps = steps(door, works, |work, step| {
            center.is_none_or(|center| step.center == center) && work.reportable(step.number).is_some()
        })?;
        steps.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Self { steps: steps.into_iter().map(|(_, step)| step).collect(), more })
    }

    /// The steps that were named: what somebody reports meanwhile does not take a row away.
    fn load_to_act(door: &mut Door, _: &Target, said: &Said) -> Result<Self> {
        let named: Vec<&str> = said.column("lines", "step").collect();
        let mut works: Vec<WorkOrderId> =
            named.iter().filter_map(|key| key.rsplit_once('-')?.0.parse().ok()).collect();
        works.sort_unstable();
        works.dedup();
        let steps = steps(door, works, |_, _| true)?.into_iter().map(|(_, step)| step);
        Ok(Self { steps: steps.filter(|step| named.contains(&step.key().as_str())).collect(), more: false })
    }
}

/// By work centre, due day and number.
type Place = (String, Date, String, i64);

fn steps(
    door: &mut Door,
    works: Vec<WorkOrderId>,
    wanted: impl Fn(&WorkOrder, &WorkStep) -> bool,
) -> Result<Vec<(Place, Step)>> {
    let centers: BTreeMap<WorkCenterId, String> =
        item::centers(door.conn)?.into_iter().map(|(id, _, name)| (id, name)).collect();
    let mut out = Vec::new();
    for work in door.load_all::<WorkOrder>(&works)? {
        let id = work.id;
        for step in work.operations.iter().filter(|step| !work.cancelled && wanted(&work, step)) {
            let center = centers.get(&step.center).cloned().unwrap_or_default();
            let place = (center.clone(), work.due, work.number.clone(), step.number);
            let step = Step {
                work: id,
                number: step.number,
                title: door.ctx.lang.tf(
                    "{center} · {work} {name} · {step} · 可报 {left} {unit}",
                    &[
                        ("center", &center),
                        ("work", &work.number),
                        ("name", &work.name),
                        ("step", &step.name),
                        ("left", &work.reportable(step.number).plain()),
                        ("unit", &work.unit),
                    ],
                ),
            };
            out.push((place, step));
        }
    }
    Ok(out)
}

/// What was said of one step, and the field that a refusal belongs to.
pub(super) struct Report {
    field: String,
    work: WorkOrderId,
    progress: Progress,
}

/// H4.4 What each step has made; of a row that is left blank nothing is reported.
pub(super) fn progress(f: &Form, at: &Several) -> (Vec<Report>, Vec<Attachment>) {
    if at.more {
        f.intro("只列出最早到期的，其余请在列表里选好再打开");
    }
    let on = f.date("on", "日期").preset(f.today()).required();
    let rows = f.rows("lines", "工序", &at.steps, ("step", "工序"), Step::key);
    let reports = rows.help("没有做的行留空；冲减、超产时写说明").each(
        |step| step.title.clone(),
        |row, step| {
            let good = row.signed("good", "完成数量").optional();
            let scrap = row.signed("scrap", "报废数量").optional();
            let material = row.flag("material", "报废的要重新领料", true);
            let note = row.text("note", "说明", 300).or(String::new());
            let said = good.is_some() || scrap.is_some() || !note.is_empty();
            said.then(|| Report {
                field: row.field("good"),
                work: step.work,
                progress: Progress {
                    operation: step.number,
                    good: good.unwrap_or_default(),
                    scrap: scrap.unwrap_or_default(),
                    material,
                    on,
                    note,
                    proof: Vec::new(),
                },
            })
        },
    );
    let reports: Vec<Report> = reports.into_iter().flatten().collect();
    if reports.is_empty() {
        f.wrong("lines", "请至少填一行");
    }
    (reports, f.proof())
}

/// All of them or none: what is refused is told at its row.
pub(super) fn report(
    door: &mut Door,
    _: Several,
    (reports, proof): (Vec<Report>, Vec<Attachment>),
) -> Result<Done> {
    let works: Vec<WorkOrderId> = reports.iter().map(|report| report.work).collect();
    let orders = door.load_all::<WorkOrder>(&works)?.into_iter().map(|work| work.order);
    door.hold(orders.collect::<Vec<_>>())?;
    let mut wrong = Vec::new();
    for Report { field, work, progress } in reports {
        let work = door.load::<WorkOrder>(work)?;
        match actions::report(door, work, Progress { proof: proof.clone(), ..progress }) {
            Ok(_) => {}
            Err(Error::Refused(no)) => wrong.push(FieldError::refused(field, no)),
            Err(error) => return Err(error),
        }
    }
    if wrong.is_empty() { Ok(Done::changed("/work", "")) } else { Err(Error::Invalid(wrong)) }
}
