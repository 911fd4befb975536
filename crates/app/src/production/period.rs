//! When a work order is made (H4.4), as production says it.

use domain::ids::OrderId;
use domain::order::Attachment;
use domain::production::{Period, WorkOrder};
use jiff::civil::Date;
use kernel::act::Subject;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::ui::Width;
use kernel::{Done, Door, Result, Said, Target};

use super::actions;
use super::acts::changed;
use crate::order::case;

/// When, with a remark and what it rests on.
type Planned = (Period, String, Vec<Attachment>);

/// A work order whose time is said, and when its parts are there.
#[derive(Default)]
pub(super) struct Timed {
    work: Loaded<WorkOrder>,
    parts: Option<Date>,
}

impl Subject for Timed {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let work = Loaded::<WorkOrder>::load(door, target)?;
        let case = case::load(door, work.order)?;
        let tomorrow = door.calendar()?.plus(door.ctx.today(), 1);
        Ok(Self { parts: case.parts_expected(work.line, tomorrow), work })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        Ok(Self { work: Loaded::load_to_act(door, target, said)?, parts: None })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.work.orders()
    }

    fn version(&self) -> Option<i64> {
        self.work.version()
    }
}

/// H4.4 When production happens: not before its parts are there.
pub(super) fn asked(f: &Form, at: &Timed) -> Planned {
    let work = &at.work;
    if let Some(on) = at.parts {
        f.note("料到齐", f.tf("预计 {on}", &[("on", &on)]));
    }
    let begin = work.start_by.max(f.today()).max(at.parts.unwrap_or_default());
    let start = work.period.map_or(begin, |p| p.start);
    let finish = work.period.map_or(work.due.max(start), |p| p.finish);
    let period = Period {
        start: f.date("start", "开工").preset(start).required(),
        finish: f
            .date("finish", "完工")
            .preset(finish)
            .hint(f.tf("要求 {due} 完工", &[("due", &work.due)]))
            .required(),
    };
    let note =
        f.text("note", "说明", 300).help("晚于要求的完工日期时必填").width(Width::Full).or(String::new());
    (period, note, f.proof())
}

pub(super) fn confirm(door: &mut Door, at: Timed, said: Planned) -> Result<Done> {
    actions::confirm_period(door, at.work, said.0, said.1, said.2).map(changed)
}
