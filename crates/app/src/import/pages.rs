//! Uploading, looking beforehand, progress, result (H3.1); the same over the API.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Path, Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use domain::access::Right;
use domain::deed::Deed;

use super::acts::ACTS;
use super::books;
use super::kinds::SPECS;
use super::layouts;
use super::report::{BadRow, Report};
use super::run::{Files, commit, look_up, preview, run_files, stored};
use super::store::{self, Import};
use kernel::ctx::{Ctx, local};
use kernel::files::{REQUEST, Upload};
use kernel::i18n::zh;
use kernel::ui::{
    Alert, Button, Card, Cell, Column, Empty, Html, PageHeader, Progress, Row, StatTile, StatTiles, Table,
    Tone, Ui,
};
use kernel::web::{Page, Req, attachment_answer, cut_short, redirect, write};
use kernel::{App, Error, Result, Target};

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Rows shown on a page; the workbook of refused rows has them all.
const SHOWN: usize = 200;

/// Imports that this process is working on.
static RUNNING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

/// The routes of this feature beside its operations.
pub fn router() -> Router<App> {
    Router::new()
        .route("/import", get(start_page))
        .route("/import/template.xlsx", get(template))
        .route("/import/{id}", get(import_page))
        .route("/import/{id}/commit", post(commit_now))
        .route("/import/{id}/errors.xlsx", get(errors))
        .route("/api/v1/import", post(api))
}

async fn start_page(State(app): State<App>, req: Req) -> Response {
    app.page(req, |door, ui| {
        door.ctx.may(Right::Import)?;
        let header = PageHeader::new(ui.t("导入 Excel"))
            .subtitle(ui.t("按表头识别，文件名不限"))
            .action(Button::link(ui.t("下载模板"), "/import/template.xlsx").icon("download"));
        let kinds: Vec<&str> = SPECS.iter().rev().map(|s| ui.t(s.label)).collect();
        let upload = ACTS.iter().find(|act| act.deed() == Deed::ImportUpload).ok_or(Error::NotFound)?;
        let mut form = upload.draw(door, &Target::default(), ui)?;
        upload.path().clone_into(&mut form.action);
        form.key = Some(door.id().simple().to_string());
        form.intro = Some(ui.tf("可以导入：{kinds}", &[("kinds", &kinds.join(ui.t("、")))]));
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
            let (tone, label) = state_words(&import);
            let cells = vec![
                moment(import.at),
                Cell::Text(import.name.replace('\n', ui.t("、"))),
                Cell::Text(import.actor.clone()),
                Cell::badge(tone, ui.t(label)),
                count(|r| r.sum(super::report::SheetReport::importable)),
                count(|r| r.sum(|s| s.bad)),
            ];
            table.rows.push(Row::new(import.id.clone(), format!("/import/{}", import.id), cells));
        }
        let main = Html::concat([
            header.render(ui),
            Card::bare(form.render(ui)).render(ui),
            Card::new(ui.t("以前的导入"), table.render(ui)).render(ui),
        ]);
        Ok(Page::new(ui.t("导入 Excel"), main))
    })
    .await
}

fn moment(micros: i64) -> Cell {
    jiff::Timestamp::from_microsecond(micros).map_or(Cell::Empty, |t| Cell::DateTime(local(t)))
}

fn is_running(id: &str) -> bool {
    RUNNING.lock().is_ok_and(|running| running.contains(id))
}

fn state_words(import: &Import) -> (Tone, &'static str) {
    match import.state.as_str() {
        "done" => (Tone::Ok, zh("已导入")),
        "running" if is_running(&import.id) => (Tone::Accent, zh("导入中")),
        "running" => (Tone::Warn, zh("已中断")),
        "failed" => (Tone::Bad, zh("失败")),
        _ => (Tone::Quiet, zh("待确认")),
    }
}

/// The upload and its files, read.
async fn load(app: &App, id: &str) -> Result<(Import, Arc<Files>)> {
    let (id, shared) = (id.to_owned(), app.shared.clone());
    let import = app.db.read(move |conn| store::by_id(conn, &id)).await?;
    let kept = import.clone();
    let read = tokio::task::spawn_blocking(move || stored(&shared, &kept)).await;
    Ok((import, Arc::new(read.map_err(|e| Error::Fault(e.to_string()))??)))
}

async fn import_page(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    let loaded = match app.signed_in(&req).await {
        Ok((ctx, _)) => match ctx.may(Right::Import) {
            Ok(()) => load(&app, &id).await,
            Err(error) => Err(error),
        },
        Err(error) => Err(error),
    };
    app.page(req, move |door, ui| {
        let (import, files) = loaded?;
        let (tone, label) = state_words(&import);
        let mut header = PageHeader::new(import.name.replace('\n', ui.t("、"))).badge(tone, ui.t(label));
        let running = is_running(&import.id);
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
            let report = match import.report.clone().filter(|_| import.state == "done") {
                Some(report) => report,
                None => preview(door, &files)?,
            };
            if import.state != "done" {
                parts.extend(layouts::alerts(door, ui, &files, &import.id)?);
            }
            if report.sheets.iter().any(|s| !s.rows.is_empty()) {
                let href = format!("/import/{}/errors.xlsx", import.id);
                header = header.action(Button::link(ui.t("下载错误行"), href).icon("download"));
            }
            if import.state != "done" && report.sum(super::report::SheetReport::importable) > 0 {
                let href = format!("/import/{}/commit", import.id);
                header = header.action(Button::post(ui.t("导入"), href).primary());
            }
            if import.state == "running" || import.state == "failed" {
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
            parts.push(result(&report, ui));
        }
        let mut all = vec![header.render(ui)];
        all.append(&mut parts);
        Ok(Page::new(ui.t("导入 Excel"), Html::concat(all)))
    })
    .await
}

/// The totals, the sheets, the refused rows.
fn result(report: &Report, ui: &Ui) -> Html {
    let tile = |label: &'static str, n: usize, tone: Tone| {
        let tone = if n == 0 { Tone::Quiet } else { tone };
        StatTile::new(ui.t(label), n.to_string(), ui.t("行")).tone(tone)
    };
    let first = if report.committed { zh("已写入") } else { zh("可导入") };
    let tiles = StatTiles {
        tiles: vec![
            tile(first, report.sum(super::report::SheetReport::importable), Tone::Ok),
            tile(zh("有误"), report.sum(|s| s.bad), Tone::Bad),
            tile(zh("重复"), report.sum(|s| s.duplicate), Tone::Warn),
            tile(zh("不变"), report.sum(|s| s.unchanged), Tone::Quiet),
        ],
    };
    let mut parts = vec![tiles.render()];
    for (file, reason) in &report.unreadable {
        parts.push(Alert::new(Tone::Bad, file).text(ui.t(reason)).render(ui));
    }
    let columns = vec![
        Column::new("sheet", ui.t("工作表")),
        Column::new("kind", ui.t("内容")),
        Column::number("total", ui.t("总行数")),
        Column::number("new", ui.t("新增")),
        Column::number("changed", ui.t("修改")),
        Column::number("unchanged", ui.t("不变")),
        Column::number("duplicate", ui.t("重复")),
        Column::number("bad", ui.t("有误")),
        Column::number("orders", ui.t("订单数")),
    ];
    let mut sheets = Table { frameless: true, ..Table::new("sheets", columns) };
    for s in &report.sheets {
        let count = |n: usize| Cell::Integer(i64::try_from(n).unwrap_or(i64::MAX));
        let spec = SPECS.iter().find(|spec| spec.code == s.kind);
        let kind = match spec {
            Some(spec) => Cell::text(ui.t(spec.label)),
            None => Cell::badge(Tone::Warn, ui.t("没有认出表头，未导入")),
        };
        let orders = if s.kind == "order" { count(s.orders) } else { Cell::Empty };
        sheets.rows.push(Row::plain(vec![
            Cell::Two { main: s.sheet.clone(), sub: s.file.clone() },
            kind,
            count(s.total),
            count(s.new),
            count(s.changed),
            count(s.unchanged),
            count(s.duplicate),
            count(s.bad),
            orders,
        ]));
    }
    parts.push(Card::new(ui.t("工作表"), sheets.render(ui)).render(ui));
    let all = |rows: fn(&super::report::SheetReport) -> &Vec<BadRow>| {
        report.sheets.iter().flat_map(move |s| rows(s).iter().map(move |b| (s.sheet.as_str(), b)))
    };
    for (title, tone, rows) in [
        (zh("没有导入的行"), Tone::Bad, all(|s| &s.rows).collect::<Vec<_>>()),
        (zh("请留意"), Tone::Warn, all(|s| &s.warnings).collect()),
    ] {
        if !rows.is_empty() {
            let count = u64::try_from(rows.len()).unwrap_or(u64::MAX);
            parts.push(Card::new(ui.t(title), wrong_rows(&rows, tone, ui)).counted(count).render(ui));
        }
    }
    Html::concat(parts)
}

fn wrong_rows(rows: &[(&str, &BadRow)], tone: Tone, ui: &Ui) -> Html {
    let columns = vec![
        Column::new("row", ui.t("行")),
        Column::new("key", ui.t("编号")),
        Column::new("field", ui.t("字段")),
        Column::new("value", ui.t("当前值")),
        Column::new("reason", ui.t("原因")),
        Column::new("remedy", ui.t("建议")),
    ];
    let mut table = Table { frameless: true, ..Table::new("bad", columns) };
    for (sheet, bad) in rows.iter().take(SHOWN) {
        for wrong in &bad.wrongs {
            let tone = if bad.duplicate { Tone::Warn } else { tone };
            let cells = vec![
                Cell::Two { main: bad.row.to_string(), sub: (*sheet).to_owned() },
                Cell::code(bad.key.clone()),
                Cell::text(wrong.field.clone()),
                Cell::text(wrong.value.clone()),
                Cell::text(wrong.reason_in(ui.lang)),
                Cell::text(wrong.remedy_in(ui.lang)),
            ];
            table.rows.push(Row::plain(cells).tone(tone));
        }
    }
    table.render(ui)
}

async fn commit_now(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    let started = async {
        let (ctx, ui) = app.signed_in(&req).await?;
        ctx.may(Right::Import)?;
        let (import, files) = load(&app, &id).await?;
        let fresh = RUNNING.lock().is_ok_and(|mut running| running.insert(import.id.clone()));
        if import.state == "done" || !fresh {
            return Ok::<_, Error>((import.id, ui));
        }
        let (key, read) = (import.id.clone(), files.clone());
        write(&app, ctx.clone(), move |door| {
            let total = look_up(door, &read)?.tables.iter().map(|t| t.rows.len()).sum();
            store::start(door.conn, &key, total)
        })
        .await?;
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
    let (state, report) = match result {
        Ok(report) => ("done", report),
        Err(error) => {
            tracing::error!(import = id, %error, "import failed");
            ("failed", Report::default())
        }
    };
    let key = id.clone();
    let kept = write(&app, ctx, move |door| store::finish(door.conn, &key, state, &report)).await;
    if let Err(error) = kept {
        tracing::error!(import = id, %error, "import not kept");
    }
    if let Ok(mut running) = RUNNING.lock() {
        running.remove(&id);
    }
}

async fn errors(State(app): State<App>, Path(id): Path<String>, req: Req) -> Response {
    let made = async {
        let (ctx, _) = app.signed_in(&req).await?;
        ctx.may(Right::Import)?;
        let (import, files) = load(&app, &id).await?;
        let done = import.report.filter(|_| import.state == "done");
        let (tables, report) = app
            .read(&req, move |door, _| {
                let report = done.map_or_else(|| preview(door, &files), Ok)?;
                Ok((look_up(door, &files)?.tables, report))
            })
            .await?;
        let bytes = books::errors(&tables, &report)?.ok_or(Error::NotFound)?;
        Ok::<_, Error>(attachment_answer(bytes, XLSX, "错误行.xlsx", false))
    };
    match made.await {
        Ok(answer) => answer,
        Err(error) => app.problem(&req, &error).await,
    }
}

async fn template(State(app): State<App>, req: Req) -> Response {
    let made = app
        .read(&req, |door, ui| {
            door.ctx.may(Right::Import)?;
            let choices = store::choices(door.conn)?;
            books::template(&choices, ui.today)
        })
        .await;
    match made {
        Ok(bytes) => attachment_answer(bytes, XLSX, "订单导入模板.xlsx", false),
        Err(error) => app.problem(&req, &error).await,
    }
}

/// The content of an uploaded workbook, which is read from memory.
async fn workbook(mut part: Field<'_>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    while let Some(chunk) = part.chunk().await.map_err(|e| cut_short(&e))? {
        if bytes.len() + chunk.len() > Upload::Workbook.most() {
            return Err(Upload::Workbook.too_large());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

async fn api(State(app): State<App>, req: Req, mut request: Request) -> Response {
    let answered = async {
        let (ctx, _) = app.signed_in(&req).await?;
        ctx.may(Right::Import)?;
        DefaultBodyLimit::max(REQUEST).apply(&mut request);
        let no_form = |_| Error::Http { status: 415, text: "请用表单提交" };
        let mut parts = Multipart::from_request(request, &()).await.map_err(no_form)?;
        let broken = |e| cut_short(&e);
        let (mut files, mut commit_too) = (Vec::new(), req.get("commit") == "1");
        while let Some(part) = parts.next_field().await.map_err(broken)? {
            match part.file_name().map(str::to_owned) {
                Some(name) => files.push((name, workbook(part).await?)),
                None if part.name() == Some("commit") => {
                    commit_too |= part.text().await.map_err(broken)?.trim() == "1";
                }
                None => {}
            }
        }
        if files.is_empty() {
            return Err(Error::field("files", "请选择至少一个 .xlsx 文件"));
        }
        run_files(&app, ctx, files, commit_too).await
    };
    match answered.await {
        Ok(report) => Json(report).into_response(),
        Err(error) => app.problem(&req, &error).await,
    }
}
