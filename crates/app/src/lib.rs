//! Gendan (跟单): the product, as a library that its binary and its tests share.

pub mod command;
pub mod gallery;
pub mod kernel;
pub mod reactions;
pub mod routes;
pub mod start;

pub mod person;
pub mod stock;
