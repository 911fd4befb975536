//! What a leaf of the log covers: the fact's hash, and what that does not cover.

use crate::body::Leaf;
use crate::chain::{Hash, hash_parts};
use crate::stored;

/// The leaf of a fact: over its hash, over the class of each of its fields, and over the orders that it is linked to.
pub(crate) fn of_fact(hash: &Hash, fields: &[Leaf], mut orders: Vec<&str>) -> Hash {
    let mut shape = Vec::new();
    for field in fields {
        shape.push(stored::code(field.class));
        shape.extend(u64::try_from(field.path.len()).unwrap_or(u64::MAX).to_be_bytes());
        shape.extend(field.path.as_bytes());
    }
    orders.sort_unstable();
    orders.dedup();
    let mut parts: Vec<&[u8]> = vec![b"L1", hash, &shape];
    parts.extend(orders.iter().map(|order| order.as_bytes()));
    hash_parts(3, &parts)
}

/// A fact as 16 bytes: what finds it among millions in little memory.
pub(crate) type Key = [u8; 16];

/// The key of the fact at `seq` of `stream`.
pub(crate) fn key(stream: &str, seq: i64) -> Key {
    let hash = hash_parts(4, &[stream.as_bytes(), &seq.to_be_bytes()]);
    hash.first_chunk().copied().unwrap_or_default()
}

/// The orders that facts are linked to.
#[derive(Debug, Default)]
pub(crate) struct Links {
    /// Sorted by fact: with the time that the link says, and the order.
    rows: Vec<(Key, i64, String)>,
    used: usize,
}

impl Links {
    /// Of `rows`: stream, place and order of each link.
    pub(crate) fn read(conn: &mut db::Conn) -> crate::Result<Self> {
        let mut rows = Vec::new();
        let mut after = (String::new(), i64::MIN, String::new(), 0_i64);
        loop {
            let page = conn.query(
                "SELECT order_id, at, stream, seq FROM fact_order WHERE (order_id, at, stream, seq) > ($1, $2, $3, $4)
                 ORDER BY order_id, at, stream, seq LIMIT 5000",
                &[after.0.as_str().into(), after.1.into(), after.2.as_str().into(), after.3.into()],
            )?;
            let Some(last) = page.last() else { break };
            after = (last.get(0)?, last.get(1)?, last.get(2)?, last.get(3)?);
            for row in &page {
                rows.push((key(&row.get::<String>(2)?, row.get(3)?), row.get(1)?, row.get(0)?));
            }
        }
        rows.sort_unstable();
        Ok(Self { rows, used: 0 })
    }

    /// The orders of one fact that was recorded at `at`: a link that says another time is none.
    pub(crate) fn of(&mut self, key: &Key, at: i64) -> Vec<&str> {
        let from = self.rows.partition_point(|(fact, _, _)| fact < key);
        let own = self.rows.iter().skip(from).take_while(|(fact, _, _)| fact == key);
        let orders: Vec<&str> =
            own.filter(|(_, own, _)| *own == at).map(|(_, _, order)| order.as_str()).collect();
        self.used += orders.len();
        orders
    }

    /// How many links belong to no fact, once every fact was asked for.
    pub(crate) fn left(&self) -> usize {
        self.rows.len() - self.used
    }
}
