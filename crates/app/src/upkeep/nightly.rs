//! Every night a copy, older ones let go, and the newest put back somewhere else to see that it can be (trust.md P23).

use std::path::{Path, PathBuf};

use jiff::civil::Date;
use kernel::config::Config;
use kernel::{App, Ctx, Error, Result};

use super::lines::fault;
use super::restore::{Asked, restore};
use super::seal::{note, seal};
use super::{backup, envelope, erasures};
use crate::health;

/// Hour of the day, in Beijing, from which on it is done.
const HOUR: i8 = 2;
/// Minutes after which a copy that failed is tried again.
const AGAIN: i64 = 60;
/// Copies of days, of weeks and of months that are kept.
const KEPT: (usize, usize, usize) = (7, 5, 12);
/// What copies are called before their day.
const NAME: &str = "gendan-";
/// Where the drill puts one back.
const DRILL: &str = "drill";

/// Makes the copy of the day and tries it, where that is due: once a day, and where the settings name a folder.
pub fn nightly(app: &App) -> Result<()> {
    let ctx = Ctx::system(app.shared.clock.now());
    let now = ctx.local_now();
    let Some(folder) = app.shared.config.backup_dir.clone() else { return Ok(()) };
    if now.hour() < HOUR || app.shared.config.database_url.is_some() {
        return Ok(());
    }
    let to = folder.join(format!("{NAME}{}", now.date()));
    if to.join(backup::MANIFEST).exists() {
        return Ok(());
    }
    // What failed is tried again an hour later, not every few seconds.
    let before = app.db.read_blocking(|conn| health::of(conn, health::BACKUP))?;
    if before.is_some_and(|run| !run.ok && ctx.now.duration_since(run.at).as_mins().abs() < AGAIN) {
        return Ok(());
    }
    let recipient = envelope::recipient(&app.shared.config)?;
    let data_dir = &app.shared.config.data_dir;
    // What is to be closed leaves the data folder no other way: copied and tried there.
    let (open, tried) = match &recipient {
        Some(_) => (data_dir.join(backup::COPYING), data_dir.join(DRILL)),
        None => (to.clone(), folder.join(DRILL)),
    };
    let made = std::fs::create_dir_all(&folder).map_err(|e| fault(&folder, &e));
    let known = match made.and_then(|()| copies(&folder)) {
        Ok(known) => known,
        Err(error) => {
            let failed = Err::<(), _>(error);
            note(app, health::BACKUP, &failed)?;
            return failed;
        }
    };
    let before = known.first().map(|day| folder.join(format!("{NAME}{day}")));
    let copied = copy(app, &open, before.as_deref().filter(|_| recipient.is_none()));
    let drilled = copied.is_ok().then(|| drill(app, &tried, &open));
    let copied = copied.and_then(|()| {
        recipient.as_ref().map_or(Ok(()), |recipient| {
            backup::forget(&to)?;
            backup::close(&open, &to, recipient, before.as_deref())
        })
    });
    if copied.is_err() {
        // What is not whole takes no room and counts as no copy.
        backup::forget(&to)?;
    }
    let copied = copied.and_then(|()| erasures::tell(app, &folder)).and_then(|()| let_go(&folder));
    note(app, health::BACKUP, &copied)?;
    if let Some(drilled) = &drilled {
        note(app, health::DRILL, drilled)?;
    }
    if recipient.is_some() {
        backup::forget(&open)?;
    }
    copied.and(drilled.unwrap_or(Ok(())))
}

fn copy(app: &App, to: &Path, before: Option<&Path>) -> Result<()> {
    // What was broken off is made anew.
    backup::forget(to)?;
    // What is sealed has its checkpoint in the copy. Where it cannot be sealed, which is told of itself, there is a copy all the same.
    let _ = seal(app);
    let shared = backup::plain(app, to, before);
    if shared.is_err() && before.is_some() {
        // A file that it shares with the copy before may have been damaged there: once more without.
        backup::forget(to)?;
        backup::plain(app, to, None)?;
        return Ok(());
    }
    shared.map(drop)
}

/// Takes the copies away that are kept no longer.
fn let_go(folder: &Path) -> Result<()> {
    for old in too_old(&copies(folder)?) {
        let old = folder.join(format!("{NAME}{old}"));
        std::fs::remove_dir_all(&old).map_err(|e| fault(&old, &e))?;
    }
    Ok(())
}

/// Puts a copy back into a folder of its own and verifies it there with everything that a verification looks at.
fn drill(app: &App, data_dir: &Path, copy: &Path) -> Result<()> {
    backup::forget(data_dir)?;
    std::fs::create_dir_all(data_dir).map_err(|e| fault(data_dir, &e))?;
    let config = Config {
        data_dir: data_dir.to_owned(),
        anchor_dir: None,
        backup_dir: None,
        journal_dir: None,
        clock: None,
        ..app.shared.config.clone()
    };
    let asked = Asked { from: Some(copy), anchors: &[], journal: None, identity: None, reason: "drill" };
    let tried = restore(&config, &asked);
    backup::forget(data_dir)?;
    match tried?.verified.faults.first() {
        Some(first) => Err(Error::Fault(first.clone())),
        None => Ok(()),
    }
}

/// The days of the whole copies in `folder`, the newest first.
fn copies(folder: &Path) -> Result<Vec<Date>> {
    let mut days = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(|e| fault(folder, &e))? {
        let path: PathBuf = entry.map_err(|e| fault(folder, &e))?.path();
        if !path.join(backup::MANIFEST).exists() {
            continue;
        }
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        days.extend(name.strip_prefix(NAME).and_then(|day| day.parse::<Date>().ok()));
    }
    days.sort_unstable();
    days.reverse();
    Ok(days)
}

/// Which of `days`, the newest first, are kept no longer: all but the last days, the newest of each of the last weeks, and the
/// newest of each of the last months.
fn too_old(days: &[Date]) -> Vec<Date> {
    let (daily, weekly, monthly) = KEPT;
    let mut kept: Vec<Date> = days.iter().take(daily).copied().collect();
    let mut newest_of = |most: usize, of: fn(Date) -> (i16, i8)| {
        let mut seen = Vec::new();
        for day in days {
            let span = of(*day);
            if !seen.contains(&span) && seen.len() < most {
                seen.push(span);
                kept.push(*day);
            }
        }
    };
    newest_of(weekly, |day| (day.iso_week_date().year(), day.iso_week_date().week()));
    newest_of(monthly, |day| (day.year(), day.month()));
    days.iter().filter(|day| !kept.contains(day)).copied().collect()
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan as _;
    use jiff::civil::date;

    use super::*;

    #[test]
    fn p23_a_week_of_days_some_weeks_and_a_year_of_months_are_kept() {
        let last = date(2026, 12, 31);
        let mut days: Vec<Date> = Vec::new();
        // Night by night for two years, letting go each time: what is kept never depends on what is gone.
        for n in (0..730).rev() {
            days.insert(0, last.checked_sub(n.days()).unwrap());
            let old = too_old(&days);
            days.retain(|day| !old.contains(day));
        }
        let week: Vec<Date> = (0..7).map(|n| last.checked_sub(n.days()).unwrap()).collect();
        assert_eq!(days[..7], week);
        let sundays = days.iter().filter(|d| d.weekday() == jiff::civil::Weekday::Sunday).count();
        assert!((4..=5).contains(&sundays), "{days:?}");
        assert!(days.iter().any(|d| (d.year(), d.month()) == (2026, 1)), "{days:?}");
        assert!(days.len() < 7 + 5 + 12, "{days:?}");
    }
}
