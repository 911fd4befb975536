//! H6: two working days before shipping, payment, notice, arrival, delay.

use crate::deed::Deed;
use jiff::civil::{Date, DateTime};

use super::case::again_after_talk;
use super::{Case, FollowUp, evening, local, noon};
use crate::calendar::Calendar;
use crate::choice::Choice as _;
use crate::order::State;
use crate::person::Role;
use crate::plan;
use crate::shipment::{Gate, Obstacle, Party, Shipment, eta, gate};

/// H6.1 What is to leave is put on a shipment in time.
pub fn prepare(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let order = &case.order;
    let Some(ship) = case.next_ship(calendar).filter(|_| order.state == State::Released) else { return };
    let left = case.leaving_next().len();
    if left == 0 {
        return;
    }
    // What was taken off a shipment, or is released late, is not late from the first.
    let since = case.shipments.iter().filter_map(|s| s.changed_on).chain(order.released.map(local)).max();
    let by =
        since.map_or(calendar.plus(ship, -3), |on| calendar.plus(ship, -3).max(calendar.on_or_after(on)));
    out.push(FollowUp {
        occurrence: "prepare".to_owned(),
        deed: Deed::ShipmentPrepare,
        params: vec![("count", left.to_string()), ("ship", ship.to_string())],
        reason: "{ship} 要发货",
        visible_from: calendar.plus(ship, -4),
        ..case.follow_up("H6.1", "安排发货：{count} 行", evening(by))
    });
}

/// H6.1 Before the call to the receiver, production and purchasing confirm where goods stand that are not ready yet.
pub fn states(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    for shipment in waiting(case).filter(|s| s.confirmation.is_none()) {
        let aboard = |line: i64| shipment.sent(line).is_some();
        let unmade = case.work.iter().any(|w| !w.is_done() && aboard(w.line));
        let short = case.wanted().any(|n| aboard(n.line) && n.short().is_some());
        // The call to the receiver waits for what they say.
        let by = |days| since(shipment, calendar.plus(shipment.ship_on, days), calendar);
        let by = by(-3).min(by(-2));
        let asked = [
            (Party::Production, Role::Production, unmade, "确认发货前的生产状态"),
            (Party::Purchasing, Role::Purchasing, short, "确认发货前的来料状态"),
        ];
        for (party, role, open, text) in asked {
            if !open || shipment.states.iter().any(|s| s.party == party) {
                continue;
            }
            out.push(FollowUp {
                role,
                person: None,
                occurrence: format!("{}-{}", party.code(), shipment.id),
                deed: Deed::ShipmentState,
                reason: "{ship} 发货，与客户确认以前要知道",
                visible_from: calendar.plus(shipment.ship_on, -4),
                ..of(case, shipment, "H6.1", text, noon(by))
            });
        }
    }
}

/// H6.1 Two working days before shipping, time, transport and address are confirmed.
pub fn confirm(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    for shipment in waiting(case).filter(|s| s.confirmation.is_none()) {
        out.push(FollowUp {
            deed: Deed::ShipmentConfirm,
            reason: "发货前两个工作日确认，{ship} 发货",
            visible_from: calendar.plus(shipment.ship_on, -3),
            ..of(
                case,
                shipment,
                "H6.1",
                "与客户确认发货时间、方式、地址",
                noon(since(shipment, calendar.plus(shipment.ship_on, -2), calendar)),
            )
        });
    }
}

/// A day, or where the shipment was arranged or changed after it, the working day after that: nothing is late from the first.
fn since(shipment: &Shipment, on: Date, calendar: &Calendar) -> Date {
    let known = shipment.prepared_on.max(shipment.changed_on);
    known.map_or(
        on,
        |known| if known > on { calendar.plus(known, 1).min(shipment.ship_on).max(on) } else { on },
    )
}

/// Why money is asked for without which goods may go.
const LET_GO: &str = "已批准未付先发，{ship} 发货，货款仍要收回";

/// H6.2 Where the contract asks, the money is in before anything leaves; where goods may go without it, it is owed all the same.
pub fn payment_before_shipping(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    // What is owed for goods that were let go is collected as such (H4.6).
    if case.left_unpaid().is_some() {
        return;
    }
    let unpaid = |shipment: &&Shipment| matches!(case.gate_of(shipment), Gate::Missing(_));
    for shipment in waiting(case).filter(unpaid) {
        let is_let_go = shipment.gate_opened.is_some();
        out.push(FollowUp {
            role: Role::Finance,
            person: None,
            deed: Deed::PaymentBook,
            target: case.order.id.to_string(),
            reason: if is_let_go { LET_GO } else { "合同要求发货前付清，{ship} 发货" },
            visible_from: calendar.plus(shipment.ship_on, -3),
            ..of(case, shipment, "H6.2", "核对发货前货款", evening(calendar.plus(shipment.ship_on, -1)))
        });
        let remind = FollowUp {
            occurrence: format!("tell-{}", shipment.id),
            deed: Deed::OrderContact,
            target: case.order.id.to_string(),
            reason: if is_let_go { LET_GO } else { "款到才能发货，{ship} 发货" },
            visible_from: calendar.plus(shipment.ship_on, -4),
            ..of(case, shipment, "H6.2", "提醒客户付清发货前货款", noon(calendar.plus(shipment.ship_on, -2)))
        };
        out.push(again_after_talk(case, calendar, remind));
    }
}

/// H6.2 The customer is told in time that money is due before the goods leave, whether they are on a shipment yet or not.
pub fn payment_before_planned_shipping(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    let order = &case.order;
    let Some(ship) = case.next_ship(calendar).filter(|_| order.state == State::Released) else { return };
    let all = |line: i64| order.line(line).map_or(crate::quantity::Quantity::ZERO, |line| line.quantity);
    let unpaid = matches!(gate(order, &all, case.account()), Gate::Missing(_));
    // What is owed for goods that were let go is collected as such (H4.6).
    if !unpaid || case.left_unpaid().is_some() || !case.unshipped_lines() || waiting(case).next().is_some() {
        return;
    }
    // What is released late is not late from the first.
    let since = order.released.map_or(order.entry.ordered_on, |at| calendar.plus(local(at), 1));
    let remind = FollowUp {
        occurrence: "tell".to_owned(),
        deed: Deed::OrderContact,
        params: vec![("ship", ship.to_string())],
        reason: "款到才能发货，{ship} 发货",
        visible_from: calendar.plus(ship, -4),
        ..case.follow_up("H6.2", "提醒客户付清发货前货款", noon(calendar.plus(ship, -2).max(since)))
    };
    out.push(again_after_talk(case, calendar, remind));
}

/// H6.7 Before receipt the receiver is told to check before signing.
pub fn notice(case: &Case, out: &mut Vec<FollowUp>) {
    for shipment in waiting(case).filter(|s| s.confirmation.is_some() && s.notice.is_none()) {
        out.push(FollowUp {
            deed: Deed::ShipmentNotice,
            reason: "先验外观和件数再签收，有问题先联系",
            visible_from: shipment.ship_on,
            ..of(case, shipment, "H6.7", "发收货须知给收货人", noon(shipment.ship_on))
        });
    }
}

/// H6.1 On its day, what can leave leaves.
pub fn dispatch(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    for shipment in waiting(case).filter(|s| case.obstacles(s).is_empty()) {
        out.push(FollowUp {
            role: Role::Warehouse,
            person: None,
            occurrence: format!("out-{}", shipment.id),
            deed: Deed::ShipmentDispatch,
            reason: "已与客户确认",
            visible_from: calendar.plus(shipment.ship_on, -1),
            ..of(case, shipment, "H6.1", "发货：{number}", evening(shipment.ship_on))
        });
    }
}

/// H6.1 What is confirmed and not ready by its day does not leave: the clerk agrees on another day with the customer, or sends
/// what is there: on that day, and before it where the goods are not expected to be ready then. Who makes or buys the rest has a
/// duty of their own.
pub fn not_ready(case: &Case, calendar: &Calendar, today: Date, out: &mut Vec<FollowUp>) {
    for shipment in waiting(case).filter(|s| s.confirmation.is_some()) {
        let short = |o: &Obstacle| matches!(o, Obstacle::NotReady { .. });
        let lines = case.obstacles(shipment).iter().filter(|o| short(o)).count();
        let on = plan::ready_on(case, shipment, calendar, today);
        if lines == 0 || shipment.ship_on > today && on.is_none_or(|on| on <= shipment.ship_on) {
            continue;
        }
        let mut follow_up = FollowUp {
            occurrence: format!("not-ready-{}", shipment.id),
            deed: Deed::ShipmentChange,
            reason: "{count} 行没有备齐：催生产或采购，来不及就与客户改日期，或先发一部分",
            visible_from: calendar.plus(shipment.ship_on, -1),
            ..of(case, shipment, "H6.1", "{number} {ship} 发不了", noon(shipment.ship_on))
        };
        follow_up.params.push(("count", lines.to_string()));
        out.push(follow_up);
    }
}

/// H6.4 Within a time set by transport and distance, the receiver is asked; H6.5 then the carrier.
pub fn arrival(case: &Case, calendar: &Calendar, today: Date, out: &mut Vec<FollowUp>) {
    for shipment in case.shipments.iter().filter(|s| s.on_the_road()) {
        let Some(eta) = eta(shipment) else { continue };
        out.push(FollowUp {
            deed: Deed::ShipmentArrival,
            reason: "预计 {eta} 到货",
            params: [of(case, shipment, "", "", noon(eta)).params, vec![("eta", eta.to_string())]].concat(),
            visible_from: eta,
            ..of(case, shipment, "H6.4", "确认到货：收到、数量、完好", evening(calendar.on_or_after(eta)))
        });
        let late = calendar.plus(eta, 1);
        let asked = shipment.asked_on.is_some_and(|on| on >= eta);
        if late <= today && !asked {
            out.push(FollowUp {
                occurrence: format!("carrier-{}-{eta}", shipment.id),
                deed: Deed::ShipmentCarrier,
                reason: "预计 {eta} 到货，还没有确认",
                params: [of(case, shipment, "", "", noon(eta)).params, vec![("eta", eta.to_string())]]
                    .concat(),
                visible_from: late,
                ..of(case, shipment, "H6.5", "问承运商为什么没到、几时能到", noon(late))
            });
        }
    }
}

/// The customer's acceptance 验收, where the order asks for one.
pub fn acceptance(case: &Case, calendar: &Calendar, out: &mut Vec<FollowUp>) {
    if !case.order.needs_acceptance() || case.order.accepted.is_some() || case.order.state != State::Released
    {
        return;
    }
    let Some(arrived) = case.all_arrived_on() else { return };
    out.push(FollowUp {
        occurrence: "acceptance".to_owned(),
        deed: Deed::OrderAccept,
        reason: "货已到齐，验收后才算完成",
        visible_from: arrived,
        ..case.follow_up("H4.6", "请客户验收", evening(calendar.plus(arrived, 3)))
    });
}

fn waiting(case: &Case) -> impl Iterator<Item = &Shipment> {
    case.shipments.iter().filter(|s| s.dispatched.is_none())
}

/// A follow-up of a shipment for the order's clerk; the rule fills in what differs.
pub(super) fn of(
    case: &Case,
    shipment: &Shipment,
    rule: &'static str,
    text: &'static str,
    due: DateTime,
) -> FollowUp {
    FollowUp {
        occurrence: shipment.id.to_string(),
        target: shipment.id.to_string(),
        params: vec![("number", shipment.number.clone()), ("ship", shipment.ship_on.to_string())],
        ..case.follow_up(rule, text, due)
    }
}
