//! H8.1: nothing is late from the first, what stays becomes late, and nobody makes it on time by taking it away for an hour.

use super::tests::{at, day};
use super::*;

fn due(occurrence: &str, visible_from: &str, due: &str) -> FollowUp {
    let case = Case::default();
    FollowUp {
        occurrence: occurrence.to_owned(),
        visible_from: day(visible_from),
        ..case.follow_up("H6.1", "发货：{number}", at(due))
    }
}

/// What is shown at an instant of a duty that a rule has due on Friday, 2026-10-09, at half past five.
fn seen(shown: &mut Shown, there: bool, now: &str) -> Option<DateTime> {
    let calendar = Calendar::company();
    let mut found = Vec::new();
    if there {
        found.push(due("out-1", "2026-10-09", "2026-10-09T17:30"));
    }
    shown.nothing_late_from_the_first(&mut found, &calendar, at(now));
    *shown = shown.after(&found, &calendar, at(now));
    found.first().map(|f| f.due)
}

#[test]
fn h8_1_what_comes_after_its_time_is_due_that_evening_or_the_next_working_day() {
    let table = [
        ("2026-10-09T09:00", "2026-10-09T17:30", "in time"),
        ("2026-10-10T09:00", "2026-10-10T17:30", "a Saturday on which is worked"),
        ("2026-10-11T09:00", "2026-10-12T17:30", "a Sunday"),
        ("2026-10-13T09:00", "2026-10-13T17:30", "in the morning"),
        ("2026-10-13T15:00", "2026-10-14T17:30", "in the afternoon"),
        ("2026-10-16T15:00", "2026-10-19T17:30", "on a Friday afternoon"),
    ];
    for (now, expected, name) in table {
        assert_eq!(seen(&mut Shown::default(), true, now), Some(at(expected)), "{name}");
    }
}

#[test]
fn h8_1_what_stays_becomes_late() {
    let mut shown = Shown::default();
    for now in ["2026-10-13T15:00", "2026-10-14T09:00", "2026-10-20T09:00"] {
        assert_eq!(seen(&mut shown, true, now), Some(at("2026-10-14T17:30")), "{now}");
    }
}

#[test]
fn h8_4_what_is_away_for_a_working_day_or_less_comes_back_as_it_was() {
    let mut shown = Shown::default();
    seen(&mut shown, true, "2026-10-09T09:00");
    assert_eq!(seen(&mut shown, false, "2026-10-13T09:00"), None);
    assert_eq!(seen(&mut shown, true, "2026-10-13T10:00"), Some(at("2026-10-09T17:30")), "an hour");
    seen(&mut shown, false, "2026-10-13T11:00");
    assert_eq!(
        seen(&mut shown, true, "2026-10-14T08:00"),
        Some(at("2026-10-09T17:30")),
        "until the next day"
    );
    seen(&mut shown, false, "2026-10-14T11:00");
    assert_eq!(
        seen(&mut shown, true, "2026-10-15T12:00"),
        Some(at("2026-10-16T17:30")),
        "for more than a working day"
    );
    assert_eq!(shown.0.len(), 1);
    seen(&mut shown, false, "2026-10-16T11:00");
    seen(&mut shown, false, "2026-10-26T11:00");
    assert!(shown.0.is_empty(), "nothing of it is kept for ever");
}

#[test]
fn h8_1_what_is_not_shown_yet_is_not_known_and_keeps_its_time() {
    let mut found = vec![due("later", "2026-10-15", "2026-10-14T17:30")];
    let (calendar, now) = (Calendar::company(), at("2026-10-14T18:00"));
    let shown = Shown::default();
    shown.nothing_late_from_the_first(&mut found, &calendar, now);
    assert_eq!(found[0].due, at("2026-10-14T17:30"));
    assert_eq!(shown.after(&found, &calendar, now), shown);
}

#[test]
fn h8_1_what_became_visible_unseen_is_late_when_somebody_touches_it() {
    let calendar = Calendar::company();
    let mut found = vec![due("due", "2026-10-14", "2026-10-15T17:30")];
    let early = at("2026-10-12T09:00");
    let shown = Shown::default().after(&found, &calendar, early).with_what_comes(&found, early);
    shown.nothing_late_from_the_first(&mut found, &calendar, at("2026-10-20T09:00"));
    assert_eq!(found[0].due, at("2026-10-15T17:30"), "it stood there since the fourteenth");
    let unknown = Shown::default();
    unknown.nothing_late_from_the_first(&mut found, &calendar, at("2026-10-20T09:00"));
    assert_eq!(found[0].due, at("2026-10-20T17:30"));
}

#[test]
fn h8_1_what_follows_from_the_same_cause_and_is_another_deed_is_another_duty() {
    let calendar = Calendar::company();
    let (monday, friday) = (at("2026-10-12T09:00"), at("2026-10-16T09:00"));
    let asked = FollowUp { deed: Deed::WorkPeriod, ..due("w1", "2026-10-12", "2026-10-13T17:30") };
    let shown = Shown::default().after(std::slice::from_ref(&asked), &calendar, monday);
    let mut found = vec![FollowUp { deed: Deed::WorkReport, due: at("2026-10-14T17:30"), ..asked }];
    shown.nothing_late_from_the_first(&mut found, &calendar, friday);
    assert_eq!(found[0].due, at("2026-10-16T17:30"), "nobody could report before the period was said");
}
