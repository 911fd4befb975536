//! Which rows a tab or a filter is about: a condition in SQL, and states whose codes are the domain's and are bound.

use db::Value;
use domain::choice::Choice;

/// The codes that an expression may have.
type Codes = (&'static str, fn() -> Vec<&'static str>);

/// A condition on rows.
#[derive(Clone, Copy)]
pub struct When {
    sql: &'static str,
    of: Option<Codes>,
}

impl When {
    /// Every row.
    pub const ALWAYS: Self = Self { sql: "", of: None };

    /// Rows for which `sql` holds; codes of states do not stand in it.
    pub const fn sql(sql: &'static str) -> Self {
        Self { sql, of: None }
    }

    /// Rows of which `expression` is the code of one of these: `|| codes(&[State::Released])`.
    pub const fn one_of(expression: &'static str, codes: fn() -> Vec<&'static str>) -> Self {
        Self { sql: "", of: Some((expression, codes)) }
    }

    /// The same, where `sql` holds too.
    #[must_use]
    pub const fn and(self, sql: &'static str) -> Self {
        Self { sql, ..self }
    }

    /// The condition with its codes bound behind `params`; nothing where every row is meant.
    pub(super) fn bound(&self, params: &mut Vec<Value>) -> Option<String> {
        let own = Some(self.sql).filter(|sql| !sql.is_empty()).map(|sql| format!("({sql})"));
        let of = self.of.map(|(expression, codes)| among(expression, codes(), params));
        let parts: Vec<String> = own.into_iter().chain(of).collect();
        (!parts.is_empty()).then(|| parts.join(" AND "))
    }
}

/// The codes of states, for [`When::one_of`].
pub fn codes<S: Choice>(states: &[S]) -> Vec<&'static str> {
    states.iter().map(|state| state.code()).collect()
}

/// That `expression` is the code of one of `states`, bound behind `params`: for statements of a store.
pub fn one_of<S: Choice>(expression: &str, states: &[S], params: &mut Vec<Value>) -> String {
    among(expression, codes(states), params)
}

fn among(expression: &str, codes: Vec<&'static str>, params: &mut Vec<Value>) -> String {
    let marks: Vec<String> = codes
        .into_iter()
        .map(|code| {
            params.push(code.into());
            format!("${}", params.len())
        })
        .collect();
    format!("{expression} IN ({})", marks.join(", "))
}
