//! What the facts of a work order say in the thread of an order (H2.3).

use domain::production::Fact;
use kernel::noun::Told;
use kernel::ui::Ui;

/// What a fact says.
pub fn tell(ui: &Ui, fact: &Fact) -> Told {
    let sentence = match fact {
        Fact::Opened { work } => {
            ui.tf("开生产单 {number}：{name}", &[("number", &work.number), ("name", &work.name)])
        }
        Fact::PeriodConfirmed { period, .. } => {
            ui.tf("生产期确认：{start} 至 {finish}", &[("start", &period.start), ("finish", &period.finish)])
        }
        Fact::Reported { operation, good, scrap, .. } => {
            let scrap = if scrap.is_some() {
                ui.tf("，报废 {n}", &[("n", &scrap.plain())])
            } else {
                String::new()
            };
            format!(
                "{}{scrap}",
                ui.tf("工序 {operation} 完成 {good}", &[("operation", operation), ("good", &good.plain())])
            )
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
