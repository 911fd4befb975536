//! What the facts of a purchase order say in the thread of an order (H2.3).

use domain::purchasing::Fact;
use kernel::noun::Told;
use kernel::ui::Ui;

/// What a fact says.
pub fn tell(ui: &Ui, fact: &Fact) -> Told {
    match fact {
        Fact::Placed { number, supplier_name, lines, .. } => Told::plain(ui.tf(
            "下采购单 {number} 给{supplier}，{n} 项",
            &[("number", number), ("supplier", supplier_name), ("n", &lines.len())],
        )),
        Fact::Promised { dates, note, .. } => {
            let last = dates.iter().map(|d| d.1).max().map(|d| d.to_string()).unwrap_or_default();
            Told::plain(ui.tf("供应商承诺 {date} 到货", &[("date", &last)])).more([note.clone()]).talk()
        }
        Fact::Chased { said, .. } => Told::plain(ui.tf("催货：{said}", &[("said", said)])).talk(),
        Fact::Repegged { covers } => {
            Told::plain(ui.tf("采购单 {n} 行改给别的订单用", &[("n", &covers.len())]))
        }
        Fact::Received { parts, on, .. } => {
            Told::plain(ui.tf("采购到货 {n} 项（{on}）", &[("n", &parts.len()), ("on", on)]))
        }
        Fact::Inspected { results } => {
            let rejected = results.iter().filter(|r| r.rejected.is_some()).count();
            Told {
                sentence: if rejected == 0 {
                    ui.tf("初检合格 {n} 项", &[("n", &results.len())])
                } else {
                    ui.tf("初检 {n} 项，{bad} 项有不合格", &[("n", &results.len()), ("bad", &rejected)])
                },
                details: results.iter().filter(|r| !r.reason.is_empty()).map(|r| r.reason.clone()).collect(),
                talk: false,
            }
        }
        Fact::Cancelled { reason, .. } => {
            Told {
                sentence: ui.t("取消采购单").to_owned(), details: vec![reason.clone()], ..Told::default()
            }
        }
    }
}
