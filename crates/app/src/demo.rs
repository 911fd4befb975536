//! The demo company: master data of a display-counter maker, orders over some months, and people who do what is
//! due through the same actions as everybody. One order in ten meets with trouble, each kind in turn.

mod buying;
mod claims;
mod company;
mod customers;
mod day;
mod goods;
mod money;
mod preparing;
mod promises;
mod road;
mod shipping;
mod story;
mod work;
mod workshop;

use crate::{order, person};
use jiff::civil::Date;
use kernel::{App, Error, Result};

pub use company::{PASSWORD, PEOPLE, accounts};
use day::Course;

/// What is played.
#[derive(Debug, Clone, Copy)]
pub struct Scale {
    /// Orders.
    pub orders: u32,
    /// The first day.
    pub first: Date,
    /// The last day: nothing is recorded for a later one.
    pub until: Date,
    /// The same seed gives the same facts.
    pub seed: u64,
}

/// How far a play is.
#[derive(Debug, Clone, Copy)]
pub struct Reached {
    /// The day that was played last.
    pub day: Date,
    /// Orders so far.
    pub orders: u32,
    /// Of all days, 0 to 100.
    pub percent: u8,
}

impl std::fmt::Display for Reached {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {} orders", self.day, self.orders)
    }
}

/// Plays `scale` into an application without orders; `tell` hears how far it is.
pub fn play(app: &App, scale: &Scale, tell: &mut dyn FnMut(Reached)) -> Result<()> {
    let mut play = Play::begin(app, scale)?;
    play.until(app, scale.until, tell)
}

/// A play that goes on from day to day.
pub struct Play {
    scale: Scale,
    course: Course,
    /// The days on which somebody works.
    days: Vec<Date>,
    /// How many of them were played.
    played: usize,
}

impl Play {
    /// Founds the company in an application without orders.
    ///
    /// # Errors
    /// Where the database holds orders or accounts already.
    pub fn begin(app: &App, scale: &Scale) -> Result<Self> {
        let empty = app.db.read_blocking(|conn| -> Result<_> { Ok(order::open_orders(conn)?.is_empty()) })?;
        if !empty || app.db.read_blocking(person::any_credential)? {
            return Err(Error::Fault(
                "the database holds other data; the demo wants an empty one".to_owned(),
            ));
        }
        let before = app.shared.ids.seed(scale.seed);
        let founded = company::found(app, scale.first, scale.until);
        app.shared.ids.restore(before);
        founded?;
        let (shared, Scale { first, until, .. }) = (app.shared.clone(), *scale);
        let days = app.db.read_blocking(move |conn| -> Result<Vec<Date>> {
            let calendar = shared.calendar(conn)?;
            let days = first.series(jiff::ToSpan::day(1)).take_while(|day| *day <= until);
            Ok(days.filter(|day| calendar.is_working(*day)).collect())
        })?;
        Ok(Self { scale: *scale, course: Course::new(scale.seed), days, played: 0 })
    }

    /// Plays all days until `last`. The identities that are given meanwhile follow from the seed.
    pub fn until(&mut self, app: &App, last: Date, tell: &mut dyn FnMut(Reached)) -> Result<()> {
        let seed = self.scale.seed.wrapping_add(1 + u64::try_from(self.played).unwrap_or(0));
        let before = app.shared.ids.seed(seed);
        let done = self.days_until(app, last, tell);
        app.shared.ids.restore(before);
        done
    }

    fn days_until(&mut self, app: &App, last: Date, tell: &mut dyn FnMut(Reached)) -> Result<()> {
        let left: Vec<Date> = self.days.iter().copied().filter(|d| *d <= last).skip(self.played).collect();
        for day in left {
            self.played += 1;
            let (played, all) = (u64::try_from(self.played).unwrap_or(1), self.days.len().max(1));
            let wanted = u64::from(self.scale.orders) * played / u64::try_from(all).unwrap_or(1);
            let wanted = u32::try_from(wanted).unwrap_or(self.scale.orders);
            self.course = self.course.clone().play(app, day, wanted)?;
            if (self.played - 1).is_multiple_of(5) || self.played == all {
                let percent = u8::try_from(self.played * 100 / self.days.len().max(1)).unwrap_or(100);
                tell(Reached { day, orders: self.course.entered, percent });
            }
        }
        Ok(())
    }
}
