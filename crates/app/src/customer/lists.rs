//! The list of customers (H7.3).

use domain::access::Right;
use domain::confidential::Kind;
use kernel::i18n::zh;
use kernel::list::{List, ListColumn, ListFilter, ListFilterKind, Show};

/// Customers.
pub static CUSTOMERS: List = List {
    title: zh("客户"),
    path: "/customers",
    right: Right::ReadMasterData,
    from: "customer",
    key: "customer.id",
    href: "/customers/{key}",
    columns: &[
        ListColumn::new("code", zh("客户编码"), "customer.code", Show::Code),
        ListColumn::new("name", zh("名称"), "customer.name", Show::Text),
        ListColumn::new("class", zh("等级"), "customer.class", Show::Text),
        ListColumn::new("industry", zh("行业"), "customer.industry", Show::Text),
        ListColumn::new("city", zh("城市"), "customer.city", Show::Text),
        ListColumn::new("contact", zh("联系人"), "customer.contact", Show::Text).only(Kind::Contact),
        ListColumn::new("phone", zh("电话"), "customer.phone", Show::Text).only(Kind::Contact),
        ListColumn::new("terms", zh("付款条件"), "customer.terms", Show::Text).wide(),
    ],
    search: "customer.search",
    tabs: &[("", zh("在用"), "customer.retired = FALSE"), ("retired", zh("停用"), "customer.retired = TRUE")],
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
