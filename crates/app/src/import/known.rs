//! What a sheet may name (H3.1): read once per run, so that no row asks the database.

use std::collections::{HashMap, HashSet};

use db::Conn;
use domain::carrier::Carrier;
use domain::confidential::Secret;
use domain::customer::Customer;
use domain::history::Noun;
use domain::ids::{CustomerId, ItemId, OrderId};
use domain::item::{Item, WorkCenter};
use domain::order::{Order, State};
use domain::person::Person;
use domain::quantity::half_width;
use domain::supplier::Supplier;
use jiff::civil::Date;
use uuid::Uuid;

use super::named::OrderName;
use super::planned::Intake;
use super::store;
use kernel::Result;
use kernel::record::state_of;

/// Everything that rows may name, by code.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Today.
    pub today: Date,
    /// Classes of data that whoever imports may not see: what is known of them stays.
    pub blind: Vec<Secret>,
    /// Customers.
    pub customers: HashMap<String, Customer>,
    /// Suppliers.
    pub suppliers: HashMap<String, Supplier>,
    /// Carriers.
    pub carriers: HashMap<String, Carrier>,
    /// People.
    pub people: HashMap<String, Person>,
    /// Items.
    pub items: HashMap<String, Item>,
    /// Work centres.
    pub centers: HashMap<String, WorkCenter>,
    /// Items with opening stock.
    pub opened: HashSet<ItemId>,
    /// Items whose stock has moved since: no opening stock comes before that.
    pub moved: HashSet<ItemId>,
    /// Orders, by number: those that the files name.
    pub orders: HashMap<String, Order>,
    /// Orders, by customer and the customer's own number: those that the files name without a number of ours.
    pub theirs: HashMap<(CustomerId, String), Order>,
}

/// How codes are compared.
pub fn fold(code: &str) -> String {
    half_width(code.trim()).to_uppercase()
}

fn by_code<N>(all: Vec<N>, code: fn(&N) -> &str) -> HashMap<String, N> {
    all.into_iter().map(|state| (fold(code(&state)), state)).collect()
}

fn state(conn: &mut Conn, id: OrderId) -> Result<Option<Order>> {
    state_of::<Order>(conn, &format!("{}/{id}", Order::STREAM))
}

/// The orders that a customer calls by this number of theirs, those that were cancelled left out.
pub fn ordered(conn: &mut Conn, customer: CustomerId, number: &str) -> Result<Vec<Order>> {
    let mut orders = Vec::new();
    for id in crate::order::by_customer_number(conn, customer, number)? {
        orders.extend(state(conn, id)?.filter(|order| {
            order.state != State::Cancelled && order.entry.lines.iter().any(|l| l.customer_order_no == number)
        }));
    }
    Ok(orders)
}

impl Known {
    /// Reads all that is known but orders.
    pub fn load(conn: &mut Conn, today: Date) -> Result<Self> {
        let mut known = Self {
            today,
            customers: by_code(store::all(conn)?, |c: &Customer| &c.profile.code),
            suppliers: by_code(store::all(conn)?, |s: &Supplier| &s.profile.code),
            carriers: by_code(store::all(conn)?, |c: &Carrier| &c.profile.code),
            people: by_code(store::all(conn)?, |p: &Person| &p.profile.code),
            items: by_code(store::all(conn)?, |i: &Item| &i.profile.code),
            centers: by_code(store::all(conn)?, |c: &WorkCenter| &c.code),
            ..Self::default()
        };
        known.opened.extend(crate::stock::opened(conn)?);
        known.moved.extend(crate::stock::moved(conn)?);
        Ok(known)
    }

    /// Reads the orders that rows name and that are there.
    pub fn load_orders(&mut self, conn: &mut Conn, named: &[OrderName]) -> Result<()> {
        for name in named {
            match name {
                OrderName::Ours(number) => {
                    let Some(id) = crate::order::by_number(conn, number)? else { continue };
                    if let Some(order) = state(conn, id)? {
                        self.orders.insert(number.clone(), order);
                    }
                }
                OrderName::Theirs { customer, number } => {
                    let Some(customer) = self.customer(customer).map(|c| c.id) else { continue };
                    for order in ordered(conn, customer, number)? {
                        self.theirs.insert((customer, number.clone()), order);
                    }
                }
            }
        }
        Ok(())
    }

    /// The order that is there under this name.
    pub fn order(&self, named: &OrderName, customer: Option<&Customer>) -> Option<&Order> {
        match named {
            OrderName::Ours(number) => self.orders.get(number),
            OrderName::Theirs { number, .. } => self.theirs.get(&(customer?.id, number.clone())),
        }
    }

    /// The customer with this code, or the only one in use with this name (C21).
    pub fn customer(&self, text: &str) -> Option<&Customer> {
        let named = || match self.called(text).as_slice() {
            [only] => self.customers.get(&fold(only)),
            _ => None,
        };
        self.customers.get(&fold(text)).or_else(named)
    }

    /// The codes of the customers in use that have this name.
    pub fn called(&self, name: &str) -> Vec<String> {
        let named = self.customers.values().filter(|c| c.profile.name == name && !c.retired);
        let mut codes: Vec<String> = named.map(|c| c.profile.code.clone()).collect();
        codes.sort_unstable();
        codes
    }

    /// The supplier with this code or name.
    pub fn supplier(&self, text: &str) -> Option<&Supplier> {
        self.suppliers.get(&fold(text)).or_else(|| self.suppliers.values().find(|s| s.profile.name == text))
    }

    /// The person with this name or staff number.
    pub fn person(&self, text: &str) -> Option<&Person> {
        let mut named: Vec<&Person> = self.people.values().filter(|p| p.profile.name == text).collect();
        named.sort_by_key(|p| (p.retired, p.profile.code.as_str()));
        named.first().copied().or_else(|| self.people.get(&fold(text)))
    }

    /// The item with this code.
    pub fn item(&self, code: &str) -> Option<&Item> {
        self.items.get(&fold(code))
    }

    /// The work centre with this code or name.
    pub fn center(&self, text: &str) -> Option<&WorkCenter> {
        self.centers.get(&fold(text)).or_else(|| self.centers.values().find(|c| c.name == text))
    }

    /// Keeps what was taken in, so that later sheets may name it.
    pub fn learn(&mut self, target: &Intake, id: Uuid) {
        match target {
            Intake::Customer(p) => {
                let known = self.customers.entry(fold(&p.code)).or_default();
                known.id.0 = id;
                known.profile = p.clone();
            }
            Intake::Supplier(p) => {
                let known = self.suppliers.entry(fold(&p.code)).or_default();
                known.id.0 = id;
                known.profile = p.clone();
            }
            Intake::Carrier(p) => {
                let known = self.carriers.entry(fold(&p.code)).or_default();
                known.id.0 = id;
                known.profile = p.clone();
            }
            Intake::Person { profile, .. } => {
                let known = self.people.entry(fold(&profile.code)).or_default();
                known.id.0 = id;
                known.profile = profile.clone();
            }
            Intake::Item(p) => {
                let known = self.items.entry(fold(&p.code)).or_default();
                known.id.0 = id;
                known.profile = p.clone();
            }
            Intake::Center(center) => {
                let mut center = center.clone();
                center.id.0 = id;
                self.centers.insert(fold(&center.code), center);
            }
            Intake::Bill { code, bill, .. } => {
                if let Some(item) = self.items.get_mut(&fold(code)) {
                    item.bill.clone_from(bill);
                }
            }
            Intake::Routing { code, routing, .. } => {
                if let Some(item) = self.items.get_mut(&fold(code)) {
                    item.routing.clone_from(routing);
                }
            }
            Intake::Opening { item, .. } => _ = self.opened.insert(*item),
            // The same order of a customer again, in another sheet of the upload, is not a second one.
            Intake::Order { number, entry, .. } if number.is_empty() => {
                let theirs = entry.lines.first().map(|l| l.customer_order_no.clone()).unwrap_or_default();
                let order = Order { id: OrderId(id), entry: (**entry).clone(), ..Order::default() };
                self.theirs.insert((entry.customer, theirs), order);
            }
            Intake::Order { .. } => {}
        }
    }
}
