//! Orders, their needs and what is due on them, in the database.

pub mod clerks;
pub mod forecasts;
pub mod needs;

use crate::duty;
use db::{Conn, Value};
use domain::access::Right;
use domain::choice::Choice as _;
use domain::followup::FollowUp;
use domain::ids::{CustomerId, ItemId, OrderId};
use domain::order::{Need, Order, Stage, State};
use domain::payment::Receivable;
use domain::quantity::Quantity;
use domain::search_key::{FoundBy, search_pattern};
use jiff::civil::Date;
use kernel::Result;
use kernel::feature::{Place, Site};
use kernel::i18n::zh;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadOrders,
    noun: "order",
    label: zh("订单"),
    sql: "SELECT id, number, customer_name || ' · ' || goods || ' · ' || CASE WHEN promised_on <> '' THEN promised_on ELSE wanted_on END FROM sales_order WHERE id IN ({found}) ORDER BY open DESC, promised_on LIMIT 10",
    href: "/orders/",
};

/// The streams with a place in the case of each order, by name, each with its snapshot; the order's own among them.
pub fn linked(site: &Site, conn: &mut Conn, orders: &[OrderId]) -> Result<Vec<(OrderId, String, Vec<u8>)>> {
    let mut outside = String::new();
    for noun in site.nouns().filter(|noun| !noun.in_case) {
        outside.extend([" AND stream NOT LIKE '", noun.stream, "/%'"]);
    }
    let sql = format!(
        "SELECT l.order_id, h.stream, h.snapshot FROM
         (SELECT DISTINCT order_id, stream FROM fact_order WHERE order_id IN ({{keys}}){outside}) l
         JOIN head h ON h.stream = l.stream ORDER BY l.order_id, h.stream"
    );
    let keys: Vec<Value> = orders.iter().map(|order| order.to_string().into()).collect();
    let rows = conn.query_in(&sql, &keys)?;
    rows.iter().map(|r| Ok((r.get::<String>(0)?.parse().unwrap_or_default(), r.get(1)?, r.get(2)?))).collect()
}

/// The orders that share a purchase with this one: what ends here concerns them, too.
pub fn neighbours(conn: &mut Conn, order: OrderId) -> Result<Vec<OrderId>> {
    let rows = conn.query(
        "SELECT DISTINCT order_id FROM cover WHERE purchase_id IN (SELECT purchase_id FROM cover WHERE order_id = $1)",
        &[order.to_string().into()],
    )?;
    ids(&rows)
}

/// The order with this number.
pub fn by_number(conn: &mut Conn, number: &str) -> Result<Option<OrderId>> {
    let row = conn.find("SELECT id FROM sales_order WHERE number = $1", &[number.into()])?;
    row.map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).transpose()
}

/// Orders of a customer whose rows name this order number of theirs; the caller looks at the lines.
pub fn by_customer_number(conn: &mut Conn, customer: CustomerId, number: &str) -> Result<Vec<OrderId>> {
    let rows = conn.query(
        "SELECT id FROM sales_order WHERE customer_id = $1 AND search LIKE $2 ESCAPE '!' ORDER BY id",
        &[customer.to_string().into(), search_pattern(number).into()],
    )?;
    ids(&rows)
}

/// Orders that are released and not ended, oldest first.
pub fn released_orders(conn: &mut Conn) -> Result<Vec<OrderId>> {
    let rows = conn.query(
        "SELECT id FROM sales_order WHERE open = TRUE AND state = $1 ORDER BY id",
        &[State::Released.code().into()],
    )?;
    ids(&rows)
}

/// Orders that are not ended, for what must be computed anew every day.
pub fn open_orders(conn: &mut Conn) -> Result<Vec<OrderId>> {
    let rows = conn.query("SELECT id FROM sales_order WHERE open = TRUE ORDER BY id", &[])?;
    ids(&rows)
}

/// The open orders of a customer.
pub fn open_of_customer(conn: &mut Conn, customer: CustomerId) -> Result<Vec<OrderId>> {
    let sql = "SELECT id FROM sales_order WHERE customer_id = $1 AND open = TRUE ORDER BY id";
    ids(&conn.query(sql, &[customer.to_string().into()])?)
}

fn ids(rows: &[db::Row]) -> Result<Vec<OrderId>> {
    rows.iter().map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).collect()
}

/// What lists say of an order, computed from its case.
pub struct OrderRow {
    /// Where it is.
    pub stage: Stage,
    /// When what is still to come is promised.
    pub due: Option<Date>,
    /// Expected arrival.
    pub forecast: Option<Date>,
    /// Whether it, or a line of it, is expected later than promised.
    pub late: bool,
    /// When it is to leave.
    pub ship_on: Option<Date>,
    /// When everything had arrived.
    pub arrived: Option<Date>,
    /// Booked.
    pub paid: i64,
    /// Hundredths of a percent of the needs that are in the house.
    pub readiness: i64,
    /// Hundredths of a percent of the production that is done.
    pub progress: i64,
    /// The next thing to do.
    pub next: Option<FollowUp>,
}

const ORDER: &str = "id, number, kind, state, stage, held, urgent, open, customer_id, customer_name, clerk_id, clerk_name,
    ordered_on, wanted_on, first_promise, promised_on, forecast_on, ship_on, arrived_on, total, paid, line_count, goods, readiness, progress,
    next_text, next_due, late, search";
/// What is derived of some orders, as rows.
#[derive(Default)]
pub struct Derived {
    owners: Vec<Value>,
    cases: Vec<Value>,
    orders: Vec<Vec<Value>>,
    receivables: Vec<Vec<Value>>,
    follow_ups: Vec<Vec<Value>>,
}

impl Derived {
    /// Takes in what is derived of one.
    pub fn add(&mut self, order: &Order, row: &OrderRow, receivables: &[Receivable], found: &[FollowUp]) {
        let case = super::case::key(order.id);
        self.owners.push(order.id.to_string().into());
        self.orders.push(row_of(order, row));
        self.receivables.extend(receivables_of(order.id, receivables));
        self.follow_ups.extend(duty::rows(&case, &order.number, &order.entry.customer_name, found));
        self.cases.push(case.into());
    }

    /// Writes what differs from what is there.
    pub fn write(&self, conn: &mut Conn) -> Result<()> {
        conn.replace("sales_order", ORDER, 1, &self.owners, &self.orders)?;
        conn.replace("receivable", RECEIVABLE, 2, &self.owners, &self.receivables)?;
        duty::replace(conn, &self.cases, &self.follow_ups)
    }
}

/// What an order is found by.
pub fn found_by(order: &Order) -> FoundBy {
    let entry = &order.entry;
    let customers = entry.lines.iter().map(|l| l.customer_order_no.as_str());
    let codes: Vec<&str> = std::iter::once(order.number.as_str()).chain(customers).collect();
    FoundBy::new(&codes, &[&entry.customer_name, &entry.clerk_name])
}

/// What lists say of an order.
fn row_of(order: &Order, row: &OrderRow) -> Vec<Value> {
    let entry = &order.entry;
    let day = |date: Option<Date>| Value::Text(date.map(|d| d.to_string()).unwrap_or_default());
    let first = order.promises.iter().map(|p| p.first).max();
    let wanted = entry.lines.iter().map(|l| l.wanted_on).max();
    let late = order.is_open() && row.late;
    let search = found_by(order).key();
    let (next_text, next_due) = row.next.as_ref().map_or((String::new(), String::new()), |f| {
        (kernel::i18n::pack(f.text, &f.params), f.due.to_string())
    });
    vec![
        order.id.to_string().into(),
        order.number.as_str().into(),
        entry.kind.code().into(),
        order.state.code().into(),
        row.stage.code().into(),
        order.hold.is_some().into(),
        entry.urgent.into(),
        order.is_open().into(),
        entry.customer.to_string().into(),
        entry.customer_name.as_str().into(),
        entry.clerk.to_string().into(),
        entry.clerk_name.as_str().into(),
        entry.ordered_on.to_string().into(),
        day(wanted),
        day(first),
        day(row.due),
        day(row.forecast),
        day(row.ship_on),
        day(row.arrived),
        order.total().to_row().into(),
        row.paid.into(),
        i64::try_from(entry.lines.len()).unwrap_or(0).into(),
        order.goods().into(),
        row.readiness.into(),
        row.progress.into(),
        next_text.into(),
        next_due.into(),
        late.into(),
        search.into(),
    ]
}

const RECEIVABLE: &str = "order_id, n, due, amount, open, due_on";

/// The instalments of an order.
fn receivables_of(order: OrderId, receivables: &[Receivable]) -> Vec<Vec<Value>> {
    let row = |(c, n): (&Receivable, i64)| {
        vec![
            order.to_string().into(),
            n.into(),
            c.asked.code().into(),
            c.amount.to_row().into(),
            c.open.to_row().into(),
            c.on.map(|d| d.to_string()).unwrap_or_default().into(),
        ]
    };
    receivables.iter().zip(0_i64..).map(row).collect()
}

/// The needs of an order with the names of their parts, and free stock.
pub struct NeedRow {
    /// Code of the part.
    pub code: String,
    /// Name and specification.
    pub name: String,
    /// Unit.
    pub unit: String,
    /// What is free in stock.
    pub free: Quantity,
    /// The need.
    pub need: Need,
}

/// The needs of `order` as its page shows them.
pub fn needs(conn: &mut Conn, order: &Order) -> Result<Vec<NeedRow>> {
    let rows = conn.query(
        "SELECT n.line, n.item_id, i.code, i.name, i.specification, i.unit, CAST(COALESCE(b.on_hand - b.reserved, 0) AS BIGINT)
         FROM need n JOIN item i ON i.id = n.item_id LEFT JOIN balance b ON b.item_id = n.item_id WHERE n.order_id = $1 ORDER BY n.line, i.code",
        &[order.id.to_string().into()],
    )?;
    let mut out = Vec::new();
    for r in rows {
        let (line, item): (i64, String) = (r.get(0)?, r.get(1)?);
        let item: ItemId = item.parse().unwrap_or_default();
        let Some(need) = order.needs.0.iter().find(|n| n.line == line && n.item == item) else { continue };
        let name = format!("{} {}", r.get::<String>(3)?, r.get::<String>(4)?);
        out.push(NeedRow {
            code: r.get(2)?,
            name,
            unit: r.get(5)?,
            free: Quantity(r.get(6)?),
            need: need.clone(),
        });
    }
    Ok(out)
}

/// How many orders of a clerk, of all where none is named, are at each stage, and how many are open: the counts of the
/// list's tabs.
pub fn stage_counts(conn: &mut Conn, clerk: &str) -> Result<Vec<(&'static str, u64)>> {
    let counted =
        |of: &str| format!("SELECT stage, COUNT(*) FROM sales_order WHERE open = TRUE{of} GROUP BY stage");
    let rows = match clerk {
        "" => conn.query(&counted(""), &[])?,
        clerk => conn.query(&counted(" AND clerk_id = $1"), &[clerk.into()])?,
    };
    let mut counts = vec![("", 0)];
    for row in rows {
        let (stage, n): (String, i64) = (row.get(0)?, row.get(1)?);
        let n = u64::try_from(n).unwrap_or(0);
        if let Some(all) = counts.first_mut() {
            all.1 += n;
        }
        counts.extend(Stage::of_code(&stage).filter(|s| s.is_open()).map(|s| (s.code(), n)));
    }
    Ok(counts)
}
