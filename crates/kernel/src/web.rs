//! HTTP: what a request brings, how pages, endpoints, lists and errors are answered.

mod acts;
mod answer;
mod body;
mod both;
mod edge;
mod gate;
mod json;
mod lists;
pub mod menu;
pub mod openapi;
mod perform;
mod preparing;
mod request;
mod routes;
mod schema;
mod serve;
mod site;
mod unprintable;

pub use answer::{Page, attachment_answer, error_page, fill, page_answer, problem, redirect, sentence};
pub use body::{cut_short, read_small};
pub use edge::{Edge, Patience, Peer, listen};
pub use gate::SETUP;
pub use preparing::{Progress, not_open, preparing};
pub use request::{COOKIES, DEVICE, Req};
pub use routes::{Route, Routes, Who};
pub use serve::{Setting, write};
pub use site::{router, routes, surround};
