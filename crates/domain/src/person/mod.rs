//! People and their roles (H1.1), who stands in for whom (H1.2), and who let them in.

mod code;
mod line;
pub mod rights;
mod substitute;
mod two_persons;

pub use code::{Begun, Giving, give_code};
pub use line::circle;
pub use substitute::{Substitute, end_substitute, name_substitute};
pub use two_persons::{confirm, decline, gave_of_late, restore, write};

use jiff::Timestamp;
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
    /// Roles that were proposed for them and wait for a second person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<Proposal>,
    /// Who stands in for them, and when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub substitute: Option<Substitute>,
    /// Every code that was given out for their account, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<CodeGiven>,
}

/// Roles that take two persons (H1.1).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// The roles.
    pub roles: Vec<Role>,
    /// Who proposed them; nil for the operator.
    pub by: PersonId,
}

/// That a one-time code was given out, by which a password is set anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeGiven {
    /// When.
    pub at: Timestamp,
    /// By whom; nil for the operator.
    pub by: PersonId,
    /// Whether it opened the account.
    pub first: bool,
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
    /// Roles that take two persons were proposed.
    Proposed {
        /// The roles.
        roles: Vec<Role>,
    },
    /// A second person has given the roles that were proposed.
    Confirmed,
    /// The proposal was turned down.
    Declined {
        /// Why.
        reason: String,
    },
    /// A one-time code was given out; by it the owner sets a password, and nobody else knows one.
    CodeGiven {
        /// Whether it opened the account.
        first: bool,
    },
    /// Somebody stands in for them.
    SubstituteNamed {
        /// Who and when.
        substitute: Substitute,
    },
    /// Nobody stands in for them any more.
    SubstituteEnded,
}

impl Person {
    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> Vec<Deed> {
        if self.retired {
            return vec![Deed::PersonErase, Deed::PersonRestore];
        }
        let mut deeds = vec![Deed::PersonErase, Deed::PersonRetire, Deed::PersonAccount];
        if self.follows_orders() {
            deeds.push(Deed::PersonSubstitute);
        }
        deeds.push(Deed::PersonEdit);
        if self.proposal.is_some() {
            deeds.extend([Deed::PersonDecline, Deed::PersonConfirm]);
        }
        deeds
    }

    /// Whether orders may be theirs.
    pub fn follows_orders(&self) -> bool {
        follows_orders(&self.profile.roles)
    }
}

/// Whether orders may be somebody's with `roles`.
pub fn follows_orders(roles: &[Role]) -> bool {
    roles.iter().any(|role| matches!(role, Role::Clerk | Role::Lead))
}

impl Noun for Person {
    const STREAM: &'static str = "person";
    const READ: Option<Right> = None;
    type Fact = Fact;

    crate::kinds! { Fact:
        Recorded = "person.recorded",
        Retired = "person.retired",
        Restored = "person.restored",
        Proposed = "person.roles_proposed",
        Confirmed = "person.roles_confirmed",
        Declined = "person.roles_declined",
        CodeGiven = "person.code_given",
        SubstituteNamed = "person.substitute_named",
        SubstituteEnded = "person.substitute_ended",
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        let by = stamp.actor.parse().unwrap_or_default();
        match fact {
            Fact::Recorded { id, profile } => {
                self.id = *id;
                self.profile = profile.clone();
            }
            Fact::Retired { .. } => {
                self.retired = true;
                self.proposal = None;
            }
            Fact::Restored => self.retired = false,
            Fact::Proposed { roles } => self.proposal = Some(Proposal { roles: roles.clone(), by }),
            Fact::Confirmed => {
                let Some(proposal) = self.proposal.take() else { return };
                self.profile.roles.extend(proposal.roles);
                self.profile.roles.sort_unstable();
                self.profile.roles.dedup();
            }
            Fact::Declined { .. } => self.proposal = None,
            Fact::CodeGiven { first } => self.codes.push(CodeGiven { at: stamp.at, by, first: *first }),
            Fact::SubstituteNamed { substitute } => self.substitute = Some(*substitute),
            Fact::SubstituteEnded => self.substitute = None,
        }
    }

    fn orders(&self) -> Vec<OrderId> {
        Vec::new()
    }
}
