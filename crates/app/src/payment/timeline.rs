//! What the facts of a payment say in the thread of an order (H2.3).

use domain::confidential::Secret;
use domain::payment::Fact;
use kernel::Ctx;
use kernel::noun::Told;
use kernel::ui::{Ui, format};

/// What a fact says.
pub fn tell(ctx: &Ctx, ui: &Ui, fact: &Fact) -> Told {
    match fact {
        Fact::Booked { payment } => {
            let amount =
                if ctx.sees(Secret::Price) { format::money(*payment.amount.open()) } else { String::new() };
            Told::plain(ui.tf("到款 {number} {amount}", &[("number", &payment.number), ("amount", &amount)]))
        }
        Fact::Reversed { reason, .. } => Told::plain(ui.tf("冲销到款：{reason}", &[("reason", reason)])),
    }
}
