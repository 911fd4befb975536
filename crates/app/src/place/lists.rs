//! The list of places (H7.2).

use crate::master::field;
use domain::access::Right;
use domain::deed::Deed;
use domain::place::{Place, PlaceKind};
use kernel::i18n::zh;
use kernel::list::{Above, List, ListColumn, Show, Sought, When, badge};

/// Places.
pub static PLACES: List = List {
    title: zh("库位"),
    path: "/places",
    right: Right::ReadStock,
    from: "place",
    key: "place.id",
    href: "/places/{key}",
    columns: &[
        ListColumn::asked("code", field::<Place>, "place.code", Show::Code),
        ListColumn::asked("name", field::<Place>, "place.name", Show::Text),
        ListColumn::asked("kind", field::<Place>, "place.kind", Show::Badge(badge::<PlaceKind>)),
    ],
    search: Sought::In("place.search"),
    tabs: &[
        ("", zh("在用"), When::sql("place.retired = FALSE")),
        ("retired", zh("停用"), When::sql("place.retired = TRUE")),
    ],
    filters: &[],
    sort: "code",
    empty: zh("还没有库位"),
    empty_action: None,
    bulk: &[],
    counts: None,
    above: &[Above::Main(Deed::PlaceNew)],
};
