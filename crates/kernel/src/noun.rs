//! What the kernel knows of a noun: one entry made from its declaration. The door, rebuild, verify, replay and the
//! timeline walk over these entries and name no noun.

mod found;
mod told;

use std::any::Any;

use db::Conn;
use domain::access::Right;
use domain::followup::Case;
use domain::history::{Noun, Stamp};
use domain::kinds::FactKind;
use domain::search_key::FoundBy;
use evidence::{Fact, Value};
use jiff::Timestamp;
use uuid::Uuid;

use crate::ctx::{Ctx, Door};
use crate::error::{Error, Result};
use crate::ui::Ui;
pub use told::{Past, Told};

/// How a noun is stored, told and shown beside an order. The type that implements it is a mark of its feature.
pub trait Stored: 'static {
    /// The noun.
    type Noun: Noun + 'static;
    /// The tables that hold nothing but what its facts lead to.
    const TABLES: &'static [&'static str];
    /// The version of what `project` writes to them, and of the state that is kept beside the head: raised with every
    /// change of either, so that the next start builds both anew.
    const VERSION: i64;

    /// The address of its page, `/orders/{id}`; empty where it has none that a follow-up leads to.
    const PAGE: &'static str = "";

    /// What the addresses of its acts begin with, `/orders`; empty where a form says itself what it is about.
    const ACTS: &'static str = "";

    /// What people call one: number, whose it is, what it is of. A form names its subject so; nothing confidential.
    fn called(_: &Self::Noun) -> String {
        String::new()
    }

    /// Writes the rows that pages query; `before` is the state before the facts.
    fn project(conn: &mut Conn, now: &Self::Noun, before: &Self::Noun) -> Result<()>;

    /// What the search finds it by; nothing where it is not looked for. What is confidential stands in none of it.
    fn found_by(_: &Self::Noun) -> FoundBy {
        FoundBy::default()
    }

    /// What a fact of it says in the thread of an order (H2.3), and the state that it led to; nothing for nouns that no order knows.
    fn tell(_: &Ctx, _: &Ui, _: &<Self::Noun as Noun>::Fact, _: &Self::Noun) -> Told {
        Told::default()
    }

    /// Whether it has a place in the case of an order that it concerns.
    const IN_CASE: bool = false;

    /// Takes its place in the case of an order that it concerns: the same for the case as it is, as it was (H2.3),
    /// and as it is built again.
    fn join(_: &mut Case, _: Self::Noun) {}

    /// What follows once all its streams were projected by a rebuild.
    fn rebuilt(_: &mut Conn) -> Result<()> {
        Ok(())
    }

    /// Computes what is derived from each of them together with others anew: rows of a case, follow-ups.
    fn refresh(_: &mut Door, _: &[Uuid]) -> Result<()> {
        Ok(())
    }
}

/// A noun of the site, its types erased.
pub struct NounEntry {
    /// The first part of its streams' names.
    pub stream: &'static str,
    /// The address of its page; empty where it has none that a follow-up leads to.
    pub page: &'static str,
    /// What the addresses of its acts begin with; empty where forms say themselves what they are about.
    pub acts: &'static str,
    /// The right to read it, and so to open its files.
    pub read: Option<Right>,
    /// The tables that hold nothing but what its facts lead to.
    pub tables: &'static [&'static str],
    /// The version of what is written to them.
    pub version: i64,
    /// Every kind of its facts.
    pub kinds: &'static [FactKind],
    project: fn(&mut Conn, &str, &dyn Any, &dyn Any) -> Result<()>,
    rebuild: fn(&mut Conn, &str) -> Result<()>,
    fold_anew: fn(&mut Conn, &str) -> Result<()>,
    keeps_well: fn(&mut Conn, &str) -> Result<bool>,
    past: fn(&mut Conn, &Fact) -> Result<Past>,
    tell: fn(&Ctx, &Ui, &Fact, &mut Past) -> Result<Told>,
    reread: fn(&Fact) -> Result<Value>,
    /// Whether it has a place in the case of an order.
    pub in_case: bool,
    called: fn(&mut Conn, &str) -> Result<String>,
    join: fn(&mut [&mut Case], From) -> Result<()>,
    /// What follows once all its streams were projected by a rebuild.
    pub rebuilt: fn(&mut Conn) -> Result<()>,
    /// Computes what is derived from it together with others anew.
    pub refresh: fn(&mut Door, &[Uuid]) -> Result<()>,
}

impl NounEntry {
    /// The entry of a noun.
    pub const fn of<S: Stored>() -> Self {
        Self {
            stream: <S::Noun as Noun>::STREAM,
            page: S::PAGE,
            read: <S::Noun as Noun>::READ,
            tables: S::TABLES,
            version: S::VERSION,
            kinds: <S::Noun as Noun>::KINDS,
            project: project::<S>,
            rebuild: rebuild::<S>,
            fold_anew: fold_anew::<S>,
            keeps_well: keeps_well::<S>,
            past: past::<S>,
            tell: tell::<S>,
            reread: reread::<S>,
            in_case: S::IN_CASE,
            acts: S::ACTS,
            called: called::<S>,
            join: join::<S>,
            rebuilt: S::rebuilt,
            refresh: S::refresh,
        }
    }

    /// Writes the rows of a state of its noun.
    pub(crate) fn project<N: Noun + 'static>(
        &self,
        conn: &mut Conn,
        stream: &str,
        now: &N,
        before: &N,
    ) -> Result<()> {
        (self.project)(conn, stream, now, before)
    }

    /// Folds a stream from its facts, keeps its snapshot and writes its rows.
    pub fn rebuild(&self, conn: &mut Conn, stream: &str) -> Result<()> {
        (self.rebuild)(conn, stream)
    }

    /// Folds a stream anew whose facts have lost texts: its snapshot and its rows follow.
    pub fn fold_anew(&self, conn: &mut Conn, stream: &str) -> Result<()> {
        (self.fold_anew)(conn, stream)
    }

    /// Whether the kept snapshot of `stream` is what its facts lead to. States are compared, not bytes: an
    /// earlier version of the program knew fewer fields.
    pub fn keeps_well(&self, conn: &mut Conn, stream: &str) -> Result<bool> {
        (self.keeps_well)(conn, stream)
    }

    /// What there was of it before the first fact of it in a thread.
    pub fn past(&self, conn: &mut Conn, first: &Fact) -> Result<Past> {
        (self.past)(conn, first)
    }

    /// What a fact says, the next of a thread; `past` goes on with it.
    pub fn tell(&self, ctx: &Ctx, ui: &Ui, fact: &Fact, past: &mut Past) -> Result<Told> {
        (self.tell)(ctx, ui, fact, past)
    }

    /// What people call the one with this identity; nothing where there is none.
    pub fn called(&self, conn: &mut Conn, id: &str) -> Result<String> {
        (self.called)(conn, id)
    }

    /// The body of a fact as this version writes it, once it was read and applied to nothing.
    pub fn reread(&self, fact: &Fact) -> Result<Value> {
        (self.reread)(fact)
    }

    /// Lets a state of it take its place in `case`.
    pub fn join(&self, case: &mut Case, from: From) -> Result<()> {
        (self.join)(&mut [case], from)
    }

    /// Lets a state of it take its place in each of `cases`: it is read once, however many orders share it.
    pub fn join_each(&self, cases: &mut [&mut Case], from: From) -> Result<()> {
        (self.join)(cases, from)
    }
}

/// Where a state that joins a case comes from: now or then is the only difference.
#[derive(Clone, Copy)]
pub enum From<'a> {
    /// The snapshot beside its head.
    Snapshot(&'a [u8]),
    /// The facts of this stream among those of a thread, up to a moment.
    Facts(&'a [Fact], &'a str),
}

/// A stored fact as its noun's: by its kind, not by what its variant was called.
pub fn read<N: Noun>(fact: &Fact) -> Result<N::Fact> {
    domain::kinds::decode::<N>(&fact.kind, &fact.body)
        .map_err(|unread| Error::Fault(format!("{} #{}: {unread}", fact.stream, fact.seq)))
}

/// The state that the facts of one stream lead to.
pub fn fold<'a, N: Noun>(facts: impl IntoIterator<Item = &'a Fact>) -> Result<N> {
    let mut state = N::default();
    for fact in facts {
        let at = Timestamp::from_microsecond(fact.at).unwrap_or(Timestamp::UNIX_EPOCH);
        state.apply(&read::<N>(fact)?, Stamp { at, actor: &fact.actor });
    }
    Ok(state)
}

fn project<S: Stored>(conn: &mut Conn, stream: &str, now: &dyn Any, before: &dyn Any) -> Result<()> {
    match (now.downcast_ref::<S::Noun>(), before.downcast_ref::<S::Noun>()) {
        (Some(now), Some(before)) => {
            if S::found_by(now) != S::found_by(before) {
                found::keep::<S>(conn, stream, now)?;
            }
            S::project(conn, now, before)
        }
        _ => Err(Error::Fault(format!("two nouns share the stream {}", S::Noun::STREAM))),
    }
}

fn fold_anew<S: Stored>(conn: &mut Conn, stream: &str) -> Result<()> {
    let state: S::Noun = fold(&evidence::by_stream(conn, stream, None)?)?;
    evidence::keep_snapshot(conn, stream, evidence::write_snapshot(&state)?)?;
    found::keep::<S>(conn, stream, &state)?;
    // No quantity has changed, so nothing is added or taken away.
    S::project(conn, &state, &state)
}

fn rebuild<S: Stored>(conn: &mut Conn, stream: &str) -> Result<()> {
    let facts = evidence::by_stream(conn, stream, None)?;
    for fact in &facts {
        crate::filing::link(conn, stream, &fact.body)?;
    }
    let state: S::Noun = fold(&facts)?;
    evidence::keep_snapshot(conn, stream, evidence::write_snapshot(&state)?)?;
    found::keep::<S>(conn, stream, &state)?;
    S::project(conn, &state, &S::Noun::default())
}

fn keeps_well<S: Stored>(conn: &mut Conn, stream: &str) -> Result<bool> {
    let folded: S::Noun = fold(&evidence::by_stream(conn, stream, None)?)?;
    let kept = evidence::load(conn, stream)?.map(|(_, bytes)| evidence::read_snapshot::<S::Noun>(&bytes));
    // A snapshot that cannot be read is not what the facts lead to.
    let Some(Ok(kept)) = kept else { return Ok(false) };
    Ok(evidence::write_snapshot(&kept)? == evidence::write_snapshot(&folded)?)
}

fn past<S: Stored>(conn: &mut Conn, first: &Fact) -> Result<Past> {
    let is_whole = first.seq == 1;
    let now = if is_whole { None } else { crate::record::state_of::<S::Noun>(conn, &first.stream)? };
    Ok(Past { state: Box::new(now.unwrap_or_default()), is_whole })
}

fn tell<S: Stored>(ctx: &Ctx, ui: &Ui, fact: &Fact, past: &mut Past) -> Result<Told> {
    let said = read::<S::Noun>(fact)?;
    let Some(state) = past.state.downcast_mut::<S::Noun>() else {
        return Err(Error::Fault(format!("{} is told of as another noun", fact.stream)));
    };
    if past.is_whole {
        let at = Timestamp::from_microsecond(fact.at).unwrap_or(Timestamp::UNIX_EPOCH);
        state.apply(&said, Stamp { at, actor: &fact.actor });
    }
    Ok(Told { about: S::called(state), ..S::tell(ctx, ui, &said, state) })
}

fn called<S: Stored>(conn: &mut Conn, id: &str) -> Result<String> {
    let Ok(id) = id.parse::<Uuid>() else { return Ok(String::new()) };
    let stream = format!("{}/{}", <S::Noun as Noun>::STREAM, id.simple());
    Ok(crate::record::state_of::<S::Noun>(conn, &stream)?.as_ref().map(S::called).unwrap_or_default())
}

fn reread<S: Stored>(fact: &Fact) -> Result<Value> {
    fold::<S::Noun>([fact])?;
    Ok(evidence::to_value(&read::<S::Noun>(fact)?)?)
}

fn join<S: Stored>(cases: &mut [&mut Case], from: From) -> Result<()> {
    if S::IN_CASE {
        let state: S::Noun = match from {
            From::Snapshot(bytes) => evidence::read_snapshot(bytes)?,
            From::Facts(facts, stream) => fold(facts.iter().filter(|f| f.stream == stream))?,
        };
        for case in cases {
            S::join(case, state.clone());
        }
    }
    Ok(())
}
