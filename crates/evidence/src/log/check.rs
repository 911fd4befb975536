//! Whether the log is what the facts lead to, and what its roots that were kept outside say.

use std::collections::BTreeMap;

use db::Conn;

use super::batch::{self, Sealed};
use super::checkpoint::{self, Checkpoint, hex};
use super::epoch::{Cut, cuts};
use super::key::{self, KeyRow};
use super::leaf::Key;
use super::merkle::Peaks;
use super::outside::Anchor;
use super::queue;
use crate::append::Instance;
use crate::chain::Hash;
use crate::error::Result;

/// What is wrong with the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LogFault {
    /// The log itself does not hold together.
    Broken(String),
    /// It is not what was kept outside.
    Contradicts(String),
}

/// What the log says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogReport {
    /// How many facts are sealed.
    pub sealed: i64,
    /// How many wait.
    pub waiting: i64,
    /// How many facts are newer than the last anchor; all of them where there is none.
    pub after_anchor: i64,
    /// Where a copy was put back: declared, and so no fault.
    pub cuts: Vec<Cut>,
    /// What is wrong.
    pub faults: Vec<LogFault>,
}

/// What a fact is to the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seen {
    /// As it was sealed, or as it waits.
    Sound,
    /// Its fields' classes or its orders are others, or it was written anew with all that stands on it.
    Changed,
    /// It is neither sealed nor does it wait.
    Unknown,
}

/// The log while facts are walked.
pub(crate) struct Log {
    pub(super) keys: Vec<KeyRow>,
    pub(super) cuts: Vec<Cut>,
    pub(super) checkpoints: Vec<Checkpoint>,
    /// The facts that each checkpoint added, in order of leaves; their keys with their leaf's place.
    marks: Vec<[u8; 8]>,
    places: Vec<(Key, usize)>,
    leaves: Vec<Option<Hash>>,
    /// The leaves of what waits, and the orders that it is said to concern.
    waiting: BTreeMap<Key, (Hash, String)>,
    queued: usize,
    pub(super) faults: Vec<LogFault>,
}

/// Facts at most that a damaged checkpoint may be off by.
const FAR: usize = 1_000_000;

impl Log {
    /// Reads what is sealed and what waits.
    pub(crate) fn read(conn: &mut Conn, instance: &Instance) -> Result<Self> {
        let keys = key::keys(conn)?;
        let cuts = cuts(conn)?;
        let births: Vec<i64> = cuts.iter().map(|cut| cut.at).collect();
        let faults = key::faults(&keys, instance, &births).into_iter().map(LogFault::Broken).collect();
        let mut log = Self {
            cuts,
            keys,
            checkpoints: Vec::new(),
            marks: Vec::new(),
            places: Vec::new(),
            leaves: Vec::new(),
            waiting: BTreeMap::new(),
            queued: 0,
            faults,
        };
        log.read_checkpoints(conn, instance)?;
        log.leaves = vec![None; log.marks.len()];
        log.places.sort_unstable();
        for row in conn.query("SELECT stream, seq, leaf, orders FROM seal_queue", &[])? {
            let (stream, seq, leaf): (String, i64, Vec<u8>) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let waits = (leaf.try_into().unwrap_or_default(), row.get(3)?);
            log.waiting.insert(super::leaf::key(&stream, seq), waits);
        }
        log.queued = log.waiting.len();
        log.check_ends(conn, instance)?;
        Ok(log)
    }

    /// What the next seal stands on, and that every life of the database was signed for: an epoch that somebody only wrote
    /// down would hide what was cut off.
    fn check_ends(&mut self, conn: &mut Conn, instance: &Instance) -> Result<()> {
        let last = self.checkpoints.last().map(|last| (last.size, last.root));
        let peaks =
            super::seal::peaks(conn).map(|peaks| (i64::try_from(peaks.size()).unwrap_or(-1), peaks.root()));
        if !peaks.is_ok_and(|peaks| last.map_or(peaks.0 == 0, |last| last == peaks)) {
            self.broken("the log's peaks are not those of the last checkpoint".to_owned());
        }
        let mut epoch = 1;
        for cut in self.cuts.clone() {
            let follows = cut.epoch > epoch;
            epoch = cut.epoch;
            let before = self.checkpoints.iter().rfind(|one| one.epoch < cut.epoch).map_or(0, |one| one.size);
            let is_signed = self.checkpoints.iter().any(|one| one.epoch == cut.epoch);
            if !follows || before != cut.from || !is_signed {
                self.broken(format!("epoch {}: it is declared and was not signed", cut.epoch));
            }
        }
        let row = conn.find("SELECT uuid, epoch FROM instance", &[])?;
        let (uuid, kept) =
            row.map_or(Ok((String::new(), 0)), |row| Ok::<_, db::Error>((row.get(0)?, row.get(1)?)))?;
        if uuid != instance.uuid {
            self.broken(format!("the database is called {uuid}, its facts are of {}", instance.uuid));
        }
        if kept != epoch || self.checkpoints.iter().any(|one| one.epoch > epoch) {
            self.broken(format!("the database says that it is of epoch {kept}, its log of {epoch}"));
        }
        Ok(())
    }

    fn read_checkpoints(&mut self, conn: &mut Conn, instance: &Instance) -> Result<()> {
        let mut after = 0_i64;
        loop {
            let rows = conn.query(
                "SELECT epoch, size, root, at, signer, signature, facts FROM checkpoint WHERE size > $1 ORDER BY size LIMIT 500",
                &[after.into()],
            )?;
            if rows.is_empty() {
                return Ok(());
            }
            for row in &rows {
                let one = checkpoint::of(row)?;
                after = one.size;
                let signed = self.keys.iter().find(|key| key.name == one.key);
                if !signed.is_some_and(|key| key.signed(&one.text(instance), &one.signature)) {
                    self.broken(format!("checkpoint {}: its signature does not hold", one.size));
                }
                let before = self.checkpoints.last();
                if before.is_some_and(|b| b.at > one.at || b.epoch > one.epoch) {
                    self.broken(format!("checkpoint {}: it is older than the one before it", one.size));
                }
                let facts = batch::read(&row.get::<Vec<u8>>(6)?).unwrap_or_default();
                self.add(&facts);
                if i64::try_from(self.marks.len()) != Ok(one.size) {
                    self.broken(format!("checkpoint {}: it does not name as many facts as it has", one.size));
                    // What follows has its own places again; a size that no log has is passed over.
                    let size = usize::try_from(one.size).unwrap_or_default();
                    if size < self.marks.len() + FAR {
                        self.marks.resize(size, [0; 8]);
                    }
                }
                self.checkpoints.push(one);
            }
        }
    }

    fn add(&mut self, facts: &[Sealed]) {
        for fact in facts {
            self.places.push((fact.key(), self.marks.len()));
            self.marks.push(fact.mark);
        }
    }

    fn broken(&mut self, what: String) {
        self.faults.push(LogFault::Broken(what));
    }

    /// Takes note of a fact as it stands: its leaf, and the orders that it is linked to.
    pub(crate) fn see(&mut self, fact: &Key, leaf: Hash, orders: &[&str]) -> Seen {
        let from = self.places.partition_point(|(key, _)| key < fact);
        if let Some((_, place)) = self.places.get(from).filter(|(key, _)| key == fact) {
            if let Some(slot) = self.leaves.get_mut(*place) {
                *slot = Some(leaf);
            }
            let sound = self.marks.get(*place) == Some(&batch::mark(&leaf));
            return if sound { Seen::Sound } else { Seen::Changed };
        }
        match self.waiting.remove(fact) {
            Some((waits, named)) if waits == leaf && queue::are_named(&named, orders) => Seen::Sound,
            Some(_) => Seen::Changed,
            None => Seen::Unknown,
        }
    }

    /// What the log says once every fact was seen. A leaf that no fact has is named, and so is the first checkpoint whose
    /// root is not that of the facts.
    pub(crate) fn finish(
        mut self,
        conn: &mut Conn,
        instance: &Instance,
        anchors: &[Anchor],
    ) -> Result<LogReport> {
        let waiting = self.waiting.len();
        let mut report = LogReport {
            sealed: i64::try_from(self.marks.len()).unwrap_or(i64::MAX),
            waiting: i64::try_from(self.queued).unwrap_or(i64::MAX),
            ..LogReport::default()
        };
        if waiting > 0 {
            self.broken(format!("{waiting} facts wait to be sealed and are not there"));
        }
        if let Some(place) = self.leaves.iter().position(Option::is_none) {
            let name = name_of(conn, place)?;
            self.broken(format!("{name}: it was sealed and is not there"));
        }
        let roots = self.roots();
        for one in &self.checkpoints {
            if roots.get(&one.size) != Some(&one.root) {
                self.faults.push(LogFault::Broken(format!(
                    "checkpoint {}: its root is {}, that of the facts is {}",
                    one.size,
                    hex(&one.root),
                    roots.get(&one.size).map_or_else(|| "none".to_owned(), |root| hex(root))
                )));
                break;
            }
        }
        self.compare(instance, anchors, &mut report);
        report.cuts = self.cuts;
        report.faults = self.faults;
        Ok(report)
    }

    /// The roots at every size of a checkpoint or an anchor, of the facts as they stand.
    fn roots(&self) -> BTreeMap<i64, Hash> {
        let mut peaks = Peaks::default();
        let mut roots = BTreeMap::from([(0, peaks.root())]);
        let mut sizes = self.checkpoints.iter().map(|one| one.size).peekable();
        for leaf in &self.leaves {
            peaks.push(leaf.unwrap_or_default());
            let size = i64::try_from(peaks.size()).unwrap_or(i64::MAX);
            if sizes.next_if_eq(&size).is_some() {
                roots.insert(size, peaks.root());
            }
        }
        roots
    }
}

/// The fact whose leaf has this place.
fn name_of(conn: &mut Conn, place: usize) -> Result<String> {
    let size = i64::try_from(place).unwrap_or(i64::MAX);
    let row = conn
        .find("SELECT size, facts FROM checkpoint WHERE size > $1 ORDER BY size LIMIT 1", &[size.into()])?;
    let Some(row) = row else { return Ok(format!("leaf {place}")) };
    let facts = batch::read(&row.get::<Vec<u8>>(1)?).unwrap_or_default();
    let first = usize::try_from(row.get::<i64>(0)?).unwrap_or_default().saturating_sub(facts.len());
    let fact = place.checked_sub(first).and_then(|at| facts.get(at));
    Ok(fact.map_or_else(|| format!("leaf {place}"), |fact| format!("{} #{}", fact.stream, fact.seq)))
}
