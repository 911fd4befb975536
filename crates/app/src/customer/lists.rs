//! The list of customers (H7.3).

use crate::master::field;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::customer::{Customer, Standing};
use domain::deed::Deed;
use kernel::i18n::zh;
use kernel::list::{Above, List, ListColumn, ListFilter, ListFilterKind, Show, Sought, When, badge};

/// Customers.
pub static CUSTOMERS: List = List {
    title: zh("客户"),
    path: "/customers",
    right: Right::ReadMasterData,
    from: "customer",
    key: "customer.id",
    href: "/customers/{key}",
    columns: &[
        ListColumn::asked("code", field::<Customer>, "customer.code", Show::Code),
        ListColumn::asked("name", field::<Customer>, "customer.name", Show::Text),
        ListColumn::new("standing", "状态", "customer.standing", Show::Badge(badge::<Standing>)),
        ListColumn::asked("class", field::<Customer>, "customer.class", Show::Text),
        ListColumn::asked("industry", field::<Customer>, "customer.industry", Show::Text),
        ListColumn::asked("city", field::<Customer>, "customer.city", Show::Text),
        ListColumn::asked("contact", field::<Customer>, "customer.contact", Show::Text),
        ListColumn::asked("phone", field::<Customer>, "customer.phone", Show::Text),
        ListColumn::asked("terms", field::<Customer>, "customer.terms", Show::Text).wide(),
    ],
    search: Sought::In("customer.search"),
    tabs: &[
        ("", zh("在用"), When::sql("customer.retired = FALSE")),
        ("proposed", zh("待确认"), When::sql("customer.standing <> '' AND customer.retired = FALSE")),
        ("retired", zh("停用"), When::sql("customer.retired = TRUE")),
    ],
    filters: &[
        ListFilter {
            name: "standing",
            label: zh("状态"),
            kind: ListFilterKind::Choice("customer.standing", || {
                Standing::ALL.iter().map(|s| (s.code(), s.label())).collect()
            }),
        },
        ListFilter {
            name: "class",
            label: zh("等级"),
            kind: ListFilterKind::Choice("customer.class", || {
                vec![("A", "A"), ("B", "B"), ("C", "C"), ("D", "D")]
            }),
        },
        ListFilter {
            name: "industry",
            label: zh("行业"),
            kind: ListFilterKind::Choice("customer.industry", || {
                vec![
                    ("珠宝", "珠宝"),
                    ("化妆品", "化妆品"),
                    ("手机", "手机"),
                    ("眼镜", "眼镜"),
                    ("烟酒", "烟酒"),
                    ("服装", "服装"),
                ]
            }),
        },
    ],
    sort: "code",
    empty: zh("还没有客户"),
    empty_action: Some((zh("导入 Excel"), "/import")),
    bulk: &[],
    counts: None,
    above: &[Above::Dialog(Deed::CustomerPropose)],
};
