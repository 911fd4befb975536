//! A slider over time: a form without JavaScript, with steps to the facts before and after.

use askama::Template;

use super::{Html, Ui, icon};

/// A slider from the first fact to the last.
#[derive(Debug, Clone, Default)]
pub struct Slider {
    /// What moves: 回放到.
    pub label: String,
    /// Path it is sent to as GET.
    pub action: String,
    /// Query parameter of the position.
    pub name: String,
    /// First position.
    pub min: u64,
    /// Last position.
    pub max: u64,
    /// Where it stands.
    pub value: u64,
    /// What that position is, in words: `2026-11-20 10:05 · 许佳`.
    pub caption: String,
    /// Link to the position before.
    pub prev: Option<String>,
    /// Link to the position after.
    pub next: Option<String>,
    /// Link out of the replay, to now.
    pub now: Option<String>,
}

impl Slider {
    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&SliderView { ui, slider: self })
    }
}

#[derive(Template)]
#[template(
    source = r#"<form class="gd-slider" method="get" action="{{ slider.action }}" data-slider>{{ self::icon("history") }}<label for="gd-{{ slider.name }}">{{ slider.label }}</label>{% if let Some(href) = slider.prev %}<a class="gd-btn" href="{{ href }}" rel="prev" aria-label="{{ ui.t("上一步") }}">{{ self::icon("chevron-left") }}</a>{% endif %}<input type="range" id="gd-{{ slider.name }}" name="{{ slider.name }}" min="{{ slider.min }}" max="{{ slider.max }}" value="{{ slider.value }}">{% if let Some(href) = slider.next %}<a class="gd-btn" href="{{ href }}" rel="next" aria-label="{{ ui.t("下一步") }}">{{ self::icon("chevron-right") }}</a>{% endif %}<output>{{ slider.value }} / {{ slider.max }}</output><b>{{ slider.caption }}</b><button class="gd-btn gd-nojs">{{ ui.t("看") }}</button>{% if let Some(href) = slider.now %}<a class="gd-btn is-accent" href="{{ href }}">{{ ui.t("回到现在") }}</a>{% endif %}</form>"#,
    ext = "html"
)]
struct SliderView<'a> {
    ui: &'a Ui,
    slider: &'a Slider,
}
