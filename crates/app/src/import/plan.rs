//! From rows to what is to be written (H3.1): pure, so that a look beforehand and the import itself agree.

use super::kinds::SheetKind;
use super::known::Known;
use super::planned::SheetPlan;
use super::table::Table;
use super::{masters, orders, structures};

/// Understands a sheet with what is known.
pub fn plan(table: &Table, known: &Known) -> SheetPlan {
    match table.kind {
        SheetKind::Order => orders::plan(table, known),
        SheetKind::Bill | SheetKind::Routing => structures::plan(table, known),
        _ => masters::plan(table, known),
    }
}
