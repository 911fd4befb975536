//! Bytes made smaller, and numbers that take no more room than they need.

/// Shorter ones are not worth it.
const SHORT: usize = 96;

/// `plain` compressed, behind its length; nothing where that is not shorter.
pub(crate) fn pack(plain: &[u8]) -> Option<Vec<u8>> {
    if plain.len() < SHORT {
        return None;
    }
    let mut out = Vec::new();
    varint(&mut out, plain.len());
    out.extend(lz4_flex::block::compress(plain));
    (out.len() < plain.len()).then_some(out)
}

/// What [`pack`] was given; nothing where `bytes` are damaged.
pub(crate) fn unpack(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let length = take_varint(&mut bytes)?;
    // No more than LZ4 can mean: a damaged length asks for no memory.
    if length > bytes.len().saturating_mul(256) {
        return None;
    }
    lz4_flex::block::decompress(bytes, length).ok().filter(|plain| plain.len() == length)
}

/// Seven bits a byte, the lowest first; the highest bit says that more follow.
pub(crate) fn varint(out: &mut Vec<u8>, mut n: usize) {
    loop {
        let [low, ..] = n.to_le_bytes();
        n >>= 7;
        if n == 0 {
            out.push(low & 0x7f);
            return;
        }
        out.push(low | 0x80);
    }
}

/// The number at the front of `rest`, which is taken from it.
pub(crate) fn take_varint(rest: &mut &[u8]) -> Option<usize> {
    let mut n = 0_usize;
    for shift in [0, 7, 14, 21, 28] {
        let (byte, after) = rest.split_first()?;
        *rest = after;
        n |= usize::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(n);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_packed_is_unpacked(plain in prop::collection::vec(0_u8..4, 0..2000)) {
            if let Some(packed) = pack(&plain) {
                prop_assert!(packed.len() < plain.len());
                prop_assert_eq!(unpack(&packed), Some(plain));
            }
        }

        #[test]
        fn numbers_are_read_as_written(n in 0_usize..1 << 35) {
            let mut bytes = Vec::new();
            varint(&mut bytes, n);
            let mut rest = bytes.as_slice();
            prop_assert_eq!(take_varint(&mut rest), Some(n));
            prop_assert!(rest.is_empty());
        }
    }

    #[test]
    fn a_length_that_lies_is_refused() {
        assert_eq!(unpack(&[0xff, 0xff, 0xff, 0xff, 0x7f, 0, 0, 0]), None);
        assert_eq!(unpack(&[]), None);
        let mut packed = pack(&[1; 500]).unwrap();
        packed.pop();
        assert_eq!(unpack(&packed), None);
    }
}
