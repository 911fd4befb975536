//! Order review 订单评审 (H3.3): each department answers its own question before release.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Attachment, Fact, Order, OrderKind, State};
use crate::access::Right;
use crate::choice::{Choice as _, Tone};
use crate::filing::FileKind;
use crate::refusal::{Refusal, refuse};

/// Whose question it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Department {
    /// Drawings and feasibility.
    Technical,
    /// Materials and purchases.
    Materials,
    /// Capacity and date.
    Capacity,
    /// Price and payment.
    Money,
    /// Compliance and risk, by the follow-up department.
    Sales,
}

crate::choice!(Department {
    Technical = "technical", "技术图纸";
    Materials = "materials", "物料采购";
    Capacity = "capacity", "产能交期";
    Money = "money", "价格付款";
    Sales = "sales", "合规风险";
});

impl Department {
    /// What it is asked, in Chinese.
    pub fn question(self) -> &'static str {
        match self {
            Self::Technical => "图纸齐全、做得出来吗",
            Self::Materials => "材料买得到、来得及吗",
            Self::Capacity => "排得下、交得出吗",
            Self::Money => "价格和付款条件可接受吗",
            Self::Sales => "要求明确、合规、风险可控吗",
        }
    }

    /// The right to answer its question.
    pub fn right(self) -> Right {
        match self {
            Self::Technical => Right::ReviewTechnical,
            Self::Materials => Right::ReviewMaterials,
            Self::Capacity => Right::ReviewCapacity,
            Self::Money => Right::ReviewMoney,
            Self::Sales => Right::ReviewSales,
        }
    }

    /// What the files are that its answer rests on: quotations and price lists are not for everybody (H1.3).
    pub fn proof(self) -> FileKind {
        match self {
            Self::Materials | Self::Money => FileKind::Price,
            Self::Technical | Self::Capacity | Self::Sales => FileKind::Proof,
        }
    }
}

/// An answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Accepted.
    Accept,
    /// Accepted, with conditions that are followed up.
    Conditions,
    /// Rejected: the order goes back to its clerk.
    Reject,
}

crate::choice!(Verdict {
    Accept = "accept", "接受";
    Conditions = "conditions", "有条件接受";
    Reject = "reject", "不接受";
});

impl crate::choice::State for Verdict {
    fn tone(self) -> Tone {
        match self {
            Self::Accept => Tone::Ok,
            Self::Conditions => Tone::Warn,
            Self::Reject => Tone::Bad,
        }
    }
}

/// A department's answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Review {
    /// Whose.
    pub department: Department,
    /// The answer.
    pub verdict: Verdict,
    /// Why, or what else is to be said.
    pub note: String,
    /// The earliest date that the department can keep.
    pub earliest: Option<Date>,
    /// What the answer rests on (H2.1); not kept by earlier versions.
    #[serde(default)]
    pub files: Vec<Attachment>,
}

/// A condition of acceptance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// Who asks for it.
    pub department: Department,
    /// What is to be done.
    pub text: String,
    /// By when.
    pub due: Date,
    /// How it was met, once it is.
    pub met: Option<String>,
}

/// The departments that `order` still waits for.
pub fn waiting(order: &Order) -> Vec<Department> {
    if order.state != State::Submitted {
        return Vec::new();
    }
    asked(order.entry.kind).filter(|d| !order.reviews.iter().any(|r| r.department == *d)).collect()
}

/// Why an order that came back from its review was not accepted: by whom, and what they said; until it was written anew.
pub fn sent_back(order: &Order) -> impl Iterator<Item = &Review> {
    let back = order.state == State::Draft && !order.reworked;
    order.reviews.iter().filter(move |r| back && r.verdict == Verdict::Reject)
}

/// A supplement repeats what was reviewed before: only material and money are asked.
fn asked(kind: OrderKind) -> impl Iterator<Item = Department> {
    Department::ALL.iter().copied().filter(move |d| {
        kind != OrderKind::Supplement
            || matches!(d, Department::Materials | Department::Money | Department::Sales)
    })
}

/// Records a department's answer (H3.3).
pub fn review(order: &Order, review: Review, conditions: Vec<Condition>) -> Result<Vec<Fact>, Refusal> {
    if order.state != State::Submitted {
        return Err(refuse("H3.3", "订单不在评审中。请先提交评审", []));
    }
    if review.verdict == Verdict::Conditions && conditions.is_empty() {
        return Err(refuse("H3.3", "有条件接受时必须写明条件和期限", []));
    }
    if review.verdict == Verdict::Reject && review.note.trim().is_empty() {
        return Err(refuse("H3.3", "不接受时必须写明原因", []));
    }
    Ok(vec![Fact::Reviewed { review, conditions }])
}

/// The short form: the lead answers for every department that has not answered yet (a delegated review).
/// What it rests on stands with the first of them.
pub fn review_short(order: &Order, note: &str, mut files: Vec<Attachment>) -> Result<Vec<Fact>, Refusal> {
    if order.state != State::Submitted {
        return Err(refuse("H3.3", "订单不在评审中。请先提交评审", []));
    }
    let waiting = waiting(order);
    if waiting.is_empty() {
        return Err(refuse("H3.3", "各部门都已评审，不用再评审", []));
    }
    Ok(waiting
        .into_iter()
        .map(|department| Fact::Reviewed {
            review: Review {
                department,
                verdict: Verdict::Accept,
                note: note.to_owned(),
                earliest: None,
                files: std::mem::take(&mut files),
            },
            conditions: Vec::new(),
        })
        .collect())
}

/// Records how a condition was met (H3.3).
pub fn meet(order: &Order, index: i64, note: String, proof: Vec<Attachment>) -> Result<Vec<Fact>, Refusal> {
    let condition = usize::try_from(index).ok().and_then(|i| order.conditions.get(i));
    if condition.is_none_or(|c| c.met.is_some()) {
        return Err(refuse("H3.3", "这个条件不存在或已经落实", []));
    }
    Ok(vec![Fact::ConditionMet { index, note, proof }])
}
