//! The site: one array of features. Nothing else keeps a list of nouns.

use crate::{
    audit, balance, begin, calendar, carrier, claim, company, customer, duty, erasure, files, health, help,
    import, item, order, payment, pegging, person, place, print, production, purchasing, reactions, search,
    shipment, stock, supplier, today,
};
use kernel::feature::Site;
use kernel::i18n::zh;

/// The site. Features stand in order of their layers: one may use those before it through what their
/// `mod.rs` exports, never those after it (I10).
pub static SITE: Site = Site {
    features: &[
        // masters
        &company::FEATURE,
        &person::FEATURE,
        &print::FEATURE,
        &duty::FEATURE,
        &supplier::FEATURE,
        &carrier::FEATURE,
        &place::FEATURE,
        &balance::FEATURE,
        &item::FEATURE,
        &customer::FEATURE,
        // orders
        &order::FEATURE,
        // supply
        &stock::FEATURE,
        &purchasing::FEATURE,
        &production::FEATURE,
        &pegging::FEATURE,
        // delivery
        &shipment::FEATURE,
        &claim::FEATURE,
        &payment::FEATURE,
        &calendar::FEATURE,
        // the whole
        &files::FEATURE,
        &health::FEATURE,
        &begin::FEATURE,
        &today::FEATURE,
        &search::FEATURE,
        &import::FEATURE,
        &erasure::FEATURE,
        &audit::FEATURE,
        &help::FEATURE,
        #[cfg(debug_assertions)]
        &crate::gallery::FEATURE,
    ],
    groups: &[("", ""), ("supply", zh("备货")), ("delivery", zh("发货与账款")), ("masters", zh("资料"))],
    english: include_str!("en.toml"),
    conclude: reactions::conclude,
    session: person::session::find,
    veil: person::veil,
};
