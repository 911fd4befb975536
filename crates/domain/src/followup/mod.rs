//! What is due, derived (H2, H8.1): a follow-up appears because a fact is missing and goes away when it is
//! recorded. Nobody sets it and nobody ticks it off.

mod came_back;
mod case;
#[cfg(test)]
mod delay_tests;
mod goods;
mod h3_orders;
mod h4_money;
mod h4_production;
mod h4_supply;
mod h6_claims;
mod h6_delays;
mod h6_differences;
mod h6_shipping;
mod h7_customers;
mod h8_ways;
mod leaving;
#[cfg(test)]
mod lines_tests;
#[cfg(test)]
mod open_tests;
mod owed;
mod shown;
#[cfg(test)]
mod shown_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod world_goods_tests;
#[cfg(test)]
mod world_material_tests;
#[cfg(test)]
mod world_money_tests;
#[cfg(test)]
mod world_shown_tests;
#[cfg(test)]
mod world_tests;

use crate::deed::Deed;
use jiff::civil::{Date, DateTime, time};

pub use case::{Case, Cover};
pub(crate) use h3_orders::local;
pub use h4_money::advance as advance_follow_ups;
pub use h7_customers::customer_follow_ups;
pub use shown::{Duty, Shown, Since};

use crate::calendar::Calendar;
use crate::ids::{OrderId, PersonId};
use crate::person::Role;
use crate::purchasing::Purchase;

/// Something that somebody must do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FollowUp {
    /// The rule that says so: the handbook's number.
    pub rule: &'static str,
    /// Which of the rule's follow-ups of this case: stable as long as the same fact is missing.
    pub occurrence: String,
    /// What is to be done, with `{name}` where a parameter goes; also the key of its translation.
    pub text: &'static str,
    /// Why, as far as it is not said by `text`.
    pub reason: &'static str,
    /// The parameters of both.
    pub params: Vec<(&'static str, String)>,
    /// Whose it is.
    pub role: Role,
    /// The person, where it is one's own.
    pub person: Option<PersonId>,
    /// From which day on it is shown.
    pub visible_from: Date,
    /// By when, in the company's time zone.
    pub due: DateTime,
    /// The deed that settles it.
    pub deed: Deed,
    /// What the deed works on.
    pub target: String,
    /// The order, where it is one's.
    pub order: Option<OrderId>,
    /// Whether it comes before all others of the day: a promise is broken.
    pub loud: bool,
    /// Whether somebody put it off: it is shown again on its day.
    pub put_off: bool,
}

/// Everything due on `case`, now or later; `now` is the instant in the company's time zone.
pub fn follow_ups(case: &Case, calendar: &Calendar, now: DateTime) -> Vec<FollowUp> {
    let mut out = Vec::new();
    whatever_becomes_of_it(case, calendar, now, &mut out);
    if case.order.is_open() {
        while_it_is_open(case, calendar, now, &mut out);
    }
    h8_ways::put_off(case, &mut out);
    if let Some(shown) = &case.shown {
        shown.nothing_late_from_the_first(&mut out, calendar, now);
    }
    if case.order.is_open() {
        let settled = out.len();
        h8_ways::silence(case, calendar, now, &mut out);
        let silence = out.get_mut(settled..).unwrap_or_default();
        h8_ways::put_off(case, silence);
        if let Some(shown) = &case.shown {
            shown.nothing_late_from_the_first(silence, calendar, now);
        }
    }
    out
}

/// What is due of an order that may have ended, too.
fn whatever_becomes_of_it(case: &Case, calendar: &Calendar, now: DateTime, out: &mut Vec<FollowUp>) {
    // What a carrier owes is owed whatever becomes of the order.
    h6_claims::claims(case, calendar, now.date(), out);
    // What the customer paid too much is theirs, whatever becomes of the order.
    h4_money::surplus(case, calendar, out);
    h4_money::collect_of_given_up(case, calendar, out);
    // Goods that stay in the house lie there, whatever becomes of the order.
    h4_production::stock_left_over(case, calendar, out);
    h6_differences::stock_what_came_back(case, calendar, out);
    h4_production::return_material(case, calendar, out);
    if case.order.state == crate::order::State::Closed {
        // What turns up after the end is settled all the same.
        h6_differences::difference(case, calendar, out);
        h6_differences::returning(case, calendar, out);
    }
}

fn while_it_is_open(case: &Case, calendar: &Calendar, now: DateTime, out: &mut Vec<FollowUp>) {
    h8_ways::tasks(case, out);
    if case.order.hold.is_some() {
        h8_ways::held(case, calendar, out);
    } else {
        h3_orders::finish_draft(case, calendar, out);
        h3_orders::prepare(case, calendar, out);
        h3_orders::review(case, calendar, out);
        h3_orders::meet_conditions(case, out);
        h3_orders::release(case, calendar, out);
        h4_production::buy_what_is_short(case, calendar, out);
        h4_supply::give_what_lies(case, calendar, out);
        h4_production::confirm_period(case, calendar, out);
        h4_production::issue_materials(case, calendar, out);
        h4_production::report_progress(case, calendar, now.date(), out);
        h6_shipping::prepare(case, calendar, out);
        h6_shipping::states(case, calendar, out);
        h6_shipping::confirm(case, calendar, out);
        h6_shipping::payment_before_shipping(case, calendar, out);
        h6_shipping::payment_before_planned_shipping(case, calendar, out);
        h6_shipping::notice(case, out);
        h6_shipping::dispatch(case, calendar, out);
        h6_shipping::not_ready(case, calendar, now.date(), out);
        h6_delays::late_promise(case, calendar, now, out);
        h6_delays::tell_of_later_promise(case, calendar, out);
        h6_differences::difference(case, calendar, out);
    }
    h6_shipping::arrival(case, calendar, now.date(), out);
    h6_delays::tell_of_delay(case, calendar, out);
    h6_differences::returning(case, calendar, out);
    h6_differences::cause(case, calendar, out);
    h6_shipping::acceptance(case, calendar, out);
    h4_money::collect(case, calendar, out);
}

/// Everything due on a purchase order (H4.3).
pub fn purchase_follow_ups(purchase: &Purchase, calendar: &Calendar) -> Vec<FollowUp> {
    let mut out = Vec::new();
    h4_production::supplier_promise(purchase, calendar, &mut out);
    h4_production::supplier_late(purchase, calendar, &mut out);
    h4_production::inspect(purchase, calendar, &mut out);
    h4_supply::take_back(purchase, calendar, &mut out);
    h4_supply::decide_on_spare(purchase, calendar, &mut out);
    out
}

/// Every rule with what it stands for, for help and settings.
pub const RULES: [(&str, &str); 18] = [
    ("H3.1", "草稿要写完并提交评审"),
    ("H3.3", "每个部门回答自己的评审问题，条件要落实，评审齐了要下达"),
    ("H3.7", "资料齐全、一致、详尽"),
    ("H4.2", "缺的料立刻采购"),
    ("H4.3", "供应商有确切到货日期，到货当天初检"),
    ("H4.4", "生产期确认，按工序报进度"),
    ("H4.6", "协助回款"),
    ("H6.1", "发货前两个工作日与客户确认"),
    ("H6.2", "合同要求的，款到才发货"),
    ("H6.3", "预测晚于承诺，第一时间说明并确认新交期"),
    ("H6.4", "按运输方式和距离确认到货"),
    ("H6.5", "到期未到，问承运商并告知客户"),
    ("H6.6", "短少破损要处理完，运输造成的向承运商索赔到底"),
    ("H6.7", "收货前告知先验货再签收"),
    ("H7.2", "出入库当天登记，余货和退货要入库"),
    ("H7.3", "提出的新客户要有人确认"),
    ("H8.2", "不留死角：太久没动的要找出来"),
    ("H8.4", "异常锁定后要有人解除"),
];

/// The end of a working day.
pub(crate) fn evening(date: Date) -> DateTime {
    date.to_datetime(time(17, 30, 0, 0))
}

/// The middle of a working day.
pub(crate) fn noon(date: Date) -> DateTime {
    date.to_datetime(time(12, 0, 0, 0))
}
