//! Small pictures for lists: bounded before a pixel is decoded, two at a time, and made once (trust controls 31, 35).

use std::collections::VecDeque;
use std::io::Cursor;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use image::{ImageDecoder as _, ImageReader};
use tokio::sync::Semaphore;

use super::Files;
use crate::error::{Error, Result};

/// Pixels of the largest picture that is made small: 36 million, as large cameras take them.
const PIXELS: u64 = 36_000_000;
/// Bytes that decoding one may take.
const MEMORY: u64 = 160 << 20;
/// Pictures that are decoded at the same time.
const AT_ONCE: usize = 2;
/// Pictures that are kept, of some ten kilobytes each.
const KEPT: usize = 400;

/// A picture made small; none where the file is no picture, or too large a one.
type Small = Option<Bytes>;

/// The small pictures that were made lately.
pub(super) struct Previews {
    gate: Semaphore,
    kept: Mutex<VecDeque<(String, Small)>>,
    decoded: AtomicU64,
}

impl Default for Previews {
    fn default() -> Self {
        Self { gate: Semaphore::new(AT_ONCE), kept: Mutex::default(), decoded: AtomicU64::new(0) }
    }
}

impl Previews {
    fn found(&self, sha256: &str) -> Option<Small> {
        let kept = self.kept.lock().ok()?;
        kept.iter().find(|(known, _)| known == sha256).map(|(_, small)| small.clone())
    }

    fn keep(&self, sha256: &str, small: &Small) {
        if let Ok(mut kept) = self.kept.lock() {
            if kept.len() >= KEPT {
                kept.pop_front();
            }
            kept.push_back((sha256.to_owned(), small.clone()));
        }
    }
}

impl Files {
    /// A small picture of a stored file; nothing where it is no picture that can be read within its bounds.
    pub async fn preview(&self, sha256: &str) -> Result<Small> {
        // Bytes that are gone are not shown from memory either.
        self.size(sha256).await?;
        if let Some(small) = self.previews.found(sha256) {
            return Ok(small);
        }
        let _one_of_two = self.previews.gate.acquire().await.map_err(|e| Error::Fault(e.to_string()))?;
        // Who waited for the same picture finds it made.
        if let Some(small) = self.previews.found(sha256) {
            return Ok(small);
        }
        let content = self.get(sha256).await?;
        self.previews.decoded.fetch_add(1, Ordering::SeqCst);
        let made = tokio::task::spawn_blocking(move || made_small(&content)).await;
        let small = made.map_err(|e| Error::Fault(e.to_string()))?;
        self.previews.keep(sha256, &small);
        Ok(small)
    }

    /// How many pictures were decoded so far.
    pub fn decoded(&self) -> u64 {
        self.previews.decoded.load(Ordering::SeqCst)
    }
}

fn made_small(content: &[u8]) -> Small {
    let mut reader = ImageReader::new(Cursor::new(content)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_alloc = Some(MEMORY);
    reader.limits(limits);
    let decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > PIXELS || decoder.total_bytes() > MEMORY {
        return None;
    }
    let small = image::DynamicImage::from_decoder(decoder).ok()?.thumbnail(320, 320).to_rgb8();
    let mut out = Vec::new();
    small.write_to(&mut Cursor::new(&mut out), image::ImageFormat::Jpeg).ok()?;
    Some(out.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_of_absurd_size_is_refused_before_it_is_decoded() {
        let png = |width: u32, height: u32| {
            let mut out = Vec::new();
            let picture = image::GrayImage::new(width, height);
            picture.write_to(&mut Cursor::new(&mut out), image::ImageFormat::Png).unwrap();
            out
        };
        assert!(made_small(&png(2000, 1000)).is_some());
        // The size stands in the first bytes; what follows is never read.
        let mut huge = png(1000, 1000);
        huge.splice(16..24, [0, 0, 0x9c, 0x40, 0, 0, 0x9c, 0x40]);
        assert!(made_small(&huge).is_none());
        assert!(made_small(b"no picture").is_none());
    }
}
