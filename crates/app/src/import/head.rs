//! What the rows of an order say about the whole (H3.1): the first that says something counts, and what another row says
//! otherwise is told.

use domain::choice::Choice as _;
use domain::customer::Customer;
use domain::order::{Order, OrderKind};
use domain::person::Person;
use jiff::civil::Date;
use paper::sheet_read::Cell;

use super::cells::{RowReader, shown};
use super::known::Known;
use super::report::{
    NO_CHOICE, NO_CLERK, NO_CUSTOMER, NO_PERSON, OTHER_CUSTOMER, OTHERWISE, RETIRED, SEVERAL_CUSTOMERS,
};
use super::table::blank;

/// What the rows of an order say about the whole.
#[derive(Default)]
pub struct Head<'k> {
    /// The customer.
    pub customer: Option<&'k Customer>,
    /// The clerk.
    pub clerk: Option<&'k Person>,
    /// The day of the order.
    pub ordered_on: Option<Date>,
    /// The cells that say it, for all rows.
    pub cells: Vec<(&'static str, &'k Cell)>,
}

impl<'k> Head<'k> {
    /// Reads the rows of the order called `number`.
    pub fn read(lines: &mut [RowReader<'k>], number: &str, known: &'k Known) -> Self {
        let mut head = Self::default();
        for line in lines {
            let customer = line.text("客户编码", 80);
            match known.customer(&customer) {
                _ if customer.is_empty() => {}
                None => match known.called(&customer) {
                    several if several.len() > 1 => {
                        line.wrong("客户编码", SEVERAL_CUSTOMERS, &[("codes", &several.join("、"))]);
                    }
                    _ => line.wrong("客户编码", NO_CUSTOMER, &[]),
                },
                Some(found) if found.retired => line.wrong("客户编码", RETIRED, &[]),
                Some(found) => match head.customer {
                    None => {
                        head.customer = Some(found);
                        head.keep(line, "客户编码", number);
                    }
                    Some(kept) if kept.id != found.id => {
                        line.wrong("客户编码", OTHER_CUSTOMER, &[("customer", &kept.profile.code)]);
                    }
                    Some(_) => {}
                },
            }
            let clerk = line.text("跟单员", 40);
            match known.person(&clerk) {
                _ if clerk.is_empty() => {}
                None => line.wrong("跟单员", NO_PERSON, &[]),
                Some(found) if found.retired => line.wrong("跟单员", RETIRED, &[]),
                Some(found) if !found.follows_orders() => line.wrong("跟单员", NO_CLERK, &[]),
                Some(found) => {
                    head.clerk = head.clerk.or(Some(found));
                    head.keep(line, "跟单员", number);
                }
            }
            let kind = line.text("订单类型", 20);
            if OrderKind::written(&kind).is_some() {
                head.keep(line, "订单类型", number);
            } else if !kind.is_empty() {
                let choices: Vec<&str> = OrderKind::ALL.iter().map(|kind| kind.label()).collect();
                line.wrong("订单类型", NO_CHOICE, &[("choices", &choices.join("、"))]);
            }
            if let Some(date) = line.date("下单日期") {
                head.ordered_on = head.ordered_on.or(Some(date));
                head.keep(line, "下单日期", number);
            }
            if line.date("开工日期").is_some() {
                head.keep(line, "开工日期", number);
            }
            // One urgent line makes the order urgent.
            if line.flag("紧急") {
                head.cells.retain(|(name, _)| *name != "紧急");
                head.keep(line, "紧急", number);
            }
            for column in ["运输方式", "收货地址", "现场联系人", "付款条件"] {
                head.keep(line, column, number);
            }
        }
        head
    }

    /// What a draft that is there already says, where the rows that come back to it are silent.
    pub fn or_as_in(&mut self, order: &Order, known: &'k Known) {
        let entry = &order.entry;
        let customer = || known.customers.values().find(|c| c.id == entry.customer);
        self.customer = self.customer.or_else(customer);
        self.clerk = self.clerk.or_else(|| known.people.values().find(|p| p.id == entry.clerk));
        self.ordered_on = self.ordered_on.or(Some(entry.ordered_on));
    }

    /// Keeps what the cell says where nothing was said before; tells of what it says otherwise.
    fn keep(&mut self, line: &mut RowReader<'k>, column: &'static str, number: &str) {
        if line.is_wrong(column) || blank(line.cell(column)) {
            return;
        }
        match self.cell(column) {
            None => self.cells.push((column, line.cell(column))),
            Some(kept) if shown(kept) != shown(line.cell(column)) => {
                line.doubt(column, OTHERWISE, &[("order", number)]);
            }
            Some(_) => {}
        }
    }

    fn cell(&self, column: &str) -> Option<&'k Cell> {
        self.cells.iter().find(|(name, _)| *name == column).map(|(_, cell)| *cell)
    }
}
