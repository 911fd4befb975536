//! Buttons: a link, a dialog or a small POST form, and a menu of them.

use askama::Template;

use super::{Html, Ui, icon};

/// What a press does.
#[derive(Debug, Clone)]
pub enum Press {
    /// Goes to a page.
    Link(String),
    /// Opens a page's form in a dialog; without JavaScript the page itself.
    Dialog(String),
    /// Posts these fields.
    Post {
        /// Where to.
        action: String,
        /// Hidden fields: name and value.
        fields: Vec<(String, String)>,
    },
    /// Posts, and shows what comes in a window of its own: a paper.
    Print(String),
}

/// How loud a button is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Look {
    /// One of several.
    #[default]
    Plain,
    /// Outlined in the accent colour: the main act of a row.
    Accent,
    /// Filled: the one main act of its place.
    Primary,
}

/// A button.
#[derive(Debug, Clone)]
pub struct Button {
    /// What it says: a verb.
    pub label: String,
    /// What a press does.
    pub press: Press,
    /// How loud it is.
    pub look: Look,
    /// An act that hurts.
    pub danger: bool,
    /// Icon before the label.
    pub icon: Option<&'static str>,
    /// Key that presses it, shown in its tooltip.
    pub shortcut: Option<&'static str>,
    /// Why it cannot be pressed now; shown in its tooltip.
    pub refused: Option<String>,
    /// Left out on a phone, where it would crowd out the main act.
    pub hide_phone: bool,
}

impl Button {
    fn new(label: impl Into<String>, press: Press) -> Self {
        Self {
            label: label.into(),
            press,
            look: Look::Plain,
            danger: false,
            icon: None,
            shortcut: None,
            refused: None,
            hide_phone: false,
        }
    }

    /// A button that goes to a page.
    pub fn link(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(label, Press::Link(href.into()))
    }

    /// A button that opens a form in a dialog.
    pub fn dialog(label: impl Into<String>, href: impl Into<String>) -> Self {
        Self::new(label, Press::Dialog(href.into()))
    }

    /// A button that posts; give it an idempotency key with [`Self::field`].
    pub fn post(label: impl Into<String>, action: impl Into<String>) -> Self {
        Self::new(label, Press::Post { action: action.into(), fields: Vec::new() })
    }

    /// A button that prints the paper at this address.
    pub fn print(label: impl Into<String>, action: impl Into<String>) -> Self {
        Self::new(label, Press::Print(action.into()))
    }

    /// Adds a hidden field to a posting button.
    #[must_use]
    pub fn field(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Press::Post { fields, .. } = &mut self.press {
            fields.push((name.into(), value.into()));
        }
        self
    }

    /// The main act.
    #[must_use]
    pub fn primary(self) -> Self {
        Self { look: Look::Primary, ..self }
    }

    /// The main act of a row.
    #[must_use]
    pub fn accent(self) -> Self {
        Self { look: Look::Accent, ..self }
    }

    /// An act that hurts.
    #[must_use]
    pub fn danger(self) -> Self {
        Self { danger: true, ..self }
    }

    /// With an icon.
    #[must_use]
    pub fn icon(self, name: &'static str) -> Self {
        Self { icon: Some(name), ..self }
    }

    /// With a key.
    #[must_use]
    pub fn shortcut(self, key: &'static str) -> Self {
        Self { shortcut: Some(key), ..self }
    }

    /// Shown but not to be pressed, with the reason.
    #[must_use]
    pub fn refused(self, reason: impl Into<String>) -> Self {
        Self { refused: Some(reason.into()), ..self }
    }

    /// Left out on a phone.
    #[must_use]
    pub fn hide_phone(self) -> Self {
        Self { hide_phone: true, ..self }
    }

    /// The markup; nothing where it would lead to what the reader may not open (H1.2).
    pub fn render(&self, ui: &Ui) -> Html {
        if !self.opens(ui) {
            return Html::default();
        }
        let class = ["gd-btn"]
            .into_iter()
            .chain((self.look == Look::Primary).then_some("is-primary"))
            .chain((self.look == Look::Accent).then_some("is-accent"))
            .chain(self.danger.then_some("is-danger"))
            .chain(self.hide_phone.then_some("gd-desk"))
            .collect::<Vec<_>>()
            .join(" ");
        let title = match (&self.refused, self.shortcut) {
            (Some(reason), _) => Some(reason.clone()),
            (None, Some(key)) => Some(ui.tf("快捷键 {key}", &[("key", &key)])),
            (None, None) => None,
        };
        Html::of(&ButtonView { button: self, class, title, face: self.icon.map(icon) })
    }

    fn opens(&self, ui: &Ui) -> bool {
        match &self.press {
            Press::Link(href) | Press::Dialog(href) => ui.opens(href),
            Press::Post { .. } | Press::Print(_) => true,
        }
    }
}

#[derive(Template)]
#[template(path = "ui/button.html")]
struct ButtonView<'a> {
    button: &'a Button,
    class: String,
    title: Option<String>,
    face: Option<Html>,
}

/// A button that opens a small menu; works without JavaScript.
#[derive(Debug, Clone, Default)]
pub struct ActionMenu {
    /// What it says.
    pub label: String,
    /// Icon before the label; a label may then be for the ear only.
    pub icon: Option<&'static str>,
    /// Whether only the icon is seen.
    pub icon_only: bool,
    /// Whether it is the main act of its place.
    pub primary: bool,
    /// The entries.
    pub entries: Vec<Button>,
}

impl ActionMenu {
    /// A menu with a label and entries.
    pub fn new(label: impl Into<String>, entries: Vec<Button>) -> Self {
        Self { label: label.into(), entries, ..Self::default() }
    }

    /// The markup; nothing where no entry of it is shown.
    pub fn render(&self, ui: &Ui) -> Html {
        if !self.entries.is_empty() && !self.entries.iter().any(|entry| entry.opens(ui)) {
            return Html::default();
        }
        Html::of(&MenuView { ui, menu: self, face: self.icon.map(icon), chevron: icon("chevron-down") })
    }
}

#[derive(Template)]
#[template(path = "ui/menu.html")]
struct MenuView<'a> {
    ui: &'a Ui,
    menu: &'a ActionMenu,
    face: Option<Html>,
    chevron: Html,
}
