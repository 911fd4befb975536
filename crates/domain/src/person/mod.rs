//! People and their roles (H1.1).

pub mod rights;

use serde::{Deserialize, Serialize};

use crate::access::Right;
use crate::choice::{Choice as _, State, Tone};
use crate::deed::Deed;
use crate::history::{Noun, Stamp};
use crate::ids::{OrderId, PersonId};

/// A role; a person may hold several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
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

crate::choice!(Role {
    Clerk = "clerk", "跟单员";
    Lead = "lead", "部门领导";
    Warehouse = "warehouse", "仓库";
    Purchasing = "purchasing", "采购";
    Production = "production", "生产";
    Engineering = "engineering", "工程部";
    ProjectManager = "project_manager", "项目经理";
    TeamLeader = "team_leader", "施工班长";
    Finance = "finance", "财务";
    Quality = "quality", "质量";
    GeneralManager = "general_manager", "总经理";
    Administrator = "administrator", "管理员";
});

impl State for Role {
    fn tone(self) -> Tone {
        Tone::Quiet
    }
}

impl Role {
    /// Other words that sheets use for it.
    fn other_words(self) -> &'static [&'static str] {
        match self {
            Self::Lead => &["主管", "跟单主管"],
            Self::Warehouse => &["原材料仓库", "仓管"],
            Self::Purchasing => &["采购部"],
            Self::Production => &["生产部", "厂长"],
            Self::Engineering => &["工程"],
            Self::TeamLeader => &["班长"],
            Self::Finance => &["财务部"],
            Self::Quality => &["质检"],
            Self::Administrator => &["系统管理员"],
            Self::Clerk | Self::ProjectManager | Self::GeneralManager => &[],
        }
    }

    /// The role called `text`, by code, name or another word for it.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let called = |r: &Self| r.code() == text || r.label() == text || r.other_words().contains(&text);
        Self::ALL.iter().copied().find(called)
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

impl Person {
    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> Vec<Deed> {
        if self.retired {
            return vec![Deed::PersonErase, Deed::PersonRestore];
        }
        vec![Deed::PersonErase, Deed::PersonRetire, Deed::PersonAccount, Deed::PersonEdit]
    }
}

impl Noun for Person {
    const STREAM: &'static str = "person";
    const READ: Option<Right> = None;
    type Fact = Fact;

    crate::kinds! { Fact:
        Recorded = "person.recorded",
        Retired = "person.retired",
        Restored = "person.restored",
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
