//! Walking the evidence, and what must follow from it (H2.1).

use std::collections::BTreeSet;

use db::Conn;
use domain::erasure::Erasure;
use domain::history::Noun as _;
use kernel::feature::Site;
use kernel::noun::fold;
use kernel::{App, Error, Result};

use super::derived;

/// What the walk found.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Verified {
    /// Facts walked.
    pub facts: u64,
    /// Streams walked.
    pub streams: u64,
    /// What is wrong, each in a sentence; the first is the first bad fact.
    pub faults: Vec<String>,
}

/// Walks every fact, folds every stream, sums stock, and builds beside meanwhile what pages query.
pub fn verify(app: &App) -> Result<Verified> {
    let (instance, site) = (app.shared.instance.clone(), app.shared.site);
    let walked = app.clone();
    let (mut verified, beside) = app.db.read_blocking(move |conn| -> Result<_> {
        let copied = derived::copy(&walked, conn)?;
        let beside = std::thread::spawn(move || derived::differing(&copied));
        let report = evidence::verify(conn, &instance)?;
        let mut faults: Vec<String> =
            report.faults.iter().map(|f| format!("{} #{}: {}", f.stream, f.seq, f.what)).collect();
        erasures(conn, &report.erased, &mut faults)?;
        if faults.is_empty() {
            snapshots(site, conn, &mut faults)?;
            stock(conn, &mut faults)?;
        }
        Ok((Verified { facts: report.facts, streams: report.streams, faults }, beside))
    })?;
    let differing = beside.join();
    // What is wrong with the evidence is what the rows were built from: it is told first, and alone.
    if verified.faults.is_empty() {
        verified.faults =
            differing.map_err(|_| Error::Fault("building beside has broken off".to_owned()))??;
    }
    Ok(verified)
}

/// What was erased must stand in the record of an erasure.
fn erasures(conn: &mut Conn, erased: &[evidence::Place], faults: &mut Vec<String>) -> Result<()> {
    if erased.is_empty() {
        return Ok(());
    }
    let mut recorded = BTreeSet::new();
    let mut after = format!("{}/", Erasure::STREAM);
    loop {
        let streams = evidence::streams(conn, &after, 500)?;
        let own: Vec<&String> = streams.iter().filter(|s| s.starts_with("erasure/")).collect();
        let Some(last) = own.last() else { break };
        after.clone_from(last);
        for stream in &own {
            match fold::<Erasure>(&evidence::by_stream(conn, stream, None)?) {
                Ok(erasure) => {
                    recorded.extend(erasure.places.0.into_iter().map(|p| (p.stream, p.seq, p.path)));
                }
                Err(Error::Fault(told)) => faults.push(told),
                Err(error) => return Err(error),
            }
        }
    }
    for place in erased {
        if !recorded.contains(&(place.stream.clone(), place.seq, place.path.clone())) {
            faults
                .push(format!("{} #{}: {} was erased without a record", place.stream, place.seq, place.path));
        }
    }
    Ok(())
}

/// Every snapshot must equal the fold of its facts; a fact that this version cannot read is a fault of its stream alone.
fn snapshots(site: &Site, conn: &mut Conn, faults: &mut Vec<String>) -> Result<()> {
    let mut after = String::new();
    loop {
        let streams = evidence::streams(conn, &after, 500)?;
        let Some(last) = streams.last() else { return Ok(()) };
        after.clone_from(last);
        for stream in &streams {
            match site.noun(stream).and_then(|noun| noun.keeps_well(conn, stream)) {
                Ok(true) => {}
                Ok(false) => faults.push(format!("{stream}: the kept state is not what its facts lead to")),
                Err(Error::Fault(told)) => faults.push(told),
                Err(error) => return Err(error),
            }
        }
    }
}

fn stock(conn: &mut Conn, faults: &mut Vec<String>) -> Result<()> {
    for item in crate::balance::drifted(conn)? {
        faults.push(format!("item {item}: the balance is not the sum of its movements and reservations"));
    }
    Ok(())
}
