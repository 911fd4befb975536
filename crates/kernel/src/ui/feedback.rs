//! What the product says back: an alert, a toast, nothing to see, an error, a long job.

use askama::Template;

use super::{Button, Html, Tone, Ui, icon};

/// A message that stays on its page.
#[derive(Debug, Clone, Default)]
pub struct Alert {
    /// Its colour and icon.
    pub tone: Tone,
    /// What is the matter, in a few words.
    pub title: String,
    /// More about it.
    pub text: String,
    /// What to do.
    pub action: Option<Button>,
}

impl Alert {
    /// A message.
    pub fn new(tone: Tone, title: impl Into<String>) -> Self {
        Self { tone, title: title.into(), ..Self::default() }
    }

    /// With more about it.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        Self { text: text.into(), ..self }
    }

    /// With what to do.
    #[must_use]
    pub fn action(self, button: Button) -> Self {
        Self { action: Some(button), ..self }
    }

    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        let face = icon(match self.tone {
            Tone::Ok => "circle-check",
            Tone::Warn => "alert-triangle",
            Tone::Bad => "alert-circle",
            _ => "info-circle",
        });
        Html::of(&AlertView { ui, alert: self, face })
    }
}

#[derive(Template)]
#[template(
    source = r#"<div class="gd-alert {{ alert.tone.class() }}" role="{% if alert.tone == Tone::Bad %}alert{% else %}status{% endif %}">{{ face }}<div><b>{{ alert.title }}</b>{% if !alert.text.is_empty() %} <span>{{ alert.text }}</span>{% endif %}</div>{% if let Some(button) = alert.action %}{{ button.render(ui) }}{% endif %}</div>"#,
    ext = "html"
)]
struct AlertView<'a> {
    ui: &'a Ui,
    alert: &'a Alert,
    face: Html,
}

/// What has just been done, said once; with a way back where there is one.
#[derive(Debug, Clone, Default)]
pub struct Toast {
    /// What has been done.
    pub text: String,
    /// Where a POST undoes it.
    pub undo: Option<String>,
}

/// Nothing to see: one sentence and one act (UX-22).
#[derive(Debug, Clone, Default)]
pub struct Empty {
    /// Why there is nothing; empty: 这里还没有内容.
    pub sentence: String,
    /// What to do about it.
    pub action: Option<Button>,
}

impl Empty {
    /// One sentence.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), action: None }
    }

    /// And one act.
    #[must_use]
    pub fn action(self, button: Button) -> Self {
        Self { action: Some(button), ..self }
    }

    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&EmptyView { ui, empty: self })
    }
}

#[derive(Template)]
#[template(
    source = r#"<div class="gd-empty"><p>{% if empty.sentence.is_empty() %}{{ ui.t("这里还没有内容") }}{% else %}{{ empty.sentence }}{% endif %}</p>{% if let Some(button) = empty.action %}{{ button.render(ui) }}{% endif %}</div>"#,
    ext = "html"
)]
struct EmptyView<'a> {
    ui: &'a Ui,
    empty: &'a Empty,
}

/// A request that could not be answered: what, why, what to do.
#[derive(Debug, Clone, Default)]
pub struct ErrorPage {
    /// What is the matter, in a few words.
    pub title: String,
    /// Why.
    pub sentence: String,
    /// What to do.
    pub advice: String,
    /// Number to quote to who looks after the system.
    pub incident: Option<String>,
    /// Ways on.
    pub actions: Vec<Button>,
}

impl ErrorPage {
    /// The markup: main part of a bare page.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&ErrorView { ui, error: self, face: icon("alert-circle") })
    }
}

#[derive(Template)]
#[template(
    source = r#"<div class="gd-errorpage">{{ face }}<h1>{{ error.title }}</h1><p>{{ error.sentence }}</p>{% if !error.advice.is_empty() %}<p class="gd-mute">{{ error.advice }}</p>{% endif %}{% if let Some(number) = error.incident %}<p class="gd-mute">{{ ui.t("事故编号") }} <span class="gd-code">{{ number }}</span></p>{% endif %}<div class="gd-acts">{% for button in error.actions %}{{ button.render(ui) }}{% endfor %}</div></div>"#,
    ext = "html"
)]
struct ErrorView<'a> {
    ui: &'a Ui,
    error: &'a ErrorPage,
    face: Html,
}

/// A long job, which may be left running (UX-23).
#[derive(Debug, Clone, Default)]
pub struct Progress {
    /// What is being done.
    pub label: String,
    /// How far, 0 to 100; none: nobody knows.
    pub percent: Option<u8>,
    /// More about it: rows done, what failed.
    pub detail: String,
    /// The page to look at again every two seconds while it runs.
    pub poll: Option<String>,
    /// Acts: stop, fetch the result.
    pub actions: Vec<Button>,
}

impl Progress {
    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&ProgressView { ui, job: self })
    }
}

#[derive(Template)]
#[template(
    source = r#"<div class="gd-job" id="gd-job"{% if let Some(href) = job.poll %} data-poll="{{ href }}"{% endif %} role="status"><div><b>{{ job.label }}</b> <span class="gd-mute">{{ job.detail }}</span></div><span class="gd-bar">{% if let Some(percent) = job.percent %}<progress max="100" value="{{ percent }}" aria-label="{{ job.label }}"></progress><span>{{ percent }}%</span>{% else %}<progress aria-label="{{ job.label }}"></progress>{% endif %}</span><div class="gd-acts">{% if job.poll.is_some() %}<span class="gd-mute">{{ ui.t("可以离开本页，任务会继续") }}</span>{% endif %}{% for button in job.actions %}{{ button.render(ui) }}{% endfor %}</div></div>"#,
    ext = "html"
)]
struct ProgressView<'a> {
    ui: &'a Ui,
    job: &'a Progress,
}
