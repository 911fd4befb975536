//! Who may do what (H1.1–H1.3): one table, asked by actions, lists, navigation and the API alike.

use crate::confidential::Kind;
use crate::person::Role;

/// Something a person may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Act {
    /// Use one's own account: everybody.
    OwnAccount,
    // Reading
    ReadOrders,
    ReadMasterData,
    ReadPurchasing,
    ReadStock,
    ReadProduction,
    ReadShipments,
    ReadMoney,
    ReadPeople,
    // Orders
    WriteOrder,
    ReviewTechnical,
    ReviewMaterials,
    ReviewCapacity,
    ReviewMoney,
    ReviewSales,
    ReviewAll,
    ReleaseOrder,
    HoldOrder,
    CancelOrder,
    CorrectOrder,
    ChangePromise,
    LogContact,
    RecordAcceptance,
    // Supply
    Purchase,
    ChaseSupplier,
    ReceiveGoods,
    InspectGoods,
    BookStock,
    WeighNeeds,
    // Production
    ConfirmPeriod,
    ReportProgress,
    IssueMaterials,
    // Shipping
    PrepareShipment,
    ConfirmShipment,
    ReleasePayGate,
    Dispatch,
    ConfirmArrival,
    SettleDifference,
    // Money
    BookPayment,
    // Settings
    WriteMasterData,
    Import,
    ManagePeople,
    Configure,
}

/// Every act, for tables and tests.
pub const ACTS: [Act; 43] = [
    Act::OwnAccount,
    Act::ReadOrders,
    Act::ReadMasterData,
    Act::ReadPurchasing,
    Act::ReadStock,
    Act::ReadProduction,
    Act::ReadShipments,
    Act::ReadMoney,
    Act::ReadPeople,
    Act::WriteOrder,
    Act::ReviewTechnical,
    Act::ReviewMaterials,
    Act::ReviewCapacity,
    Act::ReviewMoney,
    Act::ReviewSales,
    Act::ReviewAll,
    Act::ReleaseOrder,
    Act::HoldOrder,
    Act::CancelOrder,
    Act::CorrectOrder,
    Act::ChangePromise,
    Act::LogContact,
    Act::RecordAcceptance,
    Act::Purchase,
    Act::ChaseSupplier,
    Act::ReceiveGoods,
    Act::InspectGoods,
    Act::BookStock,
    Act::WeighNeeds,
    Act::ConfirmPeriod,
    Act::ReportProgress,
    Act::IssueMaterials,
    Act::PrepareShipment,
    Act::ConfirmShipment,
    Act::ReleasePayGate,
    Act::Dispatch,
    Act::ConfirmArrival,
    Act::SettleDifference,
    Act::BookPayment,
    Act::WriteMasterData,
    Act::Import,
    Act::ManagePeople,
    Act::Configure,
];

#[expect(
    clippy::match_same_arms,
    reason = "a table: what belongs together stands together, whoever holds it"
)]
/// The roles that hold `act`; the administrator and the general manager are added by [`may`].
pub fn holders(act: Act) -> &'static [Role] {
    use Role::{
        Clerk as C, Engineering as E, Finance as F, Lead as L, Production as P, ProjectManager as M,
        Purchasing as B, Quality as Q, TeamLeader as T, Warehouse as W,
    };
    match act {
        Act::ReadOrders => &[C, L, W, B, P, E, M, T, F, Q],
        Act::ReadMasterData => &[C, L, W, B, P, E, M, F, Q],
        Act::ReadPurchasing => &[C, L, W, B, P, F, Q],
        Act::ReadStock => &[C, L, W, B, P, F, Q],
        Act::ReadProduction => &[C, L, W, B, P, E, M, Q],
        Act::ReadShipments => &[C, L, W, P, E, M, F],
        Act::ReadMoney => &[C, L, F],
        Act::ReadPeople => &[L],
        Act::WriteOrder | Act::PrepareShipment | Act::CorrectOrder | Act::Import => &[C, L],
        Act::ReviewTechnical => &[E, M],
        Act::ReviewMaterials => &[W, B],
        Act::ReviewCapacity => &[P],
        Act::ReviewMoney => &[F],
        Act::ReviewSales | Act::ReviewAll | Act::CancelOrder | Act::ReleasePayGate | Act::ManagePeople => {
            &[L]
        }
        Act::ReleaseOrder => &[L, C],
        Act::HoldOrder => &[L, C, P],
        Act::ChangePromise | Act::ConfirmShipment | Act::ConfirmArrival | Act::SettleDifference => &[C, L],
        Act::LogContact => &[C, L, F, E, M, P, B, W],
        Act::RecordAcceptance => &[C, L, E, M],
        Act::Purchase => &[B],
        Act::ChaseSupplier => &[B, C, L],
        Act::ReceiveGoods => &[W, B, C],
        Act::InspectGoods => &[W, B, Q, C],
        Act::BookStock | Act::IssueMaterials => &[W],
        Act::WeighNeeds => &[B, W, L],
        Act::ConfirmPeriod => &[P],
        Act::ReportProgress => &[P, T, Q],
        Act::Dispatch => &[W, C, L],
        Act::BookPayment => &[F],
        Act::WriteMasterData => &[L, B, F],
        Act::Configure | Act::OwnAccount => &[],
    }
}

/// Whether a person with `roles` may do `act`. The general manager may do what any department may; the
/// administrator sees everything and configures, but does no business.
pub fn may(roles: &[Role], act: Act) -> bool {
    let reads = matches!(
        act,
        Act::ReadOrders
            | Act::ReadMasterData
            | Act::ReadPurchasing
            | Act::ReadStock
            | Act::ReadProduction
            | Act::ReadShipments
            | Act::ReadMoney
            | Act::ReadPeople
    );
    act == Act::OwnAccount && !roles.is_empty()
        || roles.iter().any(|role| match role {
            Role::GeneralManager => act != Act::Configure,
            Role::Administrator => {
                reads
                    || matches!(act, Act::Configure | Act::ManagePeople | Act::Import | Act::WriteMasterData)
            }
            role => holders(act).contains(role),
        })
}

/// Whether a person with `roles` may see confidential data of `kind` (H1.3).
pub fn sees(roles: &[Role], kind: Kind) -> bool {
    use Role::{Clerk, Engineering, Finance, GeneralManager, Lead, ProjectManager, Purchasing, Warehouse};
    let entitled: &[Role] = match kind {
        Kind::Price => &[Clerk, Lead, Finance, GeneralManager],
        Kind::Cost => &[Purchasing, Finance, GeneralManager],
        Kind::Contact => &[Clerk, Lead, Finance, GeneralManager, Engineering, ProjectManager, Warehouse],
    };
    roles.iter().any(|role| entitled.contains(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h1_3_the_shop_floor_sees_no_price_and_clerks_see_no_cost() {
        assert!(!sees(&[Role::Production], Kind::Price));
        assert!(!sees(&[Role::Warehouse], Kind::Cost));
        assert!(!sees(&[Role::Clerk], Kind::Cost));
        assert!(!sees(&[Role::Administrator], Kind::Price));
        assert!(sees(&[Role::Warehouse, Role::Purchasing], Kind::Cost));
    }

    #[test]
    fn h1_1_every_act_has_somebody_who_may_do_it() {
        for act in ACTS {
            assert!(may(&[Role::GeneralManager], act) || may(&[Role::Administrator], act), "{act:?}");
        }
        assert!(!may(&[], Act::ReadOrders));
        assert!(!may(&[Role::Clerk], Act::BookPayment));
    }
}
