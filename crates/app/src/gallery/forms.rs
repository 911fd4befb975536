//! Forms: plain, with every kind of field wrong, with a grid, a confirmation.

use kernel::ui::{Field, FieldKind, Form, LineRow, Opt, Ui, Width};

/// A short form, as a dialog shows it.
pub fn dialog_form(_ui: &Ui) -> Form {
    let results = ["已发货", "答复新日期", "未联系上", "其他"].map(|word| Opt::new(word, word)).to_vec();
    let people = vec![Opt::new("me", "林晓（我）"), Opt::new("he", "何军")];
    let fields = vec![
        Field::new(FieldKind::Radio(results), "result", "结果").required().value("答复新日期"),
        Field::new(FieldKind::Date, "date", "新到货日").value("2026-11-27"),
        Field::new(FieldKind::Money, "freight", "运费").unit("元").placeholder("0.00"),
        Field::new(FieldKind::Area, "remark", "备注").placeholder("对方怎么说的"),
        Field::new(photo(), "photos", "照片"),
        Field::heading("下一步"),
        Field::new(FieldKind::Flag, "next", "安排到货初检").value("1").width(Width::Third),
        Field::new(FieldKind::Date, "next_on", "日期").value("2026-11-27").width(Width::Third),
        Field::new(FieldKind::Choice(people), "next_by", "谁").value("me").width(Width::Third).required(),
    ];
    Form {
        intro: Some("GD26110012 云锦珠宝 · 缺 14 个，11-30 要用".into()),
        submit_label: "完成并安排".into(),
        cancel_href: Some("/".into()),
        ..Form::new("催许佳回复到货日期", "/gallery/form", fields).key("0192")
    }
}

fn photo() -> FieldKind {
    FieldKind::Files { accept: "image/*,.pdf".into(), camera: false, multiple: true }
}

/// Every kind of field, most of them wrong.
pub fn wrong_form(ui: &Ui) -> Form {
    let wrong = |text: &str| Some(text.to_owned());
    let fields = vec![
        Field::new(
            FieldKind::Lookup { href: "/items/lookup".into(), fills: false, otherwise: None },
            "customer",
            "客户",
        )
        .required()
        .placeholder("名称、拼音首字母、电话后四位")
        .error(wrong("没有这个客户，请从列表中选择，或先新建客户")),
        Field::text("number", "客户订单号").value("PO-2026-1124").help("客户合同上的编号，用来查重"),
        Field::new(FieldKind::Money, "amount", "合同额")
            .unit("元")
            .value("十二万")
            .error(wrong("请填数字，如 120000.00")),
        Field::new(FieldKind::Quantity, "weight", "重量").unit("千克").value("12.5"),
        Field::new(FieldKind::Integer, "parcels", "件数").unit("件").width(Width::Quarter),
        Field::new(FieldKind::Time, "hour", "到达时间").value("09:30").width(Width::Quarter),
        Field::new(FieldKind::Password, "password", "密码"),
        Field::new(FieldKind::Static("湖北省武汉市江汉区新元路 77 号".into()), "", "收货地址"),
        Field::new(FieldKind::Flag, "told", "已告知客户")
            .width(Width::Half)
            .error(wrong("延期必须先告知客户")),
        Field::new(FieldKind::Date, "wanted", "客户要求交期")
            .value("2026-11-20")
            .error(wrong("不能早于今天 2026-11-24")),
        Field::hidden("stage", "review"),
    ];
    let fields = fields.into_iter().chain(dialog_form(ui).fields).collect();
    Form {
        id: "wrong".into(),
        errors: vec!["这张订单刚被何军改过，请核对后再提交".into()],
        cancel_href: Some("/".into()),
        version: Some(7),
        ..Form::new("登记订单", "/gallery/form", fields)
    }
}

/// A form with a grid of lines.
pub fn grid_form(_ui: &Ui) -> Form {
    let columns = vec![
        Field::new(
            FieldKind::Lookup { href: "/items/lookup".into(), fills: false, otherwise: None },
            "item",
            "型号",
        )
        .required(),
        Field::text("name", "名称"),
        Field::text("size", "规格"),
        Field::new(FieldKind::Quantity, "qty", "数量").unit("套").required(),
        Field::new(FieldKind::Price, "price", "单价").unit("元"),
        Field::new(FieldKind::Date, "wanted", "要求交期"),
        Field::text("remark", "备注"),
    ];
    let row = |values: [&str; 7], error: Option<&str>| LineRow {
        values: values.map(String::from).to_vec(),
        errors: vec![None, None, None, error.map(String::from)],
        label: String::new(),
    };
    let rows = vec![
        row(["SJ-3001", "手机体验台", "1800×900×900", "8", "5480.00", "2026-12-01", ""], None),
        row(
            ["SJ-3002", "手机配件墙柜", "1200×300×2200", "0", "3980.00", "2026-12-01", "左开门"],
            Some("数量要大于 0"),
        ),
    ];
    Form {
        id: "grid".into(),
        cancel_href: Some("/".into()),
        ..Form::new(
            "订单明细",
            "/gallery/form",
            vec![Field::new(FieldKind::Lines { columns, rows, can_add: true }, "lines", "明细")],
        )
    }
}

pub(super) fn confirm(_ui: &Ui) -> Form {
    let reason = Field::new(FieldKind::Area, "reason", "原因").required();
    let form = Form::confirm(
        "冲销送货单 SH26110019",
        "冲销会生成一张反向单据，库存和应收一起退回；原单保留，不能撤销。",
        "/gallery/form",
        "冲销",
    );
    Form { id: "confirm".into(), fields: vec![reason], cancel_href: Some("/".into()), ..form }
}
