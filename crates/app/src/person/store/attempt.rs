//! Tries to sign in, counted before a password is looked at (P26): so many a minute for an account and from an address,
//! however many come at once.

use db::Conn;
use evidence::hex;
use jiff::Timestamp;
use kernel::{Error, Result};
use sha2::{Digest as _, Sha256};

const SECOND: i64 = 1_000_000;
/// What is counted are the tries of the last minute.
const WINDOW: i64 = 60 * SECOND;

/// For whom a try is, or where it comes from. Accounts are counted before addresses, so that two who try at once do not
/// wait for each other in a circle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// An account, whether there is one or not: by the name that was typed.
    Account(String),
    /// A browser that is known for the account: it waits for nobody else's tries.
    Device(String),
    /// An address.
    Address(String),
}

impl Whose {
    /// Tries a minute.
    fn limit(&self) -> usize {
        match self {
            Self::Account(_) | Self::Device(_) => 10,
            Self::Address(_) => 30,
        }
    }

    /// The stored key: a digest, since what people type into the field of a name may be a password.
    fn key(&self) -> String {
        let (kind, text) = match self {
            Self::Account(name) => ("account", name),
            Self::Device(hash) => ("device", hash),
            Self::Address(address) => ("address", address),
        };
        hex(&Sha256::digest(format!("{kind}\0{text}").as_bytes()))
    }
}

/// What two who try at once, or two servers, see the time apart by.
const SKEW: i64 = 5 * SECOND;

/// The tries that count at `now`, with this one; else after how many microseconds one is let in. A clock that was ahead leaves
/// nobody waiting: what lies further in the future than [`SKEW`] does not count.
pub fn admit(before: &[i64], now: i64, limit: usize) -> std::result::Result<Vec<i64>, i64> {
    let mut counts: Vec<i64> =
        before.iter().copied().filter(|at| *at <= now + SKEW && now - *at < WINDOW).collect();
    counts.sort_unstable();
    if counts.len() >= limit {
        let oldest = counts.first().copied().unwrap_or(now);
        return Err((oldest + WINDOW - now).min(WINDOW));
    }
    counts.push(now);
    Ok(counts)
}

fn times(text: &str) -> Vec<i64> {
    text.split(' ').filter_map(|at| at.parse().ok()).collect()
}

/// What whoever has to wait so long (microseconds) is told.
pub fn too_often(wait: i64) -> Error {
    Error::TooOften { seconds: (wait + SECOND - 1).div_euclid(SECOND).max(1) }
}

/// [`Error::TooOften`] where a try would not be let in; counts nothing. Whoever hammers is turned away by this alone.
pub fn check(conn: &mut Conn, all: &[Whose], now: Timestamp) -> Result<()> {
    for whose in all {
        let sql = "SELECT times FROM login_attempt WHERE who = $1";
        let Some(row) = conn.find(sql, &[whose.key().into()])? else { continue };
        admit(&times(&row.get::<String>(0)?), now.as_microsecond(), whose.limit()).map_err(too_often)?;
    }
    Ok(())
}

/// Counts a try for all of them or, where one has had enough, for none: [`Error::TooOften`].
pub fn count(conn: &mut Conn, all: &[Whose], now: Timestamp) -> Result<()> {
    let at = now.as_microsecond();
    // What no longer counts goes, so that names which strangers make up do not stay.
    conn.execute(
        "DELETE FROM login_attempt WHERE last < $1 OR last > $2",
        &[(at - WINDOW).into(), (at + SKEW).into()],
    )?;
    for whose in all {
        // Whoever comes at the same moment waits here, and reads what this one has left.
        let row = conn.one(
            "INSERT INTO login_attempt (who, times, last) VALUES ($1, '', $2)
             ON CONFLICT (who) DO UPDATE SET last = excluded.last RETURNING times",
            &[whose.key().into(), at.into()],
        )?;
        let counts = admit(&times(&row.get::<String>(0)?), at, whose.limit()).map_err(too_often)?;
        let text = counts.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
        let sql = "UPDATE login_attempt SET times = $2 WHERE who = $1";
        conn.execute(sql, &[whose.key().into(), text.into()])?;
    }
    Ok(())
}

/// The try of `now` was the right one: it counts for nothing, and the account's tries are forgotten.
pub fn forgive(conn: &mut Conn, all: &[Whose], now: Timestamp) -> Result<()> {
    for whose in all {
        if !matches!(whose, Whose::Address(_)) {
            conn.execute("DELETE FROM login_attempt WHERE who = $1", &[whose.key().into()])?;
            continue;
        }
        // Held first, so that a try which is counted meanwhile stays.
        let held = conn.find(
            "UPDATE login_attempt SET last = last WHERE who = $1 RETURNING times",
            &[whose.key().into()],
        )?;
        let Some(row) = held else { continue };
        let mut counts = times(&row.get::<String>(0)?);
        if let Some(own) = counts.iter().position(|at| *at == now.as_microsecond()) {
            counts.remove(own);
        }
        let text = counts.iter().map(i64::to_string).collect::<Vec<_>>().join(" ");
        let sql = "UPDATE login_attempt SET times = $2 WHERE who = $1";
        conn.execute(sql, &[whose.key().into(), text.into()])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p26_in_no_minute_are_more_tries_let_in_than_there_may_be() {
        let (mut kept, mut let_in) = (Vec::new(), Vec::new());
        // A try every 0.7 seconds for five minutes.
        for n in 0..430 {
            let now = n * 700_000;
            match admit(&kept, now, 10) {
                Ok(counts) => {
                    kept = counts;
                    let_in.push(now);
                }
                Err(wait) => assert!(wait > 0 && wait <= WINDOW),
            }
        }
        for first in &let_in {
            assert!(let_in.iter().filter(|at| (0..WINDOW).contains(&(**at - first))).count() <= 10);
        }
        assert!(let_in.len() >= 45, "and after a minute it goes on: {}", let_in.len());
    }

    #[test]
    fn p26_who_comes_late_to_the_writer_counts_with_those_before() {
        let mut kept = Vec::new();
        // Twelve at once, each of them written down behind one that began a little later.
        let let_in = (0..12).filter(|n| {
            let now = 100 * SECOND - n * 1000;
            admit(&kept, now, 10).map(|counts| kept = counts).is_ok()
        });
        assert_eq!(let_in.count(), 10);
    }

    #[test]
    fn p10_a_clock_that_was_ahead_keeps_nobody_out() {
        let day = 86_400 * SECOND;
        let mut kept = Vec::new();
        for n in 0..10 {
            kept = admit(&kept, day + n, 10).unwrap();
        }
        assert!(admit(&kept, day + 20, 10).is_err());
        assert_eq!(admit(&kept, 0, 10), Ok(vec![0]), "the clock went back by a day");
        assert_eq!(admit(&kept, 2 * day, 10), Ok(vec![2 * day]), "and forward by one");
        let wait = admit(&kept, day + 20, 10).unwrap_err();
        assert!(wait <= WINDOW);
    }
}
