//! What a page tells of an import: the totals, the sheets, every row that did not come in and why (H3.1).

use kernel::i18n::zh;
use kernel::ui::{Alert, Card, Cell, Column, Html, Row, StatTile, StatTiles, Table, Tone, Ui};

use super::kinds::SPECS;
use super::report::{BadRow, Report, SheetReport};

/// Rows shown on a page; the workbook of refused rows has them all.
const SHOWN: usize = 200;

/// The totals, the sheets, the refused rows.
pub fn render(report: &Report, ui: &Ui) -> Html {
    let tile = |label: &'static str, n: usize, tone: Tone| {
        let tone = if n == 0 { Tone::Quiet } else { tone };
        StatTile::new(ui.t(label), n.to_string(), ui.t("行")).tone(tone)
    };
    let first = if report.committed { zh("已写入") } else { zh("可导入") };
    let tiles = StatTiles {
        tiles: vec![
            tile(first, report.sum(SheetReport::importable), Tone::Ok),
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
    let all = |rows: fn(&SheetReport) -> &Vec<BadRow>| {
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
