//! The demo company: master data of a display-counter maker, orders over some months, and people who do what is
//! due through the same actions as everybody, with shortages, late suppliers, rejected parts and late payers.

mod claims;
mod company;
mod goods;
mod people;
mod supply;

use crate::{order, person};
use jiff::Timestamp;
use jiff::civil::Date;
use kernel::ctx::Actor;
use kernel::{App, Ctx, Door, Error, Result};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

pub use company::{ACCOUNTS, PASSWORD};

/// What is played.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Orders.
    pub orders: u32,
    /// The first day.
    pub first: Date,
    /// The last day.
    pub until: Date,
    /// The same seed gives the same facts.
    pub seed: u64,
}

/// Plays `scale` into an application without orders; `tell` hears how far it is.
pub fn play(app: &App, scale: &Scale, tell: &mut dyn FnMut(String)) -> Result<()> {
    let empty = app.db.read_blocking(|conn| -> Result<_> { Ok(order::open_orders(conn)?.is_empty()) })?;
    if !empty || app.db.read_blocking(person::any_credential)? {
        return Err(Error::Fault("the database holds other data; the demo wants an empty one".to_owned()));
    }
    let mut rng = StdRng::seed_from_u64(scale.seed);
    company::found(app, scale.first)?;
    let days: Vec<Date> =
        scale.first.series(jiff::ToSpan::day(1)).take_while(|d| *d <= scale.until).collect();
    let mut entered = 0_u32;
    for (n, day) in days.iter().enumerate() {
        let (n, all) = (u32::try_from(n + 1).unwrap_or(1), u32::try_from(days.len()).unwrap_or(1));
        let wanted = scale.orders.saturating_mul(n) / all;
        while entered < wanted {
            people::new_order(app, &mut rng, *day)?;
            entered += 1;
        }
        people::work(app, &mut rng, *day)?;
        if n.is_multiple_of(10) || n == all {
            tell(format!("{day}: {entered} orders"));
        }
    }
    Ok(())
}

/// Runs `act` as a person of the company at noon of `day`: for what must draw no chance.
fn at_noon<T: Send + 'static>(
    app: &App,
    day: Date,
    name: &str,
    act: impl FnOnce(&mut Door) -> Result<T> + Send + 'static,
) -> Result<T> {
    let at = jiff::tz::offset(8)
        .to_timestamp(day.to_datetime(jiff::civil::time(12, 0, 0, 0)))
        .map_err(|e| Error::Fault(e.to_string()))?;
    act_at(app, at, format!("{day}-{name}"), name, act)
}

/// Runs `act` as a person of the company at some minute of `day`.
fn as_person<T: Send + 'static>(
    app: &App,
    rng: &mut StdRng,
    day: Date,
    name: &str,
    act: impl FnOnce(&mut Door) -> Result<T> + Send + 'static,
) -> Result<T> {
    let minute = rng.random_range(0..520);
    let at = jiff::tz::offset(8)
        .to_timestamp(day.to_datetime(jiff::civil::time(8, 30, 0, 0)))
        .map_err(|e| Error::Fault(e.to_string()))?;
    let now = at + jiff::SignedDuration::from_mins(minute);
    let request = format!("{:032x}", rng.random::<u128>());
    act_at(app, now, request, name, act)
}

fn act_at<T: Send + 'static>(
    app: &App,
    now: Timestamp,
    request: String,
    name: &str,
    act: impl FnOnce(&mut Door) -> Result<T> + Send + 'static,
) -> Result<T> {
    let (shared, name) = (app.shared.clone(), name.to_owned());
    app.db.write_blocking(move |conn| {
        let found = person::by_code_or_name(conn, &name)?.ok_or(Error::NotFound)?;
        let actor = Actor { person: found.id, name: found.name, roles: found.roles };
        let ctx = Ctx { actor, request, ..Ctx::system(now) };
        let mut door = Door::new(&ctx, conn, &shared);
        let value = act(&mut door)?;
        door.conclude()?;
        Ok(value)
    })
}
