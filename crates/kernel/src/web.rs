//! HTTP: what a request brings, how pages, operations, lists and errors are answered.

mod answer;
pub mod menu;
pub mod openapi;
mod preparing;
mod request;
mod schema;
mod serve;
mod site;

pub use answer::{Page, attachment_answer, error_page, fill, page_answer, problem, redirect};
pub use preparing::{Progress, preparing};
pub use request::{COOKIES, Req};
pub use serve::{cut_short, list_routes, operation_routes, write};
pub use site::router;
