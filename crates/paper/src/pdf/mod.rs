//! PDF: the forms in `templates/`, set by typst.
//!
//! A template is a constant of this crate. What people typed reaches it only as data, `/data.json`, never as source; a
//! template can open no other file than that and its pictures, no package and no address.

mod lacking;
mod soft;
mod world;

use jiff::civil::DateTime;
use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, Timestamp};

use crate::{Error, qr};
pub use lacking::Lacking;
pub use world::PICTURES;
use world::PaperWorld;

/// Bytes of JSON that a document may have: 2,000 lines with their codes and all their texts (C32).
const INPUT_LIMIT: usize = 32 << 20;
/// How deep `qr` fields are looked for.
const DEPTH: u8 = 8;

/// A document as it was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pdf {
    /// The file.
    pub bytes: Vec<u8>,
    /// The texts of which characters are missing on it (C29); whoever prints is told before.
    pub lacking: Vec<Lacking>,
}

/// The forms. The shape of each one's input is the struct of the same name in [`crate::forms`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Template {
    /// 送货单: [`crate::forms::DeliveryNote`].
    DeliveryNote,
    /// 收货须知: [`crate::forms::ReceiptNotice`].
    ReceiptNotice,
    /// 生产清单: [`crate::forms::ProductionList`].
    ProductionList,
    /// 采购单: [`crate::forms::PurchaseOrder`].
    PurchaseOrder,
    /// 货运索赔单: [`crate::forms::ClaimLetter`].
    ClaimLetter,
}

impl Template {
    /// Path in the template's own little world, and the template.
    const fn source(self) -> (&'static str, &'static str) {
        match self {
            Self::DeliveryNote => ("/delivery_note.typ", include_str!("../../templates/delivery_note.typ")),
            Self::ReceiptNotice => {
                ("/receipt_notice.typ", include_str!("../../templates/receipt_notice.typ"))
            }
            Self::ProductionList => {
                ("/production_list.typ", include_str!("../../templates/production_list.typ"))
            }
            Self::ClaimLetter => ("/claim_letter.typ", include_str!("../../templates/claim_letter.typ")),
            Self::PurchaseOrder => {
                ("/purchase_order.typ", include_str!("../../templates/purchase_order.typ"))
            }
        }
    }
}

/// Sets one document. Equal input gives equal bytes: the PDF's date is the input's `printed.at`.
///
/// The input is the JSON of the template's struct in [`crate::forms`]; each `qr` field, at any place, is
/// drawn. The first call loads the fonts (13 MB, embedded). This computes for some ten milliseconds: call
/// it where blocking is allowed.
///
/// Errors: [`Error::Input`] when `printed.at` is missing or the input is larger than 32 MB; [`Error::Qr`];
/// [`Error::Typeset`] when a field that the template needs is missing.
pub fn render(template: Template, input: &Value) -> Result<Pdf, Error> {
    render_with(template, input, &[])
}

/// As [`render`], with pictures (JPEG) that the template finds as `/picture-0.jpg`, `/picture-1.jpg` …; at most
/// [`PICTURES`] of them are taken.
pub fn render_with(template: Template, input: &Value, pictures: &[Vec<u8>]) -> Result<Pdf, Error> {
    let timestamp = timestamp(input)?;
    let lacking = lacking::lacking(input);
    let data = data(input)?;
    let (path, text) = template.source();
    let world = PaperWorld::new(path, text, &data, pictures)?;
    let made = set(&world, timestamp);
    // Nothing of a document stays in memory; the fonts do.
    comemo::evict(0);
    Ok(Pdf { bytes: made?, lacking })
}

/// What the template reads: the input with its codes drawn and where its texts may break.
fn data(input: &Value) -> Result<String, Error> {
    let mut input = input.clone();
    let breaks = soft::breaks(&input);
    draw_codes(&mut input, DEPTH)?;
    if let Value::Object(fields) = &mut input {
        fields.insert("breaks".to_owned(), Value::Object(breaks));
    }
    let data = input.to_string();
    if data.len() > INPUT_LIMIT {
        return Err(Error::Input(format!("{} bytes, {INPUT_LIMIT} are allowed", data.len())));
    }
    Ok(data)
}

fn set(world: &PaperWorld, timestamp: Timestamp) -> Result<Vec<u8>, Error> {
    let document = typst::compile::<PagedDocument>(world).output.map_err(|found| refused(&found))?;
    let options =
        PdfOptions { creator: Smart::Custom(None), timestamp: Some(timestamp), ..PdfOptions::default() };
    typst_pdf::pdf(&document, &options).map_err(|found| refused(&found))
}

fn refused(found: &[SourceDiagnostic]) -> Error {
    let messages: Vec<&str> = found.iter().map(|one| one.message.as_str()).collect();
    Error::Typeset(messages.join("; "))
}

fn timestamp(input: &Value) -> Result<Timestamp, Error> {
    let printed = input.get("printed");
    let at: DateTime = printed
        .and_then(|printed| printed.get("at"))
        .and_then(Value::as_str)
        .ok_or_else(|| Error::Input("printed.at is missing".to_owned()))?
        .parse()
        .map_err(|error| Error::Input(format!("printed.at: {error}")))?;
    let offset = printed
        .and_then(|printed| printed.get("utc_offset_minutes"))
        .and_then(Value::as_i64)
        .and_then(|minutes| i32::try_from(minutes).ok())
        .unwrap_or(0);
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    Datetime::from_ymd_hms(
        i32::from(at.year()),
        part(at.month()),
        part(at.day()),
        part(at.hour()),
        part(at.minute()),
        part(at.second()),
    )
    .and_then(|at| Timestamp::new_local(at, offset))
    .ok_or_else(|| Error::Input("printed: no such time".to_owned()))
}

/// Adds to each object with a `qr` text the drawing as `qr_svg`.
fn draw_codes(value: &mut Value, depth: u8) -> Result<(), Error> {
    let Some(deeper) = depth.checked_sub(1) else { return Ok(()) };
    match value {
        Value::Object(fields) => {
            let drawn = match fields.get("qr").and_then(Value::as_str) {
                Some(text) if !text.is_empty() => Some(qr::svg(text)?),
                _ => None,
            };
            for field in fields.values_mut() {
                draw_codes(field, deeper)?;
            }
            fields.insert("qr_svg".to_owned(), drawn.map_or(Value::Null, Value::String));
        }
        Value::Array(items) => {
            for item in items {
                draw_codes(item, deeper)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn c32_two_thousand_lines_with_their_codes_and_all_their_texts_are_not_too_many() {
        let step =
            json!({"name": "玻璃加工", "centre": "板材车间", "start": "2026-11-06", "end": "2026-11-10"});
        let line = json!({
            "item": "CP-1001", "name": "超白玻璃珠宝展示高柜", "spec": "板".repeat(1200), "quantity": "12 组", "due": "2026-11-20",
            "drawing": "图".repeat(200), "remark": "注".repeat(500), "qr": "https://gendan.example/work/01a22754336d76d0b841fbbe9c0b41c4",
            "short_code": "SC26110001", "operations": vec![step; 5],
        });
        // A hundred of them say how much all of them are.
        let hundred = data(&json!({"lines": vec![line; 100]})).map_or(usize::MAX, |data| data.len());
        let all = hundred.saturating_mul(20);
        assert!((INPUT_LIMIT / 4..=INPUT_LIMIT).contains(&all), "{all} bytes of {INPUT_LIMIT}");
    }
}
