//! Looking at files and taking them in (H3.1): in chunks, so that nobody waits, and again without harm.

use domain::carrier::Carrier;
use domain::confidential::Secret;
use domain::customer::Customer;
use domain::item::Item;
use domain::refusal::refuse;
use domain::supplier::Supplier;
use paper::sheet_read::{Limits, read_workbook};
use std::sync::Arc;
use uuid::Uuid;

use super::customer_order::Foreign;
use super::kinds::SheetKind;
use super::known::Known;
use super::named::{OrderName, named};
use super::plan::plan;
use super::planned::{Effect, Intake, Planned, SheetPlan};
use super::recognise::{is_silent, recognise};
use super::report::{BadRow, FORBIDDEN, REFUSED, Report, SheetReport, Wrong};
use super::store::Import;
use super::table::{Row, Table};
use super::{customer_order, known, store};
use crate::master::Master as _;
use crate::{customer, item, order, person, stock};
use kernel::ctx::Ctx;
use kernel::i18n::zh;
use kernel::state::Shared;
use kernel::web::{fill, sentence, write};
use kernel::{App, Door, Error, Result};

/// Rows in one transaction.
const CHUNK: usize = 200;
/// Orders in one transaction.
const ORDERS: usize = 50;

/// Files as read: known sheets in the order in which they are taken in, and what nobody knows.
#[derive(Debug, Clone, Default)]
pub struct Files {
    /// The known sheets.
    pub tables: Vec<Table>,
    /// Sheets whose header is not one of ours: a customer's own order, or nothing that we take.
    pub foreign: Vec<Foreign>,
    /// Files that could not be read: name and reason.
    pub unreadable: Vec<(String, String)>,
}

/// Reads workbooks: name and content of each.
pub fn read_files(files: &[(String, Vec<u8>)]) -> Files {
    let mut read = Files::default();
    for (name, bytes) in files {
        let book = match read_workbook(bytes, &Limits::default()) {
            Ok(book) => book,
            Err(error) => {
                read.unreadable.push((name.clone(), reason(&error).to_owned()));
                continue;
            }
        };
        for sheet in &book.sheets {
            match recognise(name, sheet) {
                _ if is_silent(sheet) => {}
                Some(table) => read.tables.push(table),
                None => read.foreign.push(Foreign { file: name.clone(), sheet: sheet.clone() }),
            }
        }
    }
    read.tables.sort_by_key(|t| t.kind);
    read
}

fn reason(error: &paper::Error) -> &'static str {
    use paper::Error as E;
    match error {
        E::LegacyXls => zh("这是旧格式 .xls。请另存为 .xlsx 后再传"),
        E::Encrypted => zh("文件有打开密码。请去掉密码后再传"),
        E::FileTooLarge { .. } | E::InflatesTooMuch | E::TooManyEntries { .. } | E::TooMuchContent => {
            zh("文件太大。请分成几个文件")
        }
        E::TooManyRows { .. } => zh("行数超过 20000。请分成几个文件"),
        E::TooManyColumns { .. } => zh("列数超过 200。请删去多余的列"),
        E::CellTooLong { .. } => zh("有单元格超过 4000 字。请缩短"),
        E::ExternalLinks => zh("文件引用了其他工作簿。请粘贴为数值后再传"),
        _ => zh("不是完好的 .xlsx 文件。请用 Excel 另存后再传"),
    }
}

/// Reads the workbooks of an upload from the store of files; on a thread that may wait.
pub fn stored(shared: &Shared, import: &Import) -> Result<Files> {
    let named = import.sha256.split(' ').zip(import.name.split('\n'));
    let content = named.map(|(sha256, name)| {
        let bytes = shared.files.get_blocking(sha256)?;
        Ok((name.to_owned(), bytes.to_vec()))
    });
    Ok(read_files(&content.collect::<Result<Vec<_>>>()?))
}

/// What is known, and the sheets that are taken with it.
pub struct Understood {
    /// What is known.
    pub known: Known,
    /// The sheets, in the order in which they are taken in.
    pub tables: Vec<Table>,
    /// Sheets that nobody knows.
    pub unknown: Vec<SheetReport>,
}

/// Reads what the files may name; a customer's own order becomes a sheet like ours where its layout was told.
pub fn look_up(door: &mut Door, files: &Files) -> Result<Understood> {
    let today = door.ctx.today();
    let mut known = Known::load(door.conn, today)?;
    known.blind.extend(Secret::ALL.iter().copied().filter(|kind| !door.ctx.sees(*kind)));
    let mut tables = files.tables.clone();
    let mut unknown = Vec::new();
    for foreign in &files.foreign {
        match customer_order::read(foreign, &known) {
            Some(table) => tables.push(table),
            None => unknown.push(foreign.report()),
        }
    }
    tables.sort_by_key(|t| t.kind);
    let mut all: Vec<OrderName> = Vec::new();
    for table in tables.iter().filter(|t| t.kind == SheetKind::Order) {
        all.extend(named(table, today));
    }
    all.sort();
    all.dedup();
    known.load_orders(door.conn, &all)?;
    Ok(Understood { known, tables, unknown })
}

/// A sheet that the actor may not import: every row is refused for that.
fn forbidden(table: &Table) -> SheetPlan {
    let refuse = |row: &Row| BadRow {
        row: row.number,
        wrongs: vec![Wrong::new("", "", FORBIDDEN, &[])],
        ..BadRow::default()
    };
    SheetPlan { bad: table.rows.iter().map(refuse).collect(), ..SheetPlan::default() }
}

/// Understands a sheet; orders of an earlier sheet of the same upload are refused a second time by the rule.
fn understand(ctx: &Ctx, table: &Table, known: &Known) -> SheetPlan {
    if ctx.can(table.kind.spec().right) { plan(table, known) } else { forbidden(table) }
}

/// What the files would do; nothing is written.
pub fn preview(door: &mut Door, files: &Files) -> Result<Report> {
    door.ctx.may(domain::access::Right::Import)?;
    let Understood { mut known, tables, unknown } = look_up(door, files)?;
    let mut report = Report { unreadable: files.unreadable.clone(), ..Report::default() };
    for table in &tables {
        let plan = understand(door.ctx, table, &known);
        for planned in plan.planned.iter().filter(|p| p.state != Effect::Unchanged) {
            let id = known_id(&planned.target, &known).unwrap_or_else(Uuid::now_v7);
            known.learn(&planned.target, id);
        }
        report.sheets.push(plan.report(table));
    }
    report.sheets.extend(unknown);
    Ok(report)
}

/// The identity of what a target writes anew, where it is known.
fn known_id(target: &Intake, known: &Known) -> Option<Uuid> {
    use super::known::fold;
    match target {
        Intake::Customer(p) => known.customers.get(&fold(&p.code)).map(|c| c.id.0),
        Intake::Supplier(p) => known.suppliers.get(&fold(&p.code)).map(|c| c.id.0),
        Intake::Carrier(p) => known.carriers.get(&fold(&p.code)).map(|c| c.id.0),
        Intake::Person { profile, .. } => known.people.get(&fold(&profile.code)).map(|c| c.id.0),
        Intake::Item(p) => known.items.get(&fold(&p.code)).map(|c| c.id.0),
        Intake::Center(c) => known.centers.get(&fold(&c.code)).map(|c| c.id.0),
        _ => None,
    }
}

/// Takes the files in; `import` is the row of the table that keeps the progress.
pub async fn commit(app: &App, ctx: &Ctx, files: Arc<Files>, import: Option<String>) -> Result<Report> {
    ctx.may(domain::access::Right::Import)?;
    let (shared, asked, read) = (app.shared.clone(), ctx.clone(), files.clone());
    let Understood { mut known, tables, unknown } =
        app.db.read(move |conn| look_up(&mut Door::new(&asked, conn, &shared), &read)).await?;
    let mut report = Report { committed: true, unreadable: files.unreadable.clone(), ..Report::default() };
    let mut done = 0_usize;
    for table in &tables {
        let mut plan = understand(ctx, table, &known);
        done += plan.bad.len();
        let size = if table.kind == SheetKind::Order { ORDERS } else { CHUNK };
        let mut kept: Vec<Planned> = Vec::with_capacity(plan.planned.len());
        let mut refused: Vec<BadRow> = Vec::new();
        let (work, same): (Vec<Planned>, Vec<Planned>) =
            std::mem::take(&mut plan.planned).into_iter().partition(|p| p.state != Effect::Unchanged);
        done += same.iter().map(|p| p.rows.len()).sum::<usize>();
        kept.extend(same);
        for chunk in work.chunks(size) {
            done += chunk.iter().map(|p| p.rows.len()).sum::<usize>();
            let outcome = match write_chunk(app, ctx, chunk, import.as_deref(), done).await {
                Ok(ids) => chunk.iter().cloned().zip(ids.into_iter().map(Ok)).collect(),
                Err(Error::Refused(_) | Error::Invalid(_) | Error::Forbidden(_) | Error::NotYours { .. }) => {
                    one_by_one(app, ctx, chunk, import.as_deref(), done).await?
                }
                Err(error) => return Err(error),
            };
            for (planned, result) in outcome {
                match result {
                    Ok(id) => {
                        known.learn(&planned.target, id);
                        kept.push(planned);
                    }
                    Err(reason) => refused.extend(planned.rows.iter().map(|row| BadRow {
                        row: *row,
                        key: planned.key.clone(),
                        duplicate: false,
                        wrongs: vec![Wrong::new("", "", REFUSED, &[("reason", reason.as_str())])],
                    })),
                }
            }
        }
        plan.planned = kept;
        plan.bad.extend(refused);
        report.sheets.push(plan.report(table));
    }
    report.sheets.extend(unknown);
    Ok(report)
}

async fn write_chunk(
    app: &App,
    ctx: &Ctx,
    chunk: &[Planned],
    import: Option<&str>,
    done: usize,
) -> Result<Vec<Uuid>> {
    let targets: Vec<Intake> = chunk.iter().map(|p| p.target.clone()).collect();
    let import = import.map(str::to_owned);
    write(app, ctx.clone(), move |door| {
        let ids = targets.iter().map(|target| apply(door, target)).collect::<Result<Vec<Uuid>>>()?;
        if let Some(id) = &import {
            store::advance(door.conn, id, done)?;
        }
        Ok(ids)
    })
    .await
}

/// Each by itself, where one of a chunk was refused.
async fn one_by_one(
    app: &App,
    ctx: &Ctx,
    chunk: &[Planned],
    import: Option<&str>,
    done: usize,
) -> Result<Vec<(Planned, Result<Uuid, String>)>> {
    let mut outcome = Vec::with_capacity(chunk.len());
    for planned in chunk {
        let one = std::slice::from_ref(planned);
        let result = match write_chunk(app, ctx, one, import, done).await {
            Ok(ids) => Ok(ids.first().copied().unwrap_or_default()),
            Err(
                error
                @ (Error::Refused(_) | Error::Invalid(_) | Error::Forbidden(_) | Error::NotYours { .. }),
            ) => Err(said(ctx, &error)),
            Err(error) => return Err(error),
        };
        outcome.push((planned.clone(), result));
    }
    Ok(outcome)
}

/// Writes one target; what it is called by from now on.
fn apply(door: &mut Door, target: &Intake) -> Result<Uuid> {
    Ok(match target {
        Intake::Customer(p) => Customer::put(door, p.clone())?.0.0,
        Intake::Supplier(p) => Supplier::put(door, p.clone())?.0.0,
        Intake::Carrier(p) => Carrier::put(door, p.clone())?.0.0,
        Intake::Person { profile, boss } => {
            let mut profile = profile.clone();
            if !boss.is_empty() && profile.reports_to.is_none() {
                profile.reports_to = person::by_code_or_name(door.conn, boss)?.map(|b| b.id);
            }
            person::actions::put(door, profile)?.0.0
        }
        Intake::Item(p) => Item::put(door, p.clone())?.0.0,
        Intake::Center(c) => item::actions::put_center(door, c.clone())?.0.0,
        Intake::Bill { item, bill, .. } => {
            item::actions::set_bill(door, *item, bill.clone())?;
            item.0
        }
        Intake::Routing { item, routing, .. } => {
            item::actions::set_routing(door, *item, routing.clone())?;
            item.0
        }
        Intake::Opening { item, quantity, on } => {
            stock::actions::opening(door, *item, *quantity, *on)?;
            item.0
        }
        Intake::Order { number, entry, known: None } => {
            if number.is_empty() {
                not_yet_there(door, entry)?;
            }
            order::actions::enter(door, number.clone(), (**entry).clone(), Vec::new())?.0
        }
        Intake::Order { entry, known: Some(id), .. } => {
            let loaded = door.load::<domain::order::Order>(*id)?;
            order::actions::revise(door, loaded, (**entry).clone(), Vec::new())?;
            id.0
        }
    })
}

/// Refuses an order of a customer that came in since the look beforehand: their number has no index that would.
fn not_yet_there(door: &mut Door, entry: &domain::order::Entry) -> Result<()> {
    let Some(number) = entry.lines.first().map(|l| l.customer_order_no.clone()) else { return Ok(()) };
    customer::hold(door.conn, entry.customer)?;
    if known::ordered(door.conn, entry.customer, &number)?.is_empty() {
        return Ok(());
    }
    Err(refuse("H3.1", "客户订单号 {number} 刚刚已导入。请重新预检", [("number", number)]).into())
}

/// Looks at files, and takes them in where `commit` says so: for the command line, the API, tests, the demo.
pub async fn run_files(
    app: &App,
    ctx: Ctx,
    files: Vec<(String, Vec<u8>)>,
    commit_too: bool,
) -> Result<Report> {
    let read = tokio::task::spawn_blocking(move || read_files(&files))
        .await
        .map_err(|e| Error::Fault(e.to_string()))?;
    if commit_too {
        return commit(app, &ctx, Arc::new(read), None).await;
    }
    let shared = app.shared.clone();
    app.db.read(move |conn| preview(&mut Door::new(&ctx, conn, &shared), &read)).await
}

/// Why something was refused, in words.
fn said(ctx: &Ctx, error: &Error) -> String {
    let fill = |text: &str, params: &[(&'static str, String)]| fill(ctx.lang, text, params);
    match error {
        Error::Refused(refusal) => fill(refusal.text, &refusal.params),
        Error::Invalid(fields) => {
            fields.iter().map(|f| fill(f.text, &f.params)).collect::<Vec<_>>().join(ctx.lang.t("；"))
        }
        Error::Forbidden(_) => ctx.lang.t("你没有导入这种表的权限").to_owned(),
        Error::NotYours { .. } => sentence(ctx.lang, error),
        other => other.to_string(),
    }
}
