//! What the facts of a payment say in the thread of an order (H2.3).

use domain::confidential::{Confidential, Price, Secret};
use domain::money::Money;
use domain::payment::Fact;
use kernel::Ctx;
use kernel::noun::Told;
use kernel::ui::{Ui, format};

/// What a fact says.
pub fn tell(ctx: &Ctx, ui: &Ui, fact: &Fact) -> Told {
    match fact {
        Fact::Booked { payment } => {
            let amount = shown(ctx, "", &payment.amount);
            Told::plain(ui.tf("到款 {number} {amount}", &[("number", &payment.number), ("amount", &amount)]))
        }
        Fact::Allocated { allocations, .. } => {
            let to = allocations.iter().map(|a| shown(ctx, &a.number, &a.amount)).collect::<Vec<_>>();
            Told::plain(ui.tf("预收款付订单：{orders}", &[("orders", &to.join(ui.t("、")))]))
        }
        Fact::Freed { allocation, reason, .. } => {
            let what = shown(ctx, &allocation.number, &allocation.amount);
            Told::plain(ui.tf("转为预收款：{what}", &[("what", &what)])).more([reason.clone()])
        }
        Fact::Repaid { repayment, .. } => {
            let amount = shown(ctx, "", &repayment.amount);
            Told::plain(ui.tf("退款给客户 {amount}", &[("amount", &amount)])).more([repayment.reason.clone()])
        }
        Fact::Recovered { recovery, .. } => {
            let amount = shown(ctx, "", &recovery.amount);
            Told::plain(ui.tf("追回退款 {amount}", &[("amount", &amount)])).more([recovery.reason.clone()])
        }
        Fact::WrittenOff { write_off, .. } => {
            let amount = shown(ctx, "", &write_off.amount);
            Told::plain(ui.tf("核销追不回的退款 {amount}", &[("amount", &amount)]))
                .more([write_off.reason.clone()])
        }
        Fact::Reversed { reason, .. } => Told::plain(ui.tf("冲销到款：{reason}", &[("reason", reason)])),
    }
}

/// A number with its amount, for whom amounts are.
fn shown(ctx: &Ctx, number: &str, amount: &Confidential<Price, Money>) -> String {
    let amount = if ctx.sees(Secret::Price) { format::money(*amount.open()) } else { String::new() };
    format!("{number} {amount}").trim().to_owned()
}
