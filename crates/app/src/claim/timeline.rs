//! What the facts of a claim say in the thread of an order (H2.3).

use domain::choice::Choice as _;
use domain::claim::Fact;
use domain::confidential::{Confidential, Price, Secret};
use domain::money::Money;
use kernel::Ctx;
use kernel::noun::Told;
use kernel::ui::{Ui, format};

/// What a fact says; amounts to those who see prices alone.
pub fn tell(ctx: &Ctx, ui: &Ui, fact: &Fact) -> Told {
    let amount = |money: &Confidential<Price, Money>| {
        if ctx.sees(Secret::Price) {
            format::money(*money.open())
        } else {
            ui.t("（金额保密）").to_owned()
        }
    };
    match fact {
        Fact::Opened { claim } => Told::plain(ui.tf(
            "开索赔单 {number}：{carrier}，{n} 行",
            &[("number", &claim.number), ("carrier", &claim.carrier_name), ("n", &claim.losses.len())],
        )),
        Fact::Lessened { losses } => {
            Told::plain(ui.tf("货找回了一些，索赔还有 {n} 行", &[("n", &losses.len())]))
        }
        Fact::Described { grounds } => Told::plain(ui.t("补充了索赔依据")).more([grounds.note.clone()]),
        Fact::Lodged { lodged } => Told::plain(ui.tf(
            "向承运商索赔 {amount}，应在 {by} 前答复",
            &[("amount", &amount(&lodged.amount)), ("by", &lodged.answer_by)],
        ))
        .more([lodged.documents.clone()])
        .talk(),
        Fact::Answered { answer } => {
            Told::plain(ui.tf("承运商答复索赔：{said}", &[("said", &answer.said)])).talk()
        }
        Fact::Decided { decision } => Told::plain(ui.tf(
            "索赔结果：{outcome} {amount}",
            &[("outcome", &ui.t(decision.outcome.label())), ("amount", &amount(&decision.amount))],
        ))
        .more([decision.note.clone()])
        .talk(),
        Fact::Recovered { recovery } => {
            Told::plain(ui.tf("收到承运商赔款 {amount}", &[("amount", &amount(&recovery.amount))]))
                .more([recovery.reference.clone()])
        }
        Fact::WrittenOff { reason, .. } => Told::plain(ui.t("核销索赔")).more([reason.clone()]),
    }
}
