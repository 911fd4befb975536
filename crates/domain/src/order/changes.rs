//! What a later entry says differently from an earlier one (H2.1, H3.8): field by field, line by line.

use super::{Entry, OrderLine};
use crate::choice::Choice as _;
use crate::confidential::{Confidential, Contact, Price};
use crate::money::{Money, UnitPrice};

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The line, where it is one's.
    pub line: Option<i64>,
    /// What the field is called, as on the form.
    pub label: &'static str,
    /// What it was and is.
    pub values: Values,
}

/// What a field was and is, in its class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Values {
    /// Words that all readers see.
    Open([String; 2]),
    /// Whom and where.
    Contact([Confidential<Contact, String>; 2]),
    /// What one costs.
    Price([Confidential<Price, UnitPrice>; 2]),
    /// An amount.
    Amount([Confidential<Price, Money>; 2]),
    /// The line is new.
    Added(String),
    /// The line is gone.
    Removed(String),
}

/// What `after` says differently from `before`, in the order of the form.
pub fn changes(before: &Entry, after: &Entry) -> Vec<Change> {
    let mut out = Vec::new();
    let mut differ = |label, values: Values| {
        let same = match &values {
            Values::Open([a, b]) => a == b,
            Values::Contact([a, b]) => a == b,
            Values::Price([a, b]) => a == b,
            Values::Amount([a, b]) => a == b,
            Values::Added(_) | Values::Removed(_) => false,
        };
        if !same {
            out.push(Change { line: None, label, values });
        }
    };
    let open = |of: fn(&Entry) -> String| Values::Open([of(before), of(after)]);
    differ("类型", open(|e| e.kind.label().to_owned()));
    differ("客户", open(|e| e.customer_name.clone()));
    differ("跟单员", open(|e| e.clerk_name.clone()));
    differ("下单日期", open(|e| e.ordered_on.to_string()));
    differ("开工日期", open(|e| e.start_on.map(|day| day.to_string()).unwrap_or_default()));
    differ("急单", open(|e| if e.urgent { "是" } else { "否" }.to_owned()));
    differ("运输方式", open(|e| e.transport.clone()));
    differ("运距", open(|e| e.distance_km.map(|km| format!("{km} km")).unwrap_or_default()));
    differ("现场联系人", Values::Contact([before.contact.clone(), after.contact.clone()]));
    differ("收货地址", Values::Contact([before.address.clone(), after.address.clone()]));
    differ("付款条件", open(|e| e.terms.clone()));
    let off = |e: &Entry| e.discount.as_ref().map(|d| d.amount).unwrap_or_default();
    differ("优惠金额", Values::Amount([off(before), off(after)]));
    differ("溢短装", open(|e| format!("{}%", e.tolerance)));
    differ("原订单", open(|e| e.original.clone()));
    differ("备注", open(|e| e.remark.clone()));
    lines(before, after, &mut out);
    out
}

fn lines(before: &Entry, after: &Entry, out: &mut Vec<Change>) {
    let find = |e: &Entry, number: i64| e.lines.iter().find(|l| l.number == number).cloned();
    let whole = |l: &OrderLine| format!("{} {} {}", l.code, l.quantity.plain(), l.unit);
    for l in &after.lines {
        let line = Some(l.number);
        match find(before, l.number) {
            Some(was) => out.extend(of_line(&was, l).into_iter().map(|change| Change { line, ..change })),
            None => out.push(Change { line, label: "明细", values: Values::Added(whole(l)) }),
        }
    }
    for l in before.lines.iter().filter(|l| find(after, l.number).is_none()) {
        out.push(Change { line: Some(l.number), label: "明细", values: Values::Removed(whole(l)) });
    }
}

fn of_line(before: &OrderLine, after: &OrderLine) -> Vec<Change> {
    let open = |label, of: fn(&OrderLine) -> String| (label, [of(before), of(after)]);
    let open = [
        open("型号", |l| l.code.clone()),
        open("规格/要求", |l| l.specification.clone()),
        open("数量", |l| format!("{} {}", l.quantity.plain(), l.unit)),
        open("交货日期", |l| l.wanted_on.to_string()),
        open("客户订单号", |l| l.customer_order_no.clone()),
        open("图纸", |l| l.drawing.clone()),
        open("备注", |l| l.remark.clone()),
    ];
    let changed = open.into_iter().filter(|(_, [from, to])| from != to);
    let mut out: Vec<Change> =
        changed.map(|(label, values)| Change { line: None, label, values: Values::Open(values) }).collect();
    if before.unit_price != after.unit_price {
        let values = Values::Price([before.unit_price, after.unit_price]);
        out.push(Change { line: None, label: "含税单价", values });
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::quantity::Quantity;

    #[test]
    fn h2_1_a_later_entry_says_what_it_changes_and_nothing_else() {
        let line = |number, pieces| OrderLine {
            number,
            code: "ZG-1".into(),
            quantity: Quantity::whole(pieces),
            ..OrderLine::default()
        };
        let before = Entry {
            transport: "零担".into(),
            address: Confidential::new("上海".into()),
            lines: vec![line(1, 5), line(2, 1)],
            ..Entry::default()
        };
        assert_eq!(changes(&before, &before), []);
        let mut after =
            Entry { transport: "整车".into(), lines: vec![line(1, 8), line(3, 2)], ..before.clone() };
        after.address = Confidential::new("苏州".into());
        let found = changes(&before, &after);
        let told: Vec<_> = found.iter().map(|c| (c.line, c.label)).collect();
        let expected =
            [(None, "运输方式"), (None, "收货地址"), (Some(1), "数量"), (Some(3), "明细"), (Some(2), "明细")];
        assert_eq!(told, expected);
        assert!(!format!("{found:?}").contains("苏州"), "an address is printed nowhere");
    }
}
