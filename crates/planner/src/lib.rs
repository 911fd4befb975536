//! Finite-capacity planning: promise dates one can keep, and what a rush order really costs (H3.6, H5.3, H6.3, H8.1).
//!
//! A [`Problem`] is what is known; a [`Factory`] is the problem looked through once. Then:
//!
//! | question | function |
//! |---|---|
//! | What is done when, where and from which material? | [`plan`], or [`Search`] to stop by a clock |
//! | When can we deliver this draft order, and what would that cost others? | [`promise`], [`Quotes`] |
//! | May we push this order in, and whom would it hurt? What if …? | [`what_if`], [`insertions`], [`breaches`] |
//! | Why does it start then, and what would make it earlier? | [`causes`], [`explain`] |
//! | What now that something is late? | [`replan`] |
//! | Is the plan sound? | [`validate`] |
//!
//! Times are slots ([`Slot`]) and everything is an integer. There is no clock, no disk, no thread and no luck but a seed: the
//! same input, seed and budget give the same plan, whether one thread steps a search's lanes or two. Nothing fails:
//! an order that cannot be planned is answered with its [`Obstacle`], and the others are planned.
#![warn(missing_docs)]

mod assorted;
mod axis;
mod board;
mod book;
mod explain;
mod factory;
mod generate;
mod give_way;
mod insert;
mod mend;
mod model;
mod num;
mod plan;
mod probe;
mod promise;
pub mod rcpsp;
mod replan;
mod rng;
mod room;
mod sample;
mod search;
mod shift;
mod shop;
mod stability;
mod validate;
mod what_if;

pub use assorted::assorted;
pub use explain::{Cause, Gain, Lever, causes, explain};
pub use factory::Factory;
pub use insert::{Insertion, insertions};
pub use model::{
    Batch, Calendar, Change, Exception, Link, Material, Mode, Need, Operation, Order, Problem, Resource,
    Shift, Slot, State, Supply,
};
pub use plan::{Late, Obstacle, Outcome, Peg, Placement, Plan, Score};
pub use promise::{Policy, Promise, Quotes, promise};
pub use replan::{moves, replan, unavoidable};
pub use rng::Rng;
pub use sample::{Sample, draft_order, factory};
pub use search::{Budget, Lane, Search, asap, back_scheduled, earliest_due_first, plan};
pub use stability::Stability;
pub use validate::{Violation, validate};
pub use what_if::{Breach, Event, Preview, Principles, Row, Why, after_events, breaches, compare, what_if};
