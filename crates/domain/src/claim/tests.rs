//! H6.6 If transport caused it, the carrier owes compensation.

use jiff::civil::date;

use super::*;
use crate::calendar::Calendar;
use crate::choice::Choice as _;

fn yuan(n: i64) -> Confidential<Price, Money> {
    Confidential::new(Money::cny(n * 100))
}

fn claim() -> Claim {
    Claim {
        number: "CL26110001".into(),
        arrived_on: date(2026, 11, 2),
        opened_on: date(2026, 11, 2),
        answer_days: ANSWER_DAYS,
        losses: vec![Loss { line: 1, damaged: Quantity::whole(1), amount: yuan(3000), ..Loss::default() }],
        ..Claim::default()
    }
}

fn with(claim: &Claim, facts: &[Fact]) -> Claim {
    let mut state = claim.clone();
    for fact in facts {
        state.apply(fact, Stamp { at: Timestamp::UNIX_EPOCH, actor: "system" });
    }
    state
}

fn lodged() -> Claim {
    let lodged = Lodged {
        on: date(2026, 11, 3),
        amount: yuan(3000),
        answer_by: date(2026, 11, 12),
        ..Lodged::default()
    };
    with(&claim(), &lodge(&claim(), lodged, false, date(2026, 11, 3)).unwrap())
}

fn decision(outcome: Outcome, amount: i64) -> Decision {
    Decision {
        on: date(2026, 11, 10),
        outcome,
        amount: yuan(amount),
        pay_by: None,
        note: "电话谈定".into(),
        letter: Vec::new(),
    }
}

const TODAY: Date = date(2026, 11, 10);

#[test]
fn h6_6_goods_that_arrived_sound_open_no_claim() {
    assert!(open_claim(Claim { losses: vec![Loss::default()], ..claim() }).is_err());
    assert!(open_claim(claim()).is_ok());
}

#[test]
fn h6_6_a_claim_goes_from_lodged_over_agreed_to_recovered() {
    let agreed =
        with(&lodged(), &decide(&lodged(), decision(Outcome::Accepted, 3000), false, TODAY).unwrap());
    assert_eq!((agreed.state(), agreed.open_amount()), (ClaimState::Agreed, Money::cny(300_000)));
    let half = Recovery { on: TODAY, amount: yuan(1000), ..Recovery::default() };
    let half = with(&agreed, &recover(&agreed, half, TODAY).unwrap());
    assert_eq!(
        (half.state(), half.open_amount(), half.has_ended()),
        (ClaimState::Agreed, Money::cny(200_000), false)
    );
    let more = Recovery { on: TODAY, amount: yuan(2001), ..Recovery::default() };
    assert!(recover(&half, more, TODAY).is_err(), "more than was agreed");
    let rest = Recovery { on: TODAY, amount: yuan(2000), ..Recovery::default() };
    let done = with(&half, &recover(&half, rest, TODAY).unwrap());
    assert_eq!((done.state(), done.has_ended()), (ClaimState::Recovered, true));
    assert!(write_off(&done, "不再追".into()).is_err());
}

#[test]
fn h1_2_taking_less_is_for_who_may() {
    let partly = || decision(Outcome::Partly, 2000);
    let refused = decide(&lodged(), partly(), false, TODAY).unwrap_err();
    assert_eq!(refused.handbook, "H1.2");
    let agreed = with(&lodged(), &decide(&lodged(), partly(), true, TODAY).unwrap());
    assert_eq!(agreed.open_amount(), Money::cny(200_000));
}

#[test]
fn h1_2_asking_for_less_than_was_lost_is_for_who_may() {
    let little = || Lodged { on: TODAY, amount: yuan(1), answer_by: TODAY, ..Lodged::default() };
    assert_eq!(lodge(&claim(), little(), false, TODAY).unwrap_err().handbook, "H1.2");
    assert!(lodge(&claim(), little(), true, TODAY).is_ok());
}

#[test]
fn h6_6_a_far_day_does_not_silence_a_claim() {
    let word = |next_by| Answer { on: TODAY, next_by, ..Answer::default() };
    assert!(answer(&lodged(), word(TODAY), TODAY).is_err(), "today has been asked");
    assert!(answer(&lodged(), word(date(2036, 1, 1)), TODAY).is_err());
    assert!(answer(&lodged(), word(date(2026, 11, 20)), TODAY).is_ok());
}

#[test]
fn h6_6_the_amount_fits_the_outcome() {
    for (outcome, amount) in
        [(Outcome::Accepted, 2999), (Outcome::Partly, 3000), (Outcome::Partly, 0), (Outcome::Refused, 1)]
    {
        assert!(decide(&lodged(), decision(outcome, amount), true, TODAY).is_err(), "{outcome:?} {amount}");
    }
}

#[test]
fn h6_6_a_refused_claim_stays_open_until_it_is_lodged_anew_or_written_off() {
    let refused = with(&lodged(), &decide(&lodged(), decision(Outcome::Refused, 0), false, TODAY).unwrap());
    assert_eq!((refused.state(), refused.has_ended()), (ClaimState::Refused, false));
    assert_eq!(refused.open_amount(), Money::cny(300_000));
    let again = Lodged { on: TODAY, amount: yuan(2500), answer_by: TODAY, ..Lodged::default() };
    let again = with(&refused, &lodge(&refused, again, true, TODAY).unwrap());
    assert_eq!((again.state(), again.claimed()), (ClaimState::Lodged, Money::cny(250_000)));
    let given_up = with(&refused, &write_off(&refused, "承运商已停业".into()).unwrap());
    assert_eq!((given_up.state(), given_up.open_amount()), (ClaimState::WrittenOff, Money::ZERO));
}

#[test]
fn h6_6_the_clock_is_the_day_that_the_carrier_named_last() {
    assert_eq!(answer_due(&claim()), None);
    assert_eq!(answer_due(&lodged()), Some(date(2026, 11, 12)));
    let later = Answer { on: date(2026, 11, 9), next_by: date(2026, 11, 20), ..Answer::default() };
    let told = with(&lodged(), &answer(&lodged(), later, TODAY).unwrap());
    assert_eq!(answer_due(&told), Some(date(2026, 11, 20)));
    let calendar = Calendar::company();
    assert_eq!(answer_by(&claim(), &calendar, date(2026, 11, 3)), date(2026, 11, 12));
}

#[test]
fn h6_6_what_was_agreed_is_pressed_for_from_the_day_that_the_carrier_named_last() {
    let calendar = Calendar::company();
    let agreed =
        with(&lodged(), &decide(&lodged(), decision(Outcome::Accepted, 3000), false, TODAY).unwrap());
    assert_eq!(pay_due(&lodged(), &calendar), None);
    assert_eq!(pay_due(&agreed, &calendar), Some(calendar.plus(TODAY, 7)));
    let later = Answer { on: TODAY, next_by: date(2026, 12, 1), ..Answer::default() };
    let told = with(&agreed, &answer(&agreed, later, TODAY).unwrap());
    assert_eq!(pay_due(&told, &calendar), Some(date(2026, 12, 1)));
}

#[test]
fn every_state_says_what_can_be_done_and_the_rest_nothing() {
    for state in ClaimState::ALL {
        assert!(!state.label().is_empty() && !state.code().is_empty());
    }
    assert_eq!(claim().deeds().last(), Some(&Deed::ClaimLodge));
    assert!(with(&claim(), &write_off(&claim(), "金额太小".into()).unwrap()).deeds().is_empty());
}

#[test]
fn h6_6_a_far_day_silences_no_claim() {
    let asked = |by| Lodged { on: TODAY, amount: yuan(3000), answer_by: by, ..Lodged::default() };
    assert!(lodge(&claim(), asked(date(2026, 12, 25)), false, TODAY).is_ok());
    assert!(lodge(&claim(), asked(date(2026, 12, 26)), false, TODAY).is_err());
    // The carrier's contract gives it forty working days.
    let patient = Claim { answer_days: 40, ..claim() };
    assert!(lodge(&patient, asked(date(2027, 1, 29)), false, TODAY).is_ok());
    assert!(lodge(&patient, asked(date(2027, 1, 30)), false, TODAY).is_err());
    let agreed = |by| Decision { pay_by: Some(by), ..decision(Outcome::Accepted, 3000) };
    assert!(decide(&lodged(), agreed(date(2027, 2, 8)), false, TODAY).is_ok());
    for by in [date(2026, 11, 9), date(2027, 2, 9), date(2036, 11, 10)] {
        assert!(decide(&lodged(), agreed(by), false, TODAY).is_err(), "{by}");
    }
}

#[test]
fn h6_6_one_slip_is_booked_once() {
    let agreed =
        with(&lodged(), &decide(&lodged(), decision(Outcome::Accepted, 3000), false, TODAY).unwrap());
    let slip = |reference: &str| Recovery {
        on: TODAY,
        amount: yuan(400),
        reference: reference.into(),
        ..Recovery::default()
    };
    let half = with(&agreed, &recover(&agreed, slip("F-11"), TODAY).unwrap());
    assert!(recover(&half, slip("F-11"), TODAY).is_err());
    assert!(recover(&half, slip("F-12"), TODAY).is_ok());
}

#[test]
fn h2_1_what_was_agreed_by_mistake_is_said_anew_by_who_may() {
    let agreed =
        with(&lodged(), &decide(&lodged(), decision(Outcome::Accepted, 3000), false, TODAY).unwrap());
    let partly = |amount| decision(Outcome::Partly, amount);
    assert_eq!(decide(&agreed, partly(1000), false, TODAY).unwrap_err().handbook, "H1.2");
    let anew = with(&agreed, &decide(&agreed, partly(1000), true, TODAY).unwrap());
    assert_eq!((anew.state(), anew.open_amount()), (ClaimState::Agreed, Money::cny(100_000)));
    let paid = Recovery { on: TODAY, amount: yuan(400), reference: "F-1".into(), ..Recovery::default() };
    let paid = with(&anew, &recover(&anew, paid, TODAY).unwrap());
    assert!(decide(&paid, partly(399), true, TODAY).is_err(), "less than came in");
    let done = with(&paid, &decide(&paid, partly(400), true, TODAY).unwrap());
    assert_eq!((done.state(), done.has_ended()), (ClaimState::Recovered, true));
}
