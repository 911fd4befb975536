//! What the facts of a shipment say in the thread of an order (H2.3).

use domain::choice::Choice as _;
use domain::quantity::Quantity;
use domain::shipment::{Fact, Part, Settlement};
use kernel::ctx::Ctx;
use kernel::noun::Told;
use kernel::ui::{Ui, format};

/// What a fact says.
pub fn tell(ctx: &Ctx, ui: &Ui, fact: &Fact) -> Told {
    let reason = |text: &str, reason: &str| Told {
        sentence: ui.t(text).to_owned(),
        details: vec![reason.to_owned()],
        ..Told::default()
    };
    match fact {
        Fact::Prepared { shipment, .. } => Told::plain(
            ui.tf("安排发货 {number}，{on}", &[("number", &shipment.number), ("on", &shipment.ship_on)]),
        ),
        Fact::Confirmed { confirmation } => Told {
            sentence: ui.tf(
                "与{whom}确认发货：{at}",
                &[("whom", &ctx.whom(&confirmation.whom)), ("at", &format::date_time(confirmation.at))],
            ),
            details: Some(confirmation.reason.clone()).filter(|r| !r.is_empty()).into_iter().collect(),
            talk: true,
            ..Told::default()
        },
        Fact::NoticeSent { whom, text, .. } => Told {
            sentence: ui.tf("收货须知已告知{whom}", &[("whom", &ctx.whom(whom))]),
            details: vec![text.clone()],
            talk: true,
            ..Told::default()
        },
        Fact::Changed { ship_on, parts, reason: r, .. } => {
            let sum: Quantity = parts.iter().map(|p| p.quantity).sum();
            let args: [(&str, &dyn std::fmt::Display); 2] = [("on", ship_on), ("quantity", &sum.plain())];
            Told::plain(ui.tf("发货单改为 {on} 发 {quantity}，要重新确认", &args)).more([r.clone()])
        }
        Fact::GateOpened { reason: r, .. } => reason("未到款放行", r),
        Fact::Dispatched { dispatch } => Told::plain(ui.tf(
            "发货：{carrier} {waybill}，{n} 件",
            &[("carrier", &dispatch.carrier), ("waybill", &dispatch.waybill), ("n", &dispatch.packages)],
        )),
        Fact::CarrierAsked { said, eta, .. } => Told {
            sentence: ui.tf("承运商答复：{said}，预计 {eta}", &[("said", said), ("eta", eta)]),
            talk: true,
            ..Told::default()
        },
        Fact::Arrived { arrival } => Told {
            sentence: ui
                .tf("{on} 到货，{whom}确认", &[("on", &arrival.on), ("whom", &ctx.whom(&arrival.whom))]),
            details: Some(arrival.note.clone()).filter(|n| !n.is_empty()).into_iter().collect(),
            talk: true,
            ..Told::default()
        },
        Fact::ArrivalTakenBack { reason: r, .. } => reason("撤回到货登记", r),
        Fact::CauseFound { finding } => {
            Told::plain(ui.tf("到货差异的原因：{cause}", &[("cause", &ui.t(finding.cause.label()))]))
                .more([finding.explanation.clone()])
        }
        Fact::Settled { settlement, replacement, extra, note, .. } => {
            // Where only a surplus was decided, nothing was taken as it is.
            let only_extra = extra.is_some() && *settlement == Settlement::AsIs;
            let how = (!only_extra).then(|| ui.t(settlement.label()).to_owned());
            let by = replacement
                .map(|r| ui.tf("{source}，{by} 到", &[("source", &ui.t(r.source.label())), ("by", &r.by)]));
            let extra = extra.map(|extra| ui.tf("多收的货：{extra}", &[("extra", &ui.t(extra.label()))]));
            reason("到货差异已处理", note).more(how.into_iter().chain(by).chain(extra))
        }
        Fact::Stocked { parts, left_out, note, .. } => {
            let sum = |parts: &[Part]| -> Quantity { parts.iter().map(|p| p.quantity).sum() };
            let stocked = ui.tf("退货 {quantity} 入库", &[("quantity", &sum(parts).plain())]);
            let out = ui.tf("不入库 {quantity}", &[("quantity", &sum(left_out).plain())]);
            Told::plain(stocked)
                .more(Some(out).filter(|_| !left_out.is_empty()))
                .more(Some(note.clone()).filter(|note| !note.is_empty()))
        }
        Fact::Found { found } => {
            let sum: Quantity = found.parts.iter().map(|p| p.quantity).sum();
            Told::plain(ui.tf(
                "找回 {quantity}，{place}",
                &[("quantity", &sum.plain()), ("place", &ui.t(found.place.label()))],
            ))
            .more([found.note.clone()])
        }
        Fact::StateSaid { said, .. } => {
            Told::plain(ui.tf(
                "{party}：{ready} 备好",
                &[("party", &ui.t(said.party.label())), ("ready", &said.ready_by)],
            ))
            .more(Some(said.note.clone()).filter(|n| !n.is_empty()))
        }
        Fact::Cancelled { reason: r, .. } => reason("取消发货单", r),
    }
}
