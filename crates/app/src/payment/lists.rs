//! What is due, and what came in.

use domain::access::Right;
use domain::confidential::Secret;
use domain::payment::Asked;
use domain::payment::Method;

use kernel::list::{Above, List, ListColumn, ListFilter, ListFilterKind, Show, Sought, When, badge};
use kernel::ui::Tone;

/// Instalments that are open: the money to collect.
pub static RECEIVABLES: List = List {
    title: "应收",
    path: "/receivables",
    right: Right::ReadMoney,
    from: "receivable JOIN sales_order o ON o.id = receivable.order_id",
    key: "(receivable.order_id || '-' || CAST(receivable.n AS TEXT))",
    href: "/orders/{id}?tab=money",
    columns: &[
        ListColumn::new("order", "订单", "o.number", Show::Two("o.customer_name")),
        ListColumn::new("due", "款项", "receivable.due", Show::Badge(due)),
        ListColumn::new("due_on", "到期", "receivable.due_on", Show::Date),
        ListColumn::new(
            "late",
            "逾期",
            "CASE WHEN receivable.open > 0 THEN receivable.due_on ELSE '' END",
            Show::Late,
        ),
        ListColumn::new("amount", "金额(元)", "receivable.amount", Show::Money)
            .wide()
            .only(Secret::Price)
            .summed(),
        ListColumn::new("open", "未收(元)", "receivable.open", Show::Money).only(Secret::Price).summed(),
        ListColumn::new("clerk", "跟单员", "o.clerk_name", Show::Text).wide(),
    ],
    search: Sought::By("order", "o.id"),
    tabs: &[
        ("", "已知到期日", When::sql("receivable.open > 0 AND receivable.due_on <> ''")),
        ("unknown", "条件未到", When::sql("receivable.open > 0 AND receivable.due_on = ''")),
        ("paid", "已收", When::sql("receivable.open = 0")),
    ],
    filters: &[ListFilter { name: "on", label: "到期", kind: ListFilterKind::Dates("receivable.due_on") }],
    sort: "due_on",
    empty: "没有待收的款",
    empty_action: None,
    bulk: &[],
    counts: None,
    above: &[Above::Page { right: None, label: "到款记录", href: "/payments", icon: "" }],
};

/// Receipts.
pub static PAYMENTS: List = List {
    title: "到款",
    path: "/payments",
    right: Right::ReadMoney,
    from: "payment",
    key: "payment.id",
    href: "/payments/{id}",
    columns: &[
        ListColumn::new("number", "到款单", "payment.number", Show::Code),
        ListColumn::new("paid_on", "日期", "payment.paid_on", Show::Date),
        ListColumn::new("customer", "客户", "payment.customer_name", Show::Two("payment.orders")),
        ListColumn::new("amount", "金额(元)", "payment.amount", Show::Money).only(Secret::Price).summed(),
        ListColumn::new("advance", "预收(元)", "payment.advance", Show::Money).only(Secret::Price).summed(),
        ListColumn::new("method", "方式", "payment.method", Show::Badge(badge::<Method>)),
        ListColumn::new("reference", "银行流水号", "payment.reference", Show::Code).wide(),
    ],
    search: Sought::By("payment", "payment.id"),
    tabs: &[
        ("", "有效", When::sql("payment.reversed = FALSE")),
        ("advance", "有预收款", When::sql("payment.reversed = FALSE AND payment.advance > 0")),
        ("reversed", "已冲销", When::sql("payment.reversed = TRUE")),
    ],
    filters: &[ListFilter { name: "on", label: "日期", kind: ListFilterKind::Dates("payment.paid_on") }],
    sort: "-paid_on",
    empty: "还没有到款",
    empty_action: None,
    bulk: &[],
    counts: None,
    above: &[],
};

/// What is asked for, as a badge.
pub fn due(code: &str) -> (Tone, &'static str) {
    (Tone::Quiet, Asked::of_code(code).map_or("", Asked::label))
}
