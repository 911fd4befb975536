//! What is done with suppliers over HTTP (H4.3); their fields are said here and nowhere else.

use db::Conn;
use domain::confidential::Confidential;
use domain::deed::Deed;
use domain::ids::SupplierId;
use domain::supplier::{Profile, Supplier};
use kernel::form::Form;
use kernel::{Endpoint, Result};

use super::store;
use crate::master::{Master, Record, edit, language, new, record, restore, retire};

/// The acts of suppliers.
pub static ACTS: &[&dyn Endpoint] = &[
    &new::<Supplier>(Deed::SupplierNew, "/suppliers/new"),
    &edit::<Supplier>(Deed::SupplierEdit, "/suppliers/{id}/edit"),
    &retire::<Supplier>(Deed::SupplierRetire, "/suppliers/{id}/retire"),
    &restore::<Supplier>(Deed::SupplierRestore, "/suppliers/{id}/restore"),
];

impl Master for Supplier {
    record!(supplier, SupplierId);

    type Around = ();

    const PATH: &'static str = "/suppliers";

    fn find(conn: &mut Conn, code: &str) -> Result<Option<SupplierId>> {
        store::by_code_or_name(conn, code)
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
            over_delivery: f
                .integer("over_delivery", "到货超量允差", 0, 100)
                .preset(known.over_delivery)
                .unit("%")
                .help("不填按公司设置")
                .optional(),
            language: language(f, &known.language),
        }
    }
}
