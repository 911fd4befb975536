//! What the facts of a purchase order say in the thread of an order (H2.3).

use domain::choice::Choice as _;
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
        Fact::Received { parts, on, surplus, .. } => {
            let more = surplus.iter().map(|s| {
                ui.tf(
                    "多到 {n}，{fate}：{reason}",
                    &[("n", &s.quantity.plain()), ("fate", &ui.t(s.fate.label())), ("reason", &s.reason)],
                )
            });
            Told::plain(ui.tf("采购到货 {n} 项（{on}）", &[("n", &parts.len()), ("on", on)])).more(more)
        }
        Fact::Returned { back } => Told::plain(ui.tf(
            "不合格品 {n} 项：{way}（{on}）",
            &[("n", &back.parts.len()), ("way", &ui.t(back.way.label())), ("on", &back.on)],
        ))
        .more([back.waybill.clone(), back.note.clone()]),
        Fact::Replaced { replacement } => Told::plain(
            ui.tf("供应商换货 {n} 项（{on}）", &[("n", &replacement.parts.len()), ("on", &replacement.on)]),
        )
        .more([replacement.waybill.clone()]),
        Fact::Conceded { concession } => {
            Told::plain(ui.tf("让步接收不合格品 {n} 项", &[("n", &concession.parts.len())]))
                .more([concession.reason.clone()])
        }
        Fact::Freed { order, freed, .. } => {
            Told::plain(ui.tf("订单 {order} 不再要其中 {n} 项", &[("order", order), ("n", &freed.len())]))
        }
        Fact::Kept { reason, .. } => Told::plain(ui.t("多出的货留作库存").to_owned()).more([reason.clone()]),
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
