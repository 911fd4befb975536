//! Makes an old company of a young one: `grow FOLDER|postgres://… ORDERS`. Orders that have ended are written down again, with all
//! that hangs on them and on no open one, under other names, until there are so many; then every table is built anew. What is open stays as it is.
//!
//! Facts are facts: chained, salted, read by the same nouns. Identities and numbers are others, of the same length; of each part,
//! enough is received first for what the copies used.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Instant;

use app::site::SITE;
use app::{start, upkeep};
use db::Conn;
use domain::ids::{ItemId, MovementId};
use domain::quantity::Quantity;
use domain::stock::{Move, Movement, MovementKind};
use evidence::{Draft, Head, Stamp, Value};
use kernel::clock::Clock;
use kernel::config::Config;
use kernel::record::class_of_tag;
use kernel::state::{Ids, Shared};
use kernel::{App, Ctx, Door, Error, Result};
use uuid::Uuid;

/// What hangs on an order, by the first part of its streams' names; whatever else it is linked to stays one.
const COPIED: [&str; 7] = ["order", "purchase", "work", "movement", "shipment", "payment", "claim"];
/// Streams that are written in one transaction.
const AT_ONCE: usize = 2000;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (Some(place), Some(orders)) = (args.first(), args.get(1).and_then(|n| n.parse().ok())) else {
        eprintln!("grow FOLDER|postgres://… ORDERS");
        return ExitCode::from(2);
    };
    match grow(place, orders) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn grow(place: &str, wanted: usize) -> Result<()> {
    let is_server = place.starts_with("postgres");
    let config = Config {
        data_dir: if is_server { std::env::temp_dir() } else { place.into() },
        database_url: is_server.then(|| place.to_owned()),
        connections: 1,
        ..Config::default()
    };
    let now = "2026-11-24T01:00:00Z".parse().unwrap_or_default();
    let app = start::open_with(config, Clock::stopped(now), Ids::random())?;
    let begun = Instant::now();
    let (there, ended, mut copy) = app.db.read_blocking(orders)?;
    println!("{there} orders, {} of them ended", ended.len());
    if ended.is_empty() {
        return Err(Error::Fault("no order has ended: there is nothing to copy".to_owned()));
    }
    receive(&app)?;
    let mut left = wanted.saturating_sub(there);
    while left > 0 {
        let some: BTreeSet<String> = ended.iter().take(left).cloned().collect();
        left -= some.len();
        let linked = app.db.read_blocking(move |conn| hanging_on(conn, &some))?;
        let names = Arc::new(Names::of(linked.keys(), copy));
        for page in linked.into_iter().collect::<Vec<_>>().chunks(AT_ONCE) {
            let (page, names, shared) = (page.to_vec(), names.clone(), app.shared.clone());
            app.db.write_blocking(move |conn| {
                page.iter().try_for_each(|(stream, links)| again(conn, &shared, &names, stream, links))
            })?;
        }
        copy += 1;
    }
    println!("facts written after {:.0} s", begun.elapsed().as_secs_f64());
    upkeep::rebuild(&app, |_| {})?;
    println!("tables built after {:.0} s", begun.elapsed().as_secs_f64());
    Ok(())
}

/// How many orders there are, those that have ended and are no copies, and the number of the next copy.
fn orders(conn: &mut Conn) -> Result<(usize, Vec<String>, u16)> {
    let count: i64 = conn.one("SELECT COUNT(*) FROM sales_order", &[])?.get(0)?;
    let rows =
        conn.query("SELECT id FROM sales_order WHERE open = FALSE AND number LIKE 'GD%' ORDER BY id", &[])?;
    let ended = rows.iter().map(|row| row.get(0)).collect::<db::Result<_>>()?;
    let kinds: i64 = conn
        .one("SELECT COUNT(DISTINCT SUBSTR(number, 1, 2)) FROM sales_order WHERE number <> ''", &[])?
        .get(0)?;
    Ok((usize::try_from(count).unwrap_or_default(), ended, u16::try_from(kinds).unwrap_or(1)))
}

/// Enough of every part for what the copies use, before anything else in the order in which tables are built.
fn receive(app: &App) -> Result<()> {
    let shared = app.shared.clone();
    app.db.write_blocking(move |conn| {
        let ctx = Ctx::system(shared.clock.now());
        let mut door = Door::new(&ctx, conn, &shared);
        let id = MovementId(Uuid::from_u128(2));
        if door.find::<Movement>(id)?.is_some() {
            return Ok(());
        }
        let items = door.conn.query("SELECT item_id FROM balance", &[])?;
        let items: Vec<String> = items.iter().map(|row| row.get(0)).collect::<db::Result<_>>()?;
        let of = |item: &String| {
            Move::of(item.parse::<ItemId>().unwrap_or_default(), Quantity::whole(1_000_000_000))
        };
        let movement = Movement {
            id,
            number: "MV00000002".to_owned(),
            kind: MovementKind::Receipt,
            on: ctx.today(),
            moves: items.iter().map(of).collect(),
            reason: "以前的订单用的料".to_owned(),
            ..Movement::default()
        };
        let fresh = door.fresh::<Movement>(id);
        let facts = domain::stock::post(movement, ctx.today()).map_err(Error::from)?;
        door.record(fresh, &facts)?;
        Ok(())
    })
}

/// The orders that each fact of a stream concerns, by its place in it.
type Links = BTreeMap<i64, Vec<String>>;

/// The streams that hang on these orders and on no other.
fn hanging_on(conn: &mut Conn, orders: &BTreeSet<String>) -> Result<BTreeMap<String, Links>> {
    let mut found: BTreeMap<String, Links> = BTreeMap::new();
    let mut others = BTreeSet::new();
    for row in conn.query("SELECT stream, seq, order_id FROM fact_order", &[])? {
        let (stream, seq, order): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if orders.contains(&order) && COPIED.contains(&noun(&stream)) {
            found.entry(stream).or_default().entry(seq).or_default().push(order);
        } else {
            others.insert(stream);
        }
    }
    found.retain(|stream, _| !others.contains(stream));
    Ok(found)
}

/// Writes a stream down again under its other name.
fn again(conn: &mut Conn, shared: &Shared, names: &Names, stream: &str, links: &Links) -> Result<()> {
    let entry = SITE.noun(stream)?;
    let mut stamped = Vec::new();
    for fact in evidence::by_stream(conn, stream, None)? {
        let mut body = entry.reread(&fact)?;
        names.rename(&mut body);
        let stamp = Stamp { at: fact.at, actor: fact.actor, command: "grow".to_owned() };
        let orders = links.get(&fact.seq).into_iter().flatten().map(|order| names.id_of(order)).collect();
        stamped.push((stamp, Draft { kind: fact.kind, body, orders }));
    }
    let drafts: Vec<(&Stamp, &Draft)> = stamped.iter().map(|(stamp, draft)| (stamp, draft)).collect();
    let head = Head::new(format!("{}/{}", noun(stream), names.id_of(id(stream))));
    evidence::append_each(conn, &shared.instance, &head, &drafts, Vec::new(), class_of_tag)?;
    Ok(())
}

fn noun(stream: &str) -> &str {
    stream.split('/').next().unwrap_or_default()
}

fn id(stream: &str) -> &str {
    stream.split('/').nth(1).unwrap_or_default()
}

/// The other names of one copy.
struct Names {
    ids: HashMap<[u8; 16], [u8; 16]>,
    /// What numbers begin with instead.
    mark: [u8; 2],
}

impl Names {
    fn of<'a>(streams: impl Iterator<Item = &'a String>, copy: u16) -> Self {
        let [high, low] = copy.to_be_bytes();
        let other = |stream: &String| {
            let before = id(stream).parse::<Uuid>().unwrap_or_default().into_bytes();
            let mut after = before;
            // Beside the time and the version: those sort them.
            after[10] ^= high ^ 0x5a;
            after[11] ^= low;
            (before, after)
        };
        let digit = |n: u16| char::from_digit(u32::from(n % 26) + 10, 36).unwrap_or('a').to_ascii_uppercase();
        let mark = [digit(copy / 26), digit(copy)].map(|c| u8::try_from(c).unwrap_or(b'A'));
        Self { ids: streams.map(other).collect(), mark }
    }

    /// The other name of what has this identity.
    fn id_of(&self, id: &str) -> String {
        let before = id.parse::<Uuid>().unwrap_or_default().into_bytes();
        Uuid::from_bytes(self.ids.get(&before).copied().unwrap_or(before)).simple().to_string()
    }

    fn rename(&self, value: &mut Value) {
        match value {
            Value::Bytes(bytes) => self.rename_bytes(bytes),
            Value::Text(text) => *text = self.rename_text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.rename(item)),
            Value::Map(entries) => entries.iter_mut().for_each(|(_, item)| self.rename(item)),
            Value::Tag(_, inner) => self.rename(inner),
            _ => {}
        }
    }

    /// An identity, or a packed list with some in it: another is as long.
    fn rename_bytes(&self, bytes: &mut [u8]) {
        let mut at = 0;
        while let Some(window) = bytes.get_mut(at..at + 16) {
            let found = <[u8; 16]>::try_from(&*window).ok().and_then(|id| self.ids.get(&id));
            at += if let Some(other) = found {
                window.copy_from_slice(other);
                16
            } else {
                1
            };
        }
    }

    /// Numbers like `GD26110007` in a text.
    fn rename_text(&self, text: &str) -> String {
        let mut bytes = text.as_bytes().to_vec();
        for at in 0..bytes.len().saturating_sub(9) {
            let Some(window) = bytes.get_mut(at..at + 10) else { continue };
            let Some((letters, digits)) = window.split_at_mut_checked(2) else { continue };
            if letters.iter().all(u8::is_ascii_uppercase) && digits.iter().all(u8::is_ascii_digit) {
                letters.copy_from_slice(&self.mark);
            }
        }
        String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
    }
}
