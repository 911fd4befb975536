//! A list taken away: as a workbook and as JSON.

use db::Value;
use serde_json::json;

use super::table::{is_true, late};
use super::{Asked, List, Show};
use crate::ctx::Door;
use crate::error::Result;
use crate::ui::{Cell, Ui};

impl List {
    /// The rows as a workbook.
    pub fn sheet(&self, door: &mut Door, ui: &Ui, asked: &Asked) -> Result<Vec<u8>> {
        use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
        let found = self.read(door, ui, asked)?;
        let mut columns = Vec::new();
        for c in &found.columns {
            let kind = match c.kind {
                Show::Date | Show::Against(_) => ColumnKind::Date,
                Show::Money | Show::Percent => ColumnKind::Number { decimals: 2 },
                Show::Price => ColumnKind::Price,
                Show::Quantity(_) => ColumnKind::Number { decimals: 3 },
                Show::Integer | Show::Late => ColumnKind::Number { decimals: 0 },
                _ => ColumnKind::Text,
            };
            columns.push(ColumnOut::new(c.heading(ui), kind));
            if matches!(c.kind, Show::Quantity(_)) {
                columns.push(ColumnOut::new(ui.t("单位"), ColumnKind::Text));
            }
            if matches!(c.kind, Show::Two(_) | Show::Marked(..)) {
                columns.push(ColumnOut::new(format!("{} 2", c.heading(ui)), ColumnKind::Text));
            }
        }
        let mut rows = Vec::new();
        for row in &found.rows {
            let mut out = Vec::new();
            for cell in found.cells(row, ui)? {
                let written = match cell {
                    Cell::Date(date) | Cell::Against { on: date, .. } => CellOut::Date(date),
                    Cell::Money(money) => CellOut::Number { units: money.to_row(), scale: 2 },
                    Cell::Price(price) => CellOut::Number { units: price.to_row(), scale: 6 },
                    Cell::Percent(bp) => CellOut::Number { units: bp, scale: 2 },
                    Cell::Quantity { millionths, unit } => {
                        out.push(CellOut::Number { units: millionths, scale: 6 });
                        CellOut::Text(unit)
                    }
                    Cell::Two { main, sub } => {
                        out.push(CellOut::Text(main));
                        CellOut::Text(sub)
                    }
                    Cell::Marked { badge, mark } => {
                        out.push(CellOut::Text(badge.text));
                        CellOut::Text(mark)
                    }
                    Cell::Badge(badge) => CellOut::Text(badge.text),
                    Cell::Integer(n) => CellOut::Number { units: n, scale: 0 },
                    Cell::Due(due) => CellOut::Number { units: due.days_past(ui), scale: 0 },
                    Cell::DateTime(at) => CellOut::Text(at.strftime("%Y-%m-%d %H:%M:%S").to_string()),
                    Cell::Text(text) | Cell::Code(text) => CellOut::Text(text),
                    _ => CellOut::Empty,
                };
                out.push(written);
            }
            rows.push(out);
        }
        let note = Some(format!("{} {}", ui.t("导出"), ui.now.strftime("%Y-%m-%d %H:%M")));
        let sheet = SheetOut {
            name: ui.lang.list(self.title).into(),
            title: None,
            columns,
            rows,
            totals: None,
            note,
        };
        Ok(write_workbook(&[sheet])?)
    }

    /// The rows as JSON: exact numbers as text, days as text, codes as they are stored.
    pub fn json(&self, door: &mut Door, ui: &Ui, asked: &Asked) -> Result<serde_json::Value> {
        let found = self.read(door, ui, asked)?;
        let mut rows = Vec::new();
        for row in &found.rows {
            let mut object = serde_json::Map::new();
            object.insert("id".into(), json!(row.get::<String>(0)?));
            let mut at = 2;
            for c in &found.columns {
                let value = row.values().get(at).unwrap_or(&Value::Null);
                at += 1;
                let written = match (&c.kind, value) {
                    (Show::Money, Value::Int(i)) => json!(domain::money::Money::cny(*i).plain()),
                    (Show::Price, Value::Int(i)) => json!(domain::money::UnitPrice::cny(*i).plain()),
                    (Show::Quantity(_), Value::Int(i)) => json!(domain::quantity::Quantity(*i).plain()),
                    (Show::Late, Value::Text(day)) => json!(late(day, ui).map(|due| due.days_past(ui))),
                    (Show::Moment, Value::Int(i)) => {
                        json!(jiff::Timestamp::from_microsecond(*i).map(|at| at.to_string()).ok())
                    }
                    (_, Value::Int(i)) => json!(i),
                    (_, Value::Bool(b)) => json!(b),
                    (Show::Sentence, Value::Text(t)) => json!(door.ctx.lang.unpack(t)),
                    (_, Value::Text(t)) => json!(t),
                    _ => serde_json::Value::Null,
                };
                object.insert(c.key.into(), written);
                if let Show::Marked(_, _, mark) = &c.kind {
                    let marked = row.values().get(at).is_some_and(is_true);
                    object.insert(format!("{}_detail", c.key), json!(if marked { ui.t(mark) } else { "" }));
                    at += 1;
                } else if c.extra().is_some() {
                    if let Some(Value::Text(t)) =
                        row.values().get(at).filter(|_| !matches!(c.kind, Show::Against(_)))
                    {
                        let suffix = if matches!(c.kind, Show::Quantity(_)) { "unit" } else { "detail" };
                        object.insert(format!("{}_{suffix}", c.key), json!(t));
                    }
                    at += 1;
                }
            }
            rows.push(serde_json::Value::Object(object));
        }
        let next = match found.rows.last() {
            Some(row) if found.more => {
                let value = match row.values().get(1) {
                    Some(Value::Int(i)) => i.to_string(),
                    Some(Value::Text(t)) => t.clone(),
                    _ => String::new(),
                };
                json!(format!("{value}~{}", row.get::<String>(0)?))
            }
            _ => serde_json::Value::Null,
        };
        Ok(json!({ "rows": rows, "next": next }))
    }
}
