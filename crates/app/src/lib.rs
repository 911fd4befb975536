//! Gendan (跟单): the product, as a library that its binary and its tests share.

pub mod gallery;
pub mod kernel;
