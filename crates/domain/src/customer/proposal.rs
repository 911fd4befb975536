//! A customer whom somebody proposed who may not write customers down (H1.2, H7.3): the lead confirms, or sends the
//! proposal back with a reason. Until then their orders are not released.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Customer, Fact, Profile};
use crate::choice::Tone;
use crate::ids::{CustomerId, PersonId};
use crate::refusal::{Refusal, refuse};

/// What is known of a proposal that nobody has confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// Who proposed.
    pub by: PersonId,
    /// When it was last said.
    pub on: Date,
    /// Why it was sent back, and when; none while the lead has it.
    pub back: Option<(String, Date)>,
}

/// Where a proposed customer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// With the lead.
    Waiting,
    /// With whoever proposed it.
    SentBack,
}

crate::choice!(Standing {
    Waiting = "waiting", "待确认";
    SentBack = "sent_back", "已退回";
});

impl crate::choice::State for Standing {
    fn tone(self) -> Tone {
        match self {
            Self::Waiting => Tone::Warn,
            Self::SentBack => Tone::Bad,
        }
    }
}

impl Customer {
    /// Where the proposal stands; none once the customer is confirmed, as those are whom the lead wrote down herself.
    pub fn standing(&self) -> Option<Standing> {
        let back = self.proposal.as_ref()?.back.is_some();
        Some(if back { Standing::SentBack } else { Standing::Waiting })
    }
}

/// Proposes a new customer, or the one that waits as it was put right: it is with the lead then.
pub fn propose(customer: &Customer, id: CustomerId, profile: Profile) -> Result<Vec<Fact>, Refusal> {
    in_use(customer)?;
    if customer.id == id && customer.proposal.is_none() {
        return Err(refuse("H7.3", "客户已经确认。要改资料，请找部门领导", []));
    }
    if customer.standing() == Some(Standing::SentBack) && customer.profile == profile {
        return Err(refuse("H7.3", "资料和退回时一样。请按退回原因更正后再提，或撤回", []));
    }
    Ok(vec![Fact::Proposed { id, profile }])
}

/// Confirms a proposed customer, also one that was sent back: who decides may have put it right herself.
pub fn confirm(customer: &Customer) -> Result<Vec<Fact>, Refusal> {
    in_use(customer)?;
    waits(customer)?;
    Ok(vec![Fact::Confirmed])
}

/// Sends a proposal back to who made it.
pub fn send_back(customer: &Customer, reason: String) -> Result<Vec<Fact>, Refusal> {
    match waits(customer)? {
        Standing::Waiting => Ok(vec![Fact::SentBack { reason }]),
        Standing::SentBack => Err(refuse("H7.3", "已经退回，等更正", [])),
    }
}

/// Takes back a proposal that nobody has confirmed: it is given up, and may be taken up again.
pub fn withdraw(customer: &Customer, reason: String) -> Result<Vec<Fact>, Refusal> {
    in_use(customer)?;
    waits(customer)?;
    Ok(vec![Fact::Retired { reason }])
}

/// Nobody takes up a proposal that was given up.
fn in_use(customer: &Customer) -> Result<(), Refusal> {
    if customer.retired { Err(refuse("H7.3", "客户已停用。请先恢复使用", [])) } else { Ok(()) }
}

fn waits(customer: &Customer) -> Result<Standing, Refusal> {
    customer.standing().ok_or_else(|| refuse("H7.3", "这个客户不用确认", []))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Noun as _, Stamp};

    #[test]
    fn h7_3_a_proposal_goes_to_the_lead_and_back_until_it_is_confirmed() {
        let mut customer = Customer::default();
        let id = CustomerId(uuid::Uuid::from_u128(7));
        let clerk = PersonId(uuid::Uuid::from_u128(1));
        let actor = clerk.to_string();
        let happens = |customer: &mut Customer, facts: Vec<Fact>| {
            for fact in facts {
                customer.apply(&fact, Stamp { at: jiff::Timestamp::UNIX_EPOCH, actor: &actor });
            }
        };
        assert!(confirm(&customer).is_err() && send_back(&customer, "x".into()).is_err());
        let named = |name: &str| Profile { code: "K9".into(), name: name.into(), ..Profile::default() };
        let facts = propose(&customer, id, named("云锦")).unwrap();
        happens(&mut customer, facts);
        assert_eq!(customer.standing(), Some(Standing::Waiting));
        assert_eq!(customer.proposal.as_ref().map(|p| p.by), Some(clerk));
        let facts = send_back(&customer, "没有税号".into()).unwrap();
        happens(&mut customer, facts);
        assert_eq!(customer.standing(), Some(Standing::SentBack));
        assert!(send_back(&customer, "再退".into()).is_err(), "nobody has it to send back");
        assert!(propose(&customer, id, named("云锦")).is_err(), "nothing was put right");
        let facts = propose(&customer, id, named("云锦珠宝")).unwrap();
        happens(&mut customer, facts);
        assert_eq!(
            (customer.standing(), customer.profile.name.as_str()),
            (Some(Standing::Waiting), "云锦珠宝")
        );
        assert!(matches!(withdraw(&customer, "不做了".into()).unwrap().as_slice(), [Fact::Retired { .. }]));
        let facts = confirm(&customer).unwrap();
        happens(&mut customer, facts);
        assert_eq!((customer.standing(), customer.profile.name.as_str()), (None, "云锦珠宝"));
        assert!(withdraw(&customer, "不做了".into()).is_err());
        assert!(confirm(&customer).is_err() && propose(&customer, id, named("别的")).is_err());
    }

    #[test]
    fn h7_3_who_puts_it_right_herself_confirms_what_was_sent_back() {
        let back = Some(("没有税号".to_owned(), Date::default()));
        let proposal = Some(Proposal { by: PersonId::default(), on: Date::default(), back });
        let customer = Customer { proposal, ..Customer::default() };
        assert_eq!(confirm(&customer), Ok(vec![Fact::Confirmed]));
    }
}
