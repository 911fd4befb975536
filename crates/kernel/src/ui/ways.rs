//! A few ways to go on, each with what it will do, and the words before them: for who begins.

use askama::Template;

use super::{Button, Html, SegmentedLinks, Ui, icon};

/// The words before the main part of a bare page, with the languages that it is there in.
#[derive(Debug, Clone, Default, Template)]
#[template(
    source = r#"<header class="gd-fore"><h1>{{ title }}</h1>{{ langs.render() }}{% if !text.is_empty() %}<p>{{ text }}</p>{% endif %}</header>"#,
    ext = "html"
)]
pub struct Foreword {
    /// What the page is about.
    pub title: String,
    /// What to know of it.
    pub text: String,
    /// The same page in each language.
    pub langs: SegmentedLinks,
}

impl Foreword {
    /// The markup.
    pub fn render(&self) -> Html {
        Html::of(self)
    }
}

/// A way to go on.
#[derive(Debug, Clone)]
pub struct Way {
    /// Its icon.
    pub icon: &'static str,
    /// What it is called.
    pub title: String,
    /// For whom it is, in a sentence.
    pub about: String,
    /// What will happen, one after another.
    pub points: Vec<String>,
    /// The way in; none where it cannot be gone.
    pub button: Option<Button>,
}

/// Ways beside each other, below each other on a phone.
#[derive(Debug, Clone, Default)]
pub struct Ways {
    /// The ways.
    pub ways: Vec<Way>,
}

impl Ways {
    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&WaysView { ui, ways: &self.ways })
    }
}

#[derive(Template)]
#[template(
    source = r#"<div class="gd-ways">{% for way in ways %}<section class="gd-way"><h2>{{ self::icon(way.icon) }}{{ way.title }}</h2><p>{{ way.about }}</p><ul>{% for point in way.points %}<li>{{ point }}</li>{% endfor %}</ul>{% if let Some(button) = way.button %}{{ button.render(ui) }}{% endif %}</section>{% endfor %}</div>"#,
    ext = "html"
)]
struct WaysView<'a> {
    ui: &'a Ui,
    ways: &'a [Way],
}
