//! Entry, review, preparation, release, promises and closing (H3, H2.2).

use uuid::Uuid;

use super::*;
use crate::confidential::Confidential;
use crate::deed::Deed;
use crate::ids::ItemId;
use crate::money::{Currency, UnitPrice};
use crate::quantity::Quantity;
use crate::terms;

pub(super) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn entry() -> Entry {
    Entry {
        customer_name: "云锦珠宝".into(),
        ordered_on: day("2026-11-10"),
        address: Confidential::new("杭州市延庆路88号".into()),
        contact: Confidential::new("丁工".into()),
        transport: "零担专线".into(),
        terms: "30%定金,发货前付清70%".into(),
        plan: terms::parse("30%定金,发货前付清70%").unwrap(),
        lines: vec![OrderLine {
            number: 1,
            item: ItemId(Uuid::from_u128(1)),
            quantity: Quantity::whole(8),
            unit_price: Confidential::new(Money::cny(368_000).into()),
            wanted_on: day("2026-12-01"),
            drawing: "图纸-V1.pdf".into(),
            ..OrderLine::default()
        }],
        ..Entry::default()
    }
}

pub(super) fn order(facts: Vec<Fact>) -> Order {
    let stamp = Stamp { at: "2026-11-10T01:00:00Z".parse().unwrap(), actor: "x" };
    crate::history::fold(facts.iter().map(|f| (f, stamp)))
}

fn entered() -> Vec<Fact> {
    enter(OrderId(Uuid::from_u128(7)), String::new(), entry(), Vec::new()).unwrap()
}

fn submitted() -> Vec<Fact> {
    let mut facts = entered();
    facts.extend(submit(&order(facts.clone()), || "GD26110001".into()).unwrap());
    facts
}

pub(super) fn reviewed() -> Vec<Fact> {
    let mut facts = submitted();
    facts.extend(review_short(&order(facts.clone()), "老产品", Vec::new()).unwrap());
    facts
}

fn plain_release() -> Release {
    Release::default()
}

#[test]
fn h3_3_an_order_that_is_not_reviewed_is_not_released() {
    let draft = order(entered());
    assert_eq!(release(&draft, plain_release(), day("2026-11-02")).unwrap_err().handbook, "H3.3");
    let waiting_for_all = order(submitted());
    assert_eq!(waiting(&waiting_for_all).len(), 5);
    assert_eq!(release(&waiting_for_all, plain_release(), day("2026-11-02")).unwrap_err().handbook, "H3.3");
    assert!(release(&order(reviewed()), plain_release(), day("2026-11-02")).is_ok());
}

#[test]
fn h3_3_a_rejection_sends_the_order_back_to_its_clerk() {
    let mut facts = submitted();
    let no = Review {
        department: Department::Capacity,
        verdict: Verdict::Reject,
        note: "排不下".into(),
        earliest: None,
        files: Vec::new(),
    };
    facts.extend(review(&order(facts.clone()), no.clone(), Vec::new()).unwrap());
    assert_eq!(order(facts).state, State::Draft);
    let silent = Review { note: String::new(), ..no };
    assert!(review(&order(submitted()), silent, Vec::new()).is_err(), "a rejection needs a reason");
}

#[test]
fn h3_3_acceptance_with_conditions_needs_the_conditions() {
    let answer = Review {
        department: Department::Money,
        verdict: Verdict::Conditions,
        note: String::new(),
        earliest: None,
        files: Vec::new(),
    };
    assert!(review(&order(submitted()), answer.clone(), Vec::new()).is_err());
    let condition = Condition {
        department: Department::Money,
        text: "先收定金".into(),
        due: day("2026-11-12"),
        met: None,
    };
    let mut facts = submitted();
    facts.extend(review(&order(facts.clone()), answer, vec![condition]).unwrap());
    facts.extend(meet(&order(facts.clone()), 0, "定金已到".into(), Vec::new()).unwrap());
    assert!(meet(&order(facts.clone()), 0, "又".into(), Vec::new()).is_err(), "once only");
    assert!(meet(&order(facts.clone()), 7, "无".into(), Vec::new()).is_err(), "there is no such one");
    assert_eq!(order(facts).conditions.first().unwrap().met.as_deref(), Some("定金已到"));
}

#[test]
fn h3_7_what_blocks_a_release_is_named() {
    let mut bare = entry();
    bare.address = Confidential::new(String::new());
    bare.lines.first_mut().unwrap().unit_price = Confidential::new(UnitPrice::ZERO);
    let mut facts = enter(OrderId::default(), "GD1".into(), bare, Vec::new()).unwrap();
    facts.extend(submit(&order(facts.clone()), String::new).unwrap());
    facts.extend(review_short(&order(facts.clone()), "", Vec::new()).unwrap());
    let refusal = release(&order(facts), plain_release(), day("2026-11-02")).unwrap_err();
    assert_eq!(refusal.handbook, "H3.7");
    assert!(refusal.params.iter().any(|(_, v)| v.contains("没有价格") && v.contains("没有收货地址")));
}

#[test]
fn h3_7_an_announced_drawing_warns_and_does_not_block() {
    let announced = missing(&order(entered()));
    assert_eq!(announced.len(), 1);
    assert!(announced.iter().all(|m| !m.blocks));
}

#[test]
fn h6_3_a_promise_changes_only_with_the_customers_consent() {
    let mut facts = reviewed();
    facts.extend(release(&order(facts.clone()), plain_release(), day("2026-11-02")).unwrap());
    let released = order(facts.clone());
    let change = PromiseChange {
        lines: Vec::new(),
        to: day("2026-12-04"),
        cause: "油漆排队".into(),
        department: "生产部".into(),
        whom: Confidential::new("丁工".into()),
        channel: "电话".into(),
        how: String::new(),
        confirmed: false,
        on: day("2026-11-20"),
        files: Vec::new(),
    };
    let today = day("2026-11-20");
    assert!(change_promise(&released, change.clone(), None, today).is_err());
    let agreed = PromiseChange { confirmed: true, ..change };
    let broken = change_promise(&released, agreed.clone(), Some(day("2026-12-05")), today);
    assert!(broken.unwrap_err().text.contains("怎么做到"), "nobody promises again what will not be kept");
    let forced = PromiseChange { how: "加班并空运".into(), ..agreed.clone() };
    assert!(change_promise(&released, forced, Some(day("2026-12-05")), today).is_ok());
    facts.extend(change_promise(&released, agreed, Some(day("2026-12-04")), today).unwrap());
    let promise = *order(facts).promise(1).unwrap();
    assert_eq!((promise.first, promise.current), (day("2026-12-01"), day("2026-12-04")));
}

#[test]
fn h2_2_an_order_is_complete_when_goods_differences_and_money_are() {
    let mut facts = reviewed();
    facts.extend(release(&order(facts.clone()), plain_release(), day("2026-11-02")).unwrap());
    let released = order(facts);
    let nothing = |_| LineProgress::default();
    let all = |_| LineProgress { received: Quantity::whole(8), ..LineProgress::default() };
    let paid = Account { paid: released.total(), ..Account::default() };
    assert_eq!(remaining(&released, &nothing, true, Account::default()).len(), 3);
    assert_eq!(remaining(&released, &all, true, paid), [Remaining::Difference]);
    assert_eq!(remaining(&released, &all, false, paid), []);
}

#[test]
fn h3_1_bad_lines_are_refused_with_their_number() {
    for wrong in [
        OrderLine { quantity: Quantity::whole(-3), ..entry().lines.remove(0) },
        OrderLine { wanted_on: day("2026-11-01"), ..entry().lines.remove(0) },
    ] {
        let entry = Entry { lines: vec![wrong], ..entry() };
        assert!(enter(OrderId::default(), String::new(), entry, Vec::new()).is_err());
    }
    let twice = Entry { lines: vec![entry().lines.remove(0), entry().lines.remove(0)], ..entry() };
    assert!(enter(OrderId::default(), String::new(), twice, Vec::new()).is_err());
}

#[test]
fn h8_1_what_can_be_done_follows_from_where_the_order_stands() {
    let main = |facts: Vec<Fact>| order(facts).deeds().main.last().copied();
    assert_eq!(main(entered()), Some(Deed::OrderSubmit));
    assert_eq!(main(submitted()), Some(Deed::OrderReview));
    assert_eq!(main(reviewed()), Some(Deed::OrderRelease));
    let mut held = reviewed();
    held.extend(hold(&order(held.clone()), "客户改图".into()).unwrap());
    assert_eq!(main(held), Some(Deed::OrderResume));
}

#[test]
fn h3_1_an_order_has_one_currency() {
    let with = |prices: &[UnitPrice]| {
        let line = entry().lines.remove(0);
        let lines = (1..).zip(prices).map(|(number, price)| OrderLine {
            number,
            unit_price: Confidential::new(*price),
            ..line.clone()
        });
        enter(OrderId::default(), String::new(), Entry { lines: lines.collect(), ..entry() }, Vec::new())
    };
    let (yuan, dollars) = (UnitPrice::cny(35_000), UnitPrice::of(5_000, Currency::Usd));
    let refused = with(&[yuan, UnitPrice::ZERO, dollars]).unwrap_err();
    assert_eq!(refused.params, [("line", "3".to_owned()), ("currency", "美元（USD）".to_owned())]);
    // A gift has no currency of its own.
    let facts = with(&[UnitPrice::ZERO, dollars, dollars]).unwrap();
    assert_eq!(order(facts).total(), Money::of(8, Currency::Usd));
}

#[test]
fn c03_a_price_with_six_decimals_is_rounded_line_by_line() {
    let mut three = entry();
    let line =
        OrderLine { unit_price: Confidential::new(UnitPrice::cny(3_256_637_168)), ..three.lines.remove(0) };
    three.lines =
        (1..=3).map(|number| OrderLine { number, quantity: Quantity::whole(1), ..line.clone() }).collect();
    let order = order(enter(OrderId::default(), String::new(), three, Vec::new()).unwrap());
    // 3 × 3256.64, not 9769.91.
    assert_eq!(order.total(), Money::cny(976_992));
}

#[test]
fn ux_07_nothing_is_put_off_for_years() {
    let today = day("2026-11-24");
    for (rule, until, may) in [
        ("H8.2", "2026-11-24", false),
        ("H8.2", "2026-11-25", true),
        ("H8.2", "2026-12-24", true),
        ("H8.2", "2026-12-25", false),
        ("H8.2", "2036-11-24", false),
        ("H6.4", "2026-11-27", true),
        ("H6.4", "2026-11-28", false),
        ("H4.6", "2026-12-04", true),
        ("H4.6", "2026-12-05", false),
    ] {
        assert_eq!(may_put_off(rule, day(until), today).is_ok(), may, "{rule} {until}");
    }
}

#[test]
fn c22_finance_gives_up_a_small_difference_and_no_more_than_is_open() {
    let mut facts = reviewed();
    facts.extend(release(&order(facts.clone()), plain_release(), day("2026-11-02")).unwrap());
    let released = order(facts.clone());
    let all = |_| LineProgress { received: Quantity::whole(8), ..LineProgress::default() };
    let account = Account { paid: released.total().minus(Money::cny(1)), ..Account::default() };
    let (limit, fee) = (Money::cny(1000), || "手续费".into());
    assert!(write_off(&released, account, Money::cny(2), fee(), limit, false).is_err(), "more than is open");
    assert!(
        write_off(&released, account, Money::cny(1), "".into(), limit, false).is_err(),
        "without a reason"
    );
    facts.extend(write_off(&released, account, Money::cny(1), fee(), limit, false).unwrap());
    assert_eq!(remaining(&order(facts), &all, false, account), []);
    let half = Account::default();
    let refused = write_off(&released, half, Money::cny(1001), fee(), limit, false).unwrap_err();
    assert_eq!(refused.handbook, "H1.2");
    assert!(write_off(&released, half, Money::cny(1001), fee(), limit, true).is_ok());
    // The limit is of the order, however often it is asked.
    let mut again = released.clone();
    for fact in write_off(&released, half, Money::cny(1000), fee(), limit, false).unwrap() {
        again.apply(&fact, Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" });
    }
    assert_eq!(write_off(&again, half, Money::cny(1), fee(), limit, false).unwrap_err().handbook, "H1.2");
}

#[test]
fn c37_a_discount_lessens_what_is_asked_for() {
    let mut order = order(reviewed());
    let gross = order.gross();
    let amount = Confidential::new(Money::cny(3800));
    order.entry.discount = Some(Discount { amount, reason: "抹零".into() });
    assert_eq!(order.total(), gross.minus(Money::cny(3800)));
}

#[test]
fn h2_2_an_order_stays_open_for_its_conditions_and_for_what_was_paid_too_much() {
    let mut facts = reviewed();
    facts.extend(release(&order(facts.clone()), plain_release(), day("2026-11-02")).unwrap());
    let mut released = order(facts);
    let all = |_| LineProgress { received: Quantity::whole(8), ..LineProgress::default() };
    let more = Account { paid: released.total().plus(Money::cny(5)), ..Account::default() };
    assert_eq!(remaining(&released, &all, false, more), [Remaining::Surplus { amount: Money::cny(5) }]);
    let exactly = Account { paid: released.total(), ..Account::default() };
    let (department, text) = (Department::Technical, "先付样品费".into());
    released.conditions.push(Condition { department, text, due: day("2026-11-30"), met: None });
    assert_eq!(remaining(&released, &all, false, exactly), [Remaining::Condition]);
}

#[test]
fn h4_6_what_was_paid_for_an_order_that_goes_back_to_its_draft_is_not_too_much() {
    let draft = order(entered());
    let account = Account { paid: Money::cny(100), ..Account::default() };
    assert_eq!((draft.state, account.surplus(&draft)), (State::Draft, Money::ZERO));
}

#[test]
fn h3_3_what_is_sent_back_says_what_must_change_until_it_is_written_anew() {
    let mut facts = submitted();
    let no = Review {
        department: Department::Technical,
        verdict: Verdict::Reject,
        note: "缺电源位置图".into(),
        earliest: None,
        files: Vec::new(),
    };
    facts.extend(review(&order(facts.clone()), no, Vec::new()).unwrap());
    let back = order(facts.clone());
    assert_eq!(sent_back(&back).map(|r| r.note.as_str()).collect::<Vec<_>>(), ["缺电源位置图"]);
    assert!(back.rejected_on.is_some());
    let entry = Entry { remark: "已补".into(), ..back.entry.clone() };
    facts.extend(revise(&back, entry, Vec::new()).unwrap());
    assert_eq!(sent_back(&order(facts.clone())).count(), 0);
    facts.extend(submit(&order(facts.clone()), String::new).unwrap());
    assert_eq!(order(facts).rejected_on, None);
}
