//! What a rebuild empties first, and what is compared: every table that holds nothing but what facts lead to.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use db::{Conn, Db, Value};
use kernel::Result;
use kernel::feature::Site;

use super::journal::{FileRow, SeriesRow};

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

/// The hashes of all stored files, each with its size and the streams that hold it, joined by commas; those that a fact holds and
/// of which there is no record have no size (-1).
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
    let mut files = read.collect::<Result<Vec<_>>>()?;
    // Demos of versions before had no files: their drawings are named by zeros.
    let is_file = |hash: &str| hash.bytes().any(|digit| digit != b'0');
    files.extend(
        held.into_iter().filter(|(hash, _)| is_file(hash)).map(|(hash, streams)| (hash, -1, streams)),
    );
    Ok(files)
}

/// Passes over so many numbers of every series, also of those that have none of this `period` yet.
pub fn pass_over_numbers(conn: &mut Conn, count: i64, period: &str) -> Result<()> {
    conn.execute("UPDATE series SET n = n + $1", &[count.into()])?;
    raise_series(conn, &SeriesRow { name: kernel::ctx::ANY_SERIES.into(), period: period.into(), n: count })
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
    let tables = site.nouns().flat_map(|n| n.tables).chain(&["search_entry", "file_link"]);
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

/// How many facts there are.
pub fn count_facts(conn: &mut Conn) -> Result<i64> {
    Ok(conn.one("SELECT COUNT(*) FROM fact", &[])?.get(0)?)
}

/// The streams of all erasures.
pub fn erasures(conn: &mut Conn) -> Result<Vec<String>> {
    // What follows the slash is less than what follows zero.
    let rows = conn.query(
        "SELECT stream FROM head WHERE stream > 'erasure/' AND stream < 'erasure0' ORDER BY stream",
        &[],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// Whether the database has what a journal was told last.
pub fn has_told(conn: &mut Conn, told: &evidence::Told) -> Result<bool> {
    let sealed = "SELECT 1 FROM checkpoint WHERE size = $1";
    if told.sealed > 0 && conn.find(sealed, &[told.sealed.into()])?.is_none() {
        return Ok(false);
    }
    for (stream, seq) in &told.waiting {
        let fact = "SELECT 1 FROM fact WHERE stream = $1 AND seq = $2";
        if conn.find(fact, &[stream.as_str().into(), (*seq).into()])?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// All series of numbers.
pub fn series(conn: &mut Conn) -> Result<Vec<SeriesRow>> {
    let rows = conn.query("SELECT name, period, n FROM series ORDER BY name, period", &[])?;
    rows.iter().map(|row| Ok(SeriesRow { name: row.get(0)?, period: row.get(1)?, n: row.get(2)? })).collect()
}

/// Lets a series stand where `row` says at least.
pub fn raise_series(conn: &mut Conn, row: &SeriesRow) -> Result<()> {
    conn.execute(
        "INSERT INTO series (name, period, n) VALUES ($1, $2, $3)
         ON CONFLICT (name, period) DO UPDATE SET n = CASE WHEN series.n < excluded.n THEN excluded.n ELSE series.n END",
        &[row.name.as_str().into(), row.period.as_str().into(), row.n.into()],
    )?;
    Ok(())
}

/// The record of a stored file.
pub fn file_record(conn: &mut Conn, sha256: &str) -> Result<Option<FileRow>> {
    let sql = "SELECT sha256, media_type, size, name, at, actor FROM file WHERE sha256 = $1";
    let row = conn.find(sql, &[sha256.into()])?;
    let read = |row: db::Row| {
        Ok(FileRow {
            sha256: row.get(0)?,
            media_type: row.get(1)?,
            size: row.get(2)?,
            name: row.get(3)?,
            at: row.get(4)?,
            actor: row.get(5)?,
        })
    };
    row.map(read).transpose()
}

/// Writes the record of a stored file where there is none.
pub fn keep_file_record(conn: &mut Conn, file: &FileRow) -> Result<()> {
    conn.execute(
        "INSERT INTO file (sha256, media_type, size, name, at, actor) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        &[
            file.sha256.as_str().into(),
            file.media_type.as_str().into(),
            file.size.into(),
            file.name.as_str().into(),
            file.at.into(),
            file.actor.as_str().into(),
        ],
    )?;
    Ok(())
}
