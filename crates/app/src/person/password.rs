//! Passwords: argon2id with a salt of their own.

use argon2::{Algorithm, Argon2, Params, Version};
use kernel::files::hex;
use kernel::{Error, Result};

/// Memory in KiB, passes, lanes: at least what OWASP asks.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// The stored form of `password`: salt and hash.
pub fn hash(password: &str) -> Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|e| Error::Fault(e.to_string()))?;
    let salt = hex(&salt);
    Ok(format!("{salt}${}", derive(password, &salt)?))
}

/// Whether `password` is the one behind `stored`. An account that does not exist takes the same time.
pub fn verify(password: &str, stored: Option<&str>) -> bool {
    let (salt, expected) =
        stored.and_then(|s| s.split_once('$')).unwrap_or(("00000000000000000000000000000000", "-"));
    derive(password, salt).is_ok_and(|found| {
        found.len() == expected.len()
            && found.bytes().zip(expected.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
    })
}

fn derive(password: &str, salt: &str) -> Result<String> {
    let fault = |e: argon2::Error| Error::Fault(e.to_string());
    let params = Params::new(COST.0, COST.1, COST.2, Some(32)).map_err(fault)?;
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt.as_bytes(), &mut out)
        .map_err(fault)?;
    Ok(hex(&out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_password_counts_to_its_last_character() {
        let long = "跟".repeat(64);
        let stored = hash(&long).unwrap();
        assert!(verify(&long, Some(&stored)));
        assert!(!verify(&"跟".repeat(63), Some(&stored)));
        assert!(!verify(&long, None));
    }
}
