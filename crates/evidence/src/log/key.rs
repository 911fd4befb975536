//! Who signs: keys, each introduced by the one before it, so that a proof of long ago still names whom it was of.

use db::Conn;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::checkpoint::{Checkpoint, hex};
use super::journal::hexadecimal;
use crate::append::Instance;
use crate::chain::hash_parts;
use crate::error::{Error, Result, unreadable};

/// Signs checkpoints. Not printed.
pub struct Signer {
    key: SigningKey,
    /// The name of its key.
    pub name: String,
}

impl Signer {
    /// A new one.
    pub fn random() -> Result<Self> {
        let mut seed = [0; 32];
        // A key that could be guessed would prove nothing.
        getrandom::fill(&mut seed).map_err(|e| unreadable("the machine's random numbers", e))?;
        Ok(Self::of(seed))
    }

    /// That of a kept seed.
    pub fn of(seed: [u8; 32]) -> Self {
        let key = SigningKey::from_bytes(&seed);
        let name = name_of(key.verifying_key().as_bytes());
        Self { key, name }
    }

    /// What must be kept secret and closed to others.
    pub fn seed(&self) -> [u8; 32] {
        self.key.to_bytes()
    }

    /// What everybody may know.
    pub fn public(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// Signs `checkpoint` with this key.
    pub(crate) fn sign(&self, checkpoint: &mut Checkpoint, instance: &Instance) {
        checkpoint.key.clone_from(&self.name);
        checkpoint.signature = self.key.sign(checkpoint.text(instance).as_bytes()).to_bytes();
    }
}

/// A key that may sign.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyRow {
    /// Which in order, from 1.
    pub n: i64,
    /// Its name: the first 8 bytes of a hash over it, in hexadecimal letters.
    pub name: String,
    /// The public key.
    #[serde(with = "hexadecimal")]
    pub public: [u8; 32],
    /// Since when, microseconds since 1970 UTC.
    pub at: i64,
    /// Who introduced it: the key before it. Nobody introduced the first, nor one that stands without the key before it.
    pub by: Option<String>,
    /// That key's signature of [`KeyRow::text`], else its own.
    #[serde(with = "hexadecimal")]
    pub signature: Vec<u8>,
}

impl KeyRow {
    /// What whoever introduces it signs.
    pub fn text(&self, instance: &Instance) -> String {
        format!("gendan key v1\n{}\n{}\n{}\n{}\n", instance.uuid, self.n, hex(&self.public), self.at)
    }

    /// Whether `signature` is by this key, of `text`.
    pub fn signed(&self, text: &str, signature: &[u8]) -> bool {
        let Ok(signature) = Signature::from_slice(signature) else { return false };
        VerifyingKey::from_bytes(&self.public)
            .is_ok_and(|key| key.verify_strict(text.as_bytes(), &signature).is_ok())
    }
}

fn name_of(public: &[u8; 32]) -> String {
    let hash = hash_parts(5, &[b"K1", public]);
    hex(hash.first_chunk::<8>().map_or(&[][..], |name| name))
}

/// All keys, the oldest first.
pub fn keys(conn: &mut Conn) -> Result<Vec<KeyRow>> {
    let sql = "SELECT n, name, public, at, introduced_by, signature FROM log_key ORDER BY n";
    let read = conn.query(sql, &[])?.into_iter().map(|row| {
        let public: Vec<u8> = row.get(2)?;
        Ok(KeyRow {
            n: row.get(0)?,
            name: row.get(1)?,
            public: public.try_into().map_err(|_| unreadable("a key", "it has no 32 bytes"))?,
            at: row.get(3)?,
            by: Some(row.get::<String>(4)?).filter(|by| !by.is_empty()),
            signature: row.get(5)?,
        })
    });
    read.collect()
}

/// The key that signs now: the newest.
pub fn current_key(conn: &mut Conn) -> Result<Option<KeyRow>> {
    Ok(keys(conn)?.pop())
}

/// Who answers for a new key.
#[derive(Clone, Copy)]
pub enum Introduced<'a> {
    /// It is the first one.
    First,
    /// The key that signs now.
    By(&'a Signer),
    /// Nobody: the key before it is lost. Only a new life of the database may begin so, at the same instant.
    Alone,
}

/// Lets `signer` sign from now on. [`Error::Stale`] where who introduces it is not the key that signs now, or where it
/// is not the first one.
pub fn introduce(
    conn: &mut Conn,
    instance: &Instance,
    signer: &Signer,
    introduced: Introduced<'_>,
    at: i64,
) -> Result<KeyRow> {
    conn.hold("instance", "one", &[1.into()])?;
    let before = current_key(conn)?;
    let (may, by) = match introduced {
        Introduced::First => (before.is_none(), None),
        Introduced::By(by) => (before.as_ref().is_some_and(|key| key.name == by.name), Some(by)),
        Introduced::Alone => (true, None),
    };
    if !may {
        return Err(Error::Stale { stream: "the signing key".to_owned() });
    }
    let mut row = KeyRow {
        n: before.map_or(0, |key| key.n) + 1,
        name: signer.name.clone(),
        public: signer.public(),
        at,
        by: by.map(|by| by.name.clone()),
        signature: Vec::new(),
    };
    row.signature = by.unwrap_or(signer).key.sign(row.text(instance).as_bytes()).to_bytes().to_vec();
    keep(conn, &row)?;
    Ok(row)
}

/// Writes a key down.
pub(super) fn keep(conn: &mut Conn, row: &KeyRow) -> Result<()> {
    conn.execute(
        "INSERT INTO log_key (n, name, public, at, introduced_by, signature) VALUES ($1, $2, $3, $4, $5, $6)",
        &[
            row.n.into(),
            row.name.as_str().into(),
            row.public.to_vec().into(),
            row.at.into(),
            row.by.clone().unwrap_or_default().into(),
            row.signature.clone().into(),
        ],
    )?;
    Ok(())
}

/// What is wrong with the keys themselves: a name that is not its key's, an introduction that is not by the key before, one that
/// stands alone where no new life of the database began (at `births`).
pub(crate) fn faults(rows: &[KeyRow], instance: &Instance, births: &[i64]) -> Vec<String> {
    let mut faults = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| rows.get(before));
        let is_introduced = match (&row.by, before) {
            (None, before) => {
                row.signed(&row.text(instance), &row.signature)
                    && (before.is_none() || births.contains(&row.at))
            }
            (Some(by), Some(before)) => {
                before.name == *by && before.signed(&row.text(instance), &row.signature)
            }
            (Some(_), None) => false,
        };
        if row.name != name_of(&row.public) || usize::try_from(row.n).ok() != Some(at + 1) || !is_introduced {
            faults.push(format!("signing key {}: it is not the one that was introduced", row.name));
        }
    }
    faults
}
