//! Finite-capacity planning.
#![warn(missing_docs)]
mod axis;
mod board;
mod book;
mod factory;
mod generate;
mod model;
mod num;
mod plan;
mod rng;
mod room;
mod sample;
mod search;
mod shift;
mod shop;
mod validate;
pub use factory::Factory;
pub use model::*;
pub use plan::*;
pub use rng::Rng;
pub use sample::*;
pub use search::*;
pub use validate::*;
