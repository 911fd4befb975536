//! People and their roles (H1.1).

pub mod rights;

use serde::{Deserialize, Serialize};

use crate::history::{Noun, Stamp};
use crate::ids::{OrderId, PersonId};

/// A role; a person may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it; the Chinese ones stand in `ROLES`")]
pub enum Role {
    Clerk,
    Lead,
    Warehouse,
    Purchasing,
    Production,
    Engineering,
    ProjectManager,
    TeamLeader,
    Finance,
    Quality,
    GeneralManager,
    Administrator,
}

/// Every role with its stable code, its Chinese name, and other words that sheets use for it.
pub const ROLES: [(Role, &str, &str, &[&str]); 12] = [
    (Role::Clerk, "clerk", "跟单员", &[]),
    (Role::Lead, "lead", "部门领导", &["主管", "跟单主管"]),
    (Role::Warehouse, "warehouse", "仓库", &["原材料仓库", "仓管"]),
    (Role::Purchasing, "purchasing", "采购", &["采购部"]),
    (Role::Production, "production", "生产", &["生产部", "厂长"]),
    (Role::Engineering, "engineering", "工程部", &["工程"]),
    (Role::ProjectManager, "project_manager", "项目经理", &[]),
    (Role::TeamLeader, "team_leader", "施工班长", &["班长"]),
    (Role::Finance, "finance", "财务", &["财务部"]),
    (Role::Quality, "quality", "质量", &["质检"]),
    (Role::GeneralManager, "general_manager", "总经理", &[]),
    (Role::Administrator, "administrator", "管理员", &["系统管理员"]),
];

impl Role {
    /// The stable code.
    pub fn code(self) -> &'static str {
        ROLES.iter().find(|r| r.0 == self).map_or("", |r| r.1)
    }

    /// The Chinese name.
    pub fn label(self) -> &'static str {
        ROLES.iter().find(|r| r.0 == self).map_or("", |r| r.2)
    }

    /// The role called `text`, by code, name or another word for it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        ROLES.iter().find(|r| r.1 == text || r.2 == text || r.3.contains(&text)).map(|r| r.0)
    }
}

/// What is written about a person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Profile {
    /// Staff number 工号, unique.
    pub code: String,
    /// Name.
    pub name: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Department.
    pub department: String,
    /// The one line of reporting.
    pub reports_to: Option<PersonId>,
}

/// A person as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Person {
    /// Identity.
    pub id: PersonId,
    /// What is written about them.
    pub profile: Profile,
    /// Whether they have left.
    pub retired: bool,
}

/// What can happen to a person's record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Written down, or written anew.
    Recorded {
        /// Identity.
        id: PersonId,
        /// The whole record.
        profile: Profile,
    },
    /// Left the company.
    Retired {
        /// Why.
        reason: String,
    },
    /// Came back.
    Restored,
}

impl Noun for Person {
    const STREAM: &'static str = "person";
    type Fact = Fact;

    fn kind(fact: &Fact) -> &'static str {
        match fact {
            Fact::Recorded { .. } => "person.recorded",
            Fact::Retired { .. } => "person.retired",
            Fact::Restored => "person.restored",
        }
    }

    fn apply(&mut self, fact: &Fact, _: Stamp<'_>) {
        match fact {
            Fact::Recorded { id, profile } => {
                self.id = *id;
                self.profile = profile.clone();
            }
            Fact::Retired { .. } => self.retired = true,
            Fact::Restored => self.retired = false,
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        Vec::new()
    }
}
