//! What is done about a difference at arrival (H6.6): its cause, how it is settled, what turns up again.

use domain::confidential::Secret;
use domain::followup::Case;
use domain::ids::OrderId;
use domain::money::Money;
use domain::shipment::{
    Finding, Found, Part, Replacement, Settlement, Settling, Shipment, Signature, Source, credit_of,
};
use kernel::act::Subject;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::{Done, Door, Result, Said, Target};

use super::super::actions;
use super::changed;
use crate::order::case;

/// H6.6 What caused the difference, and how that is known.
pub(super) fn finding(f: &Form, at: &Loaded<Shipment>) -> Finding {
    f.intro("运输造成的，系统会开一张索赔单，跟到承运商赔付或核销为止。");
    ask_finding(f, at)
}

fn ask_finding(f: &Form, at: &Loaded<Shipment>) -> Finding {
    let known = at.finding.as_ref();
    Finding {
        cause: f.choice("cause", "谁造成的").preset(known.map(|k| Chosen(k.cause))).radio().required().0,
        pickup: f.choice("pickup", "提货时的外包装").preset(known.map(|k| Chosen(k.pickup))).required().0,
        signature: f
            .choice("signature", "收货人怎样签收")
            .preset(Chosen(known.map_or(Signature::Unknown, |k| k.signature)))
            .required()
            .0,
        explanation: f
            .words("explanation", "怎样得知", 500)
            .help("问过谁、看了什么：提货照片、签收单、承运商的说法")
            .required(),
        files: f.files("proof", "凭据：签收单、照片"),
    }
}

pub(super) fn find_cause(door: &mut Door, shipment: Loaded<Shipment>, finding: Finding) -> Result<Done> {
    actions::find_cause(door, shipment, finding).map(changed)
}

/// A shipment with a difference, and what that is worth.
#[derive(Default)]
pub(super) struct Differing {
    shipment: Loaded<Shipment>,
    case: Case,
    /// For readers who see prices.
    worth: Option<Money>,
}

impl Subject for Differing {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let shipment = Loaded::<Shipment>::load(door, target)?;
        let case = case::load(door, shipment.order)?;
        let prices = door.ctx.sees(Secret::Price);
        Ok(Self { worth: prices.then(|| credit_of(&shipment, &case.order)), shipment, case })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        let shipment = Loaded::load_to_act(door, target, said)?;
        Ok(Self { shipment, ..Self::default() })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.shipment.orders()
    }

    fn version(&self) -> Option<i64> {
        self.shipment.version()
    }
}

impl Differing {
    /// Which shipment, and what of it arrived otherwise than it was sent.
    fn differs(&self, f: &Form) -> String {
        let shipment = &self.shipment;
        let mut said = format!("{} {}", shipment.number, shipment.customer_name);
        for part in &shipment.parts {
            let (missing, damaged) = shipment.lost(part.line);
            let (beyond, back) = (shipment.undecided(part.line), shipment.to_return(part.line));
            let all = [("短少", missing), ("破损", damaged), ("多收", beyond), ("待退回", back)];
            let all = all.map(|(word, quantity)| (f.t(word), quantity));
            let differs = all.iter().filter(|(_, quantity)| quantity.is_some());
            let words: Vec<String> = differs.map(|(word, n)| format!("{word} {}", n.plain())).collect();
            if !words.is_empty() {
                said = format!("{said} · {} {}", self.name(part.line), words.join(" "));
            }
        }
        said
    }

    fn name(&self, line: i64) -> String {
        self.case.order.line(line).map_or_else(String::new, |l| format!("{} {}", l.code, l.name))
    }
}

/// H6.6 How a difference is settled with the customer, what it costs (C09), when what was lost comes again (C20), and what
/// becomes of what came beyond it (C28); its cause is asked for with it, where it is not known yet.
pub(super) fn settlement(f: &Form, at: &Differing) -> (Settling, Option<Finding>) {
    f.intro(&at.differs(f));
    let worth = at.worth.map_or_else(String::new, kernel::ui::format::money);
    let lost = at.shipment.settled.is_none() && at.shipment.is_any_lost();
    let beyond = at.shipment.is_any_undecided() || at.shipment.awaits_return();
    let settlement =
        f.when(lost, |f| f.choice::<Settlement>("settlement", "短少和破损怎样处理").radio().required().0);
    let (credit, replacement) = f
        .when(lost, |f| {
            let credit = f
                .amount("credit", "扣减金额")
                .beside("settlement", "credited")
                .hint(f.tf(
                    "只在扣减货款时填写；不填按短少和破损的货值 {worth}，多扣由部门领导决定",
                    &[("worth", &worth)],
                ))
                .optional();
            let by = f
                .date("replacement_by", "补发到货日期")
                .beside("settlement", "replaced")
                .help("补发时必填：货什么时候到客户手里")
                .optional();
            let source = f
                .choice("source", "补发的货从哪里来")
                .beside("settlement", "replaced")
                .preset(Chosen(Source::Made))
                .help("补发时：坏的或少的货要重新做、重新买，或从成品库存发")
                .or(Chosen(Source::Made))
                .0;
            (credit, by.map(|by| Replacement { by, source }))
        })
        .unwrap_or_default();
    let extra = f.when(beyond, |f| {
        let asked = f
            .choice("extra", "多收的货怎样处理")
            .help("不收钱的由部门领导决定；退回路上丢了的也选不收钱，并写明");
        asked.radio().required().0
    });
    let settling = Settling {
        settlement,
        credit,
        replacement,
        extra,
        note: f.words("note", "与客户商定的办法", 500).required(),
        files: f.proof(),
    };
    let finding = f.when(lost && at.shipment.finding.is_none(), |f| {
        f.heading("差异原因");
        ask_finding(f, &at.shipment)
    });
    (settling, finding)
}

pub(super) fn settle(
    door: &mut Door,
    at: Differing,
    (settling, finding): (Settling, Option<Finding>),
) -> Result<Done> {
    actions::settle_difference(door, at.shipment, settling, finding).map(changed)
}

/// H6.6 What was missing at arrival and turned up, and where (C20).
pub(super) fn found(f: &Form, at: &Differing) -> Found {
    f.intro("已到收货人手里的算收到；退回我们的可以再发。约好补发还没有发的，补发数量随之减少；补发已经发走的，找到的算多收，再与客户商定。");
    let on = f.date("on", "找回日期").preset(f.today()).required();
    let place = f.choice("place", "货在哪里").radio().required().0;
    let open = |line: i64| (at.shipment.never_came(line), at.shipment.to_return(line));
    let part = |p: &Part| Part { line: p.line, quantity: open(p.line).0.plus(open(p.line).1) };
    let missing: Vec<Part> = at.shipment.parts.iter().map(part).filter(|p| p.quantity.is_some()).collect();
    let wanted = |line: i64| {
        let (missing, back) = open(line);
        let all = [(f.t("短少"), missing), (f.t("待退回"), back)];
        let said = all.into_iter().filter(|(_, quantity)| quantity.is_some());
        said.map(|(word, quantity)| format!("{word} {}", quantity.plain())).collect::<Vec<_>>().join(" ")
    };
    let rows = f.rows("lines", "找回数量", &missing, ("line", "行"), |p| p.line.to_string());
    let mut parts = rows.each(
        |p| format!("{} · {}", at.name(p.line), wanted(p.line)),
        |row, p| Part {
            line: p.line,
            quantity: row
                .quantity("quantity", "找回")
                .preset(p.quantity)
                .or(domain::quantity::Quantity::ZERO),
        },
    );
    parts.retain(|p| p.quantity.is_some());
    Found {
        on,
        parts,
        spare: Vec::new(),
        back: None,
        place,
        note: f.words("note", "在哪里找到、谁说的", 500).required(),
        proof: f.proof(),
    }
}

pub(super) fn find(door: &mut Door, at: Differing, found: Found) -> Result<Done> {
    actions::find(door, at.shipment, found).map(changed)
}
