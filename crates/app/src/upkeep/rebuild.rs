//! Building every derived table anew from the facts.

use db::Conn;
use domain::carrier::Carrier;
use domain::company::Company;
use domain::customer::Customer;
use domain::erasure::Erasure;
use domain::history::Noun;
use domain::item::{Item, WorkCenter};
use domain::order::Order;
use domain::payment::Payment;
use domain::person::Person;
use domain::production::WorkOrder;
use domain::purchasing::Purchase;
use domain::shipment::Shipment;
use domain::stock::Movement;
use domain::supplier::Supplier;

use super::store;
use super::verify::fold;
use crate::kernel::record::Stored;
use crate::kernel::{App, Ctx, Door, Error, Result};
use crate::stock;

/// What was done.
#[derive(Debug, Clone, Copy, serde::Serialize)]
pub struct Rebuilt {
    /// Streams folded.
    pub streams: usize,
}

/// Order of the streams: what others look up comes first.
const ORDER: [&str; 14] = [
    "company", "person", "supplier", "carrier", "customer", "center", "item", "movement", "order",
    "purchase", "work", "shipment", "payment",
    "erasure",
];

/// Rebuilds in one transaction; `tell` hears how many streams are done.
pub fn rebuild(app: &App, tell: fn(usize)) -> Result<Rebuilt> {
    let shared = app.shared.clone();
    let ctx = Ctx::system(app.shared.clock.now());
    app.db.write_blocking(move |conn| {
        store::clear(conn)?;
        let mut streams = 0;
        for noun in ORDER {
            let mut after = format!("{noun}/");
            loop {
                let some = evidence::streams(conn, &after, 500)?;
                let own: Vec<String> =
                    some.into_iter().filter(|s| s.starts_with(&format!("{noun}/"))).collect();
                let Some(last) = own.last() else { break };
                after.clone_from(last);
                for stream in &own {
                    project(conn, stream)?;
                    streams += 1;
                }
                tell(streams);
            }
        }
        crate::kernel::filing::mark(conn)?;
        // Document by document a balance may dip below zero on the way; the sums may not.
        stock::store::rebuild(conn)?;
        let mut door = Door::new(&ctx, conn, &shared);
        refresh(&mut door)?;
        Ok(Rebuilt { streams })
    })
}

fn refresh(door: &mut Door) -> Result<()> {
    for noun in ["order", "purchase"] {
        let mut after = format!("{noun}/");
        loop {
            let some = evidence::streams(door.conn, &after, 500)?;
            let own: Vec<String> = some.into_iter().filter(|s| s.starts_with(&format!("{noun}/"))).collect();
            let Some(last) = own.last() else { break };
            after.clone_from(last);
            for stream in &own {
                let id = stream.rsplit('/').next().unwrap_or_default();
                let parsed = id.parse().map_err(|_| Error::Fault(format!("{stream} has no identity")))?;
                if noun == "order" {
                    crate::order::refresh(door, domain::ids::OrderId(parsed))?;
                } else {
                    crate::order::refresh_purchase(door, domain::ids::PurchaseId(parsed))?;
                }
            }
        }
    }
    Ok(())
}

/// Writes the rows of one stream from its facts.
fn project(conn: &mut Conn, stream: &str) -> Result<()> {
    with_noun(stream, Project { conn, stream })
}

/// Folds a stream anew whose facts have lost texts: its snapshot and its rows follow.
pub fn fold_anew(conn: &mut Conn, stream: &str) -> Result<()> {
    with_noun(stream, FoldAnew { conn, stream })
}

/// Whether the kept snapshot of `stream` is what its facts lead to. States are compared, not bytes: an earlier
/// version of the program knew fewer fields.
pub(super) fn is_kept_well(conn: &mut Conn, stream: &str) -> Result<bool> {
    with_noun(stream, Compare { conn, stream })
}

/// Something done with a stream's noun, whichever it is.
trait WithNoun {
    type Out;
    fn run<N: Stored>(self) -> Result<Self::Out>;
}

struct Project<'a> {
    conn: &'a mut Conn,
    stream: &'a str,
}

impl WithNoun for Project<'_> {
    type Out = ();
    fn run<N: Stored>(self) -> Result<()> {
        let facts = evidence::by_stream(self.conn, self.stream, None)?;
        for fact in &facts {
            crate::kernel::filing::link(self.conn, self.stream, &fact.body)?;
        }
        let state: N = fold(&facts)?;
        evidence::keep_snapshot(self.conn, self.stream, evidence::write_snapshot(&state)?)?;
        state.project(self.conn, &N::default())
    }
}

struct FoldAnew<'a> {
    conn: &'a mut Conn,
    stream: &'a str,
}

impl WithNoun for FoldAnew<'_> {
    type Out = ();
    fn run<N: Stored>(self) -> Result<()> {
        let facts = evidence::by_stream(self.conn, self.stream, None)?;
        let state: N = fold(&facts)?;
        evidence::keep_snapshot(self.conn, self.stream, evidence::write_snapshot(&state)?)?;
        // No quantity has changed, so nothing is added or taken away.
        state.project(self.conn, &state)
    }
}

struct Compare<'a> {
    conn: &'a mut Conn,
    stream: &'a str,
}

impl WithNoun for Compare<'_> {
    type Out = bool;
    fn run<N: Stored>(self) -> Result<bool> {
        let folded: N = fold(&evidence::by_stream(self.conn, self.stream, None)?)?;
        let kept =
            evidence::load(self.conn, self.stream)?.map(|(_, bytes)| evidence::read_snapshot::<N>(&bytes));
        // A snapshot that cannot be read is not what the facts lead to.
        let Some(Ok(kept)) = kept else { return Ok(false) };
        Ok(evidence::write_snapshot(&kept)? == evidence::write_snapshot(&folded)?)
    }
}

fn with_noun<W: WithNoun>(stream: &str, work: W) -> Result<W::Out> {
    match stream.split('/').next().unwrap_or_default() {
        Company::STREAM => work.run::<Company>(),
        Person::STREAM => work.run::<Person>(),
        Supplier::STREAM => work.run::<Supplier>(),
        Carrier::STREAM => work.run::<Carrier>(),
        Customer::STREAM => work.run::<Customer>(),
        WorkCenter::STREAM => work.run::<WorkCenter>(),
        Item::STREAM => work.run::<Item>(),
        Movement::STREAM => work.run::<Movement>(),
        Order::STREAM => work.run::<Order>(),
        Purchase::STREAM => work.run::<Purchase>(),
        WorkOrder::STREAM => work.run::<WorkOrder>(),
        Shipment::STREAM => work.run::<Shipment>(),
        Payment::STREAM => work.run::<Payment>(),
        Erasure::STREAM => work.run::<Erasure>(),
        other => Err(Error::Fault(format!("unknown stream {other}"))),
    }
}
