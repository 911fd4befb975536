//! How an order stands: its four dates, its stages, what comes next.

use askama::Template;
use jiff::civil::Date;

use super::guess::guess;
use super::{Badge, Button, Due, Html, Tone, Ui, format, icon};

/// One of the four dates of a promise.
#[derive(Debug, Clone, Default)]
pub struct Promise {
    /// Which date it is.
    pub label: String,
    /// The date.
    pub date: Option<Date>,
    /// Dates it was before, struck through.
    pub was: Vec<Date>,
    /// A quiet remark: 晚 3 个工作日.
    pub note: String,
    /// Its colour.
    pub tone: Tone,
    /// A state beside it: 待客户确认.
    pub badge: Option<Badge>,
}

impl Promise {
    /// A date.
    pub fn new(label: impl Into<String>, date: Option<Date>) -> Self {
        Self { label: label.into(), date, ..Self::default() }
    }

    /// With a remark in a colour.
    #[must_use]
    pub fn note(self, tone: Tone, note: impl Into<String>) -> Self {
        Self { tone, note: note.into(), ..self }
    }
}

/// The dates of a promise beside each other: wanted, first, current, forecast.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// The dates.
    pub dates: Vec<Promise>,
}

impl Ledger {
    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&LedgerView { ui, ledger: self })
    }
}

#[derive(Template)]
#[template(
    source = r#"<dl class="gd-ledger">{% for entry in ledger.dates %}<div><dt class="gd-k">{{ entry.label }}</dt><dd><b class="{{ entry.tone.class() }}">{% match entry.date %}{% when Some(date) %}{{ format::date(**date) }}{% when None %}--{% endmatch %}</b>{{ self.guess(entry) }}{% for was in entry.was %} <s>{{ format::day(**was) }}</s>{% endfor %}{% if !entry.note.is_empty() %} <small class="{{ entry.tone.class() }}">{{ entry.note }}</small>{% endif %}{% if let Some(badge) = entry.badge %} {{ badge.render() }}{% endif %}</dd></div>{% endfor %}</dl>"#,
    ext = "html"
)]
struct LedgerView<'a> {
    ui: &'a Ui,
    ledger: &'a Ledger,
}

impl LedgerView<'_> {
    fn guess(&self, entry: &Promise) -> Html {
        guess(self.ui, entry.date.and_then(|day| self.ui.guessed(day)))
    }
}

/// How it stands with a stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StageState {
    /// Done.
    Done,
    /// Under way.
    Current,
    /// Not yet begun.
    #[default]
    Waiting,
    /// Stopped by something.
    Blocked,
    /// Under way or not, but too late.
    Late,
}

impl StageState {
    const fn class(self) -> &'static str {
        match self {
            Self::Done => "is-done",
            Self::Current => "is-current",
            Self::Waiting => "is-waiting",
            Self::Blocked => "is-blocked",
            Self::Late => "is-late",
        }
    }
}

/// A stage.
#[derive(Debug, Clone, Default)]
pub struct Stage {
    /// Its name.
    pub label: String,
    /// How it stands.
    pub state: StageState,
    /// Its date, done or planned.
    pub date: Option<Date>,
    /// What its date was counted from, where that is another day than today.
    pub from: Option<Date>,
    /// Whether no holiday moves its date: it hangs on nothing that nobody has entered.
    pub sure: bool,
    /// How far it is, shown instead of the date.
    pub percent: Option<u8>,
    /// Where to read more.
    pub href: Option<String>,
}

impl Stage {
    /// A stage.
    pub fn new(label: impl Into<String>, state: StageState) -> Self {
        Self { label: label.into(), state, ..Self::default() }
    }

    /// With its date.
    #[must_use]
    pub fn on(self, date: Date) -> Self {
        Self { date: Some(date), ..self }
    }

    /// With how far it is.
    #[must_use]
    pub fn percent(self, percent: u8) -> Self {
        Self { percent: Some(percent), ..self }
    }
}

/// Stages from left to right; below each other in two columns on a phone.
#[derive(Debug, Clone, Default)]
pub struct StageStrip {
    /// The stages.
    pub stages: Vec<Stage>,
}

impl StageStrip {
    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&StripView { ui, stages: &self.stages })
    }
}

#[derive(Template)]
#[template(path = "ui/strip.html")]
struct StripView<'a> {
    ui: &'a Ui,
    stages: &'a [Stage],
}

impl StripView<'_> {
    fn guess(&self, stage: &Stage) -> Html {
        let ui = self.ui;
        let year = stage
            .date
            .and_then(|on| stage.from.map_or_else(|| ui.guessed(on), |from| ui.guessed_from(from, on)));
        guess(ui, year.filter(|_| stage.state != StageState::Done && !stage.sure))
    }

    fn word(&self, state: StageState) -> &str {
        self.ui.t(match state {
            StageState::Done => crate::i18n::zh("已完成"),
            StageState::Current => crate::i18n::zh("进行中"),
            StageState::Waiting => crate::i18n::zh("未开始"),
            StageState::Blocked => crate::i18n::zh("受阻"),
            StageState::Late => crate::i18n::zh("已晚"),
        })
    }
}

/// What comes next, with who and by when.
#[derive(Debug, Clone, Default)]
pub struct NextStep {
    /// When it is due.
    pub due: Due,
    /// What is to be done.
    pub title: String,
    /// Who does it, and why it matters.
    pub detail: String,
    /// Acts.
    pub actions: Vec<Button>,
}

impl NextStep {
    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&NextView { ui, next: self })
    }
}

#[derive(Template)]
#[template(
    source = r#"<section class="gd-next" aria-label="{{ ui.t("下一步") }}">{{ next.due.render(ui) }}<p><b>{{ next.title }}</b> <span class="gd-mute">{{ next.detail }}</span></p><div class="gd-acts">{% for button in next.actions %}{{ button.render(ui) }}{% endfor %}</div></section>"#,
    ext = "html"
)]
struct NextView<'a> {
    ui: &'a Ui,
    next: &'a NextStep,
}
