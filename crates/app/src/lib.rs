//! Gendan (跟单): the product, as a library that its binary and its tests share.

pub mod api;
pub mod command;
pub mod demo;
pub mod files;
pub mod gallery;
pub mod kernel;
pub mod reactions;
pub mod routes;
pub mod schedule;
pub mod start;
pub mod upkeep;

pub mod carrier;
pub mod company;
pub mod customer;
pub mod erasure;
pub mod help;
pub mod import;
pub mod item;
pub mod order;
pub mod payment;
pub mod pegging;
pub mod person;
pub mod production;
pub mod purchasing;
pub mod search;
pub mod shipment;
pub mod stock;
pub mod supplier;
pub mod today;
