//! The face of the product: every page is composed of these components, each a struct with a template beside it.
//!
//! Text that a component takes is already in the reader's language; text of its own it translates itself.

mod agenda;
pub mod assets;
mod button;
mod card;
mod cell;
mod control;
mod due;
mod feedback;
mod filter;
mod form;
pub mod format;
mod guess;
mod layout;
mod looks;
mod parts;
mod promise;
mod replay;
mod sheet;
mod table;
mod table_query;
mod timeline;
mod ways;

use std::fmt;
use std::sync::Arc;

use askama::Template;
use askama::filters::HtmlSafe;
use axum::response::{IntoResponse, Response};
use domain::calendar::Calendar;
use jiff::civil::{Date, DateTime};

use super::i18n::Lang;
pub use agenda::{Agenda, AgendaRow};
pub use button::{ActionMenu, Button, Look, Press};
pub use card::{Card, Columns};
pub use cell::{Badge, Cell, Tone};
pub use due::{Due, DueState};
pub use feedback::{Alert, Empty, ErrorPage, Progress, Toast};
pub use filter::{Filter, FilterKind};
pub use form::{Field, FieldKind, Form, LineRow, Opt, Reckoned, Width};
pub(crate) use guess::guesses;
pub use layout::{Bare, Layout};
pub use looks::{Density, Theme};
pub use parts::{
    Attachment, AttachmentStrip, Detail, Details, PageHeader, SegmentedLinks, StatTile, StatTiles, Tab, Tabs,
};
pub use promise::{Ledger, NextStep, Promise, Stage, StageState, StageStrip};
pub use replay::Slider;
pub use sheet::PrintSheet;
pub use table::{Align, BulkAction, Column, Pager, Row, Search, Sort, Table};
pub use table_query::with_query;
pub use timeline::{Entry, Timeline};
pub use ways::{Foreword, Way, Ways};

/// What every component must know about the reader and the moment.
#[derive(Debug, Clone)]
pub struct Ui {
    /// The reader's language.
    pub lang: Lang,
    /// Light, dark, or what the device says.
    pub theme: Theme,
    /// Row height of lists.
    pub density: Density,
    /// Path and query of this page, to come back to after a change of preferences.
    pub path: String,
    /// Today in the company's time zone.
    pub today: Date,
    /// Now in the company's time zone.
    pub now: DateTime,
    /// Who is signed in.
    pub user: Option<UserBadge>,
    /// The sidebar; the first two also stand in the phone's bottom bar.
    pub nav: Vec<NavEntry>,
    /// Top bar, right side: exceptions, inbox; the last one stands in the phone's bottom bar.
    pub top: Vec<NavEntry>,
    /// The menu behind 新建 and behind ⊕ on a phone.
    pub create: Vec<NavEntry>,
    /// Where the reader may not go: these addresses, in which `{id}` stands for anything, and all below them.
    pub closed: Vec<&'static str>,
    /// Whether this is a build for developers.
    pub dev: bool,
    /// The company's calendar, by which days that are a guess say so; none where nobody is signed in.
    pub calendar: Option<Arc<Calendar>>,
}

impl Ui {
    /// A reader nobody knows yet: no menu, no name.
    pub fn anonymous(lang: Lang, now: DateTime) -> Self {
        Self {
            lang,
            theme: Theme::Auto,
            density: Density::Normal,
            path: "/".into(),
            today: now.date(),
            now,
            user: None,
            nav: Vec::new(),
            top: Vec::new(),
            create: Vec::new(),
            closed: Vec::new(),
            dev: false,
            calendar: None,
        }
    }

    /// The same reader at another moment, by the calendar of then: for what is told as it was known (H2.3).
    #[must_use]
    pub fn at(&self, now: DateTime, calendar: Arc<Calendar>) -> Self {
        Self { today: now.date(), now, calendar: Some(calendar), ..self.clone() }
    }

    /// Whether the reader may go to `href`: what leads elsewhere is not drawn as a link.
    pub fn opens(&self, href: &str) -> bool {
        let path = href.split(['?', '#']).next().unwrap_or_default();
        let below = |closed: &&str| {
            let mut parts = path.split('/');
            closed.split('/').all(|part| parts.next().is_some_and(|own| part == "{id}" || own == part))
        };
        !self.closed.iter().any(below)
    }

    /// A text in the reader's language.
    pub fn t<'a>(&self, zh: &'a str) -> &'a str {
        self.lang.t(zh)
    }

    /// A text with parameters in the reader's language.
    pub fn tf(&self, zh: &str, args: &[(&str, &dyn fmt::Display)]) -> String {
        self.lang.tf(zh, args)
    }
}

/// Who is signed in, as the top bar shows it.
#[derive(Debug, Clone)]
pub struct UserBadge {
    /// Identity: what they type is theirs.
    pub id: String,
    /// What they sign in by.
    pub login: String,
    /// Full name.
    pub name: String,
    /// Roles in words.
    pub roles: String,
}

impl UserBadge {
    /// What the round badge shows: the last two characters of a Chinese name, the initials of another.
    pub fn initials(&self) -> String {
        initials(&self.name)
    }
}

/// An entry of a menu.
#[derive(Debug, Clone, Default)]
pub struct NavEntry {
    /// What it says.
    pub label: String,
    /// Where it leads.
    pub href: String,
    /// Name of an icon of the sprite.
    pub icon: &'static str,
    /// How many rows the reader will see there.
    pub count: Option<u64>,
    /// Whether the reader is there.
    pub active: bool,
    /// Whether it opens as a dialog.
    pub dialog: bool,
    /// Whether its count is alarming.
    pub alarming: bool,
    /// The heading above it, where a group of entries begins.
    pub heading: Option<String>,
}

impl NavEntry {
    /// An entry with a label, a link and an icon.
    pub fn new(label: impl Into<String>, href: impl Into<String>, icon: &'static str) -> Self {
        Self { label: label.into(), href: href.into(), icon, ..Self::default() }
    }

    /// The same with a count.
    #[must_use]
    pub fn counted(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }
}

/// Markup that a template made: safe to put into another template as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Html(String);

impl Html {
    /// The markup of a template, whose values askama has escaped.
    pub fn of(template: &impl Template) -> Self {
        Self(template.render().unwrap_or_default())
    }

    /// Several pieces one after another.
    pub fn concat(pieces: impl IntoIterator<Item = Self>) -> Self {
        Self(pieces.into_iter().map(|piece| piece.0).collect())
    }

    /// The text, to be sent.
    pub fn into_string(self) -> String {
        self.0
    }

    /// The text, to be looked at.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Html {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Html {}

impl IntoResponse for Html {
    fn into_response(self) -> Response {
        axum::response::Html(self.0).into_response()
    }
}

#[derive(Template)]
#[template(
    source = r##"<svg class="gd-icon" width="18" height="18" aria-hidden="true"><use href="{{ sprite }}#{{ name }}"/></svg>"##,
    ext = "html"
)]
struct IconView<'a> {
    sprite: String,
    name: &'a str,
}

/// An icon of the embedded sprite; decoration, so always beside a word or an `aria-label`.
pub fn icon(name: &str) -> Html {
    Html::of(&IconView { sprite: assets::asset(assets::SPRITE), name })
}

/// One or two characters that stand for a name.
pub fn initials(name: &str) -> String {
    let name = name.trim();
    if name.chars().any(|c| ('\u{2e80}'..='\u{9fff}').contains(&c)) {
        let count = name.chars().count();
        return name.chars().skip(count.saturating_sub(2)).collect();
    }
    name.split_whitespace()
        .take(2)
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .collect()
}
