//! What is short, and what is bought (H4.2, H4.3).

use domain::access::Right;
use domain::confidential::Secret;
use domain::deed::Deed;
use domain::purchasing::PurchaseState;

use super::store;
use kernel::list::{
    Above, List, ListBulk, ListColumn, ListFilter, ListFilterKind, Show, Sought, When, badge, codes,
};

/// Needs that are neither in the house nor bought: the purchase requests.
pub static SHORTAGES: List = List {
    title: "缺料",
    path: "/shortages",
    right: Right::ReadPurchasing,
    from: store::SHORTAGES,
    key: "n.order_id || '-' || CAST(n.line AS TEXT) || '-' || n.item_id",
    href: "",
    columns: &[
        ListColumn::new("item", "物料", "i.code", Show::Two("i.name || ' ' || i.specification")),
        ListColumn::new(
            "missing",
            "缺",
            "CAST(CASE WHEN n.short > COALESCE(n.bought, 0) THEN n.short - COALESCE(n.bought, 0) ELSE 0 END AS BIGINT)",
            Show::Quantity("i.unit"),
        ),
        ListColumn::new("need_by", "最迟到货", "n.need_by", Show::Date),
        ListColumn::new("order", "订单", "o.number", Show::Two("o.customer_name")),
        ListColumn::new("supplier", "默认供应商", "i.supplier_name", Show::Text),
        ListColumn::new(
            "bought",
            "已采购",
            "CAST(COALESCE(n.bought, 0) AS BIGINT)",
            Show::Quantity("i.unit"),
        )
        .wide(),
    ],
    search: Sought::In("(o.search || ' ' || i.search)"),
    tabs: &[
        ("", "待采购", When::sql("n.short > COALESCE(n.bought, 0)")),
        ("none", "无默认供应商", When::sql("n.short > COALESCE(n.bought, 0) AND i.supplier_id IS NULL")),
        ("all", "全部缺料", When::sql("n.short > 0")),
    ],
    filters: &[ListFilter { name: "need", label: "最迟到货", kind: ListFilterKind::Dates("n.need_by") }],
    sort: "need_by",
    empty: "没有缺料",
    empty_action: None,
    bulk: &[ListBulk { label: "采购所选", right: Right::Purchase, path: "/purchases/new" }],
    counts: None,
    above: &[Above::Dialog(Deed::PeggingWeigh), Above::Main(Deed::PurchasePlace)],
};

/// Purchase orders.
pub static PURCHASES: List = List {
    title: "采购单",
    path: "/purchases",
    right: Right::ReadPurchasing,
    from: "purchase p",
    key: "p.id",
    href: "/purchases/{key}",
    columns: &[
        ListColumn::new("number", "采购单", "p.number", Show::Code),
        ListColumn::new("supplier", "供应商", "p.supplier_name", Show::Text),
        ListColumn::new("state", "状态", "p.state", Show::Badge(badge::<PurchaseState>)),
        ListColumn::new("placed_on", "下单", "p.placed_on", Show::Date).wide(),
        ListColumn::new("next_promise", "承诺到货", "p.next_promise", Show::Against("p.need_by")),
        ListColumn::new("need_by", "要求到货", "p.need_by", Show::Date),
        ListColumn::new("late", "逾期", "p.awaited_on", Show::Late),
        ListColumn::new("lines", "项数", "p.line_count", Show::Integer),
        ListColumn::new("total", "金额(元)", "p.total", Show::Money).only(Secret::Cost).summed(),
    ],
    search: Sought::By("purchase", "p.id"),
    tabs: &[
        (
            "",
            "未完成",
            When::one_of("p.state", || {
                codes(&[
                    PurchaseState::ToPromise,
                    PurchaseState::Waiting,
                    PurchaseState::ToInspect,
                    PurchaseState::ToReturn,
                ])
            }),
        ),
        ("to_promise", "待答复交期", When::one_of("p.state", || codes(&[PurchaseState::ToPromise]))),
        ("to_inspect", "待初检", When::one_of("p.state", || codes(&[PurchaseState::ToInspect]))),
        ("to_return", "待退供应商", When::one_of("p.state", || codes(&[PurchaseState::ToReturn]))),
        ("done", "已完成", When::one_of("p.state", || codes(&[PurchaseState::Done]))),
        ("all", "全部", When::ALWAYS),
    ],
    filters: &[ListFilter {
        name: "due", label: "承诺到货", kind: ListFilterKind::Dates("p.next_promise")
    }],
    sort: "need_by",
    empty: "没有采购单",
    empty_action: Some(("看缺料", "/shortages")),
    bulk: &[
        ListBulk { label: "登记到货", right: Right::ReceiveGoods, path: "/purchases/receive" },
        ListBulk { label: "登记交期", right: Right::ChaseSupplier, path: "/purchases/promise" },
    ],
    counts: None,
    above: &[],
};
