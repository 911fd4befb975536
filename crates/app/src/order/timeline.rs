//! One timeline: every fact of the order's thread as a sentence.

use std::collections::HashMap;

use db::Conn;
use domain::confidential::{Confidential, Kind};
use domain::filing::{kind, opens};
use domain::order::{Attachment, Fact as OrderFact, Verdict};
use domain::{payment, production, purchasing, shipment, stock};
use evidence::Fact;
use jiff::Timestamp;

use super::words;
use crate::kernel::ctx::{Ctx, local};
use crate::kernel::filing::noun;
use crate::kernel::i18n::zh;
use crate::kernel::ui::{Entry, Ui, format};
use crate::kernel::{Error, Result};

/// What one fact says.
#[derive(Default)]
struct Said {
    sentence: String,
    details: Vec<String>,
    files: Vec<Attachment>,
    /// Whether somebody spoke to somebody.
    talk: bool,
}

/// The entries of a thread, latest first; `filter` leaves out what is not talk, files or the system's.
pub fn entries(
    conn: &mut Conn,
    ctx: &Ctx,
    ui: &Ui,
    thread: &[Fact],
    filter: &str,
    href: &str,
) -> Result<Vec<Entry>> {
    let mut names: HashMap<&str, String> = HashMap::new();
    let mut out = Vec::new();
    for (n, fact) in thread.iter().enumerate() {
        let mut said = say(ctx, ui, fact)?;
        let field = if noun(&fact.stream) == "order" { "files" } else { "photos" };
        said.files.retain(|f| opens(&ctx.actor.roles, noun(&fact.stream), kind(&f.what, field)));
        let system = fact.actor == "system";
        let keep = match filter {
            "talk" => said.talk,
            "files" => !said.files.is_empty(),
            "system" => system,
            _ => true,
        };
        if !keep || said.sentence.is_empty() {
            continue;
        }
        if !system && !names.contains_key(fact.actor.as_str()) {
            let name = crate::person::store::by_id(conn, &fact.actor)?
                .map_or_else(|| ui.t("未知").to_owned(), |p| p.name);
            names.insert(&fact.actor, name);
        }
        let at = Timestamp::from_microsecond(fact.at).ok().map(local);
        out.push(Entry {
            seq: u64::try_from(n + 1).ok(),
            who: if system {
                ui.t("系统").to_owned()
            } else {
                names.get(fact.actor.as_str()).cloned().unwrap_or_default()
            },
            at,
            sentence: said.sentence,
            details: said.details,
            attachments: crate::shipment::strip(&said.files),
            replay: Some(format!("{href}?at={}", n + 1)),
            system,
            ..Entry::default()
        });
    }
    out.reverse();
    Ok(out)
}

/// Who was spoken to, for readers who see contacts (H1.3).
fn who(ctx: &Ctx, ui: &Ui, whom: &Confidential<String>) -> String {
    if ctx.sees(Kind::Contact) { whom.open().clone() } else { ui.t("对方").to_owned() }
}

fn say(ctx: &Ctx, ui: &Ui, fact: &Fact) -> Result<Said> {
    let plain = |sentence: String| Said { sentence, ..Said::default() };
    Ok(match fact.stream.split('/').next() {
        Some("order") => order(ctx, ui, &evidence::from_value(&fact.body)?),
        Some("purchase") => purchase(ui, &evidence::from_value(&fact.body)?),
        Some("work") => plain(work(ui, &evidence::from_value(&fact.body)?)),
        Some("shipment") => shipped(ctx, ui, &evidence::from_value(&fact.body)?),
        Some("payment") => plain(paid(ctx, ui, &evidence::from_value(&fact.body)?)),
        Some("movement") => plain(moved(ui, &evidence::from_value(&fact.body)?)),
        _ => return Err(Error::Fault(format!("no words for {}", fact.kind))),
    })
}

#[expect(clippy::too_many_lines, reason = "a catalogue: a sentence for each kind of fact")]
fn order(ctx: &Ctx, ui: &Ui, fact: &OrderFact) -> Said {
    let with = |sentence: String, details: Vec<String>| Said { sentence, details, ..Said::default() };
    let reason = |text: &str, reason: &str| with(ui.t(text).to_owned(), vec![reason.to_owned()]);
    match fact {
        OrderFact::Entered { entry, .. } => with(
            ui.tf("录入订单，{n} 行", &[("n", &entry.lines.len())]),
            entry
                .faults
                .iter()
                .map(|f| {
                    ui.tf(
                        "导入第 {row} 行没有读懂：{text}",
                        &[("row", &f.row), ("text", &words::fault(ctx, ui, f))],
                    )
                })
                .collect(),
        ),
        OrderFact::Revised { .. } => with(ui.t("修改了草稿").to_owned(), Vec::new()),
        OrderFact::Submitted { number } => {
            with(ui.tf("提交评审，订单号 {number}", &[("number", number)]), Vec::new())
        }
        OrderFact::Reviewed { review, conditions } => {
            let verdict = match review.verdict {
                Verdict::Accept => zh("接受"),
                Verdict::Conditions => zh("有条件接受"),
                Verdict::Reject => zh("不接受"),
            };
            let department = ui.t(review.department.label());
            let mut details: Vec<String> = conditions
                .iter()
                .map(|c| ui.tf("{text}（{detail}）", &[("text", &c.text), ("detail", &c.due)]))
                .collect();
            if !review.note.is_empty() {
                details.insert(0, review.note.clone());
            }
            with(
                ui.tf(
                    "评审{department}：{verdict}",
                    &[("department", &department), ("verdict", &ui.t(verdict))],
                ),
                details,
            )
        }
        OrderFact::ConditionMet { note, .. } => reason("落实了评审条件", note),
        OrderFact::Released { promises, needs, .. } => {
            let short = needs.0.iter().filter(|n| n.short().is_some()).count();
            let due = promises.iter().map(|p| p.current).max().map(|d| d.to_string()).unwrap_or_default();
            let stock = if short == 0 {
                ui.t("物料齐套").to_owned()
            } else {
                ui.tf("缺料 {n} 项，已通知采购", &[("n", &short)])
            };
            with(ui.tf("下达订单，承诺 {due}", &[("due", &due)]), vec![stock])
        }
        OrderFact::Reserved { reservations } => {
            with(ui.tf("占用库存 {n} 项", &[("n", &reservations.len())]), Vec::new())
        }
        OrderFact::Yielded { reservations } => {
            with(ui.tf("让出占用的库存 {n} 项", &[("n", &reservations.len())]), Vec::new())
        }
        OrderFact::NeedsRevised { .. } => with(ui.t("按现行物料清单更新了物料需求").to_owned(), Vec::new()),
        OrderFact::Drawn { reservations } => {
            with(ui.tf("领料出库 {n} 项", &[("n", &reservations.len())]), Vec::new())
        }
        OrderFact::Held { reason: r } => reason("暂停订单", r),
        OrderFact::Resumed { reason: r } => reason("解除暂停", r),
        OrderFact::Cancelled { reason: r } => reason("取消订单", r),
        OrderFact::Corrected { reason: r, .. } => reason("更正订单资料", r),
        OrderFact::PromiseChanged { change } => Said {
            sentence: ui.tf("交期改为 {to}，客户{whom}已同意", &[("to", &change.to), ("whom", &who(ctx, ui, &change.whom))]),
            details: vec![ui.tf(
                "{department}：{cause}",
                &[("department", &ui.t(&change.department)), ("cause", &change.cause)],
            )],
            talk: true,
            ..Said::default()
        },
        OrderFact::Contacted { contact } => Said {
            sentence: ui.tf(
                "{channel}联系{whom}：{said}",
                &[
                    ("channel", &ui.t(words::channel(&contact.channel))),
                    ("whom", &who(ctx, ui, &contact.whom)),
                    ("said", &contact.said),
                ],
            ),
            details: Some(&contact.agreed)
                .filter(|a| !a.is_empty())
                .map(|a| ui.tf("约定：{agreed}", &[("agreed", a)]))
                .into_iter()
                .collect(),
            files: contact.files.clone(),
            talk: true,
        },
        OrderFact::FileAdded { file } => Said {
            sentence: ui.tf("上传 {name}", &[("name", &file.name)]),
            files: vec![file.clone()],
            ..Said::default()
        },
        OrderFact::Accepted { on, whom, note } => with(
            ui.tf("{whom}于 {on} 验收", &[("whom", &who(ctx, ui, whom)), ("on", on)]),
            Some(note.clone()).filter(|n| !n.is_empty()).into_iter().collect(),
        ),
        OrderFact::Snoozed { snooze } => with(
            ui.tf("把 {rule} 推后到 {until}", &[("rule", &snooze.rule), ("until", &snooze.until)]),
            Some(snooze.reason.clone()).filter(|n| !n.is_empty()).into_iter().collect(),
        ),
        OrderFact::TaskSet { task } => with(
            ui.tf(
                "安排{owner}：{text}（{due}）",
                &[("owner", &task.owner_name), ("text", &task.text), ("due", &task.due)],
            ),
            Vec::new(),
        ),
        OrderFact::TaskDone { result, .. } => reason("完成任务", result),
        OrderFact::Closed => with(ui.t("货已收齐、差异已处理、款已收清，订单完成").to_owned(), Vec::new()),
    }
}

fn purchase(ui: &Ui, fact: &purchasing::Fact) -> Said {
    use purchasing::Fact as F;
    let plain = |sentence: String| Said { sentence, ..Said::default() };
    match fact {
        F::Placed { number, supplier_name, lines, .. } => plain(ui.tf(
            "下采购单 {number} 给{supplier}，{n} 项",
            &[("number", number), ("supplier", supplier_name), ("n", &lines.len())],
        )),
        F::Promised { dates, note, .. } => Said {
            sentence: ui.tf(
                "供应商承诺 {date} 到货",
                &[("date", &dates.iter().map(|d| d.1).max().map(|d| d.to_string()).unwrap_or_default())],
            ),
            details: Some(note.clone()).filter(|n| !n.is_empty()).into_iter().collect(),
            talk: true,
            ..Said::default()
        },
        F::Chased { said, .. } => {
            Said { sentence: ui.tf("催货：{said}", &[("said", said)]), talk: true, ..Said::default() }
        }
        F::Repegged { covers } => plain(ui.tf("采购单 {n} 行改给别的订单用", &[("n", &covers.len())])),
        F::Received { parts, on, .. } => {
            plain(ui.tf("采购到货 {n} 项（{on}）", &[("n", &parts.len()), ("on", on)]))
        }
        F::Inspected { results } => {
            let rejected = results.iter().filter(|r| r.rejected.is_some()).count();
            Said {
                sentence: if rejected == 0 {
                    ui.tf("初检合格 {n} 项", &[("n", &results.len())])
                } else {
                    ui.tf("初检 {n} 项，{bad} 项有不合格", &[("n", &results.len()), ("bad", &rejected)])
                },
                details: results.iter().filter(|r| !r.reason.is_empty()).map(|r| r.reason.clone()).collect(),
                files: results.iter().flat_map(|r| r.photos.clone()).collect(),
                talk: false,
            }
        }
        F::Cancelled { reason } => {
            Said {
                sentence: ui.t("取消采购单").to_owned(), details: vec![reason.clone()], ..Said::default()
            }
        }
    }
}

fn work(ui: &Ui, fact: &production::Fact) -> String {
    use production::Fact as F;
    match fact {
        F::Opened { work } => {
            ui.tf("开生产单 {number}：{name}", &[("number", &work.number), ("name", &work.name)])
        }
        F::PeriodConfirmed { period, .. } => {
            ui.tf("生产期确认：{start} 至 {finish}", &[("start", &period.start), ("finish", &period.finish)])
        }
        F::Reported { operation, good, scrap, .. } => {
            let scrap = if scrap.is_some() {
                ui.tf("，报废 {n}", &[("n", &scrap.plain())])
            } else {
                String::new()
            };
            format!(
                "{}{scrap}",
                ui.tf("工序 {operation} 完成 {good}", &[("operation", operation), ("good", &good.plain())])
            )
        }
        F::Cancelled { .. } => ui.t("生产单取消").to_owned(),
    }
}

fn shipped(ctx: &Ctx, ui: &Ui, fact: &shipment::Fact) -> Said {
    use shipment::Fact as F;
    let plain = |sentence: String| Said { sentence, ..Said::default() };
    let reason = |text: &str, reason: &str| Said {
        sentence: ui.t(text).to_owned(),
        details: vec![reason.to_owned()],
        ..Said::default()
    };
    match fact {
        F::Prepared { shipment } => plain(
            ui.tf("安排发货 {number}，{on}", &[("number", &shipment.number), ("on", &shipment.ship_on)]),
        ),
        F::Confirmed { confirmation } => Said {
            sentence: ui.tf(
                "与{whom}确认发货：{at}",
                &[("whom", &who(ctx, ui, &confirmation.whom)), ("at", &format::date_time(confirmation.at))],
            ),
            talk: true,
            ..Said::default()
        },
        F::NoticeSent { whom, text, .. } => Said {
            sentence: ui.tf("收货须知已告知{whom}", &[("whom", &who(ctx, ui, whom))]),
            details: vec![text.clone()],
            talk: true,
            ..Said::default()
        },
        F::GateOpened { reason: r } => reason("未到款放行", r),
        F::Dispatched { dispatch } => Said {
            sentence: ui.tf(
                "发货：{carrier} {waybill}，{n} 件",
                &[("carrier", &dispatch.carrier), ("waybill", &dispatch.waybill), ("n", &dispatch.packages)],
            ),
            files: dispatch.photos.clone(),
            ..Said::default()
        },
        F::CarrierAsked { said, eta, .. } => Said {
            sentence: ui.tf("承运商答复：{said}，预计 {eta}", &[("said", said), ("eta", eta)]),
            talk: true,
            ..Said::default()
        },
        F::Arrived { arrival } => Said {
            sentence: ui.tf("{on} 到货，{whom}确认", &[("on", &arrival.on), ("whom", &who(ctx, ui, &arrival.whom))]),
            details: Some(arrival.note.clone()).filter(|n| !n.is_empty()).into_iter().collect(),
            files: arrival.photos.clone(),
            talk: true,
        },
        F::Settled { note, .. } => reason("到货差异已处理", note),
        F::Cancelled { reason: r } => reason("取消发货单", r),
    }
}

fn paid(ctx: &Ctx, ui: &Ui, fact: &payment::Fact) -> String {
    match fact {
        payment::Fact::Booked { payment } => {
            let amount = if ctx.sees(Kind::Price) {
                format::money(payment.amount.open().0, "CNY")
            } else {
                String::new()
            };
            ui.tf("到款 {number} {amount}", &[("number", &payment.number), ("amount", &amount)])
        }
        payment::Fact::Reversed { reason } => ui.tf("冲销到款：{reason}", &[("reason", reason)]),
    }
}

fn moved(ui: &Ui, fact: &stock::Fact) -> String {
    match fact {
        stock::Fact::Posted { movement } => {
            ui.tf("出入库 {number}，{n} 项", &[("number", &movement.number), ("n", &movement.moves.len())])
        }
        stock::Fact::Reversed { reason, .. } => ui.tf("冲销出入库：{reason}", &[("reason", reason)]),
    }
}
