//! One timeline: every fact of the order's thread as a sentence.

use domain::channel::Channel;
use domain::choice::Choice as _;
use domain::confidential::Secret;
use domain::filing::opens;
use domain::history::Noun as _;
use domain::order::{Fact as OrderFact, Order};
use evidence::Fact;
use jiff::Timestamp;
use std::collections::hash_map::Entry::{Occupied, Vacant};
use std::collections::{HashMap, HashSet};

use super::rewritten::Rewritten;
use super::words;
use kernel::ctx::{Ctx, local};
use kernel::filing::held;
use kernel::noun::{Past, Told};
use kernel::ui::{AttachmentStrip, Entry, Ui};
use kernel::{Door, Result};

/// The entries of a thread, latest first; `filter` leaves out what is not talk, files or the system's. Each leads to the
/// thing as it was then where `href` shows that.
pub fn entries(
    door: &mut Door,
    ui: &Ui,
    thread: &[Fact],
    filter: &str,
    href: Option<&str>,
) -> Result<Vec<Entry>> {
    let mut names: HashMap<&str, String> = HashMap::new();
    let mut rewritten = Rewritten::default();
    let mut pasts: HashMap<&str, Past> = HashMap::new();
    // Beside an order's thread, a document says which it is: its own page does not.
    let several = thread.iter().any(|fact| thread.first().is_some_and(|first| first.stream != fact.stream));
    let is_document = |stream: &str| several && !stream.starts_with(&format!("{}/", Order::STREAM));
    let mut out = Vec::new();
    for (n, fact) in thread.iter().enumerate() {
        let noun = door.shared.site.noun(&fact.stream)?;
        let past = match pasts.entry(&fact.stream) {
            Vacant(new) => new.insert(noun.past(door.conn, fact)?),
            Occupied(known) => known.into_mut(),
        };
        let mut said = noun.tell(door.ctx, ui, fact, past)?;
        said.details.extend(rewritten.tell(door, ui, fact)?);
        let mut files = held(&fact.body);
        // A file that is two things in one fact is shown once.
        let mut shown = HashSet::new();
        files.retain(|f| {
            opens(&door.ctx.actor.roles, door.shared.site.read(&fact.stream), &f.what)
                && shown.insert(f.sha256.clone())
        });
        let system = fact.actor == "system";
        let keep = match filter {
            "talk" => said.talk,
            "files" => !files.is_empty(),
            "system" => system,
            _ => true,
        };
        if !keep || said.sentence.is_empty() {
            continue;
        }
        if !system && !names.contains_key(fact.actor.as_str()) {
            let name = crate::person::by_id(door.conn, &fact.actor)?
                .map_or_else(|| ui.t("未知").to_owned(), |p| p.name);
            names.insert(&fact.actor, name);
        }
        let number = said.about.split(' ').next().unwrap_or_default();
        if is_document(&fact.stream) && !said.sentence.contains(number) {
            said.details.insert(0, std::mem::take(&mut said.about));
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
            attachments: AttachmentStrip::of(&files),
            replay: href.map(|href| format!("{href}?at={}", n + 1)),
            system,
            ..Entry::default()
        });
    }
    out.reverse();
    Ok(out)
}

#[expect(clippy::too_many_lines, reason = "a catalogue: a sentence for each kind of fact")]
/// What a fact of an order says.
pub fn tell(ctx: &Ctx, ui: &Ui, fact: &OrderFact) -> Told {
    let with = |sentence: String, details: Vec<String>| Told { sentence, details, ..Told::default() };
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
            let department = ui.t(review.department.label());
            let mut details: Vec<String> = conditions
                .iter()
                .map(|c| ui.tf("{text}（{detail}）", &[("text", &c.text), ("detail", &c.due)]))
                .collect();
            if !review.note.is_empty() {
                details.insert(0, review.note.clone());
            }
            let args: [(&str, &dyn std::fmt::Display); 2] =
                [("department", &department), ("verdict", &ui.t(review.verdict.label()))];
            with(ui.tf("评审{department}：{verdict}", &args), details)
        }
        OrderFact::CustomerConfirmed => with(ui.t("客户已确认").to_owned(), Vec::new()),
        OrderFact::ConditionMet { note, .. } => reason("落实了评审条件", note),
        OrderFact::Released { promises, needs, reason, .. } => {
            let short = needs.0.iter().filter(|n| n.short().is_some()).count();
            let due = promises.iter().map(|p| p.current).max().map(|d| d.to_string()).unwrap_or_default();
            let several =
                promises.iter().any(|p| promises.first().is_some_and(|first| first.current != p.current));
            let each = promises.iter().filter(|_| several);
            let each =
                each.map(|p| ui.tf("第 {line} 行承诺 {due}", &[("line", &p.line), ("due", &p.current)]));
            let each: Vec<String> = each.collect();
            let stock = if short == 0 {
                ui.t("物料齐套").to_owned()
            } else {
                ui.tf("缺料 {n} 项，已通知采购", &[("n", &short)])
            };
            let early = (!reason.is_empty()).then(|| reason.clone());
            with(
                ui.tf("下达订单，承诺 {due}", &[("due", &due)]),
                [stock].into_iter().chain(each).chain(early).collect(),
            )
        }
        OrderFact::Reserved { reservations } => {
            with(ui.tf("占用库存 {n} 项", &[("n", &reservations.len())]), Vec::new())
        }
        OrderFact::Yielded { reservations } => {
            with(ui.tf("让出占用的库存 {n} 项", &[("n", &reservations.len())]), Vec::new())
        }
        OrderFact::NeedsRevised { .. } => with(ui.t("按现行物料清单更新了物料需求").to_owned(), Vec::new()),
        OrderFact::Replacing { replacing, .. } => match replacing.iter().map(|r| r.by).max() {
            Some(by) => with(ui.tf("补发的货重新备料，{by} 到", &[("by", &by)]), Vec::new()),
            None => with(ui.t("不再补发：货已找回").to_owned(), Vec::new()),
        },
        OrderFact::MaterialAdded { line, spoiled, .. } => with(
            ui.tf("第 {line} 行报废 {n}，重新备料", &[("line", line), ("n", &spoiled.plain())]),
            Vec::new(),
        ),
        OrderFact::MaterialReturned { line, returned, note, .. } => with(
            ui.tf("第 {line} 行退料 {n} 项", &[("line", line), ("n", &returned.len())]),
            vec![note.clone()],
        ),
        OrderFact::LinesSettled { lines, reason: r, .. } => with(
            ui.t("按实发结清").to_owned(),
            lines
                .iter()
                .map(|l| {
                    ui.tf(
                        "第 {line} 行 {from} → {to}",
                        &[("line", &l.line), ("from", &l.from.plain()), ("to", &l.to.plain())],
                    )
                })
                .chain([r.clone()])
                .collect(),
        ),
        OrderFact::Drawn { reservations } => {
            with(ui.tf("领料出库 {n} 项", &[("n", &reservations.len())]), Vec::new())
        }
        OrderFact::Used { reservations } => {
            with(ui.tf("做出来的货用掉的料登记出库 {n} 项", &[("n", &reservations.len())]), Vec::new())
        }
        OrderFact::Held { reason: r, .. } => reason("暂停订单", r),
        OrderFact::Resumed { reason: r, .. } => reason("解除暂停", r),
        OrderFact::Cancelled { reason: r, .. } => reason("取消订单", r),
        OrderFact::WrittenOff { write_off, .. } => {
            let amount = if ctx.sees(Secret::Price) {
                kernel::ui::format::money(*write_off.amount.open())
            } else {
                String::new()
            };
            with(ui.tf("核销差额 {amount}", &[("amount", &amount)]), vec![write_off.reason.clone()])
        }
        OrderFact::MoneyKept { kept, .. } => {
            let sentence = match *kept.amount.open() {
                amount if !amount.is_some() => ui.t("约定不退的款全部退还").to_owned(),
                amount if ctx.sees(Secret::Price) => {
                    ui.tf("约定不退 {amount}", &[("amount", &kernel::ui::format::money(amount))])
                }
                _ => ui.t("约定不退").to_owned(),
            };
            with(sentence, vec![kept.reason.clone()])
        }
        OrderFact::Reopened => with(ui.t("重新打开：货款与应收不符").to_owned(), Vec::new()),
        OrderFact::HandedOver { handover: h, .. } => with(
            ui.tf("{from} 移交给 {to}", &[("from", &h.from_name), ("to", &h.to_name)]),
            vec![h.reason.clone()],
        ),
        OrderFact::Corrected { reason: r, .. } => reason("更正订单资料", r),
        OrderFact::PromiseChanged { change } => Told {
            sentence: if change.lines.is_empty() {
                let whom = ctx.whom(&change.whom);
                ui.tf("交期改为 {to}，客户{whom}已同意", &[("to", &change.to), ("whom", &whom)])
            } else {
                let lines: Vec<String> = change.lines.iter().map(ToString::to_string).collect();
                ui.tf(
                    "第 {lines} 行的交期改为 {to}，客户{whom}已同意",
                    &[
                        ("lines", &lines.join(ui.t("、"))),
                        ("to", &change.to),
                        ("whom", &ctx.whom(&change.whom)),
                    ],
                )
            },
            details: [ui.tf(
                "{department}：{cause}",
                &[("department", &ui.t(&change.department)), ("cause", &change.cause)],
            )]
            .into_iter()
            .chain((!change.how.is_empty()).then(|| change.how.clone()))
            .collect(),
            talk: true,
            ..Told::default()
        },
        OrderFact::Contacted { contact } => {
            // What was said concerns all who read the order; whom it was said to asks the right.
            let talk = contact.open();
            Told {
                sentence: ui.tf(
                    "{channel}联系{whom}：{said}",
                    &[
                        ("channel", &ui.t(Channel::kept(&talk.channel).label())),
                        ("whom", &ctx.whom(&talk.whom)),
                        ("said", &talk.said),
                    ],
                ),
                details: Some(&talk.agreed)
                    .filter(|a| !a.is_empty())
                    .map(|a| ui.tf("约定：{agreed}", &[("agreed", a)]))
                    .into_iter()
                    .collect(),
                talk: true,
                ..Told::default()
            }
        }
        OrderFact::FileAdded { file } => with(ui.tf("上传 {name}", &[("name", &file.name)]), Vec::new()),
        OrderFact::Accepted { on, whom, note, .. } => with(
            ui.tf("{whom}于 {on} 验收", &[("whom", &ctx.whom(whom)), ("on", on)]),
            Some(note.clone()).filter(|n| !n.is_empty()).into_iter().collect(),
        ),
        OrderFact::Snoozed { snooze } => with(
            ui.tf("把 {rule} 推后到 {until}", &[("rule", &snooze.rule), ("until", &snooze.until)]),
            Some(snooze.reason.clone()).filter(|n| !n.is_empty()).into_iter().collect(),
        ),
        OrderFact::TaskSet { task, .. } => {
            let args: [(&str, &dyn std::fmt::Display); 3] =
                [("owner", &task.owner_name), ("text", &words::task(ui, task)), ("due", &task.due)];
            with(ui.tf("安排{owner}：{text}（{due}）", &args), Vec::new())
        }
        OrderFact::TaskDone { result, .. } => reason("完成任务", result),
        OrderFact::Closed => with(ui.t("货已收齐、差异已处理、款已收清，订单完成").to_owned(), Vec::new()),
    }
}
