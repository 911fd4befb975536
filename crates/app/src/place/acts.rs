//! What is done with places over HTTP (H7.2); their fields are said here and nowhere else.

use db::Conn;
use domain::deed::Deed;
use domain::ids::PlaceId;
use domain::place::{Place, Profile};
use domain::refusal::refuse;
use kernel::form::{Chosen, Form};
use kernel::i18n::zh;
use kernel::record::Loaded;
use kernel::{Door, Endpoint, Error, Result};

use super::store;
use crate::master::{Master, Record, actions, edit, new, record, restore, retire};

/// The acts of places.
pub static ACTS: &[&dyn Endpoint] = &[
    &new::<Place>(Deed::PlaceNew, "/places/new"),
    &edit::<Place>(Deed::PlaceEdit, "/places/{id}/edit"),
    &retire::<Place>(Deed::PlaceRetire, "/places/{id}/retire"),
    &restore::<Place>(Deed::PlaceRestore, "/places/{id}/restore"),
];

impl Master for Place {
    record!(place, PlaceId);

    type Around = ();

    const PATH: &'static str = "/places";

    fn find(conn: &mut Conn, code: &str) -> Result<Option<PlaceId>> {
        store::by_code(conn, code)
    }

    fn ask(f: &Form, at: &Record<Self>) -> Profile {
        let known = at.known().clone();
        Profile {
            code: f.text("code", "编码", 20).preset(known.code).code(),
            name: f.text("name", "名称", 40).preset(known.name).required(),
            kind: f
                .choice("kind", "类别")
                .preset(Chosen(known.kind))
                .help("只有可用库位的库存能给订单；有过出入库就不能再改")
                .required()
                .0,
        }
    }

    /// What lies there stays available, or not: the kind holds once something has moved there.
    fn put(door: &mut Door, profile: Profile) -> Result<(PlaceId, bool)> {
        let known = store::by_code(door.conn, &profile.code)?;
        if let Some(id) = known {
            store::hold(door.conn, id)?;
        }
        if let Some(id) = known
            && store::kind(door.conn, id)?.is_some_and(|kind| kind != profile.kind)
            && store::is_used(door.conn, id)?
        {
            return Err(Error::field("kind", "这个库位有过出入库，类别不能改。请新建一个库位，再调拨过去"));
        }
        actions::put::<Self>(door, profile)
    }

    fn set_retired(door: &mut Door, place: Loaded<Self>, reason: Option<String>) -> Result<()> {
        store::hold(door.conn, place.id)?;
        if reason.is_some() && store::holds(door.conn, place.id)? {
            let name = place.profile.name.clone();
            return Err(refuse("H7.2", zh("{place}还有库存，请先调拨走再停用"), [("place", name)]).into());
        }
        actions::set_retired::<Self>(door, place, reason)
    }
}
