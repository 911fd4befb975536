//! Free capacity over working time, 64 slots at a time.
//!
//! For every level `n` up to the capacity there is a row of bits: set where at least `n` units are free. Taking `u`
//! units moves row `n + u` into row `n` over the window, so one machine word answers or books 64 slots. What a union-find
//! over full slots would skip one by one, this skips by words, and a copy of all rows is some kilobytes.
#![expect(
    clippy::indexing_slicing,
    reason = "the innermost arithmetic; every index is below the length it was built with"
)]

use crate::num::{ix, small};

/// Where the rows of a resource stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Rows {
    /// The first word of level 1.
    pub first: usize,
    /// Words in a row.
    pub words: usize,
    /// Rows: the largest capacity of any slot.
    pub levels: u32,
}

impl Rows {
    /// The bits of slots with at least `units` free; none where so much is never there.
    #[inline]
    fn row<'a>(&self, bits: &'a [u64], units: u32) -> &'a [u64] {
        if units > self.levels {
            return &[];
        }
        let at = self.first + ix(units.max(1) - 1) * self.words;
        &bits[at..at + self.words]
    }

    /// The first run of `length` slots from `from` on with `units` free in each.
    #[inline]
    pub fn earliest(&self, bits: &[u64], units: u32, from: u32, length: u32) -> Option<u32> {
        let row = self.row(bits, units);
        let (from, length) = (ix(from), ix(length));
        let mut word = from / 64;
        if word >= row.len() {
            return None;
        }
        // Slots before `from` do not count.
        let mut current = row[word] & (u64::MAX << (from % 64));
        let mut run = 0;
        loop {
            if current == u64::MAX {
                run += 64;
            } else {
                let trailing = ix(current.trailing_ones());
                if run + trailing >= length {
                    return Some(small(word * 64 - run));
                }
                if length <= 64 {
                    let starts = runs_of(current, length);
                    if starts != 0 {
                        return Some(small(word * 64 + ix(starts.trailing_zeros())));
                    }
                }
                run = ix(current.leading_ones());
            }
            word += 1;
            if run >= length {
                return Some(small(word * 64 - run));
            }
            if word == row.len() {
                return None;
            }
            current = row[word];
        }
    }

    /// The last run of `length` slots that ends by `until` with `units` free in each.
    pub fn latest(&self, bits: &[u64], units: u32, until: u32, length: u32) -> Option<u32> {
        let row = self.row(bits, units);
        let (until, length) = (ix(until).min(row.len() * 64), ix(length));
        let mut word = until / 64;
        let mut current = if until % 64 == 0 { 0 } else { row[word] & ((1 << (until % 64)) - 1) };
        // Set slots at the end of what has been looked at, beginning with word `word + 1`.
        let mut run = 0;
        loop {
            if current == u64::MAX {
                run += 64;
            } else {
                let leading = ix(current.leading_ones());
                if run + leading >= length {
                    return Some(small((word + 1) * 64 + run - length));
                }
                if length <= 64 {
                    let starts = runs_of(current, length);
                    if starts != 0 {
                        return Some(small(word * 64 + 63 - ix(starts.leading_zeros())));
                    }
                }
                run = ix(current.trailing_ones());
            }
            if run >= length {
                return Some(small(word * 64 + run - length));
            }
            if word == 0 {
                return None;
            }
            word -= 1;
            current = row[word];
        }
    }

    /// Takes `units` from `from` to `to`; what is not there is not taken.
    #[inline]
    pub fn book(&self, bits: &mut [u64], units: u32, from: u32, to: u32) {
        Self::each_word(from, to, |word, mask| {
            let mut at = self.first + word;
            for level in 1..=self.levels {
                let above = if level + units <= self.levels { bits[at + ix(units) * self.words] } else { 0 };
                bits[at] = (bits[at] & !mask) | (above & mask);
                at += self.words;
            }
        });
    }

    /// Gives back what [`Rows::book`] took.
    #[inline]
    pub fn release(&self, bits: &mut [u64], units: u32, from: u32, to: u32) {
        Self::each_word(from, to, |word, mask| {
            for level in (1..=self.levels).rev() {
                let at = self.first + word + ix(level - 1) * self.words;
                let below = if level > units { bits[at - ix(units) * self.words] } else { u64::MAX };
                bits[at] = (bits[at] & !mask) | (below & mask);
            }
        });
    }

    #[inline]
    fn each_word(from: u32, to: u32, mut change: impl FnMut(usize, u64)) {
        let (from, to) = (ix(from), ix(to));
        if from >= to {
            return;
        }
        let (first, last) = (from / 64, (to - 1) / 64);
        for word in first..=last {
            let low = if word == first { u64::MAX << (from % 64) } else { u64::MAX };
            let high = if word == last { u64::MAX >> (63 - (to - 1) % 64) } else { u64::MAX };
            change(word, low & high);
        }
    }
}

/// The bits of `word` at which `length` set bits begin; `length` is 1 to 64.
#[inline]
fn runs_of(word: u64, length: usize) -> u64 {
    let mut starts = word;
    let mut have = 1;
    while have < length && starts != 0 {
        let step = have.min(length - have);
        starts &= starts >> step;
        have += step;
    }
    starts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const LEVELS: u32 = 3;

    fn rows(free: &[u32]) -> (Rows, Vec<u64>) {
        let words = free.len().div_ceil(64);
        let rows = Rows { first: 0, words, levels: LEVELS };
        let mut bits = vec![0; words * 3];
        for (slot, &units) in free.iter().enumerate() {
            for level in 0..ix(units) {
                bits[level * words + slot / 64] |= 1 << (slot % 64);
            }
        }
        (rows, bits)
    }

    fn fits(free: &[u32], units: u32, from: usize, length: usize) -> bool {
        free.get(from..from + length).is_some_and(|window| window.iter().all(|&f| f >= units))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(256))]
        #[test]
        fn words_agree_with_slots(
            free in prop::collection::vec(prop::sample::select(vec![0_u32, 1, 2, 3, 3, 3, 3, 3, 3]), 1..300),
            units in 1_u32..5, from in 0_usize..320, length in 1_usize..150,
        ) {
            let (rows, mut bits) = rows(&free);
            let first = (from..free.len()).find(|&s| fits(&free, units, s, length));
            prop_assert_eq!(rows.earliest(&bits, units, small(from), small(length)).map(ix), first);
            let until = from.min(free.len());
            let last = (0..until).rev().find(|&s| s + length <= until && fits(&free, units, s, length));
            prop_assert_eq!(rows.latest(&bits, units, small(from), small(length)).map(ix), last);
            if let Some(start) = first {
                let before = bits.clone();
                rows.book(&mut bits, units, small(start), small(start + length));
                let mut less = free.clone();
                less[start..start + length].iter_mut().for_each(|f| *f -= units);
                prop_assert_eq!(&bits, &self::rows(&less).1);
                rows.release(&mut bits, units, small(start), small(start + length));
                prop_assert_eq!(&bits, &before);
            }
        }
    }
}
