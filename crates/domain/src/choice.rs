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

/// A choice kept as its code, or as an empty text where nothing was chosen: `#[serde(with = "…")]`. Facts that held a
/// text stay as they were.
pub mod coded {
    use serde::{Deserialize as _, Deserializer, Serializer};

    use super::Choice;

    /// Writes the code.
    pub fn serialize<C: Choice, S: Serializer>(choice: &Option<C>, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(choice.map_or("", C::code))
    }

    /// Reads the code; what is none of them says nothing.
    pub fn deserialize<'de, C: Choice, D: Deserializer<'de>>(from: D) -> Result<Option<C>, D::Error> {
        let code = String::deserialize(from)?;
        Ok(C::of_code(&code))
    }
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

#[cfg(test)]
mod tests {
    use serde::{Deserialize, Serialize};

    use crate::purchasing::Measure;

    #[derive(Serialize)]
    struct Text {
        measure: String,
    }

    #[derive(Serialize, Deserialize)]
    struct Coded {
        #[serde(with = "crate::choice::coded")]
        measure: Option<Measure>,
    }

    #[test]
    fn a_choice_is_kept_as_the_text_that_it_was() {
        let cases = [("return", Some(Measure::Return)), ("", None)];
        for (text, measure) in cases {
            let (mut before, mut now) = (Vec::new(), Vec::new());
            ciborium::into_writer(&Text { measure: text.into() }, &mut before).unwrap();
            ciborium::into_writer(&Coded { measure }, &mut now).unwrap();
            assert_eq!(before, now);
            let read: Coded = ciborium::from_reader(before.as_slice()).unwrap();
            assert_eq!(read.measure, measure);
        }
    }
}
