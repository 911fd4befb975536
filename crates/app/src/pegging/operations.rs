//! The form that shows what weighing would change, and does it (H4.2, H4.3).

use domain::deed::Deed;

use super::actions::{self, Weighed};
use crate::stock;
use kernel::declared::Declared;
use kernel::i18n::zh;
use kernel::ui::{
    Cell, Column, Fact, Facts, Field, FieldKind, Form, Html, Row, StatTile, StatTiles, Table, Ui,
};
use kernel::{Done, Door, Result};

/// Changes shown before they are done; the rest is counted.
const SHOWN: usize = 8;

/// All operations of weighing.
pub static OPERATIONS: &[Declared] = &[Declared {
    deed: Deed::PeggingWeigh,
    path: "/shortages/weigh",
    versioned: false,
    form: |door, _, ui| {
        let weighed = actions::weigh(door, true)?;
        let renew = Field::new(FieldKind::Flag, "renew", ui.t("按现行物料清单更新还没领料的订单"))
            .value("1")
            .help(ui.t("下达后改过物料清单的订单，需求跟着改"));
        let intro = ui.t("库存和在途采购先给最早要用的订单；已开工的订单不让料。");
        Ok(Form {
            intro: Some(intro.to_owned()),
            above: preview(door, ui, &weighed)?,
            submit_label: ui.t("按此调整").to_owned(),
            ..Form::new("", "", vec![renew])
        })
    },
    run: |door, _, said| {
        let renew = said.flag("renew");
        said.finish()?;
        let weighed = actions::settle(door, renew)?;
        let toast =
            if weighed.is_settled() { zh("没有要调整的占用") } else { zh("已重新分配物料") };
        Ok(Done::changed("/shortages", toast))
    },
}];

/// What would change, as sums and as the first rows.
fn preview(door: &mut Door, ui: &Ui, weighed: &Weighed) -> Result<Html> {
    let changes = weighed.changes();
    let columns = vec![
        Column::new("order", ui.t("订单")),
        Column::new("item", ui.t("物料")),
        Column::new("need_by", ui.t("需求日期")),
        Column::number("from", ui.t("现占用")),
        Column::number("to", ui.t("调整后")),
    ];
    let mut table = Table { frameless: true, ..Table::new("changes", columns) };
    for change in changes.iter().take(SHOWN) {
        let part = stock::store::part_by_id(door.conn, change.item)?.unwrap_or_default();
        table.rows.push(Row::plain(vec![
            Cell::Code(format!("{}-{}", change.number, change.line)),
            Cell::text(format!("{} {}", part.code, part.name)),
            Cell::maybe_date(Some(change.need_by)),
            Cell::quantity(change.from.0, part.unit.as_str()),
            Cell::quantity(change.to.0, part.unit.as_str()),
        ]));
    }
    ui.t("库存占用不用调整").clone_into(&mut table.empty.sentence);
    let tile = |label: &'static str, n: usize| StatTile::new(ui.t(label), n.to_string(), "");
    let tiles = StatTiles {
        tiles: vec![
            tile(zh("调整占用"), changes.len()),
            tile(zh("采购改挂"), weighed.repegged()),
            tile(zh("清单有变"), weighed.renewed()),
            tile(zh("还要采购"), weighed.missing()),
        ],
    };
    let more = changes.len().saturating_sub(SHOWN);
    let rest = Fact::new(ui.t("没有列出"), Cell::text(ui.tf("{n} 项占用", &[("n", &more)])));
    let rest = if more > 0 { Facts { facts: vec![rest] }.render(ui) } else { Html::default() };
    Ok(Html::concat([tiles.render(), table.render(ui), rest]))
}
