//! A seeded generator: the same seed gives the same numbers everywhere and for ever.
//!
//! SplitMix64: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.

use crate::num::{index_of, wide};

/// A stream of numbers that its seed determines.
#[derive(Debug, Clone)]
pub struct Rng(u64);

impl Rng {
    /// The stream of `seed`.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`; 0 where `bound` is 0.
    pub const fn below(&mut self, bound: usize) -> usize {
        // The high half of a product (D. Lemire, 2019) without its rejection: the bias is below 2^-32.
        index_of(((self.bits() >> 32) * wide(bound)) >> 32)
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: u32, high: u32) -> u32 {
        low + crate::num::small(self.below(crate::num::ix(high.saturating_sub(low)) + 1))
    }

    /// True in `percent` of a hundred calls.
    pub const fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }
}
