//! What was agreed: the lines, the address, the terms, and what is due.

use domain::choice::Choice as _;
use domain::confidential::Secret;
use domain::followup::Case;
use domain::order::{Order, OrderLine};
use domain::plan;
use jiff::civil::Date;

use super::super::forecasts::expected;
use super::super::words;
use super::{quantity, table};
use kernel::ui::{Badge, Cell, Detail, Details, Html, Row, Tone, Ui, format};
use kernel::{Door, Result};

pub(super) fn overview(door: &mut Door, ui: &Ui, case: &Case) -> Result<Html> {
    let order = &case.order;
    let prices = door.ctx.sees(Secret::Price);
    if prices {
        door.look(Secret::Price);
    }
    let mut columns = vec![
        ("line", "行", true),
        ("name", "名称", false),
        ("quantity", "数量", true),
        ("produced", "已产", true),
        ("shipped", "已发", true),
        ("received", "已收", true),
        ("due", "交期", false),
    ];
    if prices {
        columns.extend([("price", "单价(元)", true), ("amount", "金额(元)", true)]);
    }
    let known = expected(door, ui, case)?;
    let calendar = door.calendar()?;
    // Where somebody looks back, as it was known; else each line by its own parts and work.
    let forecast =
        plan::forecast(case, &calendar, ui.today).filter(|_| known.is_some() && !door.looks_back());
    let mut lines = table(ui, "lines", &columns);
    for line in &order.entry.lines {
        let p = case.progress(line.number);
        let own = forecast.as_ref().and_then(|f| f.lines.iter().find(|own| own.line == line.number));
        let mut cells = vec![
            Cell::Integer(line.number),
            Cell::Two {
                main: line.name.clone(),
                sub: format!("{} {}", line.code, line.specification).trim_end().to_owned(),
            },
            quantity(line.quantity, &line.unit),
            quantity(p.produced, ""),
            quantity(p.shipped, ""),
            received(ui, case, line.number),
            dates(ui, case, line, own.map(|own| own.arrives).or(known.map(|known| known.arrives))),
        ];
        if prices {
            cells.extend([Cell::Price(*line.unit_price.open()), Cell::Money(line.amount())]);
        }
        let late = own.is_some_and(|own| own.arrives > own.promised);
        let row = Row::plain(cells);
        lines.rows.push(if late { row.tone(Tone::Bad) } else { row });
    }
    if prices {
        let mut totals = vec![Cell::Empty; columns.len().saturating_sub(2)];
        totals.extend([Cell::Text(ui.t("合计").into()), Cell::Money(order.total())]);
        lines.totals = Some(totals);
    }
    let details = agreed(door, ui, order, prices);
    Ok(Html::concat([lines.render(ui), Details { details }.render(ui)]))
}

/// What the customer has of a line; and what never came and is settled otherwise than by sending it again.
fn received(ui: &Ui, case: &Case, line: i64) -> Cell {
    let missed = case.missed(line);
    let there = case.progress(line).received.minus(missed);
    if !missed.is_some() {
        return quantity(there, "");
    }
    Cell::Two { main: there.plain(), sub: ui.tf("少 {n}，已商定", &[("n", &missed.plain())]) }
}

/// What was agreed of the whole order.
fn agreed(door: &mut Door, ui: &Ui, order: &Order, prices: bool) -> Vec<Detail> {
    let e = &order.entry;
    let hidden = || Cell::Text(ui.t("＊＊＊").into());
    let address = door.see(&e.address).map_or_else(hidden, |a| Cell::Text(a.clone()));
    let contact = door.see(&e.contact).map_or_else(hidden, |a| Cell::Text(a.clone()));
    let transit = plan::transit_days(&e.transport, e.distance_km);
    let takes = ui.tf("预计 {n} 天", &[("n", &transit)]);
    let way: Vec<&str> = [e.transport.as_str(), &takes].into_iter().filter(|t| !t.is_empty()).collect();
    let way = way.join(ui.t("，"));
    let drawings: Vec<&str> = e.lines.iter().map(|l| l.drawing.as_str()).filter(|d| !d.is_empty()).collect();
    let mut details = vec![
        Detail::new(
            ui.t("客户"),
            Cell::Link { text: e.customer_name.clone(), href: format!("/customers/{}", e.customer) },
        )
        .and(contact),
        Detail::new(ui.t("收货"), address).and(Cell::Text(way)),
        Detail::new(ui.t("付款"), Cell::Text(e.terms.clone())),
        Detail::new(ui.t("下单"), Cell::Date(e.ordered_on))
            .and(Cell::Text(ui.tf("跟单员 {name}", &[("name", &e.clerk_name)]))),
    ];
    if let Some(discount) = e.discount.as_ref().filter(|_| prices) {
        let amount = Cell::Money(*discount.amount.open());
        details.push(Detail::new(ui.t("优惠"), amount).and(Cell::Text(discount.reason.clone())));
    }
    if e.tolerance > 0 {
        details.push(Detail::new(ui.t("溢短装"), Cell::Text(format!("{} %", e.tolerance))));
    }
    details.extend(outcome(ui, order));
    if let Some(start) = e.start_on {
        details.push(Detail::new(ui.t("开工日期"), Cell::Date(start)));
    }
    if !drawings.is_empty() {
        details.push(Detail::new(ui.t("图纸"), Cell::Text(drawings.join(ui.t("、")))));
    }
    if !e.remark.is_empty() {
        details.push(Detail::new(ui.t("备注"), Cell::Text(e.remark.clone())));
    }
    for fault in &e.faults {
        let text = ui
            .tf("第 {row} 行：{text}", &[("row", &fault.row), ("text", &words::fault(door.ctx, ui, fault))]);
        details.push(Detail::new(ui.t("导入有误"), Cell::Badge(Badge::new(Tone::Bad, text))));
    }
    details
}

/// The four dates of a line: what is promised now, and below it what was asked for, promised first, and is expected or came.
fn dates(ui: &Ui, case: &Case, line: &OrderLine, expected: Option<Date>) -> Cell {
    let promise = case.order.promise(line.number);
    let there = case.progress(line.number).received >= line.quantity;
    let of_line = case.shipments.iter().filter(|s| s.sent(line.number).is_some());
    let came = of_line.filter_map(|s| s.arrival.as_ref()).map(|a| a.on).max().filter(|_| there);
    let day = |label: &str, on: Date| format!("{label} {}", format::near_day(ui.today, on));
    let parts = [
        Some(day(ui.t("要求"), line.wanted_on)),
        promise.filter(|p| p.first != p.current).map(|p| day(ui.t("首次"), p.first)),
        came.map(|on| day(ui.t("到货"), on)).or_else(|| expected.map(|on| day(ui.t("预测"), on))),
    ];
    let sub = parts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    Cell::Promised { on: promise.map_or(line.wanted_on, |p| p.current), sub }
}

/// Where a line is not delivered as it was ordered: sent again (C20), ended at what was delivered (C11, C28).
fn outcome(ui: &Ui, order: &Order) -> Vec<Detail> {
    let mut details = Vec::new();
    for again in &order.replacing {
        let said = ui.tf(
            "第 {line} 行 {quantity}，{by} 到，{source}",
            &[
                ("line", &again.line),
                ("quantity", &again.quantity.plain()),
                ("by", &again.by),
                ("source", &ui.t(again.source.label())),
            ],
        );
        details.push(Detail::new(ui.t("补发"), Cell::Text(said)));
    }
    for ended in &order.settled_lines {
        let said = ui.tf(
            "第 {line} 行 {from} → {to}",
            &[("line", &ended.line), ("from", &ended.from.plain()), ("to", &ended.to.plain())],
        );
        details.push(Detail::new(ui.t("按实发结清"), Cell::Text(said)));
    }
    details
}
