//! What is owed: a list of things to do, each with when, what, about what, and its acts.

use askama::Template;

use super::{Button, Due, Empty, Html, Ui};

/// A thing to do.
#[derive(Debug, Clone, Default)]
pub struct AgendaRow {
    /// By when.
    pub due: Due,
    /// What is to be done.
    pub title: String,
    /// Whether it comes before all others.
    pub loud: bool,
    /// Number of what it is about.
    pub code: String,
    /// More about it: customer, why, handbook number.
    pub detail: String,
    /// The page of what it is about.
    pub href: String,
    /// Acts: the accented one first.
    pub actions: Vec<Button>,
}

/// Things to do, the most pressing first.
#[derive(Debug, Clone, Default)]
pub struct Agenda {
    /// Unique on its page.
    pub id: String,
    /// The things.
    pub rows: Vec<AgendaRow>,
    /// What it says when there is nothing.
    pub empty: Empty,
    /// Whether the number comes after the words about it (waiting for others).
    pub narrow: bool,
}

impl Agenda {
    /// The markup: the inside of a card.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&AgendaView { ui, agenda: self })
    }
}

#[derive(Template)]
#[template(
    source = r#"{% if agenda.rows.is_empty() %}{{ agenda.empty.render(ui) }}{% else %}<ul class="gd-agenda" id="{{ agenda.id }}" data-list>
{% for row in agenda.rows %}<li data-row{% if row.loud %} class="is-loud"{% endif %}{% if ui.opens(row.href) %} data-href="{{ row.href }}"{% endif %}><span class="gd-agenda-due">{{ row.due.render(ui) }}</span><div>{% if ui.opens(row.href) %}<a class="gd-agenda-t" href="{{ row.href }}">{{ row.title }}</a>{% else %}<span class="gd-agenda-t">{{ row.title }}</span>{% endif %}<p>{% if agenda.narrow %}{{ row.detail }} · <b>{{ row.code }}</b>{% else %}<b>{{ row.code }}</b> {{ row.detail }}{% endif %}</p></div><span class="gd-acts">{% for button in row.actions %}{{ button.render(ui) }}{% endfor %}</span></li>{% endfor %}
</ul>{% endif %}"#,
    ext = "html"
)]
struct AgendaView<'a> {
    ui: &'a Ui,
    agenda: &'a Agenda,
}
