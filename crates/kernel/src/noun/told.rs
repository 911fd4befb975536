//! What facts say in the thread of an order (H2.3).

use std::any::Any;

/// What one fact says.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// In a sentence; empty: nothing that a reader needs.
    pub sentence: String,
    /// More lines about it.
    pub details: Vec<String>,
    /// Whether somebody spoke to somebody.
    pub talk: bool,
    /// What its noun was called then; filled in by the noun's entry.
    pub about: String,
}

/// A noun as far as a thread has come.
pub struct Past {
    pub(super) state: Box<dyn Any>,
    /// Whether the thread tells it from its first fact; else it is known as it is now.
    pub(super) is_whole: bool,
}

impl Told {
    /// A sentence alone.
    pub fn plain(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into(), ..Self::default() }
    }

    /// With further lines, of which empty ones are left out.
    #[must_use]
    pub fn more(mut self, lines: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(lines.into_iter().filter(|line| !line.is_empty()));
        self
    }

    /// Somebody spoke to somebody.
    #[must_use]
    pub fn talk(mut self) -> Self {
        self.talk = true;
        self
    }
}
