//! Everything that somebody can do, by name: one table for pages, API, follow-ups, buttons and help.
//!
//! A deed says which right it asks for and which requirement it serves. Its form and its address are the feature's;
//! which deeds are open on a thing now is the noun's (`Shipment::deeds`).

use crate::access::Right;

/// Declares the deeds: a line each, from which the enum, its list and its table come.
macro_rules! deeds {
    ($($deed:ident: $name:literal, $label:literal, $right:ident, $handbook:literal;)*) => {
        /// Something that somebody can do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the names say it")]
        pub enum Deed { $($deed,)* }

        impl Deed {
            /// Every deed.
            pub const ALL: &'static [Self] = &[$(Self::$deed,)*];

            /// Its stable name, `shipment.arrival`: what the API, stored follow-ups and logs call it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$deed => $name,)* }
            }

            /// What its button says, in Chinese.
            pub const fn label(self) -> &'static str {
                match self { $(Self::$deed => $label,)* }
            }

            /// The right that it asks for; some rules ask more finely themselves.
            pub const fn right(self) -> Right {
                match self { $(Self::$deed => Right::$right,)* }
            }

            /// The requirement that it serves.
            pub const fn handbook(self) -> &'static str {
                match self { $(Self::$deed => $handbook,)* }
            }
        }
    };
}

deeds! {
    // The company
    CompanyDescribe: "company.describe", "公司资料", Configure, "H8.5";
    CompanyDays: "company.days", "登记假期或上班日", Configure, "H8.5";
    CompanyCalendar: "company.calendar", "登记放假安排", Configure, "H8.5";
    // People
    PersonNew: "person.new", "新建人员", ManagePeople, "H1.1";
    PersonEdit: "person.edit", "编辑人员", ManagePeople, "H1.1";
    PersonRetire: "person.retire", "离职", ManagePeople, "H1.1";
    PersonRestore: "person.restore", "恢复在职", GiveRoles, "H1.1";
    PersonAccount: "person.account", "重置密码", ManagePeople, "H1.1";
    PersonConfirm: "person.confirm", "确认角色", GiveRoles, "H1.1";
    PersonDecline: "person.decline", "不同意", GiveRoles, "H1.1";
    PersonSubstitute: "person.substitute", "安排代理", NameSubstitute, "H1.2";
    PersonOwnSubstitute: "person.own_substitute", "安排我的代理", OwnAccount, "H1.2";
    PersonErase: "person.erase", "删除个人信息", Configure, "H2.1";
    PersonOwnPassword: "person.own_password", "修改密码", OwnAccount, "H1.1";
    // Suppliers
    SupplierNew: "supplier.new", "新建供应商", WriteMasterData, "H4.3";
    SupplierEdit: "supplier.edit", "编辑供应商", WriteMasterData, "H4.3";
    SupplierRetire: "supplier.retire", "停用", WriteMasterData, "H4.3";
    SupplierRestore: "supplier.restore", "恢复使用", WriteMasterData, "H4.3";
    // Carriers
    CarrierNew: "carrier.new", "新建承运商", WriteMasterData, "H6.4";
    CarrierEdit: "carrier.edit", "编辑承运商", WriteMasterData, "H6.4";
    CarrierRetire: "carrier.retire", "停用", WriteMasterData, "H6.4";
    CarrierRestore: "carrier.restore", "恢复使用", WriteMasterData, "H6.4";
    // Items and their bills
    ItemNew: "item.new", "新建物料或产品", WriteMasterData, "H4.2";
    ItemEdit: "item.edit", "编辑", WriteMasterData, "H4.2";
    ItemBill: "item.bill", "物料清单", WriteMasterData, "H4.2";
    ItemRouting: "item.routing", "工艺路线", WriteMasterData, "H4.4";
    ItemRetire: "item.retire", "停用", WriteMasterData, "H4.2";
    ItemRestore: "item.restore", "恢复使用", WriteMasterData, "H4.2";
    CenterNew: "center.new", "新建工作中心", WriteMasterData, "H4.4";
    CenterEdit: "center.edit", "编辑工作中心", WriteMasterData, "H4.4";
    // Customers
    CustomerNew: "customer.new", "新建客户", WriteMasterData, "H7.3";
    CustomerEdit: "customer.edit", "编辑客户", WriteMasterData, "H7.3";
    CustomerRetire: "customer.retire", "停用", WriteMasterData, "H7.3";
    CustomerRestore: "customer.restore", "恢复使用", WriteMasterData, "H7.3";
    CustomerPropose: "customer.propose", "提出新客户", ProposeCustomer, "H7.3";
    CustomerCorrect: "customer.correct", "更正后再提", MendProposal, "H7.3";
    CustomerWithdraw: "customer.withdraw", "撤回", MendProposal, "H7.3";
    CustomerConfirm: "customer.confirm", "确认客户", ConfirmCustomer, "H7.3";
    CustomerSendBack: "customer.send_back", "退回", ConfirmCustomer, "H7.3";
    CustomerErase: "customer.erase", "删除联系人信息", Configure, "H2.1";
    CustomerContact: "customer.contact", "登记沟通", LogContact, "H5.5";
    // Orders
    OrderNew: "order.new", "新建订单", WriteOrder, "H3.1";
    OrderEdit: "order.edit", "编辑订单", WriteOrder, "H3.1";
    OrderSubmit: "order.submit", "提交评审", WriteOrder, "H3.3";
    OrderReview: "order.review", "评审", AnswerReview, "H3.3";
    OrderReviewShort: "order.review_short", "简易评审", ReviewAll, "H3.3";
    OrderCondition: "order.condition", "落实条件", WriteOrder, "H3.3";
    OrderRelease: "order.release", "下达订单", ReleaseOrder, "H3.3";
    OrderHold: "order.hold", "暂停", HoldOrder, "H8.4";
    OrderResume: "order.resume", "解除暂停", HoldOrder, "H8.4";
    OrderCancel: "order.cancel", "取消订单", CancelOrder, "H3.8";
    OrderDiscard: "order.discard", "作废草稿", WriteOrder, "H3.1";
    OrderSettleLines: "order.settle_lines", "按实发结清", WriteOrder, "H3.8";
    OrderHandOver: "order.hand_over", "移交", HandOverOrders, "H1.2";
    OrderHandOverSeveral: "order.hand_over_several", "移交订单", HandOverOrders, "H1.2";
    OrderCorrect: "order.correct", "更正", CorrectOrder, "H3.8";
    OrderPromise: "order.promise", "变更交期", ChangePromise, "H6.3";
    OrderContact: "order.contact", "登记沟通", LogContact, "H5.5";
    OrderAttach: "order.attach", "上传文件", AttachFile, "H3.7";
    OrderAccept: "order.accept", "登记验收", RecordAcceptance, "H4.6";
    OrderSnooze: "order.snooze", "稍后", LogContact, "H8.2";
    OrderTask: "order.task", "安排下一步", LogContact, "H8.2";
    OrderTaskDone: "order.task_done", "完成任务", FinishTask, "H8.2";
    // Stock
    PlaceNew: "place.new", "新建库位", WriteMasterData, "H7.2";
    PlaceEdit: "place.edit", "编辑", WriteMasterData, "H7.2";
    PlaceRetire: "place.retire", "停用", WriteMasterData, "H7.2";
    PlaceRestore: "place.restore", "恢复使用", WriteMasterData, "H7.2";
    StockTransfer: "stock.transfer", "调拨", BookStock, "H7.2";
    StockAdjust: "stock.adjust", "盘点调整", BookStock, "H7.2";
    StockAllocate: "stock.allocate", "分配给缺料订单", BookStock, "H4.2";
    StockBook: "stock.book", "登记出入库", BookStock, "H7.2";
    StockReverse: "stock.reverse", "冲销", BookStock, "H7.2";
    // Purchases
    PurchasePlace: "purchase.place", "下采购单", Purchase, "H4.2";
    PurchasePromise: "purchase.promise", "登记交期", ChaseSupplier, "H4.3";
    PurchasePromiseSeveral: "purchase.promise_several", "登记交期（几张采购单）", ChaseSupplier, "H4.3";
    PurchaseChase: "purchase.chase", "催货", ChaseSupplier, "H4.3";
    PurchaseReceive: "purchase.receive", "登记到货", ReceiveGoods, "H4.3";
    PurchaseReceiveSeveral: "purchase.receive_several", "登记到货（几张采购单）", ReceiveGoods, "H4.3";
    PurchaseInspect: "purchase.inspect", "初检", InspectGoods, "H4.3";
    PurchaseReturn: "purchase.return", "退回不合格品", ReceiveGoods, "H4.3";
    PurchaseReplace: "purchase.replace", "登记换货", ReceiveGoods, "H4.3";
    PurchaseConcede: "purchase.concede", "让步接收不合格品", ConcedeGoods, "H4.3";
    PurchaseKeep: "purchase.keep", "留作库存", Purchase, "H4.3";
    PurchaseCancel: "purchase.cancel", "取消采购单", Purchase, "H4.3";
    // Production
    WorkPeriod: "work.period", "确认生产期", ConfirmPeriod, "H4.4";
    WorkReport: "work.report", "报工", ReportProgress, "H4.4";
    WorkReportSeveral: "work.report_several", "报工（几张生产单）", ReportProgress, "H4.4";
    WorkStock: "work.stock", "余货入库", BookStock, "H7.2";
    WorkReturn: "work.return", "退料", IssueMaterials, "H4.2";
    WorkIssue: "work.issue", "备料出库", IssueMaterials, "H4.2";
    PeggingWeigh: "pegging.weigh", "重算物料", WeighNeeds, "H4.2";
    // Shipments
    ShipmentPrepare: "shipment.prepare", "安排发货", PrepareShipment, "H6.1";
    ShipmentState: "shipment.state", "确认备货状态", SayReadiness, "H6.1";
    ShipmentConfirm: "shipment.confirm", "发货确认", ConfirmShipment, "H6.1";
    ShipmentNotice: "shipment.notice", "发收货须知", ConfirmShipment, "H6.7";
    ShipmentChange: "shipment.change", "改发货单", PrepareShipment, "H6.1";
    ShipmentGate: "shipment.gate", "未到款放行", ReleasePayGate, "H6.2";
    ShipmentDispatch: "shipment.dispatch", "发货", Dispatch, "H6.1";
    ShipmentCarrier: "shipment.carrier", "询问承运商", ConfirmArrival, "H6.5";
    ShipmentArrival: "shipment.arrival", "登记到货", ConfirmArrival, "H6.4";
    ShipmentNotArrived: "shipment.not_arrived", "撤回到货登记", ConfirmArrival, "H2.1";
    ShipmentCause: "shipment.cause", "查明差异原因", SettleDifference, "H6.6";
    ShipmentSettle: "shipment.settle", "处理差异", SettleDifference, "H6.6";
    ShipmentFound: "shipment.found", "登记找回", SettleDifference, "H6.6";
    ShipmentStock: "shipment.stock", "退货入库", BookStock, "H7.2";
    ShipmentCancel: "shipment.cancel", "取消发货单", PrepareShipment, "H6.1";
    // Claims against carriers
    ClaimDescribe: "claim.describe", "补充索赔依据", HandleClaim, "H6.6";
    ClaimLodge: "claim.lodge", "向承运商索赔", HandleClaim, "H6.6";
    ClaimAnswer: "claim.answer", "登记承运商答复", HandleClaim, "H6.6";
    ClaimDecide: "claim.decide", "登记索赔结果", HandleClaim, "H6.6";
    ClaimRecover: "claim.recover", "登记赔款", BookPayment, "H6.6";
    ClaimWriteOff: "claim.write_off", "核销索赔", WriteOffClaim, "H1.2";
    // Money
    PaymentBook: "payment.book", "登记到款", BookPayment, "H4.6";
    PaymentBookSeveral: "payment.book_several", "登记到款（多张订单）", BookPayment, "H4.6";
    PaymentReverse: "payment.reverse", "冲销到款", BookPayment, "H2.1";
    PaymentAllocate: "payment.allocate", "分配预收款", BookPayment, "H4.6";
    PaymentRepay: "payment.repay", "退预收款", BookPayment, "H4.6";
    PaymentRecover: "payment.recover", "登记追回退款", BookPayment, "H4.6";
    PaymentWriteOff: "payment.write_off", "核销追不回的退款", BookPayment, "H4.6";
    OrderRefund: "order.refund", "处理多收款", BookPayment, "H4.6";
    OrderWriteOff: "order.write_off", "核销小额差额", BookPayment, "H4.6";
    OrderKeep: "order.keep", "登记约定不退", BookPayment, "H4.6";
    // Import
    ImportUpload: "import.upload", "上传并预检", Import, "H3.1";
    ImportTellLayout: "import.tell_layout", "对应客户订单的列", Import, "H3.1";
    ImportForgetLayout: "import.forget_layout", "忘掉这种格式", Import, "H3.1";
}

impl Deed {
    /// The deed by which whoever did it takes it back at once, where one gives a reason alone.
    pub const fn undone_by(self) -> Option<Self> {
        Some(match self {
            Self::OrderHold => Self::OrderResume,
            Self::ShipmentArrival => Self::ShipmentNotArrived,
            Self::PaymentBook | Self::PaymentBookSeveral => Self::PaymentReverse,
            Self::StockBook | Self::StockAdjust | Self::StockTransfer => Self::StockReverse,
            Self::CustomerRetire => Self::CustomerRestore,
            Self::SupplierRetire => Self::SupplierRestore,
            Self::CarrierRetire => Self::CarrierRestore,
            Self::ItemRetire => Self::ItemRestore,
            Self::PlaceRetire => Self::PlaceRestore,
            _ => return None,
        })
    }

    /// Whether it hurts: its button is red and its form asks for a second look.
    pub const fn hurts(self) -> bool {
        matches!(
            self,
            Self::CarrierRetire
                | Self::ClaimWriteOff
                | Self::CustomerErase
                | Self::CustomerRetire
                | Self::CustomerSendBack
                | Self::CustomerWithdraw
                | Self::ItemRetire
                | Self::ImportForgetLayout
                | Self::PersonDecline
                | Self::PersonErase
                | Self::OrderCancel
                | Self::OrderDiscard
                | Self::OrderHold
                | Self::OrderKeep
                | Self::OrderSettleLines
                | Self::PaymentReverse
                | Self::PaymentWriteOff
                | Self::PaymentRepay
                | Self::OrderWriteOff
                | Self::PersonRetire
                | Self::PlaceRetire
                | Self::PurchaseCancel
                | Self::ShipmentCancel
                | Self::ShipmentGate
                | Self::SupplierRetire
                | Self::StockReverse
        )
    }

    /// What is done where it cannot be done yet: a supplier who has not answered or brought anything is asked (H4.3).
    pub const fn instead(self) -> Option<Self> {
        match self {
            Self::PurchasePromise | Self::PurchaseReceive => Some(Self::PurchaseChase),
            _ => None,
        }
    }

    /// Whether it wants to know which follow-up it settles, of several of its rule.
    pub const fn settles_one(self) -> bool {
        matches!(self, Self::OrderCondition | Self::OrderTaskDone)
    }

    /// The deed called `name`.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|deed| deed.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_deed_has_a_name_of_its_own_that_finds_it() {
        let names: BTreeSet<&str> = Deed::ALL.iter().map(|d| d.name()).collect();
        assert_eq!(names.len(), Deed::ALL.len());
        for deed in Deed::ALL {
            assert_eq!(Deed::named(deed.name()), Some(*deed));
        }
    }
}
