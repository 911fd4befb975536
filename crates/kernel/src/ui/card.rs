//! A framed part of a page, and two parts side by side.

use askama::Template;

use super::{Button, Html, Ui};

/// A framed part of a page with a title.
#[derive(Debug, Clone, Default)]
pub struct Card {
    /// Anchor of the part.
    pub id: Option<String>,
    /// Its title; none: only a frame.
    pub title: Option<String>,
    /// How many things are inside.
    pub count: Option<u64>,
    /// Acts on the right of the title.
    pub actions: Vec<Button>,
    /// What is inside.
    pub body: Html,
    /// Whether the inside needs a margin (text), or brings its own (tables, lists).
    pub padded: bool,
}

impl Card {
    /// A part with a title.
    pub fn new(title: impl Into<String>, body: Html) -> Self {
        Self { title: Some(title.into()), body, ..Self::default() }
    }

    /// A frame without a title.
    pub fn bare(body: Html) -> Self {
        Self { body, ..Self::default() }
    }

    /// With a count beside the title.
    #[must_use]
    pub fn counted(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }

    /// With an act on the right of the title.
    #[must_use]
    pub fn action(mut self, button: Button) -> Self {
        self.actions.push(button);
        self
    }

    /// With a margin inside.
    #[must_use]
    pub fn padded(self) -> Self {
        Self { padded: true, ..self }
    }

    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&CardView { ui, card: self })
    }
}

#[derive(Template)]
#[template(
    source = r#"<section class="gd-card"{% if let Some(id) = card.id %} id="{{ id }}"{% endif %}>
{% if let Some(title) = card.title %}<header class="gd-card-head"><h2>{{ title }}</h2>{% if let Some(count) = card.count %}<span class="gd-mute">{{ count }}</span>{% endif %}<span class="gd-acts">{% for button in card.actions %}{{ button.render(ui) }}{% endfor %}</span></header>{% endif %}
{% if card.padded %}<div class="gd-pad">{{ card.body }}</div>{% else %}{{ card.body }}{% endif %}
</section>"#,
    ext = "html"
)]
struct CardView<'a> {
    ui: &'a Ui,
    card: &'a Card,
}

/// A wide part and a narrow one beside it; below each other on a phone.
#[derive(Debug, Clone, Default, Template)]
#[template(
    source = r#"<div class="gd-cols"><div class="gd-stack">{{ main }}</div><div class="gd-stack">{{ side }}</div></div>"#,
    ext = "html"
)]
pub struct Columns {
    /// The wide part.
    pub main: Html,
    /// The narrow part.
    pub side: Html,
}

impl Columns {
    /// The markup.
    pub fn render(&self) -> Html {
        Html::of(self)
    }
}
