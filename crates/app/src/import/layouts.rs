//! Sheets that may be customers' own orders, and where the headings of one stand (H3.1).

use super::customer_order::{Foreign, Guess, guess, rows, told};
use super::known::Known;
use super::run::{Files, stored};
use super::store;
use kernel::ui::{Alert, Button, Card, Cell, Detail, Details, Html, Tone, Ui, with_query};
use kernel::{Door, Error, Result, Target};

/// Where a layout is told.
pub(super) const PATH: &str = "/import/layouts/new";
/// Letters of a row that may have the headings.
const ROW: usize = 80;

/// Sheets that may be customers' own orders, each with the way to tell its layout, or to tell it anew.
pub fn alerts(door: &mut Door, ui: &Ui, files: &Files, id: &str) -> Result<Vec<Html>> {
    if files.foreign.is_empty() {
        return Ok(Vec::new());
    }
    let known = Known::load(door.conn, door.ctx.today())?;
    let mut found = Vec::new();
    for (n, foreign) in files.foreign.iter().enumerate() {
        let (sheet, n) = (foreign.sheet.name.as_str(), n.to_string());
        let href = with_query(PATH, [("import", id), ("sheet", &n)]);
        let alert = if let Some(told) = told(foreign, &known) {
            let customer = &told.customer.profile.name;
            let title =
                ui.tf("“{sheet}”按 {customer} 的格式读取", &[("sheet", &sheet), ("customer", customer)]);
            Alert::new(Tone::Quiet, title).action(Button::link(ui.t("改对应"), href))
        } else if guess(foreign, &known, None).is_some() {
            let title = ui.tf("“{sheet}”不是标准格式", &[("sheet", &sheet)]);
            let text = ui.t("如果是客户自己的订单，请对应一次列，以后同样的表会自动识别。");
            Alert::new(Tone::Warn, title).text(text).action(Button::link(ui.t("对应列"), href).primary())
        } else {
            continue;
        };
        found.push(alert.render(ui));
    }
    Ok(found)
}

/// The upload that is named behind the `?`, and which of its sheets.
pub(super) fn sheet_of(target: &Target) -> Option<(&str, usize)> {
    Some((target.get("import"), target.get("sheet").parse().ok()?)).filter(|(import, _)| !import.is_empty())
}

pub(super) fn sheet(door: &mut Door, target: &Target) -> Result<Option<Foreign>> {
    let Some((import, sheet)) = sheet_of(target) else { return Ok(None) };
    let import = store::by_id(door.conn, door.ctx, import)?;
    let files = stored(door.shared, &import)?;
    files.foreign.into_iter().nth(sheet).map(Some).ok_or(Error::NotFound)
}

pub(super) fn short(text: &str, max: usize) -> String {
    let cut: String = text.chars().take(max).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

/// The row of the headings, and those that may have them instead.
pub(super) fn headings_of(foreign: &Foreign, guess: &Guess, target: &Target, ui: &Ui) -> Html {
    let top = guess.top;
    let mut details = Vec::new();
    for row in rows(foreign).into_iter().chain([top]) {
        if details.iter().any(|(known, _)| *known == row) {
            continue;
        }
        let text: Vec<String> =
            foreign.header(row).into_iter().filter(|heading| !heading.is_empty()).collect();
        let label = ui.tf("第 {n} 行", &[("n", &(row + 1))]);
        let detail = Detail::new(label, Cell::text(short(&text.join(" | "), ROW)));
        details.push((
            row,
            if row == top {
                detail.and(Cell::badge(Tone::Accent, ui.t("表头")))
            } else {
                let (n, kept) = (row.to_string(), |name| target.get(name));
                let query = [("import", kept("import")), ("sheet", kept("sheet")), ("top", n.as_str())];
                detail.and(Cell::Actions(vec![Button::link(ui.t("用作表头"), with_query(PATH, query))]))
            },
        ));
    }
    details.sort_by_key(|(row, _)| *row);
    let details = Details { details: details.into_iter().map(|(_, detail)| detail).collect() };
    Card::new(ui.t("表头在哪一行"), details.render(ui)).render(ui)
}
