//! The look at the zip archive before anything is parsed.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::Limits;
use crate::Error;

/// Archives that unpack to less than this are not measured by their ratio: small sheets pack very well.
const RATIO_EXEMPT: u64 = 10 << 20;
/// Unpacked size of pictures by their packed size: they are packed already.
const PICTURE_RATIO: u64 = 3;
/// Where a document type declaration would have to stand.
const PROLOG: u64 = 4096;
/// First bytes of the container of .xls and of encrypted .xlsx files.
const COMPOUND_FILE: [u8; 4] = [0xD0, 0xCF, 0x11, 0xE0];

/// Refuses what is no xlsx, what is too large, and what an honest spreadsheet never has. Sizes in a zip's
/// directory can lie, so each part is unpacked here and counted, without being kept.
pub(super) fn check(bytes: &[u8], limits: &Limits) -> Result<(), Error> {
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > limits.file_bytes {
        return Err(Error::FileTooLarge { bytes: size, limit: limits.file_bytes });
    }
    if bytes.starts_with(&COMPOUND_FILE) {
        return Err(if is_encrypted(bytes) { Error::Encrypted } else { Error::LegacyXls });
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return Err(Error::NotXlsx);
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Error::NotXlsx)?;
    if archive.len() > limits.entries {
        return Err(Error::TooManyEntries { entries: archive.len(), limit: limits.entries });
    }
    if archive.has_duplicate_names() {
        return Err(Error::Damaged("two parts have one name".to_owned()));
    }
    let pictures = pictures(&mut archive)?;
    let table = size.saturating_sub(pictures);
    let most = limits.inflated_bytes.min((table.saturating_mul(limits.ratio)).max(RATIO_EXEMPT));
    let allowed = pictures.saturating_mul(PICTURE_RATIO).max(RATIO_EXEMPT);
    let (mut inflated, mut drawn) = (0, 0);
    let mut is_workbook = false;
    for number in 0..archive.len() {
        let mut part = archive.by_index(number).map_err(unreadable)?;
        let name = part.name().map_err(unreadable)?.replace('\\', "/").to_ascii_lowercase();
        is_workbook |= name == "xl/workbook.xml";
        if name.trim_start_matches('/').starts_with("xl/externallinks/") {
            return Err(Error::ExternalLinks);
        }
        // Pictures have an allowance of their own; one that packs like a table is a table in disguise.
        if is_picture(&name) {
            let rest = (allowed + 1).saturating_sub(drawn);
            drawn += std::io::copy(&mut part.take(rest), &mut std::io::sink()).map_err(unreadable)?;
            if drawn > allowed {
                return Err(Error::InflatesTooMuch);
            }
            continue;
        }
        let mut prolog = Vec::new();
        let head = part.by_ref().take(PROLOG).read_to_end(&mut prolog).map_err(unreadable)?;
        inflated += u64::try_from(head).unwrap_or(u64::MAX);
        let is_xml = [".xml", ".rels", ".vml"].iter().any(|ending| name.ends_with(ending));
        if is_xml && prolog.windows(9).any(|window| window.eq_ignore_ascii_case(b"<!doctype")) {
            return Err(Error::DocumentType);
        }
        let rest = (most + 1).saturating_sub(inflated);
        inflated += std::io::copy(&mut part.take(rest), &mut std::io::sink()).map_err(unreadable)?;
        if inflated > most {
            return Err(Error::InflatesTooMuch);
        }
    }
    if is_workbook { Ok(()) } else { Err(Error::NotXlsx) }
}

fn is_picture(name: &str) -> bool {
    name.trim_start_matches('/').starts_with("xl/media/")
        && ![".xml", ".rels", ".vml"].iter().any(|e| name.ends_with(e))
}

/// Packed bytes of all pictures: they say nothing about how well the table packs.
fn pictures(archive: &mut ZipArchive<Cursor<&[u8]>>) -> Result<u64, Error> {
    let mut sum = 0;
    for number in 0..archive.len() {
        let part = archive.by_index_raw(number).map_err(unreadable)?;
        let name = part.name().map_err(unreadable)?.replace('\\', "/").to_ascii_lowercase();
        if is_picture(&name) {
            sum += part.compressed_size();
        }
    }
    Ok(sum)
}

fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|window| window == name)
}

fn unreadable(error: impl std::fmt::Display) -> Error {
    Error::Damaged(error.to_string())
}

#[cfg(test)]
mod tests;
