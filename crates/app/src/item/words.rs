//! What an item is, in words.

use domain::item::Kind;
use kernel::i18n::zh;
use kernel::ui::Tone;

/// Every kind with its words.
pub const KINDS: [(Kind, &str); 3] =
    [(Kind::Product, zh("产品")), (Kind::Assembly, zh("组件")), (Kind::Part, zh("物料"))];

/// A kind as a badge.
pub fn kind(code: &str) -> (Tone, &'static str) {
    let words = KINDS.iter().find(|k| k.0.code() == code).map_or("", |k| k.1);
    (if code == "product" { Tone::Accent } else { Tone::Quiet }, words)
}
