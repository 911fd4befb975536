//! The list of suppliers (H4.3).

use crate::master::field;
use domain::access::Right;
use domain::supplier::Supplier;
use kernel::i18n::zh;
use kernel::list::{List, ListColumn, ListFilter, ListFilterKind, Show, Sought, When};

/// Suppliers.
pub static SUPPLIERS: List = List {
    title: zh("供应商"),
    path: "/suppliers",
    right: Right::ReadMasterData,
    from: "supplier",
    key: "supplier.id",
    href: "/suppliers/{key}",
    columns: &[
        ListColumn::asked("code", field::<Supplier>, "supplier.code", Show::Code),
        ListColumn::asked("name", field::<Supplier>, "supplier.name", Show::Text),
        ListColumn::asked("category", field::<Supplier>, "supplier.category", Show::Text),
        ListColumn::asked("lead_days", field::<Supplier>, "supplier.lead_days", Show::Integer),
        ListColumn::asked("terms", field::<Supplier>, "supplier.terms", Show::Text),
    ],
    search: Sought::In("supplier.search"),
    tabs: &[
        ("", zh("在用"), When::sql("supplier.retired = FALSE")),
        ("retired", zh("停用"), When::sql("supplier.retired = TRUE")),
    ],
    filters: &[ListFilter {
        name: "category",
        label: zh("类别"),
        kind: ListFilterKind::Choice("supplier.category", || {
            vec![
                ("板材", "板材"),
                ("玻璃", "玻璃"),
                ("灯具电料", "灯具电料"),
                ("五金", "五金"),
                ("油漆", "油漆"),
                ("包装", "包装"),
                ("亚克力", "亚克力"),
                ("不锈钢", "不锈钢"),
                ("铝材", "铝材"),
            ]
        }),
    }],
    sort: "code",
    empty: zh("还没有供应商"),
    empty_action: Some((zh("导入 Excel"), "/import")),
    bulk: &[],
    counts: None,
    above: &[],
};
