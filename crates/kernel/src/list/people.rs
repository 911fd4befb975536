//! Whose rows a list shows: a page opens with one's own where they are one's work.

use super::{Asked, List, ListFilterKind};
use crate::ctx::{Ctx, Door};
use crate::error::Result;

/// Whose rows a list is asked for.
pub struct People {
    /// Whose own rows the page opens with, where nothing else is asked.
    pub mine: fn(&Ctx) -> bool,
    /// Identity and name of everybody who has some.
    pub known: fn(&mut Door) -> Result<Names>,
}

/// Identities with their names.
pub type Names = Vec<(String, String)>;

/// What is asked for where everybody's rows are wanted.
pub const EVERYBODY: &str = "all";

impl List {
    /// What a page shows that was opened with `asked`: one's own rows, where they are one's work and nothing was searched.
    pub fn opened(&self, ctx: &Ctx, mut asked: Asked) -> Asked {
        for filter in self.filters {
            let ListFilterKind::Person(_, people) = filter.kind else { continue };
            let said = asked.query.iter().any(|(name, _)| name == filter.name);
            if !said && asked.get("q").is_empty() && (people.mine)(ctx) {
                asked.query.push((filter.name.to_owned(), ctx.actor.person.to_string()));
            }
        }
        asked
    }
}
