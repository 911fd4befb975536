//! The sheets that import knows (H3.1, H7.3), recognised by their header row, not by the name of the file.

use std::sync::LazyLock;

use domain::access::Right;
use domain::carrier::Carrier;
use domain::choice::Choice as _;
use domain::customer::Customer;
use domain::item::{Item, WorkCenter};
use domain::person::{Person, Role};
use domain::supplier::Supplier;
use kernel::i18n::zh;

use super::columns::{Column, Offer, of_form, reading, text};
use super::rows;
use crate::item;
use crate::master::{Master, Record};

/// What a sheet holds, in the order in which sheets are taken in: what others name comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it; the Chinese ones stand in `SPECS`")]
pub enum SheetKind {
    Supplier,
    Part,
    Product,
    Assembly,
    Center,
    Person,
    Customer,
    Carrier,
    Bill,
    Routing,
    Opening,
    Order,
}

/// A kind of sheet.
#[derive(Debug)]
pub struct Spec {
    /// Which.
    pub kind: SheetKind,
    /// Stable code.
    pub code: &'static str,
    /// Name.
    pub label: &'static str,
    /// Who may import it.
    pub right: Right,
    /// The headings that it is recognised by.
    pub by: &'static [&'static str],
    /// All columns that are read.
    pub columns: Vec<Column>,
}

/// The row of the sheet that a returned row came from.
pub const ORIGIN: &str = "原行";
/// Why a row came back.
pub const REASON: &str = "失败原因";
/// What somebody does, in words where their form has a flag each.
pub const ROLES: &str = "角色";

/// Every kind; the more telling headings are asked first.
pub static SPECS: LazyLock<Vec<Spec>> = LazyLock::new(|| {
    vec![
        order(),
        bill(),
        routing(),
        opening(),
        of_items(SheetKind::Part, "part", zh("物料"), &["物料编码", "名称", "单位"]),
        of_items(SheetKind::Product, "product", zh("产品"), &["型号", "名称", "标准单价"]),
        of::<Customer>(SheetKind::Customer, "customer", zh("客户"), &["客户编码", "名称"], &[]),
        of::<Supplier>(
            SheetKind::Supplier,
            "supplier",
            zh("供应商"),
            &["供应商编码", "名称"],
            &[("lead_days", &["交期(天)", "交期"])],
        ),
        of::<Carrier>(SheetKind::Carrier, "carrier", zh("承运商"), &["编码", "名称", "运输方式"], &[]),
        person(),
        center(),
        of_items(SheetKind::Assembly, "assembly", zh("组件"), &["编码", "名称", "单位"]),
    ]
});

impl SheetKind {
    /// What is known about it.
    pub fn spec(self) -> &'static Spec {
        static NONE: Spec = Spec {
            kind: SheetKind::Order,
            code: "",
            label: "",
            right: Right::Import,
            by: &[],
            columns: Vec::new(),
        };
        SPECS.iter().find(|s| s.kind == self).unwrap_or(&NONE)
    }
}

/// A sheet of master data: its columns are the fields of its form.
fn of<N: Master>(
    kind: SheetKind,
    code: &'static str,
    label: &'static str,
    by: &'static [&'static str],
    headings: &[(&str, &[&str])],
) -> Spec {
    let columns = of_form(|f| N::ask(f, &Record::default()), headings);
    Spec { kind, code, label, right: N::RIGHT, by, columns }
}

/// Parts, products and assemblies have a sheet each, which says what the form asks for as the class.
fn of_items(kind: SheetKind, code: &'static str, label: &'static str, by: &'static [&'static str]) -> Spec {
    let headings: &[(&str, &[&str])] = &[
        ("code", by.get(..1).unwrap_or_default()),
        ("list_price", &["标准单价", "标准售价"]),
        ("reference_cost", &["参考单价", "参考进价"]),
    ];
    let spec = of::<Item>(kind, code, label, by, headings);
    let mut columns: Vec<Column> = spec.columns.into_iter().filter(|column| column.field != "kind").collect();
    for column in columns.iter_mut().filter(|column| column.field == "supplier") {
        column.offer = Offer::Suppliers;
    }
    Spec { columns, ..spec }
}

fn person() -> Spec {
    let mut spec = of::<Person>(SheetKind::Person, "person", zh("人员"), &["工号", "姓名"], &[]);
    let labels: Vec<&str> = Role::ALL.iter().map(|role| role.label()).collect();
    let told = format!("几个用顿号分开：{}", labels.join("、"));
    spec.columns.push(text(ROLES).must().told(&told));
    spec
}

fn center() -> Spec {
    let headings: &[(&str, &[&str])] = &[
        ("crew", &["设备/班组", "设备或班组"]),
        ("capacity", &["可同时作业数", "同时可做"]),
        ("hours", &["每日工时", "每天工时"]),
    ];
    Spec {
        kind: SheetKind::Center,
        code: "center",
        label: zh("工作中心"),
        right: Right::WriteMasterData,
        by: &["编码", "名称", "每日工时"],
        columns: of_form(|f| item::ask_center(f, WorkCenter::default()), headings),
    }
}

fn words(words: &[&str]) -> Offer {
    Offer::Words(words.iter().map(|word| (*word).to_owned()).collect())
}

fn bill() -> Spec {
    Spec {
        kind: SheetKind::Bill,
        code: "bill",
        label: zh("物料清单"),
        right: Right::WriteMasterData,
        by: &["上级编码", "下级编码", "用量"],
        columns: reading(
            rows::component,
            &[("product", "上级编码"), ("item", "下级编码"), ("quantity", "用量")],
        ),
    }
}

fn routing() -> Spec {
    let columns = reading(
        |f| rows::step(f, &[]),
        &[
            ("product", "型号"),
            ("number", "工序"),
            ("center", "工作中心"),
            ("setup", "准备工时"),
            ("unit", "单件工时"),
        ],
    );
    let offers =
        |column: Column| if column.field == "product" { column.offers(Offer::Products) } else { column };
    Spec {
        kind: SheetKind::Routing,
        code: "routing",
        label: zh("工艺路线"),
        right: Right::WriteMasterData,
        by: &["型号", "工序", "工作中心"],
        columns: columns.into_iter().map(offers).collect(),
    }
}

fn opening() -> Spec {
    let mut columns =
        reading(rows::opening, &[("item", "物料编码"), ("quantity", "数量"), ("on", "盘点日期")]);
    columns.insert(1, text("仓库"));
    Spec {
        kind: SheetKind::Opening,
        code: "opening",
        label: zh("期初库存"),
        right: Right::WriteMasterData,
        by: &["物料编码", "数量", "盘点日期"],
        columns,
    }
}

/// The standard order format: what the form of an order asks for, by the headings of the sheet.
const ORDER: [(&str, &str); 20] = [
    ("kind", "订单类型"),
    ("customer", "客户编码"),
    ("customer_order_no", "客户订单号"),
    ("ordered_on", "下单日期"),
    ("wanted_on", "要求交货日期"),
    ("start_on", "开工日期"),
    ("clerk", "跟单员"),
    ("number", "行号"),
    ("item", "型号"),
    ("specification", "规格/要求"),
    ("quantity", "数量"),
    ("unit", "单位"),
    ("unit_price", "含税单价"),
    ("transport", "运输方式"),
    ("address", "收货地址"),
    ("contact", "现场联系人"),
    ("terms", "付款条件"),
    ("drawing", "图纸文件"),
    ("urgent", "紧急"),
    ("line_remark", "备注"),
];

fn order() -> Spec {
    let number = text("订单号").or(&["订单编号"]).must().told("同一订单的各行填同一个订单号");
    let asked = reading(|f| rows::order(f, crate::order::Named::default()), &ORDER);
    Spec {
        kind: SheetKind::Order,
        code: "order",
        label: zh("订单"),
        right: Right::WriteOrder,
        by: &["订单号", "客户编码", "型号", "数量"],
        columns: [number].into_iter().chain(asked.into_iter().map(of_order)).chain([text(ORIGIN)]).collect(),
    }
}

/// What the sheet says of a column of an order beside what its form does.
fn of_order(column: Column) -> Column {
    match column.field.as_str() {
        "kind" => column.may().told("柜台、工程或补件；不填为柜台").offers(words(&["柜台", "工程", "补件"])),
        "customer" => column.offers(Offer::Customers),
        "customer_order_no" => column.told("客户自己的单号，各行可以不同"),
        "wanted_on" => column.or(&["交货日期", "要求交期"]),
        "clerk" => column.offers(Offer::Clerks),
        "number" => column.told("同一订单内不重复；不填则依次编号"),
        "item" => column.offers(Offer::Products),
        "specification" => column.or(&["规格要求", "要求"]),
        "quantity" => column.told("大于 0 的数字，最多六位小数"),
        "unit_price" => column.or(&["单价"]).must().told("元，最多六位小数；赠品填 0"),
        "transport" => column.offers(Offer::Modes),
        "address" => column.told("同一订单以第一个为准；不填用客户资料里的"),
        "terms" => column.may().told("例如：30%定金,发货前付清70%；不填用客户资料里的"),
        "urgent" => column.told("急单填是").offers(words(&["是", "否"])),
        _ => column,
    }
}
