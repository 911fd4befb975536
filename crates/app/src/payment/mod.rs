//! Money received (H4.6): booked, allocated, reversed; what is due.

pub mod actions;
mod acts;
mod document;
mod lists;
mod store;
mod tabs;
mod timeline;

use acts::ACTS;
pub use lists::{PAYMENTS, RECEIVABLES};

use db::Conn;
use domain::access::Right;
use domain::deed::Deed;
use domain::followup::Case;
use domain::money::Money;
use domain::payment::{Fact, Payment};
use kernel::Feature;
use kernel::document::Document;
use kernel::feature::{Create, MenuEntry, Part};
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored, Told};
use kernel::ui::Ui;
use kernel::{Ctx, Result};

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "payment",
    nouns: &[NounEntry::of::<PaymentRows>()],
    acts: ACTS,
    lists: &[&RECEIVABLES, &PAYMENTS],
    documents: &[Document {
        path: "/payments/{id}",
        label: zh("到款"),
        right: Right::ReadMoney,
        read: document::read,
    }],
    menu: &[
        MenuEntry::new(Right::ReadMoney, zh("应收"), "/receivables", "coin").at("delivery", 2),
        MenuEntry::new(Right::ReadMoney, zh("到款"), "/payments", "receipt").at("delivery", 3),
    ],
    create: &[Create { deed: Deed::PaymentBookSeveral, icon: "coin", page: false, place: 2 }],
    parts: &[Part {
        page: "order/money",
        right: Right::ReadOrders,
        draw: |door, ui, case, _| tabs::of_order(door, ui, case),
    }],
    english: include_str!("en.toml"),
    ..Feature::NOTHING
};

/// How payments are stored.
pub struct PaymentRows;

impl Stored for PaymentRows {
    type Noun = Payment;
    const TABLES: &'static [&'static str] = &["payment", "allocation"];
    const VERSION: i64 = 1;
    const IN_CASE: bool = true;

    fn project(conn: &mut Conn, now: &Payment, _: &Payment) -> Result<()> {
        store::project(conn, now)
    }

    fn join(case: &mut Case, payment: Payment) {
        let own =
            payment.allocations.iter().filter(|a| a.order == case.order.id && payment.reversed.is_none());
        case.paid = own.map(|a| *a.amount.open()).fold(case.paid, Money::plus);
    }

    fn tell(ctx: &Ctx, ui: &Ui, fact: &Fact) -> Told {
        timeline::tell(ctx, ui, fact)
    }
}
