//! Sheet names as Excel allows them, and the width of text.

use std::collections::HashSet;

/// Names already given in a workbook; Excel compares them without regard to case.
#[derive(Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// `wanted`, made valid and different from all before.
    pub(super) fn unique(&mut self, wanted: &str) -> String {
        let cleaned: String =
            wanted.chars().map(|c| if "[]:*?/\\".contains(c) || c.is_control() { '-' } else { c }).collect();
        let cleaned = cleaned.trim().trim_matches('\'');
        let base = if cleaned.is_empty() { "Sheet" } else { cleaned };
        let mut name = cut(base, 31);
        let mut number = 2_u32;
        while name == super::draw::LISTS || !self.0.insert(name.to_lowercase()) {
            let ending = format!(" ({number})");
            name = cut(base, 31 - ending.len()) + &ending;
            number += 1;
        }
        name
    }
}

/// The first `limit` UTF-16 units, as Excel counts.
fn cut(text: &str, limit: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= limit
        })
        .collect()
}

/// Width of a text in half characters: Han characters and full-width forms count two.
pub(super) fn width(text: &str) -> u16 {
    let longest = text.lines().map(|line| line.chars().map(char_width).sum::<usize>()).max().unwrap_or(0);
    u16::try_from(longest).unwrap_or(u16::MAX)
}

fn char_width(c: char) -> usize {
    let wide = matches!(u32::from(c),
        0x1100..=0x115F | 0x2E80..=0xA4CF | 0xAC00..=0xD7A3 | 0xF900..=0xFAFF
        | 0xFE30..=0xFE6F | 0xFF00..=0xFF60 | 0xFFE0..=0xFFE6 | 0x1F300..=0x1FAFF | 0x20000..=0x3FFFF);
    if wide { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_valid_and_unique() {
        let mut names = Names::default();
        assert_eq!(names.unique("订单/2026"), "订单-2026");
        assert_eq!(names.unique("订单:2026"), "订单-2026 (2)");
        assert_eq!(names.unique("  "), "Sheet");
        assert_eq!(names.unique(&"长".repeat(40)).chars().count(), 31);
        assert_eq!(names.unique(&"长".repeat(40)).chars().count(), 31);
        assert_ne!(names.unique("_lists"), "_lists");
    }

    #[test]
    fn han_counts_two() {
        assert_eq!(width("玻璃A1"), 6);
        assert_eq!(width("a\n柜台（大）"), 10);
    }
}
