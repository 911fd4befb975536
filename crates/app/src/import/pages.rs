//! Uploading, looking beforehand, progress, result (H3.1).

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::extract::{Path, State};
use axum::response::Response;
use domain::access::Right;
use domain::choice::{Choice as _, State as _};
use domain::deed::Deed;

use super::acts::ACTS;
use super::kinds::{SPECS, SheetKind, Spec};
use super::report::Report;
use super::run::{Files, commit, look_up, preview, stored};
use super::store::{self, Import, Stage};
use super::template::template;
use super::{api, layouts, outcome, returned};
use kernel::ctx::{Ctx, local};
use kernel::i18n::zh;
use kernel::ui::{
    Alert, Button, Card, Cell, Column, Empty, Html, PageHeader, Progress, Row, Table, Tone, Ui, with_query,
};
use kernel::web::{Page, Req, Routes, Who, attachment_answer, redirect, write};
use kernel::{App, Error, Result, Target};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Imports that this process is working on.
static RUNNING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The routes of this feature beside its acts.
pub fn routes() -> Routes {
    let who = Who::Holds(Right::Import);
    Routes::new()
        .get(who, "/import", start_page)
        .get(who, "/import/template.xlsx", blank)
        .get(who, "/import/{id}", import_page)
        .post(who, "/import/{id}/commit", commit_now)
        .get(who, "/import/{id}/errors.xlsx", errors)
        .post(who, "/api/v1/import", api::import)
}

async fn start_page(State(app): State<App>, req: Req) -> Response {
    let running = running_now();
    app.page(req, move |door, ui| {
        let header = PageHeader::new(ui.t("导入 Excel")).subtitle(ui.t("按表头识别，文件名不限"));
        let upload = ACTS.iter().find(|act| act.deed() == Deed::ImportUpload).ok_or(Error::NotFound)?;
        let mut form = upload.draw(door, &Target::default(), ui)?;
        upload.path().clone_into(&mut form.action);
        door.shared.config.uploads.tell(*upload, &mut form, ui);
        form.key = Some(door.id().simple().to_string());
        let columns = vec![
            Column::new("at", ui.t("时间")),
            Column::new("name", ui.t("文件")),
            Column::new("actor", ui.t("谁")),
            Column::new("state", ui.t("状态")),
            Column::number("in", ui.t("可导入")),
            Column::number("bad", ui.t("有误")),
        ];
        let mut table = Table::new("imports", columns);
        table.frameless = true;
        table.empty = Empty::new(ui.t("还没有导入过"));
        for import in store::latest(door.conn)? {
            let count = |count: fn(&Report) -> usize| {
                let n = import.report.as_ref().map(count).and_then(|n| i64::try_from(n).ok());
                n.map_or(Cell::Empty, Cell::Integer)
            };
            let (tone, label) = state_words(&import, &running);
            let cells = vec![
                moment(import.at),
                Cell::Text(import.name.replace('\n', ui.t("、"))),
                Cell::Text(import.actor.clone()),
                Cell::badge(tone, ui.t(label)),
                count(|r| r.sum(super::report::SheetReport::importable)),
                count(|r| r.sum(|s| s.bad)),
            ];
            table.rows.push(if import.is_open_to(door.ctx) {
                Row::new(import.id.clone(), format!("/import/{}", import.id), cells)
            } else {
                Row::plain(cells)
            });
        }
        let main = Html::concat([
            header.render(ui),
            Card::bare(form.render(ui)).render(ui),
            templates(ui),
            Card::new(ui.t("以前的导入"), table.render(ui)).render(ui),
        ]);
        Ok(Page::new(ui.t("导入 Excel"), main))
    })
    .await
}

/// A template for every kind of sheet.
fn templates(ui: &Ui) -> Html {
    let link = |spec: &Spec| {
        let href = with_query("/import/template.xlsx", [("kind", spec.code)]);
        Button::link(ui.t(spec.label), href).icon("download")
    };
    let buttons = Cell::Actions(SPECS.iter().rev().map(link).collect());
    Card::new(ui.t("模板"), buttons.render(ui, false)).padded().render(ui)
}

fn moment(micros: i64) -> Cell {
    jiff::Timestamp::from_microsecond(micros).map_or(Cell::Empty, |t| Cell::DateTime(local(t)))
}

/// What is being taken in now. Asked before the records are read: one that ends meanwhile is then not taken for
/// interrupted.
fn running_now() -> BTreeSet<String> {
    RUNNING.lock().map(|running| running.clone()).unwrap_or_default()
}

fn state_words(import: &Import, running: &BTreeSet<String>) -> (Tone, &'static str) {
    match import.stage {
        Stage::Running if !running.contains(&import.id) => (Tone::Warn, zh("已中断")),
        stage => (stage.tone().into(), stage.label()),
    }
}

/// The upload and its files, read for whom they are open.
async fn load(app: &App, ctx: &Ctx, id: &str) -> Result<(Import, Arc<Files>)> {
    let (id, ctx, shared) = (id.to_owned(), ctx.clone(), app.shared.clone());
    let import = app.db.read(move |conn| store::by_id(conn, &ctx, &id)).await?;
    let kept = import.clone();
    let read = tokio::task::spawn_blocking(move || stored(&shared, &kept)).await;
    Ok((import, Arc::new(read.map_err(|e| Error::Fault(e.to_string()))??)))
}

async fn import_page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    let running = running_now();
    let loaded = match app.admitted(&req).await {
        Ok((ctx, _)) => load(&app, &ctx, &id).await,
        Err(error) => Err(error),
    };
    app.page(req, move |door, ui| {
        let (import, files) = loaded?;
        let (tone, label) = state_words(&import, &running);
        let mut header = PageHeader::new(import.name.replace('\n', ui.t("、"))).badge(tone, ui.t(label));
        let running = import.stage == Stage::Running && running.contains(&import.id);
        let mut parts = Vec::new();
        if running {
            let percent = import.done.saturating_mul(100).checked_div(import.total).unwrap_or(0);
            let detail = ui.tf("{done} / {total} 行", &[("done", &import.done), ("total", &import.total)]);
            let job = Progress {
                label: ui.t("正在导入").to_owned(),
                percent: u8::try_from(percent.clamp(0, 100)).ok(),
                detail,
                poll: Some(format!("/import/{}", import.id)),
                actions: Vec::new(),
            };
            parts.push(job.render(ui));
        } else {
            let report = match import.report.clone().filter(|_| import.stage == Stage::Done) {
                Some(report) => report,
                None => preview(door, &files)?,
            };
            if import.stage != Stage::Done {
                parts.extend(layouts::alerts(door, ui, &files, &import.id)?);
            }
            if report.sheets.iter().any(|s| !s.rows.is_empty()) {
                let href = format!("/import/{}/errors.xlsx", import.id);
                header = header.action(Button::link(ui.t("下载错误行"), href).icon("download"));
            }
            if import.stage != Stage::Done && report.sum(super::report::SheetReport::importable) > 0 {
                let href = format!("/import/{}/commit", import.id);
                header = header.action(Button::post(ui.t("导入"), href).primary());
            }
            if import.stage == Stage::Running || import.stage == Stage::Failed {
                let text = ui.t("上次导入没有完成。已写入的行不会重复，可以继续导入");
                parts.push(Alert::new(Tone::Warn, text).render(ui));
            }
            if let Some(at) = store::same_done(door.conn, &import.sha256, &import.id)? {
                let at = jiff::Timestamp::from_microsecond(at).map(local).unwrap_or_default();
                let at = at.strftime("%Y-%m-%d %H:%M").to_string();
                parts.push(
                    Alert::new(Tone::Quiet, ui.tf("同样的文件已在 {at} 导入过", &[("at", &at)])).render(ui),
                );
            }
            parts.push(outcome::render(&report, ui));
        }
        let mut all = vec![header.render(ui)];
        all.append(&mut parts);
        Ok(Page::new(ui.t("导入 Excel"), Html::concat(all)))
    })
    .await
}

async fn commit_now(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    let started = async {
        let (ctx, ui) = app.admitted(&req).await?;
        let (import, files) = load(&app, &ctx, &id).await?;
        let begin = || RUNNING.lock().is_ok_and(|mut running| running.insert(import.id.clone()));
        if import.stage == Stage::Done || !begin() {
            return Ok::<_, Error>((import.id, ui));
        }
        let (key, read) = (import.id.clone(), files.clone());
        let begun = write(&app, ctx.clone(), move |door| {
            let total = look_up(door, &read)?.tables.iter().map(|t| t.rows.len()).sum();
            store::start(door.conn, &key, total)
        });
        if let Err(error) = begun.await {
            ended(&import.id);
            return Err(error);
        }
        tokio::spawn(work(app.clone(), ctx, import.id.clone(), files));
        Ok((import.id, ui))
    };
    match started.await {
        Ok((id, _)) => redirect(&format!("/import/{id}"), "", req.dialog),
        Err(error) => app.problem(&req, &error).await,
    }
}

/// Takes an upload in, and keeps what became of it.
async fn work(app: App, ctx: Ctx, id: String, files: Arc<Files>) {
    let result = commit(&app, &ctx, files, Some(id.clone())).await;
    let (stage, report) = match result {
        Ok(report) => (Stage::Done, report),
        Err(error) => {
            tracing::error!(import = id, %error, "import failed");
            (Stage::Failed, Report::default())
        }
    };
    let key = id.clone();
    let kept = write(&app, ctx, move |door| store::finish(door.conn, &key, stage, &report)).await;
    if let Err(error) = kept {
        tracing::error!(import = id, %error, "import not kept");
    }
    ended(&id);
}

fn ended(id: &str) {
    if let Ok(mut running) = RUNNING.lock() {
        running.remove(id);
    }
}

async fn errors(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    let made = async {
        let (ctx, _) = app.admitted(&req).await?;
        let (import, files) = load(&app, &ctx, &id).await?;
        let done = import.report.filter(|_| import.stage == Stage::Done);
        let (tables, report) = app
            .read(&req, move |door, _| {
                let report = done.map_or_else(|| preview(door, &files), Ok)?;
                Ok((look_up(door, &files)?.tables, report))
            })
            .await?;
        let bytes = returned::errors(&tables, &report)?.ok_or(Error::NotFound)?;
        Ok::<_, Error>(attachment_answer(bytes, XLSX, "错误行.xlsx", false))
    };
    match made.await {
        Ok(answer) => answer,
        Err(error) => app.problem(&req, &error).await,
    }
}

async fn blank(State(app): State<App>, req: Req) -> Response {
    let kind = req.get("kind").to_owned();
    let made = app
        .read(&req, move |door, ui| {
            let asked = |spec: &&Spec| {
                if kind.is_empty() { spec.kind == SheetKind::Order } else { spec.code == kind }
            };
            let spec = SPECS.iter().find(asked).ok_or(Error::NotFound)?;
            let name = ui.tf("{kind}导入模板.xlsx", &[("kind", &ui.t(spec.label))]);
            Ok((template(spec, &store::choices(door.conn)?, ui.today)?, name))
        })
        .await;
    match made {
        Ok((bytes, name)) => attachment_answer(bytes, XLSX, &name, false),
        Err(error) => app.problem(&req, &error).await,
    }
}
