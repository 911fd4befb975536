//! The lists of items and work centres (H4.1, H4.2).

use domain::access::Right;
use domain::item::{Item, ItemKind};

use crate::master::field;
use kernel::i18n::zh;
use kernel::list::{Above, List, ListColumn, ListFilter, ListFilterKind, Show, Sought, When, badge, codes};

/// Products, sub-assemblies and parts.
pub static ITEMS: List = List {
    title: zh("物料与产品"),
    path: "/items",
    right: Right::ReadMasterData,
    from: "item",
    key: "item.id",
    href: "/items/{key}",
    columns: &[
        ListColumn::asked("code", field::<Item>, "item.code", Show::Code),
        ListColumn::asked("name", field::<Item>, "item.name", Show::Two("item.specification")),
        ListColumn::asked("kind", field::<Item>, "item.kind", Show::Badge(badge::<ItemKind>)),
        ListColumn::asked("unit", field::<Item>, "item.unit", Show::Text).wide(),
        ListColumn::asked("supplier", field::<Item>, "item.supplier_name", Show::Text).wide(),
        ListColumn::asked("safety_stock", field::<Item>, "item.safety_stock", Show::Quantity("item.unit"))
            .wide(),
        ListColumn::asked("list_price", field::<Item>, "item.list_price", Show::Price),
        ListColumn::asked("reference_cost", field::<Item>, "item.reference_cost", Show::Price),
    ],
    search: Sought::In("item.search"),
    tabs: &[
        ("", zh("在用"), When::sql("item.retired = FALSE")),
        (
            "product",
            zh("产品"),
            When::one_of("item.kind", || codes(&[ItemKind::Product])).and("item.retired = FALSE"),
        ),
        (
            "assembly",
            zh("组件"),
            When::one_of("item.kind", || codes(&[ItemKind::Assembly])).and("item.retired = FALSE"),
        ),
        (
            "part",
            zh("物料"),
            When::one_of("item.kind", || codes(&[ItemKind::Part])).and("item.retired = FALSE"),
        ),
        ("retired", zh("停用"), When::sql("item.retired = TRUE")),
    ],
    filters: &[ListFilter {
        name: "unsupplied",
        label: zh("没有供应商"),
        kind: ListFilterKind::Flag(
            When::one_of("item.kind", || codes(&[ItemKind::Part])).and("item.supplier_id IS NULL"),
        ),
    }],
    sort: "code",
    empty: zh("还没有物料和产品"),
    empty_action: Some((zh("导入 Excel"), "/import")),
    bulk: &[],
    counts: None,
    above: &[Above::Page { right: None, label: "工作中心", href: "/centers", icon: "" }],
};

/// Work centres.
pub static CENTERS: List = List {
    title: zh("工作中心"),
    path: "/centers",
    right: Right::ReadMasterData,
    from: "work_center",
    key: "work_center.id",
    href: "/centers/{key}/edit",
    columns: &[
        ListColumn::new("code", zh("编码"), "work_center.code", Show::Code),
        ListColumn::new("name", zh("名称"), "work_center.name", Show::Text),
        ListColumn::new("crew", zh("设备或班组"), "work_center.crew", Show::Text),
        ListColumn::new("capacity", zh("同时可做"), "work_center.capacity", Show::Integer),
        ListColumn::new("hours", zh("每天工时"), "work_center.hours", Show::Quantity("'小时'")),
    ],
    search: Sought::NOT,
    tabs: &[],
    filters: &[],
    sort: "code",
    empty: zh("还没有工作中心"),
    empty_action: Some((zh("导入 Excel"), "/import")),
    bulk: &[],
    counts: None,
    above: &[],
};
