//! Why goods arrived short or damaged (H6.6): found out once, by asking how the packing looked at pick-up.

use serde::{Deserialize, Serialize};

use super::{Fact, Packing, Shipment};
use crate::order::Attachment;
use crate::refusal::{Refusal, refuse};

/// What caused a difference, and by that who answers for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The carrier: it owes compensation.
    Transport,
    /// Our packing.
    Packing,
    /// Our production: it was short or broken before it left.
    Production,
    /// The customer, after receipt.
    Customer,
}

crate::choice!(Cause {
    Transport = "transport", "运输（承运商）";
    Packing = "packing", "包装（仓库）";
    Production = "production", "生产（生产部）";
    Customer = "customer", "客户（收货以后）";
});

/// How the receiver signed: whoever signs without a word has a weaker claim (H6.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Signature {
    /// Nobody has asked yet.
    #[default]
    Unknown,
    /// Signed with a remark on the waybill.
    Remarked,
    /// Signed without a remark.
    Clean,
    /// Not signed.
    Refused,
}

crate::choice!(Signature {
    Unknown = "unknown", "还不清楚";
    Remarked = "remarked", "签收单上有批注";
    Clean = "clean", "签收单上没有批注";
    Refused = "refused", "拒签";
});

/// What was found out about a difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// What caused it.
    pub cause: Cause,
    /// How the packing looked when the carrier took it.
    pub pickup: Packing,
    /// How the receiver signed.
    pub signature: Signature,
    /// How that is known.
    pub explanation: String,
    /// What proves it: photos, the signed waybill.
    pub files: Vec<Attachment>,
}

/// Records what caused a difference; found out better, it is recorded again.
pub fn find_cause(shipment: &Shipment, finding: Finding) -> Result<Vec<Fact>, Refusal> {
    if !shipment.is_any_lost() {
        return Err(refuse("H6.6", "没有到货差异", []));
    }
    if shipment.finding.as_ref().is_some_and(|f| f.cause == Cause::Transport) {
        return Err(refuse("H6.6", "已经认定由运输造成并开了索赔。认定错了请核销索赔并写明原因", []));
    }
    if finding.cause != Cause::Transport && finding.explanation.trim().is_empty() {
        return Err(refuse("H6.6", "不是运输造成的，请写明怎样得知：承运商因此不用赔偿", []));
    }
    Ok(vec![Fact::CauseFound { finding }])
}
