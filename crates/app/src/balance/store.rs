//! Balances of the usable places in the database: every change is one statement with its condition.

pub(super) mod waiting;

use std::collections::BTreeMap;

use db::Conn;
use domain::choice::Choice as _;
use domain::ids::ItemId;
use domain::place::PlaceKind;
use domain::quantity::Quantity;
use kernel::{Error, Result};

/// What is in the house of an item, and what of it is set aside.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Balance {
    /// In the house.
    pub on_hand: Quantity,
    /// Set aside for orders.
    pub reserved: Quantity,
}

impl Balance {
    /// Neither set aside nor gone.
    pub fn free(self) -> Quantity {
        self.on_hand.minus(self.reserved)
    }
}

/// The balance of an item; nothing where it never moved.
pub fn balance(conn: &mut Conn, item: ItemId) -> Result<Balance> {
    let row =
        conn.find("SELECT on_hand, reserved FROM balance WHERE item_id = $1", &[item.to_string().into()])?;
    match row {
        Some(row) => sound(item, row.get(0)?, row.get(1)?),
        None => Ok(Balance::default()),
    }
}

/// Keeps the stock of an item from other writers until the transaction ends, also where it never moved, and reads its balance:
/// what it is worth is read and written by one at a time.
pub fn hold(conn: &mut Conn, item: ItemId) -> Result<Balance> {
    let held = "SELECT on_hand, reserved FROM balance WHERE item_id = $1";
    let key = [item.to_string().into()];
    let mut row = conn.find_held(held, &key)?;
    if row.is_none() {
        conn.execute(
            "INSERT INTO balance (item_id, on_hand, reserved) VALUES ($1, 0, 0) ON CONFLICT (item_id) DO NOTHING",
            &key,
        )?;
        row = conn.find_held(held, &key)?;
    }
    row.map_or(Ok(Balance::default()), |row| sound(item, row.get(0)?, row.get(1)?))
}

/// A balance as the database's own check lets it be written: nothing is set aside that is not there.
fn sound(item: ItemId, on_hand: i64, reserved: i64) -> Result<Balance> {
    if (0..=on_hand).contains(&reserved) {
        return Ok(Balance { on_hand: Quantity(on_hand), reserved: Quantity(reserved) });
    }
    Err(Error::Fault(format!("the balance of item {item} is {on_hand} with {reserved} set aside")))
}

/// The balances of all items that ever moved.
pub fn balances(conn: &mut Conn) -> Result<BTreeMap<ItemId, Balance>> {
    let rows = conn.query("SELECT item_id, on_hand, reserved FROM balance", &[])?;
    rows.iter()
        .map(|row| {
            let item = row.get::<String>(0)?.parse().unwrap_or_default();
            Ok((item, sound(item, row.get(1)?, row.get(2)?)?))
        })
        .collect()
}

/// Sets what is set aside of an item, where the balance is still `was`; `false` where it is not.
pub fn set_reserved(conn: &mut Conn, item: ItemId, was: Balance, reserved: Quantity) -> Result<bool> {
    let touched = conn.execute(
        "UPDATE balance SET reserved = $4 WHERE item_id = $1 AND on_hand = $2 AND reserved = $3",
        &[item.to_string().into(), was.on_hand.0.into(), was.reserved.0.into(), reserved.0.into()],
    )?;
    Ok(touched == 1)
}

/// Puts stock in or takes free stock out; `false` where less is free.
pub fn change(conn: &mut Conn, item: ItemId, by: Quantity) -> Result<bool> {
    let params = [item.to_string().into(), by.0.into()];
    let touched = if by.0 >= 0 {
        conn.execute(
            "INSERT INTO balance (item_id, on_hand, reserved) VALUES ($1, $2, 0)
             ON CONFLICT (item_id) DO UPDATE SET on_hand = balance.on_hand + excluded.on_hand",
            &params,
        )?
    } else {
        conn.execute(
            "UPDATE balance SET on_hand = on_hand + $2 WHERE item_id = $1 AND on_hand + $2 >= reserved",
            &params,
        )?
    };
    Ok(touched == 1)
}

/// Sets what was counted and what of it stays set aside, where the balance is still `was`; `false` where it is not.
pub fn set_counted(conn: &mut Conn, item: ItemId, was: Balance, now: Balance) -> Result<bool> {
    let touched = conn.execute(
        "UPDATE balance SET on_hand = $4, reserved = $5 WHERE item_id = $1 AND on_hand = $2 AND reserved = $3",
        &[
            item.to_string().into(),
            was.on_hand.0.into(),
            was.reserved.0.into(),
            now.on_hand.0.into(),
            now.reserved.0.into(),
        ],
    )?;
    Ok(touched == 1)
}

/// Sets aside up to what is free; answers how much. What is read is the condition of the write, so that two
/// who reserve at once never take the same stock.
pub fn reserve_free(conn: &mut Conn, item: ItemId, wanted: Quantity) -> Result<Quantity> {
    for _ in 0..20 {
        let free = balance(conn, item)?.free();
        let take = free.min(wanted);
        if !take.is_some() {
            return Ok(Quantity::ZERO);
        }
        let touched = conn.execute(
            "UPDATE balance SET reserved = reserved + $2 WHERE item_id = $1 AND on_hand - reserved = $3",
            &[item.to_string().into(), take.0.into(), free.0.into()],
        )?;
        if touched == 1 {
            return Ok(take);
        }
    }
    Err(Error::Stale { stated: false })
}

/// Frees what was set aside.
pub fn release(conn: &mut Conn, item: ItemId, quantity: Quantity) -> Result<()> {
    if !quantity.is_some() {
        return Ok(());
    }
    let touched = conn.execute(
        "UPDATE balance SET reserved = reserved - $2 WHERE item_id = $1 AND reserved >= $2",
        &[item.to_string().into(), quantity.0.into()],
    )?;
    if touched == 1 {
        Ok(())
    } else {
        Err(Error::Fault(format!("less than {} of item {item} is reserved", quantity.plain())))
    }
}

/// Takes out what was set aside; `false` where less is set aside.
pub fn issue_reserved(conn: &mut Conn, item: ItemId, quantity: Quantity) -> Result<bool> {
    let touched = conn.execute(
        "UPDATE balance SET on_hand = on_hand - $2, reserved = reserved - $2 WHERE item_id = $1 AND reserved >= $2",
        &[item.to_string().into(), quantity.0.into()],
    )?;
    Ok(touched == 1)
}

/// Builds all balances again from the movements and the needs.
pub fn rebuild(conn: &mut Conn) -> Result<()> {
    conn.execute("DELETE FROM balance", &[])?;
    conn.execute(
        "INSERT INTO balance (item_id, on_hand, reserved)
         SELECT moved.item_id, moved.on_hand, COALESCE(kept.reserved, 0)
         FROM (SELECT m.item_id, CAST(SUM(CASE WHEN p.kind = $1 THEN m.quantity ELSE 0 END) AS BIGINT) AS on_hand
         FROM stock_move m JOIN place p ON p.id = m.place_id GROUP BY m.item_id) moved
         LEFT JOIN (SELECT item_id, CAST(SUM(reserved) AS BIGINT) AS reserved FROM need GROUP BY item_id) kept
         ON kept.item_id = moved.item_id",
        &[PlaceKind::Usable.code().into()],
    )?;
    Ok(())
}

/// Items whose balance is not the sum of their movements and reservations.
pub fn drifted(conn: &mut Conn) -> Result<Vec<String>> {
    let rows = conn.query(
        "SELECT b.item_id FROM balance b WHERE
         b.on_hand <> (SELECT COALESCE(SUM(m.quantity), 0) FROM stock_move m JOIN place p ON p.id = m.place_id
         WHERE m.item_id = b.item_id AND p.kind = $1)
         OR b.reserved <> (SELECT COALESCE(SUM(reserved), 0) FROM need n WHERE n.item_id = b.item_id AND n.reserved > 0) ORDER BY 1",
        &[PlaceKind::Usable.code().into()],
    )?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h4_2_no_stock_is_promised_twice() {
        let folder = std::env::temp_dir().join(format!("gendan-stock-{}", uuid::Uuid::now_v7().simple()));
        std::fs::create_dir_all(&folder).unwrap();
        let db = db::Db::open_sqlite(&folder, 1).unwrap();
        db::migrate(&db, crate::start::MIGRATIONS).unwrap();
        db.write_blocking(|conn| -> Result<()> {
            let item = ItemId(uuid::Uuid::from_u128(7));
            hold(conn, item)?;
            let ten = Quantity::whole(10);
            assert!(!change(conn, item, Quantity::whole(-1))?, "nothing is there");
            assert!(change(conn, item, ten)?);
            assert_eq!(reserve_free(conn, item, Quantity::whole(8))?, Quantity::whole(8));
            assert_eq!(reserve_free(conn, item, Quantity::whole(8))?, Quantity::whole(2));
            assert_eq!(reserve_free(conn, item, Quantity::whole(8))?, Quantity::ZERO);
            assert!(!change(conn, item, Quantity::whole(-1))?, "what is set aside is not given away");
            assert!(issue_reserved(conn, item, Quantity::whole(4))?);
            release(conn, item, Quantity::whole(6))?;
            assert!(!issue_reserved(conn, item, Quantity::whole(1))?);
            assert!(release(conn, item, Quantity::whole(1)).is_err());
            let six = Quantity::whole(6);
            assert_eq!(balance(conn, item)?, Balance { on_hand: six, reserved: Quantity::ZERO });
            let free = |on_hand| Balance { on_hand, reserved: Quantity::ZERO };
            let five = free(Quantity::whole(5));
            assert!(!set_counted(conn, item, free(ten), five)?, "it is no longer ten");
            assert!(set_counted(conn, item, free(six), five)?);
            Ok(())
        })
        .unwrap();
        drop(db);
        std::fs::remove_dir_all(&folder).unwrap();
    }
}
