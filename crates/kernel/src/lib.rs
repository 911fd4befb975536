//! What every feature stands on and what names no feature.

pub mod act;
pub mod clock;
pub mod config;
pub mod ctx;
pub mod days;
pub mod document;
pub mod endpoint;
pub mod error;
pub mod feature;
pub mod files;
pub mod filing;
pub mod form;
pub mod i18n;
pub mod list;
pub mod log;
pub mod noun;
pub mod record;
mod refill;
pub mod said;
pub mod scope;
pub mod sessions;
pub mod state;
pub mod ui;
pub mod web;

pub use ctx::{Actor, Ctx, Door};
pub use endpoint::{Done, Endpoint, Target};
pub use error::{Error, Result};
pub use feature::Feature;
pub use said::Said;
pub use state::App;
