//! Help: how the day goes, what the system watches, what the reader may do, which keys work.

mod pages;

pub use pages::router;
