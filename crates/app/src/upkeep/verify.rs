//! Walking the evidence, and what must follow from it (H2.1).

use std::collections::BTreeSet;
use std::path::PathBuf;

use db::Conn;
use domain::erasure::Erasure;
use domain::history::Noun as _;
use evidence::{Anchor, Cut, Instance, LogFault, Report};
use kernel::feature::Site;
use kernel::noun::fold;
use kernel::{App, Error, Result};

use super::derived::{self, Wanted};
use super::{anchors, attachments, store};

/// What the walk found.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Verified {
    /// Facts walked.
    pub facts: u64,
    /// Streams walked.
    pub streams: u64,
    /// Facts that are sealed.
    pub sealed: i64,
    /// Facts newer than the last checkpoint that was kept outside.
    pub after_anchor: i64,
    /// Stored files that are there as they were stored.
    pub files: usize,
    /// Files on the disk that nothing names: given up uploads, no fault.
    pub orphaned: usize,
    /// Where a copy was put back, each in a sentence: declared, and so no fault.
    pub declared: Vec<String>,
    /// What is wrong, each in a sentence; the first is the first bad fact.
    pub faults: Vec<String>,
    /// 0 sound, 10 sound but newer than what was kept outside, 20 the evidence is damaged, 30 a state or table is not what the
    /// facts lead to, 40 what was kept outside says otherwise, 50 a text was erased without a record.
    pub code: u8,
}

/// Walks every fact, compares the log with what was kept outside, folds every stream, sums stock, reads every stored file, and
/// builds beside meanwhile what pages query.
pub fn verify(app: &App) -> Result<Verified> {
    verify_against(app, &[])
}

/// As [`verify`], with the checkpoints that lie in the folders `more` too.
pub fn verify_against(app: &App, more: &[PathBuf]) -> Result<Verified> {
    let (instance, site) = (app.shared.instance.clone(), app.shared.site);
    // Before the moment that is looked at: what is sealed meanwhile is no contradiction.
    let anchors = anchors::all(app, more)?;
    let walked = app.clone();
    let (mut found, beside) = app.db.read_blocking(move |conn| -> Result<_> {
        let copied = derived::copy(&walked, conn)?;
        let beside = std::thread::spawn(move || derived::differing(&copied));
        Ok((walk(site, conn, &instance, &anchors)?, beside))
    })?;
    let differing = beside.join();
    // What is wrong with the evidence is what the rows were built from: it is told first, and alone.
    if found.is_sound() {
        found.states = differing.map_err(|_| Error::Fault("building beside has broken off".to_owned()))??;
    }
    let looked = attachments::look(&app.shared.config.data_dir.join("files"), &attachments::known(app)?)?;
    (found.verified.files, found.verified.orphaned) = (looked.sound, looked.orphaned);
    found.states.extend(looked.faults);
    Ok(found.told())
}

/// What a database is held against again and again: the rows that its facts led to, and what was kept outside.
pub struct Measure {
    app: App,
    wanted: Wanted,
    anchors: Vec<Anchor>,
}

impl Measure {
    /// Of the database as it stands.
    pub fn take(app: &App) -> Result<Self> {
        let anchors = anchors::all(app, &[])?;
        let taken = app.clone();
        let copied = app.db.read_blocking(move |conn| derived::copy(&taken, conn))?;
        Ok(Self { app: app.clone(), wanted: derived::build(&copied)?, anchors })
    }

    /// What a walk finds that sees what `conn` sees: as [`verify`], against the rows that were wanted before. These are compared
    /// first, and alone where they differ: that takes the least.
    pub fn faults(&self, conn: &mut Conn) -> Result<Verified> {
        let site = self.app.shared.site;
        let states = self.wanted.differing(&store::derived_rows(site, conn)?);
        if !states.is_empty() {
            return Ok(Found { states, ..Found::default() }.told());
        }
        Ok(walk(site, conn, &self.app.shared.instance, &self.anchors)?.told())
    }
}

fn walk(site: &Site, conn: &mut Conn, instance: &Instance, anchors: &[Anchor]) -> Result<Found> {
    let report = evidence::verify(conn, instance, anchors)?;
    let mut found = Found::of(conn, &report)?;
    erasures(conn, &report.erased, &mut found.erased)?;
    if found.is_sound() {
        snapshots(site, conn, &mut found.states)?;
        stock(conn, &mut found.states)?;
    }
    Ok(found)
}

/// What is wrong, by what it means.
#[derive(Default)]
struct Found {
    verified: Verified,
    chain: Vec<String>,
    outside: Vec<String>,
    erased: Vec<String>,
    states: Vec<String>,
}

/// Faults at most whose orders are looked up.
const NAMED: usize = 20;

impl Found {
    fn of(conn: &mut Conn, report: &Report) -> Result<Self> {
        let mut found = Self {
            verified: Verified {
                facts: report.facts,
                streams: report.streams,
                sealed: report.log.sealed,
                after_anchor: report.log.after_anchor,
                declared: report.log.cuts.iter().map(declared).collect(),
                ..Verified::default()
            },
            ..Self::default()
        };
        for (n, fault) in report.faults.iter().enumerate() {
            let orders = if n < NAMED { store::orders_of(conn, &fault.stream)? } else { String::new() };
            found.chain.push(format!("{} #{}{orders}: {}", fault.stream, fault.seq, fault.what));
        }
        for fault in &report.log.faults {
            match fault {
                LogFault::Broken(what) => found.chain.push(what.clone()),
                LogFault::Contradicts(what) => found.outside.push(what.clone()),
            }
        }
        Ok(found)
    }

    fn is_sound(&self) -> bool {
        [&self.chain, &self.outside, &self.erased, &self.states].iter().all(|faults| faults.is_empty())
    }

    fn told(self) -> Verified {
        let codes = [(&self.chain, 20), (&self.outside, 40), (&self.erased, 50), (&self.states, 30)];
        let worst = codes.iter().find(|(faults, _)| !faults.is_empty());
        let sound = if self.verified.after_anchor > 0 { 10 } else { 0 };
        let code = worst.map_or(sound, |(_, code)| *code);
        let faults = [self.chain, self.outside, self.erased, self.states].concat();
        Verified { faults, code, ..self.verified }
    }
}

fn declared(cut: &Cut) -> String {
    let at = jiff::Timestamp::from_microsecond(cut.at).map(|at| at.to_string()).unwrap_or_default();
    format!("epoch {} began at {at} behind {} facts: {}", cut.epoch, cut.from, cut.reason)
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
