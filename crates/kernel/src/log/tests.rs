//! The bounds of the security log, and that a line stays one.

use super::*;

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(second).unwrap()
}

fn line(second: i64, actor: &str, address: &str) -> Line {
    Line {
        at: at(second),
        actor: actor.to_owned(),
        event: Event::Denied,
        detail: String::new(),
        request: String::new(),
        address: address.to_owned(),
    }
}

#[test]
fn control_42_one_who_knocks_for_long_leaves_a_few_lines_and_a_count() {
    let log = Log::default();
    for _ in 0..1000 {
        log.push(line(0, "", "203.0.113.9"));
    }
    assert_eq!(log.take(at(59)).len(), 30);
    let after = log.take(at(60));
    assert_eq!(after.len(), 1);
    assert!(after[0].detail.contains("970") && after[0].address == "203.0.113.9", "{after:?}");
    log.push(line(61, "", "203.0.113.9"));
    assert_eq!(log.take(at(61)).len(), 1, "the next minute begins anew");
}

#[test]
fn control_42_a_thousand_strangers_are_no_more_than_a_few_and_hide_nobody_who_is_signed_in() {
    let log = Log::default();
    for n in 0..5000 {
        log.push(line(0, "", &format!("198.51.{}.{}", n / 250, n % 250)));
    }
    let person = domain::ids::PersonId(Uuid::from_u128(7)).to_string();
    log.push(line(1, &person, "192.168.1.5"));
    let written = log.take(at(2));
    assert_eq!(written.len(), 121);
    assert!(written.iter().any(|line| line.actor == person));
    let after = log.take(at(120));
    assert_eq!(after.len(), 1);
    assert!(after[0].detail.contains("4880"), "{after:?}");
}

#[test]
fn control_42_a_line_stays_one_line() {
    let told = told("登录名：{name}", &[("name", "a\r\nb\u{1f}who\u{202e}")]);
    assert_eq!(told, "登录名：{name}\u{1f}name\u{1f}a\\r\\nb\\u{1f}who\\u{202e}");
    assert_eq!(escaped(&"x".repeat(500)).chars().count(), 121);
}

#[test]
fn what_could_not_be_written_is_kept_and_bounded() {
    let log = Log::default();
    log.push(line(0, "", "203.0.113.9"));
    let lines = log.take(at(1));
    log.push(line(1, "", "203.0.113.8"));
    log.back(lines);
    let all = log.take(at(2));
    assert_eq!(all.iter().map(|l| l.address.as_str()).collect::<Vec<_>>(), ["203.0.113.9", "203.0.113.8"]);
}
