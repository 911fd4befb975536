//! States as bytes beside their heads: a cache that is read and written with every act.
//!
//! CBOR, compressed where that makes it shorter: then behind [`PACKED`]. A state is a map, whose CBOR never
//! begins with that byte.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Result, unreadable};
use crate::packing::{pack, unpack};

const PACKED: u8 = 1;

/// A state as the bytes of a snapshot.
pub fn write_snapshot<T: Serialize>(state: &T) -> Result<Vec<u8>> {
    let mut plain = Vec::new();
    ciborium::into_writer(state, &mut plain).map_err(|e| unreadable("a snapshot", e))?;
    Ok(match pack(&plain) {
        Some(packed) => [&[PACKED][..], &packed].concat(),
        None => plain,
    })
}

/// The state in the bytes of a snapshot.
pub fn read_snapshot<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let plain = match bytes.split_first() {
        Some((&PACKED, packed)) => {
            Cow::Owned(unpack(packed).ok_or_else(|| unreadable("a snapshot", "it is cut or damaged"))?)
        }
        _ => Cow::Borrowed(bytes),
    };
    ciborium::from_reader(&*plain).map_err(|e| unreadable("a snapshot", e))
}
