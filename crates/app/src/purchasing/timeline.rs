//! What the facts of a purchase order say in the thread of an order (H2.3).

use domain::choice::Choice as _;
use domain::purchasing::{Fact, Purchase};
use domain::quantity::Quantity;
use kernel::noun::Told;
use kernel::ui::Ui;

/// What a fact says of a purchase order.
pub fn tell(ui: &Ui, fact: &Fact, of: &Purchase) -> Told {
    let what = |parts: Vec<(i64, Quantity)>| listed(ui, of, &parts);
    match fact {
        Fact::Placed { number, supplier_name, lines, .. } => {
            let bought = what(lines.iter().map(|l| (l.number, l.quantity)).collect());
            Told::plain(ui.tf(
                "下采购单 {number} 给{supplier}：{what}",
                &[("number", number), ("supplier", supplier_name), ("what", &bought)],
            ))
        }
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
            let came = what(parts.iter().map(|p| (p.line, p.quantity)).collect());
            Told::plain(ui.tf("采购到货：{what}（{on}）", &[("what", &came), ("on", on)])).more(more)
        }
        Fact::Returned { back } => Told::plain(ui.tf(
            "不合格品{way}：{what}（{on}）",
            &[
                ("what", &what(back.parts.iter().map(|p| (p.line, p.quantity)).collect())),
                ("way", &ui.t(back.way.label())),
                ("on", &back.on),
            ],
        ))
        .more([back.waybill.clone(), back.note.clone()]),
        Fact::Replaced { replacement } => Told::plain(ui.tf(
            "供应商换货：{what}（{on}）",
            &[
                ("what", &what(replacement.parts.iter().map(|p| (p.line, p.quantity)).collect())),
                ("on", &replacement.on),
            ],
        ))
        .more([replacement.waybill.clone()]),
        Fact::Conceded { concession } => {
            let conceded = what(concession.parts.iter().map(|p| (p.line, p.quantity)).collect());
            Told::plain(ui.tf("让步接收不合格品：{what}", &[("what", &conceded)]))
                .more([concession.reason.clone()])
        }
        Fact::Freed { order, freed, .. } => {
            Told::plain(ui.tf("订单 {order} 不再要其中 {n} 项", &[("order", order), ("n", &freed.len())]))
        }
        Fact::Kept { reason, .. } => Told::plain(ui.t("多出的货留作库存").to_owned()).more([reason.clone()]),
        Fact::Inspected { results } => {
            let good = results.iter().map(|r| (r.line, r.accepted.plus(r.conceded)));
            let good: Vec<_> = good.filter(|(_, quantity)| quantity.is_some()).collect();
            let bad: Vec<_> =
                results.iter().filter(|r| r.rejected.is_some()).map(|r| (r.line, r.rejected)).collect();
            let said = [("初检合格：{what}", good), ("初检不合格：{what}", bad)];
            let said = said.into_iter().filter(|(_, parts)| !parts.is_empty());
            let said: Vec<String> =
                said.map(|(text, parts)| ui.tf(text, &[("what", &what(parts))])).collect();
            let why = results.iter().flat_map(|r| {
                [r.reason.clone(), r.measure.map(|m| ui.t(m.label()).to_owned()).unwrap_or_default()]
            });
            Told::plain(said.join(ui.t("；"))).more(why)
        }
        Fact::Cancelled { reason, .. } => {
            Told {
                sentence: ui.t("取消采购单").to_owned(), details: vec![reason.clone()], ..Told::default()
            }
        }
    }
}

/// How many parts a sentence names.
const NAMED: usize = 3;

/// Parts of a purchase with their quantities; of many the first ones, and how many there are.
fn listed(ui: &Ui, of: &Purchase, parts: &[(i64, Quantity)]) -> String {
    let name = |(number, quantity): &(i64, Quantity)| {
        let line = of.line(*number);
        let (code, unit) = line.map_or(("", ""), |l| (l.code.as_str(), l.unit.as_str()));
        format!("{code} {} {unit}", quantity.plain()).trim().to_owned()
    };
    let named = parts.iter().take(NAMED).map(name).collect::<Vec<_>>().join(ui.t("、"));
    if parts.len() <= NAMED {
        return named;
    }
    ui.tf("{named}等 {n} 项", &[("named", &named), ("n", &parts.len())])
}
