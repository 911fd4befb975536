//! Whose orders somebody acts on (H1.2): the department reads them all, the clerk, the substitute and the lead write.
//! The one place that asks it: for acts ([`crate::act`]), for what a page offers, for imports.

use domain::access::{Owner, Right, bound_to_own, may_on};
use domain::deed::Deed;
use domain::history::Noun;
use domain::ids::{OrderId, PersonId};
use domain::order::Order;
use domain::person::Person;

use super::ctx::Door;
use super::endpoint::Endpoint;
use super::error::{Error, Result};
use super::record::state_of;

impl Door<'_> {
    /// Whether the actor acts for `person` today: is them, or stands in for them.
    pub fn acts_for(&mut self, person: PersonId) -> Result<bool> {
        let me = self.ctx.actor.person;
        Ok(person == me || self.substitute_of(person)? == Some(me))
    }

    /// [`Error::Forbidden`] where the actor does not have `right`; [`Error::NotYours`] where they have it for their own
    /// orders alone and none of `orders` is theirs. What several clerks have a part in, each of them may do; what
    /// concerns no order, everybody who has the right.
    pub fn may_on(&mut self, right: Right, orders: &[OrderId]) -> Result<()> {
        self.ctx.may(right)?;
        let actor = &self.ctx.actor;
        if orders.is_empty() || !bound_to_own(&actor.roles, right) {
            return Ok(());
        }
        let mut ask = Vec::new();
        for id in orders {
            let order = state_of::<Order>(self.conn, &format!("{}/{id}", Order::STREAM))?;
            let entry = order.ok_or(Error::NotFound)?.entry;
            let substitute = self.substitute_of(entry.clerk)?;
            let owner = Owner { clerk: entry.clerk, substitute };
            if may_on(actor.person, &actor.roles, right, &owner) {
                return Ok(());
            }
            let stands_in = substitute.map(|id| self.person(id)).transpose()?.flatten();
            for name in [entry.clerk_name].into_iter().chain(stands_in.map(|p| p.profile.name)) {
                if !ask.contains(&name) {
                    ask.push(name);
                }
            }
        }
        Err(Error::NotYours { ask: ask.join(self.ctx.lang.t("、")) })
    }

    /// Says what a page is about, so that it offers no act that would be refused: of another clerk's order those
    /// are left out which the reader may do on their own alone.
    pub fn about<N: Noun>(&mut self, thing: &N) -> Result<()> {
        // Any right that a clerk holds as a clerk alone answers for all of them.
        let orders = thing.orders();
        self.strange = match self.may_on(Right::WriteOrder, &orders) {
            Err(Error::NotYours { .. }) => true,
            Err(Error::Forbidden(_)) | Ok(()) => false,
            Err(other) => return Err(other),
        };
        Ok(())
    }

    /// Whether the reader may do what asks for `right` on what the page is about ([`Self::about`]).
    pub fn offers(&self, right: Right) -> bool {
        self.ctx.can(right) && !(self.strange && bound_to_own(&self.ctx.actor.roles, right))
    }

    /// The endpoint of a deed that was asked of the reader, whosever order it is on.
    pub fn asked(&self, deed: Deed) -> Option<&'static dyn Endpoint> {
        self.shared.site.endpoint(deed).filter(|_| self.ctx.can(deed.right()))
    }

    /// Who stands in for somebody today (H1.2).
    pub fn substitute_of(&mut self, person: PersonId) -> Result<Option<PersonId>> {
        let today = self.ctx.today();
        Ok(self.person(person)?.and_then(|p| p.stood_in_for_on(today)).map(|s| s.person))
    }

    fn person(&mut self, id: PersonId) -> Result<Option<Person>> {
        Ok(self.find::<Person>(id)?.map(|loaded| loaded.state))
    }
}
