//! The language of what somebody outside the company gets: documents, notices.

/// A language of documents; records keep its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// Chinese.
    Zh,
    /// English.
    En,
}

crate::choice!(Language {
    Zh = "zh", "中文";
    En = "en", "英文";
});

impl Language {
    /// The language behind a stored code; Chinese where none was said.
    pub fn kept(code: &str) -> Self {
        <Self as crate::choice::Choice>::of_code(code).unwrap_or(Self::Zh)
    }
}
