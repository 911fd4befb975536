//! How a reader wants pages to look: light or dark, wide or tight.

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme behind a stored code; automatic when unknown.
    pub fn parse(code: &str) -> Self {
        match code {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::Auto,
        }
    }
}

/// How tightly lists are set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Density {
    /// 40 px rows.
    #[default]
    Normal,
    /// 32 px rows.
    Compact,
}

impl Density {
    /// The stored code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Compact => "compact",
        }
    }

    /// The density behind a stored code; normal when unknown.
    pub fn parse(code: &str) -> Self {
        if code == "compact" { Self::Compact } else { Self::Normal }
    }
}
