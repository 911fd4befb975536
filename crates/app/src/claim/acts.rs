//! What is done with claims over HTTP (H6.6).

use domain::calendar::Calendar;
use domain::claim::{Answer, Claim, Decision, Grounds, Lodged, Outcome, Recovery, answer_by};
use domain::confidential::{Confidential, Secret};
use domain::deed::Deed;
use domain::filing::FileKind;
use domain::ids::{ClaimId, OrderId};
use domain::money::Money;
use domain::proof::Why;
use jiff::civil::Date;
use kernel::act::{Subject, act};
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::{Done, Door, Endpoint, Result, Target};

use super::actions;

/// The acts of claims.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::ClaimDescribe, "/claims/{id}/grounds", grounds, describe).done("已补充索赔依据"),
    &act(Deed::ClaimLodge, "/claims/{id}/lodge", lodged, lodge).done("已登记索赔"),
    &act(Deed::ClaimAnswer, "/claims/{id}/answer", word, answer).done("已登记答复"),
    &act(Deed::ClaimDecide, "/claims/{id}/decision", decision, decide).done("已登记索赔结果"),
    &act(Deed::ClaimRecover, "/claims/{id}/recovery", recovery, recover).done("已登记赔款"),
    &act(Deed::ClaimWriteOff, "/claims/{id}/write-off", reason, write_off).done("已核销索赔"),
];

fn changed(claim: Loaded<Claim>) -> Done {
    let id = claim.id;
    Done { id: id.to_string(), number: claim.state.number, ..Done::changed(format!("/claims/{id}"), "") }
        .at(claim.head.version)
}

/// H6.6 How the packing looked at pick-up and how the receiver signed.
fn grounds(f: &Form, claim: &Loaded<Claim>) -> Grounds {
    let known = &claim.grounds;
    let mut proof = known.proof.clone();
    let grounds = Grounds {
        pickup: f.choice("pickup", "提货时的外包装").preset(Chosen(known.pickup)).required().0,
        packing: f.choice("packing", "到货时的外包装").preset(Chosen(known.packing)).required().0,
        signature: f.choice("signature", "收货人怎样签收").preset(Chosen(known.signature)).required().0,
        note: f.words("note", "情况", 1000).preset(known.note.clone()).or(String::new()),
        proof: Vec::new(),
    };
    proof.extend(f.files("proof", "凭据：签收单、照片"));
    Grounds { proof, ..grounds }
}

fn describe(door: &mut Door, claim: Loaded<Claim>, said: Grounds) -> Result<Done> {
    actions::describe(door, claim, said).map(changed)
}

/// A claim, and by when its carrier answers if it is lodged today.
#[derive(Default)]
struct Ready {
    claim: Loaded<Claim>,
    answer_by: Date,
}

impl Subject for Ready {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let claim: Loaded<Claim> = door.load(target.id::<ClaimId>()?)?;
        let calendar: std::sync::Arc<Calendar> = door.calendar()?;
        let answer_by = answer_by(&claim, &calendar, door.ctx.today());
        if door.ctx.sees(Secret::Price) {
            door.look(Secret::Price);
        }
        Ok(Self { claim, answer_by })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.claim.orders()
    }

    fn version(&self) -> Option<i64> {
        self.claim.version()
    }
}

/// H6.6 What is asked of the carrier, on which day, with which documents.
fn lodged(f: &Form, at: &Ready) -> Lodged {
    f.intro("先打印索赔函和凭据清单，连同照片、签收单发给承运商，再在这里登记。");
    Lodged {
        on: f.date("on", "索赔日期").preset(f.today()).required(),
        amount: f
            .amount("amount", "索赔金额")
            .preset(Confidential::new(at.claim.worth()))
            .help("默认按订单单价计算短少和破损的货")
            .required(),
        documents: f.text("documents", "随附单据", 200).example("索赔函、装车照片、签收单").required(),
        answer_by: f.date("answer_by", "要求答复的日期").preset(at.answer_by).required(),
        letter: f.proof(),
    }
}

fn lodge(door: &mut Door, at: Ready, said: Lodged) -> Result<Done> {
    actions::lodge(door, at.claim, said).map(changed)
}

/// H6.6 What the carrier says.
fn word(f: &Form, _: &Loaded<Claim>) -> Answer {
    Answer {
        on: f.date("on", "答复日期").preset(f.today()).required(),
        whom: f.contact("whom", "谁答复的", 40).required(),
        said: f.words("said", "承运商怎么说", 500).required(),
        offer: f.amount("offer", "提出赔付").help("承运商说愿意赔多少；部门领导据此决定").optional(),
        next_by: f
            .date("next_by", "下次答复或赔付的日期")
            .help("承运商说了哪一天，就从那一天起再催；没有说就写再问的日期")
            .required(),
        // An offer stands on it.
        files: f.proof_as(FileKind::Price),
    }
}

fn answer(door: &mut Door, claim: Loaded<Claim>, said: Answer) -> Result<Done> {
    actions::answer(door, claim, said).map(changed)
}

/// H6.6 What it came to.
fn decision(f: &Form, claim: &Loaded<Claim>) -> Decision {
    let outcome = f.choice::<Outcome>("outcome", "结果").radio().required().0;
    let amount = f.amount("amount", "赔付金额").help("全部赔付不用填；部分赔付由部门领导登记").optional();
    let told = amount.unwrap_or_else(|| {
        Confidential::new(if outcome == Outcome::Accepted { claim.claimed() } else { Money::ZERO })
    });
    Decision {
        on: f.date("on", "日期").preset(f.today()).required(),
        outcome,
        amount: told,
        pay_by: f.date("pay_by", "约定的赔付日期").help("不填按 7 个工作日").optional(),
        note: f.words("note", "怎样谈定的", 500).help("拒赔时必填原因").or(String::new()),
        letter: f.proof(),
    }
}

fn decide(door: &mut Door, claim: Loaded<Claim>, said: Decision) -> Result<Done> {
    actions::decide(door, claim, said).map(changed)
}

/// H6.6 What came in.
fn recovery(f: &Form, claim: &Loaded<Claim>) -> Recovery {
    Recovery {
        on: f.date("on", "到账日期").preset(f.today()).required(),
        amount: f.amount("amount", "赔款金额").preset(Confidential::new(claim.open_amount())).required(),
        reference: f
            .text("reference", "银行流水号或抵扣的运费单", 60)
            .example("抵扣运费时写运费单号")
            .required(),
        slip: f.proof(),
    }
}

fn recover(door: &mut Door, claim: Loaded<Claim>, said: Recovery) -> Result<Done> {
    actions::recover(door, claim, said).map(changed)
}

/// H1.2 Why the rest is given up.
fn reason(f: &Form, _: &Loaded<Claim>) -> Why {
    f.intro("核销后不再追这笔索赔，订单可以结束。核销会记在你的名下。");
    f.why()
}

fn write_off(door: &mut Door, claim: Loaded<Claim>, why: Why) -> Result<Done> {
    actions::write_off(door, claim, why).map(changed)
}
