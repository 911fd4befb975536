//! The frame of every page, and the bare frame of those without a menu.

use askama::Template;

use super::{Alert, Html, Toast, Ui, assets, icon};

/// A full page: sidebar, top bar, main part, bottom bar on a phone.
#[derive(Debug, Clone, Default)]
pub struct Layout {
    /// Title of the window.
    pub title: String,
    /// The main part.
    pub main: Html,
    /// Warnings of the system above it.
    pub banners: Vec<Alert>,
    /// What has just been done.
    pub toast: Option<Toast>,
    /// What is in the search field.
    pub search: String,
}

impl Layout {
    /// A page.
    pub fn new(title: impl Into<String>, main: Html) -> Self {
        Self { title: title.into(), main, ..Self::default() }
    }

    /// The whole document.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&LayoutView { ui, page: self, head: Head::of(ui, &self.title), words: words(ui) })
    }
}

#[derive(Template)]
#[template(path = "ui/layout.html")]
struct LayoutView<'a> {
    ui: &'a Ui,
    page: &'a Layout,
    head: Html,
    words: String,
}

type Choice<'a> = (&'a str, &'a str, bool);

impl LayoutView<'_> {
    fn langs(&self) -> [Choice<'_>; 2] {
        // Each in its own words.
        [("zh", "中文"), ("en", "English")].map(|(code, label)| (code, label, code == self.ui.lang.code()))
    }

    fn themes(&self) -> [Choice<'_>; 3] {
        let ui = self.ui;
        let choices = [("auto", ui.t("自动")), ("light", ui.t("浅色")), ("dark", ui.t("深色"))];
        choices.map(|(code, label)| (code, label, code == ui.theme.code()))
    }

    fn densities(&self) -> [Choice<'_>; 2] {
        let choices = [("normal", self.ui.t("默认")), ("compact", self.ui.t("紧凑"))];
        choices.map(|(code, label)| (code, label, code == self.ui.density.code()))
    }
}

/// A page without a menu: sign-in, errors, prints, pages for customers.
#[derive(Debug, Clone, Default)]
pub struct Bare {
    /// Title of the window.
    pub title: String,
    /// The main part.
    pub main: Html,
    /// Whether it is as wide as a sheet of paper instead of a card in the middle.
    pub wide: bool,
    /// Whether the middle is wide enough for cards beside each other.
    pub roomy: bool,
}

impl Bare {
    /// A page with a card in the middle.
    pub fn new(title: impl Into<String>, main: Html) -> Self {
        Self { title: title.into(), main, wide: false, roomy: false }
    }

    /// Wide enough for cards beside each other.
    #[must_use]
    pub fn roomy(self) -> Self {
        Self { roomy: true, ..self }
    }

    /// The whole document.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&BareView { ui, page: self, head: Head::of(ui, &self.title), words: words(ui) })
    }
}

#[derive(Template)]
#[template(path = "ui/bare.html")]
struct BareView<'a> {
    ui: &'a Ui,
    page: &'a Bare,
    head: Html,
    words: String,
}

#[derive(Template)]
#[template(path = "ui/head.html")]
struct Head<'a> {
    ui: &'a Ui,
    title: &'a str,
}

impl Head<'_> {
    fn of(ui: &Ui, title: &str) -> Html {
        Html::of(&Head { ui, title })
    }
}

/// The words that the script says, as JSON in an attribute.
fn words(ui: &Ui) -> String {
    serde_json::json!({
        "draft": ui.t("有一份没有提交的草稿"),
        "restore": ui.t("恢复"),
        "discard": ui.t("丢弃"),
        "undo": ui.t("撤销"),
        "undone": ui.t("刚刚登记错了，撤销"),
        "offline": ui.t("没有连上服务器，内容还在，请重试"),
        "unsent": ui.t("还没有登录，没有提交。填写的内容都在，请再提交一次"),
        "anew": ui.t("重新打开页面"),
        "failed": ui.t("无法完成，请重试"),
        "loading": ui.t("正在打开…"),
        "close": ui.t("关闭"),
        "suggestions": ui.t("可以选的"),
        // As the server reads them, whatever the language.
        "near": crate::days::NEAR,
        "weekdays": weekdays(ui),
        "noday": ui.t("不是日期。请写成 2026-11-24、11/24 或 +3"),
        "after": ui.t("减优惠后"),
        "keys": ui.t("快捷键"),
        "keylist": [
            ["/", ui.t("筛选或搜索")],
            ["Ctrl K", ui.t("全局搜索")],
            ["J K", ui.t("在列表中上下移动")],
            ["Enter", ui.t("打开所选行")],
            ["X", ui.t("选择所选行")],
            ["Esc", ui.t("关闭")],
            ["?", ui.t("显示这个列表")],
        ],
    })
    .to_string()
}

/// The weekdays from Sunday on, as scripts count them.
fn weekdays(ui: &Ui) -> Vec<&'static str> {
    let sunday = jiff::civil::date(2026, 11, 1);
    (0..7).map(|n| super::format::weekday(ui.lang, domain::calendar::shift(sunday, n))).collect()
}
