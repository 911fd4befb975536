//! What became of every row (H3.1): taken in, unchanged, twice, or refused with reason and remedy.

use domain::order::FaultCell;
use kernel::i18n::{Lang, pack, zh};
use serde::{Deserialize, Serialize};

/// Why a cell is refused, and what to do.
#[derive(Debug, Clone, Copy)]
pub struct Why(pub &'static str, pub &'static str);

/// Missing.
pub const REQUIRED: Why = Why(zh("没有填写"), zh("请补上"));
/// A formula.
pub const FORMULA: Why = Why(zh("单元格里是公式"), zh("请粘贴为数值或文字"));
/// An error value.
pub const BROKEN: Why = Why(zh("单元格是错误值"), zh("请改正后再传"));
/// Unseen characters.
pub const CONTROL: Why = Why(zh("含有看不见的控制字符"), zh("请重新输入这个单元格"));
/// Too long.
pub const LONG: Why = Why(zh("超过 {max} 个字"), zh("请缩短"));
/// A number that Excel has rounded.
pub const ROUNDED: Why = Why(zh("长数字已被 Excel 改写"), zh("请把单元格设为文本后重新填写"));
/// No day.
pub const NO_DATE: Why = Why(zh("不是日期"), zh("请写成 2026-11-24"));
/// A price per unit that a spreadsheet computed with too many decimals.
pub const PRICE_ROUNDED: Why = Why(zh("超过六位小数，已四舍五入为 {price}"), zh("请核对单价"));
/// Something that whoever imports may not see.
pub const UNSEEN: Why = Why(zh("你看不到这一列，原来的值保留"), zh("要改请找看得到的人导入"));
/// Another currency than the yuan.
pub const FOREIGN: Why = Why(zh("是{currency}，现在只能用人民币"), zh("请换算成人民币后填写"));
/// A day that nobody means.
pub const TOO_FAR: Why = Why(zh("不在 {first} 年到 {last} 年之间"), zh("请核对年份"));
/// Neither yes nor no.
pub const NO_FLAG: Why = Why(zh("只能填是或否"), zh("请填是，或留空"));
/// Not among the choices.
pub const NO_CHOICE: Why = Why(zh("不在可选范围内"), zh("可选：{choices}"));
/// Signs in a code.
pub const BAD_CODE: Why = Why(zh("编码里不能有引号、尖括号或 &"), zh("请改正编码"));
/// The same again.
pub const TWICE: Why = Why(zh("与第 {row} 行重复"), zh("请删除其中一行"));
/// The same key with another content.
pub const KEY_TWICE: Why = Why(zh("与第 {row} 行编码相同，内容不同"), zh("请只保留一行"));
/// Several customers of one name (C21).
pub const SEVERAL_CUSTOMERS: Why = Why(zh("有几个客户都叫这个名字：{codes}"), zh("请填客户编码"));
/// No such customer.
pub const NO_CUSTOMER: Why = Why(zh("没有这个客户"), zh("请先导入客户，或改正编码"));
/// No such supplier.
pub const NO_SUPPLIER: Why = Why(zh("没有这个供应商"), zh("请先导入供应商，或改正编码"));
/// No such item.
pub const NO_ITEM: Why = Why(zh("没有这个型号或物料"), zh("请先导入产品或物料，或改正编码"));
/// Opening stock of what has moved already.
pub const MOVED: Why = Why(zh("已有出入库，不能再导入期初库存"), zh("请用盘点调整登记实盘数量"));
/// Half of what is counted (C27).
pub const NOT_WHOLE: Why = Why(zh("以“{unit}”计，数量应是整数"), zh("请改成整数"));
/// Somebody who follows no orders.
pub const NO_CLERK: Why = Why(zh("不是跟单员"), zh("请改成跟单员或部门领导"));
/// What another row of the order says otherwise.
pub const OTHERWISE: Why = Why(zh("订单 {order} 的各行写得不同，采用第一个"), zh("请核对"));
/// A unit behind the number that is not the line's.
pub const OTHER_UNIT: Why = Why(zh("数量后面写的是{written}，单位是{unit}"), zh("请核对数量和单位"));
/// No such person.
pub const NO_PERSON: Why = Why(zh("没有这个人"), zh("请先导入人员，或改正姓名"));
/// No such work centre.
pub const NO_CENTER: Why = Why(zh("没有这个工作中心"), zh("请先导入工作中心，或改正编码"));
/// No longer used.
pub const RETIRED: Why = Why(zh("已停用"), zh("请先恢复，或换一个"));
/// Another customer in the same order.
pub const OTHER_CUSTOMER: Why = Why(zh("与本订单的客户 {customer} 不同"), zh("请改正客户，或换一个订单号"));
/// Delivery before the order.
pub const TOO_EARLY: Why = Why(zh("交货日期早于下单日期 {date}"), zh("请核对两个日期"));
/// A line number again.
pub const LINE_TWICE: Why = Why(zh("行号与第 {row} 行相同"), zh("请改成不同的行号"));
/// The order is there with another content.
pub const ORDER_KNOWN: Why = Why(zh("订单号已存在，内容不同"), zh("请在系统里修改这张订单，或换一个订单号"));
/// Another row of the same bill or routing is wrong.
pub const GROUP: Why = Why(zh("{code} 的其他行有误，整张清单未导入"), zh("请改正后连同本行一起再传"));
/// A bill that contains itself.
pub const CYCLE: Why = Why(zh("{code} 的物料清单包含它自己"), zh("请检查上下级编码"));
/// A boss below oneself.
pub const BOSS_CYCLE: Why = Why(zh("直接上级绕回了本人"), zh("请检查直接上级"));
/// No right to it.
pub const FORBIDDEN: Why = Why(zh("你没有导入这种表的权限"), zh("请找部门领导或管理员导入"));
/// A rule said no while it was written.
pub const REFUSED: Why = Why(zh("系统拒绝：{reason}"), zh("请按提示改正"));
/// Terms that cannot be read.
pub const TERMS: Why = Why(zh("订单 {order} 的付款条件无法识别"), zh("请在资料准备里补上付款计划"));
/// Words beside a product's code in a customer's own order.
pub const NON_STANDARD: Why = Why(zh("型号旁边还有说明，可能是非标"), zh("已写进规格要求，请与客户核对"));
/// The title of a customer's own order names somebody else than its layout.
pub const OTHER_NAMED: Why = Why(
    zh("按 {customer} 的格式读取，但也可能是 {other} 的订单"),
    zh("请核对客户；不对时点“改对应”，选对客户"),
);
/// Two sums that differ.
pub const OTHER_SUM: Why = Why(zh("与数量乘单价 {sum} 不符"), zh("已按数量和单价计算，请与客户核对"));
/// More words than a remark holds.
pub const REMARK_CUT: Why =
    Why(zh("表外的文字超过 {max} 个字，后面的没有写进备注"), zh("请在订单备注里补上要紧的"));

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Wrong {
    /// Column.
    pub field: String,
    /// What stands there.
    pub value: String,
    /// Why it is refused.
    pub reason: String,
    /// What to do.
    pub remedy: String,
    /// Parameters of both.
    pub params: Vec<(String, String)>,
}

impl Wrong {
    /// A wrong cell.
    pub fn new(field: &str, value: impl Into<String>, why: Why, params: &[(&str, &str)]) -> Self {
        let value: String = value.into();
        Self {
            field: field.to_owned(),
            value: value.chars().take(80).collect(),
            reason: why.0.to_owned(),
            remedy: why.1.to_owned(),
            params: params.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        }
    }

    fn fill(&self, lang: Lang, text: &str) -> String {
        let words: Vec<(&str, String)> =
            self.params.iter().map(|(n, v)| (n.as_str(), lang.words(v))).collect();
        let params: Vec<(&str, &dyn std::fmt::Display)> =
            words.iter().map(|(n, v)| -> (&str, &dyn std::fmt::Display) { (n, v) }).collect();
        lang.tf(text, &params)
    }

    /// Why it is refused, in `lang`.
    pub fn reason_in(&self, lang: Lang) -> String {
        self.fill(lang, &self.reason)
    }

    /// What to do, in `lang`.
    pub fn remedy_in(&self, lang: Lang) -> String {
        self.fill(lang, &self.remedy)
    }

    /// As the draft keeps it, to be read in either language.
    pub fn cell(&self) -> FaultCell {
        let packed = |text: &str| {
            let params: Vec<(&str, String)> =
                self.params.iter().map(|(name, value)| (name.as_str(), value.clone())).collect();
            pack(text, &params)
        };
        FaultCell {
            field: self.field.clone(),
            value: self.value.clone(),
            reason: packed(&self.reason),
            remedy: packed(&self.remedy),
        }
    }

    /// One sentence in Chinese, for the returned workbook and the order's own list.
    pub fn sentence(&self) -> String {
        let (reason, remedy) = (self.reason_in(Lang::Zh), self.remedy_in(Lang::Zh));
        match (self.field.as_str(), self.value.as_str()) {
            // A form's own words say all in one.
            (field, _) if remedy.is_empty() => format!("{field}：{reason}"),
            ("", _) => format!("{reason}。{remedy}"),
            (field, "") => format!("{field}{reason}。{remedy}"),
            (field, value) => format!("{field}“{value}”{reason}。{remedy}"),
        }
    }
}

/// A row that was not taken in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct BadRow {
    /// As Excel shows it.
    pub row: usize,
    /// Order number or code.
    pub key: String,
    /// Whether it repeats another row exactly: nothing is lost.
    pub duplicate: bool,
    /// What is wrong.
    pub wrongs: Vec<Wrong>,
}

/// What became of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SheetReport {
    /// Its file.
    pub file: String,
    /// Its tab.
    pub sheet: String,
    /// What it holds: the code of the kind; empty where nobody knows.
    pub kind: String,
    /// Rows with content.
    pub total: usize,
    /// Rows that are new.
    pub new: usize,
    /// Rows that change what is there.
    pub changed: usize,
    /// Rows that are there already.
    pub unchanged: usize,
    /// Rows that repeat another.
    pub duplicate: usize,
    /// Rows that are refused.
    pub bad: usize,
    /// Orders that come in or change.
    pub orders: usize,
    /// Orders that come in incomplete.
    pub incomplete: usize,
    /// The rows that are refused or repeated.
    pub rows: Vec<BadRow>,
    /// What should be looked at although it came in.
    pub warnings: Vec<BadRow>,
}

impl SheetReport {
    /// Rows that come in.
    pub fn importable(&self) -> usize {
        self.new + self.changed
    }
}

/// What became of all sheets.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Report {
    /// Whether it was done, or only looked at.
    pub committed: bool,
    /// Files that could not be read: name and reason.
    pub unreadable: Vec<(String, String)>,
    /// The sheets.
    pub sheets: Vec<SheetReport>,
}

impl Report {
    /// The sum of `count` over the sheets.
    pub fn sum(&self, count: fn(&SheetReport) -> usize) -> usize {
        self.sheets.iter().map(count).sum()
    }

    /// Whether nothing was refused.
    pub fn is_clean(&self) -> bool {
        self.unreadable.is_empty() && self.sheets.iter().all(|s| s.bad == 0 && !s.kind.is_empty())
    }
}
