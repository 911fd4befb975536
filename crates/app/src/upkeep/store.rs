//! What a rebuild empties first, and what is compared: every table that holds nothing but what facts lead to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use db::{Conn, Db, Value};
use kernel::Result;
use kernel::feature::Site;

/// Empties the tables of every noun, and the counters that tell caches of a change.
pub fn clear(site: &Site, conn: &mut Conn) -> Result<()> {
    for table in site.nouns().flat_map(|n| n.tables).chain(&[crate::duty::TABLE, "file_link", "counter"]) {
        conn.execute(&format!("DELETE FROM {table}"), &[])?;
    }
    Ok(conn.forget_words()?)
}

/// Keeps another server that starts from looking at the versions until this transaction ends.
pub fn hold_versions(conn: &mut Conn) -> Result<()> {
    // No noun has this name: the row is there to be held.
    conn.execute("INSERT INTO projection (name, version) VALUES ('', 0) ON CONFLICT (name) DO NOTHING", &[])?;
    Ok(conn.hold("projection", "name", &["".into()])?)
}

/// How many streams there are.
pub fn count_streams(conn: &mut Conn) -> Result<usize> {
    let count: i64 = conn.one("SELECT COUNT(*) FROM head", &[])?.get(0)?;
    Ok(usize::try_from(count).unwrap_or_default())
}

/// The nouns whose tables were not written by this version.
pub fn of_other_versions(site: &Site, conn: &mut Conn) -> Result<Vec<&'static str>> {
    let rows = conn.query("SELECT name, version FROM projection", &[])?;
    let held: BTreeMap<String, i64> =
        rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect::<Result<_>>()?;
    Ok(site.nouns().filter(|n| held.get(n.stream) != Some(&n.version)).map(|n| n.stream).collect())
}

/// Notes that every noun's tables are of this version.
pub fn mark_versions(site: &Site, conn: &mut Conn) -> Result<()> {
    for noun in site.nouns() {
        conn.execute(
            "INSERT INTO projection (name, version) VALUES ($1, $2)
             ON CONFLICT (name) DO UPDATE SET version = excluded.version",
            &[noun.stream.into(), noun.version.into()],
        )?;
    }
    Ok(())
}

/// The columns of a derived table whose values are the same whenever it is built.
pub fn compared(table: &str) -> &'static str {
    match table {
        // What depends on the day, like which line is late and when goods leave then, is as old as the last look at the order.
        "sales_order" => {
            "id, number, kind, state, stage, held, urgent, open, customer_id, customer_name, clerk_id, clerk_name, ordered_on,
             wanted_on, first_promise, arrived_on, total, paid, line_count, goods, readiness, progress, search"
        }
        // When what is due before shipping falls due follows what is expected of the order, which the day changes.
        "receivable" => "order_id, n, due, amount, open",
        // Their words are of a form that only one of the databases can show.
        "search_entry" => "kind, id",
        // The supplier's name is as it was when the item was last written.
        "item" => {
            "id, code, name, specification, kind, unit, supplier_id, reference_cost, list_price, safety_stock, retired, search"
        }
        _ => "*",
    }
}

/// Copies facts, their links to orders, and heads to a database that has none.
pub fn copy_evidence(conn: &mut Conn, to: &Db) -> Result<()> {
    for (table, key, columns) in [
        ("fact", "stream", "stream, seq, kind, at, actor, command, epoch, body, prev_hash, hash"),
        ("head", "stream", "stream, version, at, hash, snapshot"),
        ("fact_order", "stream", "order_id, at, stream, seq"),
    ] {
        let mut after = String::new();
        loop {
            let streams = evidence::streams(conn, &after, 500)?;
            let (Some(first), Some(last)) = (streams.first().cloned(), streams.last().cloned()) else {
                break;
            };
            after.clone_from(&last);
            let sql = format!("SELECT {columns} FROM {table} WHERE {key} >= $1 AND {key} <= $2");
            let rows = conn.query(&sql, &[first.into(), last.into()])?;
            let rows: Vec<Vec<Value>> = rows.iter().map(|row| row.values().to_vec()).collect();
            let head = format!("INSERT INTO {table} ({columns})");
            to.write_blocking(move |to| to.insert(&head, &rows, ""))?;
        }
    }
    Ok(())
}

/// The hashes of all stored files, each with its size and the streams that hold it, joined by commas.
pub fn files(conn: &mut Conn) -> Result<Vec<(String, i64, String)>> {
    let mut held: BTreeMap<String, String> = BTreeMap::new();
    for row in conn.query("SELECT DISTINCT sha256, stream FROM file_link ORDER BY sha256, stream", &[])? {
        let (hash, stream): (String, String) = (row.get(0)?, row.get(1)?);
        let streams = held.entry(hash).or_default();
        let comma = if streams.is_empty() { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(streams, "{comma}{stream}");
    }
    let rows = conn.query("SELECT sha256, size FROM file ORDER BY sha256", &[])?;
    let read = rows.iter().map(|row| {
        let hash: String = row.get(0)?;
        let streams = held.remove(&hash).unwrap_or_default();
        Ok((hash, row.get(1)?, streams))
    });
    read.collect()
}

/// Passes over so many numbers of every series.
pub fn pass_over_numbers(conn: &mut Conn, count: i64) -> Result<()> {
    conn.execute("UPDATE series SET n = n + $1", &[count.into()])?;
    Ok(())
}

/// The numbers of the orders that facts of `stream` concern, in brackets; nothing where there are none.
pub fn orders_of(conn: &mut Conn, stream: &str) -> Result<String> {
    let rows = conn.query(
        "SELECT DISTINCT s.number FROM fact_order l JOIN sales_order s ON s.id = l.order_id WHERE l.stream = $1 ORDER BY s.number LIMIT 3",
        &[stream.into()],
    )?;
    let numbers: Vec<String> = rows.iter().map(|row| row.get(0)).collect::<db::Result<_>>()?;
    Ok(if numbers.is_empty() { String::new() } else { format!(" ({})", numbers.join(", ")) })
}

/// What is compared of every derived table: rows as text, in order.
pub fn derived_rows(site: &Site, conn: &mut Conn) -> Result<Vec<(&'static str, Vec<String>)>> {
    let tables = site.nouns().flat_map(|n| n.tables).chain(&["search_entry"]);
    let tables = tables.map(|table| (*table, compared(table)));
    tables
        .map(|(table, columns)| {
            let rows = conn.query(&format!("SELECT {columns} FROM {table}"), &[])?;
            let mut rows: Vec<String> = rows.iter().map(|row| text(row.values())).collect();
            rows.sort_unstable();
            Ok((table, rows))
        })
        .collect()
}

/// The same for both databases, of which one knows no truth but numbers.
fn text(values: &[Value]) -> String {
    let one = |value: &Value| match value {
        Value::Null => String::new(),
        Value::Int(i) => i.to_string(),
        Value::Bool(b) => i64::from(*b).to_string(),
        Value::Text(t) => t.clone(),
        Value::Blob(b) => format!("{b:?}"),
    };
    values.iter().map(one).collect::<Vec<_>>().join("\u{1f}")
}
