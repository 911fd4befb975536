//! A working day of the demo company: who acts when. Its acts follow each other on the clock, and a day is one
//! transaction: none of its acts waits for the disk, and one that a rule refuses leaves nothing behind.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use db::Conn;
use domain::calendar::Calendar;
use domain::ids::OrderId;
use jiff::civil::{Date, Time};
use jiff::{SignedDuration, Timestamp};
use kernel::ctx::Actor;
use kernel::state::Shared;
use kernel::{App, Ctx, Door, Error, Result};
use rand::rngs::StdRng;
use rand::{Rng as _, SeedableRng as _};

use super::story::{Story, Trouble};
use super::{customers, work};
use crate::person;

/// When the day begins, and how many minutes it has.
const MORNING: Time = jiff::civil::time(8, 30, 0, 0);
const MINUTES: i64 = 510;

/// What goes on from one day to the next.
#[derive(Clone)]
pub struct Course {
    rng: StdRng,
    /// Orders that were written down.
    pub entered: u32,
    /// The orders that something becomes of which is not on every list.
    pub stories: BTreeMap<OrderId, Story>,
    /// The troubles that have come over an order.
    met: BTreeSet<(OrderId, Trouble)>,
}

impl Course {
    /// Nothing has happened yet; all that follows hangs on `seed`.
    pub fn new(seed: u64) -> Self {
        let rng = StdRng::seed_from_u64(seed);
        Self { rng, entered: 0, stories: BTreeMap::new(), met: BTreeSet::new() }
    }

    /// Plays `on`: orders come in until there are `wanted`, then everybody works off what is due, in the morning and once
    /// more in the afternoon.
    pub fn play(mut self, app: &App, on: Date, wanted: u32) -> Result<Self> {
        let shared = app.shared.clone();
        app.db.write_blocking(move |conn| {
            let new = wanted.saturating_sub(self.entered);
            let now = jiff::tz::offset(8)
                .to_timestamp(on.to_datetime(MORNING))
                .map_err(|e| Error::Fault(e.to_string()))?;
            let (course, step) = (&mut self, SignedDuration::ZERO);
            let mut day = Day { conn, shared: &shared, course, on, now, step };
            day.share(MINUTES / 10, usize::try_from(new).unwrap_or(0));
            for _ in 0..new {
                customers::order(&mut day)?;
            }
            for minutes in [MINUTES / 2, MINUTES / 3] {
                work::off(&mut day, minutes)?;
            }
            Ok(self)
        })
    }
}

/// A day, as it goes on.
pub struct Day<'a> {
    pub conn: &'a mut Conn,
    shared: &'a Arc<Shared>,
    pub course: &'a mut Course,
    /// The day.
    pub on: Date,
    now: Timestamp,
    /// What passes from one act to the next.
    step: SignedDuration,
}

impl Day<'_> {
    /// Spreads so many acts over so many minutes.
    pub fn share(&mut self, minutes: i64, acts: usize) {
        let acts = i64::try_from(acts).unwrap_or(i64::MAX).max(1);
        self.step = SignedDuration::from_secs((minutes * 60 / acts).clamp(1, 1200));
    }

    /// Whether something happens that happens in `percent` of all cases.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.among(100) < percent
    }

    /// One of `n` numbers from zero.
    pub fn among(&mut self, n: u32) -> u32 {
        self.course.rng.random_range(0..n.max(1))
    }

    /// The company's calendar.
    pub fn calendar(&mut self) -> Result<Arc<Calendar>> {
        self.shared.calendar(self.conn)
    }

    /// What becomes of an order that is not on every list.
    pub fn story(&self, order: OrderId) -> Option<Story> {
        self.course.stories.get(&order).copied()
    }

    /// Whether a trouble comes over an order now: once.
    pub fn meets(&mut self, order: OrderId, trouble: Trouble) -> bool {
        self.course.met.insert((order, trouble))
    }

    /// Whether a trouble has come over an order.
    pub fn has_met(&self, order: OrderId, trouble: Trouble) -> bool {
        self.course.met.contains(&(order, trouble))
    }

    /// Runs `act` as `who`, a little later than what was done before. What a rule refuses today waits for another day:
    /// money that is not in, goods that are not finished.
    pub fn act<T>(&mut self, who: &str, act: impl FnOnce(&mut Door) -> Result<T>) -> Result<Option<T>> {
        self.now += self.step;
        let request: u128 = self.course.rng.random();
        let (now, shared) = (self.now, self.shared);
        let done = self.conn.part(|conn| {
            let found = person::by_code_or_name(conn, who)?
                .ok_or_else(|| Error::Fault(format!("the demo company has no {who}")))?;
            let actor = Actor { person: found.id, name: found.name, roles: found.roles };
            let ctx = Ctx { actor, request: format!("{request:032x}"), ..Ctx::system(now) };
            let mut door = Door::new(&ctx, conn, shared);
            let value = act(&mut door)?;
            door.conclude()?;
            Ok(value)
        });
        match done {
            Ok(value) => Ok(Some(value)),
            Err(Error::Refused(_) | Error::Invalid(_) | Error::NotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }
}
