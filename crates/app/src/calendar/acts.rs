//! What is done with the calendar over HTTP (H8.5): a whole notice at once, or some days.

use domain::company::{Company, Day, Declaration, Span};
use domain::deed::Deed;
use domain::order::Attachment;
use jiff::civil::Date;
use kernel::act::{Subject, act};
use kernel::error::FieldError;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::ui::Width;
use kernel::{Done, Door, Endpoint, Error, Result, Target};

use super::{actions, notice};
use crate::company;

/// Days at most in one row.
const LONGEST: usize = 60;
/// Rows at most in a notice.
const ROWS: usize = 100;

/// The acts of the calendar.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::CompanyCalendar, "/settings/calendar/notice", whole, declare_whole).done(DONE),
    &act(Deed::CompanyDays, "/settings/days", days, declare_days).done(DONE),
];

const DONE: &str = "已登记，订单正在按新的日历重算";

/// The settings: there is one of them.
#[derive(Default)]
pub struct Settings {
    company: Loaded<Company>,
    /// The year that the form was opened for.
    year: Option<i64>,
}

impl Subject for Settings {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        Ok(Self { company: company::actions::load(door)?, year: target.get("year").parse().ok() })
    }

    fn version(&self) -> Option<i64> {
        Some(self.company.head.version)
    }
}

/// What was said: the declaration, a file with more of it, and whether what it moves was seen.
type Said = (Declaration, Vec<Attachment>, bool);

/// H8.5 A notice with all its days, typed, pasted or as a file; it may be taken back day by day.
fn whole(f: &Form, at: &Settings) -> Said {
    f.intro("可以从 Excel 粘贴整张表。同一天以后登记的为准；登记错了的日子选“照常”，按星期几算。");
    let rows = f.list("spans", "放假和调休", &[()]).help("只有一天就不填“到”；安排不填就是放假");
    let rows = rows.each(|row, ()| (span(row), row.field("from")));
    check(f, &rows);
    let spans: Vec<Span> = rows.into_iter().map(|(span, _)| span).collect();
    let file = f.file(
        notice::FIELD,
        "放假安排文件",
        ".json,application/json",
        "一年一个 JSON 文件（year、days），里面的日子加到上表",
    );
    let year = f
        .integer("year", "登记齐全的年份", 2000, 2099)
        .preset(at.year)
        .help("这一年的放假安排到此登记齐全时填，日期不再标“暂”")
        .optional()
        .and_then(|year| i16::try_from(year).ok());
    let reason = f
        .text("reason", "通知或原因", 200)
        .example("国务院办公厅关于 2027 年部分节假日安排的通知")
        .required();
    let reopened =
        f.flag_drawn("reopened", "这一年其实还没有登记齐全，改回未登记", false, |field| {
            field.width(Width::Full)
        });
    let seen = f.flag_drawn("seen", "会改动订单日期也登记", false, |field| {
        field.width(Width::Full).help(f.t("不勾时，会改动日期的先告诉你改多少，再由你确认"))
    });
    if spans.len() > ROWS {
        f.wrong("spans", "一次最多登记 100 行");
    }
    if spans.is_empty() && file.is_empty() && year.is_none() {
        f.wrong("spans", "请填日期，或选放假安排文件");
    }
    if reopened && year.is_none() {
        f.wrong("year", "请填改回未登记的年份");
    }
    if reopened && year.is_some_and(domain::calendar::is_built_in) {
        f.wrong("year", "这一年的放假安排是内置的，不能改回未登记；不对的日子请单独更正");
    }
    (Declaration { spans, year, complete: !reopened, reason }, file, seen)
}

/// A row of the form, or the whole of it where there is one.
fn span(f: &Form) -> Span {
    let from = f.date("from", "从").required();
    let to = f.date("to", "到").optional().unwrap_or(from);
    let kind = f.choice("kind", "安排").or(Chosen(Day::Free)).0;
    let name = f.text("name", "节日", 40).example("春节").or(String::new());
    let span = Span { from, to, kind, name };
    bounded(f, &span);
    span
}

fn bounded(f: &Form, span: &Span) {
    let sane = |day: Date| (2000..=2099).contains(&day.year());
    if !sane(span.from) && span.from != Date::default() {
        f.wrong_with("from", "“{value}”不在 2000 到 2099 年。请核对年份", [("value", span.from.to_string())]);
    } else if span.to < span.from {
        f.wrong("to", "结束日期早于开始日期");
    } else if span.days().take(LONGEST + 1).count() > LONGEST {
        f.wrong("to", "一次最多登记 60 天");
    }
}

/// A day is said once: two rows that say different things of it leave open which is meant.
fn check(f: &Form, rows: &[(Span, String)]) {
    for (n, (span, field)) in rows.iter().enumerate() {
        let other = |(other, _): &&(Span, String)| {
            other.from <= span.to && span.from <= other.to && other.kind != span.kind
        };
        if let Some((other, _)) = rows.get(..n).unwrap_or_default().iter().find(other) {
            let day = span.from.max(other.from).to_string();
            f.wrong_with(field, "{day} 在另一行里是别的安排。请只留一行", [("day", day)]);
        }
    }
}

fn declare_whole(door: &mut Door, at: Settings, (mut said, file, seen): Said) -> Result<Done> {
    for file in &file {
        let bytes = door.shared.files.get_blocking(&file.sha256)?;
        let (year, spans) = notice::read(&bytes).map_err(|wrong| Error::Invalid(vec![wrong]))?;
        said.spans.extend(spans);
        // The file says which year it is.
        said.year = Some(year);
    }
    if !seen {
        foreseen(door, &at.company, &said)?;
    }
    actions::declare(door, at.company, said)?;
    Ok(Done::changed("/settings/calendar", ""))
}

/// Tells what would move, and asks to say it again.
fn foreseen(door: &mut Door, company: &Company, said: &Declaration) -> Result<()> {
    let found = actions::foresee(door, company, said)?;
    if found.dates == 0 {
        return Ok(());
    }
    let params = vec![
        ("orders", found.orders.to_string()),
        ("dates", found.dates.to_string()),
        ("rest", found.unseen.to_string()),
    ];
    let text = if found.unseen > 0 {
        "前 400 张进行中的订单里，{orders} 张的 {dates} 个日期会改（另有 {rest} 张没有试算）。确认就勾选，再提交一次"
    } else {
        "{orders} 张订单的 {dates} 个日期会改。确认就勾选，再提交一次"
    };
    Err(Error::Invalid(vec![FieldError { field: "seen".to_owned(), text, params }]))
}

/// H8.5 Days on which the company does something else than the calendar says.
fn days(f: &Form, _: &Settings) -> Declaration {
    let kind = f.choice("kind", "安排").preset(Chosen(Day::Free)).radio().required().0;
    let from = f.date("from", "从").required();
    let to = f.date("to", "到").help("只有一天就不填").optional().unwrap_or(from);
    let reason = f.text("reason", "原因", 200).example("春节放假、调休上班、停电").required();
    let year = f
        .integer("year", "登记齐全的年份", 2000, 2099)
        .help("这一年的放假安排到此登记齐全时填，不再提示")
        .optional();
    let span = Span { from, to, kind, name: String::new() };
    bounded(f, &span);
    let year = year.and_then(|year| i16::try_from(year).ok());
    Declaration { spans: vec![span], year, complete: true, reason }
}

fn declare_days(door: &mut Door, at: Settings, said: Declaration) -> Result<Done> {
    actions::declare(door, at.company, said)?;
    Ok(Done::changed("/settings/calendar", ""))
}
