//! An act over HTTP, said once: its deed, its form and its action. Page, dialog, JSON twin, description and button
//! come from it.

use std::cell::RefCell;

use domain::confidential::Secret;
use domain::deed::Deed;
use domain::history::Noun;
use domain::ids::OrderId;
use domain::order::Order;

use crate::ctx::Door;
use crate::endpoint::{Done, Endpoint, Target};
use crate::error::{Error, Result};
use crate::form::{Form, State, read};
use crate::record::Loaded;
use crate::said::Said;
use crate::ui::{self, Ui};

/// What an act works on: loaded by the kernel before the form is drawn and before the act is done.
pub trait Subject: Default {
    /// Loads it; [`Error::NotFound`] where the path's identity names nothing. What a form shows that only some may
    /// see is asked for here.
    fn load(door: &mut Door, target: &Target) -> Result<Self>;

    /// Loads it for doing the act. Here it looks up what was `said` by name or code, and holds the order that is
    /// decided on before it reads ([`Door::hold`]); what only the drawn form shows is left out.
    fn load_to_act(door: &mut Door, target: &Target, _said: &Said) -> Result<Self> {
        Self::load(door, target)
    }

    /// Classes that the writer may not see: their fields are not asked for, and stay as they were.
    fn blind(&self) -> Vec<Secret> {
        Vec::new()
    }

    /// The orders that it belongs to: a clerk acts on her own alone (H1.2). None where it concerns no order, or where the
    /// act is no clerk's.
    fn orders(&self) -> Vec<OrderId> {
        Vec::new()
    }

    /// The version that a client must have seen; none where nothing that exists is changed.
    fn version(&self) -> Option<i64> {
        None
    }
}

/// An act that needs nothing that exists.
impl Subject for () {
    fn load(_: &mut Door, _: &Target) -> Result<Self> {
        Ok(())
    }
}

/// An act whose form shows nothing of what it works on: its action loads that itself.
impl Subject for Target {
    fn load(_: &mut Door, target: &Target) -> Result<Self> {
        Ok(target.clone())
    }
}

/// An act on one thing; an order is held before it is read.
impl<N: Noun + 'static> Subject for Loaded<N> {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        door.load(target.uuid()?.simple())
    }

    fn load_to_act(door: &mut Door, target: &Target, _: &Said) -> Result<Self> {
        if N::STREAM == Order::STREAM {
            door.hold([target.id()?])?;
        }
        Self::load(door, target)
    }

    fn orders(&self) -> Vec<OrderId> {
        self.state.orders()
    }

    fn version(&self) -> Option<i64> {
        Some(self.head.version)
    }
}

/// An act: what it works on is an `S`, what is said an `I`.
pub struct Act<S, I> {
    deed: Deed,
    path: &'static str,
    versioned: bool,
    edits: bool,
    form: fn(&Form, &S) -> I,
    run: fn(&mut Door, S, I) -> Result<Done>,
    toast: &'static str,
}

/// An act on something that exists, whose version the API asks for. `form` draws, reads and describes; `run` decides
/// and records.
pub const fn act<S: Subject, I>(
    deed: Deed,
    path: &'static str,
    form: fn(&Form, &S) -> I,
    run: fn(&mut Door, S, I) -> Result<Done>,
) -> Act<S, I> {
    Act { deed, path, versioned: true, edits: false, form, run, toast: "" }
}

impl<S, I> Act<S, I> {
    /// An act that makes something, works on what has no version, or does not mind what others changed meanwhile.
    #[must_use]
    pub const fn unversioned(mut self) -> Self {
        self.versioned = false;
        self
    }

    /// An act that edits what is stored: its form shows the fields as they are.
    #[must_use]
    pub const fn editing(mut self) -> Self {
        self.edits = true;
        self
    }

    /// What is said once it is done, in Chinese.
    #[must_use]
    pub const fn done(mut self, toast: &'static str) -> Self {
        self.toast = toast;
        self
    }
}

impl<S: Subject, I> Endpoint for Act<S, I> {
    fn deed(&self) -> Deed {
        self.deed
    }

    fn path(&self) -> &'static str {
        self.path
    }

    fn versioned(&self) -> bool {
        self.versioned
    }

    fn edits(&self) -> bool {
        self.edits
    }

    fn draw(&self, door: &mut Door, target: &Target, ui: &Ui) -> Result<ui::Form> {
        let subject = S::load(door, target)?;
        door.may_on(self.deed.right(), &subject.orders())?;
        let (said, state) = (Said::default(), RefCell::new(State::blind(subject.blind())));
        (self.form)(&Form::new(ui, &said, &state), &subject);
        let drawn = state.into_inner().drawn();
        let version = subject.version().filter(|_| self.versioned);
        Ok(ui::Form { danger: self.deed.hurts(), version, ..drawn })
    }

    fn run(&self, door: &mut Door, target: &Target, said: &Said) -> Result<Done> {
        let subject = S::load_to_act(door, target, said)?;
        door.may_on(self.deed.right(), &subject.orders())?;
        let version = subject.version().filter(|_| self.versioned);
        if said.version().zip(version).is_some_and(|(stated, version)| stated != version) {
            return Err(Error::Stale { stated: true });
        }
        let ui = Ui::anonymous(door.ctx.lang, door.ctx.local_now());
        let input = read(&ui, said, subject.blind(), |f| (self.form)(f, &subject)).map_err(Error::Invalid)?;
        let done = (self.run)(door, subject, input)?;
        Ok(if done.toast.is_empty() { Done { toast: self.toast, ..done } } else { done })
    }

    fn describe(&self, ui: &Ui) -> ui::Form {
        let (said, state) = (Said::default(), RefCell::new(State::describing()));
        (self.form)(&Form::new(ui, &said, &state), &S::default());
        state.into_inner().drawn()
    }
}
