//! The list of customers (H7.3).

use crate::master::field;
use domain::access::Right;
use domain::customer::Customer;
use kernel::i18n::zh;
use kernel::list::{List, ListColumn, ListFilter, ListFilterKind, Show, When};

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
        ListColumn::asked("class", field::<Customer>, "customer.class", Show::Text),
        ListColumn::asked("industry", field::<Customer>, "customer.industry", Show::Text),
        ListColumn::asked("city", field::<Customer>, "customer.city", Show::Text),
        ListColumn::asked("contact", field::<Customer>, "customer.contact", Show::Text),
        ListColumn::asked("phone", field::<Customer>, "customer.phone", Show::Text),
        ListColumn::asked("terms", field::<Customer>, "customer.terms", Show::Text).wide(),
    ],
    search: "customer.search",
    tabs: &[
        ("", zh("在用"), When::sql("customer.retired = FALSE")),
        ("retired", zh("停用"), When::sql("customer.retired = TRUE")),
    ],
    filters: &[
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
    above: &[],
};
