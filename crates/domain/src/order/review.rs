//! Order review 订单评审 (H3.3): each department answers its own question before release.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Fact, Kind, Order, State};
use crate::access::Right;
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

/// Every department: stable code, Chinese name, its question, the act that answers it.
pub const DEPARTMENTS: [(Department, &str, &str, &str, Right); 5] = [
    (Department::Technical, "technical", "技术图纸", "图纸齐全、做得出来吗", Right::ReviewTechnical),
    (Department::Materials, "materials", "物料采购", "材料买得到、来得及吗", Right::ReviewMaterials),
    (Department::Capacity, "capacity", "产能交期", "排得下、交得出吗", Right::ReviewCapacity),
    (Department::Money, "money", "价格付款", "价格和付款条件可接受吗", Right::ReviewMoney),
    (Department::Sales, "sales", "合规风险", "要求明确、合规、风险可控吗", Right::ReviewSales),
];

impl Department {
    /// The stable code.
    pub fn code(self) -> &'static str {
        DEPARTMENTS.iter().find(|d| d.0 == self).map_or("", |d| d.1)
    }

    /// The Chinese name.
    pub fn label(self) -> &'static str {
        DEPARTMENTS.iter().find(|d| d.0 == self).map_or("", |d| d.2)
    }

    /// The act that answers its question.
    pub fn right(self) -> Right {
        DEPARTMENTS.iter().find(|d| d.0 == self).map_or(Right::ReviewSales, |d| d.4)
    }

    /// The department with this code.
    pub fn parse(code: &str) -> Option<Self> {
        DEPARTMENTS.iter().find(|d| d.1 == code).map(|d| d.0)
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

/// A supplement repeats what was reviewed before: only material and money are asked.
fn asked(kind: Kind) -> impl Iterator<Item = Department> {
    DEPARTMENTS.iter().map(|d| d.0).filter(move |d| {
        kind != Kind::Supplement || matches!(d, Department::Materials | Department::Money | Department::Sales)
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
pub fn review_short(order: &Order, note: &str) -> Result<Vec<Fact>, Refusal> {
    if order.state != State::Submitted {
        return Err(refuse("H3.3", "订单不在评审中。请先提交评审", []));
    }
    Ok(waiting(order)
        .into_iter()
        .map(|department| Fact::Reviewed {
            review: Review { department, verdict: Verdict::Accept, note: note.to_owned(), earliest: None },
            conditions: Vec::new(),
        })
        .collect())
}
