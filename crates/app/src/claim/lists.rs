//! The list of claims, and what each carrier owes.

use domain::access::Right;
use domain::claim::ClaimState;
use domain::confidential::Secret;
use kernel::list::{Above, List, ListColumn, ListFilter, ListFilterKind, Show, Sought, When, badge, codes};

/// Claims.
pub static CLAIMS: List = List {
    title: "索赔",
    path: "/claims",
    right: Right::ReadClaims,
    from: "claim",
    key: "claim.id",
    href: "/claims/{key}",
    columns: &[
        ListColumn::new("number", "索赔单", "claim.number", Show::Code),
        ListColumn::new("carrier", "承运商", "claim.carrier_name", Show::Two("claim.waybill")),
        ListColumn::new("order", "订单", "claim.order_number", Show::Two("claim.customer_name")),
        ListColumn::new("shipment", "发货单", "claim.shipment_number", Show::Code).wide(),
        ListColumn::new("state", "状态", "claim.state", Show::Badge(badge::<ClaimState>)),
        ListColumn::new("lodged_on", "索赔日期", "claim.lodged_on", Show::Date).wide(),
        ListColumn::new("expected_by", "应答复/赔付", "claim.expected_by", Show::Date),
        ListColumn::new("claimed", "索赔(元)", "claim.claimed", Show::Money).only(Secret::Price).summed(),
        ListColumn::new("recovered", "已赔(元)", "claim.recovered", Show::Money)
            .wide()
            .only(Secret::Price)
            .summed(),
        ListColumn::new("open", "未赔(元)", "claim.open", Show::Money).only(Secret::Price).summed(),
    ],
    search: Sought::By("claim", "claim.id"),
    tabs: &[
        (
            "",
            "进行中",
            When::one_of("claim.state", || {
                codes(&[ClaimState::Open, ClaimState::Lodged, ClaimState::Refused, ClaimState::Agreed])
            }),
        ),
        ("open", "待索赔", When::one_of("claim.state", || codes(&[ClaimState::Open]))),
        ("lodged", "待答复", When::one_of("claim.state", || codes(&[ClaimState::Lodged]))),
        ("refused", "被拒赔", When::one_of("claim.state", || codes(&[ClaimState::Refused]))),
        ("agreed", "待赔付", When::one_of("claim.state", || codes(&[ClaimState::Agreed]))),
        (
            "ended",
            "已结束",
            When::one_of("claim.state", || codes(&[ClaimState::Recovered, ClaimState::WrittenOff])),
        ),
        ("all", "全部", When::ALWAYS),
    ],
    filters: &[ListFilter {
        name: "opened",
        label: "开单日期",
        kind: ListFilterKind::Dates("claim.opened_on"),
    }],
    sort: "expected_by",
    empty: "没有索赔。到货差异认定由运输造成时，系统自动开索赔单",
    empty_action: None,
    bulk: &[],
    counts: None,
    above: &[Above::Page {
        right: None, label: "按承运商汇总", href: "/claims/carriers", icon: "truck"
    }],
};

/// What each carrier was asked for, has paid, and owes.
pub static CARRIERS: List = List {
    title: "承运商索赔汇总",
    path: "/claims/carriers",
    right: Right::ReadClaims,
    from: super::store::BY_CARRIER,
    key: "owed.carrier_name",
    href: "",
    columns: &[
        ListColumn::new("carrier", "承运商", "owed.carrier_name", Show::Text),
        ListColumn::new("claims", "索赔单数", "owed.claims", Show::Integer).summed(),
        ListColumn::new("running", "进行中", "owed.running", Show::Integer).summed(),
        ListColumn::new("claimed", "索赔(元)", "owed.claimed", Show::Money).only(Secret::Price).summed(),
        ListColumn::new("recovered", "已赔(元)", "owed.recovered", Show::Money).only(Secret::Price).summed(),
        ListColumn::new("open", "未赔(元)", "owed.open", Show::Money).only(Secret::Price).summed(),
    ],
    search: Sought::NOT,
    tabs: &[],
    filters: &[],
    sort: "carrier",
    empty: "没有索赔",
    empty_action: None,
    bulk: &[],
    counts: None,
    above: &[Above::Page { right: None, label: "索赔", href: "/claims", icon: "" }],
};
