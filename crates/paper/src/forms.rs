//! The shapes of the printed forms. Every text is set as it comes: dates, quantities and amounts are
//! formatted by the caller; an empty text leaves its place blank.
//!
//! As JSON (for [`crate::pdf::render`]) the field names are those of the structs; `lang` is `"zh"` or
//! `"en"`; `printed.at` is `"2026-11-24T14:08:00"`. A `qr` field holds the text to encode, usually an
//! address; the drawing is added by the renderer.

use jiff::civil::DateTime;
use serde::Serialize;

use crate::Error;
use crate::pdf::{Pdf, Template, render};

/// Language of a form's fixed words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

/// Who prints, when, and for the how-manieth time: in the foot of each page, and the PDF's own date.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Printed {
    /// Name of the person.
    pub by: String,
    /// Local time.
    pub at: DateTime,
    /// Minutes that local time is ahead of UTC: 480 in China.
    pub utc_offset_minutes: i32,
    /// 1 for the first print; 0 for a preview, which says so.
    pub times: u32,
}

/// 送货单: what goes with the goods and comes back signed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct DeliveryNote {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Our company's name, at the top.
    pub company: String,
    /// Number of the note.
    pub number: String,
    /// Text of the QR code beside the title.
    pub qr: Option<String>,
    /// Short code below the QR, for typing.
    pub short_code: Option<String>,
    /// The customer.
    pub customer: String,
    /// Who receives the goods.
    pub consignee: String,
    /// The consignee's phone.
    pub phone: String,
    /// Where to.
    pub address: String,
    /// The order's number, or several.
    pub order_no: String,
    /// 发货日期.
    pub ship_date: String,
    /// 运输方式.
    pub transport: String,
    /// 车牌、司机、运单号.
    pub vehicle: String,
    /// 件数.
    pub packages: String,
    /// The goods.
    pub lines: Vec<DeliveryLine>,
    /// Sum of the quantities.
    pub total_quantity: String,
    /// Sum of the amounts; only with prices.
    pub total_amount: Option<String>,
    /// The sum in words (大写); only with prices.
    pub amount_in_words: Option<String>,
    /// 收货须知, one paragraph each. Empty: the form's own text.
    pub notice: Vec<String>,
    /// 制单, printed; the other signatures are left to be written.
    pub made_by: String,
    /// 联次 in the right margin, for instance `第一联 存根（白）`. Empty: none.
    pub copies: Vec<String>,
    /// Foot of the page.
    pub printed: Printed,
}

/// A line of a [`DeliveryNote`]. The columns 单价 and 金额 are printed when any line has a price or amount.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct DeliveryLine {
    /// 名称.
    pub name: String,
    /// 规格型号.
    pub spec: String,
    /// 单位.
    pub unit: String,
    /// 数量.
    pub quantity: String,
    /// 单价.
    pub price: Option<String>,
    /// 金额.
    pub amount: Option<String>,
    /// 备注.
    pub remark: String,
}

/// 收货须知: what the receiver must check before signing.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ReceiptNotice {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Our company's name.
    pub company: String,
    /// Number of the shipment.
    pub number: String,
    /// Text of the QR code; opens the page that confirms the arrival.
    pub qr: Option<String>,
    /// Short code below the QR, for typing.
    pub short_code: Option<String>,
    /// The customer.
    pub customer: String,
    /// Who receives the goods.
    pub consignee: String,
    /// Where to.
    pub address: String,
    /// The order's number.
    pub order_no: String,
    /// 发货日期.
    pub ship_date: String,
    /// 预计到货日期.
    pub expected_date: String,
    /// 运输方式.
    pub transport: String,
    /// 车牌、司机、运单号.
    pub vehicle: String,
    /// 件数.
    pub packages: String,
    /// Whom to call on our side.
    pub contact: String,
    /// The phone to call.
    pub contact_phone: String,
    /// Foot of the page.
    pub printed: Printed,
}

/// 生产清单: what a workshop makes, and when each operation is due.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ProductionList {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Our company's name.
    pub company: String,
    /// Number of the list.
    pub number: String,
    /// Text of the QR code beside the title.
    pub qr: Option<String>,
    /// Short code below the QR, for typing.
    pub short_code: Option<String>,
    /// The order's number.
    pub order_no: String,
    /// The customer.
    pub customer: String,
    /// 下单日期.
    pub order_date: String,
    /// 交货日期.
    pub due_date: String,
    /// 跟单员.
    pub owner: String,
    /// 优先级, for instance 加急.
    pub priority: String,
    /// 备注 on the whole.
    pub remark: String,
    /// What to make.
    pub lines: Vec<ProductionLine>,
    /// 制单, printed.
    pub made_by: String,
    /// Foot of the page.
    pub printed: Printed,
}

/// A line of a [`ProductionList`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ProductionLine {
    /// Our code of the item.
    pub item: String,
    /// 名称.
    pub name: String,
    /// 规格型号.
    pub spec: String,
    /// 数量, with its unit.
    pub quantity: String,
    /// 完工日期.
    pub due: String,
    /// Number and version of the drawing.
    pub drawing: String,
    /// 备注.
    pub remark: String,
    /// Text of the QR code of this line.
    pub qr: Option<String>,
    /// Short code below the QR, for typing.
    pub short_code: Option<String>,
    /// The operations in order.
    pub operations: Vec<ProductionStep>,
}

/// An operation of a [`ProductionLine`].
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ProductionStep {
    /// 工序.
    pub name: String,
    /// 工作中心.
    pub centre: String,
    /// Planned start.
    pub start: String,
    /// Planned end.
    pub end: String,
}

/// 采购单: our order to a supplier.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PurchaseOrder {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Our company's name.
    pub company: String,
    /// Number of the purchase order.
    pub number: String,
    /// Text of the QR code beside the title.
    pub qr: Option<String>,
    /// Short code below the QR, for typing.
    pub short_code: Option<String>,
    /// The supplier.
    pub supplier: String,
    /// The supplier's contact.
    pub contact: String,
    /// The contact's phone.
    pub phone: String,
    /// 下单日期.
    pub order_date: String,
    /// 要求到货日期.
    pub due_date: String,
    /// 采购员 and phone on our side.
    pub buyer: String,
    /// 交货地址.
    pub deliver_to: String,
    /// 付款方式.
    pub payment: String,
    /// What is bought.
    pub lines: Vec<PurchaseLine>,
    /// Sum of the amounts; only with prices.
    pub total_amount: Option<String>,
    /// The sum in words (大写); only with prices.
    pub amount_in_words: Option<String>,
    /// Terms, one paragraph each. Empty: none are printed.
    pub terms: Vec<String>,
    /// 制单, printed.
    pub made_by: String,
    /// Foot of the page.
    pub printed: Printed,
}

/// A line of a [`PurchaseOrder`]. The columns 单价 and 金额 are printed when any line has a price or amount.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PurchaseLine {
    /// 物料编码.
    pub item: String,
    /// 名称.
    pub name: String,
    /// 规格型号.
    pub spec: String,
    /// 单位.
    pub unit: String,
    /// 数量.
    pub quantity: String,
    /// 单价.
    pub price: Option<String>,
    /// 金额.
    pub amount: Option<String>,
    /// 到货日期 of this line.
    pub due: String,
    /// 备注.
    pub remark: String,
}

/// 货运索赔单: what is asked of a carrier for goods that it lost or broke.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ClaimLetter {
    /// Language of the fixed words.
    pub lang: Lang,
    /// Our company's name.
    pub company: String,
    /// Number of the claim.
    pub number: String,
    /// Text of the QR code beside the title.
    pub qr: Option<String>,
    /// Short code below the QR, for typing.
    pub short_code: Option<String>,
    /// The carrier.
    pub carrier: String,
    /// 运单号.
    pub waybill: String,
    /// Number of our shipment.
    pub shipment: String,
    /// 到货日期.
    pub arrived_on: String,
    /// 提货时的外包装.
    pub pickup: String,
    /// 到货时的外包装.
    pub packing: String,
    /// 签收情况.
    pub signature: String,
    /// What happened.
    pub note: String,
    /// What is missing or broken.
    pub lines: Vec<ClaimLine>,
    /// What is asked for; only with prices.
    pub total: Option<String>,
    /// The sum in words (大写); only with prices.
    pub in_words: Option<String>,
    /// By when an answer is asked for; blank before it is lodged.
    pub answer_by: String,
    /// Names of what proves it.
    pub proof: Vec<String>,
    /// How many pictures go with it.
    pub photos: usize,
    /// Whom to call on our side.
    pub contact: String,
    /// The phone to call.
    pub contact_phone: String,
    /// Where to pay.
    pub bank: String,
    /// Foot of the page.
    pub printed: Printed,
}

/// A line of a [`ClaimLetter`]. The column 金额 is printed when any line has an amount.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct ClaimLine {
    /// 名称.
    pub name: String,
    /// 型号.
    pub code: String,
    /// 单位.
    pub unit: String,
    /// 发出.
    pub sent: String,
    /// 短少.
    pub missing: String,
    /// 破损.
    pub damaged: String,
    /// 金额.
    pub amount: Option<String>,
}

/// A printed form: which template sets it.
pub trait Form: Serialize {
    /// Its template.
    const TEMPLATE: Template;
}

impl Form for DeliveryNote {
    const TEMPLATE: Template = Template::DeliveryNote;
}

impl Form for ReceiptNotice {
    const TEMPLATE: Template = Template::ReceiptNotice;
}

impl Form for ProductionList {
    const TEMPLATE: Template = Template::ProductionList;
}

impl Form for PurchaseOrder {
    const TEMPLATE: Template = Template::PurchaseOrder;
}

impl Form for ClaimLetter {
    const TEMPLATE: Template = Template::ClaimLetter;
}

/// Sets a form on A4. Errors as [`render`].
pub fn set<F: Form>(form: &F) -> Result<Pdf, Error> {
    let input = serde_json::to_value(form).map_err(|error| Error::Input(error.to_string()))?;
    render(F::TEMPLATE, &input)
}
