//! What of a given-up order's money stays with us by agreement (C23): 违约金, 定金不退.

use serde::{Deserialize, Serialize};

use super::{Account, Fact, Order, State};
use crate::confidential::{Confidential, Price, Secret};
use crate::money::Money;
use crate::proof::Why;
use crate::refusal::{Refusal, refuse};

/// Money that stays with us although its order was given up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// How much in all.
    pub amount: Confidential<Price, Money>,
    /// Why.
    pub reason: String,
}

/// Says how much of a given-up order's money is kept in all (C23); another amount replaces it, and zero gives it back: up
/// to `limit` by finance; above it, said or changed, by who may (H1.2). Letting go of what is owed of it is for who may, however little. More
/// than is there cannot be kept.
pub fn keep(
    order: &Order,
    account: Account,
    amount: Money,
    why: Why,
    limit: Money,
    may_beyond: bool,
) -> Result<Vec<Fact>, Refusal> {
    if order.state != State::Cancelled {
        return Err(refuse("H4.6", "只有已取消的订单才能登记约定不退的款", []));
    }
    if why.reason.trim().is_empty() {
        return Err(refuse("H2.1", "约定不退必须写明原因", []));
    }
    let kept = order.kept();
    if amount == kept {
        return Err(refuse("H4.6", "约定不退的金额没有变化", []));
    }
    let most = account.paid.max(kept);
    if amount < Money::ZERO || amount > most {
        return Err(refuse("H4.6", "约定不退的金额不能多于订单已收的款", []).told(
            Secret::Price,
            "订单已收的款是 ¥{most}，不能留下更多",
            [("most", most.plain())],
        ));
    }
    let settled = account.paid.plus(order.written_off());
    let open = |kept: Money| kept.minus(settled).max(Money::ZERO);
    // What is owed and let go of is given up, however little at a time.
    if open(amount) < open(kept) && !may_beyond {
        return Err(refuse("H1.2", "约定不退的款还没有收到，改少就是不追了，要由总经理登记", []));
    }
    // What the general manager agreed is theirs to change, too.
    if amount.max(kept) > limit && !may_beyond {
        return Err(refuse("H1.2", "超过小额差额的上限，要由总经理登记或更改约定不退", []).told(
            Secret::Price,
            "约定不退超过 ¥{limit} 的，要由总经理登记或更改",
            [("limit", limit.plain())],
        ));
    }
    let kept = Kept { amount: Confidential::new(amount), reason: why.reason };
    Ok(vec![Fact::MoneyKept { kept, letter: why.proof }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::{Noun as _, Stamp};

    fn told(order: &Order, facts: &[Fact]) -> Order {
        let mut order = order.clone();
        for fact in facts {
            order.apply(fact, Stamp { at: jiff::Timestamp::default(), actor: "x" });
        }
        order
    }

    #[test]
    fn c23_what_is_kept_by_agreement_is_owed_and_the_rest_goes_back() {
        let order = Order { state: State::Cancelled, ..Order::default() };
        let limit = Money::cny(1000);
        let account = Account { paid: Money::cny(300_000), ..Account::default() };
        let say = |order: &Order, account, fen, reason: &str, beyond| {
            keep(order, account, Money::cny(fen), reason.into(), limit, beyond)
        };
        let released = Order { state: State::Released, ..Order::default() };
        assert!(say(&released, account, 100, "定金不退", true).is_err(), "it still goes on");
        assert!(say(&order, account, 100, " ", true).is_err(), "no reason");
        assert!(say(&order, account, 0, "定金不退", true).is_err(), "nothing is said");
        assert!(say(&order, account, 300_001, "定金不退", true).is_err(), "more than is there");
        assert_eq!(say(&order, account, 1001, "定金不退", false).unwrap_err().handbook, "H1.2");
        let half = told(&order, &say(&order, account, 150_000, "定金不退一半", true).unwrap());
        assert_eq!((account.owed(&half), account.surplus(&half)), (Money::cny(150_000), Money::cny(150_000)));
        // The receipt bounces: what was agreed is owed, and may be given up.
        let none = Account::default();
        assert_eq!(none.open(&half), Money::cny(150_000));
        assert!(say(&half, none, 150_001, "多留", true).is_err());
        assert_eq!(say(&half, none, 0, "不追了", false).unwrap_err().handbook, "H1.2");
        assert!(say(&half, none, 149_000, "少追一点", false).is_err(), "nor little by little");
        assert_eq!(
            say(&half, account, 0, "全退", false).unwrap_err().handbook,
            "H1.2",
            "it was agreed above"
        );
        assert!(say(&half, account, 0, "全退", true).is_ok(), "what was paid goes back");
        let nothing = told(&half, &say(&half, none, 0, "不追了", true).unwrap());
        assert_eq!((none.open(&nothing), nothing.kept), (Money::ZERO, None));
    }

    #[test]
    fn c22_what_a_given_up_order_still_asks_for_is_written_off_within_the_limit() {
        use super::super::write_off;
        let kept = Some(Kept { amount: Confidential::new(Money::cny(5000)), reason: "定金不退".into() });
        let order = Order { state: State::Cancelled, kept, ..Order::default() };
        let (limit, account) = (Money::cny(1000), Account { paid: Money::cny(3000), ..Account::default() });
        let give_up = |order: &Order, fen, beyond| {
            write_off(order, account, Money::cny(fen), "追不回".into(), limit, beyond)
        };
        assert_eq!(give_up(&order, 1001, false).unwrap_err().handbook, "H1.2");
        assert!(give_up(&order, 2001, true).is_err(), "more than it asks for");
        let less = told(&order, &give_up(&order, 800, false).unwrap());
        assert_eq!(account.open(&less), Money::cny(1200));
        assert_eq!(give_up(&less, 201, false).unwrap_err().handbook, "H1.2", "little by little");
        let done = told(&less, &give_up(&less, 1200, true).unwrap());
        assert_eq!((account.open(&done), account.surplus(&done)), (Money::ZERO, Money::ZERO));
        // The money comes after all: it is what was agreed, and no surplus.
        let after = Account { paid: Money::cny(5000), ..account };
        assert_eq!((after.open(&done), after.surplus(&done)), (Money::ZERO, Money::ZERO));
    }
}
