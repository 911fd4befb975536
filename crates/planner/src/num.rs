//! The only places where an integer changes its width.

/// A stored 32-bit number as an index.
#[expect(clippy::as_conversions, reason = "usize has at least 32 bits wherever this runs")]
pub(crate) const fn ix(small: u32) -> usize {
    small as usize
}

/// An index as a stored 32-bit number; what does not fit ends at the largest.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "checked in the line itself")]
pub(crate) const fn small(index: usize) -> u32 {
    if index > u32::MAX as usize { u32::MAX } else { index as u32 }
}

/// An index as a wide number.
#[expect(clippy::as_conversions, reason = "usize has at most 64 bits wherever this runs")]
pub(crate) const fn wide(index: usize) -> u64 {
    index as u64
}

/// A wide number below some length as an index.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "below a length, so it fits")]
pub(crate) const fn index_of(number: u64) -> usize {
    number as usize
}

/// The days, in hundredths and rounded, of `slots`.
pub(crate) fn hundredths(slots: i64, slots_per_day: u32) -> i64 {
    let day = i64::from(slots_per_day.max(1));
    (slots * 100 + slots.signum() * day / 2) / day
}
