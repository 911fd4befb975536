//! Who has open orders (H1.2): on a person's page, and told to who may hand over what nobody follows any more.

use domain::access::{Right, may};
use domain::deed::Deed;
use domain::ids::PersonId;
use kernel::ui::{Alert, Button, Html, Tone, Ui};
use kernel::{Door, Result};

use super::store::clerks;

/// How many open orders somebody has, with handing them over.
pub fn of_person(door: &mut Door, ui: &Ui, person: PersonId) -> Result<Html> {
    let orders = clerks::count(door.conn, person)?;
    if orders == 0 {
        return Ok(Html::default());
    }
    let alert = Alert::new(Tone::Accent, ui.tf("还有 {n} 张未完订单", &[("n", &orders)]));
    let button = door.button(ui, Deed::OrderHandOverSeveral, person);
    Ok(Alert { action: button, ..alert }.render(ui))
}

/// Whose orders wait for another clerk, as they have left or follow no orders any more.
pub fn notices(door: &mut Door, ui: &Ui) -> Result<Vec<Alert>> {
    if !door.ctx.can(Right::HandOverOrders) {
        return Ok(Vec::new());
    }
    let mut all = clerks::followers(door.conn)?;
    all.retain(|f| !may(&f.roles, Right::WriteOrder));
    let told = |f: &clerks::Follower| {
        let text = ui.tf("{name} 不再跟单，名下还有 {n} 张未完订单", &[("name", &f.name), ("n", &f.orders)]);
        Alert::new(Tone::Warn, text).action(Button::link(ui.t("去移交"), format!("/people/{}", f.id)))
    };
    Ok(all.iter().map(told).collect())
}
