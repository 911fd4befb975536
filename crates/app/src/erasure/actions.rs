//! What an erasure does: the texts go from facts, states, rows and logs; that it was done is a fact itself.

use std::collections::BTreeSet;

use domain::access::Right;
use domain::customer::{self, Customer};
use domain::erasure::{self, Erasure, Place, Subject};
use domain::history::Packed;
use domain::ids::{CustomerId, OrderId, PersonId};
use domain::person::{self, Person};
use evidence::{Class, Leaf, Value};
use uuid::Uuid;

use super::store;
use crate::person as people;
use kernel::i18n::zh;
use kernel::log::{Event, told};
use kernel::noun::read;
use kernel::{Door, Result};

/// Why an erasure is carried out again.
const AGAIN: &str = "恢复备份后重新删除";

/// What somebody asks to be erased.
pub struct Asked {
    /// Why, without what is erased.
    pub reason: String,
    /// Further words of theirs, one a line.
    pub named: String,
}

/// Erases a customer's contact: their name and telephone on the customer, its orders and what hangs on them.
pub fn customer(door: &mut Door, id: CustomerId, asked: Asked) -> Result<usize> {
    door.ctx.may(Right::Configure)?;
    let stream = door.load::<Customer>(id)?.head.stream;
    let mut known = Vec::new();
    for fact in evidence::by_stream(door.conn, &stream, None)? {
        if let customer::Fact::Recorded { profile, .. } | customer::Fact::Proposed { profile, .. } =
            read::<Customer>(&fact)?
        {
            known.extend([profile.contact.open().clone(), profile.phone.open().clone()]);
        }
    }
    let mut streams = store::streams(door.conn, id)?;
    streams.push(stream);
    // Who writes on one of these orders meanwhile waits, and reads the texts no more.
    let orders = streams.iter().filter_map(|s| s.strip_prefix("order/")?.parse::<OrderId>().ok());
    door.hold(orders.collect::<Vec<_>>())?;
    let words = erasure::words(known.iter().map(String::as_str), &asked.named);
    let found = evidence::find(door.conn, Some(&streams), &words, &|_, leaf| is_words(leaf))?;
    carry_out(door, (Subject::Customer, id.0), asked.reason, &words, found)
}

/// Erases somebody of the staff: their name wherever facts repeat it; their account ends.
pub fn person(door: &mut Door, id: PersonId, asked: Asked) -> Result<usize> {
    door.ctx.may(Right::Configure)?;
    let loaded = door.load::<Person>(id)?;
    people::actions::may_change(door, &loaded, person::rights::Change::Erase)?;
    let mut known = Vec::new();
    for fact in evidence::by_stream(door.conn, &loaded.head.stream, None)? {
        if let person::Fact::Recorded { profile, .. } = read::<Person>(&fact)? {
            known.push(profile.name);
        }
    }
    let words = erasure::words(known.iter().map(String::as_str), &asked.named);
    let found =
        evidence::find(door.conn, None, &words, &|leaves, leaf| is_words(leaf) && is_of(leaves, leaf, id))?;
    let login = people::credential_of(door.conn, id)?.map(|(login, _)| login);
    people::end_account(door.conn, id)?;
    let count = carry_out(door, (Subject::Person, id.0), asked.reason.clone(), &words, found)?;
    if let Some(login) = login {
        store::sweep(door.conn, &login)?;
    }
    if !door.load::<Person>(id)?.retired {
        let left = door.load::<Person>(id)?;
        door.record(left, &[person::Fact::Retired { reason: asked.reason }])?;
    }
    Ok(count)
}

/// A price may be stored as a text, and is nobody's data.
fn is_words(leaf: &Leaf) -> bool {
    !matches!(leaf.class, Class::Price | Class::Cost)
}

/// A name that stands beside somebody else's identity is a namesake's.
fn is_of(leaves: &[Leaf], leaf: &Leaf, id: PersonId) -> bool {
    if leaf.path.ends_with("profile/name") {
        let own = leaves.iter().find(|l| l.path == leaf.path.replace("profile/name", "id"));
        return own.is_none_or(|l| identity(l).is_none_or(|found| found == id.0));
    }
    let Some(named) = leaf.path.strip_suffix("_name") else { return true };
    let beside = leaves.iter().find(|l| l.path == named);
    beside.and_then(identity).is_none_or(|found| found == id.0)
}

fn identity(leaf: &Leaf) -> Option<Uuid> {
    match leaf.value()? {
        Value::Bytes(bytes) => Uuid::from_slice(&bytes).ok(),
        Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

/// Everything in the one transaction: what cannot be folded afterwards is not erased at all.
fn carry_out(
    door: &mut Door,
    (subject, of): (Subject, Uuid),
    reason: String,
    words: &[String],
    found: Vec<evidence::Place>,
) -> Result<usize> {
    let places: Vec<Place> = found.iter().map(to_domain).collect();
    let count = places.len();
    let facts = erasure::erase(Erasure { subject, of, reason, places: Packed(places.clone()) }, words)?;
    clear(door, words, &places)?;
    let what = match subject {
        Subject::Customer => zh("客户联系人"),
        Subject::Person => zh("人员"),
    };
    // Nobody is named: what the log says here must not bring back what has just gone.
    let params = [("what", what), ("id", &*of.simple().to_string()), ("n", &*count.to_string())];
    door.log(Event::Erasure, told(zh("{what} {id}：删除了 {n} 处"), &params))?;
    let record = door.fresh::<Erasure>(door.id().simple());
    door.record(record, &facts)?;
    Ok(count)
}

/// Carries an erasure out again in a copy that was put back: the texts of its places that are still there go, and where it
/// `is_recorded` nowhere that is done too. Answers how many texts went.
pub fn again(door: &mut Door, erasure: Erasure, is_recorded: bool) -> Result<usize> {
    let places: Vec<evidence::Place> = erasure.places.0.iter().map(to_evidence).collect();
    let left = evidence::texts(door.conn, &places)?;
    if left.is_empty() {
        return Ok(0);
    }
    let (left, texts): (Vec<_>, Vec<String>) = left.into_iter().unzip();
    let words = erasure::words(texts.iter().map(String::as_str), "");
    if erasure.subject == Subject::Person {
        people::end_account(door.conn, PersonId(erasure.of))?;
    }
    if !is_recorded {
        return carry_out(door, (erasure.subject, erasure.of), AGAIN.to_owned(), &words, left);
    }
    let places: Vec<Place> = left.iter().map(to_domain).collect();
    clear(door, &words, &places)?;
    Ok(places.len())
}

/// The texts of `places` go, and `words` wherever they are kept beside the facts; what was folded from them is folded anew.
fn clear(door: &mut Door, words: &[String], places: &[Place]) -> Result<()> {
    let mut orders: BTreeSet<OrderId> = BTreeSet::new();
    for stream in places.iter().map(|p| p.stream.as_str()).collect::<BTreeSet<_>>() {
        orders.extend(store::orders(door.conn, stream)?.iter().filter_map(|o| o.parse::<OrderId>().ok()));
    }
    door.hold(orders)?;
    let found: Vec<evidence::Place> = places.iter().map(to_evidence).collect();
    evidence::erase(door.conn, &found)?;
    door.conn.leave_no_trace();
    let streams: BTreeSet<&str> = found.iter().map(|p| p.stream.as_str()).collect();
    for stream in streams {
        door.shared.site.noun(stream)?.fold_anew(door.conn, stream)?;
        for order in store::orders(door.conn, stream)? {
            door.touch_order(order.parse::<OrderId>().unwrap_or_default());
        }
        door.touch(stream);
    }
    door.conn.purge_words()?;
    for word in words {
        store::sweep(door.conn, word)?;
    }
    Ok(())
}

fn to_domain(place: &evidence::Place) -> Place {
    Place { stream: place.stream.clone(), seq: place.seq, path: place.path.clone() }
}

fn to_evidence(place: &Place) -> evidence::Place {
    evidence::Place { stream: place.stream.clone(), seq: place.seq, path: place.path.clone() }
}
