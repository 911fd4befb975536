//! Authority that holds (H1.1–H1.3): whose orders somebody acts on, who gives roles and lets people in, what is offered.

mod crawl;
mod hand_over;
mod hold;
mod people;
mod scope;
