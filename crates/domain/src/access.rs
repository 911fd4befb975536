//! Who may do what (H1.1–H1.3): one table, asked by actions, lists, navigation and the API alike.

mod ownership;

pub use ownership::{Owner, bound_to_own, may_on};

use crate::confidential::Secret;
use crate::person::Role;

/// Something a person may be allowed to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Right {
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
    /// Answer any of the review's questions; which of them, its own right says.
    AnswerReview,
    ReleaseOrder,
    HoldOrder,
    CancelOrder,
    CorrectOrder,
    /// Give somebody's orders to another clerk.
    HandOverOrders,
    ChangePromise,
    LogContact,
    /// Add files to an order: whoever reads it for their work.
    AttachFile,
    /// Say what came of a task: whoever it may be given to.
    FinishTask,
    RecordAcceptance,
    // Supply
    Purchase,
    ChaseSupplier,
    ReceiveGoods,
    InspectGoods,
    ConcedeGoods,
    BookStock,
    WeighNeeds,
    // Production
    ConfirmPeriod,
    ReportProgress,
    IssueMaterials,
    // Shipping
    PrepareShipment,
    /// Say where the goods of a shipment stand; for whom, its own right says.
    SayReadiness,
    ConfirmShipment,
    ReleasePayGate,
    Dispatch,
    ConfirmArrival,
    SettleDifference,
    // Claims against carriers
    ReadClaims,
    HandleClaim,
    WriteOffClaim,
    // Money
    BookPayment,
    ForgiveMoney,
    // Settings
    WriteMasterData,
    /// Write a customer down who waits until the lead confirms them.
    ProposeCustomer,
    /// To put a proposal of a customer right, or to take it back.
    MendProposal,
    /// Confirm a customer who was proposed, or send the proposal back.
    ConfirmCustomer,
    Import,
    /// Write people's records, and let them in; not their roles.
    ManagePeople,
    /// Give roles and take them.
    GiveRoles,
    /// Name somebody else's substitute.
    NameSubstitute,
    Configure,
}

/// Every right, for tables and tests.
pub const RIGHTS: [Right; 58] = [
    Right::OwnAccount,
    Right::ReadOrders,
    Right::ReadMasterData,
    Right::ReadPurchasing,
    Right::ReadStock,
    Right::ReadProduction,
    Right::ReadShipments,
    Right::ReadMoney,
    Right::ReadPeople,
    Right::WriteOrder,
    Right::ReviewTechnical,
    Right::ReviewMaterials,
    Right::ReviewCapacity,
    Right::ReviewMoney,
    Right::ReviewSales,
    Right::ReviewAll,
    Right::AnswerReview,
    Right::ReleaseOrder,
    Right::HoldOrder,
    Right::CancelOrder,
    Right::CorrectOrder,
    Right::HandOverOrders,
    Right::ChangePromise,
    Right::LogContact,
    Right::AttachFile,
    Right::FinishTask,
    Right::RecordAcceptance,
    Right::Purchase,
    Right::ChaseSupplier,
    Right::ReceiveGoods,
    Right::InspectGoods,
    Right::ConcedeGoods,
    Right::BookStock,
    Right::WeighNeeds,
    Right::ConfirmPeriod,
    Right::ReportProgress,
    Right::IssueMaterials,
    Right::PrepareShipment,
    Right::SayReadiness,
    Right::ConfirmShipment,
    Right::ReleasePayGate,
    Right::Dispatch,
    Right::ConfirmArrival,
    Right::SettleDifference,
    Right::ReadClaims,
    Right::HandleClaim,
    Right::WriteOffClaim,
    Right::BookPayment,
    Right::ForgiveMoney,
    Right::WriteMasterData,
    Right::ProposeCustomer,
    Right::MendProposal,
    Right::ConfirmCustomer,
    Right::Import,
    Right::ManagePeople,
    Right::GiveRoles,
    Right::NameSubstitute,
    Right::Configure,
];

/// Those that only read.
const READS: [Right; 9] = [
    Right::ReadOrders,
    Right::ReadMasterData,
    Right::ReadPurchasing,
    Right::ReadStock,
    Right::ReadProduction,
    Right::ReadShipments,
    Right::ReadMoney,
    Right::ReadClaims,
    Right::ReadPeople,
];

#[expect(
    clippy::match_same_arms,
    reason = "a table: what belongs together stands together, whoever holds it"
)]
/// The roles that hold `right`; the administrator and the general manager are added by [`may`].
pub fn holders(right: Right) -> &'static [Role] {
    use Role::{
        Clerk as C, Engineering as E, Finance as F, Lead as L, Production as P, ProjectManager as M,
        Purchasing as B, Quality as Q, TeamLeader as T, Warehouse as W,
    };
    match right {
        Right::ReadOrders | Right::AttachFile | Right::FinishTask => &[C, L, W, B, P, E, M, T, F, Q],
        Right::ReadMasterData => &[C, L, W, B, P, E, M, F, Q],
        Right::ReadPurchasing => &[C, L, W, B, P, F, Q],
        Right::ReadStock => &[C, L, W, B, P, F, Q],
        Right::ReadProduction => &[C, L, W, B, P, E, M, Q],
        // Purchasing says where parts stand before a shipment leaves (H6.1).
        Right::ReadShipments => &[C, L, W, P, B, E, M, F],
        Right::ReadMoney => &[C, L, F],
        Right::ReadPeople => &[L],
        Right::WriteOrder | Right::PrepareShipment | Right::CorrectOrder | Right::Import => &[C, L],
        Right::ReviewTechnical => &[E, M],
        Right::ReviewMaterials => &[W, B],
        Right::ReviewCapacity => &[P],
        Right::ReviewMoney => &[F],
        Right::AnswerReview => &[L, W, B, P, E, M, F],
        Right::ReviewSales
        | Right::ReviewAll
        | Right::CancelOrder
        | Right::HandOverOrders
        | Right::ReleasePayGate
        | Right::ManagePeople
        | Right::NameSubstitute => &[L],
        Right::ReleaseOrder => &[L, C],
        Right::HoldOrder => &[L, C, P],
        Right::ChangePromise | Right::ConfirmShipment | Right::ConfirmArrival | Right::SettleDifference => {
            &[C, L]
        }
        Right::LogContact => &[C, L, F, E, M, P, B, W],
        Right::RecordAcceptance => &[C, L, E, M],
        Right::Purchase => &[B],
        Right::ChaseSupplier => &[B, C, L],
        Right::SayReadiness => &[P, B, C, L],
        Right::ReceiveGoods => &[W, B, C],
        Right::InspectGoods => &[W, B, Q, C],
        Right::ConcedeGoods => &[Q, L],
        Right::BookStock | Right::IssueMaterials => &[W],
        Right::WeighNeeds => &[B, W, L],
        Right::ConfirmPeriod => &[P],
        Right::ReportProgress => &[P, T, Q],
        Right::Dispatch => &[W, C, L],
        Right::ReadClaims => &[C, L, W, F],
        Right::HandleClaim => &[C, L],
        Right::WriteOffClaim | Right::ForgiveMoney => &[L],
        Right::BookPayment => &[F],
        Right::WriteMasterData => &[L, B, F],
        // Who confirms puts right what nobody else can.
        Right::ProposeCustomer => &[C],
        Right::MendProposal => &[C, L],
        Right::ConfirmCustomer => &[L],
        Right::Configure | Right::GiveRoles | Right::OwnAccount => &[],
    }
}

/// Whether a person with `roles` have `right`. The general manager may do what any department may; the
/// administrator sees everything and configures, but does no business.
pub fn may(roles: &[Role], right: Right) -> bool {
    let reads = READS.contains(&right);
    right == Right::OwnAccount && !roles.is_empty()
        || roles.iter().any(|role| match role {
            Role::GeneralManager => right != Right::Configure,
            Role::Administrator => {
                reads
                    || matches!(
                        right,
                        Right::Configure
                            | Right::ManagePeople
                            | Right::GiveRoles
                            | Right::NameSubstitute
                            | Right::Import
                            | Right::WriteMasterData
                    )
            }
            role => holders(right).contains(role),
        })
}

/// Whether a person with `roles` may see confidential data of `kind` (H1.3).
pub fn sees(roles: &[Role], kind: Secret) -> bool {
    use Role::{Clerk, Engineering, Finance, GeneralManager, Lead, ProjectManager, Purchasing, Warehouse};
    let entitled: &[Role] = match kind {
        Secret::Price => &[Clerk, Lead, Finance, GeneralManager],
        Secret::Cost => &[Purchasing, Finance, GeneralManager],
        Secret::Contact => &[Clerk, Lead, Finance, GeneralManager, Engineering, ProjectManager, Warehouse],
    };
    roles.iter().any(|role| entitled.contains(role))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h1_3_the_shop_floor_sees_no_price_and_clerks_see_no_cost() {
        assert!(!sees(&[Role::Production], Secret::Price));
        assert!(!sees(&[Role::Warehouse], Secret::Cost));
        assert!(!sees(&[Role::Clerk], Secret::Cost));
        assert!(!sees(&[Role::Administrator], Secret::Price));
        assert!(sees(&[Role::Warehouse, Role::Purchasing], Secret::Cost));
    }

    #[test]
    fn h1_1_every_act_has_somebody_who_may_do_it() {
        for act in RIGHTS {
            assert!(may(&[Role::GeneralManager], act) || may(&[Role::Administrator], act), "{act:?}");
        }
        assert!(!may(&[], Right::ReadOrders));
        assert!(!may(&[Role::Clerk], Right::BookPayment));
    }
}
