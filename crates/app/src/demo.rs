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
    Play::begin(app, scale)?.until(app, scale.until, tell)
}

/// A play that goes on from day to day.
pub struct Play {
    scale: Scale,
    rng: StdRng,
    entered: u32,
    /// Days that were played.
    played: u32,
}

impl Play {
    /// Founds the company in an application without orders.
    pub fn begin(app: &App, scale: &Scale) -> Result<Self> {
        let empty = app.db.read_blocking(|conn| -> Result<_> { Ok(order::open_orders(conn)?.is_empty()) })?;
        if !empty || app.db.read_blocking(person::any_credential)? {
            return Err(Error::Fault(
                "the database holds other data; the demo wants an empty one".to_owned(),
            ));
        }
        company::found(app, scale.first)?;
        Ok(Self { scale: *scale, rng: StdRng::seed_from_u64(scale.seed), entered: 0, played: 0 })
    }

    /// Plays all days until `last`.
    pub fn until(&mut self, app: &App, last: Date, tell: &mut dyn FnMut(String)) -> Result<()> {
        let days =
            |until: Date| self.scale.first.series(jiff::ToSpan::day(1)).take_while(move |d| *d <= until);
        let all = u32::try_from(days(self.scale.until).count()).unwrap_or(1);
        let left: Vec<Date> = days(last).skip(usize::try_from(self.played).unwrap_or(0)).collect();
        for day in left {
            self.played += 1;
            let wanted = self.scale.orders.saturating_mul(self.played) / all;
            while self.entered < wanted {
                people::new_order(app, &mut self.rng, day)?;
                self.entered += 1;
            }
            people::work(app, &mut self.rng, day)?;
            if (self.played - 1).is_multiple_of(10) || self.played == all {
                tell(format!("{day}: {} orders", self.entered));
            }
        }
        Ok(())
    }
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
