//! The handbook as scenarios, a file a chapter.

mod h2_thread;
