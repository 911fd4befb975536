//! What the chains alone do not show: each is done by somebody who may write every table and knows the code, but has no key.

use ciborium::Value;
use db::{Conn, Db, Migration};

use super::*;
use crate::append::{Draft, Head, Instance, Stamp, append, instance, load};
use crate::body::{self, Class};
use crate::chain::{Header, fact_hash};
use crate::error::Result;
use crate::stored;
use crate::verify::verify;

static SCHEMA: [Migration; 3] = [
    Migration { number: 1, sql: crate::SCHEMA },
    Migration { number: 2, sql: include_str!("../../../../migrations/0022_log.sql") },
    Migration { number: 3, sql: include_str!("../../../../migrations/0026_journal.sql") },
];

const HOUR: i64 = 3_600_000_000;

struct Company {
    db: Db,
    instance: Instance,
    signer: Signer,
}

/// Three orders with three facts each, a price in each, sealed twice.
fn company() -> Company {
    let db = Db::open_scratch().unwrap();
    db::migrate(&db, &SCHEMA).unwrap();
    let own = db.write_blocking(instance).unwrap();
    let company = Company { db, instance: own, signer: Signer::of([7; 32]) };
    company.write(|conn, own, signer| introduce(conn, own, signer, Introduced::First, HOUR));
    for round in 1..=3 {
        for order in ["order/a", "order/b", "order/c"] {
            company.write(move |conn, own, _| record(conn, own, order, round));
        }
        if round > 1 {
            company.write(move |conn, own, signer| seal(conn, own, signer, round * HOUR)).unwrap();
        }
    }
    company
}

fn class(tag: u64) -> Option<Class> {
    (tag == 71).then_some(Class::Price)
}

fn record(conn: &mut Conn, own: &Instance, stream: &str, round: i64) -> Result<Head> {
    let head = load(conn, stream)?.map_or_else(|| Head::new(stream), |(head, _)| head);
    let price = Value::Tag(71, Box::new(Value::Integer((round * 100).into())));
    let body = Value::Map(vec![(Value::Text("price".into()), price)]);
    let orders = vec![stream.replace("order/", "")];
    let draft = Draft { kind: "order.entered".into(), body, orders };
    let stamp = Stamp { at: round * HOUR, actor: "u01".into(), command: "c".into() };
    append(conn, own, &stamp, &head, &[draft], Vec::new(), class)
}

impl Company {
    fn write<T: Send + 'static>(
        &self,
        act: impl FnOnce(&mut Conn, &Instance, &Signer) -> Result<T> + Send + 'static,
    ) -> T {
        let (own, signer) = (self.instance.clone(), Signer::of(self.signer.seed()));
        self.db.write_blocking(move |conn| act(conn, &own, &signer)).unwrap()
    }

    /// Another database with all that this one has.
    fn copy(&self) -> Self {
        let db = Db::open_scratch().unwrap();
        db::migrate(&db, &SCHEMA).unwrap();
        for table in
            ["instance", "fact", "fact_order", "head", "seal_queue", "checkpoint", "log_peaks", "log_key"]
        {
            let rows = self.write(move |conn, _, _| Ok(conn.query(&format!("SELECT * FROM {table}"), &[])?));
            let rows: Vec<Vec<db::Value>> = rows.iter().map(|row| row.values().to_vec()).collect();
            db.write_blocking(move |conn| conn.insert(&format!("INSERT INTO {table}"), &rows, "")).unwrap();
        }
        Self { db, instance: self.instance.clone(), signer: Signer::of(self.signer.seed()) }
    }

    /// What was kept outside.
    fn anchors(&self) -> Vec<Anchor> {
        let public = self.signer.public();
        let all = self.write(|conn, _, _| checkpoints_after(conn, 0, 0, 100));
        all.into_iter().map(|checkpoint| Anchor { checkpoint, public }).collect()
    }

    /// Everything that a walk finds, in words.
    fn found(&self, anchors: &[Anchor]) -> Vec<String> {
        let anchors = anchors.to_vec();
        let report = self.write(move |conn, own, _| verify(conn, own, &anchors));
        let facts = report.faults.iter().map(|f| format!("{} #{}: {}", f.stream, f.seq, f.what));
        let log = report.log.faults.iter().map(|fault| match fault {
            LogFault::Broken(what) => what.clone(),
            LogFault::Contradicts(what) => format!("outside: {what}"),
        });
        facts.chain(log).collect()
    }
}

fn run(conn: &mut Conn, statements: &[&str]) -> Result<()> {
    for guard in ["fact", "fact_order", "checkpoint", "log_key", "epoch"] {
        for act in ["update", "delete"] {
            conn.batch(&format!("DROP TRIGGER IF EXISTS {guard}_no_{act}"))?;
        }
    }
    for statement in statements {
        conn.batch(statement)?;
    }
    Ok(())
}

#[test]
fn p11_what_nobody_touched_is_sound() {
    let company = company();
    let anchors = company.anchors();
    assert_eq!(anchors.iter().map(|a| a.checkpoint.size).collect::<Vec<_>>(), [6, 9]);
    assert_eq!(company.found(&anchors), Vec::<String>::new());
    // What waits is no fault, and is told.
    company.write(|conn, own, _| record(conn, own, "order/a", 4));
    let report = company.write(move |conn, own, _| verify(conn, own, &anchors));
    assert_eq!((report.log.sealed, report.log.waiting, report.log.after_anchor), (9, 1, 1));
}

#[test]
fn p11_every_way_around_the_chains_is_found() {
    let cases: [(&str, &[&str], &str); 12] = [
        (
            "the newest fact is cut off and the head set back",
            &[
                "UPDATE head SET (version, at, hash) = (SELECT seq, at, hash FROM fact WHERE stream = 'order/b' AND seq = 2) WHERE stream = 'order/b'",
                "DELETE FROM fact WHERE stream = 'order/b' AND seq = 3",
                "DELETE FROM fact_order WHERE stream = 'order/b' AND seq = 3",
            ],
            "order/b #3: it was sealed and is not there",
        ),
        (
            "a whole stream is deleted",
            &[
                "DELETE FROM fact WHERE stream = 'order/b'",
                "DELETE FROM fact_order WHERE stream = 'order/b'",
                "DELETE FROM head WHERE stream = 'order/b'",
            ],
            "order/b #1: it was sealed and is not there",
        ),
        (
            "a fact is unlinked from its order",
            &["DELETE FROM fact_order WHERE stream = 'order/b' AND seq = 2"],
            "order/b #2: it is not as it was sealed",
        ),
        (
            "a fact is linked to another order",
            &["INSERT INTO fact_order (order_id, at, stream, seq) VALUES ('c', 7200000000, 'order/b', 2)"],
            "order/b #2: it is not as it was sealed",
        ),
        (
            "a link names no fact",
            &["INSERT INTO fact_order (order_id, at, stream, seq) VALUES ('c', 1, 'order/b', 9)"],
            "1 links name facts that are not there",
        ),
        (
            "the checkpoints behind are cut off with their facts",
            &[
                "DELETE FROM checkpoint WHERE size = 9",
                "DELETE FROM fact WHERE seq = 3",
                "DELETE FROM fact_order WHERE seq = 3",
                "UPDATE head SET version = 2, hash = (SELECT hash FROM fact f WHERE f.stream = head.stream AND seq = 2)",
            ],
            "outside: an anchor knows 9 facts",
        ),
        (
            "a checkpoint's root",
            &["UPDATE checkpoint SET root = zeroblob(32) WHERE size = 6"],
            "checkpoint 6",
        ),
        (
            "a checkpoint's time",
            &["UPDATE checkpoint SET at = at - 1 WHERE size = 6"],
            "checkpoint 6: its signature",
        ),
        (
            "the facts of a checkpoint",
            &["UPDATE checkpoint SET facts = x'00' WHERE size = 6"],
            "checkpoint 6",
        ),
        ("what the next seal stands on", &["UPDATE log_peaks SET size = 8"], "the log's peaks"),
        ("the key", &["UPDATE log_key SET public = zeroblob(32)"], "signing key"),
        (
            "an epoch that nobody signed",
            &[
                "INSERT INTO epoch (n, from_size, at, reason) VALUES (2, 9, 1, '')",
                "UPDATE instance SET epoch = 2",
            ],
            "epoch 2: it is declared and was not signed",
        ),
    ];
    for (name, statements, wanted) in cases {
        let company = company();
        let anchors = company.anchors();
        company.write(move |conn, _, _| run(conn, statements));
        let found = company.found(&anchors);
        assert!(found.iter().any(|what| what.contains(wanted)), "{name}: {found:?}");
    }
}

/// Writes a fact anew with all that stands on it, so that every chain holds: `shape` gets its fields.
fn rewrite(company: &Company, stream: &'static str, from: i64, shape: fn(&mut Vec<body::Leaf>, &mut String)) {
    company.write(move |conn, own, _| {
        run(conn, &[])?;
        let rows = conn.query(
            "SELECT seq, kind, at, actor, command, epoch, body, prev_hash FROM fact WHERE stream = $1 AND seq >= $2 ORDER BY seq",
            &[stream.into(), from.into()],
        )?;
        let mut prev: Option<Vec<u8>> = None;
        for row in rows {
            let (seq, kind, at): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let (mut actor, command, epoch): (String, String, i64) = (row.get(3)?, row.get(4)?, row.get(5)?);
            let mut leaves = stored::read(&row.get::<Vec<u8>>(6)?)?;
            if seq == from {
                shape(&mut leaves, &mut actor);
            }
            let before = match prev.take() {
                Some(before) => before,
                None => row.get(7)?,
            };
            let header =
                Header { instance: &own.uuid, epoch, stream, seq, kind: &kind, at, actor: &actor, command: &command };
            let hash = fact_hash(&header, &body::root(&leaves), &before).to_vec();
            let body = stored::write_salted(&leaves);
            conn.execute(
                "UPDATE fact SET actor = $3, body = $4, prev_hash = $5, hash = $6 WHERE stream = $1 AND seq = $2",
                &[stream.into(), seq.into(), actor.into(), body.into(), before.into(), hash.clone().into()],
            )?;
            conn.execute(
                "UPDATE head SET hash = $2 WHERE stream = $1",
                &[stream.into(), hash.clone().into()],
            )?;
            prev = Some(hash);
        }
        Ok(())
    });
}

#[test]
fn p11_a_history_written_anew_and_a_changed_class_are_found_and_named() {
    let rewritten = company();
    rewrite(&rewritten, "order/b", 2, |_, actor| *actor = "u02".into());
    let found = rewritten.found(&[]);
    assert!(found[0].starts_with("order/b #2: it is not as it was sealed"), "{found:?}");

    let opened = company();
    // The price is no price any more: every hash stays as it was.
    rewrite(&opened, "order/c", 3, |leaves, _| leaves.iter_mut().for_each(|leaf| leaf.class = Class::Plain));
    assert_eq!(opened.found(&[])[0].split(':').next(), Some("order/c #3"));
}

/// What was kept outside of days that an old copy, put back, knows nothing of.
fn went_on_and_was_put_back(company: &Company) -> Vec<Anchor> {
    let (own, signer) = (company.instance.clone(), Signer::of(company.signer.seed()));
    let public = signer.public();
    let (tell, told) = std::sync::mpsc::channel();
    let put_back = company.db.write_blocking(move |conn| -> Result<()> {
        record(conn, &own, "order/a", 4)?;
        let checkpoint = seal(conn, &own, &signer, 4 * HOUR)?.unwrap();
        tell.send(Anchor { checkpoint, public }).unwrap();
        Err(crate::Error::KeyReused)
    });
    assert!(put_back.is_err());
    let mut anchors = company.anchors();
    anchors.push(told.recv().unwrap());
    anchors
}

#[test]
fn p11_an_old_copy_that_was_put_back_is_found_though_it_goes_on() {
    let company = company();
    let anchors = went_on_and_was_put_back(&company);
    assert!(company.found(&anchors)[0].starts_with("outside: an anchor knows 10 facts"));
    company.write(|conn, own, signer| {
        record(conn, own, "order/b", 4)?;
        seal(conn, own, signer, 4 * HOUR)
    });
    let found = company.found(&anchors);
    assert!(
        found[0].starts_with("outside: an anchor knows 10 facts"),
        "as many facts, but others: {found:?}"
    );
}

#[test]
fn p11_a_copy_that_was_put_back_and_said_so_is_no_fault() {
    let company = company();
    let anchors = went_on_and_was_put_back(&company);
    company.write(|conn, own, signer| {
        let epoch = begin_epoch(conn, 5 * HOUR, "the disk was lost", 0)?;
        let own = Instance { epoch, ..own.clone() };
        record(conn, &own, "order/b", 5)?;
        seal(conn, &own, signer, 5 * HOUR)
    });
    assert!(
        company.found(&anchors)[0].contains("no anchor knows that epoch"),
        "whoever can write the database alone declares a cut to nobody"
    );
    let anchors = [anchors, company.anchors()].concat();
    assert_eq!(company.found(&anchors), Vec::<String>::new());
    let report = company.write(move |conn, own, _| verify(conn, own, &anchors));
    assert_eq!((report.log.cuts.len(), report.log.cuts[0].from), (1, 9));
}

#[test]
fn old_proofs_stand_when_the_key_changes_and_no_stranger_signs() {
    let company = company();
    let before = company.anchors();
    company.write(|conn, own, signer| {
        let next = Signer::of([8; 32]);
        introduce(conn, own, &next, Introduced::By(signer), 4 * HOUR)?;
        record(conn, own, "order/a", 4)?;
        seal(conn, own, &next, 4 * HOUR)
    });
    assert_eq!(company.found(&before), Vec::<String>::new());
    let old = Signer::of(company.signer.seed());
    let own = company.instance.clone();
    let refused = company.db.write_blocking(move |conn| seal(conn, &own, &old, 5 * HOUR));
    assert!(matches!(refused, Err(crate::Error::Stale { .. })), "{refused:?}");
    // Whoever can write every table makes a key of their own, and signs with it what they please.
    company.write(|conn, own, _| {
        let stranger = Signer::of([9; 32]);
        introduce(conn, own, &stranger, Introduced::Alone, 6 * HOUR)?;
        record(conn, own, "order/a", 6)?;
        seal(conn, own, &stranger, 6 * HOUR)
    });
    assert!(company.found(&before)[0].starts_with("signing key"));
}

#[test]
fn p11_a_life_gets_a_number_that_none_had_which_is_known_outside() {
    let company = company();
    let epoch = company.write(|conn, _, _| begin_epoch(conn, 5 * HOUR, "once more", 4));
    assert_eq!(epoch, 5);
    assert_eq!(company.write(|conn, _, _| begin_epoch(conn, 6 * HOUR, "it goes on", 4)), 5);
    assert!(company.write(|conn, _, _| is_unsigned(conn)));
    company.write(|conn, own, signer| {
        let own = Instance { epoch: 5, ..own.clone() };
        record(conn, &own, "order/b", 5)?;
        seal(conn, &own, signer, 5 * HOUR)
    });
    assert_eq!(company.found(&company.anchors()), Vec::<String>::new());
}

#[test]
fn p11_the_time_of_a_head_is_that_of_its_last_fact() {
    let company = company();
    company.write(|conn, _, _| {
        conn.execute("UPDATE head SET at = at + 1000000 WHERE stream = 'order/a'", &[])?;
        Ok(())
    });
    assert_eq!(company.found(&[]).len(), 1, "what is recorded next would be of a day to come");
}

/// What the journal tells from the beginning to the end, in steps.
fn told(company: &Company, from: Told) -> (Vec<Step>, Told) {
    company.write(move |conn, _, _| {
        let (mut steps, mut reader, mut told) = (Vec::new(), Steps::default(), from);
        loop {
            let step = reader.after(conn, &told)?;
            if step.is_empty() {
                return Ok((steps, told));
            }
            told = told.and(&step);
            steps.push(step);
        }
    })
}

#[test]
fn p23_a_copy_catches_up_by_a_journal_to_the_same_log() {
    let company = company();
    let (mut steps, at) = told(&company, Told::default());
    let copy = company.copy();
    company.write(|conn, own, signer| {
        record(conn, own, "order/a", 4)?;
        record(conn, own, "order/b", 4)?;
        Ok(signer.name.clone())
    });
    // Told while it waited, sealed then, and once more something that waits.
    let (more, at) = told(&company, at);
    steps.extend(more);
    company.write(|conn, own, signer| {
        record(conn, own, "order/c", 5)?;
        seal(conn, own, signer, 5 * HOUR)?;
        record(conn, own, "order/c", 6)
    });
    steps.extend(told(&company, at).0);
    let text = serde_json::to_string(&steps).unwrap();
    let steps: Vec<Step> = serde_json::from_str(&text).unwrap();
    for step in steps.clone() {
        copy.write(move |conn, own, _| replay(conn, own, &step));
    }
    let anchors = company.anchors();
    assert_eq!(copy.found(&anchors), Vec::<String>::new());
    let size = |company: &Company| company.write(|conn, own, _| Ok(verify(conn, own, &[])?.facts));
    assert_eq!(size(&copy), size(&company));
    // Written once more, nothing comes twice.
    for step in steps.clone() {
        assert!(copy.write(move |conn, own, _| replay(conn, own, &step)).is_empty());
    }
    // A fact that was changed, or written for another order, does not come in.
    for change in
        [|step: &mut Step| step.facts[0].actor.push('x'), |step: &mut Step| step.facts[0].orders.clear()]
    {
        let company = self::company();
        let copy = company.copy();
        company.write(|conn, own, signer| {
            record(conn, own, "order/a", 4)?;
            seal(conn, own, signer, 5 * HOUR)
        });
        let mut steps = told(&company, Told::default()).0;
        let last = steps.last_mut().unwrap();
        last.facts.retain(|fact| fact.at == 4 * HOUR);
        change(last);
        let last = last.clone();
        let own = copy.instance.clone();
        let refused = copy.db.write_blocking(move |conn| replay(conn, &own, &last));
        assert!(matches!(refused, Err(crate::Error::Unreadable { .. })), "{refused:?}");
    }
}
