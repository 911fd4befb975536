//! Erasing a person's data as the law asks (PIPL 47): what was erased, why and by whom, without what it said.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::access::Right;
use crate::history::{Noun, Packed, Stamp};
use crate::ids::OrderId;
use crate::refusal::{Refusal, refuse};

/// What an erased text reads as.
pub const ERASED: &str = "（已删除）";

/// A word shorter than this would erase texts of others.
pub const SHORTEST: usize = 2;

/// Whose data it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A customer's contact.
    #[default]
    Customer,
    /// Somebody of the staff.
    Person,
}

/// A field that lost its text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The fact's stream.
    pub stream: String,
    /// Its place in the stream.
    pub seq: i64,
    /// Names and indexes from the root.
    pub path: String,
}

/// An erasure as recorded.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Erasure {
    /// Whose data.
    pub subject: Subject,
    /// Their record.
    pub of: Uuid,
    /// Why.
    pub reason: String,
    /// What was erased.
    pub places: Packed<Vec<Place>>,
}

/// What can happen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fact {
    /// Texts were erased.
    Erased {
        /// Which and why.
        erasure: Erasure,
    },
}

impl Noun for Erasure {
    const STREAM: &'static str = "erasure";
    const READ: Option<Right> = None;
    type Fact = Fact;

    crate::kinds! { Fact:
        Erased = "erasure.erased",
    }

    fn apply(&mut self, fact: &Fact, _: Stamp<'_>) {
        let Fact::Erased { erasure } = fact;
        self.clone_from(erasure);
    }

    fn orders(&self) -> Vec<OrderId> {
        Vec::new()
    }
}

/// The words to look for: what the record said at any time, and what was named beside it. What was erased already is
/// no word.
pub fn words<'a>(known: impl IntoIterator<Item = &'a str>, named: &'a str) -> Vec<String> {
    let named = named.lines().map(str::trim);
    let long = |word: &&str| word.chars().count() >= SHORTEST && *word != ERASED;
    let mut words: Vec<String> =
        known.into_iter().map(str::trim).chain(named).filter(long).map(str::to_owned).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// Decides an erasure: it finds something, and its reason does not repeat what it erases.
pub fn erase(erasure: Erasure, words: &[String]) -> Result<Vec<Fact>, Refusal> {
    if words.iter().any(|word| erasure.reason.contains(word.as_str())) {
        return Err(refuse("H2.1", "原因里不要写要删除的姓名或电话，否则会留在记录里", []));
    }
    if erasure.places.0.is_empty() {
        return Err(refuse("H2.1", "没有找到要删除的内容", []));
    }
    Ok(vec![Fact::Erased { erasure }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h2_1_an_erasure_finds_something_and_does_not_repeat_it() {
        let words = words(["王经理", "1", "", ERASED], "13877778888\n\n 王经理 ");
        assert_eq!(words, ["13877778888", "王经理"]);
        let place = Place { stream: "customer/1".into(), seq: 1, path: "phone".into() };
        let erasure = |reason: &str, places: Vec<Place>| Erasure {
            reason: reason.into(),
            places: Packed(places),
            ..Erasure::default()
        };
        assert!(erase(erasure("本人要求", vec![place.clone()]), &words).is_ok());
        assert!(erase(erasure("王经理要求", vec![place]), &words).is_err());
        assert!(erase(erasure("本人要求", Vec::new()), &words).is_err());
    }
}
