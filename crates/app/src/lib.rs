//! Gendan (跟单): the product, as a library that its binary and its tests share.

pub mod command;
pub mod demo;
pub mod files;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod reactions;
pub mod schedule;
pub mod setup;
pub mod site;
pub mod start;
#[cfg(test)]
mod texts_tests;
pub mod upkeep;

pub mod audit;
pub mod balance;
pub mod begin;
pub mod calendar;
pub mod carrier;
pub mod claim;
pub mod company;
pub mod customer;
pub mod duty;
pub mod erasure;
pub mod health;
pub mod help;
pub mod import;
pub mod item;
pub mod master;
pub mod order;
pub mod payment;
pub mod pegging;
pub mod person;
pub mod place;
pub mod print;
pub mod production;
pub mod purchasing;
pub mod search;
pub mod shipment;
pub mod stock;
pub mod supplier;
pub mod today;
