//! What stock is worth, in the database.

use std::collections::BTreeMap;

use db::{Conn, Value};
use domain::choice::Choice as _;
use domain::confidential::Confidential;
use domain::ids::ItemId;
use domain::money::UnitPrice;
use domain::quantity::Quantity;
use domain::stock::{Move, Movement, MovementKind, Worth};
use kernel::Result;

const INTO: &str = "INSERT INTO stock_value (item_id, quantity, value, average)";
const ANEW: &str = "ON CONFLICT (item_id) DO UPDATE SET quantity = excluded.quantity, value = excluded.value, average = excluded.average";

/// What the stock of an item is worth; nothing where it never moved.
pub fn worth(conn: &mut Conn, item: ItemId) -> Result<Worth> {
    let row = conn.find(
        "SELECT quantity, value, average FROM stock_value WHERE item_id = $1",
        &[item.to_string().into()],
    )?;
    row.map_or(Ok(Worth::default()), |r| {
        Ok(Worth { quantity: Quantity(r.get(0)?), value: r.get(1)?, average: r.get(2)? })
    })
}

fn row(item: ItemId, worth: Worth) -> Vec<Value> {
    vec![item.to_string().into(), worth.quantity.0.into(), worth.value.into(), worth.average.into()]
}

/// Follows a document that was just posted; its items are held.
pub fn follow(conn: &mut Conn, movement: &Movement) -> Result<()> {
    let mut sums = BTreeMap::new();
    for line in &movement.moves {
        let before = match sums.get(&line.item) {
            Some(worth) => *worth,
            None => worth(conn, line.item)?,
        };
        sums.insert(line.item, before.moved(movement.kind, line)?);
    }
    let rows: Vec<Vec<Value>> = sums.into_iter().map(|(item, worth)| row(item, worth)).collect();
    conn.insert(INTO, &rows, ANEW)?;
    Ok(())
}

/// Builds it again from all movements, in the order of their numbers: that is the order in which they were posted.
pub fn rebuild(conn: &mut Conn) -> Result<()> {
    conn.execute("DELETE FROM stock_value", &[])?;
    let lines = conn.query(
        "SELECT item_id, kind, quantity, unit_cost FROM stock_move ORDER BY SUBSTR(number, 1, 6), LENGTH(number), number, n",
        &[],
    )?;
    let mut sums: BTreeMap<ItemId, Worth> = BTreeMap::new();
    for line in lines {
        let item: ItemId = line.get::<String>(0)?.parse().unwrap_or_default();
        let kind = MovementKind::of_code(&line.get::<String>(1)?).unwrap_or_default();
        let cost: Option<i64> = line.get(3)?;
        let unit_cost = cost.map(|cost| Confidential::new(UnitPrice::cny(cost)));
        let moved = Move { unit_cost, ..Move::of(item, Quantity(line.get(2)?)) };
        let sum = sums.entry(item).or_default();
        *sum = sum.moved(kind, &moved)?;
    }
    let rows: Vec<Vec<Value>> = sums.into_iter().map(|(item, worth)| row(item, worth)).collect();
    conn.insert(INTO, &rows, ANEW)?;
    Ok(())
}
