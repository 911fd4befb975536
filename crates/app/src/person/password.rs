//! Passwords: argon2id with a salt of their own.

use std::sync::{Condvar, Mutex};
use std::time::Duration;

use argon2::{Algorithm, Argon2, Params, Version};
use evidence::hex;
use kernel::i18n::zh;
use kernel::{Error, Result};
use sha2::{Digest as _, Sha256};

/// Memory in KiB, passes, lanes: at least what OWASP asks.
const COST: (u32, u32, u32) = (19 * 1024, 2, 1);

/// How many passwords are weighed at once, four in all: each takes 19 MB. Browsers that are known have a place of their own, so that a
/// crowd of strangers keeps no owner out (control 17); so has whoever sets a password, so that nobody holds up the one who writes.
static DOOR: Gate = Gate::new(2, 32);
static KNOWN: Gate = Gate::new(1, 16);
static DESK: Gate = Gate::new(1, 8);

/// How long somebody waits for a place.
const PATIENCE: Duration = Duration::from_secs(5);

/// Places for costly work, and a queue that ends.
struct Gate {
    places: usize,
    queue: usize,
    /// Inside, and waiting.
    now: Mutex<(usize, usize)>,
    freed: Condvar,
}

impl Gate {
    const fn new(places: usize, queue: usize) -> Self {
        Self { places, queue, now: Mutex::new((0, 0)), freed: Condvar::new() }
    }

    /// Does `work` at a place; [`Error::Http`] 429 where the queue is full or does not move.
    fn pass<T>(&self, work: impl FnOnce() -> T) -> Result<T> {
        let busy = || Error::Http { status: 429, text: zh("登录的人太多，请几秒后再试") };
        let broken = |_| Error::Fault("a password was not weighed".to_owned());
        let mut now = self.now.lock().map_err(|_| busy())?;
        if now.0 >= self.places {
            if now.1 >= self.queue {
                return Err(busy());
            }
            now.1 += 1;
            let waited = self.freed.wait_timeout_while(now, PATIENCE, |now| now.0 >= self.places);
            let (woken, late) = waited.map_err(|_| busy())?;
            now = woken;
            now.1 -= 1;
            if late.timed_out() {
                return Err(busy());
            }
        }
        now.0 += 1;
        drop(now);
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work));
        if let Ok(mut now) = self.now.lock() {
            now.0 -= 1;
        }
        self.freed.notify_one();
        done.map_err(broken)
    }
}

/// The stored form of `password`: salt and hash.
pub fn hash(password: &str) -> Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|e| Error::Fault(e.to_string()))?;
    let salt = hex(&salt);
    Ok(format!("{salt}${}", DESK.pass(|| derive(password, &salt))??))
}

/// A secret as it may be kept beside the answer to its request: as slow to guess as the password itself.
pub fn veil(secret: &str, salt: &str) -> Result<String> {
    DESK.pass(|| derive(secret, salt))?
}

/// What a code is written with: nothing that is read or typed as something else.
const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/// A code that nobody guesses, in groups that are read aloud: `7KQ2M-…-…`.
pub fn code() -> Result<String> {
    let mut bytes = [0; CODE];
    getrandom::fill(&mut bytes).map_err(|e| Error::Fault(e.to_string()))?;
    let letters = bytes.map(|byte| LETTERS.get(usize::from(byte % 32)).copied().unwrap_or(b'2'));
    let groups = letters.chunks(5).map(String::from_utf8_lossy);
    Ok(groups.collect::<Vec<_>>().join("-"))
}

/// The stored form of a code, however its groups and letters were typed. It is random, so that a plain hash keeps it.
pub fn code_hash(code: &str) -> String {
    hex(&Sha256::digest(plain(code).as_bytes()))
}

fn plain(code: &str) -> String {
    code.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
}

/// Letters of a code.
const CODE: usize = 15;

/// The stored forms that a typed code may have: of its first half, empty where it has none, and of the rest. Halves that two
/// persons gave are taken in either order.
pub fn code_hashes(code: &str) -> Vec<(String, String)> {
    let plain = plain(code);
    match plain.split_at_checked(CODE) {
        Some((one, two)) if two.len() == CODE => {
            let (one, two) = (code_hash(one), code_hash(two));
            vec![(one.clone(), two.clone()), (two, one)]
        }
        _ => vec![(String::new(), code_hash(&plain))],
    }
}

/// Whether `password` is the one behind `stored`; `known` is whether it comes from a browser that is known for the account. An
/// account that does not exist takes the same time.
pub fn verify(password: &str, stored: Option<&str>, known: bool) -> Result<bool> {
    let gate = if known { &KNOWN } else { &DOOR };
    gate.pass(|| is_right(password, stored))
}

/// As [`verify`], for somebody who is signed in already.
pub fn verify_own(password: &str, stored: &str) -> Result<bool> {
    DESK.pass(|| is_right(password, Some(stored)))
}

fn is_right(password: &str, stored: Option<&str>) -> bool {
    let (salt, expected) =
        stored.and_then(|s| s.split_once('$')).unwrap_or(("00000000000000000000000000000000", "-"));
    derive(password, salt).is_ok_and(|found| is_same(&found, expected))
}

/// Whether two hashes are the same, in a time that tells nothing of where they differ.
pub fn is_same(one: &str, other: &str) -> bool {
    one.len() == other.len() && one.bytes().zip(other.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b)) == 0
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
        assert!(verify(&long, Some(&stored), false).unwrap());
        assert!(!verify(&"跟".repeat(63), Some(&stored), false).unwrap());
        assert!(!verify(&long, None, true).unwrap());
    }

    #[test]
    fn a_code_is_known_however_it_is_typed_and_no_two_are_alike() {
        let (one, two) = (code().unwrap(), code().unwrap());
        assert_ne!(one, two);
        assert_eq!(one.len(), 17);
        assert_eq!(code_hash(&one), code_hash(&format!(" {}", one.to_lowercase().replace('-', ""))));
        assert_ne!(code_hash(&one), code_hash(&two));
    }

    #[test]
    fn no_more_pass_at_once_than_there_are_places_and_the_queue_ends() {
        use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
        static GATE: Gate = Gate::new(2, 3);
        static INSIDE: AtomicUsize = AtomicUsize::new(0);
        static OPEN: Mutex<bool> = Mutex::new(false);
        static TURN: Condvar = Condvar::new();
        let pass = || {
            GATE.pass(|| {
                assert!(INSIDE.fetch_add(1, SeqCst) < 2);
                drop(TURN.wait_while(OPEN.lock().unwrap(), |open| !*open).unwrap());
                INSIDE.fetch_sub(1, SeqCst);
            })
        };
        let all: Vec<_> = (0..5).map(|_| std::thread::spawn(pass)).collect();
        while *GATE.now.lock().unwrap() != (2, 3) {
            std::thread::yield_now();
        }
        assert!(matches!(pass(), Err(Error::Http { status: 429, .. })), "the queue is full");
        *OPEN.lock().unwrap() = true;
        TURN.notify_all();
        assert!(all.into_iter().all(|thread| thread.join().unwrap().is_ok()));
        assert_eq!(*GATE.now.lock().unwrap(), (0, 0));
    }
}
