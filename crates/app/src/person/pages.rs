//! Own sessions, preferences, password and substitute; a person's page.

use axum::extract::{Path, Request, State};
use axum::response::Response;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::followup::Case;
use domain::ids::PersonId;
use domain::person::Person;

use super::device::device;
use super::sign_in::{
    api_sign_in, api_sign_in_by_code, code_page, safe_next, sign_in, sign_in_by_code, sign_in_page, sign_out,
    told,
};
use super::{session, store};
use kernel::ctx::Ctx;
use kernel::form;
use kernel::i18n::zh;
use kernel::log::{self, Event};
use kernel::ui::{
    Alert, Button, Card, Cell, Column, Detail, Details, Empty, Html, PageHeader, Row, Table, Tone, Ui,
};
use kernel::web::{Page, Req, Routes, Who, redirect, write};
use kernel::{App, Door, Error, Result};

/// The routes of this feature beside its lists and acts.
pub fn routes() -> Routes {
    let (anybody, own) = (Who::Anybody, Who::SignedIn);
    Routes::new()
        .get(anybody, "/login", sign_in_page)
        .post(anybody, "/login", sign_in)
        .get(anybody, "/login/code", code_page)
        .post(anybody, "/login/code", sign_in_by_code)
        .post(anybody, "/api/v1/sessions", api_sign_in)
        .post(anybody, "/api/v1/sessions/code", api_sign_in_by_code)
        .post(anybody, "/logout", sign_out)
        .get(own, "/me", me)
        .get(own, "/me/sessions", me)
        .post(own, "/me/sessions/end", end_session)
        .post(own, "/me/preferences", preferences)
        .get(Who::Holds(Right::ReadPeople), "/people/{id}", person_page)
}

async fn me(State(app): State<App>, req: Req) -> Response {
    let current = req.token.as_deref().map(session::token_hash).unwrap_or_default();
    app.page(req, move |door, ui| {
        let roles: Vec<&str> = door.ctx.actor.roles.iter().map(|r| ui.t(r.label())).collect();
        let details = Details {
            details: vec![
                Detail::new(ui.t("姓名"), Cell::Text(door.ctx.actor.name.clone())),
                Detail::new(ui.t("角色"), Cell::Text(roles.join(ui.t("、")))),
            ],
        };
        let columns = vec![
            Column::new("agent", ui.t("设备")),
            Column::new("since", ui.t("登录于")),
            Column::new("seen", ui.t("最近使用")),
            Column::new("act", ""),
        ];
        let mut table = Table::new("sessions", columns);
        for s in store::sessions(door.conn, door.ctx.actor.person)? {
            let moment = |micros: i64| {
                jiff::Timestamp::from_microsecond(micros)
                    .map_or(Cell::Empty, |t| Cell::DateTime(kernel::ctx::local(t)))
            };
            let act = if s.token_hash == current {
                Cell::Badge(kernel::ui::Badge::new(Tone::Ok, ui.t("当前")))
            } else {
                Cell::Actions(vec![Button::post(ui.t("退出"), "/me/sessions/end").field("id", s.id)])
            };
            table.rows.push(Row::plain(vec![
                Cell::Text(device(&s.agent, ui.lang)),
                moment(s.created_at),
                moment(s.seen_at),
                act,
            ]));
        }
        let mut header = PageHeader::new(ui.t("我的"));
        let me = door.find::<Person>(door.ctx.actor.person)?.map(|found| found.state).unwrap_or_default();
        if me.follows_orders() {
            header = header.action(Button::dialog(ui.t("安排我的代理"), "/me/substitute"));
        }
        header = header.action(Button::dialog(ui.t("修改密码"), "/me/password"));
        let mut own = details;
        own.details.extend(substitute(door, ui, &me)?);
        let main = Html::concat([
            header.render(ui),
            Card::bare(own.render(ui)).padded().render(ui),
            Card::new(ui.t("登录的设备"), table.render(ui)).render(ui),
            codes(door, ui, &me)?,
        ]);
        Ok(Page::new(ui.t("我的"), main))
    })
    .await
}

async fn end_session(State(app): State<App>, req: Req, request: Request) -> Response {
    let dialog = req.dialog;
    let ended = async {
        let (ctx, ui) = app.admitted(&req).await?;
        let id = told(&app, &req, request, |f| f.text("id", "", 80).or(String::new())).await?;
        write(&app, ctx, move |door| {
            if store::end_session_of(door.conn, door.ctx.actor.person, &id)? {
                door.log(Event::SignOut, log::told(zh("在另一台设备上"), &[]))?;
            }
            Ok(())
        })
        .await?;
        Ok::<_, Error>(redirect("/me/sessions", ui.t("已退出那台设备"), dialog))
    };
    match ended.await {
        Ok(response) => response,
        Err(error) => app.problem(&req, &error).await,
    }
}

/// How somebody wants their pages, and where they were.
struct Preferences {
    lang: Option<String>,
    theme: Option<String>,
    density: Option<String>,
    back: String,
}

impl Preferences {
    fn ask(f: &form::Form) -> Self {
        let word = |name| f.text(name, "", 20).optional();
        let [lang, theme, density] = ["lang", "theme", "density"].map(word);
        Self { lang, theme, density, back: f.text("back", "", 8000).or(String::new()) }
    }
}

async fn preferences(State(app): State<App>, req: Req, request: Request) -> Response {
    let token = match app.admitted(&req).await {
        Ok(_) => req.token.clone().unwrap_or_default(),
        Err(error) => return app.problem(&req, &error).await,
    };
    let body = match told(&app, &req, request, Preferences::ask).await {
        Ok(body) => body,
        Err(error) => return app.problem(&req, &error).await,
    };
    let back = safe_next(&body.back).to_owned();
    let ctx = Ctx::system(app.shared.clock.now());
    let kept = write(&app, ctx, move |door| {
        let lang = body.lang.as_deref().map(|l| kernel::i18n::Lang::parse(l).code());
        let theme = body.theme.as_deref().map(|t| kernel::ui::Theme::parse(t).code());
        let density = body.density.as_deref().map(|d| kernel::ui::Density::parse(d).code());
        store::prefer(door.conn, &session::token_hash(&token), lang, theme, density)
    })
    .await;
    match kept {
        Ok(()) => redirect(&back, "", req.dialog),
        Err(error) => app.problem(&req, &error).await,
    }
}

async fn person_page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    app.page(req, move |door, ui| {
        let id: PersonId = id.parse().map_err(|_| Error::NotFound)?;
        let person = door.load::<Person>(id)?;
        let p = &person.profile;
        let roles: Vec<&str> = p.roles.iter().map(|r| ui.t(r.label())).collect();
        let boss = match p.reports_to {
            Some(boss) => {
                store::by_id(door.conn, &boss.to_string())?.map_or(Cell::Empty, |b| Cell::Text(b.name))
            }
            None => Cell::Empty,
        };
        let details = Details {
            details: vec![
                Detail::new(ui.t("工号"), Cell::Code(p.code.clone())),
                Detail::new(ui.t("角色"), Cell::Text(roles.join(ui.t("、")))),
                Detail::new(ui.t("部门"), Cell::Text(p.department.clone())),
                Detail::new(ui.t("直接上级"), boss),
            ],
        };
        let mut details = details;
        details.details.extend(substitute(door, ui, &person)?);
        let header = crate::master::header(door, ui, &person.state)?;
        let main = Html::concat([
            header.render(ui),
            proposal(door, ui, &person)?,
            Card::bare(details.render(ui)).padded().render(ui),
            door.shared.site.parts(door, ui, "person", &Case::default(), id.0)?,
            codes(door, ui, &person)?,
        ]);
        Ok(Page::new(&p.name, main))
    })
    .await
}

fn name_of(door: &mut Door, ui: &Ui, id: PersonId) -> Result<String> {
    let found = store::by_id(door.conn, &id.to_string())?;
    Ok(found.map_or_else(|| ui.t("系统").to_owned(), |p| p.name))
}

/// What was proposed for somebody and waits for a second person (H1.1).
fn proposal(door: &mut Door, ui: &Ui, person: &Person) -> Result<Html> {
    let Some(proposal) = &person.proposal else { return Ok(Html::default()) };
    let roles: Vec<&str> = proposal.roles.iter().map(|r| ui.t(r.label())).collect();
    let by = name_of(door, ui, proposal.by)?;
    let text = ui.tf(
        "{by} 提名为{roles}，要由另一名管理员或总经理确认后生效",
        &[("by", &by), ("roles", &roles.join(ui.t("、")))],
    );
    Ok(Alert::new(Tone::Warn, text).render(ui))
}

/// Who stands in for somebody, now or later (H1.2).
fn substitute(door: &mut Door, ui: &Ui, person: &Person) -> Result<Option<Detail>> {
    let Some(substitute) = person.substitute.filter(|s| s.to >= ui.today) else { return Ok(None) };
    let name = name_of(door, ui, substitute.person)?;
    let text = ui
        .tf("{name}，{from} 到 {to}", &[("name", &name), ("from", &substitute.from), ("to", &substitute.to)]);
    Ok(Some(Detail::new(ui.t("代理人"), Cell::Text(text))))
}

/// Every code that was given out for somebody's account: when and by whom (H1.1).
fn codes(door: &mut Door, ui: &Ui, person: &Person) -> Result<Html> {
    let columns = vec![
        Column::new("at", ui.t("时间")),
        Column::new("by", ui.t("谁")),
        Column::new("what", ui.t("做了什么")),
    ];
    let mut table = Table { frameless: true, ..Table::new("codes", columns) };
    for given in person.codes.iter().rev() {
        let what = if given.first { ui.t("开通登录") } else { ui.t("重置密码") };
        table.rows.push(Row::plain(vec![
            Cell::DateTime(kernel::ctx::local(given.at)),
            Cell::Text(name_of(door, ui, given.by)?),
            Cell::Text(what.to_owned()),
        ]));
    }
    table.empty = Empty::new(ui.t("还没有重置过密码"));
    Ok(Card::new(ui.t("密码重置记录"), table.render(ui)).render(ui))
}

/// What somebody is told on their first page about their account (H1.1, H1.2): that their password was reset, that roles wait
/// for them as the second person.
pub fn notices(door: &mut Door, ui: &Ui) -> Result<Vec<Alert>> {
    let mut out = Vec::new();
    let me = door.find::<Person>(door.ctx.actor.person)?.map(|found| found.state).unwrap_or_default();
    let since = door.ctx.now - jiff::SignedDuration::from_hours(TOLD_HOURS);
    if let Some(reset) = me.codes.iter().rev().find(|given| !given.first && given.at >= since) {
        let (by, at) =
            (name_of(door, ui, reset.by)?, kernel::ui::format::date_time(kernel::ctx::local(reset.at)));
        let text = ui.tf("{by} 在 {at} 重置了你的密码", &[("by", &by), ("at", &at)]);
        let alert = Alert::new(Tone::Warn, text).text(ui.t("不是你要求的，请马上告诉总经理或管理员"));
        out.push(alert.action(Button::link(ui.t("查看记录"), "/me")));
    }
    if door.ctx.can(Right::ManagePeople) {
        for (id, who, by) in
            store::code::half_given(door.conn, door.ctx.actor.person, door.ctx.now.as_microsecond())?
        {
            let text = ui.tf("{who} 重置密码还差后一半代码", &[("who", &who)]);
            let told = ui.tf("{by} 发了前一半，24 小时内有效，后一半要另一个人发", &[("by", &by)]);
            let give = Button::link(ui.t("去发后一半"), format!("/people/{id}"));
            out.push(Alert::new(Tone::Warn, text).text(told).action(give));
        }
    }
    if door.ctx.can(Right::GiveRoles) {
        let waiting = store::count_proposed(door.conn)?;
        if waiting > 0 {
            let text = ui.tf("{n} 人的角色等第二个人确认", &[("n", &waiting)]);
            let list = Button::link(ui.t("去确认"), "/people?tab=proposed");
            out.push(Alert::new(Tone::Warn, text).action(list));
        }
    }
    Ok(out)
}

/// Hours for which somebody is told on their first page that their password was reset.
const TOLD_HOURS: i64 = 7 * 24;
