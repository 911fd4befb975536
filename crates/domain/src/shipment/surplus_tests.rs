//! What came beyond what was sent, and what came back (C20, C28), number by number.

use jiff::Timestamp;
use jiff::civil::date;

use super::*;
use crate::history::{Noun as _, Stamp};
use crate::proof::Why;

fn parts(n: i32) -> Vec<Part> {
    vec![Part { line: 1, quantity: Quantity::whole(n) }]
}

/// Of ten that were sent, `received` arrived.
fn arrived(received: i32) -> Shipment {
    let arrival = Arrival {
        on: date(2026, 11, 23),
        received: parts(received),
        damaged: parts(0),
        packing: Packing::Intact,
        whom: Confidential::new("王".into()),
        note: String::new(),
        photos: Vec::new(),
    };
    let dispatched = Some(Dispatch::default());
    Shipment { parts: parts(10), dispatched, arrival: Some(arrival), ..Shipment::default() }
}

fn told(mut shipment: Shipment, facts: &[Fact]) -> Shipment {
    for fact in facts {
        shipment.apply(fact, Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" });
    }
    shipment
}

fn settled(settlement: Settlement, extra: Option<Extra>) -> Fact {
    let (credit, replacement, from_house) = (None, None, Some(Vec::new()));
    let (note, files) = ("商定".to_owned(), Vec::new());
    Fact::Settled { settlement, credit, replacement, extra, from_house, note, files }
}

fn found(place: Whereabouts, spare: i32, back: Option<i32>) -> Fact {
    let (spare, back) = (if spare > 0 { parts(spare) } else { Vec::new() }, back.map(parts));
    let (note, proof) = ("在货站".to_owned(), Vec::new());
    Fact::Found { found: Found { on: date(2026, 11, 25), parts: parts(1), spare, back, place, note, proof } }
}

/// Quantities of the line, in whole ones.
fn of(of: Quantity) -> i64 {
    of.0 / Quantity::whole(1).0
}

#[test]
fn c28_what_a_surplus_counts_as_follows_what_was_decided() {
    // What is decided, what counts as sent and paid, what the customer has received of their order, what is to come back.
    for (extra, counted, received, back) in [
        (None, 10, 10, 0),
        (Some(Extra::Charged), 12, 12, 0),
        (Some(Extra::Kept), 10, 10, 0),
        (Some(Extra::Returned), 10, 10, 2),
    ] {
        let facts = extra.map(|extra| settled(Settlement::AsIs, Some(extra)));
        let shipment = told(arrived(12), &facts.into_iter().collect::<Vec<_>>());
        let found = (of(shipment.counted(1)), of(shipment.received(1)), of(shipment.to_return(1)));
        assert_eq!(found, (counted, received, back), "{extra:?}");
        assert_eq!(shipment.unsettled(), extra.is_none(), "{extra:?}");
    }
}

#[test]
fn c28_each_surplus_is_decided_by_itself_and_what_was_to_come_back_otherwise() {
    // Two of ten are missing, sent again, and turn up one after the other.
    let replaced = told(arrived(8), &[settled(Settlement::Replaced, None)]);
    let one = told(
        replaced,
        &[found(Whereabouts::Receiver, 1, Some(0)), settled(Settlement::AsIs, Some(Extra::Returned))],
    );
    assert_eq!((of(one.to_return(1)), one.settled), (1, Some(Settlement::Replaced)));
    let two = told(one.clone(), &[found(Whereabouts::Receiver, 1, Some(0))]);
    assert_eq!((of(two.undecided(1)), of(two.to_return(1))), (1, 1));
    let two = told(two, &[settled(Settlement::AsIs, Some(Extra::Charged))]);
    assert_eq!((of(two.undecided(1)), of(two.to_return(1)), of(two.received(1))), (0, 1, 9));
    // Nothing is undecided: it is said of the one that was to come back.
    let kept = told(one, &[settled(Settlement::AsIs, Some(Extra::Charged))]);
    assert_eq!((of(kept.to_return(1)), of(kept.received(1)), kept.awaits_return()), (0, 9, false));
}

#[test]
fn c20_what_came_back_was_sent_or_nobody_knew_of_it() {
    let returned = told(arrived(12), &[settled(Settlement::AsIs, Some(Extra::Returned))]);
    // As it is told today, and as an earlier version told it.
    for back in [Some(1), None] {
        let one = told(returned.clone(), &[found(Whereabouts::House, 0, back)]);
        let found = (of(one.back_of_sent(1)), of(one.back(1)), of(one.stray(1)), of(one.to_return(1)));
        assert_eq!(found, (0, 0, 1, 1), "{back:?}");
    }
    let missing = told(arrived(9), &[settled(Settlement::Replaced, None)]);
    for back in [Some(0), None] {
        let one = told(missing.clone(), &[found(Whereabouts::House, 0, back)]);
        assert_eq!((of(one.back_of_sent(1)), of(one.back(1)), of(one.stray(1))), (1, 1, 0), "{back:?}");
    }
}

#[test]
fn h7_2_what_is_put_away_is_said_piece_by_piece() {
    let put = |stocked: i32, out: i32, why: &str| {
        let put = PutAway { parts: parts(stocked), left_out: if out > 0 { parts(out) } else { Vec::new() } };
        put_away(&parts(2), put, Why::from(why))
    };
    assert!(put(0, 0, "").is_err(), "nothing is said");
    assert!(put(3, 0, "").is_err() && put(1, 2, "碎了").is_err(), "more than lies there");
    assert_eq!(put(1, 1, " ").unwrap_err().handbook, "H2.1", "without a reason");
    let returned = told(arrived(12), &[settled(Settlement::AsIs, Some(Extra::Returned))]);
    let both =
        told(returned, &[found(Whereabouts::House, 0, Some(1)), found(Whereabouts::House, 0, Some(1))]);
    let away = told(both, &put(1, 1, "碎了").unwrap());
    assert_eq!((of(away.put_away(1)), of(away.explained(1)), of(away.stray(1))), (2, 2, 2));
}
