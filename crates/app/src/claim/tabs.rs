//! The claims of an order, beside its shipments: what is sent again and what the carrier owes stand side by side.

use domain::choice::{Choice as _, State as _};
use domain::claim::Claim;
use domain::confidential::Secret;
use domain::followup::Case;
use kernel::Door;
use kernel::ui::{Badge, Card, Cell, Column, Html, Row, Table, Ui};
use uuid::Uuid;

/// The claims of a case, below its shipments; nothing where it has none.
pub fn of_order(door: &mut Door, ui: &Ui, case: &Case) -> Html {
    let own: Vec<&Claim> = case.claims.iter().collect();
    if own.is_empty() { Html::default() } else { table(door, ui, &own).render(ui) }
}

/// The claim of a shipment, on its page.
pub fn of_shipment(door: &mut Door, ui: &Ui, case: &Case, shipment: Uuid) -> Html {
    let own: Vec<&Claim> = case.claims.iter().filter(|c| c.shipment.0 == shipment).collect();
    if own.is_empty() {
        return Html::default();
    }
    Card::new(ui.t("承运商索赔"), table(door, ui, &own).render(ui)).render(ui)
}

fn table(door: &mut Door, ui: &Ui, claims: &[&Claim]) -> Table {
    let sees = door.ctx.sees(Secret::Price);
    let mut columns = vec![
        Column::new("number", ui.t("索赔单")),
        Column::new("state", ui.t("状态")),
        Column::new("carrier", ui.t("承运商")),
        Column::new("shipment", ui.t("发货单")),
    ];
    if sees {
        door.look(Secret::Price);
        columns.push(Column::number("claimed", ui.t("索赔(元)")));
        columns.push(Column::number("open", ui.t("未赔(元)")));
    }
    let mut table = Table { frameless: true, ..Table::new("claims", columns) };
    for claim in claims {
        let state = claim.state();
        let mut cells = vec![
            Cell::Code(claim.number.clone()),
            Cell::Badge(Badge::new(state.tone().into(), ui.t(state.label()))),
            Cell::Two { main: claim.carrier_name.clone(), sub: claim.waybill.clone() },
            Cell::Code(claim.shipment_number.clone()),
        ];
        if sees {
            cells.extend([Cell::Money(claim.claimed()), Cell::Money(claim.open_amount())]);
        }
        table.rows.push(Row::new(claim.id.to_string(), format!("/claims/{}", claim.id), cells));
    }
    table
}
