//! Periods and progress per operation (H4.4).

use super::*;
use crate::history::{Noun as _, Stamp};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn work() -> WorkOrder {
    let operation = |number: i64, name: &str| WorkStep {
        number,
        center: WorkCenterId::default(),
        name: name.into(),
        hours: Quantity::whole(16),
        good: Quantity::ZERO,
        scrap: Quantity::ZERO,
    };
    WorkOrder {
        quantity: Quantity::whole(8),
        operations: vec![operation(10, "开料"), operation(20, "包装")],
        start_by: day("2026-11-16"),
        due: day("2026-11-25"),
        ..WorkOrder::default()
    }
}

fn progress(operation: i64, good: i32, on: &str) -> Progress {
    let (on, good, scrap) = (day(on), Quantity::whole(good), Quantity::ZERO);
    Progress { operation, on, good, scrap, material: false, note: "冲".into(), proof: Vec::new() }
}

fn reported(mut work: WorkOrder, operation: i64, good: i32, on: &str) -> WorkOrder {
    for fact in report(&work.clone(), progress(operation, good, on), day(on)).unwrap() {
        work.apply(&fact, Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" });
    }
    work
}

#[test]
fn h4_4_no_operation_gets_ahead_of_the_one_before_it() {
    let work = reported(work(), 10, 5, "2026-11-17");
    let too_many = report(&work, progress(20, 6, "2026-11-17"), day("2026-11-17"));
    assert_eq!(too_many.unwrap_err().handbook, "H4.4");
    let work = reported(work, 20, 5, "2026-11-18");
    assert_eq!(work.produced(), Quantity::whole(5));
    assert_eq!(work.progress(), 6250);
    let back = report(&work, progress(10, -1, "2026-11-18"), day("2026-11-18"));
    assert!(back.is_err(), "the next operation has used them");
}

#[test]
fn h4_4_the_work_is_finished_when_its_last_operation_is() {
    let work = reported(reported(work(), 10, 8, "2026-11-17"), 20, 8, "2026-11-19");
    assert!(work.is_done());
    assert_eq!(work.finished_on, Some(day("2026-11-19")));
    let corrected = reported(work, 20, -1, "2026-11-20");
    assert!(!corrected.is_done());
    assert_eq!(corrected.finished_on, None);
}

#[test]
fn h4_4_the_projected_finish_follows_what_is_left() {
    let calendar = Calendar::company();
    let mut planned = work();
    planned.period = Some(Period { start: day("2026-11-20"), finish: day("2026-11-24") });
    assert_eq!(planned.projected_finish(&calendar, day("2026-11-18")), Some(day("2026-11-24")));
    let half = reported(planned, 10, 8, "2026-11-24");
    assert_eq!(
        half.projected_finish(&calendar, day("2026-11-24")),
        Some(day("2026-11-25")),
        "16 hours, half overlapped"
    );
}
