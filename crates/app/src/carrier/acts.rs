//! What is done with carriers over HTTP (H6.4); their fields are said here and nowhere else.

use db::Conn;
use domain::carrier::{Carrier, Profile};
use domain::confidential::Confidential;
use domain::deed::Deed;
use domain::ids::CarrierId;
use kernel::form::Form;
use kernel::{Endpoint, Result};

use super::store;
use crate::master::{Master, Record, edit, language, new, record, restore, retire};

/// The acts of carriers.
pub static ACTS: &[&dyn Endpoint] = &[
    &new::<Carrier>(Deed::CarrierNew, "/carriers/new"),
    &edit::<Carrier>(Deed::CarrierEdit, "/carriers/{id}/edit"),
    &retire::<Carrier>(Deed::CarrierRetire, "/carriers/{id}/retire"),
    &restore::<Carrier>(Deed::CarrierRestore, "/carriers/{id}/restore"),
];

impl Master for Carrier {
    record!(carrier, CarrierId);

    type Around = ();

    const PATH: &'static str = "/carriers";

    fn find(conn: &mut Conn, code: &str) -> Result<Option<CarrierId>> {
        store::by_code_or_name(conn, code)
    }

    fn ask(f: &Form, at: &Record<Self>) -> Profile {
        let known = at.known().clone();
        Profile {
            code: f.text("code", "编码", 40).preset(known.code).code(),
            name: f.text("name", "名称", 80).preset(known.name).required(),
            mode: f.text("mode", "运输方式", 40).preset(known.mode).required(),
            category: f.text("category", "类型", 40).preset(known.category).or(String::new()),
            km_per_day: f.integer("km_per_day", "日行公里", 0, 5000).preset(known.km_per_day).or(0),
            handling_days: f.integer("handling_days", "装卸天数", 0, 90).preset(known.handling_days).or(0),
            phone: f.contact("phone", "电话", 40).preset(known.phone).or(Confidential::default()),
            claim_days: f
                .integer("claim_days", "索赔答复期限", 1, 90)
                .preset(known.claim_days)
                .unit("工作日")
                .help("合同约定的；不填按公司设置")
                .optional(),
            language: language(f, &known.language),
        }
    }
}
