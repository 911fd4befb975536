//! The list of carriers (H6.4).

use domain::access::Right;
use domain::confidential::Kind;
use kernel::i18n::zh;
use kernel::list::{List, ListColumn, ListFilter, ListFilterKind, Show};

/// Carriers.
pub static CARRIERS: List = List {
    title: zh("承运商"),
    path: "/carriers",
    right: Right::ReadMasterData,
    from: "carrier",
    key: "carrier.id",
    href: "/carriers/{key}",
    columns: &[
        ListColumn::new("code", zh("编码"), "carrier.code", Show::Code),
        ListColumn::new("name", zh("名称"), "carrier.name", Show::Text),
        ListColumn::new("mode", zh("运输方式"), "carrier.mode", Show::Text),
        ListColumn::new("category", zh("类型"), "carrier.category", Show::Text),
        ListColumn::new("km_per_day", zh("日行公里"), "carrier.km_per_day", Show::Integer),
        ListColumn::new("handling_days", zh("装卸天数"), "carrier.handling_days", Show::Integer),
        ListColumn::new("phone", zh("电话"), "carrier.phone", Show::Text).only(Kind::Contact),
    ],
    search: "carrier.search",
    tabs: &[("", zh("在用"), "carrier.retired = FALSE"), ("retired", zh("停用"), "carrier.retired = TRUE")],
    filters: &[ListFilter {
        name: "category",
        label: zh("类型"),
        kind: ListFilterKind::Choice("carrier.category", || {
            vec![("公路", "公路"), ("快递", "快递"), ("海运", "海运"), ("空运", "空运"), ("铁路", "铁路")]
        }),
    }],
    sort: "code",
    empty: zh("还没有承运商"),
    empty_action: Some((zh("导入 Excel"), "/import")),
    bulk: &[],
    counts: None,
    above: &[],
};
