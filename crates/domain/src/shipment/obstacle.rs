//! What keeps goods from leaving: asked by the act, by what is due and by what the page says, so that they never differ.

use std::collections::BTreeSet;

use super::{Gate, Shipment, gate};
use crate::confidential::Secret;
use crate::money::Money;
use crate::order::{Account, LineProgress, Order};
use crate::quantity::Quantity;
use crate::refusal::{Refusal, refuse};

/// What keeps goods from leaving (H6.1, H6.2, H6.7, H4.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obstacle {
    /// Time, transport and address are not confirmed with the receiver.
    Unconfirmed,
    /// So much of the money before shipping is missing, and nobody let the goods go without it.
    Unpaid(Money),
    /// The receiver was not told to check before signing.
    Unannounced,
    /// Of a line less lies ready than is to leave.
    NotReady {
        /// The line.
        line: i64,
        /// What lies ready.
        ready: Quantity,
        /// What is to leave.
        wanted: Quantity,
    },
}

impl Obstacle {
    /// What whoever sends the goods is told.
    pub(super) fn refusal(self) -> Refusal {
        match self {
            Self::Unconfirmed => refuse("H6.1", "还没有与客户确认时间、运输方式和地址。请先做发货确认", []),
            Self::Unpaid(amount) => {
                let plain = "合同要求发货前付清，款还没有到齐。请先找财务确认到款，或由部门领导书面放行";
                refuse("H6.2", plain, []).told(
                    Secret::Price,
                    "合同要求发货前付清，还差 ¥{amount}。请先确认到款，或由部门领导书面放行",
                    [("amount", amount.plain())],
                )
            }
            Self::Unannounced => refuse("H6.7", "还没有告知收货人先验货再签收。请先发收货须知", []),
            Self::NotReady { line, ready, wanted } => refuse(
                "H4.4",
                "第 {line} 行只有 {ready} 完工可发，不能发 {quantity}。请等生产报工，或改发货单",
                [("line", line.to_string()), ("ready", ready.plain()), ("quantity", wanted.plain())],
            ),
        }
    }
}

/// What keeps a shipment that waits from leaving; none: it can leave now, whatever waits beside it. The rule, the page and the act
/// ask this alone. What is owed before all that waits has left, [`crate::followup::Case::gate_of`] says.
pub fn obstacles(
    shipment: &Shipment,
    order: &Order,
    account: Account,
    progress: &dyn Fn(i64) -> LineProgress,
) -> Vec<Obstacle> {
    let leaving = |line: i64| progress(line).shipped.plus(shipment.sent(line));
    let unpaid = match (gate(order, &leaving, account), &shipment.gate_opened) {
        (Gate::Missing(amount), None) => Some(Obstacle::Unpaid(amount)),
        _ => None,
    };
    let lines: BTreeSet<i64> = shipment.parts.iter().map(|part| part.line).collect();
    let short = lines.into_iter().filter_map(|line| {
        let (ready, wanted) = (progress(line).ready, shipment.sent(line));
        (wanted > ready).then_some(Obstacle::NotReady { line, ready, wanted })
    });
    let unconfirmed = shipment.confirmation.is_none().then_some(Obstacle::Unconfirmed);
    let unannounced = shipment.notice.is_none().then_some(Obstacle::Unannounced);
    unconfirmed.into_iter().chain(unpaid).chain(unannounced).chain(short).collect()
}
