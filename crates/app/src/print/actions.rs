//! What is done about prints: counted once, found again as they were.

use domain::choice::Choice as _;
use domain::ids::PersonId;
use kernel::ctx::local;
use kernel::i18n::zh;
use kernel::log::{Event, told};
use kernel::{Actor, Door, Error, Result};
use paper::forms::Printed;

use super::store::{self, Print};
use super::{Paper, Sheet};
use crate::person;

/// Minutes that local time is ahead of UTC.
const OFFSET: i32 = 480;

/// The foot of what is only looked at.
pub fn preview(door: &Door) -> Printed {
    Printed {
        by: door.ctx.actor.name.clone(),
        at: door.ctx.local_now(),
        utc_offset_minutes: OFFSET,
        times: 0,
    }
}

/// Counts a print of `paper` and answers which it is. The document is held, so that two who print at once get two
/// numbers, and the version that is kept is the one that is printed.
pub fn keep(door: &mut Door, paper: &Paper, id: &str, stream: &str, priced: bool) -> Result<i64> {
    evidence::hold(door.conn, &[stream.to_owned()])?;
    let sheet = (paper.read)(door, id, priced)?;
    let print = Print {
        form: paper.kind.code().to_owned(),
        n: 0,
        version: sheet.version,
        basis: sheet.basis,
        priced,
        at: door.ctx.now.as_microsecond(),
        actor: door.ctx.actor.code(),
    };
    let n = store::keep(door.conn, stream, &print, &door.ctx.request)?;
    let params = [("paper", paper.kind.label()), ("number", &*sheet.number), ("n", &*n.to_string())];
    door.log(Event::Print, told(zh("{paper} {number}，第 {n} 次"), &params))?;
    Ok(n)
}

/// The `n`th print as it was: for who printed it, and while nothing that stands on it has changed. Another content under
/// its number would make two papers of one print.
pub fn again(door: &mut Door, paper: &Paper, id: &str, n: i64) -> Result<(Sheet, Printed)> {
    let stream = (paper.read)(door, id, false)?.stream;
    let print = store::nth(door.conn, &stream, paper.kind.code(), n)?.ok_or(Error::NotFound)?;
    let sheet = (paper.read)(door, id, print.priced)?;
    if print.actor != door.ctx.actor.code() {
        return Err(Error::Http { status: 409, text: "这是别人打印的那一份。请自己打印" });
    }
    if print.basis != sheet.basis {
        return Err(Error::Http {
            status: 409, text: "这次打印之后，单据上的内容有改动。请重新打印"
        });
    }
    let at = jiff::Timestamp::from_microsecond(print.at).map_err(|e| Error::Fault(e.to_string()))?;
    let printed = Printed {
        by: printer(door, &print)?,
        at: local(at),
        utc_offset_minutes: OFFSET,
        times: u32::try_from(print.n).unwrap_or(u32::MAX),
    };
    Ok((sheet, printed))
}

/// The name of who printed it.
pub fn printer(door: &mut Door, print: &Print) -> Result<String> {
    let system = Actor::system();
    if print.actor.parse::<PersonId>().is_err() {
        return Ok(door.ctx.lang.t(&system.name).to_owned());
    }
    Ok(person::by_id(door.conn, &print.actor)?.map(|p| p.name).unwrap_or_default())
}
