//! The handbook as scenarios, a file a chapter.
