//! H3.3: what is promised at the release, line by line, and against what the review says can be done.

use super::tests::{day, order, reviewed};
use super::*;

fn promised(promised: Promised) -> Result<Vec<(i64, Date)>, Refusal> {
    let mut order = order(reviewed());
    order.reviews[0].earliest = Some(day("2026-12-05"));
    let facts = release(&order, Release { promised, ..Release::default() }, day("2026-11-02"))?;
    let Some(Fact::Released { promises, .. }) = facts.into_iter().next() else { panic!("it is released") };
    Ok(promises.iter().map(|p| (p.line, p.first)).collect())
}

#[test]
fn h3_3_a_line_keeps_its_own_day_unless_all_have_one() {
    let agreed = "评审要到这天，客户王工同意".to_owned();
    let own = Promised { lines: vec![(1, day("2026-12-08"))], reason: agreed, ..Promised::default() };
    assert_eq!(promised(own.clone()).unwrap()[0], (1, day("2026-12-08")));
    let all = promised(Promised { all: Some(day("2026-12-20")), ..own }).unwrap();
    assert!(all.iter().all(|(_, on)| *on == day("2026-12-20")), "{all:?}");
}

#[test]
fn h3_3_a_day_earlier_than_the_reviews_says_how_it_is_kept() {
    let early = Promised { all: Some(day("2026-12-01")), ..Promised::default() };
    assert_eq!(promised(early.clone()).unwrap_err().handbook, "H3.3");
    assert!(promised(Promised { reason: " ".into(), ..early.clone() }).is_err(), "spaces are no reason");
    assert!(promised(Promised { reason: "加班，已与生产说好".into(), ..early }).is_ok());
}

#[test]
fn h6_3_a_day_later_than_the_customer_asked_for_says_why() {
    let later = Promised { lines: vec![(1, day("2026-12-08"))], ..Promised::default() };
    let refused = promised(later.clone()).unwrap_err();
    assert!(refused.text.contains("更晚"), "{refused:?}");
    assert!(promised(Promised { reason: "柜体排队，客户王工同意".into(), ..later }).is_ok());
}
