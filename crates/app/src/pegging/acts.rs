//! The act that shows what weighing would change, and does it (H4.2, H4.3).

use domain::deed::Deed;
use kernel::act::{Subject, act};
use kernel::form::Form;
use kernel::i18n::zh;
use kernel::ui::{Cell, Column, Detail, Details, Html, Row, StatTile, StatTiles, Table, Ui};
use kernel::{Done, Door, Endpoint, Result, Said, Target};

use super::actions::{self, Weighed};
use crate::stock;

/// Changes shown before they are done; the rest is counted.
const SHOWN: usize = 8;

/// The acts of weighing.
pub static ACTS: &[&dyn Endpoint] =
    &[&act(Deed::PeggingWeigh, "/shortages/weigh", renew, weigh).unversioned()];

/// What would change, as it is shown.
#[derive(Default)]
struct Preview(Html);

impl Subject for Preview {
    fn load(door: &mut Door, _: &Target) -> Result<Self> {
        let weighed = actions::weigh(door, true)?;
        let ui = Ui::anonymous(door.ctx.lang, door.ctx.local_now());
        preview(door, &ui, &weighed).map(Self)
    }

    /// The action weighs for itself.
    fn load_to_act(_: &mut Door, _: &Target, _: &Said) -> Result<Self> {
        Ok(Self::default())
    }
}

/// H4.2 Whether orders of which nothing was drawn follow today's bills.
fn renew(f: &Form, at: &Preview) -> bool {
    f.intro("库存和在途采购先给最早要用的订单；已开工的订单不让料。");
    f.above(at.0.clone());
    f.submit("按此调整");
    let help = f.t("下达后改过物料清单的订单，需求跟着改");
    f.flag_drawn("renew", "按现行物料清单更新还没领料的订单", true, |field| field.help(help))
}

fn weigh(door: &mut Door, _: Preview, renew: bool) -> Result<Done> {
    let weighed = actions::apply(door, renew)?;
    let toast =
        if weighed.is_settled() { zh("没有要调整的占用") } else { zh("已重新分配物料") };
    Ok(Done::changed("/shortages", toast))
}

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
        let part = stock::part_by_id(door.conn, change.item)?.unwrap_or_default();
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
    let rest = Detail::new(ui.t("没有列出"), Cell::text(ui.tf("{n} 项占用", &[("n", &more)])));
    let rest = if more > 0 { Details { details: vec![rest] }.render(ui) } else { Html::default() };
    Ok(Html::concat([tiles.render(), table.render(ui), rest]))
}
