//! What every feature stands on and what names no feature.

pub mod i18n;
pub mod ui;
