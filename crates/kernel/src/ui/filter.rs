//! What narrows a list.

use super::Opt;

/// A filter above the list.
#[derive(Debug, Clone)]
pub struct Filter {
    /// Its query parameter; a range has `.from` and `.to` behind it.
    pub name: String,
    /// What it is about.
    pub label: String,
    /// How it is set.
    pub kind: FilterKind,
    /// What is set; of a range `from..to`; of a flag `1`.
    pub value: String,
    /// What a choice says where nothing is chosen; empty: 全部.
    pub unsaid: String,
}

/// How a filter is set.
#[derive(Debug, Clone)]
pub enum FilterKind {
    /// One of these, or all.
    Choice(Vec<Opt>),
    /// From a day to a day.
    DateRange,
    /// On or off.
    Flag,
    /// Words.
    Text,
}

impl Filter {
    /// A filter.
    pub fn new(
        name: impl Into<String>,
        label: impl Into<String>,
        kind: FilterKind,
        value: impl Into<String>,
    ) -> Self {
        Self { name: name.into(), label: label.into(), kind, value: value.into(), unsaid: String::new() }
    }

    /// Both ends of a range.
    pub fn range(&self) -> (&str, &str) {
        self.value.split_once("..").unwrap_or((self.value.as_str(), ""))
    }

    /// Whether a query parameter is this filter's.
    pub fn owns(&self, name: &str) -> bool {
        name.strip_prefix(self.name.as_str()).is_some_and(|rest| matches!(rest, "" | ".from" | ".to"))
    }

    pub(super) fn is_set(&self) -> bool {
        !self.value.is_empty() && self.value != ".."
    }
}
