//! Needs weighed anew: stock and purchases go to those who need them first (H4.2, H4.3).

pub mod actions;
mod operations;

pub use operations::OPERATIONS;
