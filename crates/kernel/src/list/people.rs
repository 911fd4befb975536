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
    /// What a page shows that was opened with `asked`: one's own rows, where they are one's work; who searches looks everywhere.
    pub fn opened(&self, ctx: &Ctx, mut asked: Asked) -> Asked {
        let people = self.filters.iter().find_map(|filter| match filter.kind {
            ListFilterKind::Person(_, people) => Some((filter.name, people)),
            _ => None,
        });
        if let Some((name, people)) = people
            && asked.get("q").is_empty()
            && (people.mine)(ctx)
        {
            asked.own = Some((name, ctx.actor.person.to_string()));
        }
        asked
    }
}
