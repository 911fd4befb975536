//! Setting delivery data right, adding files (H3.7, H3.8).

use domain::choice::Choice as _;
use domain::confidential::{Confidential, Contact, Secret};
use domain::filing::FileKind;
use domain::ids::OrderId;
use domain::order::{Attachment, Entry, Order, OrderLine};
use domain::proof::Why;
use kernel::act::Subject;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::ui::Width;
use kernel::{Done, Door, Result, Said, Target};

use super::super::actions;
use super::changed;
use super::entry::ask_terms;
use super::lines::plan;

/// An order with its address and contact, for who may see them.
#[derive(Default)]
pub(super) struct Delivery {
    order: Loaded<Order>,
    /// What the writer does not see: it stays as it is.
    blind: Vec<Secret>,
    address: Option<Confidential<Contact, String>>,
    contact: Option<Confidential<Contact, String>>,
}

impl Subject for Delivery {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = Loaded::<Order>::load(door, target)?;
        let mut see = |value: &Confidential<Contact, String>| door.see(value).cloned().map(Confidential::new);
        let (address, contact) = (see(&order.entry.address), see(&order.entry.contact));
        let blind = unseen(door);
        Ok(Self { order, blind, address, contact })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        let blind = unseen(door);
        Ok(Self { order: Loaded::load_to_act(door, target, said)?, blind, ..Self::default() })
    }

    fn blind(&self) -> Vec<Secret> {
        self.blind.clone()
    }

    fn orders(&self) -> Vec<OrderId> {
        self.order.orders()
    }

    fn version(&self) -> Option<i64> {
        self.order.version()
    }
}

fn unseen(door: &Door) -> Vec<Secret> {
    [Secret::Contact, Secret::Price].into_iter().filter(|class| !door.ctx.sees(*class)).collect()
}

/// H3.8 What of an entry is set right after its review, and why.
pub(super) fn entry(f: &Form, at: &Delivery) -> (Entry, Why) {
    let e = &at.order.entry;
    let contact = f.contact("contact", "现场联系人", 80).preset(at.contact.clone());
    let address = f.contact("address", "收货地址", 200).preset(at.address.clone()).width(Width::Full);
    let entry = Entry {
        transport: f.text("transport", "运输方式", 40).preset(e.transport.clone()).kept(e.transport.clone()),
        distance_km: f
            .integer("distance_km", "运距", 1, 30_000)
            .unit("km")
            .preset(e.distance_km)
            .kept_optional(e.distance_km),
        contact: contact.kept(e.contact.clone()),
        start_on: f.date("start_on", "开工日期").preset(e.start_on).kept_optional(e.start_on),
        address: address.kept(e.address.clone()),
        original: f.text("original", "原订单", 40).preset(e.original.clone()).kept(e.original.clone()),
        remark: f.words("remark", "备注", 1000).preset(e.remark.clone()).kept(e.remark.clone()),
        ..e.clone()
    };
    let entry = unsaid(f, at, entry);
    let reason = f.words("reason", "更正原因", 500).required();
    (entry, Why { reason, proof: f.proof() })
}

/// H3.7 What was not said before and is missing: prices of lines, and how it is paid.
fn unsaid(f: &Form, at: &Delivery, mut entry: Entry) -> Entry {
    let e = &at.order.entry;
    let sees = !at.blind.contains(&Secret::Price);
    let unpriced: Vec<OrderLine> = e.lines.iter().filter(|l| sees && l.is_unpriced()).cloned().collect();
    let said = f.when(!unpriced.is_empty(), |f| {
        let rows =
            f.rows("prices", "没有价格的行", &unpriced, ("line", "行"), |l| l.number.to_string());
        rows.help("赠品填 0").each(
            |l| format!("{} {} · {} {}", l.code, l.name, l.quantity.plain(), l.unit),
            |row, l| {
                let price = row.price("unit_price", "含税单价").optional();
                row.amount_fits("unit_price", price.map(|p| *p.open()).unwrap_or_default(), l.quantity);
                price.map(|price| (l.number, price))
            },
        )
    });
    for (number, price) in said.into_iter().flatten().flatten() {
        for line in entry.lines.iter_mut().filter(|l| l.number == number) {
            line.free = !price.open().is_some();
            line.unit_price = price;
        }
    }
    let money = f.when(e.plan.is_empty(), |f| {
        let terms = ask_terms(f, e).kept(e.terms.clone());
        // Who sets something else right says nothing of it.
        let written = if terms == e.terms { "" } else { terms.as_str() };
        let plan = plan(f, ("", &[]), written);
        (terms, plan)
    });
    if let Some((terms, plan)) = money {
        (entry.terms, entry.plan) = (terms, plan);
    }
    entry
}

pub(super) fn correct(door: &mut Door, at: Delivery, (entry, why): (Entry, Why)) -> Result<Done> {
    actions::correct(door, at.order, entry, why).map(changed)
}

/// H3.7 Files, and what they are.
pub(super) fn files(f: &Form, _: &Loaded<Order>) -> Vec<Attachment> {
    let what = f.choice("what", "是什么").preset(Chosen(FileKind::Drawing)).required().0.code();
    let files = f.upload("files", "文件", "image/*,*/*", "可一次选多个文件");
    files.into_iter().map(|file| Attachment { what: what.to_owned(), ..file }).collect()
}

pub(super) fn attach(door: &mut Door, order: Loaded<Order>, files: Vec<Attachment>) -> Result<Done> {
    actions::attach(door, order, files).map(changed)
}
