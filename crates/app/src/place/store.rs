//! Places in the database.

use db::Conn;
use domain::choice::Choice as _;
use domain::ids::{ItemId, PlaceId};
use domain::place::{Place, PlaceKind};
use domain::quantity::Quantity;
use domain::search_key::search_key;
use kernel::Result;

/// Writes the row of a place.
pub fn project(conn: &mut Conn, place: &Place) -> Result<()> {
    let p = &place.profile;
    conn.execute(
        "INSERT INTO place (id, code, name, kind, retired, search) VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (id) DO UPDATE SET code = excluded.code, name = excluded.name, kind = excluded.kind, retired = excluded.retired, search = excluded.search",
        &[
            place.id.to_string().into(),
            p.code.as_str().into(),
            p.name.as_str().into(),
            p.kind.code().into(),
            place.retired.into(),
            search_key(&[&p.name, &p.code]).into(),
        ],
    )?;
    Ok(())
}

/// Writes the row of the place that is always there: nobody has written it down, so no fact does.
pub fn lay_down_main(conn: &mut Conn) -> Result<()> {
    project(conn, &Place::main())
}

/// The place with this code.
pub fn by_code(conn: &mut Conn, code: &str) -> Result<Option<PlaceId>> {
    let row = conn.find("SELECT id FROM place WHERE code = $1", &[code.trim().into()])?;
    row.map(|r| Ok(r.get::<String>(0)?.parse().unwrap_or_default())).transpose()
}

/// What lies at a place; nothing where there is no such place.
pub fn kind(conn: &mut Conn, id: PlaceId) -> Result<Option<PlaceKind>> {
    let row = conn.find("SELECT kind FROM place WHERE id = $1", &[id.to_string().into()])?;
    row.map(|r| Ok(PlaceKind::of_code(&r.get::<String>(0)?).unwrap_or_default())).transpose()
}

/// Keeps a place from other writers until the transaction ends: its kind and its end are not decided while something moves
/// there. The main place, which everybody uses, is never ended and never of another kind.
pub fn hold(conn: &mut Conn, id: PlaceId) -> Result<()> {
    if id == PlaceId::default() {
        return Ok(());
    }
    Ok(conn.hold("place", "id", &[id.to_string().into()])?)
}

/// What a place is called.
pub fn name(conn: &mut Conn, id: PlaceId) -> Result<String> {
    let row = conn.find("SELECT name FROM place WHERE id = $1", &[id.to_string().into()])?;
    row.map_or(Ok(String::new()), |r| Ok(r.get(0)?))
}

/// The places in use, by code; only those whose stock orders may have where `usable`.
pub fn in_use(conn: &mut Conn, usable: bool) -> Result<Vec<(PlaceId, String)>> {
    let rows = conn.query("SELECT id, name, kind FROM place WHERE retired = FALSE ORDER BY code", &[])?;
    let mut places = Vec::new();
    for row in rows {
        let kind = PlaceKind::of_code(&row.get::<String>(2)?).unwrap_or_default();
        if kind.counts() || !usable {
            places.push((row.get::<String>(0)?.parse().unwrap_or_default(), row.get(1)?));
        }
    }
    Ok(places)
}

/// Whether anything ever moved there.
pub fn is_used(conn: &mut Conn, id: PlaceId) -> Result<bool> {
    let row = conn.find("SELECT 1 FROM place_stock WHERE place_id = $1 LIMIT 1", &[id.to_string().into()])?;
    Ok(row.is_some())
}

/// Whether anything lies there.
pub fn holds(conn: &mut Conn, id: PlaceId) -> Result<bool> {
    let sql = "SELECT 1 FROM place_stock WHERE place_id = $1 AND quantity > 0 LIMIT 1";
    Ok(conn.find(sql, &[id.to_string().into()])?.is_some())
}

/// What of an item lies at a place.
#[derive(Debug, Clone)]
pub struct AtPlace {
    /// The place.
    pub place: PlaceId,
    /// Its name.
    pub name: String,
    /// What lies there.
    pub kind: PlaceKind,
    /// How much.
    pub quantity: Quantity,
}

/// Where an item lies or lay, by the places' codes; the main place first.
pub fn places_of(conn: &mut Conn, item: ItemId) -> Result<Vec<AtPlace>> {
    let rows = conn.query(
        "SELECT p.id, p.name, p.kind, s.quantity FROM place_stock s JOIN place p ON p.id = s.place_id
         WHERE s.item_id = $1 ORDER BY CASE WHEN p.id = $2 THEN 0 ELSE 1 END, p.code",
        &[item.to_string().into(), PlaceId::MAIN.to_string().into()],
    )?;
    rows.iter()
        .map(|r| {
            Ok(AtPlace {
                place: r.get::<String>(0)?.parse().unwrap_or_default(),
                name: r.get(1)?,
                kind: PlaceKind::of_code(&r.get::<String>(2)?).unwrap_or_default(),
                quantity: Quantity(r.get(3)?),
            })
        })
        .collect()
}

/// How much of an item lies at a place.
pub fn at(conn: &mut Conn, place: PlaceId, item: ItemId) -> Result<Quantity> {
    let row = conn.find(
        "SELECT quantity FROM place_stock WHERE place_id = $1 AND item_id = $2",
        &[place.to_string().into(), item.to_string().into()],
    )?;
    row.map_or(Ok(Quantity::ZERO), |r| Ok(Quantity(r.get(0)?)))
}

/// Puts an item at a place or takes it away; `false` where less lies there.
pub fn move_at(conn: &mut Conn, place: PlaceId, item: ItemId, by: Quantity) -> Result<bool> {
    let params = [place.to_string().into(), item.to_string().into(), by.0.into()];
    let touched = if by.0 >= 0 {
        conn.execute(
            "INSERT INTO place_stock (place_id, item_id, quantity) VALUES ($1, $2, $3) ON CONFLICT (place_id, item_id)
             DO UPDATE SET quantity = place_stock.quantity + excluded.quantity",
            &params,
        )?
    } else {
        conn.execute(
            "UPDATE place_stock SET quantity = quantity + $3 WHERE place_id = $1 AND item_id = $2 AND quantity + $3 >= 0",
            &params,
        )?
    };
    Ok(touched == 1)
}

/// Builds what lies where again from the movements.
pub fn rebuild_stock(conn: &mut Conn) -> Result<()> {
    conn.execute("DELETE FROM place_stock", &[])?;
    conn.execute(
        "INSERT INTO place_stock (place_id, item_id, quantity)
         SELECT place_id, item_id, CAST(SUM(quantity) AS BIGINT) FROM stock_move GROUP BY place_id, item_id",
        &[],
    )?;
    Ok(())
}
