//! Small parts of a page: its head, figures, facts, tabs, attachments.

use askama::Template;

use super::{Badge, Button, Cell, Html, Tone, Ui, format, icon};

/// The head of a page.
#[derive(Debug, Clone, Default)]
pub struct PageHeader {
    /// What the page is about: a number, a name.
    pub title: String,
    /// States of it.
    pub badges: Vec<Badge>,
    /// A quiet line beside it.
    pub subtitle: String,
    /// Acts; the primary one last.
    pub actions: Vec<Button>,
    /// Menus before the acts, rendered: print, share.
    pub menus: Html,
}

impl PageHeader {
    /// A head with a title.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), ..Self::default() }
    }

    /// With a quiet line.
    #[must_use]
    pub fn subtitle(self, text: impl Into<String>) -> Self {
        Self { subtitle: text.into(), ..self }
    }

    /// With a state.
    #[must_use]
    pub fn badge(mut self, tone: Tone, text: impl Into<String>) -> Self {
        self.badges.push(Badge::new(tone, text));
        self
    }

    /// With an act.
    #[must_use]
    pub fn action(mut self, button: Button) -> Self {
        self.actions.push(button);
        self
    }

    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&HeaderView { ui, head: self })
    }
}

#[derive(Template)]
#[template(
    source = r#"<header class="gd-h"><h1>{{ head.title }}</h1>{% for badge in head.badges %}{{ badge.render() }}{% endfor %}{% if !head.subtitle.is_empty() %}<span class="gd-h-sub">{{ head.subtitle }}</span>{% endif %}<div class="gd-acts">{{ head.menus }}{% for button in head.actions %}{{ button.render(ui) }}{% endfor %}</div></header>"#,
    ext = "html"
)]
struct HeaderView<'a> {
    ui: &'a Ui,
    head: &'a PageHeader,
}

/// One figure.
#[derive(Debug, Clone, Default)]
pub struct StatTile {
    /// What is counted.
    pub label: String,
    /// The figure, formatted.
    pub value: String,
    /// Its unit.
    pub unit: String,
    /// A quiet line under it.
    pub detail: String,
    /// Colour of the figure.
    pub tone: Tone,
    /// A bar from 0 to 100 under it.
    pub bar: Option<u8>,
    /// The list behind the figure.
    pub href: Option<String>,
}

impl StatTile {
    /// A figure.
    pub fn new(label: impl Into<String>, value: impl Into<String>, unit: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into(), unit: unit.into(), ..Self::default() }
    }

    /// With a quiet line.
    #[must_use]
    pub fn detail(self, text: impl Into<String>) -> Self {
        Self { detail: text.into(), ..self }
    }

    /// In a colour.
    #[must_use]
    pub fn tone(self, tone: Tone) -> Self {
        Self { tone, ..self }
    }

    /// With a bar.
    #[must_use]
    pub fn bar(self, percent: u8) -> Self {
        Self { bar: Some(percent), ..self }
    }

    /// With the list behind it.
    #[must_use]
    pub fn href(self, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..self }
    }
}

/// Figures in a row.
#[derive(Debug, Clone, Default, Template)]
#[template(
    source = r#"<div class="gd-tiles">{% for tile in tiles %}{% if let Some(href) = tile.href %}<a class="gd-tile" href="{{ href }}">{% else %}<div class="gd-tile">{% endif %}<span class="gd-k">{{ tile.label }}</span><b class="gd-v {{ tile.tone.class() }}">{{ tile.value }}{% if !tile.unit.is_empty() %}<small>{{ tile.unit }}</small>{% endif %}</b>{% if let Some(percent) = tile.bar %}<progress max="100" value="{{ percent }}" aria-label="{{ tile.label }}">{{ percent }}%</progress>{% endif %}{% if !tile.detail.is_empty() %}<span class="gd-d">{{ tile.detail }}</span>{% endif %}{% if tile.href.is_some() %}</a>{% else %}</div>{% endif %}{% endfor %}</div>"#,
    ext = "html"
)]
pub struct StatTiles {
    /// The figures, at most six.
    pub tiles: Vec<StatTile>,
}

impl StatTiles {
    /// The markup.
    pub fn render(&self) -> Html {
        Html::of(self)
    }
}

/// A view of a page.
#[derive(Debug, Clone, Default)]
pub struct Tab {
    /// What it shows.
    pub label: String,
    /// Its link, `?tab=lines`.
    pub href: String,
    /// How many things are in it.
    pub count: Option<u64>,
    /// Whether the reader is there.
    pub active: bool,
}

impl Tab {
    /// A view.
    pub fn new(label: impl Into<String>, href: impl Into<String>, active: bool) -> Self {
        Self { label: label.into(), href: href.into(), count: None, active }
    }

    /// With a count.
    #[must_use]
    pub fn counted(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }
}

/// Views of a page, as links.
#[derive(Debug, Clone, Default, Template)]
#[template(
    source = r#"<nav class="gd-tabs" aria-label="{{ label }}">{% for tab in tabs %}<a href="{{ tab.href }}"{% if tab.active %} aria-current="page"{% endif %}>{{ tab.label }}{% if let Some(count) = tab.count %} <i>{{ count }}</i>{% endif %}</a>{% endfor %}</nav>"#,
    ext = "html"
)]
pub struct Tabs {
    /// What they are views of, for the ear.
    pub label: String,
    /// The views.
    pub tabs: Vec<Tab>,
}

impl Tabs {
    /// The markup.
    pub fn render(&self) -> Html {
        Html::of(self)
    }
}

/// A few views in one control: week, month, quarter.
#[derive(Debug, Clone, Default, Template)]
#[template(
    source = r#"<nav class="gd-seg" aria-label="{{ label }}">{% for tab in links %}<a href="{{ tab.href }}"{% if tab.active %} aria-current="true"{% endif %}>{{ tab.label }}{% if let Some(count) = tab.count %} <i>{{ count }}</i>{% endif %}</a>{% endfor %}</nav>"#,
    ext = "html"
)]
pub struct SegmentedLinks {
    /// What is chosen, for the ear.
    pub label: String,
    /// The choices.
    pub links: Vec<Tab>,
}

impl SegmentedLinks {
    /// The markup.
    pub fn render(&self) -> Html {
        Html::of(self)
    }
}

/// What is known of something: a name and its values.
#[derive(Debug, Clone, Default)]
pub struct Detail {
    /// Its name.
    pub label: String,
    /// Its values, one after another.
    pub values: Vec<Cell>,
}

impl Detail {
    /// One with one value.
    pub fn new(label: impl Into<String>, value: Cell) -> Self {
        Self { label: label.into(), values: vec![value] }
    }

    /// With one value more behind it.
    #[must_use]
    pub fn and(mut self, value: Cell) -> Self {
        self.values.push(value);
        self
    }
}

/// Details below each other.
#[derive(Debug, Clone, Default)]
pub struct Details {
    /// The details.
    pub details: Vec<Detail>,
}

impl Details {
    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&DetailsView { ui, details: &self.details })
    }
}

#[derive(Template)]
#[template(
    source = r#"<dl class="gd-details">{% for detail in details %}<dt>{{ detail.label }}</dt><dd>{% for value in detail.values %}<span>{{ value.render(ui, false) }}</span>{% endfor %}</dd>{% endfor %}</dl>"#,
    ext = "html"
)]
struct DetailsView<'a> {
    ui: &'a Ui,
    details: &'a [Detail],
}

/// A file that proves something.
#[derive(Debug, Clone, Default)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Where it opens.
    pub href: String,
    /// A small picture of it.
    pub thumb: Option<String>,
    /// Its size in bytes.
    pub bytes: u64,
}

/// Files in a row.
#[derive(Debug, Clone, Default, Template)]
#[template(
    source = r#"<ul class="gd-files-strip">{% for file in files %}<li><a href="{{ file.href }}">{% if let Some(thumb) = file.thumb %}<img src="{{ thumb }}" alt="" width="40" height="40" loading="lazy">{% else %}<span class="gd-thumb">{{ self::icon("file-text") }}</span>{% endif %}<span><b>{{ file.name }}</b><small>{{ format::file_size(*file.bytes) }}</small></span></a></li>{% endfor %}</ul>"#,
    ext = "html"
)]
pub struct AttachmentStrip {
    /// The files.
    pub files: Vec<Attachment>,
}

impl AttachmentStrip {
    /// Stored files: pictures as pictures, others by their name.
    pub fn of(files: &[domain::order::Attachment]) -> Self {
        let files = files.iter().map(|f| Attachment {
            name: f.name.clone(),
            href: format!("/files/{}", f.sha256),
            thumb: f.media_type.starts_with("image/").then(|| format!("/files/{}/preview", f.sha256)),
            bytes: u64::try_from(f.size).unwrap_or(0),
        });
        Self { files: files.collect() }
    }

    /// The markup.
    pub fn render(&self) -> Html {
        Html::of(self)
    }
}
