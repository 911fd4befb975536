//! Orders, their needs and what is due on them, in the database.

pub mod clerks;

use db::{Conn, Value};
use domain::access::Right;
use domain::choice::Choice as _;
use domain::followup::FollowUp;
use domain::ids::{CustomerId, ItemId, OrderId};
use domain::order::{Need, Order, Stage, State};
use domain::payment::Receivable;
use domain::quantity::Quantity;
use domain::search_key::search_pattern;
use jiff::civil::Date;
use kernel::Result;
use kernel::feature::{Place, Site};
use kernel::i18n::zh;

/// Where the search looks.
pub const SEARCH: Place = Place {
    right: Right::ReadOrders,
    label: zh("订单"),
    sql: "SELECT id, number, customer_name FROM sales_order WHERE search LIKE $1 ESCAPE '!' ORDER BY open DESC, promised_on LIMIT 10",
    href: "/orders/",
};

/// Writes the needs that differ between two states of an order.
pub fn project_needs(conn: &mut Conn, order: &Order, before: &Order) -> Result<()> {
    let id = order.id.to_string();
    let gone = |need: &&Need| !order.needs.0.iter().any(|n| (n.line, n.item) == (need.line, need.item));
    for need in before.needs.0.iter().filter(gone) {
        conn.execute(
            "DELETE FROM need WHERE order_id = $1 AND line = $2 AND item_id = $3",
            &[id.as_str().into(), need.line.into(), need.item.to_string().into()],
        )?;
    }
    let changed: Vec<Vec<Value>> = order
        .needs
        .0
        .iter()
        .filter(|need| !before.needs.0.contains(need))
        .map(|n| {
            vec![
                id.as_str().into(),
                n.line.into(),
                n.item.to_string().into(),
                n.required.0.into(),
                n.reserved.0.into(),
                n.drawn.0.into(),
                n.short().0.into(),
                n.need_by.to_string().into(),
            ]
        })
        .collect();
    conn.insert(
        "INSERT INTO need (order_id, line, item_id, required, reserved, drawn, short, need_by)",
        &changed,
        "ON CONFLICT (order_id, line, item_id) DO UPDATE SET required = excluded.required, reserved = excluded.reserved,
         drawn = excluded.drawn, short = excluded.short, need_by = excluded.need_by",
    )?;
    Ok(())
}

/// A need that is neither reserved nor drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShortNeed {
    /// The order.
    pub order: OrderId,
    /// Its number.
    pub number: String,
    /// Its line.
    pub line: i64,
    /// The part.
    pub item: ItemId,
    /// How much.
    pub short: Quantity,
    /// When it is needed.
    pub need_by: Date,
}

/// Needs that something is wanted for, of one item or of all, the most pressing first.
pub fn short_needs(conn: &mut Conn, item: Option<ItemId>) -> Result<Vec<ShortNeed>> {
    let rows = conn.query(
        concat!(
            "SELECT need.order_id, o.number, need.line, need.item_id, need.short, need.need_by
             FROM need JOIN sales_order o ON o.id = need.order_id WHERE o.held = FALSE AND ($1 = '' OR need.item_id = $1) AND ",
            crate::balance::wanted!(),
            " ORDER BY need.need_by, o.number, need.line"
        ),
        &[item.map(|i| i.to_string()).unwrap_or_default().into()],
    )?;
    rows.iter()
        .map(|r| {
            Ok(ShortNeed {
                order: r.get::<String>(0)?.parse().unwrap_or_default(),
                number: r.get(1)?,
                line: r.get(2)?,
                item: r.get::<String>(3)?.parse().unwrap_or_default(),
                short: Quantity(r.get(4)?),
                need_by: r.get::<String>(5)?.parse().unwrap_or_default(),
            })
        })
        .collect()
}

/// The streams with a place in the case of an order, by name, each with its snapshot.
pub fn linked(site: &Site, conn: &mut Conn, order: OrderId) -> Result<Vec<(String, Vec<u8>)>> {
    let mut outside = String::new();
    for noun in site.nouns().filter(|noun| !noun.in_case) {
        outside.extend([" AND l.stream NOT LIKE '", noun.stream, "/%'"]);
    }
    let sql = format!(
        "SELECT stream, snapshot FROM head WHERE stream IN
         (SELECT DISTINCT l.stream FROM fact_order l WHERE l.order_id = $1{outside}) ORDER BY stream"
    );
    let rows = conn.query(&sql, &[order.to_string().into()])?;
    rows.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect()
}

/// The orders that share a document with this one: what ends here concerns them, too.
pub fn neighbours(conn: &mut Conn, order: OrderId) -> Result<Vec<OrderId>> {
    let rows = conn.query(
        "SELECT DISTINCT b.order_id FROM fact_order a JOIN fact_order b ON b.stream = a.stream
         WHERE a.order_id = $1 AND a.stream LIKE 'purchase/%'",
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
const ORDER_TAIL: &str = "ON CONFLICT (id) DO UPDATE SET number = excluded.number, kind = excluded.kind, state = excluded.state,
    stage = excluded.stage, held = excluded.held, urgent = excluded.urgent, open = excluded.open, customer_id = excluded.customer_id,
    customer_name = excluded.customer_name, clerk_id = excluded.clerk_id, clerk_name = excluded.clerk_name,
    ordered_on = excluded.ordered_on, wanted_on = excluded.wanted_on, first_promise = excluded.first_promise,
    promised_on = excluded.promised_on, forecast_on = excluded.forecast_on, ship_on = excluded.ship_on, arrived_on = excluded.arrived_on,
    total = excluded.total, paid = excluded.paid, line_count = excluded.line_count, goods = excluded.goods,
    readiness = excluded.readiness, progress = excluded.progress, next_text = excluded.next_text, next_due = excluded.next_due,
    late = excluded.late, search = excluded.search";

/// Writes what lists say of an order.
pub fn write_row(conn: &mut Conn, order: &Order, row: &OrderRow) -> Result<()> {
    let entry = &order.entry;
    let day = |date: Option<Date>| Value::Text(date.map(|d| d.to_string()).unwrap_or_default());
    let first = order.promises.iter().map(|p| p.first).max();
    let wanted = entry.lines.iter().map(|l| l.wanted_on).max();
    let late = order.is_open() && row.forecast.zip(row.due).is_some_and(|(f, d)| f > d);
    let goods: Vec<String> =
        entry.lines.iter().take(2).map(|l| format!("{} {} {}", l.name, l.quantity.plain(), l.unit)).collect();
    let more = if entry.lines.len() > 2 { format!(" 等 {} 行", entry.lines.len()) } else { String::new() };
    let customer_numbers: Vec<&str> = entry.lines.iter().map(|l| l.customer_order_no.as_str()).collect();
    let search = domain::search_key::search_key(&[&entry.customer_name, &entry.clerk_name]);
    let search =
        format!("{} {search} {}", order.number.to_lowercase(), customer_numbers.join(" ").to_lowercase());
    let (next_text, next_due) = row.next.as_ref().map_or((String::new(), String::new()), |f| {
        (kernel::i18n::pack(f.text, &f.params), f.due.to_string())
    });
    let id = Value::from(order.id.to_string());
    let rows = [vec![
        id.clone(),
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
        format!("{}{more}", goods.join("、")).into(),
        row.readiness.into(),
        row.progress.into(),
        next_text.into(),
        next_due.into(),
        late.into(),
        search.into(),
    ]];
    if !conn.holds("sales_order", ORDER, &id, &rows)? {
        conn.insert(&format!("INSERT INTO sales_order ({ORDER})"), &rows, ORDER_TAIL)?;
    }
    Ok(())
}

const RECEIVABLE: &str = "order_id, n, due, amount, open, due_on";

/// Replaces the instalments of an order.
pub fn write_receivables(conn: &mut Conn, order: OrderId, receivables: &[Receivable]) -> Result<()> {
    let id = Value::from(order.to_string());
    let rows: Vec<Vec<Value>> = receivables
        .iter()
        .zip(0_i64..)
        .map(|(c, n)| {
            vec![
                id.clone(),
                n.into(),
                c.asked.code().into(),
                c.amount.to_row().into(),
                c.open.to_row().into(),
                c.on.map(|d| d.to_string()).unwrap_or_default().into(),
            ]
        })
        .collect();
    if !conn.holds("receivable", RECEIVABLE, &id, &rows)? {
        conn.execute("DELETE FROM receivable WHERE order_id = $1", &[id])?;
        conn.insert(&format!("INSERT INTO receivable ({RECEIVABLE})"), &rows, "")?;
    }
    Ok(())
}

const FOLLOW_UP: &str = "case_id, rule, occurrence, order_id, order_number, customer_name, target, action, body, reason, params, role,
    person_id, visible_from, due";

/// Replaces what is due on a case.
pub fn write_follow_ups(
    conn: &mut Conn,
    case: &str,
    number: &str,
    customer: &str,
    found: &[FollowUp],
) -> Result<()> {
    let rows: Vec<Vec<Value>> = found
        .iter()
        .map(|f| {
            let params: serde_json::Map<String, serde_json::Value> =
                f.params.iter().map(|(n, v)| ((*n).to_owned(), v.as_str().into())).collect();
            vec![
                case.into(),
                f.rule.into(),
                f.occurrence.as_str().into(),
                f.order.map(|o| o.to_string()).into(),
                number.into(),
                customer.into(),
                f.target.as_str().into(),
                f.deed.name().into(),
                f.text.into(),
                f.reason.into(),
                serde_json::Value::Object(params).to_string().into(),
                f.role.code().into(),
                f.person.map(|p| p.to_string()).into(),
                f.visible_from.to_string().into(),
                f.due.to_string().into(),
            ]
        })
        .collect();
    if !conn.holds("follow_up", FOLLOW_UP, &case.into(), &rows)? {
        conn.execute("DELETE FROM follow_up WHERE case_id = $1", &[case.into()])?;
        let tail = "ON CONFLICT (case_id, rule, occurrence, action) DO NOTHING";
        conn.insert(&format!("INSERT INTO follow_up ({FOLLOW_UP})"), &rows, tail)?;
    }
    Ok(())
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

/// How many orders are at each stage, and how many are open: the counts of the list's tabs.
pub fn stage_counts(conn: &mut Conn) -> Result<Vec<(&'static str, u64)>> {
    let rows = conn.query("SELECT stage, COUNT(*) FROM sales_order WHERE open = TRUE GROUP BY stage", &[])?;
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
