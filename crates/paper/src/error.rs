//! The error of this layer.

/// Everything that can go wrong here. The texts are for the log; the app words them for people.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The bytes are no xlsx file at all: another format, a web page saved as .xlsx, a cut-off upload.
    #[error("not an xlsx workbook")]
    NotXlsx,
    /// A workbook of Excel 97–2003 (.xls): to be saved as .xlsx.
    #[error("an old .xls workbook, not .xlsx")]
    LegacyXls,
    /// The workbook is protected by a password for opening.
    #[error("the workbook is encrypted")]
    Encrypted,
    /// The file is larger than [`crate::sheet_read::Limits::file_bytes`].
    #[error("the file has {bytes} bytes, {limit} are allowed")]
    FileTooLarge {
        /// Size of the file.
        bytes: u64,
        /// The limit.
        limit: u64,
    },
    /// The archive has more parts than [`crate::sheet_read::Limits::entries`].
    #[error("the archive has {entries} parts, {limit} are allowed")]
    TooManyEntries {
        /// Parts in the archive.
        entries: usize,
        /// The limit.
        limit: usize,
    },
    /// The archive unpacks to more than [`crate::sheet_read::Limits::inflated_bytes`], or to more than
    /// [`crate::sheet_read::Limits::ratio`] times its size: a zip bomb.
    #[error("the archive unpacks to more than is allowed")]
    InflatesTooMuch,
    /// The workbook refers to other workbooks (`xl/externalLinks`): to be saved with values instead.
    #[error("the workbook links to other files")]
    ExternalLinks,
    /// A part of the workbook declares a document type, which no spreadsheet program does.
    #[error("the workbook contains a document type declaration")]
    DocumentType,
    /// A zip of the right kind whose content cannot be read.
    #[error("the workbook is damaged: {0}")]
    Damaged(String),
    /// A sheet has content below the last allowed row.
    #[error("sheet {sheet:?} has more than {limit} rows")]
    TooManyRows {
        /// Name of the sheet.
        sheet: String,
        /// The limit.
        limit: usize,
    },
    /// A sheet has content right of the last allowed column.
    #[error("sheet {sheet:?} has more than {limit} columns")]
    TooManyColumns {
        /// Name of the sheet.
        sheet: String,
        /// The limit.
        limit: usize,
    },
    /// A cell's text or formula is longer than allowed.
    #[error("sheet {sheet:?}, row {row}, column {column}: the text is longer than {limit} characters")]
    CellTooLong {
        /// Name of the sheet.
        sheet: String,
        /// Row as Excel numbers it, from 1.
        row: usize,
        /// Column, from 1.
        column: usize,
        /// The limit in characters.
        limit: usize,
    },
    /// All sheets together hold more cells or more text than allowed.
    #[error("the workbook holds too much")]
    TooMuchContent,
    /// The workbook could not be written: for instance a text longer than Excel's 32,767 characters.
    #[error("cannot write the workbook: {0}")]
    Write(String),
    /// The input of a document lacks what every document needs, or is not as the template expects.
    #[error("the document's input: {0}")]
    Input(String),
    /// Typst refused: a fault in a template or in its input.
    #[error("cannot set the document: {0}")]
    Typeset(String),
    /// The embedded fonts could not be loaded.
    #[error("the embedded fonts are damaged")]
    Fonts,
    /// The text cannot become a QR code: it is empty or too long (over about 2,300 bytes).
    #[error("cannot make a QR code: {0}")]
    Qr(String),
}
