//! Setting delivery data right, adding files (H3.7, H3.8).

use domain::choice::Choice as _;
use domain::confidential::{Confidential, Contact};
use domain::filing::FileKind;
use domain::ids::OrderId;
use domain::order::{Attachment, Entry, Order};
use domain::proof::Why;
use kernel::act::Subject;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::ui::Width;
use kernel::{Done, Door, Result, Said, Target};

use super::super::actions;
use super::changed;

/// An order with its address and contact, for who may see them.
#[derive(Default)]
pub(super) struct Delivery {
    order: Loaded<Order>,
    address: Option<Confidential<Contact, String>>,
    contact: Option<Confidential<Contact, String>>,
}

impl Subject for Delivery {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = Loaded::<Order>::load(door, target)?;
        let mut see = |value: &Confidential<Contact, String>| door.see(value).cloned().map(Confidential::new);
        let (address, contact) = (see(&order.entry.address), see(&order.entry.contact));
        Ok(Self { order, address, contact })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        Ok(Self { order: Loaded::load_to_act(door, target, said)?, ..Self::default() })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.order.orders()
    }

    fn version(&self) -> Option<i64> {
        self.order.version()
    }
}

/// H3.8 What of an entry is set right after its review, and why.
pub(super) fn entry(f: &Form, at: &Delivery) -> (Entry, Why) {
    let e = &at.order.entry;
    let entry = Entry {
        transport: f.text("transport", "运输方式", 40).preset(e.transport.clone()).or(String::new()),
        distance_km: f.integer("distance_km", "运距", 1, 30_000).unit("km").preset(e.distance_km).optional(),
        contact: f
            .contact("contact", "现场联系人", 80)
            .preset(at.contact.clone())
            .or(Confidential::default()),
        start_on: f.date("start_on", "开工日期").preset(e.start_on).optional(),
        address: f
            .contact("address", "收货地址", 200)
            .preset(at.address.clone())
            .width(Width::Full)
            .or(Confidential::default()),
        original: f.text("original", "原订单", 40).preset(e.original.clone()).or(String::new()),
        remark: f.text("remark", "备注", 1000).preset(e.remark.clone()).or(String::new()),
        ..e.clone()
    };
    let reason = f.words("reason", "更正原因", 500).required();
    (entry, Why { reason, proof: f.proof() })
}

pub(super) fn correct(door: &mut Door, at: Delivery, (entry, why): (Entry, Why)) -> Result<Done> {
    actions::correct(door, at.order, entry, why).map(changed)
}

/// H3.7 Files, and what they are.
pub(super) fn files(f: &Form, _: &Loaded<Order>) -> Vec<Attachment> {
    let what = f.choice("what", "是什么").preset(Chosen(FileKind::Drawing)).required().0.code();
    let files = f.upload("files", "文件", "image/*,*/*", "每个不超过 25 MB");
    files.into_iter().map(|file| Attachment { what: what.to_owned(), ..file }).collect()
}

pub(super) fn attach(door: &mut Door, order: Loaded<Order>, files: Vec<Attachment>) -> Result<Done> {
    actions::attach(door, order, files).map(changed)
}
