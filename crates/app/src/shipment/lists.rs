//! The list of shipments.

use domain::access::Right;
use domain::confidential::Secret;
use domain::shipment::ShipmentState;
use kernel::list::{List, ListColumn, ListFilter, ListFilterKind, Show, Sought, When, badge, codes};

/// Shipments.
pub static SHIPMENTS: List = List {
    title: "发货",
    path: "/shipments",
    right: Right::ReadShipments,
    from: "shipment",
    key: "shipment.id",
    href: "/shipments/{key}",
    columns: &[
        ListColumn::new("number", "发货单", "shipment.number", Show::Code),
        ListColumn::new("order", "订单", "shipment.order_number", Show::Two("shipment.customer_name")),
        ListColumn::new("ship_on", "发货日期", "shipment.ship_on", Show::Date),
        ListColumn::new("state", "状态", "shipment.state", Show::Badge(badge::<ShipmentState>)),
        ListColumn::new("carrier", "承运商", "shipment.carrier", Show::Two("shipment.waybill")).wide(),
        ListColumn::new("eta", "预计到货", "shipment.eta", Show::Date),
        ListColumn::new("arrived_on", "到货", "shipment.arrived_on", Show::Date),
        ListColumn::new("late", "逾期", "shipment.awaited_on", Show::Late),
        ListColumn::new("freight", "运费(元)", "shipment.freight", Show::Money).wide().only(Secret::Cost),
    ],
    search: Sought::By("shipment", "shipment.id"),
    tabs: &[
        (
            "",
            "待发",
            When::one_of("shipment.state", || codes(&[ShipmentState::Prepared, ShipmentState::Confirmed])),
        ),
        ("transit", "在途", When::one_of("shipment.state", || codes(&[ShipmentState::Transit]))),
        ("difference", "有差异", When::one_of("shipment.state", || codes(&[ShipmentState::Difference]))),
        ("arrived", "已到货", When::one_of("shipment.state", || codes(&[ShipmentState::Arrived]))),
        ("all", "全部", When::ALWAYS),
    ],
    filters: &[ListFilter {
        name: "ship",
        label: "发货日期",
        kind: ListFilterKind::Dates("shipment.ship_on"),
    }],
    sort: "ship_on",
    empty: "没有发货单。订单页可以安排发货",
    empty_action: None,
    bulk: &[],
    counts: None,
    above: &[],
};
