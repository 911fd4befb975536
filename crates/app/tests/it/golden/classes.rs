//! The class of every leaf of every kind (ADR 0005, 0019), written down: a field whose type says another class, or
//! none, is found here.

use std::collections::BTreeSet;

use app::site::SITE;
use evidence::Class::{self, Cost, Personal, Plain, Price};
use evidence::{SaltKey, Value};
use kernel::record::class_of_tag;

use super::{examples, fact, released_body};

/// All that is not plain: kind, path in the envelope, class. `#` is any place in a list; what ends in `/` is all below.
const CLASSES: &[(&str, &str, Class)] = &[
    ("carrier.recorded", "profile/phone", Personal),
    ("claim.answered", "answer/offer", Price),
    ("claim.answered", "answer/whom", Personal),
    ("claim.decided", "decision/amount", Price),
    ("claim.lessened", "losses/#/amount", Price),
    ("claim.lodged", "lodged/amount", Price),
    ("claim.opened", "claim/losses/#/amount", Price),
    ("claim.recovered", "recovery/amount", Price),
    ("company.described", "profile/address", Personal),
    ("customer.contacted", "contact/", Personal),
    ("customer.proposed", "profile/address", Personal),
    ("customer.proposed", "profile/contact", Personal),
    ("customer.proposed", "profile/phone", Personal),
    ("customer.recorded", "profile/address", Personal),
    ("customer.recorded", "profile/contact", Personal),
    ("customer.recorded", "profile/phone", Personal),
    ("item.recorded", "profile/list_price", Price),
    ("item.recorded", "profile/reference_cost", Cost),
    ("order.accepted", "whom", Personal),
    ("order.contacted", "contact/", Personal),
    ("order.corrected", "entry/address", Personal),
    ("order.corrected", "entry/contact", Personal),
    ("order.corrected", "entry/lines/#/unit_price", Price),
    ("order.entered", "entry/address", Personal),
    ("order.entered", "entry/contact", Personal),
    ("order.entered", "entry/lines/#/unit_price", Price),
    ("order.money_kept", "kept/amount", Price),
    ("order.promise_changed", "change/whom", Personal),
    ("order.revised", "entry/address", Personal),
    ("order.revised", "entry/contact", Personal),
    ("order.revised", "entry/lines/#/unit_price", Price),
    ("order.written_off", "write_off/amount", Price),
    ("payment.allocated", "allocations/#/amount", Price),
    ("payment.booked", "payment/allocations/#/amount", Price),
    ("payment.booked", "payment/amount", Price),
    ("payment.freed", "allocation/amount", Price),
    ("payment.recovered", "recovery/amount", Price),
    ("payment.written_off", "write_off/amount", Price),
    ("payment.repaid", "repayment/amount", Price),
    ("purchase.placed", "lines/#/unit_cost", Cost),
    ("shipment.arrived", "arrival/whom", Personal),
    ("shipment.confirmed", "confirmation/address", Personal),
    ("shipment.confirmed", "confirmation/contact", Personal),
    ("shipment.confirmed", "confirmation/whom", Personal),
    ("shipment.dispatched", "dispatch/freight", Cost),
    ("shipment.notice_sent", "whom", Personal),
    ("shipment.settled", "credit", Price),
    ("stock.posted", "movement/moves/#/unit_cost", Cost),
    ("supplier.recorded", "profile/phone", Personal),
];

/// A leaf's path in the envelope, with `#` for its places in lists.
fn place(path: &str) -> String {
    let parts = path.split('/').skip(1).map(|part| if part.starts_with('#') { "#" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

#[test]
fn every_leaf_has_the_class_that_its_type_says() {
    let mut met = BTreeSet::new();
    let mut check = |kind: &str, body: &Value| {
        for leaf in evidence::encode(body, class_of_tag, SaltKey::new([0; 16])).unwrap() {
            let at = place(&leaf.path);
            let row = CLASSES.iter().position(|(of, path, _)| {
                *of == kind && (at == *path || path.ends_with('/') && at.starts_with(path))
            });
            met.extend(row);
            let expected = row.and_then(|row| CLASSES.get(row)).map_or(Plain, |row| row.2);
            assert_eq!(leaf.class, expected, "{kind}: {}", leaf.path);
        }
    };
    for noun in SITE.nouns() {
        for kind in noun.kinds {
            check(kind.name, &noun.reread(&fact(noun.stream, kind.name, released_body(kind.name))).unwrap());
        }
    }
    for (kind, body) in examples::all() {
        check(&kind, &body);
    }
    let never: Vec<_> = (0..CLASSES.len()).filter(|row| !met.contains(row)).map(|row| CLASSES[row]).collect();
    assert!(never.is_empty(), "no body has these: {never:?}");
}

#[test]
fn what_is_stored_of_a_body_does_not_depend_on_the_tags_of_its_classes() {
    let mut seen = 0;
    for noun in SITE.nouns() {
        for kind in noun.kinds {
            let released = released_body(kind.name);
            let written = noun.reread(&fact(noun.stream, kind.name, released)).unwrap();
            let leaves = evidence::encode(&written, class_of_tag, SaltKey::new([0; 16])).unwrap();
            let again =
                noun.reread(&fact(noun.stream, kind.name, evidence::decode(&leaves).unwrap())).unwrap();
            assert_eq!(again, written, "{}", kind.name);
            seen += usize::from(evidence::decode(&leaves).unwrap() != written);
        }
    }
    assert!(seen > 20, "{seen} kinds have something confidential");
}
