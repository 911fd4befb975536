//! Why a rule says no: the handbook's number, a Chinese sentence that says what to do, and what it is about.

use crate::access::sees;
use crate::confidential::Secret;
use crate::person::Role;

/// A rule's no.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The requirement that it follows, like `H6.2`.
    pub handbook: &'static str,
    /// The sentence, with `{name}` where a parameter goes; also the key of its translation.
    pub text: &'static str,
    /// The parameters.
    pub params: Vec<(&'static str, String)>,
    /// What is told beyond it to those who see that class; the sentence above never carries it.
    pub closed: Option<Closed>,
}

/// The fuller sentence of a refusal, for readers who see data of its class; everybody else gets the plain one.
#[derive(Clone, PartialEq, Eq)]
pub struct Closed {
    kind: Secret,
    text: &'static str,
    params: Vec<(&'static str, String)>,
}

/// Without the parameters, that not everybody may see: their class is known by each refusal alone.
impl std::fmt::Debug for Closed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Closed").field("kind", &self.kind).field("text", &self.text).finish_non_exhaustive()
    }
}

impl Refusal {
    /// Adds the sentence for those who see `kind`.
    #[must_use]
    pub fn told<const N: usize>(
        self,
        kind: Secret,
        text: &'static str,
        params: [(&'static str, String); N],
    ) -> Self {
        Self { closed: Some(Closed { kind, text, params: params.into() }), ..self }
    }

    /// The refusal as somebody with `roles` may read it, and which class of data it shows them then.
    #[must_use]
    pub fn read_by(self, roles: &[Role]) -> (Self, Option<Secret>) {
        match self.closed {
            Some(closed) if sees(roles, closed.kind) => {
                (Self { text: closed.text, params: closed.params, closed: None, ..self }, Some(closed.kind))
            }
            _ => (Self { closed: None, ..self }, None),
        }
    }
}

/// A refusal with `params`.
pub fn refuse<const N: usize>(
    handbook: &'static str,
    text: &'static str,
    params: [(&'static str, String); N],
) -> Refusal {
    Refusal { handbook, text, params: params.into(), closed: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h1_3_a_figure_is_told_to_those_who_see_it_alone() {
        let refusal = refuse("H6.2", "还没有付清", []).told(
            Secret::Price,
            "还差 ¥{amount}",
            [("amount", "7654.32".to_owned())],
        );
        assert!(!format!("{refusal:?}").contains("7654.32"));
        let (plain, seen) = refusal.clone().read_by(&[Role::Warehouse]);
        assert_eq!((plain.text, plain.params.len(), plain.closed, seen), ("还没有付清", 0, None, None));
        let (full, seen) = refusal.read_by(&[Role::Finance]);
        assert_eq!((full.text, seen), ("还差 ¥{amount}", Some(Secret::Price)));
        assert_eq!(full.params, [("amount", "7654.32".to_owned())]);
    }
}
