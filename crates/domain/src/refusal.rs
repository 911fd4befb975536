//! Why a rule says no: the handbook's number, a Chinese sentence that says what to do, and what it is about.

/// A rule's no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The requirement that it follows, like `H6.2`.
    pub handbook: &'static str,
    /// The sentence, with `{name}` where a parameter goes; also the key of its translation.
    pub text: &'static str,
    /// The parameters.
    pub params: Vec<(&'static str, String)>,
}

/// A refusal with `params`.
pub fn refuse<const N: usize>(
    handbook: &'static str,
    text: &'static str,
    params: [(&'static str, String); N],
) -> Refusal {
    Refusal { handbook, text, params: params.into() }
}
