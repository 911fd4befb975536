//! The list of orders.

use domain::access::Right;
use domain::choice::Choice as _;
use domain::confidential::Secret;
use domain::order::{OrderKind, Stage};
use domain::person::{Role, follows_orders};

use crate::person;
use kernel::list::{
    Above, List, ListColumn, ListFilter, ListFilterKind, People, Show, Sought, When, badge, codes,
};

/// Orders.
pub static ORDERS: List = List {
    title: "订单",
    path: "/orders",
    right: Right::ReadOrders,
    from: "sales_order o",
    key: "o.id",
    href: "/orders/{key}",
    columns: &[
        ListColumn::new("number", "订单号", "o.number", Show::Code),
        ListColumn::new("customer", "客户", "o.customer_name", Show::Two("o.goods")),
        ListColumn::new("stage", "阶段", "o.stage", Show::Marked(badge::<Stage>, "o.held", "已暂停")),
        ListColumn::new("promised_on", "交期", "o.promised_on", Show::Date),
        ListColumn::new("forecast_on", "预测", "o.forecast_on", Show::Against("o.promised_on")),
        ListColumn::new("readiness", "齐套", "o.readiness", Show::Percent).wide(),
        ListColumn::new("progress", "生产", "o.progress", Show::Percent).wide(),
        ListColumn::new("total", "金额(元)", "o.total", Show::Money).only(Secret::Price),
        ListColumn::new("next", "下一步", "o.next_text", Show::Sentence).wide(),
        ListColumn::new("clerk", "跟单员", "o.clerk_name", Show::Text).wide(),
    ],
    search: Sought::By("order", "o.id"),
    tabs: &[
        ("", "进行中", When::sql("o.open = TRUE")),
        ("draft", "草稿", When::one_of("o.stage", || codes(&[Stage::Draft]))),
        ("review", "待评审", When::one_of("o.stage", || codes(&[Stage::Review]))),
        ("supply", "备料", When::one_of("o.stage", || codes(&[Stage::Supply]))),
        ("production", "生产中", When::one_of("o.stage", || codes(&[Stage::Production]))),
        ("shipping", "待发", When::one_of("o.stage", || codes(&[Stage::Shipping]))),
        ("transit", "在途", When::one_of("o.stage", || codes(&[Stage::Transit]))),
        ("collect", "待回款", When::one_of("o.stage", || codes(&[Stage::Collect]))),
        ("closed", "已完成", When::one_of("o.stage", || codes(&[Stage::Closed]))),
        ("all", "全部", When::ALWAYS),
    ],
    filters: &[
        ListFilter { name: "clerk", label: "跟单员", kind: ListFilterKind::Person("o.clerk_id", &CLERKS) },
        ListFilter { name: "kind", label: "类型", kind: ListFilterKind::Choice("o.kind", kinds) },
        ListFilter { name: "due", label: "交期", kind: ListFilterKind::Dates("o.promised_on") },
        ListFilter {
            name: "late", label: "有风险", kind: ListFilterKind::Flag(When::sql("o.late = TRUE"))
        },
        ListFilter {
            name: "urgent",
            label: "急单",
            kind: ListFilterKind::Flag(When::sql("o.urgent = TRUE")),
        },
        ListFilter {
            name: "held", label: "已暂停", kind: ListFilterKind::Flag(When::sql("o.held = TRUE"))
        },
    ],
    sort: "promised_on",
    empty: "还没有订单",
    empty_action: Some(("导入 Excel 订单", "/import")),
    bulk: &[],
    counts: Some(|door, asked| super::store::stage_counts(door.conn, asked.person("clerk"))),
    above: &[Above::Page { right: Some(Right::Import), label: "导入", href: "/import", icon: "upload" }],
};

fn kinds() -> Vec<(&'static str, &'static str)> {
    OrderKind::ALL.iter().map(|k| (k.code(), k.label())).collect()
}

/// Whose orders: who follows some opens the list with their own, who leads with all.
static CLERKS: People = People {
    mine: |ctx| {
        let leads = |role: &Role| matches!(role, Role::Lead | Role::GeneralManager);
        follows_orders(&ctx.actor.roles) && !ctx.actor.roles.iter().any(leads)
    },
    known: |door| {
        let all = person::all(door.conn)?.into_iter().filter(|p| follows_orders(&p.roles));
        Ok(all.map(|p| (p.id.to_string(), p.name)).collect())
    },
};
