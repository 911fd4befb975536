//! Documents in and out: xlsx workbooks read and written, PDF with Chinese type, QR codes.
//!
//! * [`sheet_read`] takes a stranger's workbook, within limits, and gives typed cells.
//! * [`sheet_write`] writes lists, templates to fill in and sheets returned with their errors.
//! * [`pdf`] sets the forms in `templates/` with typst; their shapes are in [`forms`].
//! * [`qr`] draws a text as a QR code.
//!
//! Nothing here touches the disk, the network or the clock: bytes and values in, bytes out. Amounts and
//! quantities of the printed forms arrive as text, already rounded and worded by the caller.
#![warn(missing_docs)]

mod error;
pub mod forms;
pub mod pdf;
pub mod qr;
pub mod sheet_read;
pub mod sheet_write;

pub use error::Error;
