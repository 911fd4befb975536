//! What the facts of a work order say in the thread of an order (H2.3).

use domain::production::{Fact, WorkOrder};
use domain::quantity::Quantity;
use kernel::noun::Told;
use kernel::ui::Ui;

/// What a fact says of a work order.
pub fn tell(ui: &Ui, fact: &Fact, of: &WorkOrder) -> Told {
    let sentence = match fact {
        Fact::Opened { work } => {
            ui.tf("开生产单 {number}：{name}", &[("number", &work.number), ("name", &work.name)])
        }
        Fact::PeriodConfirmed { period, .. } => {
            ui.tf("生产期确认：{start} 至 {finish}", &[("start", &period.start), ("finish", &period.finish)])
        }
        Fact::Reported { operation, good, scrap, note, .. } => {
            let step = of.operations.iter().find(|step| step.number == *operation);
            let step =
                step.map_or_else(|| operation.to_string(), |step| format!("{operation} {}", step.name));
            let done = if *good < Quantity::ZERO {
                let less = Quantity::ZERO.minus(*good).plain();
                ui.tf(
                    "工序 {operation} 冲减 {n} {unit}",
                    &[("operation", &step), ("n", &less), ("unit", &of.unit.as_str())],
                )
            } else if *good != Quantity::ZERO || *scrap != Quantity::ZERO {
                let (good, unit) = (good.plain(), of.unit.as_str());
                ui.tf(
                    "工序 {operation} 完成 {good} {unit}",
                    &[("operation", &step), ("good", &good), ("unit", &unit)],
                )
            } else {
                ui.tf("工序 {operation} 没有进展", &[("operation", &step)])
            };
            let scrap = match *scrap {
                Quantity::ZERO => String::new(),
                less if less < Quantity::ZERO => {
                    ui.tf("，报废冲减 {n}", &[("n", &Quantity::ZERO.minus(less).plain())])
                }
                more => ui.tf("，报废 {n}", &[("n", &more.plain())]),
            };
            return Told::plain(format!("{done}{scrap}")).more([note.clone()]);
        }
        Fact::Reduced { quantity, .. } => {
            ui.tf("生产数量减为 {quantity}", &[("quantity", &quantity.plain())])
        }
        Fact::Stocked { quantity, left_out, note, .. } => {
            let stocked = ui.tf("余货 {quantity} 入库", &[("quantity", &quantity.plain())]);
            let out = ui.tf("不入库 {quantity}", &[("quantity", &left_out.plain())]);
            let out = Some(out).filter(|_| left_out.is_some());
            return Told::plain(stocked).more(out).more(Some(note.clone()).filter(|n| !n.is_empty()));
        }
        Fact::Cancelled { .. } => ui.t("生产单取消").to_owned(),
    };
    Told::plain(sentence)
}
