//! An operation whose form is drawn by one function and read by another: what [`crate::act::Act`] replaces.

use domain::deed::Deed;

use crate::ctx::Door;
use crate::error::Result;
use crate::operation::{Done, Operation, Target};
use crate::said::Said;
use crate::ui::{Form, Ui};

/// An operation with two functions.
#[derive(Clone, Copy)]
pub struct Declared {
    /// What is done.
    pub deed: Deed,
    /// Its path.
    pub path: &'static str,
    /// Whether it changes something that exists, so that the API asks for its version.
    pub versioned: bool,
    /// The form, with what is known filled in.
    pub form: fn(&mut Door, &Target, &Ui) -> Result<Form>,
    /// The action.
    pub run: fn(&mut Door, &Target, &mut Said) -> Result<Done>,
}

impl Declared {
    /// An operation on something that exists, whose version the API asks for.
    pub const fn new(
        deed: Deed,
        path: &'static str,
        form: fn(&mut Door, &Target, &Ui) -> Result<Form>,
        run: fn(&mut Door, &Target, &mut Said) -> Result<Done>,
    ) -> Self {
        Self { deed, path, versioned: true, form, run }
    }

    /// An operation that makes something, or on what has no version.
    #[must_use]
    pub const fn unversioned(self) -> Self {
        Self { versioned: false, ..self }
    }
}

impl Operation for Declared {
    fn deed(&self) -> Deed {
        self.deed
    }

    fn path(&self) -> &'static str {
        self.path
    }

    fn versioned(&self) -> bool {
        self.versioned
    }

    fn draw(&self, door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
        (self.form)(door, target, ui)
    }

    fn run(&self, door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
        (self.run)(door, target, said)
    }

    fn describe(&self, _: &Ui) -> Form {
        Form::default()
    }
}
