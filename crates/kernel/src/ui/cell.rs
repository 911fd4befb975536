//! A value in a list: typed, so that the same row becomes a page, a sheet or JSON; formatted only here.

use askama::Template;
use domain::money::{Money, UnitPrice};
use jiff::civil::{Date, DateTime};

use super::guess::guess;
use super::{Button, Due, Html, Ui, format};

/// The meaning of a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tone {
    /// Nothing special.
    #[default]
    Quiet,
    /// Under way, chosen.
    Accent,
    /// Done, good.
    Ok,
    /// Attention.
    Warn,
    /// Late, refused, broken.
    Bad,
    /// Unknown, nobody's.
    Open,
}

impl From<domain::choice::Tone> for Tone {
    fn from(tone: domain::choice::Tone) -> Self {
        match tone {
            domain::choice::Tone::Ok => Self::Ok,
            domain::choice::Tone::Accent => Self::Accent,
            domain::choice::Tone::Warn => Self::Warn,
            domain::choice::Tone::Bad => Self::Bad,
            domain::choice::Tone::Quiet => Self::Quiet,
        }
    }
}

impl Tone {
    /// The class that carries the colour.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Quiet => "is-quiet",
            Self::Accent => "is-accent",
            Self::Ok => "is-ok",
            Self::Warn => "is-warn",
            Self::Bad => "is-bad",
            Self::Open => "is-open",
        }
    }
}

/// A small label: a state, a kind, a count.
#[derive(Debug, Clone, Default)]
pub struct Badge {
    /// Its colour.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

impl Badge {
    /// A badge.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }

    /// The markup.
    pub fn render(&self) -> Html {
        Html::of(&BadgeView { class: self.tone.class(), text: &self.text })
    }
}

#[derive(Template)]
#[template(source = r#"<span class="gd-badge {{ class }}">{{ text }}</span>"#, ext = "html")]
struct BadgeView<'a> {
    class: &'static str,
    text: &'a str,
}

/// A value in a list.
#[derive(Debug, Clone, Default)]
pub enum Cell {
    /// No value: `--`.
    #[default]
    Empty,
    /// Words.
    Text(String),
    /// A number people quote: order, item, waybill.
    Code(String),
    /// Words that lead somewhere.
    Link {
        /// The words.
        text: String,
        /// Where to.
        href: String,
    },
    /// A day, `2026-11-24`.
    Date(Date),
    /// A day, `11-24`, the year left out when it is this one.
    Day(Date),
    /// A day with quieter words below, `2026-11-24`.
    Promised {
        /// The day.
        on: Date,
        /// The quiet line.
        sub: String,
    },
    /// A day that was counted from another one, forwards or backwards, `2026-11-24`.
    Counted {
        /// The day.
        on: Date,
        /// What it was counted from.
        from: Date,
    },
    /// A moment: relative, in full in its tooltip.
    DateTime(DateTime),
    /// A count.
    Integer(i64),
    /// An amount.
    Money(Money),
    /// A price per unit.
    Price(UnitPrice),
    /// A quantity.
    Quantity {
        /// Millionths of the unit.
        millionths: i64,
        /// The unit, left out where the column names it.
        unit: String,
    },
    /// A share, in basis points.
    Percent(i64),
    /// A day of a list, and by how much it is later than another; empty where it is not.
    Against {
        /// The day.
        on: Date,
        /// By how much.
        late: String,
    },
    /// A state.
    Badge(Badge),
    /// A state, and what is said beside it.
    Marked {
        /// The state.
        badge: Badge,
        /// What is said beside it; empty where nothing is.
        mark: String,
    },
    /// When it is due.
    Due(Due),
    /// A main line and a quieter one.
    Two {
        /// The main line.
        main: String,
        /// The quiet line.
        sub: String,
    },
    /// Progress from 0 to 100.
    Bar {
        /// How far.
        percent: u8,
    },
    /// Acts on the row.
    Actions(Vec<Button>),
}

impl Cell {
    /// Words; `--` when there are none.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Text(text) }
    }

    /// A number people quote; `--` when there is none.
    pub fn code(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.is_empty() { Self::Empty } else { Self::Code(text) }
    }

    /// A badge.
    pub fn badge(tone: Tone, text: impl Into<String>) -> Self {
        Self::Badge(Badge::new(tone, text))
    }

    /// An amount of 分, as a row has it.
    pub fn cny(minor: i64) -> Self {
        Self::Money(Money::cny(minor))
    }

    /// A quantity.
    pub fn quantity(millionths: i64, unit: impl Into<String>) -> Self {
        Self::Quantity { millionths, unit: unit.into() }
    }

    /// A day, or `--`.
    pub fn maybe_date(date: Option<Date>) -> Self {
        date.map_or(Self::Empty, Self::Date)
    }

    /// Whether it stands on the right in tabular figures.
    pub const fn is_number(&self) -> bool {
        matches!(
            self,
            Self::Integer(_) | Self::Money(_) | Self::Price(_) | Self::Quantity { .. } | Self::Percent(_)
        )
    }

    /// Whether there is no value.
    pub const fn is_empty(&self) -> bool {
        matches!(self, Self::Empty)
    }

    /// Whether it holds links or buttons of its own.
    pub const fn leads(&self) -> bool {
        matches!(self, Self::Link { .. } | Self::Actions(_))
    }

    /// The markup; `unit_in_header` leaves the unit and the currency sign to the column.
    pub fn render(&self, ui: &Ui, unit_in_header: bool) -> Html {
        Html::of(&CellView { ui, cell: self, bare: unit_in_header })
    }
}

#[derive(Template)]
#[template(path = "ui/cell.html")]
struct CellView<'a> {
    ui: &'a Ui,
    cell: &'a Cell,
    bare: bool,
}
