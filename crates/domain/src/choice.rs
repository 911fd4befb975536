//! Choices and states of the trade: each has a stable code and a Chinese label, told once, where it is defined.

/// One of a few: what a form offers and a column shows.
pub trait Choice: Copy + PartialEq + Sized + 'static {
    /// All of them, in the order in which they are offered.
    const ALL: &'static [Self];

    /// The stable code that columns, forms and the API use.
    fn code(self) -> &'static str;

    /// What people read, in Chinese.
    fn label(self) -> &'static str;

    /// The one with this code.
    fn of_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|c| c.code() == code)
    }

    /// The one that people write so: by its code or its label.
    fn written(text: &str) -> Option<Self> {
        let text = text.trim();
        Self::ALL.iter().copied().find(|c| c.code() == text || c.label() == text)
    }

    /// The first: what stands where nothing was chosen yet.
    fn first() -> Self {
        let [first, ..] = Self::ALL else { unreachable!("a choice has something to choose") };
        *first
    }
}

/// How a state is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// In order, done.
    Ok,
    /// On its way.
    Accent,
    /// Somebody should act.
    Warn,
    /// Something is wrong.
    Bad,
    /// Over, or of no matter.
    Quiet,
}

/// Where a thing stands: a choice that nobody makes by hand, with what it means.
pub trait State: Choice {
    /// How it is meant.
    fn tone(self) -> Tone;
}

/// Declares the code and the label of each arm of an enum, and the list of all.
#[macro_export]
macro_rules! choice {
    ($name:ident { $($arm:ident = $code:literal, $label:literal;)* }) => {
        impl $crate::choice::Choice for $name {
            const ALL: &'static [Self] = &[$(Self::$arm,)*];

            fn code(self) -> &'static str {
                match self { $(Self::$arm => $code,)* }
            }

            fn label(self) -> &'static str {
                match self { $(Self::$arm => $label,)* }
            }
        }
    };
}
