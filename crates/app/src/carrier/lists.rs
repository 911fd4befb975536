//! The list of carriers (H6.4).

use crate::master::field;
use domain::access::Right;
use domain::carrier::Carrier;
use kernel::i18n::zh;
use kernel::list::{List, ListColumn, ListFilter, ListFilterKind, Show, Sought, When};

/// Carriers.
pub static CARRIERS: List = List {
    title: zh("承运商"),
    path: "/carriers",
    right: Right::ReadMasterData,
    from: "carrier",
    key: "carrier.id",
    href: "/carriers/{key}",
    columns: &[
        ListColumn::asked("code", field::<Carrier>, "carrier.code", Show::Code),
        ListColumn::asked("name", field::<Carrier>, "carrier.name", Show::Text),
        ListColumn::asked("mode", field::<Carrier>, "carrier.mode", Show::Text),
        ListColumn::asked("category", field::<Carrier>, "carrier.category", Show::Text),
        ListColumn::asked("km_per_day", field::<Carrier>, "carrier.km_per_day", Show::Integer),
        ListColumn::asked("handling_days", field::<Carrier>, "carrier.handling_days", Show::Integer),
        ListColumn::asked("phone", field::<Carrier>, "carrier.phone", Show::Text),
    ],
    search: Sought::In("carrier.search"),
    tabs: &[
        ("", zh("在用"), When::sql("carrier.retired = FALSE")),
        ("retired", zh("停用"), When::sql("carrier.retired = TRUE")),
    ],
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
