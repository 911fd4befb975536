//! Review and release (H3.3).

use domain::access::Right;
use domain::choice::Choice as _;
use domain::filing::FileKind;
use domain::ids::OrderId;
use domain::order::{Attachment, Condition, Department, Order, Promised, Review, Verdict, missing, waiting};
use kernel::act::Subject;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::ui::Width;
use kernel::{Done, Door, Error, Result, Said, Target};

use super::super::actions;
use super::changed;

/// H3.3 What is missing when an order is handed in.
pub(super) fn handed_in(f: &Form, order: &Loaded<Order>) {
    let lacking: Vec<&str> = missing(order).into_iter().map(|m| f.t(m.text)).collect();
    if lacking.is_empty() {
        f.intro("资料齐全，提交后各部门开始评审。");
    } else {
        let missing = lacking.join(f.t("、"));
        f.intro(&f.tf("还缺：{missing}。可以先提交，下达前要补齐。", &[("missing", &missing)]));
    }
}

pub(super) fn submit(door: &mut Door, order: Loaded<Order>, (): ()) -> Result<Done> {
    actions::submit(door, order).map(changed)
}

/// An order, and the departments that the reader answers for.
pub(super) struct Reviewed {
    order: Loaded<Order>,
    mine: Vec<Department>,
}

impl Default for Reviewed {
    fn default() -> Self {
        Self { order: Loaded::default(), mine: Department::ALL.to_vec() }
    }
}

impl Subject for Reviewed {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let order = Loaded::load(door, target)?;
        let mine = Department::ALL.iter().copied().filter(|d| door.ctx.can(d.right()));
        let mine: Vec<Department> = mine.collect();
        if mine.is_empty() {
            return Err(Error::Forbidden(Right::AnswerReview));
        }
        Ok(Self { order, mine })
    }

    /// Whose question it is, the action asks.
    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        Ok(Self { order: Loaded::load_to_act(door, target, said)?, ..Self::default() })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.order.orders()
    }

    fn version(&self) -> Option<i64> {
        self.order.version()
    }
}

/// H3.3 A department's answer, and the conditions that it sets.
pub(super) fn answer(f: &Form, at: &Reviewed) -> (Review, Vec<Condition>) {
    let open = waiting(&at.order);
    let first = at.mine.iter().find(|d| open.contains(d)).or(at.mine.first()).copied();
    let option = |d: &Department| {
        let text = f.tf("{label}：{text}", &[("label", &f.t(d.label())), ("text", &f.t(d.question()))]);
        (*d, text)
    };
    let department = f
        .choice("department", "评审内容")
        .only(at.mine.iter().map(option).collect())
        .preset(first.map(Chosen))
        .width(Width::Full)
        .required()
        .0;
    let verdict = f.choice::<Verdict>("verdict", "结论").radio().required().0;
    let note = f.words("note", "说明", 1000).help("不接受时必填").or(String::new());
    let earliest = f.date("earliest", "最早可交日期").not_before(f.today()).optional();
    let rows = f.list("conditions", "条件和期限", &[()]).help("有条件接受时填写，之后会跟进到落实");
    let conditions = rows.each(|row, ()| Condition {
        department,
        text: row.text("text", "条件", 200).required(),
        due: row.date("due", "期限").not_before(f.today()).required(),
        met: None,
    });
    let files = f.proof_as(department.proof());
    (Review { department, verdict, note, earliest, files }, conditions)
}

pub(super) fn review(
    door: &mut Door,
    at: Reviewed,
    (answer, conditions): (Review, Vec<Condition>),
) -> Result<Done> {
    actions::review(door, at.order, answer, conditions).map(changed)
}

/// H3.3 What the lead says for all who have not answered; it may show prices, as the answer about money may.
pub(super) fn short_note(f: &Form, order: &Loaded<Order>) -> (String, Vec<Attachment>) {
    let names: Vec<&str> = waiting(order).iter().map(|d| f.t(d.label())).collect();
    let departments = names.join(f.t("、"));
    let text = "老产品、常规要求可以由你一人评审，代替：{departments}";
    f.intro(&f.tf(text, &[("departments", &departments)]));
    (f.words("note", "为什么一人评审就够", 500).required(), f.proof_as(FileKind::Price))
}

pub(super) fn review_short(
    door: &mut Door,
    order: Loaded<Order>,
    (note, proof): (String, Vec<Attachment>),
) -> Result<Done> {
    actions::review_short(door, order, &note, proof).map(changed)
}

/// An order with a condition that follows from its review.
#[derive(Default)]
pub(super) struct Conditioned {
    order: Loaded<Order>,
    wanted: Option<i64>,
}

impl Subject for Conditioned {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        Ok(Self { order: Loaded::load(door, target)?, wanted: target.get("occurrence").parse().ok() })
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        Ok(Self { order: Loaded::load_to_act(door, target, said)?, wanted: None })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.order.orders()
    }

    fn version(&self) -> Option<i64> {
        self.order.version()
    }
}

/// Which condition was met, how, and what shows it.
type Met = (i64, String, Vec<Attachment>);

/// H3.3 How a condition was met; what shows it is of the kind that its department's answer rests on.
pub(super) fn met(f: &Form, at: &Conditioned) -> Met {
    let open = (0..).zip(&at.order.conditions).filter(|(_, c)| c.met.is_none());
    let option = |(n, c): (i64, &Condition)| {
        let department = f.t(c.department.label());
        let args: [(&str, &dyn std::fmt::Display); 3] =
            [("text", &c.text), ("department", &department), ("due", &c.due)];
        (n, f.tf("{text}（{department}，{due}）", &args))
    };
    // Whoever names one that is met meanwhile is told so.
    let index = f
        .integer("index", "条件", 0, 1000)
        .offered(open.map(option))
        .preset(at.wanted)
        .width(Width::Full)
        .required();
    let note = f.words("note", "怎样落实的", 500).required();
    let asked_by = usize::try_from(index).ok().and_then(|n| at.order.conditions.get(n));
    (index, note, f.proof_as(asked_by.map_or(FileKind::Proof, |c| c.department.proof())))
}

pub(super) fn meet(door: &mut Door, at: Conditioned, (index, note, proof): Met) -> Result<Done> {
    actions::meet_condition(door, at.order, index, note, proof).map(changed)
}

/// The promised days, and what they rest on.
type Release = (Promised, Vec<Attachment>);

/// Lines that are asked one by one; of a longer order all are promised for one day, or each for its own.
const ONE_BY_ONE: usize = 60;

/// H3.3 The days that are promised: each line's own, beside what the review says can be done.
pub(super) fn promised(f: &Form, order: &Loaded<Order>) -> Release {
    f.intro("下达后展开物料、占用库存、登记缺料、开生产单，并排定计划。");
    let blocking = missing(order).into_iter().filter(|m| m.blocks && order.head.version > 0);
    let blocking: Vec<&str> = blocking.map(|m| f.t(m.text)).collect();
    if !blocking.is_empty() {
        f.note("补齐后才能下达", blocking.join(f.t("、")));
    }
    let earliest = order.earliest();
    if let Some(earliest) = earliest {
        f.note("评审给的最早日期", earliest.to_string());
    }
    let all = f.date("promised", "所有行同一天").help("留空则按下面每行的日期").optional();
    if all.is_some_and(|day| day < order.entry.ordered_on) {
        f.wrong("promised", "承诺交期不能早于下单日期");
    }
    let lines = f.when(order.entry.lines.len() <= ONE_BY_ONE, |f| {
        let rows = f.rows("lines", "每行的承诺交期", &order.entry.lines, ("line", "行"), |l| {
            l.number.to_string()
        });
        let days = rows.each(
            |l| {
                f.tf(
                    "{code} {name} · 客户要求 {day}",
                    &[("code", &l.code), ("name", &l.name), ("day", &l.wanted_on)],
                )
            },
            |row, l| {
                let proposed = Some(l.wanted_on).max(earliest).filter(|day| *day >= f.today());
                row.date("promised", "承诺交期").preset(proposed).optional().map(|day| (l.number, day))
            },
        );
        days.into_iter().flatten().collect()
    });
    let reason = f
        .text("reason", "说明", 300)
        .help("承诺早于评审给的日期时写怎么做到，晚于客户要求时写原因")
        .or(String::new());
    (Promised { all, lines: lines.unwrap_or_default(), reason }, f.proof_as(FileKind::Proof))
}

pub(super) fn release(door: &mut Door, order: Loaded<Order>, (days, proof): Release) -> Result<Done> {
    actions::release(door, order, days, proof).map(changed)
}
