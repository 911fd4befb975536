//! A sheet of paper: what is printed, as a page.

use askama::Template;

use super::{Bare, Html, Ui, icon};

/// A sheet to be printed on A4.
#[derive(Debug, Clone, Default)]
pub struct PrintSheet {
    /// Who issues it.
    pub company: String,
    /// What it is.
    pub title: String,
    /// Its number.
    pub number: String,
    /// What stands on it.
    pub body: Html,
    /// Who signs, one line each.
    pub signatures: Vec<String>,
    /// 打印人/时间/第 n 次打印.
    pub footer: String,
}

impl PrintSheet {
    /// The whole document, with a print button that paper does not show.
    pub fn render(&self, ui: &Ui) -> Html {
        let main = Html::of(&SheetView { ui, sheet: self });
        Bare { wide: true, ..Bare::new(self.title.clone(), main) }.render(ui)
    }
}

#[derive(Template)]
#[template(
    source = r#"<div class="gd-noprint gd-sheet-tools"><button type="button" class="gd-btn is-primary gd-js" data-print>{{ self::icon("printer") }}{{ ui.t("打印") }}</button></div><article class="gd-a4"><header><p>{{ sheet.company }}</p><h1>{{ sheet.title }}</h1><p class="gd-code">{{ sheet.number }}</p></header>{{ sheet.body }}<footer>{% for line in sheet.signatures %}<span>{{ line }}</span>{% endfor %}</footer><p class="gd-mute gd-a4-foot">{{ sheet.footer }}</p></article>"#,
    ext = "html"
)]
struct SheetView<'a> {
    ui: &'a Ui,
    sheet: &'a PrintSheet,
}
