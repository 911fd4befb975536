//! Archives that lie about their size.

use std::io::Write;

use zip::write::{SimpleFileOptions, ZipWriter};

use super::*;

fn archive(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn refusal(bytes: &[u8]) -> Error {
    check(bytes, &Limits::default()).unwrap_err()
}

#[test]
fn other_files_are_told_apart() {
    assert!(matches!(refusal(b"<html><table>"), Error::NotXlsx));
    assert!(matches!(refusal(b""), Error::NotXlsx));
    assert!(matches!(refusal(&archive(&[("word/document.xml", b"<w/>")])), Error::NotXlsx));
    let mut old = COMPOUND_FILE.to_vec();
    old.extend([0; 600]);
    assert!(matches!(refusal(&old), Error::LegacyXls));
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(matches!(refusal(&old), Error::Encrypted));
    let cut_off: Vec<u8> = archive(&[("xl/workbook.xml", b"<w/>")]).into_iter().take(60).collect();
    assert!(matches!(refusal(&cut_off), Error::NotXlsx));
}

#[test]
fn a_bomb_is_refused_by_its_ratio_and_by_its_size() {
    let zeros = vec![0; 30 << 20];
    let bomb = archive(&[("xl/workbook.xml", b"<w/>"), ("xl/worksheets/sheet1.xml", &zeros)]);
    assert!(bomb.len() < 100_000);
    assert!(matches!(refusal(&bomb), Error::InflatesTooMuch));
    let limits = Limits { ratio: u64::MAX, ..Limits::default() };
    assert!(check(&bomb, &limits).is_ok());
    let limits = Limits { ratio: u64::MAX, inflated_bytes: 1 << 20, ..Limits::default() };
    assert!(matches!(check(&bomb, &limits), Err(Error::InflatesTooMuch)));
    let small = archive(&[("xl/workbook.xml", b"<w/>"), ("xl/styles.xml", &vec![b' '; 1 << 20])]);
    assert!(check(&small, &Limits::default()).is_ok(), "small ones pack well and are harmless");
}

#[test]
fn pictures_do_not_count_against_the_table_and_hide_none() {
    // Bytes that do not pack, as in a photo.
    let mut seed = 1_u64;
    let mut photo = Vec::new();
    while photo.len() < 3 << 20 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        photo.extend(seed.to_be_bytes());
    }
    let book = archive(&[("xl/workbook.xml", b"<w/>"), ("xl/media/image1.jpeg", &photo)]);
    let tight = Limits { inflated_bytes: 1 << 20, ..Limits::default() };
    assert!(check(&book, &tight).is_ok(), "a photo is not the table");
    let zeros = vec![0; 30 << 20];
    let sheet = ("xl/worksheets/sheet1.xml", zeros.as_slice());
    let disguised = archive(&[("xl/workbook.xml", b"<w/>"), ("xl/media/image1.jpeg", &photo), sheet]);
    assert!(matches!(refusal(&disguised), Error::InflatesTooMuch), "a photo lends its size to no table");
    let hidden = archive(&[("xl/workbook.xml", b"<w/>"), ("xl/media/sheet.bin", &zeros)]);
    assert!(matches!(refusal(&hidden), Error::InflatesTooMuch));
}

#[test]
fn size_and_number_of_parts() {
    let limits = Limits { file_bytes: 100, entries: 1, ..Limits::default() };
    let two = archive(&[("xl/workbook.xml", b"<w/>"), ("a", b"")]);
    assert!(matches!(check(&two, &limits), Err(Error::FileTooLarge { limit: 100, .. })));
    let limits = Limits { entries: 1, ..Limits::default() };
    assert!(matches!(check(&two, &limits), Err(Error::TooManyEntries { entries: 2, limit: 1 })));
}

#[test]
fn external_links_and_document_types() {
    let linked = archive(&[("xl/workbook.xml", b"<w/>"), ("xl/externalLinks/externalLink1.xml", b"<e/>")]);
    assert!(matches!(refusal(&linked), Error::ExternalLinks));
    let typed =
        archive(&[("xl/workbook.xml", b"<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a \"b\">]><w/>")]);
    assert!(matches!(refusal(&typed), Error::DocumentType));
}
