//! The company itself: the profile that documents use, and its calendar. Settings are dated facts too.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::calendar::Calendar;
use crate::choice::{State, Tone};
use crate::confidential::{Confidential, Contact};
use crate::history::{Noun, Stamp};
use crate::ids::OrderId;
use crate::money::Money;
use crate::refusal::{Refusal, refuse};

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
    /// Days that are as their weekday says again, whatever the embedded calendar or somebody said before.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub usual: BTreeSet<Date>,
    /// What days entered by hand are called.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<Date, String>,
}

/// What can happen to the settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// The profile was written.
    Described {
        /// The whole profile.
        profile: Profile,
    },
    /// Days were declared worked or free: what was written before whole notices could be entered at once.
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
    /// Days were declared free, worked, or as their weekday says; the later word on a day counts.
    CalendarDeclared(Declaration),
    /// A copy of the database was put back: what was recorded after it is not here (trust.md, section d).
    Restored(Restored),
}

/// A copy of the database that was put back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Restored {
    /// Which life of the database began.
    pub epoch: i64,
    /// Facts that are known to be lost, by what was kept outside.
    pub lost: i64,
    /// How many numbers of every series of documents were passed over, so that none is given twice.
    pub passed_over: i64,
    /// Why, in words.
    pub reason: String,
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    /// A holiday.
    #[default]
    Free,
    /// A day of work.
    Worked,
    /// As its weekday says: what was said of it before does not count any more.
    Usual,
}

crate::choice!(Day {
    Free = "free", "放假";
    Worked = "worked", "上班";
    Usual = "usual", "照常";
});

impl State for Day {
    fn tone(self) -> Tone {
        match self {
            Self::Free => Tone::Quiet,
            Self::Worked => Tone::Accent,
            Self::Usual => Tone::Ok,
        }
    }
}

/// Days in a row that are the same, first and last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
    /// What they are.
    pub kind: Day,
    /// What is celebrated, or why: 春节.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl Span {
    /// Its days.
    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let last = self.to;
        self.from.series(1.day()).take_while(move |day| *day <= last)
    }
}

/// Days that differ from the calendar, a whole notice of them or one (H8.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Which days are what.
    pub spans: Vec<Span>,
    /// A year of which something is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub year: Option<i16>,
    /// Whether its holidays are complete by this; else they are not known any more.
    pub complete: bool,
    /// Why.
    pub reason: String,
}

/// H8.5 Declares days. A year without a single holiday is not complete: somebody only filled in its number.
pub fn declare(company: &Company, said: Declaration) -> Result<Vec<Fact>, Refusal> {
    if said.spans.is_empty() && said.year.is_none() {
        return Err(refuse("H8.5", "没有要登记的日期或年份", []));
    }
    let fact = Fact::CalendarDeclared(said.clone());
    if let Some(year) = said.year.filter(|_| said.complete) {
        let after = company.with(&fact).calendar();
        if !after.exceptions.iter().any(|(day, worked)| day.year() == year && !worked) {
            let params = [("year", year.to_string())];
            return Err(refuse("H8.5", "{year} 年还没有登记一天放假，不能算登记齐全", params));
        }
    }
    Ok(vec![fact])
}

impl Company {
    /// The company's calendar with its own days.
    pub fn calendar(&self) -> Calendar {
        let mut calendar = Calendar::company();
        for day in &self.usual {
            calendar.exceptions.remove(day);
            calendar.names.remove(day);
        }
        for (day, worked) in &self.days {
            calendar.exceptions.insert(*day, *worked);
            calendar.names.remove(day);
        }
        calendar.names.extend(self.names.iter().map(|(day, name)| (*day, name.clone())));
        calendar.covered.extend(&self.years);
        calendar
    }

    /// As it would be after `fact`.
    #[must_use]
    pub fn with(&self, fact: &Fact) -> Self {
        let mut after = self.clone();
        after.take(fact);
        after
    }

    fn take(&mut self, fact: &Fact) {
        match fact {
            Fact::Described { profile } => self.profile = profile.clone(),
            Fact::DaysDeclared { days, worked, year, .. } => {
                for day in days {
                    self.say(*day, Some(*worked), "");
                }
                self.years.extend(year);
            }
            Fact::CalendarDeclared(said) => {
                for span in &said.spans {
                    let worked = (span.kind != Day::Usual).then_some(span.kind == Day::Worked);
                    span.days().for_each(|day| self.say(day, worked, &span.name));
                }
                self.years.retain(|year| Some(*year) != said.year);
                self.years.extend(said.year.filter(|_| said.complete));
            }
            Fact::Restored(_) => {}
        }
    }

    /// The last word on a day.
    fn say(&mut self, day: Date, worked: Option<bool>, name: &str) {
        self.names.remove(&day);
        let Some(worked) = worked else {
            self.days.remove(&day);
            self.usual.insert(day);
            return;
        };
        self.usual.remove(&day);
        self.days.insert(day, worked);
        if !name.is_empty() {
            self.names.insert(day, name.to_owned());
        }
    }
}

impl Noun for Company {
    const STREAM: &'static str = "company";
    const READ: Option<Right> = None;
    type Fact = Fact;

    crate::kinds! { Fact:
        Described = "company.described",
        DaysDeclared = "company.days_declared",
        CalendarDeclared = "company.calendar_declared",
        Restored = "company.restored",
    }

    fn apply(&mut self, fact: &Fact, _: Stamp<'_>) {
        self.take(fact);
    }

    fn orders(&self) -> Vec<OrderId> {
        Vec::new()
    }
}

#[cfg(test)]
#[path = "company_tests.rs"]
mod tests;
