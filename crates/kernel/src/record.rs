//! The one door for facts: load a state, record what a rule decided, project it.

use db::Conn;
use domain::confidential::Secret;
use domain::history::{Noun, Stamp};
use domain::ids::OrderId;
use domain::order::Order;
use evidence::{Class, Draft, Head};
use jiff::Timestamp;

use super::ctx::{Door, Happened};
use super::error::{Error, Result};

/// A loaded state and where its stream stands.
#[derive(Debug, Clone)]
pub struct Loaded<N> {
    /// The state.
    pub state: N,
    /// Where its stream stands.
    pub head: Head,
}

/// A thing without facts: what forms are described on.
impl<N: Default> Default for Loaded<N> {
    fn default() -> Self {
        Self { state: N::default(), head: Head::new("") }
    }
}

impl<N> Loaded<N> {
    /// [`Error::Stale`] where the client has stated another version than this one.
    pub fn expect(&self, said: &super::said::Said) -> Result<()> {
        match said.version() {
            Some(version) if version != self.head.version => Err(Error::Stale { stated: true }),
            _ => Ok(()),
        }
    }
}

impl<N> std::ops::Deref for Loaded<N> {
    type Target = N;

    fn deref(&self) -> &N {
        &self.state
    }
}

/// The state of `stream`, if it has facts.
pub fn state_of<N: Noun>(conn: &mut Conn, stream: &str) -> Result<Option<N>> {
    Ok(match evidence::load(conn, stream)? {
        Some((_, snapshot)) => Some(evidence::read_snapshot(&snapshot)?),
        None => None,
    })
}

/// The class that the store keeps what stands behind `tag` in: that of the confidential kind whose tag it is.
pub fn class_of_tag(tag: u64) -> Option<Class> {
    Secret::of_tag(tag).map(|kind| match kind {
        Secret::Price => Class::Price,
        Secret::Cost => Class::Cost,
        Secret::Contact => Class::Personal,
    })
}

impl Door<'_> {
    /// The state of one thing; [`Error::NotFound`] where there is none.
    pub fn load<N: Noun>(&mut self, id: impl std::fmt::Display) -> Result<Loaded<N>> {
        self.find::<N>(id)?.ok_or(Error::NotFound)
    }

    /// The state of one thing, if there is one.
    pub fn find<N: Noun>(&mut self, id: impl std::fmt::Display) -> Result<Option<Loaded<N>>> {
        let stream = format!("{}/{id}", N::STREAM);
        Ok(match evidence::load(self.conn, &stream)? {
            Some((head, snapshot)) => Some(Loaded { state: evidence::read_snapshot(&snapshot)?, head }),
            None => None,
        })
    }

    /// The states of several things, by identity, without those that there are not: read together.
    pub fn load_all<N: Noun>(&mut self, ids: &[impl std::fmt::Display]) -> Result<Vec<Loaded<N>>> {
        let streams: Vec<String> = ids.iter().map(|id| format!("{}/{id}", N::STREAM)).collect();
        let found = evidence::load_all(self.conn, &streams)?;
        let read = |(head, snapshot): (Head, Vec<u8>)| {
            Ok(Loaded { state: evidence::read_snapshot(&snapshot)?, head })
        };
        found.into_iter().map(read).collect()
    }

    /// A thing without facts, to be recorded for the first time.
    pub fn fresh<N: Noun>(&self, id: impl std::fmt::Display) -> Loaded<N> {
        Loaded { state: N::default(), head: Head::new(format!("{}/{id}", N::STREAM)) }
    }

    /// Appends `facts`, applies them, keeps the snapshot, writes the rows that pages query, and marks the
    /// orders that they concern. Those must be held: a case is read and decided by whoever holds its order.
    pub fn record<N: Noun + 'static>(
        &mut self,
        mut loaded: Loaded<N>,
        facts: &[N::Fact],
    ) -> Result<Loaded<N>> {
        if facts.is_empty() {
            return Ok(loaded);
        }
        let before = loaded.state.clone();
        let actor = self.ctx.actor.code();
        let at = self.ctx.now.as_microsecond().max(loaded.head.at);
        let at = Timestamp::from_microsecond(at).unwrap_or(self.ctx.now);
        let mut drafts = Vec::with_capacity(facts.len());
        for fact in facts {
            loaded.state.apply(fact, Stamp { at, actor: &actor });
            let orders = loaded.state.orders();
            self.must_hold::<N>(&loaded.head, &orders)?;
            self.orders.extend(&orders);
            drafts.push(Draft {
                kind: N::kind(fact).to_owned(),
                body: evidence::to_value(fact)?,
                orders: orders.iter().map(ToString::to_string).collect(),
            });
        }
        let stamp = evidence::Stamp { at: at.as_microsecond(), actor, command: self.ctx.request.clone() };
        let snapshot = evidence::write_snapshot(&loaded.state)?;
        loaded.head = evidence::append(
            self.conn,
            &self.shared.instance,
            &stamp,
            &loaded.head,
            &drafts,
            snapshot,
            class_of_tag,
        )?;
        let id = loaded.head.stream.rsplit('/').next().and_then(|id| id.parse().ok());
        if let Some(id) = id {
            self.happened.extend(facts.iter().map(|fact| Happened { kind: N::kind(fact), id }));
        }
        self.touched.insert(loaded.head.stream.clone());
        for draft in &drafts {
            super::filing::link(self.conn, &loaded.head.stream, &draft.body)?;
        }
        if N::STREAM == Order::STREAM {
            self.held.extend(loaded.state.orders());
        }
        self.shared.site.noun(N::STREAM)?.project(self.conn, &loaded.head.stream, &loaded.state, &before)?;
        Ok(loaded)
    }

    /// An order's own facts need nobody's leave: its head moves under a condition, and by that it is held.
    fn must_hold<N: Noun>(&self, head: &Head, orders: &[OrderId]) -> Result<()> {
        if N::STREAM == Order::STREAM {
            return Ok(());
        }
        match orders.iter().find(|order| !self.holds(**order)) {
            None => Ok(()),
            Some(order) => {
                Err(Error::Fault(format!("{} changes order {order}, which is not held", head.stream)))
            }
        }
    }
}
