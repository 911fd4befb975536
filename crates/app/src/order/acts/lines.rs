//! What an order's form asks for in rows: its lines and its payment plan (H3.1, H3.4).

use std::collections::BTreeSet;

use domain::confidential::Confidential;
use domain::money::UnitPrice;
use domain::order::OrderLine;
use domain::quantity::Quantity;
use domain::terms::{self, Instalment};
use kernel::form::{Chosen, Form};

use super::named::Named;

/// The lines; each keeps the number that sheets and faults know it by.
pub(super) fn lines(f: &Form, known: &[OrderLine], named: &Named) -> Vec<OrderLine> {
    let rows = f.list("lines", "明细", known).help("每行有自己的交货日期").required();
    let mut taken = BTreeSet::new();
    let mut lines = rows.each(|row, l| {
        let known = Some(l.number).filter(|n| *n > 0);
        // Sheets and faults know a line by its number: it keeps it, whatever is added or taken away around it.
        let number = row.integer("number", "行号", 1, 9999).hidden().preset(known).optional();
        OrderLine { number: number.unwrap_or_default(), ..line(row, l, named) }
    });
    if !lines.iter().filter(|l| l.number > 0).all(|l| taken.insert(l.number)) {
        f.wrong("lines", "行号重复。请去掉行号，或改成不同的");
    }
    for line in lines.iter_mut().filter(|line| line.number == 0) {
        line.number = taken.last().map_or(1, |last| last + 1);
        taken.insert(line.number);
    }
    lines.sort_by_key(|line| line.number);
    lines
}

/// A line; what it names is `named`.
pub(super) fn line(row: &Form, l: &OrderLine, named: &Named) -> OrderLine {
    let given = |quantity: Quantity| Some(quantity).filter(|q| q.is_some());
    let price = Some(l.unit_price).filter(|price| price.open().is_some() || l.free);
    let code =
        row.lookup("item", "型号", "/items/lookup?first=product", 40).filling().preset(l.code.clone()).code();
    let specification =
        row.text("specification", "规格/要求", 1200).preset(l.specification.clone()).or(String::new());
    let quantity = row.some("quantity", "数量").preset(given(l.quantity)).required();
    let unit = row.text("unit", "单位", 20).preset(l.unit.clone()).or(String::new());
    let price = row.price("unit_price", "含税单价").preset(price).help("赠品填 0").optional();
    let mut line = OrderLine {
        specification,
        quantity,
        unit,
        unit_price: price.unwrap_or(Confidential::new(UnitPrice::ZERO)),
        free: price.is_some_and(|price| !price.open().is_some()),
        wanted_on: row
            .date("wanted_on", "交货日期")
            .preset(given(l.quantity).map(|_| l.wanted_on))
            .required(),
        customer_order_no: row
            .text("customer_order_no", "客户订单号", 80)
            .preset(l.customer_order_no.clone())
            .or(String::new()),
        drawing: row.text("drawing", "图纸", 200).preset(l.drawing.clone()).or(String::new()),
        remark: row.text("line_remark", "备注", 500).preset(l.remark.clone()).or(String::new()),
        ..OrderLine::default()
    };
    row.amount_fits("unit_price", *line.unit_price.open(), line.quantity);
    let Some((id, item)) = named.items.get(&code) else {
        if !code.is_empty() {
            row.wrong("item", "没有这个型号。请填产品编码，或先新建产品");
        }
        return line;
    };
    line.item = *id;
    line.code.clone_from(&item.code);
    line.name.clone_from(&item.name);
    if line.specification.is_empty() {
        line.specification.clone_from(&item.specification);
    }
    if line.unit.is_empty() {
        line.unit.clone_from(&item.unit);
    } else if line.unit != item.unit && !item.other_units.contains(&line.unit) {
        let params = [("unit", line.unit.clone()), ("known", item.unit.clone())];
        row.wrong_with("unit", "单位“{unit}”与型号的单位“{known}”不同，又没有换算", params);
    }
    if !domain::unit::is_possible(&line.unit, line.quantity) {
        row.wrong_with("quantity", "以“{unit}”计，数量应是整数", [("unit", line.unit.clone())]);
    }
    line
}

/// Whether rows that stand beside `terms` were filled in by hand: the words have shares that nobody can read.
fn by_hand(terms: &str) -> bool {
    shares(terms) && terms::parse(terms).is_err()
}

/// Whether words speak of shares: then they are to be read.
fn shares(terms: &str) -> bool {
    terms.contains(['%', '％'])
}

/// The payment plan as its rows say, or else as the terms do. Rows that stand as they stood before the terms were written anew are
/// those of the old terms, and give way to new ones that can be read: `terms` and `known` are what stood.
pub(super) fn plan(f: &Form, (terms, known): (&str, &[Instalment]), written: &str) -> Vec<Instalment> {
    let percent = |share: i64| Quantity(share.checked_mul(10_000).unwrap_or_default());
    let stood = known.to_vec();
    let known: Vec<Option<Instalment>> = known.iter().copied().map(Some).collect();
    let rows = f.list("plan", "收款计划", &known).help("比例合计 100%；“之后”不选单位时质保按月，其他按天");
    let plan = rows.each(|row, known| Instalment {
        due: row.choice("due", "款项").preset(known.map(|i| Chosen(i.due))).required().0,
        share: row.some("percent", "比例(%)").preset(known.map(|i| percent(i.share))).required().0 / 10_000,
        after: row.integer("after", "之后", 0, 3650).preset(known.map(|i| i.after)).or(0),
        unit: row
            .choice("unit", "单位")
            .preset(known.and_then(|i| i.unit).map(Chosen))
            .optional()
            .map(|u| u.0),
    });
    if plan.is_empty() || plan == stood && !written.is_empty() && written != terms {
        match terms::parse(written) {
            Ok(read) => return read,
            // Rows that were filled in by hand say what words cannot; words with shares were meant to be the plan, unless rows stood
            // beside such words before.
            Err(_) if !plan.is_empty() && (plan != stood || !shares(written) || by_hand(terms)) => {}
            Err(_) => {
                if !written.is_empty() {
                    f.wrong("terms", "没有读懂付款条件。请写成“30%定金,发货前付清70%”，或直接填写收款计划");
                }
                return Vec::new();
            }
        }
    }
    if let Err(terms::Unclear::Sum { found }) = terms::check(&plan) {
        f.wrong_with("plan", "比例合计是 {found}%，应为 100%", [("found", percent(found).plain())]);
    }
    plan
}
