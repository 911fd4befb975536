//! One order and its receipts, to which anything may happen that the rules allow.

use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::Case;
use crate::confidential::{Confidential, Contact};
use crate::history::{Noun, Packed, Stamp};
use crate::ids::{ItemId, OrderId, ShipmentId, WorkCenterId, WorkOrderId};
use crate::money::UnitPrice;
use crate::order::{self, Entry, Need, Order, OrderLine, Promise, State};
use crate::payment::Payment;
use crate::production::{WorkOrder, WorkStep};
use crate::quantity::Quantity;
use crate::refusal::Refusal;
use crate::shipment::{self, Dispatch, Extra, Part, Settlement, Shipment, Whereabouts};
use crate::terms;

const BEGIN: Date = date(2026, 9, 1);

/// What may happen next; what the rules refuse does not happen.
#[derive(Debug, Clone)]
pub enum Step {
    Prepare(i32),
    Confirm,
    Open,
    Notice,
    Dispatch,
    Arrive { missing: i32, damaged: i32 },
    Settle(Settlement, Extra),
    Find(Whereabouts),
    Make(i32),
    Supply,
    Stock,
    Issue,
    ReturnMaterial { lost: bool },
    ReverseIssue(i32),
    Spoil,
    EndLines,
    Explain,
    Pay(i64),
    Bounce,
    WriteOff,
    Refund,
    Cancel,
    Keep(i64),
    Accept,
    Wait(i8),
    Hold,
    Resume,
}

/// Any of them, the usual ones more often.
pub fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => prop_oneof![Just(10), Just(5), 1..=10_i32].prop_map(Step::Prepare),
        3 => Just(Step::Confirm),
        2 => Just(Step::Open),
        3 => Just(Step::Notice),
        4 => Just(Step::Dispatch),
        4 => (-1..3_i32, 0..3_i32).prop_map(|(missing, damaged)| Step::Arrive { missing, damaged }),
        3 => (
            prop_oneof![Just(Settlement::AsIs), Just(Settlement::Replaced), Just(Settlement::Credited)],
            prop_oneof![Just(Extra::Charged), Just(Extra::Kept), Just(Extra::Returned)],
        )
            .prop_map(|(settlement, extra)| Step::Settle(settlement, extra)),
        2 => prop_oneof![Just(Whereabouts::Receiver), Just(Whereabouts::House)].prop_map(Step::Find),
        4 => prop_oneof![Just(10), 1..=12_i32].prop_map(Step::Make),
        3 => Just(Step::Supply),
        1 => Just(Step::Stock),
        3 => Just(Step::Issue),
        1 => proptest::bool::ANY.prop_map(|lost| Step::ReturnMaterial { lost }),
        1 => (1..40_i32).prop_map(Step::ReverseIssue),
        1 => Just(Step::Spoil),
        1 => Just(Step::EndLines),
        1 => Just(Step::Explain),
        4 => prop_oneof![Just(300_000), Just(700_000), Just(1_000_000), 1..=1_000_000_i64].prop_map(Step::Pay),
        1 => Just(Step::Bounce),
        1 => Just(Step::WriteOff),
        1 => Just(Step::Refund),
        1 => Just(Step::Cancel),
        2 => prop_oneof![Just(0), Just(150_000), 1..=300_000_i64].prop_map(Step::Keep),
        1 => Just(Step::Accept),
        3 => (1..=20_i8).prop_map(Step::Wait),
        1 => Just(Step::Hold),
        3 => Just(Step::Resume),
    ]
}

/// One order, released, and its receipts.
pub struct World {
    pub case: Case,
    pub payments: Vec<Payment>,
    pub today: Date,
    /// Parts that went to production and have not come back.
    pub out: Quantity,
    /// Pieces that material was asked for, ten parts each.
    pub pieces: Quantity,
    /// Pieces in the house that are in no stock: made, taken out of stock or come back, and not left or put away.
    pub house: Quantity,
}

impl World {
    /// Made by us, or taken from stock.
    pub fn new(terms: &str, made: bool) -> Self {
        let line = OrderLine {
            number: 1,
            quantity: Quantity::whole(10),
            unit_price: Confidential::new(UnitPrice::cny(1_000_000_000)),
            wanted_on: date(2026, 10, 20),
            ..OrderLine::default()
        };
        let need = Need {
            line: 1,
            item: ItemId::default(),
            required: Quantity::whole(100),
            reserved: Quantity::whole(100),
            drawn: Quantity::ZERO,
            need_by: BEGIN,
        };
        let order = Order {
            number: "GD1".into(),
            state: State::Released,
            released: Some(at(BEGIN)),
            needs: Packed(vec![need]),
            promises: vec![Promise { line: 1, first: date(2026, 10, 20), current: date(2026, 10, 20) }],
            entry: Entry {
                ordered_on: BEGIN,
                plan: terms::parse(terms).unwrap(),
                lines: vec![line],
                ..Entry::default()
            },
            ..Order::default()
        };
        let mut world = Self {
            case: Case { order, ..Case::default() },
            payments: Vec::new(),
            today: BEGIN,
            out: Quantity::ZERO,
            pieces: Quantity::whole(10),
            house: Quantity::ZERO,
        };
        if made {
            world.open_work(Quantity::whole(10));
        }
        world
    }

    pub(super) fn open_work(&mut self, quantity: Quantity) {
        let step = WorkStep {
            number: 10,
            center: WorkCenterId::default(),
            name: "组装".into(),
            hours: Quantity::whole(8),
            good: Quantity::ZERO,
            scrap: Quantity::ZERO,
        };
        let id = WorkOrderId(uuid::Uuid::from_u128(1000 + u128::try_from(self.case.work.len()).unwrap_or(0)));
        let due = date(2026, 10, 15);
        let work = WorkOrder { id, line: 1, quantity, operations: vec![step], due, ..WorkOrder::default() };
        self.case.work.push(work);
    }

    /// What the rules allow, happens.
    pub fn happens(&mut self, step: &Step) {
        let refused = match step {
            Step::Wait(days) => {
                self.today = crate::calendar::shift(self.today, i32::from(*days));
                None
            }
            Step::Accept => {
                self.case.order.accepted = self.case.all_arrived_on().map(|_| self.today);
                None
            }
            Step::Hold => self.case.order.hold.replace("客户停工".into()).map(drop),
            Step::Resume => self.case.order.hold.take().map(drop),
            Step::Prepare(quantity) => self.prepare(Quantity::whole(*quantity)),
            Step::Confirm => self.confirm(),
            Step::Open => self.on_waiting(|s, _| shipment::open_gate(s, "老客户".into())),
            Step::Notice => self.on_waiting(|s, _| {
                let none = String::new;
                shipment::send_notice(s, contact("王"), none(), none(), Vec::new())
            }),
            Step::Dispatch => {
                let waiting = self.case.shipments.iter().find(|s| s.dispatched.is_none());
                let sent = waiting.map_or(Quantity::ZERO, |s| s.sent(1));
                let left = self.on_waiting(|s, world| {
                    let how = Dispatch { on: world.today, ..Dispatch::default() };
                    let progress = |line| world.case.progress(line);
                    let account = world.case.account();
                    shipment::dispatch(s, &world.case.order, account, &progress, how, world.today)
                });
                left.map(|()| self.leave(sent))
            }
            Step::Arrive { missing, damaged } => self.arrive(*missing, *damaged),
            Step::Settle(settlement, extra) => self.settle(*settlement, *extra),
            Step::Find(place) => self.find(*place),
            Step::Make(quantity) => self.make(Quantity::whole(*quantity)),
            Step::Supply => {
                self.supply();
                None
            }
            Step::Stock => self.stock(),
            Step::Issue => self.issue(),
            Step::ReturnMaterial { lost } => self.return_material(*lost),
            Step::ReverseIssue(quantity) => self.reverse_issue(Quantity::whole(*quantity)),
            Step::Spoil => self.spoil(),
            Step::EndLines => self.end_lines(),
            Step::Explain => self.explain(),
            Step::Pay(amount) => self.pay(*amount),
            Step::Bounce => self.bounce(),
            Step::WriteOff => self.write_off(),
            Step::Refund => self.refund(),
            Step::Cancel => self.cancel(),
            Step::Keep(amount) => self.keep(*amount),
        };
        // What is refused does not happen, as in life.
        let _ = refused;
        self.case.paid = self.payments.iter().map(|p| p.pays(OrderId::default())).sum();
        self.case.paid_on = self.payments.last().map(|p| p.on);
    }

    pub(super) fn on(
        &mut self,
        n: usize,
        act: impl Fn(&Shipment, &Self) -> Result<Vec<shipment::Fact>, Refusal>,
    ) -> Option<()> {
        let facts = act(self.case.shipments.get(n)?, self).ok()?;
        let at = at(self.today);
        for fact in facts {
            self.case.shipments.get_mut(n)?.apply(&fact, Stamp { at, actor: "x" });
        }
        Some(())
    }

    fn on_waiting(
        &mut self,
        act: impl Fn(&Shipment, &Self) -> Result<Vec<shipment::Fact>, Refusal>,
    ) -> Option<()> {
        let n = self.case.shipments.iter().position(|s| s.dispatched.is_none())?;
        self.on(n, act)
    }

    fn prepare(&mut self, quantity: Quantity) -> Option<()> {
        let whole = self.case.order.line(1)?.quantity;
        let quantity = quantity.min(self.case.unplanned(1, whole));
        let n = self.case.shipments.len();
        let shipment = Shipment {
            id: ShipmentId(uuid::Uuid::from_u128(u128::try_from(n).ok()? + 1)),
            number: format!("SH{n}"),
            parts: vec![Part { line: 1, quantity }],
            ship_on: crate::calendar::shift(self.today, 3),
            transit_days: 2,
            ..Shipment::default()
        };
        let progress =
            |line| order::LineProgress { shipped: self.case.planned(line), ..self.case.progress(line) };
        let facts = shipment::prepare(&self.case.order, shipment, &progress, Vec::new()).ok()?;
        self.case.shipments.push(Shipment::default());
        self.on(n, |_, _| Ok(facts.clone()))
    }

    fn confirm(&mut self) -> Option<()> {
        self.on_waiting(|s, world| {
            let confirmation = shipment::Confirmation {
                at: world.today.at(9, 0, 0, 0),
                transport: String::new(),
                address: contact("上海"),
                contact: contact("王"),
                whom: contact("王"),
                channel: String::new(),
                reason: String::new(),
                transit_days: None,
                files: Vec::new(),
            };
            shipment::confirm(s, confirmation)
        })
    }
}

pub(super) fn told<N: Noun>(noun: &mut N, facts: &[N::Fact], on: Date) {
    for fact in facts {
        noun.apply(fact, Stamp { at: at(on), actor: "x" });
    }
}

pub(super) fn contact(words: &str) -> Confidential<Contact, String> {
    Confidential::new(words.to_owned())
}

fn at(date: Date) -> Timestamp {
    format!("{date}T01:00:00Z").parse().unwrap()
}
