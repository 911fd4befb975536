//! The form that shows what weighing would change, and does it (H4.2, H4.3).

use domain::access::Act;

use super::actions::{self, Weighed};
use crate::kernel::i18n::zh;
use crate::kernel::ui::{Cell, Column, Fact, Facts, Field, FieldKind, Form, Html, Row, Table, Ui};
use crate::kernel::{Done, Door, Operation, Result};
use crate::stock;

/// Changes shown before they are done; the rest is counted.
const SHOWN: usize = 12;

/// All operations of weighing.
pub static OPERATIONS: &[Operation] = &[Operation {
    name: "pegging.weigh",
    path: "/shortages/weigh",
    label: zh("重算物料"),
    act: Act::WeighNeeds,
    handbook: "H4.2",
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
    let count = |n: usize| Cell::text(n.to_string());
    let mut facts = vec![
        Fact::new(ui.t("调整占用"), count(changes.len())),
        Fact::new(ui.t("改给别的订单的采购行"), count(weighed.repegged())),
        Fact::new(ui.t("物料清单有变的订单"), count(weighed.renewed())),
        Fact::new(ui.t("还要采购"), count(weighed.missing())),
    ];
    let more = changes.len().saturating_sub(SHOWN);
    if more > 0 {
        facts.push(Fact::new(ui.t("没有列出的占用"), count(more)));
    }
    Ok(Html::concat([Facts { facts }.render(ui), table.render(ui)]))
}
