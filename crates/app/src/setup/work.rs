//! What is done on each way, on a thread that may take its time.

use std::sync::Mutex;
use std::sync::atomic::Ordering;

use domain::company::Profile;
use kernel::i18n::zh;
use kernel::log::{Event, told};
use kernel::web::{Req, write};
use kernel::{App, Ctx, Door, Error, Result};
use tokio::runtime::Handle;

use super::ways::{Back, Own, Wanted};
use super::{Done, Outcome, Setup, pages};
use crate::command::play_demo;
use crate::person::{Try, appoint};
use crate::upkeep;
use crate::{company, person, start};

/// Goes a way. Where it is not gone to its end, the database is closed again and is as it was.
pub fn go(setup: &Setup, wanted: &Wanted, req: &Req) -> Result<Done> {
    match wanted {
        Wanted::Own(own) => self::own(setup, own, req),
        Wanted::Demo => demo(setup),
        Wanted::Restore(back) => restore(setup, back),
    }
}

/// Makes company and administrator in one transaction, which lets the browser in that asked.
fn own(setup: &Setup, own: &Own, req: &Req) -> Result<Done> {
    let app = setup.open()?;
    let (tried, told_of) = (Try::new(&app, req, &own.first.login), own.clone());
    let (ctx, lang) = (tried.ctx(), pages::lang(req));
    let made = write(&app, ctx, move |door| {
        let Some(id) = appoint(door, &told_of.first)? else { return Ok(None) };
        let known = company::actions::load(door)?.profile.clone();
        company::actions::describe(door, Profile { name: told_of.company.clone(), ..known })?;
        let who = told_of.first.login.as_str();
        door.log(Event::Setup, told(zh("新公司，管理员 {who}"), &[("who", who)]))?;
        tried.enter(door, &id.to_string(), lang).map(Some)
    });
    match Handle::current().block_on(made) {
        Ok(Some(entered)) => {
            start::end_demo(&setup.config.data_dir).map_err(|e| Error::Fault(e.to_string()))?;
            Ok(Done { app, outcome: Outcome::Own(Mutex::new(Some(entered))) })
        }
        Ok(None) => Ok(Done { app, outcome: Outcome::Elsewhere }),
        Err(error) => {
            setup.shut(app)?;
            Err(error)
        }
    }
}

/// Plays the demo company into a folder that is marked for it.
fn demo(setup: &Setup) -> Result<Done> {
    let folder = &setup.config.data_dir;
    let marked = start::is_for_tests(folder);
    start::mark_for_tests(folder).map_err(|e| Error::Fault(format!("{}: {e}", folder.display())))?;
    let played = setup.open().and_then(|app| play(setup, app));
    if !marked && setup.is_empty() && !matches!(&played, Ok(Done { outcome: Outcome::Demo, .. })) {
        // No company of one's own may begin in a folder whose clock can be set.
        start::unmark(folder).map_err(|e| Error::Fault(format!("{}: {e}", folder.display())))?;
    }
    played
}

fn play(setup: &Setup, app: App) -> Result<Done> {
    if app.db.read_blocking(person::any_credential)? {
        return Ok(Done { app, outcome: Outcome::Elsewhere });
    }
    let played = play_demo(&app, &setup.demo, &mut |reached| setup.reached(reached.percent));
    if let Err(why) = played {
        setup.empty.store(upkeep::is_empty(&app)?, Ordering::Release);
        setup.shut(app)?;
        return Err(failed(why));
    }
    let (shared, ctx) = (app.shared.clone(), Ctx::system(app.shared.clock.now()));
    app.db.write_blocking(move |conn| {
        Door::new(&ctx, conn, &shared).log(Event::Setup, told(zh("演示公司"), &[]))
    })?;
    Ok(Done { app, outcome: Outcome::Demo })
}

/// Puts a copy back in the place of a database that holds nothing.
fn restore(setup: &Setup, back: &Back) -> Result<Done> {
    let app = setup.open()?;
    let empty = upkeep::is_empty(&app);
    setup.shut(app)?;
    if !empty? {
        return Err(failed("the database holds data".to_owned()));
    }
    let done = upkeep::lay(&setup.config, &back.from, &back.asked()).map_err(|unfit| back.refused(unfit))?;
    upkeep::settle(&setup.config.data_dir)?;
    Ok(Done { app: setup.open()?, outcome: Outcome::Restored(done) })
}

/// A fault in words for who looks after the server, since nobody else is there yet.
pub fn failed(why: String) -> Error {
    Error::Told {
        status: 409, text: zh("没有完成：{why}。请改正后再试"), params: vec![("why", why)]
    }
}
