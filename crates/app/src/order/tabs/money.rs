//! Instalments with what is due and paid (H4.6); what was received stands below them.

use domain::confidential::Secret;
use domain::followup::Case;
use domain::order::State;
use domain::payment::Asked;

use super::table;
use kernel::ui::{Cell, Detail, Details, Html, Row, Tone, Ui};
use kernel::{Door, Result};

pub(super) fn money(door: &mut Door, ui: &Ui, case: &Case) -> Result<Html> {
    let order = &case.order;
    let prices = door.ctx.sees(Secret::Price);
    if prices {
        door.look(Secret::Price);
    }
    let amount =
        |m: domain::money::Money| if prices { Cell::Money(m) } else { Cell::Text(ui.t("＊＊＊").into()) };
    let mut out = table(
        ui,
        "receivables",
        &[
            ("due", "款项", false),
            ("share", "比例", true),
            ("amount", "应收(元)", true),
            ("open", "未收(元)", true),
            ("on", "到期", false),
        ],
    );
    let given_up = order.state == State::Cancelled;
    let receivables = case.receivables(&*door.calendar()?);
    let mut plan = order.entry.plan.iter().filter(|_| !given_up);
    for receivable in &receivables {
        let planned = matches!(receivable.asked, Asked::Plan(_));
        let instalment = if planned { plan.next() } else { None };
        let on = receivable.on.map_or_else(|| Cell::Text(ui.t("条件未到").into()), Cell::Date);
        let late = receivable.open.is_some() && receivable.on.is_some_and(|d| d < ui.today);
        let row = Row::plain(vec![
            Cell::Text(ui.t(receivable.asked.label()).into()),
            instalment.map_or(Cell::Empty, |instalment| Cell::Percent(instalment.share)),
            amount(receivable.amount),
            amount(receivable.open),
            on,
        ]);
        out.rows.push(if late { row.tone(Tone::Bad) } else { row });
    }
    out.totals = Some(vec![
        Cell::Text(ui.t("合计").into()),
        Cell::Empty,
        amount(receivables.iter().map(|r| r.amount).sum()),
        amount(receivables.iter().map(|r| r.open).sum()),
        Cell::Empty,
    ]);
    let account = case.account();
    let less =
        [("扣减货款", account.credited), ("核销差额", order.written_off()), ("约定不退", order.kept())];
    let less = less.into_iter().filter(|(_, money)| money.is_some());
    let details = less.map(|(label, money)| Detail::new(ui.t(label), amount(money))).collect::<Vec<_>>();
    let less = if details.is_empty() { Html::default() } else { Details { details }.render(ui) };
    let site = door.shared.site;
    Ok(Html::concat([out.render(ui), less, site.parts(door, ui, "order/money", case, order.id.0)?]))
}
