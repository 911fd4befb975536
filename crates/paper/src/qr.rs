//! QR codes as SVG.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

use crate::Error;

/// Light modules around the code, as the standard asks.
const QUIET: usize = 4;

/// Draws `text` as a QR code: error correction level M, a quiet zone of 4 modules, black on white, one
/// module one unit of the `viewBox`. The SVG has no size of its own: the place where it is shown gives it.
///
/// Errors: [`Error::Qr`] when the text is empty or too long.
///
/// ```
/// let svg = paper::qr::svg("https://example.com/q/7K4M2X")?;
/// assert!(svg.starts_with("<svg "));
/// # Ok::<(), paper::Error>(())
/// ```
pub fn svg(text: &str) -> Result<String, Error> {
    if text.is_empty() {
        return Err(Error::Qr("empty text".to_owned()));
    }
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|error| Error::Qr(error.to_string()))?;
    let side = code.width() + 2 * QUIET;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" \
         shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{side}v{side}H0z\"/><path d=\""
    );
    for (y, row) in code.to_colors().chunks(code.width()).enumerate() {
        let mut x = 0;
        for run in row.chunk_by(|a, b| a == b) {
            if run.first() == Some(&Color::Dark) {
                // Writing to a String cannot fail.
                let _ = write!(out, "M{} {}h{}v1h-{}z", x + QUIET, y + QUIET, run.len(), run.len());
            }
            x += run.len();
        }
    }
    out.push_str("\"/></svg>");
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn a_short_url_is_a_small_code_with_its_quiet_zone() {
        let svg = svg("https://host/q/7K4M2X").unwrap();
        assert!(svg.contains("viewBox=\"0 0 33 33\""), "{svg}"); // version 2: 25 modules + 2 × 4
        assert!(svg.contains("M4 4h7v1h-7z"), "the finder pattern starts after the quiet zone");
    }

    #[test]
    fn what_cannot_be_drawn_is_refused() {
        assert!(svg("").is_err());
        assert!(svg(&"x".repeat(3000)).is_err());
    }
}
