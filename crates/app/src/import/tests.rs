//! The sample workbooks, taken in as companies keep them (H3.1).

use domain::order::Order;
use paper::sheet_read::{Cell, Sheet};
use std::path::Path;
use uuid::Uuid;

use super::kinds::SheetKind;
use super::known::Known;
use super::plan::plan;
use super::planned::{Effect, Intake, SheetPlan};
use super::recognise::recognise;
use super::report::Report;
use super::run::{Files, read_files};
use super::template::{Choices, template};
use super::{customer_order, returned};

pub fn book(name: &str) -> (String, Vec<u8>) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures").join(name);
    (name.to_owned(), std::fs::read(path).unwrap())
}

fn masters() -> Files {
    let names = ["products", "staff", "customers", "parts", "carriers", "suppliers"];
    read_files(&names.map(|n| book(&format!("{n}.xlsx"))))
}

/// Takes everything in, in memory.
fn take(files: &Files, known: &mut Known) -> Vec<SheetPlan> {
    let mut plans = Vec::new();
    for table in &files.tables {
        let plan = plan(table, known);
        for planned in &plan.planned {
            // Who is known stays who they are, as when they are written.
            let id = match &planned.target {
                Intake::Person { profile, .. } => known.person(&profile.code).map(|p| p.id.0),
                _ => None,
            };
            let id = id.unwrap_or_else(Uuid::now_v7);
            if let Intake::Order { number, entry, .. } = &planned.target {
                let order = Order { number: number.clone(), entry: (**entry).clone(), ..Order::default() };
                known.orders.insert(number.clone(), order);
            } else if planned.state != Effect::Unchanged {
                known.learn(&planned.target, id);
            }
        }
        plans.push(plan);
    }
    plans
}

pub fn ready() -> Known {
    let mut known = Known { today: jiff::civil::date(2026, 11, 24), ..Known::default() };
    for plan in take(&masters(), &mut known) {
        assert_eq!(plan.bad, []);
    }
    known
}

#[test]
fn h7_3_every_master_sheet_is_taken_whole_and_twice_changes_nothing() {
    let mut known = ready();
    assert_eq!(
        (known.customers.len(), known.suppliers.len(), known.carriers.len(), known.people.len()),
        (16, 9, 5, 14)
    );
    // One of the 42 parts was counted as none, which leaves no movement.
    assert_eq!((known.items.len(), known.centers.len(), known.opened.len()), (42 + 12 + 12, 11, 41));
    assert_eq!(known.item("ZG-1001").unwrap().bill.len(), 7);
    assert_eq!(known.item("ZG-1001").unwrap().routing.len(), 11);
    assert_eq!(known.item("dx-8001").unwrap().profile.unit, "米");
    assert!(known.person("吴静").is_some());
    // People learn who their boss is when they are written; here they are read a second time.
    take(&masters(), &mut known);
    for plan in take(&masters(), &mut known) {
        let moved: Vec<_> = plan.planned.iter().filter(|p| p.state != Effect::Unchanged).collect();
        assert!(moved.is_empty(), "{moved:?}");
    }
}

#[test]
fn h3_1_the_orders_of_a_month_come_in_whole_and_twice_changes_nothing() {
    let mut known = ready();
    let files = read_files(&[book("orders-2026-11.xlsx")]);
    for state in [Effect::New, Effect::Unchanged] {
        let plans = take(&files, &mut known);
        let plan = plans.first().unwrap();
        assert_eq!(plan.bad, []);
        assert_eq!(plan.warnings, []);
        assert_eq!(plan.planned.len(), 60);
        assert_eq!(plan.planned.iter().map(|p| p.rows.len()).sum::<usize>(), 151);
        assert!(plan.planned.iter().all(|p| p.state == state));
    }
}

#[test]
fn h3_1_wrong_rows_are_named_one_by_one_and_no_good_one_is_lost() {
    let mut known = ready();
    let files = read_files(&[book("orders-with-errors.xlsx")]);
    let table = files.tables.first().unwrap();
    assert_eq!(super::named::named(table, known.today).len(), 6);
    let plans = take(&files, &mut known);
    let plan = plans.first().unwrap();
    let report = plan.report(table);
    let bad: Vec<(usize, &str, &str)> = report
        .rows
        .iter()
        .filter(|b| !b.duplicate)
        .flat_map(|b| b.wrongs.iter().map(|w| (b.row, w.field.as_str(), w.reason.as_str())))
        .collect();
    let expected = [
        (2, "型号", "没有这个型号或物料"),
        (3, "数量", "数量必须大于 0"),
        (4, "要求交货日期", "不是日期"),
        (5, "客户编码", "没有这个客户"),
        (6, "数量", "“{value}”不是数量。请写成 12 或 24.6"),
        (8, "备注", "单元格里是公式"),
        (9, "要求交货日期", "交货日期早于下单日期 {date}"),
        (10, "数量", "没有填写"),
    ];
    assert_eq!(bad, expected);
    assert_eq!((report.total, report.new, report.bad, report.duplicate), (12, 3, 8, 1));
    assert_eq!((report.orders, report.incomplete), (3, 1));
    let kept: Vec<&[usize]> = plan.planned.iter().map(|p| p.rows.as_slice()).collect();
    assert_eq!(kept, [[7], [11], [12]]);
    let incomplete = known.orders.get("GD26120901").unwrap();
    let faults: Vec<i64> = incomplete.entry.faults.iter().map(|f| f.row).collect();
    assert_eq!(faults, [3, 4, 5, 6]);
}

#[test]
fn h3_1_returned_rows_can_be_put_right_and_complete_the_order() {
    let mut known = ready();
    let files = read_files(&[book("orders-with-errors.xlsx")]);
    let plans = take(&files, &mut known);
    let table = files.tables.first().unwrap();
    let report = Report { sheets: vec![plans.first().unwrap().report(table)], ..Report::default() };
    let bytes = returned::errors(&files.tables, &report).unwrap().unwrap();
    let mut back = read_files(&[("错误行.xlsx".to_owned(), bytes)]);
    let table = back.tables.first_mut().unwrap();
    assert_eq!(table.rows.len(), 9);
    assert_eq!(table.header.last().map(String::as_str), Some("失败原因"));
    // Put right: quantities, the date, the customer.
    let places = table.at.clone();
    for row in &mut table.rows {
        for (column, text) in
            [("数量", "2"), ("要求交货日期", "2027-03-01"), ("客户编码", "C001"), ("备注", "")]
        {
            if let Some(cell) = places.get(column).and_then(|at| row.cells.get_mut(*at)) {
                *cell = Cell::Text(text.to_owned());
            }
        }
    }
    take(&back, &mut known);
    let completed = &known.orders.get("GD26120901").unwrap().entry;
    assert_eq!(completed.faults, []);
    assert_eq!(completed.lines.iter().map(|l| l.number).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}

/// What came back, with these columns put right.
fn put_right(files: &Files, plans: &[SheetPlan], cells: &[(&str, &str)]) -> Files {
    let sheets = files.tables.iter().zip(plans).map(|(table, plan)| plan.report(table)).collect();
    let report = Report { sheets, ..Report::default() };
    let bytes = returned::errors(&files.tables, &report).unwrap().unwrap();
    let mut back = read_files(&[("错误行.xlsx".to_owned(), bytes)]);
    let table = &mut back.tables[0];
    for row in &mut table.rows {
        for (column, text) in cells {
            row.cells[table.at[column]] = Cell::Text((*text).to_owned());
        }
    }
    back
}

#[test]
fn h3_1_a_row_that_comes_back_wrong_again_keeps_its_place() {
    let mut known = ready();
    let first = read_files(&[book("orders-with-errors.xlsx")]);
    let plans = take(&first, &mut known);
    // Half of it: the dates, the customer and the remark are as wrong as before, one at another row of the sheet.
    let second = put_right(&first, &plans, &[("数量", "2")]);
    let plans = take(&second, &mut known);
    let faults = |known: &Known| -> Vec<i64> {
        known.orders["GD26120901"].entry.faults.iter().map(|f| f.row).collect()
    };
    assert_eq!(faults(&known), [4, 5], "two of four are right now, the others stand at their own rows");
    let third =
        put_right(&second, &plans, &[("要求交货日期", "2027-03-01"), ("客户编码", "C001"), ("备注", "")]);
    take(&third, &mut known);
    assert_eq!(faults(&known), [0_i64; 0]);
    let lines: Vec<i64> = known.orders["GD26120901"].entry.lines.iter().map(|l| l.number).collect();
    assert_eq!(lines, [1, 2, 3, 4, 5]);
}

/// What is wrong, by column.
fn wrongs(plan: &SheetPlan) -> Vec<(usize, &str, &str)> {
    plan.bad
        .iter()
        .flat_map(|b| b.wrongs.iter().map(|w| (b.row, w.field.as_str(), w.reason.as_str())))
        .collect()
}

#[test]
fn h3_1_what_another_row_of_the_order_says_hides_no_wrong_cell() {
    let mut known = ready();
    let header =
        ["订单号", "订单类型", "客户编码", "下单日期", "要求交货日期", "跟单员", "型号", "数量", "含税单价"];
    let row = |kind: &'static str, item: &'static str| {
        ["GD26119902", kind, "C001", "2026-11-20", "2026-12-20", "U01", item, "2", "100"]
    };
    let files = sheet_of(&[&header, &row("柜台", "ZG-1001"), &row("别的", "ZG-1002")]);
    let plan = take(&files, &mut known).remove(0);
    assert_eq!(wrongs(&plan), [(3, "订单类型", "不在可选范围内")]);
}

#[test]
fn c27_half_of_what_is_counted_opens_no_books() {
    let mut known = ready();
    let part = |unit: &str| {
        let of = |item: &&domain::item::Item| item.profile.unit == unit && !known.opened.contains(&item.id);
        known.items.values().filter(of).map(|item| item.profile.code.clone()).min().unwrap()
    };
    let (counted, measured) = (part("套"), part("米"));
    let files = sheet_of(&[
        &["物料编码", "数量", "盘点日期"],
        &[counted.as_str(), "2.5", "2026-11-01"],
        &[measured.as_str(), "2.5", "2026-11-01"],
    ]);
    let plan = take(&files, &mut known).remove(0);
    assert_eq!(wrongs(&plan), [(2, "数量", "以“{unit}”计，数量应是整数")]);
    assert_eq!(plan.planned.len(), 1);
}

#[test]
fn h4_4_a_step_is_named_once_and_a_missing_work_centre_is_told_once() {
    let mut known = ready();
    let files = sheet_of(&[
        &["型号", "工序", "工作中心", "准备工时", "单件工时"],
        &["ZG-1001", "1", "开料", "0.5", "0.1"],
        &["ZG-1001", "01", "开料", "0.5", "0.1"],
        &["ZG-1002", "10", "", "0.5", "0.1"],
    ]);
    let plan = take(&files, &mut known).remove(0);
    let told: Vec<_> = wrongs(&plan).into_iter().filter(|(_, column, _)| !column.is_empty()).collect();
    assert_eq!(told, [(3, "工序", "与第 {row} 行编码相同，内容不同"), (4, "工作中心", "没有填写")]);
}

#[test]
fn h3_1_a_returned_row_without_a_line_number_replaces_no_good_one() {
    let mut known = ready();
    let order = |quantities: &[&str]| {
        let header = "订单号 客户编码 下单日期 要求交货日期 跟单员 型号 数量 含税单价".split(' ');
        let mut rows = vec![header.collect::<Vec<_>>()];
        for (quantity, code) in quantities.iter().zip(["ZG-1001", "ZG-1002", "SY-7001", "SY-7001"]) {
            rows.push(vec!["GD26119901", "C001", "2026-11-20", "2026-12-20", "U01", code, quantity, "100"]);
        }
        let cell = |text: &str| Cell::Text(text.to_owned());
        let rows = rows.into_iter().map(|row| row.into_iter().map(cell).collect()).collect();
        let sheet = Sheet { name: "订单".into(), rows };
        let table = recognise("f.xlsx", &sheet).unwrap();
        Files { tables: vec![table], ..Files::default() }
    };
    let files = order(&["2", "若干", "4", "4"]);
    let plans = take(&files, &mut known);
    let report = plans[0].report(&files.tables[0]);
    assert_eq!((report.new, report.bad, report.duplicate), (2, 1, 1), "the last row repeats the one before");
    let report = Report { sheets: vec![report], ..Report::default() };
    let bytes = returned::errors(&files.tables, &report).unwrap().unwrap();
    let mut back = read_files(&[("错误行.xlsx".to_owned(), bytes)]);
    let table = &mut back.tables[0];
    table.rows.retain(|row| row.cells.contains(&Cell::Text("ZG-1002".into())));
    let at = table.at["数量"];
    table.rows[0].cells[at] = Cell::Text("3".into());
    take(&back, &mut known);
    let entry = &known.orders["GD26119901"].entry;
    let lines: Vec<(i64, &str)> = entry.lines.iter().map(|l| (l.number, l.code.as_str())).collect();
    assert_eq!(lines, [(1, "ZG-1001"), (2, "ZG-1002"), (3, "SY-7001")]);
    assert_eq!(entry.faults, []);
}

#[test]
fn a_strange_workbook_is_named_not_guessed() {
    let files = read_files(&[book("customer-po-yunjin.xlsx"), ("x.xlsx".to_owned(), b"no".to_vec())]);
    assert_eq!((files.tables.len(), files.foreign.len(), files.unreadable.len()), (0, 1, 1));
    assert!(customer_order::read(&files.foreign[0], &ready()).is_none(), "nobody has told its layout");
}

#[test]
fn the_template_is_recognised_and_its_samples_are_skipped() {
    let bytes =
        template(SheetKind::Order.spec(), &Choices::default(), jiff::civil::date(2026, 11, 24)).unwrap();
    let files = read_files(&[("模板.xlsx".to_owned(), bytes)]);
    assert_eq!(files.tables.len(), 1);
    assert_eq!(files.tables.first().unwrap().rows.len(), 0);
    assert!(files.foreign.is_empty());
}

/// A sheet of words.
fn sheet_of(rows: &[&[&str]]) -> Files {
    let cell = |text: &&str| Cell::Text((*text).to_owned());
    let rows = rows.iter().map(|row| row.iter().map(cell).collect()).collect();
    let sheet = Sheet { name: "表".into(), rows };
    Files { tables: vec![recognise("f.xlsx", &sheet).unwrap()], ..Files::default() }
}

#[test]
fn h7_3_a_row_of_a_master_is_read_by_the_fields_of_its_form() {
    let mut known = ready();
    let files = sheet_of(&[
        &["编码", "名称", "运输方式", "索赔答复期限", "日行公里"],
        &["CR9", "新物流", "专线", "10天", "500"],
        &["CR8", "远物流", "专线", "0", "9999"],
    ]);
    let plan = take(&files, &mut known).remove(0);
    let carrier = &known.carriers["CR9"].profile;
    assert_eq!((carrier.claim_days, carrier.km_per_day), (Some(10), 500));
    let wrongs: Vec<(&str, &str)> =
        plan.bad[0].wrongs.iter().map(|w| (w.field.as_str(), w.reason.as_str())).collect();
    assert_eq!(wrongs, [("日行公里", "不能大于 {most}"), ("索赔答复期限", "不能小于 {least}")]);
    assert_eq!(plan.bad[0].wrongs[0].sentence(), "日行公里：不能大于 5000");
}

#[test]
fn h7_3_an_empty_cell_and_a_missing_column_leave_what_is_known() {
    let mut known = ready();
    let before = known.suppliers.values().next().unwrap().profile.clone();
    assert!(before.lead_days > 0 && !before.category.is_empty());
    let files = sheet_of(&[&["供应商编码", "名称", "类别"], &[before.code.as_str(), "改名", ""]]);
    take(&files, &mut known);
    let after = known.suppliers[&super::known::fold(&before.code)].profile.clone();
    assert_eq!(after, domain::supplier::Profile { name: "改名".to_owned(), ..before });
}

#[test]
fn h7_3_the_units_that_a_sheet_names_for_a_new_product_are_taken() {
    let mut known = ready();
    let files = sheet_of(&[
        &["型号", "名称", "标准单价", "单位", "等同的单位"],
        &["NP-1", "灯带", "12.5", "米", "m、公尺"],
        &["NP-2", "灯带", "12.5", "米", ""],
    ]);
    take(&files, &mut known);
    assert_eq!(known.item("NP-1").unwrap().profile.other_units, ["m", "公尺"]);
    assert_eq!(known.item("NP-2").unwrap().profile.other_units, ["套"]);
}

#[test]
fn h7_3_every_template_is_recognised_as_what_it_is() {
    for spec in super::kinds::SPECS.iter() {
        let bytes = template(spec, &Choices::default(), jiff::civil::date(2026, 11, 24)).unwrap();
        let files = read_files(&[("模板.xlsx".to_owned(), bytes)]);
        let kinds: Vec<SheetKind> = files.tables.iter().map(|table| table.kind).collect();
        assert_eq!(kinds, [spec.kind], "{}", spec.label);
        assert_eq!(
            files.tables[0].at.len(),
            spec.columns.iter().filter(|c| c.name != super::kinds::ORIGIN).count()
        );
    }
}

#[test]
fn c03_a_heading_of_prices_may_name_a_currency_and_nothing_else() {
    let place = |headings: &[&str]| {
        let cells = headings.iter().map(|heading| Cell::Text((*heading).to_owned())).collect();
        let sheet = Sheet { name: "物料".into(), rows: vec![cells] };
        recognise("parts.xlsx", &sheet).unwrap().at.get("参考单价").copied()
    };
    for heading in
        ["参考单价", "参考单价*", "参考单价(元)", "参考单价（RMB）", "参考单价(USD)", "参考单价（港币）"]
    {
        assert_eq!(place(&["物料编码", "名称", "单位", heading]), Some(3), "{heading}");
    }
    for heading in [
        "参考单价(作废)",
        "参考单价(万元)",
        "参考单价2",
        "参考单价(2)",
        "参考单价()",
        "上次参考单价(元)",
        "参考单价(元",
    ] {
        assert_eq!(place(&["物料编码", "名称", "单位", heading]), None, "{heading}");
    }
    let both = ["物料编码", "名称", "单位", "参考单价(USD)", "参考单价"];
    assert_eq!(place(&both), Some(4), "the plain one is ours");
}
