//! Where a search in a list looks, and what it asks of a row.

use db::{Conn, Value};
use domain::search_key::{pairs, search_pattern};

use crate::error::Result;

/// How much of what somebody types is looked for: each further word costs, and nobody reads so many off a paper.
const LETTERS: usize = 60;

/// What is looked for of what was typed.
pub fn looked_for(typed: &str) -> &str {
    typed.char_indices().nth(LETTERS).and_then(|(at, _)| typed.get(..at)).unwrap_or(typed)
}

/// Where a search in a list looks.
#[derive(Clone, Copy)]
pub enum Sought {
    /// Into this expression: where rows are few.
    In(&'static str),
    /// Among what things of a noun are found by, each row by the identity of its one: where rows become many.
    By(&'static str, &'static str),
}

impl Sought {
    /// Nowhere.
    pub const NOT: Self = Self::In("");

    /// Whether something can be looked for.
    pub fn is_somewhere(self) -> bool {
        !matches!(self, Self::In(""))
    }

    /// What `typed` asks of a row.
    pub(super) fn conditions(
        self,
        conn: &mut Conn,
        typed: &str,
        params: &mut Vec<Value>,
    ) -> Result<Vec<String>> {
        let typed = looked_for(typed);
        let mut bind = |value: Value| {
            params.push(value);
            params.len()
        };
        Ok(match self {
            _ if typed.trim().is_empty() || !self.is_somewhere() => Vec::new(),
            Self::In(sql) => {
                let words = typed.split_whitespace().take(6);
                let like = |word| format!("{sql} LIKE ${} ESCAPE '!'", bind(search_pattern(word).into()));
                words.map(like).collect()
            }
            Self::By(noun, id) => match pairs(typed, false) {
                // Where no letter was typed, nothing has it.
                pieces if pieces.is_empty() => vec!["1 = 0".to_owned()],
                pieces => {
                    let wish = db::wish(conn.kind(), noun, &pieces);
                    let n = bind(wish.as_str().into());
                    vec![conn.found_in(id, n, &wish)?]
                }
            },
        })
    }
}
