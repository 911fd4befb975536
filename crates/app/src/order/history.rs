//! What happened to a document that stands beside orders: its own facts, told as in an order's thread (H2.3).

use std::fmt::Display;

use domain::history::Noun;
use kernel::ui::{Card, Html, SegmentedLinks, Timeline, Ui};
use kernel::{Door, Result};

use super::timeline;

/// The card with everything that happened to the document `id`, and what proves it.
pub fn history<N: Noun>(door: &mut Door, ui: &Ui, id: impl Display) -> Result<Html> {
    let facts = evidence::by_stream(door.conn, &format!("{}/{id}", N::STREAM), None)?;
    let entries = timeline::entries(door, ui, &facts, "", None)?;
    let count = u64::try_from(entries.len()).unwrap_or(0);
    let thread = Timeline { filters: SegmentedLinks::default(), entries, older: None };
    Ok(Card::new(ui.t("记录"), thread.render(ui)).counted(count).render(ui))
}
