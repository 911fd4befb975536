//! Prints over HTTP, and their history on a document's page.

use axum::extract::{Path, State};
use axum::response::Response;
use domain::choice::Choice as _;
use kernel::i18n::Lang;
use kernel::ui::{ActionMenu, Badge, Button, Card, Cell, Column, Html, Row, Table, Tone, Ui, with_query};
use kernel::web::{Req, Routes, Setting, Who, attachment_answer, redirect, write};
use kernel::{App, Door, Error, Result};
use paper::forms::Printed;
use paper::pdf::Pdf;
use serde_json::{Value, json};

use super::{Kind, Paper, Sheet, actions, store};

/// The query parameter that names a print that was counted.
const PRINT: &str = "print";
/// The query parameter that leaves prices out where it is `0`.
const PRICES: &str = "prices";

/// The routes of a paper: `GET` is a preview or, with `?print=`, a print that was counted; `POST` counts one and leads
/// to it.
pub fn routes(routes: Routes, paper: &'static Paper) -> Routes {
    let show = move |State(app): State<App>, Path(id): Path<String>, req: Req| show(app, paper, id, req);
    let print = move |State(app): State<App>, Path(id): Path<String>, req: Req| async move {
        match print(&app, paper, id, &req).await {
            Ok(response) => response,
            Err(error) => app.page(req, |_, _| Err(error)).await,
        }
    };
    let who = Who::Holds(paper.right);
    routes.get(who, paper.path, show).post(who, paper.path, print)
}

async fn show(app: App, paper: &'static Paper, id: String, req: Req) -> Response {
    let (counted, priced) = (req.get(PRINT).to_owned(), req.get(PRICES) != "0");
    let setting = if counted.is_empty() { Setting::Preview } else { Setting::Decided };
    let found = app.read(&req, move |door, _| {
        if counted.is_empty() {
            let sheet = (paper.read)(door, &id, priced)?;
            door.exported(paper.kind.label(), &sheet.number, "pdf");
            return Ok((sheet, actions::preview(door)));
        }
        let n = counted.parse().map_err(|_| Error::NotFound)?;
        actions::again(door, paper, &id, n)
    });
    let (sheet, printed) = match found.await {
        Ok(found) => found,
        Err(error) => return app.page(req, |_, _| Err(error)).await,
    };
    let name = file_name(paper.kind, &sheet);
    match set(&app, &req, sheet, printed, setting).await {
        Ok(pdf) => attachment_answer(pdf.bytes, "application/pdf", &name, true),
        Err(response) => response,
    }
}

async fn print(app: &App, paper: &'static Paper, id: String, req: &Req) -> Result<Response> {
    let (key, priced) = (req.stated_key()?, req.get(PRICES) != "0");
    let (ctx, _) = app.admitted(req).await?;
    // Characters that cannot be set are told before a print is counted that nobody keeps (C29).
    let of = id.clone();
    let (sheet, printed) =
        app.read(req, move |door, _| Ok(((paper.read)(door, &of, priced)?, actions::preview(door)))).await?;
    let stream = sheet.stream.clone();
    if let Err(response) = set(app, req, sheet, printed, Setting::Print).await {
        return Ok(response);
    }
    let path = paper.path.replace("{id}", &id);
    let place = write(app, ctx, move |door| {
        let actor = door.ctx.actor.code();
        let request = [PRINT, path.as_str(), if priced { "1" } else { "0" }];
        if let Some(key) = &key
            && let Some(stored) = evidence::lookup(door.conn, &actor, key, &request)?
        {
            return Ok(stored.location);
        }
        let n = actions::keep(door, paper, &id, &stream, priced)?.to_string();
        let location = with_query(&path, [(PRINT, n.as_str())]);
        if let Some(key) = &key {
            let stored = evidence::Stored { status: 303, location: location.clone(), body: String::new() };
            evidence::remember(door.conn, &actor, key, &request, &stored, door.ctx.now.as_microsecond())?;
        }
        Ok(location)
    });
    Ok(redirect(&place.await?, "", false))
}

/// Sets a paper with its pictures, or answers why not.
async fn set(
    app: &App,
    req: &Req,
    sheet: Sheet,
    printed: Printed,
    setting: Setting,
) -> std::result::Result<Pdf, Response> {
    let mut pictures = Vec::new();
    for photo in &sheet.photos {
        // A photo whose bytes are gone (erased by law) is left out; its name stays in the list of proof.
        if let Ok(Some(picture)) = app.shared.files.preview(&photo.sha256).await {
            pictures.push(picture.to_vec());
        }
    }
    let Sheet { template, mut input, .. } = sheet;
    if let Some(fields) = input.as_object_mut() {
        fields.insert("printed".to_owned(), json!(printed));
        if !pictures.is_empty() {
            fields.insert("photos".to_owned(), pictures.len().into());
        }
    }
    app.set(req, setting, move || paper::pdf::render_with(template, &input, &pictures)).await
}

/// `送货单_FH26110003.pdf`, in the language of the paper.
fn file_name(kind: Kind, sheet: &Sheet) -> String {
    let english = sheet.input.get("lang").and_then(Value::as_str) == Some(Lang::En.code());
    let lang = if english { Lang::En } else { Lang::Zh };
    format!("{}_{}.pdf", lang.t(kind.label()), sheet.number)
}

/// The menu that prints and shows each of these papers of the document with this identity.
pub fn menu(ui: &Ui, id: &str, papers: &[&Paper]) -> Html {
    let each = papers.iter().flat_map(|paper| buttons(ui, paper.kind, paper.path.replace("{id}", id)));
    ActionMenu::new(ui.t("打印"), each.collect()).render(ui)
}

/// What prints and what shows the paper at this address.
pub fn buttons(ui: &Ui, kind: Kind, at: String) -> [Button; 2] {
    let paper = ui.t(kind.label());
    let look = Button::link(ui.tf("预览{paper}", &[("paper", &paper)]), at.clone());
    [Button::print(paper, at).icon("printer"), look.icon("eye")]
}

/// The card with every print of a document; nothing where it was never printed.
pub fn history(door: &mut Door, ui: &Ui, stream: &str) -> Result<Html> {
    let prints = store::of(door.conn, stream)?;
    if prints.is_empty() {
        return Ok(Html::default());
    }
    let version = evidence::load(door.conn, stream)?.map_or(0, |(head, _)| head.version);
    let columns = vec![
        Column::new("form", ui.t("单据")),
        Column::new("n", ui.t("次数")),
        Column::new("by", ui.t("打印人")),
        Column::new("at", ui.t("时间")),
        Column::new("version", ui.t("单据版本")),
    ];
    let mut table = Table { frameless: true, ..Table::new("prints", columns) };
    for print in &prints {
        let label = Kind::of_code(&print.form).map_or("", Kind::label);
        let said = ui.tf("第 {n} 版", &[("n", &print.version)]);
        let at = jiff::Timestamp::from_microsecond(print.at).ok();
        table.rows.push(Row::plain(vec![
            Cell::text(ui.t(label)),
            Cell::Text(ui.tf("第 {n} 次", &[("n", &print.n)])),
            Cell::Text(actions::printer(door, print)?),
            at.map_or(Cell::Empty, |at| Cell::DateTime(kernel::ctx::local(at))),
            if print.version < version {
                Cell::Badge(Badge::new(Tone::Warn, ui.tf("{version}，之后有改动", &[("version", &said)])))
            } else {
                Cell::Text(said)
            },
        ]));
    }
    let count = u64::try_from(prints.len()).unwrap_or(0);
    Ok(Card::new(ui.t("打印记录"), table.render(ui)).counted(count).render(ui))
}

/// Every print of a document as JSON, the latest first.
pub fn told(door: &mut Door, stream: &str) -> Result<Vec<Value>> {
    let prints = store::of(door.conn, stream)?;
    let told = prints.iter().map(|print| {
        let at = jiff::Timestamp::from_microsecond(print.at).map(|at| at.to_string()).unwrap_or_default();
        json!({"form": print.form, "n": print.n, "version": print.version, "prices": print.priced, "at": at, "by": print.actor})
    });
    Ok(told.collect())
}
