//! H8.5 The company's days: the later word counts, a year is complete when somebody says so.

use super::*;

fn d(text: &str) -> Date {
    text.parse().unwrap()
}

fn span(from: &str, to: &str, kind: Day, name: &str) -> Span {
    Span { from: d(from), to: d(to), kind, name: name.into() }
}

fn said(spans: Vec<Span>, year: Option<i16>) -> Declaration {
    Declaration { spans, year, complete: true, reason: "国务院通知".into() }
}

fn after(company: &Company, declaration: Declaration) -> Company {
    let facts = declare(company, declaration).unwrap();
    facts.iter().fold(company.clone(), |company, fact| company.with(fact))
}

#[test]
fn c31_a_whole_notice_is_entered_at_once() {
    let notice = vec![
        span("2026-12-31", "2027-01-02", Day::Free, "元旦"),
        span("2026-12-27", "2026-12-27", Day::Worked, "元旦"),
        span("2027-02-05", "2027-02-13", Day::Free, "春节"),
    ];
    let company = after(&Company::default(), said(notice, Some(2027)));
    let c = company.calendar();
    assert!(
        !c.is_working(d("2026-12-31")) && c.is_working(d("2026-12-27")) && !c.is_working(d("2027-02-08"))
    );
    assert_eq!(c.names[&d("2027-02-08")], "春节");
    assert!(c.covers(d("2026-12-31")) && c.covers(d("2027-12-24")) && !c.covers(d("2027-12-25")));
}

#[test]
fn c31_the_later_word_on_a_day_counts_and_usual_takes_it_back() {
    let mut company = Company::default();
    let day = "2026-10-02";
    for (kind, worked) in [(Day::Worked, true), (Day::Free, false), (Day::Usual, true), (Day::Free, false)] {
        company = after(&company, said(vec![span(day, day, kind, "")], None));
        assert_eq!(company.calendar().is_working(d(day)), worked, "{kind:?}");
    }
    let old = Fact::DaysDeclared { days: vec![d(day)], worked: true, year: None, reason: "赶货".into() };
    assert!(company.with(&old).calendar().is_working(d(day)), "the old kind means what it meant");
    let weekend = after(&company, said(vec![span("2026-10-10", "2026-10-10", Day::Usual, "")], None));
    assert!(!weekend.calendar().is_working(d("2026-10-10")), "a make-up day that is a Saturday again");
}

#[test]
fn c31_a_year_is_complete_only_with_holidays_and_can_be_opened_again() {
    let none = declare(&Company::default(), said(Vec::new(), Some(2027))).unwrap_err();
    assert_eq!(none.handbook, "H8.5");
    assert!(declare(&Company::default(), said(Vec::new(), None)).is_err(), "nothing said");
    let company = after(
        &Company::default(),
        said(vec![span("2027-01-01", "2027-01-01", Day::Free, "元旦")], Some(2027)),
    );
    assert!(company.calendar().knows(2027));
    let open = Declaration { complete: false, ..said(Vec::new(), Some(2027)) };
    let company = after(&company, open);
    assert!(!company.calendar().knows(2027), "it was said too early");
    assert!(!company.calendar().is_working(d("2027-01-01")), "its days stay");
}
