//! How the first run looks.

use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use domain::choice::Choice as _;
use kernel::form::{Form, drawn};
use kernel::ui::{
    Alert, Bare, Button, Card, Cell, Detail, Details, Foreword, Html, Progress, SegmentedLinks, Tab, Tone,
    Ui, Ways, format,
};
use kernel::web::SETUP;
use kernel::{Error, Said};

use super::ways::{Back, Own, Shelf, Way};
use super::{Busy, Done, Outcome, Setup};
use crate::demo::{PASSWORD, PEOPLE, accounts};
use crate::upkeep;

/// What every page of the first run has: its reader, and where its pages are.
pub struct Frame {
    /// Its reader.
    pub ui: Ui,
    /// The path of the first page.
    first: String,
    /// The page itself, behind that.
    own: String,
}

impl Frame {
    /// Of the page `own` behind the link's token.
    pub fn new(ui: Ui, token: &str, own: &str) -> Self {
        Self { ui, first: format!("{SETUP}{token}"), own: own.to_owned() }
    }

    /// The address of a page in the reader's language.
    pub fn path(&self, page: &str) -> String {
        self.path_in(page, self.ui.lang.code())
    }

    fn path_in(&self, page: &str, lang: &str) -> String {
        let slash = if page.is_empty() { "" } else { "/" };
        format!("{}{slash}{page}?lang={lang}", self.first)
    }

    fn foreword(&self, title: &str, text: &str) -> Html {
        let langs = [("zh", "中文"), ("en", "English")]
            .map(|(code, label)| Tab::new(label, self.path_in(&self.own, code), code == self.ui.lang.code()));
        let langs = SegmentedLinks { label: self.ui.t("语言").to_owned(), links: langs.into() };
        Foreword { title: self.ui.t(title).to_owned(), text: self.ui.t(text).to_owned(), langs }.render()
    }

    fn page(&self, title: &str, main: impl IntoIterator<Item = Html>) -> Bare {
        Bare::new(self.ui.t(title), Html::concat(main))
    }

    fn answer(&self, page: &Bare) -> Response {
        page.render(&self.ui).into_response()
    }
}

/// The three ways beside each other.
pub fn ways(setup: &Setup, frame: &Frame) -> Response {
    let ways = Ways { ways: Way::ALL.map(|way| card(setup, frame, way)).into() };
    let text = "这里还没有人能登录。请选一种方式开始；设置好以后，这个链接就失效";
    let main = [frame.foreword("开始使用跟单", text), ways.render(&frame.ui)];
    frame.answer(&frame.page("首次设置", main).roomy())
}

fn card(setup: &Setup, frame: &Frame, way: Way) -> kernel::ui::Way {
    let ui = &frame.ui;
    let closed = way.closed(setup);
    let (icon, about, points, verb) = match way {
        Way::Own => (
            "building-factory-2",
            "正式使用，从一张白纸开始。",
            &[
                "填公司名称和管理员，两分钟",
                "建好就登录，接下来做什么都有提示",
                "同事、物料、客户随后登记或导入",
            ][..],
            "建立公司",
        ),
        Way::Demo => (
            "player-play",
            "先看看怎么用：一家做了三个月的展柜厂。",
            &[
                "60 张订单，有正常的也有出事的",
                "十个岗位的账号，逐个登录看看",
                "时钟可以拨动，不要放真实数据",
            ][..],
            "载入演示",
        ),
        Way::Restore => (
            "history",
            "换机器或硬盘坏了：把备份放回来。",
            &[
                "先核对，再放回；不对的备份不会放进来",
                "备份之后的记录没有了，会说明丢了多少",
                "所有人要重新登录",
            ][..],
            "选择备份",
        ),
    };
    let mut points: Vec<String> = points.iter().map(|point| ui.t(point).to_owned()).collect();
    let elsewhere = way == Way::Restore && setup.config.database_url.is_some();
    if let Some(why) = closed.filter(|_| !elsewhere) {
        points = vec![ui.t(why).to_owned()];
    }
    let button = Button::link(ui.t(if elsewhere { "看步骤" } else { verb }), frame.path(way.code()));
    let button = if way == Way::Own { button.primary() } else { button.accent() };
    kernel::ui::Way {
        icon,
        title: ui.t(way.label()).to_owned(),
        about: ui.t(about).to_owned(),
        points,
        button: (closed.is_none() || elsewhere).then_some(button),
    }
}

/// What a way asks; with what was said and what was wrong with it, where it was refused.
pub fn form(setup: &Setup, frame: &Frame, way: Way, refused: Option<(&Said, &Error)>) -> Response {
    let ui = &frame.ui;
    if let Some(why) = way.closed(setup) {
        return closed(setup, frame, way, why);
    }
    let at = (ui.t(way.label()), frame.path(way.code()));
    let (form, submit, intro) = match way {
        Way::Own => (
            drawn(ui, at, refused, Own::ask),
            "建立公司并登录",
            "建立一家空的公司和它的管理员。管理员不参与业务，只管设置和人员；其他人随后登记。",
        ),
        Way::Demo => (
            drawn(ui, at, refused, |_: &Form| ()),
            "载入演示公司",
            "载入一家展柜厂三个月的全部业务，大约一分钟。这个文件夹从此只作演示：时钟可以拨动，密码人人知道。正式使用请另用一个空文件夹。",
        ),
        Way::Restore => {
            let shelf = Shelf::of(&setup.config);
            (
                drawn(ui, at, refused, |f| Back::ask(f, &shelf)),
                "核对并恢复",
                "备份先复制、逐条核对，全部无误才放进来；核对不过，这里什么都不变。恢复后编号跳过一段，发出去的消息先扣住，所有人重新登录。",
            )
        }
    };
    let form = kernel::ui::Form { intro: Some(ui.t(intro).to_owned()), ..form };
    let form = form.submit(ui.t(submit)).cancel(frame.path(""));
    let main = [frame.foreword("首次设置", ""), form.page(ui)];
    let mut response = frame.answer(&frame.page(way.label(), main));
    if let Some((_, error)) = refused {
        *response.status_mut() =
            StatusCode::from_u16(error.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
    }
    response
}

/// A way that cannot be gone here, and what to do instead.
fn closed(setup: &Setup, frame: &Frame, way: Way, why: &str) -> Response {
    let ui = &frame.ui;
    let mut body = vec![Alert::new(Tone::Accent, ui.t(why)).render(ui)];
    if way == Way::Restore && setup.config.database_url.is_some() {
        let steps = [
            ("停止服务，建一个空的数据库", ""),
            ("放回备份", "pg_restore --exit-on-error --single-transaction -d DATABASE BACKUP"),
            ("说明恢复，并核对", "gendan restore --in-place --reason WHY"),
            ("再启动服务", "gendan serve"),
        ];
        let details = steps.iter().enumerate().map(|(n, (what, how))| {
            let number = (n + 1).to_string();
            let detail = Detail::new(number, Cell::text(ui.t(what)));
            if how.is_empty() { detail } else { detail.and(Cell::code(*how)) }
        });
        body.push(Details { details: details.collect() }.render(ui));
    }
    let card = Card::new(ui.t(way.label()), Html::concat(body)).padded();
    let back = Button::link(ui.t("返回"), frame.path("")).render(ui);
    frame.answer(&frame.page(way.label(), [frame.foreword("首次设置", ""), card.render(ui), back]))
}

/// A way that is being gone; the page looks again by itself.
pub fn busy(frame: &Frame, busy: &Busy) -> Response {
    let ui = &frame.ui;
    let (label, detail) = match busy.way {
        Way::Own => ("正在建立公司", ""),
        Way::Demo => ("正在载入演示公司", "一天一天地演，大约一分钟"),
        Way::Restore => ("正在复制和核对备份", "大的备份要几分钟"),
    };
    let job = Progress {
        label: ui.t(label).to_owned(),
        percent: busy.percent,
        detail: ui.t(detail).to_owned(),
        ..Progress::default()
    };
    let card = Card::new(ui.t(busy.way.label()), job.render(ui)).render(ui);
    let text = "本页自动更新，不用刷新。请不要停止服务";
    frame.answer(&frame.page(label, [frame.foreword("首次设置", text), card]))
}

/// What has come of a way, and the way on.
pub fn done(frame: &Frame, done: &Done) -> Response {
    let ui = &frame.ui;
    let on = Button::link(ui.t("去登录"), "/login").primary().render(ui);
    let (title, card) = match &done.outcome {
        Outcome::Own(_) | Outcome::Elsewhere => {
            let said = ui.t("管理员用刚才定的登录名和密码登录");
            ("已经设置好了", Card::new(ui.t("可以登录了"), Alert::new(Tone::Ok, said).render(ui)))
        }
        Outcome::Demo => ("演示公司准备好了", demo(ui)),
        Outcome::Restored(done) => ("备份恢复好了", back(ui, done)),
    };
    let text = "设置链接已经失效。请先记下需要的内容，再去登录";
    frame.answer(&frame.page(title, [frame.foreword(title, text), card.render(ui), on]))
}

fn demo(ui: &Ui) -> Card {
    let password = Detail::new(ui.t("密码"), Cell::code(PASSWORD));
    let mut details = vec![password.and(Cell::text(ui.t("每个账号都一样")))];
    details.extend(PEOPLE.iter().map(|(login, name, role)| {
        let detail = Detail::new(*login, Cell::text(ui.t(role.label())));
        if name.is_empty() { detail } else { detail.and(Cell::text(*name)) }
    }));
    Card::new(ui.t("登录账号"), Details { details }.render(ui)).padded()
}

fn back(ui: &Ui, done: &upkeep::Outcome) -> Card {
    let (restored, verified) = (&done.restored, &done.verified);
    let number = |n: i64| Cell::text(format::integer(n));
    let lost = if !done.is_known {
        Cell::badge(Tone::Warn, ui.t("不知道：没有用到记录副本，也没有另存的凭证"))
    } else if restored.lost > 0 {
        Cell::badge(Tone::Warn, ui.tf("{n} 条", &[("n", &restored.lost)]))
    } else {
        Cell::text(ui.t("没有已知的丢失"))
    };
    let mut details = vec![
        Detail::new(ui.t("记录条数"), number(i64::try_from(verified.facts).unwrap_or(i64::MAX))),
        Detail::new(ui.t("由记录副本补上"), number(i64::try_from(done.caught_up).unwrap_or(i64::MAX))),
        Detail::new(ui.t("丢失"), lost),
        Detail::new(ui.t("第几次启用"), number(restored.epoch)),
        Detail::new(ui.t("跳过的编号"), number(restored.passed_over)),
    ];
    let sound = match verified.faults.as_slice() {
        [] => Cell::badge(Tone::Ok, ui.t("完好")),
        _ => Cell::badge(Tone::Bad, ui.t("有问题，见下")),
    };
    details.push(Detail::new(ui.t("核对"), sound));
    details.extend(verified.faults.iter().take(20).map(|fault| Detail::new("", Cell::text(fault))));
    let note = Alert::new(Tone::Accent, ui.t("另存一份新的 seal.key"))
        .text(ui.t("它在数据文件夹里，以后的记录由它封存。今后随时可用 gendan verify 再核对"));
    // Its frame has no margin inside, as tables and lists bring their own.
    Card::new(ui.t("恢复了什么"), Html::concat([Details { details }.render(ui), note.render(ui)]))
}

impl Done {
    /// What the terminal is told.
    pub(super) fn told(&self) -> String {
        match &self.outcome {
            Outcome::Own(_) => "set up: a company of its own".to_owned(),
            Outcome::Demo => accounts(),
            Outcome::Restored(done) => upkeep::restored_text(done),
            Outcome::Elsewhere => "set up by another server".to_owned(),
        }
    }
}
