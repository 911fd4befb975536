//! People act over HTTP, time moves, pages and facts are checked; on SQLite and, where a server is at hand, PostgreSQL.
#![allow(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::missing_panics_doc,
    reason = "tests fail by panicking"
)]

mod access;
mod acts;
mod asked;
mod authority;
mod demo;
mod documents;
mod doors;
mod erasure;
mod evidence_kept;
mod files;
mod first_run;
mod golden;
mod handbook;
mod inputs;
mod journal;
mod kit;
mod matrix;
mod moments;
mod proof;
mod released;
mod restored;
mod rights;
mod sealed;
mod session;
mod survival;
mod together;
mod uploads;
mod who_may;
