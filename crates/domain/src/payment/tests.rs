//! Receipts: booked, allocated, kept as an advance, paid back.

use jiff::Timestamp;

use super::*;
use crate::history::Stamp;
use crate::order::Order;
use crate::proof::Why;
use crate::terms::{self, Anchors};

const TODAY: Date = jiff::civil::date(2026, 11, 20);

fn cny(amount: i64) -> Confidential<Price, Money> {
    Confidential::new(Money::cny(amount))
}

fn allocation(amount: i64) -> Allocation {
    Allocation { order: OrderId::default(), number: "GD1".into(), amount: cny(amount) }
}

fn payment(amount: i64, allocated: i64) -> Payment {
    Payment {
        amount: cny(amount),
        allocations: vec![allocation(allocated)],
        on: jiff::civil::date(2026, 11, 1),
        ..Payment::default()
    }
}

fn after(mut payment: Payment, facts: &[Fact]) -> Payment {
    for fact in facts {
        payment.apply(fact, Stamp { at: Timestamp::UNIX_EPOCH, actor: "x" });
    }
    payment
}

fn back(amount: i64, order: Option<OrderId>) -> Repayment {
    Repayment { on: TODAY, amount: cny(amount), order, reason: "订单取消".into(), ..Repayment::default() }
}

#[test]
fn h4_6_a_receipt_is_allocated_to_the_last_fen_and_never_beyond_what_is_owed() {
    let owes = |_| Money::cny(100_000);
    assert!(book(payment(100_000, 100_000), &owes, TODAY).is_ok());
    assert!(book(payment(90_000, 100_000), &owes, TODAY).is_err());
    assert!(book(payment(100_001, 100_001), &owes, TODAY).is_err());
    assert!(book(payment(-1, -1), &owes, TODAY).is_err());
}

#[test]
fn c36_an_order_named_twice_in_one_receipt_is_summed_before_it_is_compared() {
    let owes = |_| Money::cny(100_000);
    let twice = Payment { allocations: vec![allocation(60_000), allocation(60_000)], ..payment(120_000, 0) };
    assert_eq!(book(twice, &owes, TODAY).unwrap_err().handbook, "H4.6");
}

#[test]
fn c22_what_no_order_needs_is_the_customers_advance_and_pays_the_next() {
    let owes = |_| Money::cny(1_000_000);
    let booked = payment(1_010_000, 1_000_000);
    assert!(book(booked.clone(), &owes, TODAY).is_ok());
    assert_eq!(booked.advance(), Money::cny(10_000));
    let refused = allocate(&booked, vec![allocation(10_001)], &owes, Vec::new());
    assert_eq!(refused.unwrap_err().handbook, "H4.6");
    let used =
        after(booked.clone(), &allocate(&booked, vec![allocation(10_000)], &owes, Vec::new()).unwrap());
    assert_eq!((used.advance(), used.pays(OrderId::default())), (Money::ZERO, Money::cny(1_010_000)));
}

#[test]
fn c23_a_deposit_goes_back_whole_or_in_part_and_the_receipt_stays() {
    let paid = payment(300_000, 300_000);
    let order = Some(OrderId::default());
    assert!(repay(&paid, back(300_000, order), Money::ZERO, Vec::new(), TODAY).is_err(), "it is still owed");
    let all = Money::cny(300_000);
    let half = after(paid.clone(), &repay(&paid, back(150_000, order), all, Vec::new(), TODAY).unwrap());
    assert_eq!((half.pays(OrderId::default()), half.advance()), (Money::cny(150_000), Money::ZERO));
    assert!(repay(&half, back(150_001, order), all, Vec::new(), TODAY).is_err());
    assert!(reverse(&half, false, "退票".into()).is_err(), "nobody could ask for what is with the customer");
    let bounced = reverse(&half, true, "退票".into()).unwrap();
    let gone: Money = half.repayments.iter().map(|r| *r.amount.open()).sum();
    assert_eq!(after(half.clone(), &bounced).pays(OrderId::default()), Money::ZERO.minus(gone));
    let early = Repayment { on: jiff::civil::date(2026, 10, 31), ..back(1, order) };
    assert!(repay(&half, early, all, Vec::new(), TODAY).is_err(), "before it came");
    let silent = Repayment { reason: String::new(), ..back(1, order) };
    assert!(repay(&half, silent, all, Vec::new(), TODAY).is_err());
}

#[test]
fn c09_what_was_credited_after_it_was_paid_is_an_advance_or_goes_back() {
    let paid = payment(1_000_000, 1_000_000);
    let surplus = Money::cny(200_000);
    assert!(free(&paid, allocation(200_001), surplus, "扣款".into()).is_err());
    assert!(free(&paid, allocation(200_000), surplus, Why::default()).is_err(), "without a reason");
    let freed = after(paid.clone(), &free(&paid, allocation(200_000), surplus, "扣款".into()).unwrap());
    assert_eq!(freed.advance(), surplus);
    let gone =
        after(freed.clone(), &repay(&freed, back(200_000, None), Money::ZERO, Vec::new(), TODAY).unwrap());
    assert_eq!(gone.advance(), Money::ZERO);
    assert!(repay(&gone, back(1, None), Money::ZERO, Vec::new(), TODAY).is_err());
}

#[test]
fn c08_what_went_back_of_an_advance_is_owed_until_it_is_recovered_or_given_up() {
    let why = |reason: &str| Why::from(reason);
    let repaid = after(
        payment(100_000, 60_000),
        &repay(&payment(100_000, 60_000), back(40_000, None), Money::ZERO, Vec::new(), TODAY).unwrap(),
    );
    assert_eq!(
        (repaid.owed_back(), recover(&repaid, back(1, None), Vec::new(), TODAY).is_err()),
        (Money::ZERO, true)
    );
    let bounced = after(repaid.clone(), &reverse(&repaid, true, why("退票")).unwrap());
    // The order that it paid owes what it owed; the advance is the receipt's to ask for.
    assert_eq!((bounced.pays(OrderId::default()), bounced.owed_back()), (Money::ZERO, Money::cny(40_000)));
    let give_up = |payment: &Payment, fen, beyond| {
        write_off(payment, Money::cny(fen), why("追不回"), Money::cny(1000), beyond)
    };
    assert_eq!(give_up(&bounced, 1001, false).unwrap_err().handbook, "H1.2");
    let less = after(bounced.clone(), &give_up(&bounced, 600, false).unwrap());
    assert_eq!(give_up(&less, 401, false).unwrap_err().handbook, "H1.2", "little by little");
    assert!(give_up(&less, 39_401, true).is_err(), "more than is owed");
    assert!(write_off(&less, Money::cny(1), why(" "), Money::cny(1000), true).is_err(), "no reason");
    let got = after(less.clone(), &recover(&less, back(39_000, None), Vec::new(), TODAY).unwrap());
    assert_eq!(got.owed_back(), Money::cny(400));
    assert_eq!(after(got.clone(), &give_up(&got, 400, true).unwrap()).owed_back(), Money::ZERO);
}

#[test]
fn c08_what_went_back_of_an_orders_money_is_due_since_the_receipt_bounced() {
    let plan = terms::parse("30%定金,70%到货").unwrap();
    let order = Order { entry: crate::order::Entry { plan, ..Default::default() }, ..Default::default() };
    let anchors = Anchors { bounced: Some(TODAY), ..Anchors::default() };
    let rows = receivables(&order, Money::ZERO, Money::cny(-500), &anchors, &Delivered::new());
    let last = rows.last().unwrap();
    assert_eq!((last.asked, last.open, last.on), (Asked::WentBack, Money::cny(500), Some(TODAY)));
    assert!(
        receivables(&order, Money::ZERO, Money::ZERO, &anchors, &Delivered::new())
            .iter()
            .all(|r| r.asked != Asked::WentBack)
    );
    for asked in [Asked::WentBack, Asked::GivenUp, Asked::Plan(terms::Due::Monthly)] {
        assert_eq!(Asked::of_code(asked.code()), Some(asked));
    }
}

#[test]
fn c09_what_is_forgiven_lessens_the_last_instalments_first() {
    let order = Order {
        entry: crate::order::Entry {
            plan: terms::parse("30%定金,发货前付清60%,质保10%一年").unwrap(),
            lines: vec![crate::order::OrderLine {
                quantity: crate::quantity::Quantity::whole(10),
                unit_price: Confidential::new(crate::money::UnitPrice::cny(100_000_000)),
                ..Default::default()
            }],
            ..Default::default()
        },
        ..Default::default()
    };
    assert_eq!(order.total(), Money::cny(100_000));
    let open = |forgiven, paid| -> Vec<i64> {
        let all = receivables(
            &order,
            Money::cny(forgiven),
            Money::cny(paid),
            &Anchors::default(),
            &Delivered::new(),
        );
        all.iter().map(|r| r.open.minor()).collect()
    };
    assert_eq!(open(0, 0), [30_000, 60_000, 10_000]);
    assert_eq!(open(15_000, 30_000), [0, 55_000, 0]);
    assert_eq!(open(15_000, 85_000), [0, 0, 0]);
}

#[test]
fn c28_what_is_charged_beyond_the_order_is_due_when_that_was_agreed() {
    use crate::order::{Entry, OrderLine, Rise, SettledLine};
    use crate::quantity::Quantity;
    let day = |n: i8| jiff::civil::date(2026, 11, n);
    let line = OrderLine {
        number: 1,
        quantity: Quantity::whole(12),
        unit_price: Confidential::new(crate::money::UnitPrice::cny(100_000_000)),
        ..OrderLine::default()
    };
    let order = |terms: &str| Order {
        entry: Entry {
            plan: terms::parse(terms).unwrap(),
            lines: vec![line.clone()],
            ordered_on: day(1),
            ..Entry::default()
        },
        settled_lines: vec![SettledLine { line: 1, from: Quantity::whole(10), to: Quantity::whole(12) }],
        rises: vec![Rise { line: 1, quantity: Quantity::whole(2), on: day(20) }],
        ..Order::default()
    };
    let anchors =
        Anchors { ordered: Some(day(1)), ship: Some(day(10)), arrived: Some(day(15)), ..Anchors::default() };
    let rows = |terms: &str| -> Vec<(Asked, i64, Option<Date>)> {
        let all = receivables(&order(terms), Money::ZERO, Money::ZERO, &anchors, &Delivered::new());
        all.iter().map(|r| (r.asked, r.open.minor(), r.on)).collect()
    };
    let plan = Asked::Plan;
    assert_eq!(
        rows("30%定金,发货前付清70%"),
        [
            (plan(terms::Due::Deposit), 30_000, Some(day(1))),
            (plan(terms::Due::BeforeShipping), 70_000, Some(day(10))),
            (Asked::Charged, 20_000, Some(day(20))),
        ],
        "nothing of it was due before it was agreed"
    );
    let retention = rows("30%定金,65%发货前付清,5%质保12个月");
    assert_eq!(retention[2].0, Asked::Charged, "what is due is settled before what is not: {retention:?}");
    let sum: i64 = retention.iter().map(|r| r.1).sum();
    assert_eq!(sum, 120_000, "nothing is asked twice or forgotten");
    let monthly = rows("月结30天");
    assert_eq!(monthly.len(), 1, "it is paid with the rest where that is later: {monthly:?}");
    assert_eq!(monthly[0].1, 120_000);
    assert_eq!(Asked::of_code(Asked::Charged.code()), Some(Asked::Charged));
}

#[test]
fn h1_3_no_refusal_about_money_tells_a_figure_to_who_sees_no_price() {
    use crate::order::{Account, State, write_off};
    use crate::person::Role;
    let owes = |_| Money::cny(7_654_321);
    let (paid, order) = (payment(7_654_321, 7_654_321), Some(OrderId::default()));
    let released = Order {
        state: State::Released,
        entry: crate::order::Entry {
            lines: vec![crate::order::OrderLine {
                quantity: crate::quantity::Quantity::whole(1),
                unit_price: Confidential::new(crate::money::UnitPrice::cny(76_543_210_000)),
                ..Default::default()
            }],
            ..Default::default()
        },
        ..Default::default()
    };
    let (account, limit) = (Account::default(), Money::cny(7_654_320));
    let refused = [
        book(payment(1, 7_654_321), &owes, TODAY),
        book(payment(7_654_322, 7_654_322), &owes, TODAY),
        allocate(&payment(7_654_321, 0), vec![allocation(7_654_322)], &owes, Vec::new()),
        free(&paid, allocation(7_654_321), Money::cny(7_654_320), "扣款".into()),
        repay(&paid, back(7_654_321, order), Money::cny(7_654_320), Vec::new(), TODAY),
        repay(&payment(7_654_321, 0), back(7_654_322, None), Money::ZERO, Vec::new(), TODAY),
    ];
    let refused = refused.into_iter().map(Result::unwrap_err);
    let given_up = [7_654_322, 7_654_321].map(|amount| {
        write_off(&released, account, Money::cny(amount), "小额".into(), limit, false).unwrap_err()
    });
    let (mut told, mut seen_by_finance) = (0, 0);
    for refusal in refused.chain(given_up) {
        let (plain, seen) = refusal.clone().read_by(&[Role::Warehouse, Role::Purchasing]);
        let words = format!("{} {:?} {refusal:?}", plain.text, plain.params);
        assert!(seen.is_none() && !words.contains("76543"), "{words}");
        told += 1;
        seen_by_finance += usize::from(refusal.read_by(&[Role::Finance]).1.is_some());
    }
    assert_eq!((told, seen_by_finance), (8, 8), "all of them tell it to finance");
}

#[test]
fn h4_6_what_is_paid_by_the_month_does_not_wait_for_goods_that_come_months_later() {
    use crate::money::UnitPrice;
    use crate::order::{Entry, OrderLine};
    use crate::quantity::Quantity;
    let line = OrderLine {
        number: 1,
        quantity: Quantity::whole(10),
        unit_price: Confidential::new(UnitPrice::cny(100_000_000)),
        ..OrderLine::default()
    };
    let order = |terms: &str| Order {
        entry: Entry { plan: terms::parse(terms).unwrap(), lines: vec![line.clone()], ..Entry::default() },
        ..Order::default()
    };
    let on = |text: &str| text.parse::<Date>().unwrap();
    let delivered =
        Delivered::from([(on("2026-12-04"), Money::cny(30_000)), (on("2026-12-20"), Money::cny(10_000))]);
    let rows = |terms: &str,
                arrived: Option<&str>,
                delivered: &Delivered,
                paid: i64|
     -> Vec<(Asked, i64, Option<Date>)> {
        let anchors = Anchors { arrived: arrived.map(on), ..Anchors::default() };
        let all = receivables(&order(terms), Money::ZERO, Money::cny(paid), &anchors, delivered);
        all.iter().map(|r| (r.asked, r.open.minor(), r.on)).collect()
    };
    let (part, rest) = (Asked::Delivered, Asked::Plan(terms::Due::Monthly));
    let january = Some(on("2027-01-30"));
    assert_eq!(rows("月结30天", None, &delivered, 0), [(part, 40_000, january), (rest, 60_000, None)]);
    assert_eq!(
        rows("月结30天", None, &delivered, 50_000),
        [(part, 0, january), (rest, 50_000, None)],
        "the first first"
    );
    let mut all = delivered.clone();
    all.insert(on("2027-02-10"), Money::cny(60_000));
    let last = (rest, 60_000, Some(on("2027-03-30")));
    assert_eq!(
        rows("月结30天", Some("2027-02-10"), &all, 0),
        [(part, 40_000, january), last],
        "nor does it move when they come"
    );
    assert_eq!(
        rows("月结30天", Some("2026-12-20"), &delivered, 0),
        [(rest, 100_000, january)],
        "all of one month is one sum"
    );
    let arrival = Asked::Plan(terms::Due::OnArrival);
    assert_eq!(
        rows("30%货到,70%月结30天", None, &delivered, 28_000),
        [(part, 0, january), (arrival, 30_000, None), (rest, 42_000, None)],
        "money settles what is due before what has no day yet"
    );
    let march = Some(on("2027-03-01"));
    assert_eq!(
        rows("50%月结30天,50%月结60天", None, &delivered, 40_000),
        [(part, 0, january), (part, 0, march), (rest, 30_000, None), (rest, 30_000, None)],
        "both parts of what came are paid before the rest"
    );
    assert_eq!(
        rows("货到付清", None, &delivered, 0).len(),
        1,
        "what is paid at arrival is paid when all is there"
    );
}
