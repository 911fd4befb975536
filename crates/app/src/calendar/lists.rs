//! Which dates of orders a declaration of days moved.

use domain::access::Right;
use domain::choice::Choice as _;
use domain::plan::{Direction, Sort};

use kernel::list::{List, ListColumn, ListFilter, ListFilterKind, Show, Sought, When, badge};

/// Dates that moved, the furthest first.
pub static MOVES: List = List {
    title: "日历改动影响",
    path: "/calendar/moves",
    right: Right::ReadOrders,
    from: "calendar_move m JOIN sales_order o ON o.id = m.order_id",
    key: "m.id",
    href: "/orders/{id}",
    columns: &[
        ListColumn::new("number", "订单号", "o.number", Show::Code),
        ListColumn::new("customer", "客户", "o.customer_name", Show::Text).wide(),
        ListColumn::new("kind", "类别", "m.kind", Show::Badge(badge::<Sort>)),
        ListColumn::new("what", "日期", "m.what", Show::Sentence),
        ListColumn::new("before", "原来", "m.before_on", Show::Date),
        ListColumn::new("after", "现在", "m.after_on", Show::Date),
        ListColumn::new("direction", "变动", "m.direction", Show::Badge(badge::<Direction>)),
        ListColumn::new("days", "天数", "m.size", Show::Integer),
        ListColumn::new("clerk", "跟单员", "o.clerk_name", Show::Text),
        ListColumn::new("change", "登记序号", "m.change", Show::Text).wide(),
    ],
    search: Sought::In("o.search"),
    tabs: &[("", "全部", When::ALWAYS), ("open", "进行中的订单", When::sql("o.open = TRUE"))],
    filters: &[
        ListFilter { name: "clerk", label: "跟单员", kind: ListFilterKind::Words("o.clerk_name") },
        ListFilter { name: "kind", label: "类别", kind: ListFilterKind::Choice("m.kind", sorts) },
        ListFilter {
            name: "late", label: "有风险", kind: ListFilterKind::Flag(When::sql("o.late = TRUE"))
        },
        ListFilter { name: "change", label: "登记序号", kind: ListFilterKind::Words("m.change") },
    ],
    sort: "-days",
    empty: "日历的登记还没有改动任何订单的日期",
    empty_action: None,
    bulk: &[],
    counts: None,
    above: &[],
};

fn sorts() -> Vec<(&'static str, &'static str)> {
    Sort::ALL.iter().map(|sort| (sort.code(), sort.label())).collect()
}
