//! The handbook as scenarios, a file a chapter.

pub mod h2_thread;
mod h3_changes;
mod h3_entry;
mod h3_import;
mod h3_long;
mod h3_names;
mod h3_prices;
mod h4_goods;
mod h4_money;
mod h4_several;
pub mod h4_supply;
mod h4_units;
mod h4_used;
mod h4_work;
mod h6_back;
mod h6_claims;
mod h6_goods;
pub mod h6_shipping;
mod h6_surplus;
mod h7_customers;
mod h7_places;
mod h8_calendar;
mod h8_duties;
mod h8_hold;
mod h8_prints;
mod h8_readings;
mod histories;
