//! What is shown before a document is printed on which characters are missing (C29).

use paper::pdf::Lacking;

use super::answer::{Page, fill};
use super::request::Req;
use super::serve::Setting;
use crate::ui::{Alert, Button, Card, Cell, Column, Html, PageHeader, Row, Table, Tone, Ui, with_query};

/// The query parameter that shows or prints it all the same.
pub(super) const ANYWAY: &str = "anyway";

/// Which characters of which texts cannot be set.
pub(super) fn unprintable(ui: &Ui, req: &Req, setting: Setting, lacking: &[Lacking]) -> Page {
    let title = ui.t("有字印不出来");
    let mut characters = String::new();
    for c in lacking.iter().flat_map(|l| l.characters.chars()) {
        if !characters.contains(c) {
            characters.push(c);
        }
    }
    let said = fill(ui.lang, "单据上的字体没有 {characters}，会印成空方框", &[("characters", characters)]);
    let path = req.path.split('?').next().unwrap_or_default();
    let asked = req.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let href = with_query(path, asked.chain([(ANYWAY, "1")]));
    let anyway = match setting {
        Setting::Print => Button::post(ui.t("仍要打印"), href),
        Setting::Preview | Setting::Decided => Button::link(ui.t("仍要看"), href),
    };
    let alert = Alert::new(Tone::Warn, said)
        .text(ui.t("请把下面的文字改成能印的字再打印，或者直接打印后用手写补上"))
        .action(anyway);
    let columns = vec![Column::new("text", ui.t("文字")), Column::new("characters", ui.t("印不出的字"))];
    let mut table = Table { frameless: true, ..Table::new("lacking", columns) };
    for one in lacking {
        table.rows.push(Row::plain(vec![Cell::Text(one.text.clone()), Cell::Text(one.characters.clone())]));
    }
    let main = Html::concat([
        PageHeader::new(title).render(ui),
        alert.render(ui),
        Card::new(ui.t("在哪里"), table.render(ui)).render(ui),
    ]);
    Page::new(title, main)
}
