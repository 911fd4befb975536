//! The claim letter 货运索赔单: what is asked of the carrier, on what grounds, with a list of proof and photos.

use domain::choice::Choice as _;
use domain::claim::Claim;
use domain::confidential::Secret;
use domain::order::Attachment;
use domain::shipment::Signature;
use kernel::i18n::Lang as Screen;
use kernel::{Ctx, Door, Result};
use paper::forms::{ClaimLetter, ClaimLine, Lang, Printed};

use crate::company;

/// Photos at most on one letter.
pub const PHOTOS: usize = 8;

/// The data of the letter; amounts for who may see prices.
pub fn letter(door: &mut Door, claim: &Claim) -> Result<ClaimLetter> {
    let company = company::actions::load(door)?.state;
    let prices = door.ctx.sees(Secret::Price);
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
    Ok(ClaimLetter {
        lang: if ctx.lang == Screen::En { Lang::En } else { Lang::Zh },
        company: company.profile.name.clone(),
        number: claim.number.clone(),
        qr: door.shared.config.code_of(&format!("/claims/{}", claim.id)),
        short_code: Some(claim.number.clone()),
        carrier: claim.carrier_name.clone(),
        waybill: claim.waybill.clone(),
        shipment: claim.shipment_number.clone(),
        arrived_on: claim.arrived_on.to_string(),
        pickup: ctx.lang.t(claim.grounds.pickup.label()).to_owned(),
        packing: ctx.lang.t(claim.grounds.packing.label()).to_owned(),
        // What we do not know is not the carrier's business.
        signature: match claim.grounds.signature {
            Signature::Unknown => String::new(),
            known => ctx.lang.t(known.label()).to_owned(),
        },
        note: claim.grounds.note.clone(),
        lines: lines.collect(),
        total: prices.then(|| claim.claimed().plain()),
        in_words: prices.then(|| claim.claimed().capital()),
        answer_by: lodged.map(|l| l.answer_by.to_string()).unwrap_or_default(),
        proof: claim.grounds.proof.iter().map(|f| f.name.clone()).collect(),
        photos: 0,
        contact: ctx.actor.name.clone(),
        contact_phone: company.profile.telephone.clone(),
        bank: company.profile.bank.clone(),
        printed: Printed {
            by: ctx.actor.name.clone(),
            at: ctx.local_now(),
            utc_offset_minutes: 480,
            times: 1,
        },
    })
}

/// The photos that go on the letter.
pub fn photos(claim: &Claim) -> Vec<Attachment> {
    let files = claim.grounds.proof.iter().filter(|f| f.media_type.starts_with("image/"));
    files.take(PHOTOS).cloned().collect()
}
