//! The rules of order follow-up as pure functions of facts: no IO, no clock, no randomness.
//!
//! Every noun has a folder with its state, its facts and its rules. A rule looks at a state and decides facts or
//! refuses; a state is its facts applied in order ([`history::Noun`]). Numbers like H3.3 are the handbook's.
#![deny(clippy::float_arithmetic)]

pub mod access;
pub mod backdating;
pub mod calendar;
pub mod channel;
pub mod choice;
pub mod confidential;
pub mod deed;
pub mod filing;
pub mod history;
pub mod ids;
pub mod kinds;
pub mod language;
pub mod money;
pub mod quantity;
pub mod refusal;
pub mod search_key;
pub mod unit;

pub mod carrier;
pub mod claim;
pub mod company;
pub mod customer;
pub mod erasure;
pub mod followup;
pub mod item;
pub mod order;
pub mod payment;
pub mod pegging;
pub mod person;
pub mod place;
pub mod plan;
pub mod production;
pub mod proof;
pub mod purchasing;
pub mod shipment;
pub mod stock;
pub mod supplier;
pub mod terms;
