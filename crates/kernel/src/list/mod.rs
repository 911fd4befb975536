//! Lists: one declaration gives a page with search, filters, sorting, paging by key and totals, its sheet and
//! its JSON. Names of columns and filters come from the declaration, never from the request.

mod asked;
mod export;
mod people;
mod query;
mod sought;
mod table;
mod when;

use domain::access::Right;
use domain::choice::State;
use domain::confidential::Secret;
use domain::deed::Deed;

use super::ctx::Door;
use super::error::{Error, Result};
use super::ui::{Button, Field, Tone, Ui};
pub use asked::{ASKED, Asked};
pub use people::{EVERYBODY, Names, People};
pub use query::Found;
pub use sought::{Sought, looked_for};
pub use table::against;
pub use when::{When, codes, one_of};

/// A list.
pub struct List {
    /// What it is called.
    pub title: &'static str,
    /// Its path; the API's is the same behind `/api/v1`.
    pub path: &'static str,
    /// Who may read it.
    pub right: Right,
    /// `FROM` and joins.
    pub from: &'static str,
    /// The unique expression that rows are identified by.
    pub key: &'static str,
    /// The page of a row, with `{key}`, or with `{id}` for what of the key stands before a hyphen; empty for none.
    pub href: &'static str,
    /// Its columns; the first is what a row is called by.
    pub columns: &'static [ListColumn],
    /// Where a search in it looks.
    pub search: Sought,
    /// Tabs: key, label, condition.
    pub tabs: &'static [(&'static str, &'static str, When)],
    /// Filters.
    pub filters: &'static [ListFilter],
    /// The column that it is sorted by at first; `-` before it for descending.
    pub sort: &'static str,
    /// What it says when it is empty.
    pub empty: &'static str,
    /// The act of an empty list: label and address.
    pub empty_action: Option<(&'static str, &'static str)>,
    /// What can be done with selected rows; none: no selection.
    pub bulk: &'static [ListBulk],
    /// How many rows each tab has, where that is known without counting.
    pub counts: Option<fn(&mut Door, &Asked) -> Result<TabCounts>>,
    /// What stands above it, before the endpoint that makes a new row.
    pub above: &'static [Above],
}

/// Tabs of a list by key, and how many rows each has.
pub type TabCounts = Vec<(&'static str, u64)>;

/// A button above a list, for those who may.
pub enum Above {
    /// A page.
    Page {
        /// Who may open it; everybody who reads the list where nothing is asked.
        right: Option<Right>,
        /// What it says.
        label: &'static str,
        /// Where it is.
        href: &'static str,
        /// Its icon; empty for none.
        icon: &'static str,
    },
    /// An endpoint in a dialog.
    Dialog(Deed),
    /// The endpoint that the list is for.
    Main(Deed),
}

impl List {
    /// The buttons above it: its own, and the endpoint that makes a new row.
    pub fn buttons(&self, door: &Door, ui: &Ui) -> Vec<Button> {
        let declared = self.above.iter().filter_map(|above| match above {
            Above::Page { right, label, href, icon } if right.is_none_or(|r| door.ctx.can(r)) => {
                let button = Button::link(ui.t(label), *href);
                Some(if icon.is_empty() { button } else { button.icon(icon) })
            }
            Above::Page { .. } => None,
            Above::Dialog(deed) => door.endpoint(*deed).map(|o| Button::dialog(ui.t(o.label()), o.path())),
            Above::Main(deed) => {
                door.endpoint(*deed).map(|o| Button::link(ui.t(o.label()), o.path()).primary())
            }
        });
        let new = format!("{}/new", self.path);
        let made = door.shared.site.endpoints().filter(|o| o.path() == new && door.ctx.can(o.right()));
        let made = made.map(|o| {
            let as_page = door.shared.site.creates().any(|c| c.deed == o.deed() && c.page);
            let button = if as_page {
                Button::link(ui.t(o.label()), o.path())
            } else {
                Button::dialog(ui.t(o.label()), o.path())
            };
            button.primary()
        });
        declared.chain(made).collect()
    }
}

/// Something done with selected rows: opens a form with `?key=…&key=…`.
pub struct ListBulk {
    /// What it says.
    pub label: &'static str,
    /// Who may.
    pub right: Right,
    /// Where the form is.
    pub path: &'static str,
}

/// A column.
pub struct ListColumn {
    /// Its name.
    pub key: &'static str,
    /// Its heading.
    pub label: &'static str,
    /// The field of the form of what is listed, by its name: that says its heading and its class.
    pub field: Option<fn(&Ui, &str) -> Option<Field>>,
    /// Its SQL expression; never null where it sorts.
    pub sql: &'static str,
    /// What it shows.
    pub kind: Show,
    /// Whether it sorts.
    pub sort: bool,
    /// Whether it is left out on a phone.
    pub hide_phone: bool,
    /// Who sees it, where no field says so.
    confidential: Option<Secret>,
    /// Whether its sum over all rows that were asked for stands under the list.
    pub summed: bool,
}

/// What a column shows.
pub enum Show {
    /// Words.
    Text,
    /// A code, in fixed-width letters.
    Code,
    /// A day, or nothing where the text is empty.
    Date,
    /// A day, and by how many working days it lies after that of the expression.
    Against(&'static str),
    /// An instant in microseconds: on a page and in a sheet as the company's clock shows it, in JSON in UTC.
    Moment,
    /// A day that has passed, by how many days; nothing where it has not, or where the text is empty.
    Late,
    /// 分 (ADR 0018).
    Money,
    /// Millionths of a yuan: a price per unit.
    Price,
    /// Millionths; the unit is the expression.
    Quantity(&'static str),
    /// A whole number.
    Integer,
    /// Hundredths of a percent.
    Percent,
    /// A stable code as a badge: tone and words by the function.
    Badge(fn(&str) -> (Tone, &'static str)),
    /// The same, and beside it a word of ours where the expression holds.
    Marked(fn(&str) -> (Tone, &'static str), &'static str, &'static str),
    /// A sentence of ours with its parameters, as [`crate::i18n::pack`] keeps it.
    Sentence,
    /// Words with quieter words below: the expression.
    Two(&'static str),
}

impl Show {
    /// The expression beside the column's own, where there is one.
    const fn extra(&self) -> Option<&'static str> {
        match self {
            Self::Quantity(sql) | Self::Two(sql) | Self::Against(sql) | Self::Marked(_, sql, _) => Some(sql),
            _ => None,
        }
    }
}

/// The badge of a state by its code: for [`Show::Badge`].
pub fn badge<S: State>(code: &str) -> (Tone, &'static str) {
    S::of_code(code).map_or((Tone::Quiet, ""), |state| (state.tone().into(), state.label()))
}

impl ListColumn {
    /// A column.
    pub const fn new(key: &'static str, label: &'static str, sql: &'static str, kind: Show) -> Self {
        Self {
            key,
            label,
            field: None,
            sql,
            kind,
            sort: true,
            hide_phone: false,
            confidential: None,
            summed: false,
        }
    }

    /// A column of a field that a form asks for: its heading and who sees it are said there.
    pub const fn asked(
        key: &'static str,
        field: fn(&Ui, &str) -> Option<Field>,
        sql: &'static str,
        kind: Show,
    ) -> Self {
        Self { field: Some(field), ..Self::new(key, "", sql, kind) }
    }

    /// Its heading in the reader's language; that of a field has its unit.
    pub fn heading(&self, ui: &Ui) -> String {
        let Some(field) = self.field else { return ui.t(self.label).to_owned() };
        field(ui, self.key).map_or_else(String::new, |field| match field.unit {
            Some(unit) => format!("{}({unit})", field.label),
            None => field.label,
        })
    }

    /// The class of what it shows; a fault where no form asks for what it shows, so that nothing is open by mistake.
    pub fn secret(&self, ui: &Ui) -> Result<Option<Secret>> {
        let Some(field) = self.field else { return Ok(self.confidential) };
        let field = field(ui, self.key);
        field
            .map(|f| f.secret)
            .ok_or_else(|| Error::Fault(format!("no form asks for the column {}", self.key)))
    }

    /// Left out on a phone.
    #[must_use]
    pub const fn wide(mut self) -> Self {
        self.hide_phone = true;
        self
    }

    /// Seen only by those entitled to `kind`: for what no form asks for.
    #[must_use]
    pub const fn only(mut self, kind: Secret) -> Self {
        self.confidential = Some(kind);
        self
    }

    /// With its sum under the list.
    #[must_use]
    pub const fn summed(mut self) -> Self {
        self.summed = true;
        self
    }

    fn extra(&self) -> Option<&'static str> {
        self.kind.extra()
    }

    fn is_number(&self) -> bool {
        matches!(self.kind, Show::Money | Show::Price | Show::Quantity(_) | Show::Integer | Show::Percent)
    }

    /// Whether its expression is a whole number, whatever it shows.
    fn is_whole(&self) -> bool {
        self.is_number() || matches!(self.kind, Show::Moment)
    }
}

/// A filter.
pub struct ListFilter {
    /// Its query parameter.
    pub name: &'static str,
    /// What it is about.
    pub label: &'static str,
    /// How it is set.
    pub kind: ListFilterKind,
}

/// How a filter is set.
pub enum ListFilterKind {
    /// One of these: value and label; the expression that equals it.
    Choice(&'static str, fn() -> Vec<(&'static str, &'static str)>),
    /// From a day to a day; the expression.
    Dates(&'static str),
    /// From a day to a day of the company's time; the expression is an instant in microseconds.
    Moments(&'static str),
    /// Exactly these words; the expression.
    Words(&'static str),
    /// On or off; the condition.
    Flag(When),
    /// One of what the database knows: the expression that equals its identity, and identities with their names.
    Known(&'static str, fn(&mut Door) -> Result<Names>),
    /// Whose it is: the expression that equals a person's identity, and who may be asked for.
    Person(&'static str, &'static People),
}
