//! What is done with suppliers over HTTP (H4.3); their fields are said here and nowhere else.

use db::Conn;
use domain::confidential::{Confidential, Kind};
use domain::deed::Deed;
use domain::ids::SupplierId;
use domain::supplier::{Fact, Profile, Supplier};
use kernel::form::Form;
use kernel::{Operation, Result};

use super::store;
use crate::master::{Master, Record, edit, new, restore, retire};

/// The acts of suppliers.
pub static ACTS: &[&dyn Operation] = &[
    &new::<Supplier>(Deed::SupplierNew, "/suppliers/new"),
    &edit::<Supplier>(Deed::SupplierEdit, "/suppliers/{id}/edit"),
    &retire::<Supplier>(Deed::SupplierRetire, "/suppliers/{id}/retire"),
    &restore::<Supplier>(Deed::SupplierRestore, "/suppliers/{id}/restore"),
];

impl Master for Supplier {
    type Id = SupplierId;
    type Profile = Profile;
    type Around = ();

    const PATH: &'static str = "/suppliers";
    const SECRET: Option<Kind> = Some(Kind::Contact);

    fn id(&self) -> SupplierId {
        self.id
    }

    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn code(profile: &Profile) -> &str {
        &profile.code
    }

    fn name(profile: &Profile) -> &str {
        &profile.name
    }

    fn is_retired(&self) -> bool {
        self.retired
    }

    fn deeds(&self) -> Vec<Deed> {
        self.deeds()
    }

    fn find(conn: &mut Conn, code: &str) -> Result<Option<SupplierId>> {
        store::by_code_or_name(conn, code)
    }

    fn recorded(id: SupplierId, profile: Profile) -> Fact {
        Fact::Recorded { id, profile }
    }

    fn retired(reason: Option<String>) -> Fact {
        reason.map_or(Fact::Restored, |reason| Fact::Retired { reason })
    }

    fn ask(f: &Form, at: &Record<Self>) -> Profile {
        let known = at.known().clone();
        Profile {
            code: f.text("code", "供应商编码", 40).preset(known.code).code(),
            name: f.text("name", "名称", 80).preset(known.name).required(),
            category: f.text("category", "类别", 40).preset(known.category).or(String::new()),
            lead_days: f.integer("lead_days", "交期（天）", 0, 365).preset(known.lead_days).or(0),
            terms: f.text("terms", "结算方式", 100).preset(known.terms).or(String::new()),
            phone: f.contact("phone", "电话", 40).preset(known.phone).or(Confidential::default()),
        }
    }
}
