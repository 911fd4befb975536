//! Working days as they were published, and what is not known.

use super::*;
use proptest::prelude::*;

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn national_day_week_and_its_make_up_days_count_as_published() {
    let c = Calendar::company();
    assert_eq!(c.plus(d("2026-09-30"), 1), d("2026-10-08"));
    assert_eq!(c.plus(d("2026-10-09"), 1), d("2026-10-10"), "a Saturday that is worked");
    assert_eq!(c.between(d("2026-09-30"), d("2026-10-12")), 4);
    assert_eq!(c.plus(d("2026-11-30"), -2), d("2026-11-26"));
    assert_eq!(c.plus(d("2026-02-14"), 1), d("2026-02-24"), "Spring Festival");
}

#[test]
fn a_six_day_factory_works_saturdays_but_not_holidays() {
    let c = Calendar::factory();
    assert!(c.is_working(d("2026-11-28")));
    assert!(!c.is_working(d("2026-10-03")));
    assert!(!c.covers(d("2027-01-04")));
}

proptest! {
    #[test]
    fn adding_and_counting_agree(offset in 0i32..700, days in 1i32..60) {
        let c = Calendar::company();
        let from = c.on_or_after(shift(d("2025-01-02"), offset));
        let to = c.plus(from, days);
        prop_assert!(c.is_working(to));
        prop_assert_eq!(c.between(from, to), days);
        prop_assert_eq!(c.plus(to, -days), from);
    }
}

#[test]
fn c31_every_published_year_is_known_with_its_days() {
    let c = Calendar::company();
    let free =
        |year: i16| c.exceptions.iter().filter(|(day, worked)| day.year() == year && !**worked).count();
    let worked =
        |year: i16| c.exceptions.iter().filter(|(day, worked)| day.year() == year && **worked).count();
    let days = (2020..=2026).map(|year| (year, free(year), worked(year)));
    let published = [
        (2020, 30, 6),
        (2021, 31, 7),
        (2022, 32, 7),
        (2023, 26, 7),
        (2024, 28, 8),
        (2025, 28, 5),
        (2026, 33, 6),
    ];
    assert_eq!(days.collect::<Vec<_>>(), published);
    assert!((2020..=2026).all(|year| c.knows(year)) && !c.knows(2019) && !c.knows(2027));
    for (day, worked) in &c.exceptions {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        assert!(!*worked || weekend, "{day}: only weekend days are worked instead");
        assert!(c.names.contains_key(day), "{day} has a name");
    }
    assert!(!c.is_working(d("2024-10-01")) && c.is_working(d("2024-10-12")), "C31: 2024 counts as published");
    assert_eq!(c.names[&d("2024-02-12")], "春节");
}

#[test]
fn c31_the_last_days_of_a_year_hang_on_the_next_notice() {
    let mut c = Calendar::company();
    let unknown = |c: &Calendar, from: &str, to: &str| c.unknown_between(d(from), d(to));
    for (day, year) in [
        ("2026-12-24", None),
        ("2026-12-25", Some(2027)),
        ("2026-12-31", Some(2027)),
        ("2027-02-26", Some(2027)),
        ("2025-12-31", None),
        ("2020-01-01", None),
        ("2019-12-31", Some(2019)),
        ("2019-12-01", Some(2019)),
    ] {
        assert_eq!(unknown(&c, day, day), year, "{day}");
        assert_eq!(c.covers(d(day)), year.is_none(), "{day}");
    }
    assert_eq!(unknown(&c, "2026-11-24", "2026-12-24"), None);
    assert_eq!(unknown(&c, "2026-11-24", "2027-02-26"), Some(2027));
    assert_eq!(unknown(&c, "2027-02-26", "2026-11-24"), Some(2027), "either way round");
    assert_eq!(unknown(&c, "2019-11-24", "2028-02-26"), Some(2019), "the first");
    c.covered.push(2027);
    assert_eq!(unknown(&c, "2026-12-25", "2027-12-24"), None);
    assert_eq!(unknown(&c, "2027-12-20", "2027-12-25"), Some(2028));
    assert_eq!(c.unknown_years(d("2018-05-01"), d("2028-05-01")).collect::<Vec<_>>(), [2018, 2019, 2028]);
}

proptest! {
    #[test]
    fn c31_what_is_counted_without_an_unknown_year_stays_when_more_is_known(
        offset in 0i32..760,
        days in -40i32..40,
        free in proptest::collection::vec(0i32..372, 0..20),
    ) {
        let known = Calendar::company();
        let mut more = known.clone();
        more.covered.push(2027);
        // The notice of 2027 speaks of days from 25 December 2026 on.
        for day in free {
            let day = shift(d("2026-12-25"), day);
            more.exceptions.insert(day, !known.is_working(day));
        }
        let from = shift(d("2025-01-02"), offset);
        let to = known.plus(from, days);
        if known.unknown_between(from, to).is_none() {
            prop_assert_eq!(more.plus(from, days), to);
        }
    }

    #[test]
    fn c31_a_span_is_unknown_as_soon_as_one_of_its_days_is(offset in -400i32..800, length in 0i32..500) {
        let c = Calendar::company();
        let from = shift(d("2025-06-01"), offset);
        let to = shift(from, length);
        let days: Vec<i16> = from.series(1.day()).take_while(|day| *day <= to).filter_map(|day| c.unknown_between(day, day)).collect();
        prop_assert_eq!(c.unknown_between(from, to), days.iter().min().copied());
    }
}
