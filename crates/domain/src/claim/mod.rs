//! The carrier's claim 索赔 (H6.6): opened by a difference that transport caused, lodged with documents, answered,
//! settled in full or in part, paid, or written off by who may (H1.2). The order closes only when it has ended (H2.2).

mod rules;
#[cfg(test)]
mod tests;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

pub use rules::{
    answer, answer_by, answer_due, decide, describe, lessen, lodge, open_claim, paid_by, pay_due, recover,
    write_off,
};

use crate::access::Right;
use crate::choice::{State, Tone};
use crate::confidential::{Confidential, Contact, Price};
use crate::deed::Deed;
use crate::history::{Noun, Stamp};
use crate::ids::{CarrierId, ClaimId, OrderId, ShipmentId};
use crate::money::Money;
use crate::order::Attachment;
use crate::quantity::Quantity;
use crate::shipment::{Packing, Signature};

/// Working days within which a carrier answers, where neither its contract nor the company says otherwise.
pub const ANSWER_DAYS: i64 = 7;

/// What is missing or broken of a line of the shipment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Loss {
    /// The order line.
    pub line: i64,
    /// Its product.
    pub code: String,
    /// Its name.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// Sent.
    pub sent: Quantity,
    /// Not arrived.
    pub missing: Quantity,
    /// Arrived damaged.
    pub damaged: Quantity,
    /// What they are worth by the order.
    pub amount: Confidential<Price, Money>,
}

/// What the claim rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grounds {
    /// How the packing looked when the carrier took it.
    pub pickup: Packing,
    /// How the packing looked at arrival.
    pub packing: Packing,
    /// How the receiver signed.
    pub signature: Signature,
    /// What happened, in words.
    pub note: String,
    /// Photos, the signed waybill.
    pub proof: Vec<Attachment>,
}

impl Default for Grounds {
    fn default() -> Self {
        Self {
            pickup: Packing::Intact,
            packing: Packing::Intact,
            signature: Signature::Unknown,
            note: String::new(),
            proof: Vec::new(),
        }
    }
}

/// How it was lodged with the carrier.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Lodged {
    /// Day.
    pub on: Date,
    /// What is asked for.
    pub amount: Confidential<Price, Money>,
    /// Which documents went with it.
    pub documents: String,
    /// Day by which the carrier is to answer.
    pub answer_by: Date,
    /// The letter as sent, and what proves that it arrived.
    pub letter: Vec<Attachment>,
}

/// What the carrier answered.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Answer {
    /// Day.
    pub on: Date,
    /// Who said so.
    pub whom: Confidential<Contact, String>,
    /// What they said.
    pub said: String,
    /// What they offer to pay, where they do.
    #[serde(default)]
    pub offer: Option<Confidential<Price, Money>>,
    /// By when they will say or pay more; where they did not say, when they are to be asked again.
    pub next_by: Date,
    /// Their letter.
    pub files: Vec<Attachment>,
}

/// What the carrier owns up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// All of it.
    Accepted,
    /// A part; the rest is given up.
    Partly,
    /// Nothing.
    Refused,
}

crate::choice!(Outcome {
    Accepted = "accepted", "全部赔付";
    Partly = "partly", "部分赔付";
    Refused = "refused", "拒赔";
});

/// What was agreed in the end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Day.
    pub on: Date,
    /// What the carrier owns up to.
    pub outcome: Outcome,
    /// What it pays.
    pub amount: Confidential<Price, Money>,
    /// By when.
    pub pay_by: Option<Date>,
    /// How it came to that.
    pub note: String,
    /// Their letter.
    pub letter: Vec<Attachment>,
}

/// Money that came from the carrier, or was kept from its freight.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recovery {
    /// Day.
    pub on: Date,
    /// How much.
    pub amount: Confidential<Price, Money>,
    /// Bank reference, or the freight bill that it was kept from.
    pub reference: String,
    /// The slip.
    pub slip: Vec<Attachment>,
}

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClaimState {
    /// To be lodged.
    Open,
    /// The carrier is to answer.
    Lodged,
    /// The carrier pays nothing: to be lodged anew or written off.
    Refused,
    /// The carrier is to pay.
    Agreed,
    /// Paid.
    Recovered,
    /// Given up by who may.
    WrittenOff,
}

crate::choice!(ClaimState {
    Open = "open", "待索赔";
    Lodged = "lodged", "待答复";
    Refused = "refused", "被拒赔";
    Agreed = "agreed", "待赔付";
    Recovered = "recovered", "已赔付";
    WrittenOff = "written_off", "已核销";
});

impl State for ClaimState {
    fn tone(self) -> Tone {
        match self {
            Self::Open => Tone::Warn,
            Self::Refused => Tone::Bad,
            Self::Lodged | Self::Agreed => Tone::Accent,
            Self::Recovered => Tone::Ok,
            Self::WrittenOff => Tone::Quiet,
        }
    }
}

/// What a carrier owes for goods that it lost or broke.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Identity.
    pub id: ClaimId,
    /// Number.
    pub number: String,
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub order_number: String,
    /// Customer's name.
    pub customer_name: String,
    /// The shipment.
    pub shipment: ShipmentId,
    /// Its number.
    pub shipment_number: String,
    /// The carrier, where it is one of ours.
    pub carrier: Option<CarrierId>,
    /// Its name.
    pub carrier_name: String,
    /// Waybill.
    pub waybill: String,
    /// Day of arrival.
    pub arrived_on: Date,
    /// Day on which it was opened.
    pub opened_on: Date,
    /// Working days within which the carrier answers.
    pub answer_days: i64,
    /// What is missing or broken.
    pub losses: Vec<Loss>,
    /// What it rests on.
    pub grounds: Grounds,
    /// How it was lodged, the last time.
    pub lodged: Option<Lodged>,
    /// What the carrier answered.
    pub answers: Vec<Answer>,
    /// How many of the answers came before it was lodged or decided the last time.
    pub answered_before: usize,
    /// What was agreed.
    pub decision: Option<Decision>,
    /// What came in.
    pub recoveries: Vec<Recovery>,
    /// Why the rest was given up.
    pub written_off: Option<String>,
    /// When anything last happened.
    pub touched: Timestamp,
}

impl Claim {
    /// Where it stands.
    pub fn state(&self) -> ClaimState {
        if self.written_off.is_some() {
            return ClaimState::WrittenOff;
        }
        match (&self.decision, &self.lodged) {
            (Some(d), _) if d.outcome == Outcome::Refused => ClaimState::Refused,
            (Some(_), _) if self.open_amount() == Money::ZERO => ClaimState::Recovered,
            (Some(_), _) => ClaimState::Agreed,
            (None, Some(_)) => ClaimState::Lodged,
            (None, None) => ClaimState::Open,
        }
    }

    /// Whether nothing is left to do: the order may close (H2.2).
    pub fn has_ended(&self) -> bool {
        matches!(self.state(), ClaimState::Recovered | ClaimState::WrittenOff)
    }

    /// The deeds that make sense now, the main one last.
    pub fn deeds(&self) -> &'static [Deed] {
        use Deed::{ClaimAnswer, ClaimDecide, ClaimDescribe, ClaimLodge, ClaimRecover, ClaimWriteOff};
        match self.state() {
            ClaimState::Open => &[ClaimWriteOff, ClaimDescribe, ClaimLodge],
            ClaimState::Lodged => &[ClaimWriteOff, ClaimDescribe, ClaimAnswer, ClaimDecide],
            ClaimState::Refused => &[ClaimAnswer, ClaimLodge, ClaimWriteOff],
            ClaimState::Agreed => &[ClaimWriteOff, ClaimDecide, ClaimAnswer, ClaimRecover],
            ClaimState::Recovered | ClaimState::WrittenOff => &[],
        }
    }

    /// The carrier's last word since it was lodged or decided.
    pub fn word(&self) -> Option<&Answer> {
        self.answers.get(self.answered_before..).and_then(<[Answer]>::last)
    }

    /// The day on which the carrier is to have answered, or paid what was agreed: as it said last, else as it was asked
    /// or agreed; nothing where none was named or nothing is awaited.
    pub fn expected_by(&self) -> Option<Date> {
        match self.state() {
            ClaimState::Lodged => answer_due(self),
            ClaimState::Agreed => {
                self.word().map(|word| word.next_by).or(self.decision.as_ref().and_then(|d| d.pay_by))
            }
            _ => None,
        }
    }

    /// What the goods are worth by the order.
    pub fn worth(&self) -> Money {
        self.losses.iter().map(|l| *l.amount.open()).fold(Money::ZERO, Money::plus)
    }

    /// What is asked for: as lodged, else what the goods are worth.
    pub fn claimed(&self) -> Money {
        self.lodged.as_ref().map_or_else(|| self.worth(), |l| *l.amount.open())
    }

    /// What has come in.
    pub fn recovered(&self) -> Money {
        self.recoveries.iter().map(|r| *r.amount.open()).fold(Money::ZERO, Money::plus)
    }

    /// What is still to come: of what was agreed, else of what is asked for; nothing once it was written off.
    pub fn open_amount(&self) -> Money {
        if self.written_off.is_some() {
            return Money::ZERO;
        }
        let owed = match &self.decision {
            Some(d) if d.outcome != Outcome::Refused => *d.amount.open(),
            _ => self.claimed(),
        };
        owed.minus(self.recovered()).max(Money::ZERO)
    }
}

/// What can happen to a claim.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[expect(clippy::large_enum_variant, reason = "facts are few at a time and short-lived")]
pub enum Fact {
    /// Opened by a difference that transport caused.
    Opened {
        /// The whole claim.
        claim: Claim,
    },
    /// Some of the goods were found again: less is lost.
    Lessened {
        /// All that is lost now.
        losses: Vec<Loss>,
    },
    /// What it rests on was found out.
    Described {
        /// What it rests on.
        grounds: Grounds,
    },
    /// Lodged with the carrier; a refused one may be lodged anew.
    Lodged {
        /// How.
        lodged: Lodged,
    },
    /// The carrier answered.
    Answered {
        /// What.
        answer: Answer,
    },
    /// It was agreed what the carrier pays.
    Decided {
        /// What.
        decision: Decision,
    },
    /// Money came in.
    Recovered {
        /// How much.
        recovery: Recovery,
    },
    /// The rest was given up.
    WrittenOff {
        /// Why.
        reason: String,
        /// What it rests on (H2.1): papers about money.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        letter: Vec<Attachment>,
    },
}

impl Noun for Claim {
    const STREAM: &'static str = "claim";
    const READ: Option<Right> = Some(Right::ReadClaims);
    type Fact = Fact;

    crate::kinds! { Fact:
        Opened = "claim.opened",
        Lessened = "claim.lessened",
        Described = "claim.described",
        Lodged = "claim.lodged",
        Answered = "claim.answered",
        Decided = "claim.decided",
        Recovered = "claim.recovered",
        WrittenOff = "claim.written_off",
    }

    fn apply(&mut self, fact: &Fact, stamp: Stamp<'_>) {
        match fact {
            Fact::Opened { claim } => self.clone_from(claim),
            Fact::Lessened { losses } => self.losses.clone_from(losses),
            Fact::Described { grounds } => self.grounds = grounds.clone(),
            Fact::Lodged { lodged } => {
                self.lodged = Some(lodged.clone());
                self.decision = None;
                self.answered_before = self.answers.len();
            }
            Fact::Answered { answer } => self.answers.push(answer.clone()),
            Fact::Decided { decision } => {
                self.decision = Some(decision.clone());
                self.answered_before = self.answers.len();
            }
            Fact::Recovered { recovery } => self.recoveries.push(recovery.clone()),
            Fact::WrittenOff { reason, .. } => self.written_off = Some(reason.clone()),
        }
        self.touched = stamp.at;
    }

    fn orders(&self) -> Vec<OrderId> {
        vec![self.order]
    }
}
