//! A customer's own order comes in whole (H3.1): the sample, and what other customers' sheets do differently.

use domain::order::{Entry, Order};
use paper::sheet_read::Cell;

use super::Foreign;
use crate::import::known::Known;
use crate::import::plan::plan;
use crate::import::planned::{Effect, Intake, Planned, SheetPlan};
use crate::import::report::Report;
use crate::import::run::read_files;
use crate::import::tests::{book, ready};
use crate::import::{customer_order, returned};

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

/// The sample as read.
fn po() -> Foreign {
    read_files(&[book("customer-po-yunjin.xlsx")]).foreign.remove(0)
}

/// What a plan would write first.
fn entry(plan: &SheetPlan) -> &Entry {
    match plan.planned.first().map(|planned| &planned.target) {
        Some(Intake::Order { entry, .. }) => entry,
        other => panic!("{other:?}, {:?}", plan.bad),
    }
}

fn understood(foreign: &Foreign, known: &Known) -> SheetPlan {
    plan(&customer_order::read(foreign, known).unwrap(), known)
}

/// Keeps what was planned, as if it had been written.
fn keep(known: &mut Known, plan: &SheetPlan) {
    for Planned { target, .. } in plan.planned.iter().filter(|p| p.state != Effect::Unchanged) {
        known.learn(target, uuid::Uuid::now_v7());
    }
}

fn warnings(plan: &SheetPlan) -> Vec<(usize, &str)> {
    plan.warnings.iter().map(|w| (w.row, w.wrongs[0].field.as_str())).collect()
}

/// What is known once the layout of 云锦's orders was told as it is guessed.
fn told() -> Known {
    let mut known = ready();
    let files = read_files(&[book("customer-po-yunjin.xlsx")]);
    let guess = customer_order::guess(&files.foreign[0], &known, None).unwrap();
    assert_eq!(guess.customer, "C001");
    let columns: Vec<(&str, &str)> =
        guess.format.columns.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    let expected = [
        ("型号", "型号规格"),
        ("数量", "数量"),
        ("单位", "单位"),
        ("含税单价", "含税单价"),
        ("要求交货日期", "交期"),
        ("备注", "备注"),
    ];
    assert_eq!(columns, expected);
    let customer = known.customers.get_mut("C001").unwrap();
    customer.formats.push(domain::customer::SheetFormat { clerk: "U01".into(), ..guess.format });
    known
}

#[test]
fn h3_1_a_customers_own_order_comes_in_whole_once_its_layout_was_told() {
    let mut known = told();
    let files = read_files(&[book("customer-po-yunjin.xlsx")]);
    let table = customer_order::read(&files.foreign[0], &known).unwrap();
    let plan = plan(&table, &known);
    assert_eq!(plan.bad, []);
    assert_eq!(plan.warnings.iter().map(|w| w.row).collect::<Vec<_>>(), [11], "加长 is to be looked at");
    let [planned] = plan.planned.as_slice() else { panic!("{:?}", plan.planned) };
    let Intake::Order { number, entry, known: None } = &planned.target else { panic!() };
    assert_eq!((number.as_str(), entry.customer_name.as_str()), ("", "云锦珠宝"));
    assert_eq!((entry.ordered_on.to_string().as_str(), entry.clerk_name.as_str()), ("2026-11-18", "林晓"));
    assert_eq!(entry.terms, "30%定金,发货前付清70%");
    assert_eq!(entry.plan.len(), 2);
    assert_eq!(entry.contact.open(), "丁工 135****0001");
    assert!(entry.remark.contains("包装:打木架"), "{}", entry.remark);
    let lines: Vec<(&str, String, i64, String)> = entry
        .lines
        .iter()
        .map(|l| {
            (
                l.code.as_str(),
                l.quantity.plain(),
                l.unit_price.open().millionths() / 10_000,
                l.wanted_on.to_string(),
            )
        })
        .collect();
    let expected = [
        ("ZG-1001", "8", 368_000, "2026-12-18"),
        ("ZG-1002", "4", 526_000, "2026-12-18"),
        ("SY-7001", "1", 468_000, "2026-12-18"),
        ("ZG-1001", "6", 398_000, "2026-12-25"),
        ("DX-8001", "3.6", 158_000, "2026-12-25"),
        ("ZG-1002", "2", 526_000, "2027-01-08"),
    ];
    assert_eq!(lines, expected.map(|(c, q, p, d)| (c, q.to_owned(), p, d.to_owned())));
    assert!(entry.lines.iter().all(|l| l.customer_order_no == "YJ-2026-1188"));
    let asked = &entry.lines[3].specification;
    for part in ["(加长1500)", "材质/颜色：白色烤漆", "送货门店：西溪店"] {
        assert!(asked.contains(part), "{asked}");
    }
    assert!(entry.lines[2].specification.contains("送货门店：湖滨店"), "merged cells hold for every row");

    // The same file again changes nothing.
    let customer = known.customers.get("C001").unwrap().id;
    let order = Order { entry: (**entry).clone(), ..Order::default() };
    known.theirs.insert((customer, "YJ-2026-1188".into()), order);
    let again = crate::import::plan::plan(&table, &known);
    assert_eq!(again.planned.iter().map(|p| p.state).collect::<Vec<_>>(), [Effect::Unchanged]);
}

#[test]
fn h3_1_a_bad_row_of_a_customers_order_loses_no_good_one() {
    let known = told();
    let mut foreign = po();
    foreign.sheet.rows[9][2] = text("SY-7001-B");
    foreign.sheet.rows[11][4] = text("若干");
    let table = customer_order::read(&foreign, &known).unwrap();
    let plan = plan(&table, &known);
    let bad: Vec<(usize, &str)> = plan.bad.iter().map(|b| (b.row, b.wrongs[0].field.as_str())).collect();
    assert_eq!(bad, [(10, "型号"), (12, "数量")]);
    let Intake::Order { entry, .. } = &plan.planned[0].target else { panic!() };
    assert_eq!((entry.lines.len(), entry.faults.len()), (4, 2));
}

#[test]
fn h3_1_a_row_that_was_put_right_takes_its_own_place() {
    let mut known = told();
    let mut foreign = po();
    foreign.sheet.rows[9][4] = text("若干");
    let table = customer_order::read(&foreign, &known).unwrap();
    let first = plan(&table, &known);
    assert_eq!(entry(&first).lines.iter().map(|l| l.number).collect::<Vec<_>>(), [1, 2, 4, 5, 6]);
    keep(&mut known, &first);
    // The wrong row goes back, is put right, and comes in again: no good one is replaced by it.
    let report = Report { sheets: vec![first.report(&table)], ..Report::default() };
    let bytes = returned::errors(&[table], &report).unwrap().unwrap();
    let mut back = read_files(&[("错误行.xlsx".to_owned(), bytes)]).tables.remove(0);
    let at = back.at["数量"];
    back.rows[0].cells[at] = text("1台");
    let second = plan(&back, &known);
    let entry = entry(&second);
    let codes: Vec<&str> = entry.lines.iter().map(|l| l.code.as_str()).collect();
    assert_eq!(codes, ["ZG-1001", "ZG-1002", "SY-7001", "ZG-1001", "DX-8001", "ZG-1002"]);
    assert_eq!(entry.faults, []);
}

#[test]
fn h3_1_two_lines_that_say_the_same_are_two_where_the_customer_numbers_them() {
    let known = told();
    let mut foreign = po();
    foreign.sheet.rows.remove(8);
    let mut again = foreign.sheet.rows[7].clone();
    again[0] = Cell::Number("7".into());
    foreign.sheet.rows.insert(8, again.clone());
    let plan_of_two = understood(&foreign, &known);
    assert_eq!(plan_of_two.bad, []);
    assert_eq!(entry(&plan_of_two).lines.iter().map(|l| l.number).collect::<Vec<_>>(), [1, 3, 4, 5, 6, 7]);
    // Without a number of its own a row that repeats another is said to.
    again[0] = Cell::Number("1".into());
    foreign.sheet.rows[8] = again;
    let plan = understood(&foreign, &known);
    assert_eq!(plan.bad.iter().map(|b| (b.row, b.duplicate)).collect::<Vec<_>>(), [(9, true)]);
}

#[test]
fn h3_1_the_same_order_twice_in_an_upload_is_one() {
    let mut known = told();
    let first = understood(&po(), &known);
    keep(&mut known, &first);
    let second = understood(&po(), &known);
    assert_eq!(second.planned.iter().map(|p| p.state).collect::<Vec<_>>(), [Effect::Unchanged]);
    // The same number with other rows is refused with its reason.
    let mut other = po();
    other.sheet.rows[7][4] = text("9");
    let third = understood(&other, &known);
    assert!(third.planned.is_empty());
    assert_eq!(third.bad.first().map(|b| b.wrongs[0].field.as_str()), Some("客户订单号"));
}

#[test]
fn h3_1_labels_sums_and_signatures_stand_as_customers_write_them() {
    let known = told();
    let mut foreign = po();
    let rows = &mut foreign.sheet.rows;
    rows[1] = ["订单编号：", "", "YJ-77", "", "日 期：", "2026.11.20"].map(text).to_vec();
    rows[13] = ["合计金额：", "", "", "", "24.6", "", "", "95248"].map(text).to_vec();
    rows.push(["供方(盖章):", "", "", "需方(盖章)：", "", "日期：  年  月  日"].map(text).to_vec());
    // The headings again, as on every printed page.
    let header = rows[6].clone();
    rows.insert(10, header);
    let plan = understood(&foreign, &known);
    assert_eq!(plan.bad, []);
    let entry = entry(&plan);
    assert_eq!(entry.lines.len(), 6);
    assert!(entry.lines.iter().all(|l| l.customer_order_no == "YJ-77"));
    assert_eq!(entry.ordered_on.to_string(), "2026-11-20");
    assert!(entry.remark.contains("需方(盖章)"), "{}", entry.remark);
}

#[test]
fn h3_1_several_orders_in_a_sheet_name_their_number_in_a_column() {
    let mut known = told();
    let formats = &mut known.customers.get_mut("C001").unwrap().formats;
    formats[0].header[9] = "订单号".into();
    formats[0].columns.push(("客户订单号".into(), "订单号".into()));
    let mut foreign = po();
    foreign.sheet.rows[6][9] = text("订单号");
    for (row, number) in [(7, "A-1"), (8, "A-1"), (9, "A-2"), (10, "A-2"), (11, ""), (12, "A-1")] {
        foreign.sheet.rows[row][9] = text(number);
    }
    let plan = understood(&foreign, &known);
    assert_eq!(plan.bad, []);
    let orders: Vec<(&str, Vec<usize>)> =
        plan.planned.iter().map(|p| (p.key.as_str(), p.rows.clone())).collect();
    assert_eq!(orders, [("A-1", vec![8, 9, 13]), ("A-2", vec![10, 11]), ("YJ-2026-1188", vec![12])]);
    assert_eq!(entry(&plan).lines.iter().map(|l| l.number).collect::<Vec<_>>(), [1, 2, 6]);
}

#[test]
fn h3_1_of_customers_with_the_same_headings_the_title_decides() {
    let mut known = told();
    let format = known.customers["C001"].formats[0].clone();
    let other = known.customers["C002"].clone();
    let mut foreign = po();
    foreign.sheet.rows[0] = vec![text(&format!("{}有限公司 采购订单", other.profile.name))];
    // Only one has told it: it is read so, with a word about the other.
    let plan = understood(&foreign, &known);
    assert_eq!(entry(&plan).customer, known.customers["C001"].id);
    assert_eq!(warnings(&plan).first(), Some(&(7, "客户")));
    known.customers.get_mut("C002").unwrap().formats.push(format);
    let plan = understood(&foreign, &known);
    assert_eq!(entry(&plan).customer, other.id);
    assert!(!warnings(&plan).contains(&(7, "客户")));
    // Nobody is named: the first, and it is said.
    foreign.sheet.rows[0] = vec![text("采购订单")];
    assert!(warnings(&understood(&foreign, &known)).contains(&(7, "客户")));
}

#[test]
fn h3_1_what_cannot_be_read_is_refused_and_what_differs_is_said() {
    let known = told();
    let mut foreign = po();
    let rows = &mut foreign.sheet.rows;
    rows[7][2] = Cell::Formula("\"ZG-1001\"".into());
    rows[8][8] = Cell::Number("12.25".into());
    rows[9][8] = Cell::Number("12.3".into());
    rows[10][5] = Cell::Empty;
    rows[10][4] = text("3.6米");
    rows[11][7] = text("¥9,999.00");
    rows.push(vec![text(&"违约".repeat(600))]);
    let plan = understood(&foreign, &known);
    let bad: Vec<(usize, &str)> = plan.bad.iter().map(|b| (b.row, b.wrongs[0].field.as_str())).collect();
    assert_eq!(bad, [(8, "型号"), (10, "要求交货日期"), (11, "单位")], "a unit behind the quantity counts");
    assert_eq!(entry(&plan).lines[0].wanted_on.to_string(), "2026-12-25");
    assert_eq!(warnings(&plan), [(1, "备注"), (11, "型号"), (12, "金额")]);
    // A day that is none is not today.
    let mut undated = po();
    undated.sheet.rows[1][7] = text("日期:见附件");
    let plan = understood(&undated, &known);
    assert!(plan.planned.is_empty());
    assert_eq!(plan.bad[0].wrongs[0].field, "下单日期");
}

#[test]
fn h3_1_an_order_without_a_day_is_the_same_tomorrow() {
    let mut known = told();
    let mut foreign = po();
    foreign.sheet.rows[1].truncate(2);
    let plan = understood(&foreign, &known);
    assert_eq!(entry(&plan).ordered_on, known.today);
    keep(&mut known, &plan);
    known.today = domain::calendar::shift(known.today, 1);
    let again = understood(&foreign, &known);
    assert_eq!(again.planned.iter().map(|p| p.state).collect::<Vec<_>>(), [Effect::Unchanged]);
}

#[test]
fn h3_1_columns_without_a_place_are_kept_in_words() {
    let mut known = told();
    let format = &mut known.customers.get_mut("C001").unwrap().formats[0];
    // Two columns of one name: the first is mapped, the second is no less said.
    format.header[9] = "备注".into();
    let mut foreign = po();
    foreign.sheet.rows[6][9] = text("备注");
    foreign.sheet.rows[7].push(text("靠右放"));
    let plan = understood(&foreign, &known);
    let line = &entry(&plan).lines[0];
    assert_eq!(line.remark, "湖滨店");
    assert!(line.specification.contains("靠右放"), "{}", line.specification);
}

#[test]
fn h3_1_any_row_may_have_the_headings() {
    let known = ready();
    let rows = [vec!["Order list", "2026"], vec!["A", "B", "C"], vec!["ZG-1001", "8", "x"]];
    let rows = rows.iter().map(|row| row.iter().map(|t| text(t)).collect()).collect();
    let sheet = paper::sheet_read::Sheet { name: "S".into(), rows };
    let foreign = Foreign { file: "f".into(), sheet };
    let guess = customer_order::guess(&foreign, &known, None).unwrap();
    assert_eq!((guess.top, guess.format.header.join(" ").as_str()), (1, "A B C"));
    assert_eq!(customer_order::guess(&foreign, &known, Some(2)).unwrap().top, 2);
    assert!(customer_order::guess(&foreign, &known, Some(9)).is_none());
    let empty = Foreign { file: "f".into(), sheet: paper::sheet_read::Sheet::default() };
    assert!(customer_order::guess(&empty, &known, None).is_none());
    // Codes, names and units as in our lists of parts, but by a day: an order of theirs.
    let header = ["物料编码", "名称", "单位", "数量", "单价", "交货日期"].map(text).to_vec();
    let sheet = paper::sheet_read::Sheet { name: "S".into(), rows: vec![header] };
    assert!(crate::import::recognise::recognise("f", &sheet).is_none());
}

#[test]
fn c03_a_price_that_was_computed_is_rounded_and_named() {
    let known = told();
    let mut foreign = po();
    foreign.sheet.rows[7][6] = Cell::Number("3256.63716814159".into());
    foreign.sheet.rows[7][7] = Cell::Number("26053.0973451327".into());
    let plan = understood(&foreign, &known);
    assert_eq!(plan.bad, []);
    assert_eq!(entry(&plan).lines[0].unit_price.open().plain(), "3256.637168");
    // 8 × 3256.637168 is the sum that they print, so that nothing is said of it.
    assert_eq!(warnings(&plan), [(8, "含税单价"), (11, "型号")]);
}

#[test]
fn h3_1_an_order_in_another_currency_is_refused_by_name() {
    let dollars = |foreign: &Foreign, known: &Known| {
        let plan = understood(foreign, known);
        assert_eq!((plan.planned.len(), plan.bad.len()), (0, 6));
        for row in &plan.bad {
            let said = row.wrongs[0].sentence();
            assert!(
                said.starts_with("含税单价") && said.contains("是美元（USD），现在只能用人民币"),
                "{said}"
            );
        }
    };
    // The heading of the prices says so,
    let mut known = told();
    let format = &mut known.customers.get_mut("C001").unwrap().formats[0];
    format.header[6] = "单价(USD)".into();
    format.columns.iter_mut().find(|(ours, _)| ours == "含税单价").unwrap().1 = "单价(USD)".into();
    let mut foreign = po();
    foreign.sheet.rows[6][6] = text("单价（USD）");
    dollars(&foreign, &known);
    // or the title,
    let mut foreign = po();
    foreign.sheet.rows[1].push(text("结算币种：美元"));
    dollars(&foreign, &told());
    // or every price for itself.
    let mut foreign = po();
    for row in 7..13 {
        foreign.sheet.rows[row][6] = text("US$520.00");
    }
    dollars(&foreign, &told());
}
