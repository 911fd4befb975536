//! The claim letter 货运索赔单: what is asked of the carrier, on what grounds, with a list of proof and photos.

use domain::access::Right;
use domain::choice::Choice as _;
use domain::claim::Claim;
use domain::company::Company;
use domain::confidential::Secret;
use domain::filing;
use domain::history::Noun as _;
use domain::order::Attachment;
use domain::shipment::Signature;
use kernel::i18n::Lang;
use kernel::{Ctx, Door};
use paper::forms::{ClaimLetter, ClaimLine, Printed};

use crate::print::{Kind, Paper, Sheet};
use crate::{carrier, company};

/// Photos at most on one letter.
const PHOTOS: usize = 8;

/// The letter to the carrier.
pub static LETTER: Paper = Paper {
    kind: Kind::ClaimLetter,
    path: "/claims/{id}/letter.pdf",
    right: Right::ReadClaims,
    read: |door, id, priced| {
        let claim = super::pages::find(door, id)?;
        let company = company::actions::load(door)?;
        let (lang, carrier) = carrier::language(door, &claim.carrier_name)?;
        let form = letter(door, &claim, &company, lang, priced);
        let sheet = Sheet::of(&form, &claim.number, &claim.head, &[company.head.version, carrier])?;
        Ok(sheet.with_photos(photos(door, &claim)))
    },
};

/// The data of the letter; amounts for who may see prices.
fn letter(door: &mut Door, claim: &Claim, company: &Company, lang: Lang, priced: bool) -> ClaimLetter {
    let prices = priced && door.ctx.sees(Secret::Price);
    if prices {
        door.look(Secret::Price);
    }
    let ctx: &Ctx = door.ctx;
    let lines = claim.losses.iter().map(|loss| ClaimLine {
        name: loss.name.clone(),
        code: loss.code.clone(),
        unit: loss.unit.clone(),
        sent: loss.sent.plain(),
        missing: loss.missing.plain(),
        damaged: loss.damaged.plain(),
        amount: prices.then(|| loss.amount.open().plain()),
    });
    let lodged = claim.lodged.as_ref();
    ClaimLetter {
        lang: lang.into(),
        company: company.profile.name.clone(),
        number: claim.number.clone(),
        // The carrier has no login, so there is no page that a code could lead to.
        qr: None,
        short_code: None,
        carrier: claim.carrier_name.clone(),
        waybill: claim.waybill.clone(),
        shipment: claim.shipment_number.clone(),
        arrived_on: claim.arrived_on.to_string(),
        pickup: lang.t(claim.grounds.pickup.label()).to_owned(),
        packing: lang.t(claim.grounds.packing.label()).to_owned(),
        // What we do not know is not the carrier's business.
        signature: match claim.grounds.signature {
            Signature::Unknown => String::new(),
            known => lang.t(known.label()).to_owned(),
        },
        note: claim.grounds.note.clone(),
        lines: lines.collect(),
        total: prices.then(|| claim.claimed().plain()),
        // Capital numerals are a Chinese custom.
        in_words: (prices && lang == Lang::Zh).then(|| claim.claimed().capital()),
        answer_by: lodged.map(|l| l.answer_by.to_string()).unwrap_or_default(),
        proof: claim.grounds.proof.iter().map(|f| f.name.clone()).collect(),
        photos: 0,
        contact: ctx.actor.name.clone(),
        contact_phone: company.profile.telephone.clone(),
        bank: company.profile.bank.clone(),
        printed: Printed::default(),
    }
}

/// The photos that go on the letter: those that its reader may open.
fn photos(door: &Door, claim: &Claim) -> Vec<Attachment> {
    let roles = &door.ctx.actor.roles;
    let files = claim.grounds.proof.iter().filter(|f| f.media_type.starts_with("image/")).take(PHOTOS);
    files.filter(|f| filing::opens(roles, Claim::READ, filing::kind(&f.what, "proof"))).cloned().collect()
}
