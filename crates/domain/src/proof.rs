//! What an act rests on (H2.1): why it is done, and the files that show it.

use crate::order::Attachment;

/// Why something is done, and what shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Why {
    /// The reason, in words.
    pub reason: String,
    /// Files that prove it.
    pub proof: Vec<Attachment>,
}

#[cfg(test)]
impl From<&str> for Why {
    fn from(reason: &str) -> Self {
        Self { reason: reason.to_owned(), proof: Vec::new() }
    }
}
