//! Money received (H4.6): booked, allocated, reversed; what is due.

pub mod actions;
mod acts;
mod document;
mod lists;
mod pages;
mod store;
mod tabs;
mod timeline;

use acts::ACTS;
pub use lists::{PAYMENTS, RECEIVABLES};

use db::Conn;
use domain::access::Right;
use domain::deed::Deed;
use domain::followup::{Case, advance_follow_ups};
use domain::ids::PaymentId;
use domain::payment::{Fact, Payment};
use domain::search_key::FoundBy;
use jiff::civil::Date;
use kernel::Feature;
use kernel::document::Document;
use kernel::feature::{Create, MenuEntry, Part};
use kernel::i18n::zh;
use kernel::noun::{NounEntry, Stored, Told};
use kernel::ui::Ui;
use kernel::{Ctx, Door, Result};
use uuid::Uuid;

/// The feature.
pub static FEATURE: Feature = Feature {
    name: "payment",
    nouns: &[NounEntry::of::<PaymentRows>()],
    acts: ACTS,
    lists: &[&RECEIVABLES, &PAYMENTS],
    search: &[store::SEARCH],
    documents: &[Document {
        path: "/payments/{id}",
        label: zh("到款"),
        right: Right::ReadMoney,
        read: document::read,
    }],
    routes: pages::routes,
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
    const VERSION: i64 = 3;
    const IN_CASE: bool = true;
    const PAGE: &'static str = "/payments/{id}";

    const ACTS: &'static str = "/payments";

    fn called(it: &Payment) -> String {
        format!("{} · {}", it.number, it.customer_name)
    }

    fn found_by(now: &Payment) -> FoundBy {
        store::found_by(now)
    }

    fn project(conn: &mut Conn, now: &Payment, _: &Payment) -> Result<()> {
        store::project(conn, now)
    }

    fn join(case: &mut Case, payment: Payment) {
        case.paid = case.paid.plus(payment.pays(case.order.id));
        if payment.reversed.is_some() {
            case.bounced_on = case.bounced_on.max(payment.reversed_on);
            return;
        }
        let moved = payment.repayments.iter().map(|r| r.on).fold(payment.on, Date::max);
        case.paid_on = case.paid_on.max(Some(moved));
    }

    fn refresh(door: &mut Door, ids: &[Uuid]) -> Result<()> {
        for id in ids {
            let Some(payment) = door.find::<Payment>(PaymentId(*id))? else { continue };
            let found = advance_follow_ups(&payment, &*door.calendar()?);
            let key = format!("payment/{id}");
            crate::duty::write_follow_ups(door, &key, &payment.number, &payment.customer_name, found)?;
        }
        Ok(())
    }

    fn tell(ctx: &Ctx, ui: &Ui, fact: &Fact, _: &Payment) -> Told {
        timeline::tell(ctx, ui, fact)
    }
}
