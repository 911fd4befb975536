//! Who and what an entry names: by number, by name, by code.

use std::collections::BTreeMap;

use domain::customer::{Customer, Profile};
use domain::ids::{CustomerId, ItemId};
use domain::item::{self, Item};
use kernel::form::plain_code;
use kernel::{Door, Result, Said};

use crate::person::Brief;
use crate::{customer, item as items, person};

/// What is known of what somebody has named.
#[derive(Clone, Default)]
pub struct Named {
    /// The customer.
    pub customer: Option<(CustomerId, Profile)>,
    /// The codes of several customers who are called so (C21).
    pub alike: Vec<String>,
    /// The clerk.
    pub clerk: Option<Brief>,
    /// By code as it was said.
    pub items: BTreeMap<String, (ItemId, item::Profile)>,
}

impl Named {
    pub(super) fn look_up(door: &mut Door, said: &Said) -> Result<Self> {
        let mut named = Self::default();
        if let Some(id) = customer::by_code_or_name(door.conn, said.word("customer"))? {
            named.customer = Some((id, door.load::<Customer>(id)?.state.profile));
        } else {
            named.alike = customer::called(door.conn, said.word("customer"))?;
        }
        let clerk = said.word("clerk");
        named.clerk = match person::by_id(door.conn, clerk)? {
            Some(clerk) => Some(clerk),
            None => person::by_code_or_name(door.conn, clerk)?,
        };
        for code in said.column("lines", "item").map(plain_code) {
            if code.is_empty() || named.items.contains_key(&code) {
                continue;
            }
            if let Some(id) = items::by_code(door.conn, &code)? {
                let profile = door.load::<Item>(id)?.state.profile;
                named.items.insert(code, (id, profile));
            }
        }
        Ok(named)
    }
}
