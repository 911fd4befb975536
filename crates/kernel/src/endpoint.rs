//! What the routes know of an act, whatever it works on.

use domain::access::Right;
use domain::deed::Deed;

use super::ctx::Door;
use super::error::{Error, Result};
use super::said::Said;
use super::ui::{Button, Form, Ui, with_query};

/// An act that somebody can do over HTTP.
pub trait Endpoint: Sync {
    /// What is done.
    fn deed(&self) -> Deed;

    /// Its path; the API's is the same behind `/api/v1`.
    fn path(&self) -> &'static str;

    /// Whether it changes something that exists, so that the API asks for its version.
    fn versioned(&self) -> bool;

    /// Whether it edits what is stored, field by field: two who do so at once are shown both changes. Every other act decides
    /// on what it saw, and is refused where that is not so any more.
    fn edits(&self) -> bool;

    /// Its form for `target`, with what is known filled in.
    fn draw(&self, door: &mut Door, target: &Target, ui: &Ui) -> Result<Form>;

    /// Reads what was said and does it.
    fn run(&self, door: &mut Door, target: &Target, said: &Said) -> Result<Done>;

    /// Its form as it is for nothing in particular: every field that it may ask for.
    fn describe(&self, ui: &Ui) -> Form;
}

impl dyn Endpoint + '_ {
    /// Its stable name.
    pub fn name(&self) -> &'static str {
        self.deed().name()
    }

    /// What its button says.
    pub fn label(&self) -> &'static str {
        self.deed().label()
    }

    /// The right that it asks for.
    pub fn right(&self) -> Right {
        self.deed().right()
    }

    /// The requirement that it serves.
    pub fn handbook(&self) -> &'static str {
        self.deed().handbook()
    }

    /// The address of its form for `id`.
    pub fn href(&self, id: impl std::fmt::Display) -> String {
        self.path().replace("{id}", &id.to_string())
    }

    /// Where a follow-up on `target` is settled: its form, told which follow-up that is.
    pub fn follow_up_href(&self, target: &str, rule: &str, occurrence: &str) -> String {
        let path = self.href(target);
        let path = if self.path().contains("{id}") { path } else { with_query(&path, [("order", target)]) };
        if self.deed().settles_one() {
            return with_query(&path, [("rule", rule), ("occurrence", occurrence)]);
        }
        path
    }

    /// Its button, which opens a dialog.
    pub fn button(&self, ui: &Ui, id: impl std::fmt::Display) -> Button {
        let button = Button::dialog(ui.t(self.label()), self.href(id));
        if self.deed().hurts() { button.danger() } else { button }
    }
}

/// What an endpoint works on.
#[derive(Debug, Clone, Default)]
pub struct Target {
    /// The identity in its path, or empty.
    pub id: String,
    /// What stood behind the `?`: pre-filled values.
    pub query: Vec<(String, String)>,
}

impl Target {
    /// The typed identity; [`Error::NotFound`] where it is none.
    pub fn id<T: std::str::FromStr>(&self) -> Result<T> {
        self.id.parse().map_err(|_| Error::NotFound)
    }

    /// The identity as it is; [`Error::NotFound`] where it is none.
    pub fn uuid(&self) -> Result<uuid::Uuid> {
        self.id.parse().map_err(|_| Error::NotFound)
    }

    /// The identities of the rows that were picked in a list; what is none is left out.
    pub fn picked<T: std::str::FromStr>(&self) -> Vec<T> {
        self.query.iter().filter(|(name, _)| name == "key").filter_map(|(_, key)| key.parse().ok()).collect()
    }

    /// A value behind the `?`.
    pub fn get(&self, name: &str) -> &str {
        self.query.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }
}

/// What an action answers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// Where to go.
    pub location: String,
    /// What to say.
    pub toast: &'static str,
    /// The identity of what was made or changed.
    pub id: String,
    /// Its number, if it has one.
    pub number: String,
    /// Its new version.
    pub version: i64,
    /// Whether it was made.
    pub created: bool,
    /// What is shown with this answer and never again: it is kept nowhere, not even for a request that is sent twice.
    pub shown_once: String,
}

impl Done {
    /// Something was changed.
    pub fn changed(location: impl Into<String>, toast: &'static str) -> Self {
        Self { location: location.into(), toast, ..Self::default() }
    }

    /// Something was made.
    pub fn made(
        location: impl Into<String>,
        toast: &'static str,
        id: impl ToString,
        number: impl Into<String>,
    ) -> Self {
        Self {
            id: id.to_string(),
            number: number.into(),
            created: true,
            version: 1,
            ..Self::changed(location, toast)
        }
    }

    /// With what is shown this once.
    #[must_use]
    pub fn once(self, shown_once: String) -> Self {
        Self { shown_once, ..self }
    }

    /// With the version that it has now.
    #[must_use]
    pub fn at(self, version: i64) -> Self {
        Self { version, ..self }
    }
}

impl Door<'_> {
    /// The endpoint of `deed`, where the reader may do it on what the page is about: nothing is done about what is past.
    pub fn endpoint(&self, deed: Deed) -> Option<&'static dyn Endpoint> {
        let offered = self.shared.site.endpoint(deed).filter(|o| self.offers(o.right()));
        offered.filter(|_| !self.looks_back())
    }

    /// Its button, where the reader may do it.
    pub fn button(&self, ui: &Ui, deed: Deed, id: impl std::fmt::Display) -> Option<Button> {
        self.endpoint(deed).map(|o| o.button(ui, id))
    }
}

/// The buttons of `deeds` on one thing, the main one last, as far as the reader may do them.
pub fn buttons(door: &Door, ui: &Ui, deeds: &[Deed], id: impl std::fmt::Display + Copy) -> Vec<Button> {
    let (last, rest) = deeds.split_last().map_or((None, &[][..]), |(last, rest)| (Some(*last), rest));
    let main = last.and_then(|deed| door.button(ui, deed, id)).map(Button::primary);
    rest.iter().filter_map(|deed| door.button(ui, *deed, id)).chain(main).collect()
}
