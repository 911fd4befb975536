//! The tabs of an order's page: each a few components over its case.

use domain::confidential::Kind;
use domain::followup::Case;
use domain::order::DEPARTMENTS;
use domain::payment::claims;
use domain::person::ROLES;
use domain::plan::{Reached, Step};
use domain::quantity::Quantity;
use domain::shipment::eta;

use crate::kernel::ui::{Align, Badge, Button, Cell, Column, Fact, Facts, Html, Row, Table, Tone, Ui};
use crate::kernel::web::fill;
use crate::kernel::{Door, Result};
use crate::routes::{follow_up_href, operation, operation_button};
use crate::{payment, shipment};

/// The tab called `name`; the overview where there is none of that name.
pub fn render(door: &mut Door, ui: &Ui, case: &Case, name: &str) -> Result<Html> {
    match name {
        "plan" => plan(door, ui, case),
        "parts" => parts(door, ui, case),
        "work" => Ok(work(ui, case)),
        "ship" => Ok(shipments(door, ui, case)),
        "money" => money(door, ui, case),
        "files" => Ok(files(ui, case)),
        "review" => Ok(review(ui, case)),
        _ => Ok(overview(door, ui, case)),
    }
}

fn table(ui: &Ui, id: &str, columns: &[(&'static str, &'static str, bool)]) -> Table {
    let columns = columns.iter().map(|(key, label, number)| {
        let align = if *number { Align::End } else { Align::Start };
        Column { align, ..Column::new(key, ui.t(label)) }
    });
    Table { frameless: true, ..Table::new(id, columns.collect()) }
}

fn quantity(q: Quantity, unit: &str) -> Cell {
    Cell::Quantity { millionths: q.0, unit: unit.to_owned() }
}

fn money_cell(m: domain::money::Money) -> Cell {
    Cell::Money { minor: m.0, currency: "CNY".into() }
}

fn overview(door: &mut Door, ui: &Ui, case: &Case) -> Html {
    let order = &case.order;
    let prices = door.ctx.sees(Kind::Price);
    if prices {
        door.look(Kind::Price);
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
    let mut lines = table(ui, "lines", &columns);
    for line in &order.entry.lines {
        let p = case.progress(line.number);
        let due = order.promise(line.number).map_or(line.wanted_on, |p| p.current);
        let mut cells = vec![
            Cell::Integer(line.number),
            Cell::Two {
                main: line.name.clone(),
                sub: format!("{} {}", line.code, line.specification).trim_end().to_owned(),
            },
            quantity(line.quantity, &line.unit),
            quantity(p.produced, ""),
            quantity(p.shipped, ""),
            quantity(p.received, ""),
            Cell::Date(due),
        ];
        if prices {
            cells.extend([money_cell(*line.unit_price.open()), money_cell(line.amount())]);
        }
        lines.rows.push(Row::plain(cells));
    }
    if prices {
        let mut totals = vec![Cell::Empty; columns.len().saturating_sub(2)];
        totals.extend([Cell::Text(ui.t("合计").into()), money_cell(order.total())]);
        lines.totals = Some(totals);
    }
    let e = &order.entry;
    let hidden = || Cell::Text(ui.t("＊＊＊").into());
    let address = door.see(Kind::Contact, &e.address).map_or_else(hidden, |a| Cell::Text(a.clone()));
    let contact = door.see(Kind::Contact, &e.contact).map_or_else(hidden, |a| Cell::Text(a.clone()));
    let transit = domain::plan::transit_days(&e.transport, e.distance_km);
    let drawings: Vec<&str> = e.lines.iter().map(|l| l.drawing.as_str()).filter(|d| !d.is_empty()).collect();
    let mut facts = vec![
        Fact::new(
            ui.t("客户"),
            Cell::Link { text: e.customer_name.clone(), href: format!("/customers/{}", e.customer) },
        )
        .and(contact),
        Fact::new(ui.t("收货"), address).and(Cell::Text(
            ui.tf("{transport}，预计 {n} 天", &[("transport", &e.transport), ("n", &transit)]),
        )),
        Fact::new(ui.t("付款"), Cell::Text(e.terms.clone())),
        Fact::new(ui.t("下单"), Cell::Date(e.ordered_on))
            .and(Cell::Text(ui.tf("跟单员 {name}", &[("name", &e.clerk_name)]))),
    ];
    if let Some(start) = e.start_on {
        facts.push(Fact::new(ui.t("开工日期"), Cell::Date(start)));
    }
    if !drawings.is_empty() {
        facts.push(Fact::new(ui.t("图纸"), Cell::Text(drawings.join(ui.t("、")))));
    }
    if !e.remark.is_empty() {
        facts.push(Fact::new(ui.t("备注"), Cell::Text(e.remark.clone())));
    }
    for fault in &e.faults {
        let text = ui.tf("第 {row} 行：{text}", &[("row", &fault.row), ("text", &fault.text)]);
        facts.push(Fact::new(ui.t("导入有误"), Cell::Badge(Badge::new(Tone::Bad, text))));
    }
    Html::concat([lines.render(ui), Facts { facts }.render(ui)])
}

fn plan(door: &mut Door, ui: &Ui, case: &Case) -> Result<Html> {
    let calendar = door.calendar()?;
    let order = &case.order;
    let due = order.due().unwrap_or(ui.today);
    let baseline = if order.milestones.is_empty() {
        domain::plan::lay_down(order, due, &calendar)
    } else {
        order.milestones.clone()
    };
    let revised = domain::plan::lay_down(order, due, &calendar);
    let forecast = domain::plan::forecast(case, &calendar, ui.today);
    let mut steps = table(
        ui,
        "plan",
        &[
            ("step", "步骤", false),
            ("owner", "责任", false),
            ("baseline", "原计划", false),
            ("revised", "现计划", false),
            ("forecast", "预测", false),
            ("actual", "实际", false),
            ("state", "", false),
        ],
    );
    for m in &baseline {
        let expected = forecast.as_ref().filter(|_| order.released.is_some()).and_then(|f| match m.step {
            Step::MaterialsIn => f.materials,
            Step::Produced => Some(f.produced),
            Step::Dispatched => Some(f.ships),
            Step::Arrived => Some(f.arrives),
            _ => None,
        });
        let decisive = order.is_open()
            && forecast.as_ref().is_some_and(|f| f.decisive == m.step)
            && order.released.is_some();
        let role = ROLES.iter().find(|r| r.0 == m.step.owner()).map_or("", |r| r.2);
        let day = |d: Option<jiff::civil::Date>| d.map_or(Cell::Empty, Cell::Date);
        let state =
            if decisive { Cell::Badge(Badge::new(Tone::Accent, ui.t("主线"))) } else { Cell::Empty };
        let now = revised.iter().find(|r| r.step == m.step).map(|r| r.baseline);
        let actual = domain::plan::reached(case, m.step);
        let (expected, reached) = match actual {
            Reached::No => (expected, Cell::Empty),
            Reached::Yes => (None, Cell::badge(Tone::Ok, ui.t("已做到"))),
            Reached::On(day) => (None, Cell::Date(day)),
        };
        let today = now.is_some_and(|n| n < ui.today) && actual == Reached::No && order.is_open();
        let late = today || expected.zip(now).is_some_and(|(e, n)| e > n);
        let row = Row::plain(vec![
            Cell::Text(ui.t(m.step.label()).into()),
            Cell::Text(ui.t(role).into()),
            Cell::Date(m.baseline),
            day(now),
            day(expected),
            reached,
            state,
        ]);
        steps.rows.push(if late { row.tone(Tone::Bad) } else { row });
    }
    let mut todo = table(
        ui,
        "todo",
        &[("due", "期限", false), ("what", "要做的", false), ("owner", "谁", false), ("act", "", false)],
    );
    let mut found = domain::followup::follow_ups(case, &calendar, ui.now);
    found.sort_by_key(|f| f.due);
    for f in found {
        let role = ROLES.iter().find(|r| r.0 == f.role).map_or("", |r| r.2);
        let button = operation(f.action)
            .filter(|o| door.ctx.can(o.act))
            .map(|o| Button::dialog(ui.t(o.label), follow_up_href(o, &f.target, f.rule, &f.occurrence)));
        todo.rows.push(Row::plain(vec![
            Cell::Due(crate::kernel::ui::Due::at(f.due.date(), f.due.time())),
            Cell::Two {
                main: fill(ui.lang, f.text, &f.params),
                sub: format!("{} · {}", fill(ui.lang, f.reason, &f.params), f.rule),
            },
            Cell::Text(ui.t(role).into()),
            Cell::Actions(button.into_iter().collect()),
        ]));
    }
    Ok(Html::concat([steps.render(ui), todo.render(ui)]))
}

fn parts(door: &mut Door, ui: &Ui, case: &Case) -> Result<Html> {
    let mut out = table(
        ui,
        "parts",
        &[
            ("line", "行", true),
            ("part", "物料", false),
            ("required", "需求", true),
            ("reserved", "占用", true),
            ("drawn", "已领", true),
            ("short", "缺", true),
            ("free", "可用库存", true),
            ("bought", "采购", false),
        ],
    );
    for row in super::store::needs(door.conn, &case.order)? {
        let bought = case
            .covers
            .iter()
            .find(|c| c.line == row.need.line && c.item == row.need.item && c.open().is_some());
        let bought = bought.map_or(Cell::Empty, |c| {
            let when =
                c.promised.map_or_else(|| ui.t("未答复交期").to_owned(), |d| ui.tf("{d} 到", &[("d", &d)]));
            Cell::Link { text: format!("{} {when}", c.number), href: format!("/purchases/{}", c.purchase) }
        });
        let short = row.need.short();
        let cells = vec![
            Cell::Integer(row.need.line),
            Cell::Two { main: row.code, sub: row.name },
            quantity(row.need.required, &row.unit),
            quantity(row.need.reserved, ""),
            quantity(row.need.drawn, ""),
            if short.is_some() { quantity(short, "") } else { Cell::Empty },
            quantity(row.free, ""),
            bought,
        ];
        let line = Row::plain(cells);
        out.rows.push(if short.is_some() { line.tone(Tone::Bad) } else { line });
    }
    Ok(out.render(ui))
}

fn work(ui: &Ui, case: &Case) -> Html {
    let mut out = table(
        ui,
        "work",
        &[
            ("number", "生产单", false),
            ("name", "名称", false),
            ("quantity", "数量", true),
            ("done", "完工", true),
            ("progress", "进度", true),
            ("period", "生产期", false),
        ],
    );
    for w in &case.work {
        let period = w.period.map_or_else(
            || Cell::Badge(Badge::new(Tone::Warn, ui.t("待确认"))),
            |p| Cell::Text(ui.tf("{start} ～ {finish}", &[("start", &p.start), ("finish", &p.finish)])),
        );
        out.rows.push(Row::new(
            w.id.to_string(),
            format!("/work/{}", w.id),
            vec![
                Cell::Code(w.number.clone()),
                Cell::Text(format!("{} {}", w.code, w.name)),
                quantity(w.quantity, &w.unit),
                quantity(w.produced(), ""),
                Cell::Percent(w.progress()),
                period,
            ],
        ));
    }
    out.render(ui)
}

fn shipments(door: &mut Door, ui: &Ui, case: &Case) -> Html {
    let mut out = table(
        ui,
        "ship",
        &[
            ("number", "发货单", false),
            ("on", "发货日期", false),
            ("state", "状态", false),
            ("waybill", "承运", false),
            ("eta", "预计到货", false),
            ("arrived", "到货", false),
        ],
    );
    for s in &case.shipments {
        let (tone, state) = shipment::state_badge(shipment::store::state(s));
        let day = |d: Option<jiff::civil::Date>| d.map_or(Cell::Empty, Cell::Date);
        let left = s
            .dispatched
            .as_ref()
            .map_or(Cell::Empty, |d| Cell::Two { main: d.carrier.clone(), sub: d.waybill.clone() });
        out.rows.push(Row::new(
            s.id.to_string(),
            format!("/shipments/{}", s.id),
            vec![
                Cell::Code(s.number.clone()),
                Cell::Date(s.ship_on),
                Cell::Badge(Badge::new(tone, ui.t(state))),
                left,
                day(eta(s)),
                day(s.arrival.as_ref().map(|a| a.on)),
            ],
        ));
    }
    out.empty = crate::kernel::ui::Empty {
        sentence: ui.t("还没有安排发货").into(),
        action: operation_button(door, ui, "shipment.prepare", case.order.id, true),
    };
    out.render(ui)
}

fn money(door: &mut Door, ui: &Ui, case: &Case) -> Result<Html> {
    let order = &case.order;
    let prices = door.ctx.sees(Kind::Price);
    if prices {
        door.look(Kind::Price);
    }
    let amount =
        |m: domain::money::Money| if prices { money_cell(m) } else { Cell::Text(ui.t("＊＊＊").into()) };
    let mut out = table(
        ui,
        "claims",
        &[
            ("due", "款项", false),
            ("share", "比例", true),
            ("amount", "应收(元)", true),
            ("open", "未收(元)", true),
            ("on", "到期", false),
        ],
    );
    for (claim, instalment) in claims(order, case.paid, &case.anchors()).iter().zip(&order.entry.plan) {
        let on = claim.on.map_or_else(|| Cell::Text(ui.t("条件未到").into()), Cell::Date);
        let late = claim.open.0 > 0 && claim.on.is_some_and(|d| d < ui.today);
        let row = Row::plain(vec![
            Cell::Text(ui.t(claim.due.label()).into()),
            Cell::Percent(instalment.share),
            amount(claim.amount),
            amount(claim.open),
            on,
        ]);
        out.rows.push(if late { row.tone(Tone::Bad) } else { row });
    }
    out.totals = Some(vec![
        Cell::Text(ui.t("合计").into()),
        Cell::Empty,
        amount(order.total()),
        amount(order.total().minus(case.paid)),
        Cell::Empty,
    ]);
    let mut booked = table(
        ui,
        "booked",
        &[
            ("number", "到款单", false),
            ("on", "日期", false),
            ("amount", "金额(元)", true),
            ("act", "", false),
        ],
    );
    for receipt in payment::store::of_order(door.conn, order.id)? {
        let reverse = operation_button(door, ui, "payment.reverse", &receipt.payment, false);
        booked.rows.push(Row::plain(vec![
            Cell::Code(receipt.number),
            receipt.paid_on.parse().map_or(Cell::Empty, Cell::Date),
            amount(receipt.amount),
            Cell::Actions(reverse.into_iter().collect()),
        ]));
    }
    booked.empty = crate::kernel::ui::Empty {
        sentence: ui.t("还没有到款").into(),
        action: operation_button(door, ui, "payment.book", order.id, true),
    };
    Ok(Html::concat([out.render(ui), booked.render(ui)]))
}

fn files(ui: &Ui, case: &Case) -> Html {
    let mut out =
        table(ui, "files", &[("name", "文件", false), ("what", "是什么", false), ("size", "大小", true)]);
    for f in &case.order.attachments {
        let what = match f.what.as_str() {
            "drawing" => "图纸",
            "contract" => "合同",
            "photo" => "照片",
            "waybill" => "运单",
            _ => "其他",
        };
        let size = crate::kernel::ui::format::file_size(u64::try_from(f.size).unwrap_or(0));
        out.rows.push(Row::plain(vec![
            Cell::Link { text: f.name.clone(), href: format!("/files/{}", f.sha256) },
            Cell::Text(ui.t(what).into()),
            Cell::Text(size),
        ]));
    }
    out.empty = crate::kernel::ui::Empty { sentence: ui.t("还没有文件").into(), action: None };
    Html::concat([shipment::strip(&case.order.attachments).render(), out.render(ui)])
}

fn review(ui: &Ui, case: &Case) -> Html {
    use domain::order::Verdict;
    let order = &case.order;
    let mut out = table(
        ui,
        "review",
        &[
            ("department", "部门", false),
            ("question", "问题", false),
            ("verdict", "结论", false),
            ("note", "说明", false),
            ("earliest", "最早可交", false),
        ],
    );
    for (department, _, label, question, _) in DEPARTMENTS {
        let answer = order.reviews.iter().find(|r| r.department == department);
        let verdict = answer.map_or_else(
            || Badge::new(Tone::Warn, ui.t("待评审")),
            |r| match r.verdict {
                Verdict::Accept => Badge::new(Tone::Ok, ui.t("接受")),
                Verdict::Conditions => Badge::new(Tone::Warn, ui.t("有条件接受")),
                Verdict::Reject => Badge::new(Tone::Bad, ui.t("不接受")),
            },
        );
        out.rows.push(Row::plain(vec![
            Cell::Text(ui.t(label).into()),
            Cell::Text(ui.t(question).into()),
            Cell::Badge(verdict),
            answer.map_or(Cell::Empty, |r| Cell::Text(r.note.clone())),
            answer.and_then(|r| r.earliest).map_or(Cell::Empty, Cell::Date),
        ]));
    }
    let mut conditions =
        table(ui, "conditions", &[("text", "条件", false), ("due", "期限", false), ("state", "落实", false)]);
    for c in &order.conditions {
        let state = c.met.as_ref().map_or_else(
            || Cell::Badge(Badge::new(Tone::Warn, ui.t("未落实"))),
            |note| Cell::Text(note.clone()),
        );
        conditions.rows.push(Row::plain(vec![Cell::Text(c.text.clone()), Cell::Date(c.due), state]));
    }
    let parts = if order.conditions.is_empty() {
        vec![out.render(ui)]
    } else {
        vec![out.render(ui), conditions.render(ui)]
    };
    Html::concat(parts)
}
