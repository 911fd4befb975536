//! The security log (control 42): who came in or did not, was refused, took something away, changed somebody's rights. Its lines are
//! written where it happens ([`kernel::log`]); here they are read.

mod lists;

use domain::access::Right;
use kernel::Feature;

/// The feature.
pub static FEATURE: Feature =
    Feature { name: "audit", lists: &[&lists::LOG], english: include_str!("en.toml"), ..Feature::NOTHING };

/// Who reads the log: whoever sets the server up, and nobody whose own work stands in it.
const READ: Right = Right::Configure;
