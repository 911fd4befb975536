//! Building every derived table anew from the facts.

use db::Conn;
use domain::ids::OrderId;
use kernel::feature::Site;
use kernel::{App, Ctx, Door, Error, Result};
use uuid::Uuid;

use super::store;
use crate::order;

/// What was done.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Rebuilt {
    /// Streams folded.
    pub streams: usize,
}

/// Rebuilds in one transaction, in order of the features' layers, since upper ones look lower ones up; `tell` hears
/// how many streams are done.
pub fn rebuild(app: &App, tell: impl Fn(usize) + Send + 'static) -> Result<Rebuilt> {
    let shared = app.shared.clone();
    let ctx = Ctx::system(app.shared.clock.now());
    app.db.write_blocking(move |conn| build(&mut Door::new(&ctx, conn, &shared), &tell))
}

/// Rebuilds where some noun's tables were written by another version of it (ADR 0017); nothing where all are of this
/// one. All of them are built, not the noun's alone: rows of one are looked up, summed and refreshed by others. `tell` hears
/// how many of how many streams are done.
pub fn prepare(app: &App, tell: impl Fn(usize, usize) + Send + 'static) -> Result<Option<Rebuilt>> {
    let shared = app.shared.clone();
    let ctx = Ctx::system(app.shared.clock.now());
    app.db.write_blocking(move |conn| {
        // A second server that starts meanwhile waits here, and finds the work done.
        store::hold_versions(conn)?;
        let others = store::of_other_versions(shared.site, conn)?;
        if others.is_empty() {
            return Ok(None);
        }
        let all = store::count_streams(conn)?;
        if all == 0 {
            // An empty database has nothing to build.
            store::mark_versions(shared.site, conn)?;
            return Ok(None);
        }
        tracing::info!(nouns = others.join(", "), "tables of another version are built anew");
        let built = build(&mut Door::new(&ctx, conn, &shared), &|done| {
            tracing::info!(done, all, "building tables");
            tell(done, all);
        })?;
        tracing::info!(streams = built.streams, "tables are ready");
        Ok(Some(built))
    })
}

/// Whether nothing was ever recorded: all that is there is what a fresh start writes.
pub fn is_empty(app: &App) -> Result<bool> {
    app.db.read_blocking(|conn| Ok(store::count_streams(conn)? == 0))
}

fn build(door: &mut Door, tell: &dyn Fn(usize)) -> Result<Rebuilt> {
    let site = door.shared.site;
    let streams = project_all(site, door.conn, tell)?;
    refresh_all(door)?;
    store::mark_versions(site, door.conn)?;
    Ok(Rebuilt { streams })
}

fn project_all(site: &Site, conn: &mut Conn, tell: &dyn Fn(usize)) -> Result<usize> {
    store::clear(site, conn)?;
    let mut done = 0;
    for noun in site.nouns() {
        each_stream(conn, noun.stream, |conn, stream| {
            done += 1;
            if done % 500 == 0 {
                tell(done);
            }
            noun.rebuild(conn, stream)
        })?;
    }
    tell(done);
    for noun in site.nouns() {
        (noun.rebuilt)(conn)?;
    }
    kernel::filing::mark(conn)?;
    Ok(done)
}

/// As many are computed anew together.
const AT_ONCE: usize = 100;

fn refresh_all(door: &mut Door) -> Result<()> {
    for noun in door.shared.site.nouns() {
        let mut ids = Vec::new();
        each_stream(door.conn, noun.stream, |_, stream| {
            let id = stream.rsplit('/').next().unwrap_or_default();
            // The company is one and has no identity of its own.
            if let Ok(id) = id.parse::<Uuid>() {
                ids.push(id);
            } else if id != "1" {
                return Err(Error::Fault(format!("{stream} has no identity")));
            }
            Ok(())
        })?;
        for some in ids.chunks(AT_ONCE) {
            (noun.refresh)(door, some)?;
        }
    }
    // What one of them told others that were computed before it.
    loop {
        let orders: Vec<OrderId> = door.take_orders().into_iter().collect();
        if orders.is_empty() {
            return Ok(());
        }
        for some in orders.chunks(AT_ONCE) {
            order::refresh(door, some)?;
        }
    }
}

fn each_stream(
    conn: &mut Conn,
    noun: &str,
    mut act: impl FnMut(&mut Conn, &str) -> Result<()>,
) -> Result<()> {
    let first = format!("{noun}/");
    let mut after = first.clone();
    loop {
        let some = evidence::streams(conn, &after, 500)?;
        let own: Vec<String> = some.into_iter().filter(|s| s.starts_with(&first)).collect();
        let Some(last) = own.last() else { return Ok(()) };
        after.clone_from(last);
        for stream in &own {
            act(conn, stream)?;
        }
    }
}
