//! The company itself: the profile that documents use, and its calendar. Settings are dated facts too.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::calendar::Calendar;
use crate::choice::{State, Tone};
use crate::confidential::{Confidential, Contact};
use crate::history::{Noun, Stamp};
use crate::ids::OrderId;
use crate::money::Money;

/// What documents print about the company.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Name.
    pub name: String,
    /// Address.
    pub address: Confidential<Contact, String>,
    /// Telephone, printed on documents and notices.
    pub telephone: String,
    /// Bank and account.
    pub bank: String,
    /// Working days within which carriers answer a claim, where their contract says nothing (H6.6).
    #[serde(default)]
    pub claim_days: Option<i64>,
    /// How much finance may give up of an order by itself (C22).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub write_off_limit: Option<Money>,
    /// Days after which what is recorded late says why (H2.1).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backdate_days: Option<i64>,
    /// How much more than ordered is received without a word, in percent (C10).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub over_delivery: Option<i64>,
}

impl Profile {
    /// How much more than ordered is received without a word, in percent, where the supplier's record says nothing else.
    pub fn over_delivery(&self) -> i64 {
        self.over_delivery.unwrap_or(5)
    }

    /// How much finance may give up of an order by itself: what transfer fees come to, where nothing else is set.
    pub fn write_off_limit(&self) -> Money {
        self.write_off_limit.unwrap_or(Money::cny(1000))
    }

    /// Days after which what is recorded late says why: a week, where nothing else is set.
    pub fn backdate_days(&self) -> i64 {
        self.backdate_days.unwrap_or(7)
    }
}

/// The company's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Company {
    /// What documents print.
    pub profile: Profile,
    /// Days that differ from the embedded calendar, entered by hand: `true` is worked.
    pub days: BTreeMap<Date, bool>,
    /// Years whose holidays were entered by hand.
    pub years: Vec<i16>,
}

/// What can happen to the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// The profile was written.
    Described {
        /// The whole profile.
        profile: Profile,
    },
    /// Days were declared worked or free.
    DaysDeclared {
        /// The days.
        days: Vec<Date>,
        /// Whether they are worked.
        worked: bool,
        /// A year whose holidays are complete by this.
        year: Option<i16>,
        /// Why.
        reason: String,
    },
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Day {
    /// A holiday.
    Free,
    /// A day of work.
    Worked,
}

crate::choice!(Day {
    Free = "free", "放假";
    Worked = "worked", "上班";
});

impl State for Day {
    fn tone(self) -> Tone {
        match self {
            Self::Free => Tone::Quiet,
            Self::Worked => Tone::Accent,
        }
    }
}

/// Days that differ from the calendar (H8.5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Which.
    pub days: Vec<Date>,
    /// What they are.
    pub kind: Day,
    /// A year whose holidays are complete by this.
    pub year: Option<i16>,
    /// Why.
    pub reason: String,
}

impl Company {
    /// The company's calendar with its own days.
    pub fn calendar(&self) -> Calendar {
        let mut calendar = Calendar::company();
        calendar.exceptions.extend(&self.days);
        calendar.covered.extend(&self.years);
        calendar
    }
}

impl Noun for Company {
    const STREAM: &'static str = "company";
    const READ: Option<Right> = None;
    type Fact = Fact;

    crate::kinds! { Fact:
        Described = "company.described",
        DaysDeclared = "company.days_declared",
    }

    fn apply(&mut self, fact: &Fact, _: Stamp<'_>) {
        match fact {
            Fact::Described { profile } => self.profile = profile.clone(),
            Fact::DaysDeclared { days, worked, year, .. } => {
                self.days.extend(days.iter().map(|d| (*d, *worked)));
                self.years.extend(year);
            }
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        Vec::new()
    }
}
