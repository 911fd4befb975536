//! All that typst can see: one template, the common one, the fonts, the input and its pictures.

use std::sync::LazyLock;

use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

use crate::Error;

const COMMON_PATH: &str = "/common.typ";
const COMMON: &str = include_str!("../../templates/common.typ");
/// What the one before lacks is taken from the next; `common.typ` names the families in the same order.
const FACES: [&[u8]; 5] = [
    include_bytes!("../../fonts/NotoSansCJKsc-Regular.subset.otf"),
    include_bytes!("../../fonts/NotoSansCJKsc-Bold.subset.otf"),
    include_bytes!("../../fonts/NotoSans-Regular.subset.ttf"),
    include_bytes!("../../fonts/NotoSans-Bold.subset.ttf"),
    include_bytes!("../../fonts/NotoSansSymbols2-Regular.subset.ttf"),
];

struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

/// Loaded with the first document.
static FONTS: LazyLock<Fonts> = LazyLock::new(|| {
    let fonts: Vec<Font> = FACES.into_iter().filter_map(|data| Font::new(Bytes::new(data), 0)).collect();
    Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts }
});

/// The same for every document: building and hashing it takes milliseconds.
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::builder().build()));

pub(super) struct PaperWorld {
    main: Source,
    common: Source,
    /// The data and the pictures.
    files: Vec<(FileId, Bytes)>,
}

/// Where a template finds its data.
const DATA_PATH: &str = "/data.json";

/// Pictures at most in one document.
pub const PICTURES: usize = 8;
/// Their paths are constants, so that the interned ids stay few.
const PICTURE_PATHS: [&str; PICTURES] = [
    "/picture-0.jpg",
    "/picture-1.jpg",
    "/picture-2.jpg",
    "/picture-3.jpg",
    "/picture-4.jpg",
    "/picture-5.jpg",
    "/picture-6.jpg",
    "/picture-7.jpg",
];

impl PaperWorld {
    /// A world with one template as its main file and `data` as `/data.json`.
    pub(super) fn new(path: &str, template: &str, data: &str, pictures: &[Vec<u8>]) -> Result<Self, Error> {
        if FONTS.fonts.len() != FACES.len() {
            return Err(Error::Fonts);
        }
        let mut files = vec![(file_id(DATA_PATH)?, Bytes::new(data.as_bytes().to_vec()))];
        for (path, bytes) in PICTURE_PATHS.iter().zip(pictures) {
            files.push((file_id(path)?, Bytes::new(bytes.clone())));
        }
        Ok(Self {
            main: Source::new(file_id(path)?, template.to_owned()),
            common: Source::new(file_id(COMMON_PATH)?, COMMON.to_owned()),
            files,
        })
    }
}

/// Whether an embedded typeface has `c`.
pub(super) fn covers(c: char) -> bool {
    FONTS.fonts.iter().any(|font| font.info().coverage.contains(u32::from(c)))
}

/// The paths are constants of this crate, so the interned ids are few.
fn file_id(path: &str) -> Result<FileId, Error> {
    let path = VirtualPath::new(path).map_err(|error| Error::Typeset(error.to_string()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for PaperWorld {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &FONTS.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.main, &self.common].into_iter().find(|source| source.id() == id).cloned().ok_or_else(missing)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let found = self.files.iter().find(|(known, _)| *known == id);
        found.map(|(_, bytes)| bytes.clone()).ok_or_else(missing)
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn missing() -> FileError {
    FileError::AccessDenied
}
