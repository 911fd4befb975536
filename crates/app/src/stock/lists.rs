//! The lists of stock and of its movements (H4.2, H7.2).

use domain::access::Right;
use domain::choice::Choice as _;
use domain::confidential::Secret;
use domain::deed::Deed;
use domain::place::PlaceKind;
use domain::stock::MovementKind;

use super::store;
use kernel::i18n::zh;
use kernel::list::{Above, List, ListColumn, ListFilter, ListFilterKind, Show, Sought, When, badge};
use kernel::ui::Tone;

/// Stock per item.
pub static STOCK: List = List {
    title: zh("库存"),
    path: "/stock",
    right: Right::ReadStock,
    from: store::WITH_BALANCES,
    key: "stock.id",
    href: "/stock/{key}",
    columns: &[
        ListColumn::new("code", zh("物料编码"), "stock.code", Show::Code),
        ListColumn::new("name", zh("名称"), "stock.name", Show::Two("stock.specification")),
        ListColumn::new("on_hand", zh("库存"), "stock.on_hand", Show::Quantity("stock.unit")),
        ListColumn::new("reserved", zh("占用"), "stock.reserved", Show::Quantity("stock.unit")),
        ListColumn::new("free", zh("可用"), "stock.available", Show::Quantity("stock.unit")),
        ListColumn::new("short", zh("缺"), "stock.short", Show::Quantity("stock.unit")),
        ListColumn::new("safety_stock", zh("安全库存"), "stock.safety_stock", Show::Quantity("stock.unit"))
            .wide(),
        ListColumn::new("average", zh("均价(元)"), "stock.average", Show::Price).only(Secret::Cost).wide(),
        ListColumn::new("value", zh("库存金额(元)"), "stock.value", Show::Money).only(Secret::Cost).summed(),
    ],
    search: Sought::In("stock.search"),
    tabs: &[
        ("", zh("全部"), When::sql("stock.retired = FALSE OR stock.everywhere > 0")),
        (
            "below",
            zh("低于安全库存"),
            When::sql("stock.retired = FALSE AND stock.available < stock.safety_stock"),
        ),
        ("short", zh("缺料"), When::sql("stock.short > 0")),
    ],
    filters: &[],
    sort: "code",
    empty: zh("还没有物料"),
    empty_action: None,
    bulk: &[],
    counts: None,
    above: &[
        Above::Page { right: None, label: zh("各库位库存"), href: "/place-stock", icon: "" },
        Above::Dialog(Deed::StockTransfer),
    ],
};

/// What lies where, item by item.
pub static AT_PLACES: List = List {
    title: zh("各库位库存"),
    path: "/place-stock",
    right: Right::ReadStock,
    from: store::BY_PLACE,
    key: "(s.item_id || '-' || s.place_id)",
    href: "/stock/{id}",
    columns: &[
        ListColumn::new("place", zh("库位"), "p.name", Show::Text),
        ListColumn::new("kind", zh("库位类别"), "p.kind", Show::Badge(badge::<PlaceKind>)),
        ListColumn::new("item", zh("物料编码"), "i.code", Show::Two("i.name || ' ' || i.specification")),
        ListColumn::new("quantity", zh("库存"), "s.quantity", Show::Quantity("i.unit")),
    ],
    search: Sought::In("(p.search || ' ' || i.search)"),
    tabs: &[("", zh("有库存"), When::sql("s.quantity > 0")), ("all", zh("全部"), When::ALWAYS)],
    filters: &[ListFilter {
        name: "kind",
        label: zh("库位类别"),
        kind: ListFilterKind::Choice("p.kind", || {
            PlaceKind::ALL.iter().map(|k| (k.code(), k.label())).collect()
        }),
    }],
    sort: "place",
    empty: zh("还没有库存"),
    empty_action: None,
    bulk: &[],
    counts: None,
    above: &[
        Above::Page { right: None, label: zh("库位"), href: "/places", icon: "" },
        Above::Dialog(Deed::StockTransfer),
    ],
};

/// Movements, line by line.
pub static MOVEMENTS: List = List {
    title: zh("出入库"),
    path: "/movements",
    right: Right::ReadStock,
    from: "stock_move JOIN item ON item.id = stock_move.item_id JOIN place ON place.id = stock_move.place_id",
    key: "(stock_move.movement_id || '-' || stock_move.n)",
    href: "/movements/{id}",
    columns: &[
        ListColumn::new("number", zh("单号"), "stock_move.number", Show::Code),
        ListColumn::new("on", zh("日期"), "stock_move.moved_on", Show::Date),
        ListColumn::new("kind", zh("类型"), "stock_move.kind", Show::Badge(badge::<MovementKind>)),
        ListColumn::new("item", zh("物料编码"), "item.code", Show::Two("item.name")),
        ListColumn::new("quantity", zh("数量"), "stock_move.quantity", Show::Quantity("item.unit")),
        ListColumn::new("place", zh("库位"), "place.name", Show::Text).wide(),
        ListColumn::new("source", zh("来源"), "stock_move.source", Show::Text).wide(),
        ListColumn::new("reason", zh("原因"), "stock_move.reason", Show::Text).wide(),
        ListColumn::new(
            "reversed",
            zh("冲销"),
            "CASE WHEN stock_move.reversed = TRUE THEN 'reversed' ELSE '' END",
            Show::Badge(reversed_badge),
        )
        .wide(),
    ],
    search: Sought::In("(item.search || ' ' || LOWER(stock_move.number) || ' ' || LOWER(stock_move.source))"),
    tabs: &[],
    filters: &[
        ListFilter {
            name: "kind",
            label: zh("类型"),
            kind: ListFilterKind::Choice("stock_move.kind", kinds),
        },
        ListFilter { name: "on", label: zh("日期"), kind: ListFilterKind::Dates("stock_move.moved_on") },
    ],
    sort: "-on",
    empty: zh("还没有出入库"),
    empty_action: Some((zh("登记出入库"), "/movements/new")),
    bulk: &[],
    counts: None,
    above: &[],
};

fn kinds() -> Vec<(&'static str, &'static str)> {
    MovementKind::ALL.iter().map(|k| (k.code(), k.label())).collect()
}

fn reversed_badge(code: &str) -> (Tone, &'static str) {
    (Tone::Quiet, if code == "reversed" { zh("已冲销") } else { "" })
}
