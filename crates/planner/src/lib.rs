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
mod shop;
pub use factory::Factory;
pub use model::*;
pub use plan::*;
pub use rng::Rng;
/// x
pub fn asap(factory: &Factory, sequence: &[usize]) -> Plan {
    factory.finish_plan(&factory.draft(sequence), sequence)
}
