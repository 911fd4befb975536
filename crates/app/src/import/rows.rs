//! Rows that are no record of master data (H3.1, H4.2, H4.4, H7.3): what each says, asked by the fields of the form
//! that people fill in for the same.

use domain::item::Step;
use domain::order::{Entry, OrderLine};
use domain::quantity::Quantity;
use jiff::civil::Date;
use kernel::form::Form;

use crate::{item, order};

/// A row of an order.
#[derive(Default)]
pub struct OrderRow {
    /// The number of its line.
    pub number: Option<i64>,
    /// What it says of the whole order.
    pub entry: Entry,
    /// Its line.
    pub line: OrderLine,
}

/// H3.1 A line with what it says of the whole order.
pub fn order(f: &Form, named: order::Named) -> OrderRow {
    let (entry, line) = order::ask_row(f, named);
    OrderRow { number: f.integer("number", "行号", 1, 9999).optional(), entry, line }
}

/// H4.2 What a product is made of: the product, a component, how much of it.
pub fn component(f: &Form) -> (String, String, Quantity) {
    let (part, quantity) = item::ask_component(f, "", None);
    (product(f), part, quantity)
}

/// H4.4 How a product is made: the product, and a step at one of `centers`.
pub fn step(f: &Form, centers: &[item::Center]) -> (String, Step) {
    (product(f), item::ask_step(f, centers, &Step::default()))
}

/// What a list is of.
fn product(f: &Form) -> String {
    f.lookup("product", "型号", "/items/lookup", 40).code()
}

/// Opening stock of an item.
#[derive(Default)]
pub struct Opening {
    /// How much there is; nothing leaves no movement.
    pub quantity: Quantity,
    /// When it was counted.
    pub on: Date,
}

/// H7.3 What was there when the books were opened; the item is found by its code.
pub fn opening(f: &Form) -> Opening {
    f.lookup("item", "物料编码", "/items/lookup", 40).code();
    Opening {
        quantity: f.quantity("quantity", "数量").required(), on: f.date("on", "盘点日期").required()
    }
}
