//! What happens by time alone: cases are computed anew when a day begins and after days were declared, the security log is
//! written and pruned, sessions end, old answers go, what was recorded is sealed, a copy is made every night.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::upkeep::{self, walks};
use crate::{calendar, files, order, person};
use jiff::civil::Date;
use kernel::i18n::zh;
use kernel::log::{self, Event};
use kernel::web::write;
use kernel::{App, Ctx, Result};

const DAY: i64 = 86_400 * 1_000_000;

/// How long a file that belongs to nothing waits before it is swept.
const LOOSE: Duration = Duration::from_hours(24);

/// Lines of the security log that are taken away in one transaction.
const AT_ONCE: u32 = 2000;

/// What the security log says of lines that were taken away.
const LOG_PRUNED: &str = zh("删去 {n} 条超过 {days} 天的记录");

/// Looks every few seconds whether something is to be done, until the process ends.
pub async fn run(app: App) {
    tokio::join!(keep_journal(app.clone()), look(app));
}

/// Keeps the journal beside the database, never more than five seconds behind (trust.md P23).
async fn keep_journal(app: App) {
    loop {
        blocking(&app, "the journal", upkeep::journal_due).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
    }
}

async fn blocking(app: &App, what: &str, work: fn(&App) -> Result<()>) {
    let app = app.clone();
    match tokio::task::spawn_blocking(move || work(&app)).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::error!(%error, "{what}"),
        Err(error) => tracing::error!(%error, "{what}"),
    }
}

async fn look(app: App) {
    let mut done: Option<Date> = None;
    loop {
        let ctx = Ctx::system(app.shared.clock.now());
        let today = ctx.today();
        if let Err(error) = write_log(&app, ctx.clone()).await {
            tracing::error!(%error, "security log");
        }
        if let Err(error) = keep_sessions(&app, ctx.clone()).await {
            tracing::error!(%error, "sessions");
        }
        blocking(&app, "sealing the log", upkeep::seal_due).await;
        nightly(&app);
        if let Err(error) = catch_up(&app, ctx.clone()).await {
            tracing::error!(%error, "open cases after a change of the calendar");
        }
        if done != Some(today) {
            let began = ctx.now;
            match new_day(&app, ctx).await {
                Ok(cases) => {
                    let millis = app.shared.clock.now().duration_since(began).as_millis();
                    tracing::info!(cases, millis, "a new day: open cases computed anew");
                    done = Some(today);
                }
                Err(error) => tracing::error!(%error, "a new day"),
            }
        }
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// Begins the copy of the night, beside everything else; one at a time.
fn nightly(app: &App) {
    static RUNNING: AtomicBool = AtomicBool::new(false);
    if app.shared.config.backup_dir.is_none() || RUNNING.swap(true, Ordering::AcqRel) {
        return;
    }
    let app = app.clone();
    tokio::spawn(async move {
        blocking(&app, "the nightly copy", upkeep::nightly).await;
        RUNNING.store(false, Ordering::Release);
    });
}

/// Computes every open case anew, some at a time, so that nobody waits for it; answers how many.
pub async fn new_day(app: &App, ctx: Ctx) -> Result<usize> {
    let open = app.db.read(order::open_orders).await?;
    for some in open.chunks(50) {
        let some = some.to_vec();
        write(app, ctx.clone(), move |door| {
            for id in &some {
                door.touch_order(*id);
            }
            Ok(())
        })
        .await?;
    }
    let swept = files::sweep(app, ctx.clone(), LOOSE).await?;
    if swept > 0 {
        tracing::info!(swept, "files that belonged to nothing");
    }
    prune_log(app, &ctx).await?;
    let before = ctx.now.as_microsecond() - 7 * DAY;
    write(app, ctx, move |door| Ok(evidence::forget_before(door.conn, before)?)).await?;
    Ok(open.len())
}

/// Takes away what the security log has kept for as long as it is kept, some lines at a time, so that nobody waits for it; how much went,
/// and how old it was, is a line itself.
pub async fn prune_log(app: &App, ctx: &Ctx) -> Result<u64> {
    let before = ctx.now.as_microsecond() - app.shared.config.log_days * DAY;
    let mut gone = 0;
    loop {
        let some = write(app, ctx.clone(), move |door| log::prune(door.conn, before, AT_ONCE)).await?;
        if some == 0 {
            break;
        }
        gone += some;
    }
    if gone > 0 {
        let days = app.shared.config.log_days.to_string();
        let params = [("n", gone.to_string()), ("days", days)];
        let detail = log::told(LOG_PRUNED, &params.each_ref().map(|(name, value)| (*name, value.as_str())));
        write(app, ctx.clone(), move |door| door.log(Event::Prune, detail.clone())).await?;
    }
    Ok(gone)
}

/// Derives the open cases anew that wait for it since days were declared, whichever server they were declared at, some at a
/// time, until none is left; answers how many times.
pub async fn catch_up(app: &App, ctx: Ctx) -> Result<usize> {
    let mut times = 0;
    while app.db.read(calendar::is_waiting).await?
        && write(app, ctx.clone(), calendar::actions::derive_some).await?
    {
        times += 1;
    }
    Ok(times)
}

/// Writes the lines of the security log that wait in memory; what cannot be written waits on. What a walk of the evidence has
/// found is taken in first.
pub async fn write_log(app: &App, ctx: Ctx) -> Result<()> {
    walks::take_in(app, &ctx);
    let lines = app.shared.log.take(ctx.now);
    if lines.is_empty() {
        return Ok(());
    }
    let again = lines.clone();
    let written = write(app, ctx, move |door| door.write_log(&lines)).await;
    if written.is_err() {
        app.shared.log.back(again);
    }
    written
}

/// Writes what requests have found out about sessions, and ends those that are over.
pub async fn keep_sessions(app: &App, ctx: Ctx) -> Result<()> {
    let (used, over) = app.shared.sessions.take();
    let (now, gone) = (ctx.now, over.clone());
    let any = !used.is_empty() || !over.is_empty();
    if any || app.db.glance(move |conn| person::session::any_over(conn, now)).await? {
        write(app, ctx, move |door| person::session::keep(door.conn, &used, &over, now)).await?;
        app.shared.sessions.gone(&gone);
    }
    Ok(())
}
