//! The printed forms, set and read back.
#![allow(clippy::unwrap_used, reason = "the helpers of tests, too, fail by panicking")]

use jiff::civil::date;
use paper::Error;
use paper::forms::{
    DeliveryLine, DeliveryNote, Lang, Printed, ProductionLine, ProductionList, ProductionStep, PurchaseLine,
    PurchaseOrder, ReceiptNotice, set,
};
use paper::pdf::{Template, render};

const COMPANY: &str = "示例展柜制造有限公司";
const URL: &str = "https://gendan.example/q/7K4M2X";

fn printed() -> Printed {
    Printed {
        by: "张三".into(), at: date(2026, 11, 24).at(14, 8, 30, 0), utc_offset_minutes: 480, times: 1
    }
}

fn delivery_note(lines: usize, priced: bool) -> DeliveryNote {
    let price = |text: &str| priced.then(|| text.to_owned());
    DeliveryNote {
        company: COMPANY.into(),
        number: "SH20261124-003".into(),
        qr: Some(URL.into()),
        short_code: Some("7K4M2X".into()),
        customer: "云锦珠宝（上海）有限公司".into(),
        consignee: "李四".into(),
        phone: "138 0000 0000".into(),
        address:
            "上海市静安区示例路 1234 号云锦大厦地下一层 B1-06 卸货区（货梯限高 2.4 m，请提前一小时电话预约）"
                .into(),
        order_no: "DD20261101-017".into(),
        ship_date: "2026年11月24日".into(),
        transport: "专车".into(),
        vehicle: "沪A·12345 王师傅 139 0000 0000".into(),
        packages: "26 件".into(),
        lines: (1..=lines)
            .map(|n| DeliveryLine {
                name: match n % 4 {
                    0 => "超白玻璃珠宝展示高柜（含内置灯带、电子锁与隐藏式走线，深胡桃木饰面）".into(),
                    _ => "玻璃展柜".into(),
                },
                spec: match n % 3 {
                    0 => "GZ-1200-HT-DEEPWALNUT-LED4000K-LOCK2".into(),
                    _ => "1200×600×950".into(),
                },
                unit: "组".into(),
                quantity: "12".into(),
                price: price("1,409.50"),
                amount: price("16,914.00"),
                remark: if n.is_multiple_of(5) { "急".into() } else { String::new() },
            })
            .collect(),
        total_quantity: "480".into(),
        total_amount: price("¥676,560.00"),
        amount_in_words: price("人民币陆拾柒万陆仟伍佰陆拾元整"),
        notice: Vec::new(),
        made_by: "张三".into(),
        copies: vec!["第一联 存根（白）".into(), "第二联 客户（红）".into(), "第三联 回单（黄）".into()],
        printed: printed(),
        lang: Lang::Zh,
    }
}

fn receipt_notice() -> ReceiptNotice {
    ReceiptNotice {
        company: COMPANY.into(),
        number: "SH20261124-003".into(),
        qr: Some(URL.into()),
        short_code: Some("7K4M2X".into()),
        customer: "云锦珠宝（上海）有限公司".into(),
        consignee: "李四".into(),
        address: "上海市静安区示例路 1234 号".into(),
        order_no: "DD20261101-017".into(),
        ship_date: "2026年11月24日".into(),
        expected_date: "2026年11月26日".into(),
        transport: "零担物流".into(),
        vehicle: "运单号 SF1234567890123".into(),
        packages: "26 件".into(),
        contact: "张三".into(),
        contact_phone: "021-0000 0000".into(),
        printed: printed(),
        lang: Lang::Zh,
    }
}

fn production_list(lines: usize) -> ProductionList {
    let operation = |name: &str, centre: &str, start: &str, end: &str| ProductionStep {
        name: name.into(),
        centre: centre.into(),
        start: start.into(),
        end: end.into(),
    };
    ProductionList {
        company: COMPANY.into(),
        number: "SC20261102-008".into(),
        qr: Some(URL.into()),
        order_no: "DD20261101-017".into(),
        customer: "云锦珠宝（上海）有限公司".into(),
        order_date: "2026-11-01".into(),
        due_date: "2026-11-24".into(),
        owner: "张三".into(),
        priority: "加急".into(),
        remark: "木饰面色板以客户签字样板为准。".into(),
        lines: (1..=lines)
            .map(|n| ProductionLine {
                item: format!("CP-10{n:02}"),
                name: if n.is_multiple_of(2) {
                    "超白玻璃珠宝展示高柜".into()
                } else {
                    "玻璃展柜".into()
                },
                spec: "1200×600×950，深胡桃木饰面，4000K 灯带".into(),
                quantity: "12 组".into(),
                due: "11-20".into(),
                drawing: "TZ-0471 V3".into(),
                remark: if n.is_multiple_of(3) { "锁孔居中".into() } else { String::new() },
                qr: Some(format!("{URL}{n}")),
                short_code: Some("9H3TQ".into()),
                operations: vec![
                    operation("开料", "板材车间", "11-05", "11-06"),
                    operation("封边", "板材车间", "11-07", "11-07"),
                    operation("玻璃加工", "玻璃车间", "11-06", "11-10"),
                    operation("组装", "总装一组", "11-11", "11-17"),
                    operation("检验", "品质部", "11-18", "11-18"),
                ],
            })
            .collect(),
        made_by: "张三".into(),
        printed: printed(),
        ..ProductionList::default()
    }
}

fn purchase_order(lines: usize) -> PurchaseOrder {
    PurchaseOrder {
        company: COMPANY.into(),
        number: "CG20261103-002".into(),
        supplier: "佛山示例玻璃有限公司".into(),
        contact: "陈五".into(),
        phone: "0757-0000 0000".into(),
        order_date: "2026-11-03".into(),
        due_date: "2026-11-10".into(),
        buyer: "赵六 137 0000 0000".into(),
        deliver_to: "示例市示例区工业路 8 号 原料仓".into(),
        payment: "月结 30 天".into(),
        lines: (1..=lines)
            .map(|n| PurchaseLine {
                item: format!("WL-{n:04}"),
                name: "超白钢化玻璃".into(),
                spec: "8 mm 1180×580".into(),
                unit: "块".into(),
                quantity: "1,200.5".into(),
                price: Some("86.40".into()),
                amount: Some("103,723.20".into()),
                due: "2026-11-10".into(),
                remark: if n == 3 { "磨边".into() } else { String::new() },
            })
            .collect(),
        total_amount: Some("¥1,244,678.40".into()),
        amount_in_words: Some("人民币壹佰贰拾肆万肆仟陆佰柒拾捌元肆角".into()),
        terms: vec!["到货须附合格证与送货单。".into(), "延误请提前三个工作日书面告知。".into()],
        made_by: "赵六".into(),
        printed: printed(),
        ..PurchaseOrder::default()
    }
}

/// Pages of a PDF and all its text, spaces and soft breaks removed.
fn read(pdf: &[u8]) -> (usize, String) {
    let document = lopdf::Document::load_mem(pdf).unwrap();
    let pages: Vec<u32> = document.get_pages().into_keys().collect();
    let text = document.extract_text(&pages).unwrap();
    (pages.len(), text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect())
}

/// Writes the PDF where `PAPER_LOOK` says, for a look at it.
fn look(name: &str, pdf: &[u8]) {
    if let Ok(folder) = std::env::var("PAPER_LOOK") {
        std::fs::write(format!("{folder}/{name}.pdf"), pdf).unwrap();
    }
}

#[test]
fn a_delivery_note_has_all_its_blocks() {
    let pdf = set(&delivery_note(5, true)).unwrap().bytes;
    look("delivery", &pdf);
    let (pages, text) = read(&pdf);
    assert_eq!(pages, 1);
    for part in [
        COMPANY,
        "送货单",
        "SH20261124-003",
        "7K4M2X",
        "云锦珠宝（上海）有限公司",
        "收货人",
        "2026年11月24日",
        "沪A·12345",
        "规格型号",
        "1,409.50",
        "合计",
        "¥676,560.00",
        "人民币陆拾柒万陆仟伍佰陆拾元整",
        "收货须知",
        "未沟通前请勿签收",
        "收货人签字（盖章）",
        "2026-11-2414:08",
        "首次打印",
        "第1页，共1页",
    ] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
}

#[test]
fn the_foot_says_which_print_it_is() {
    let foot = |lang: Lang, times: u32| {
        let printed = Printed { times, ..printed() };
        read(&set(&DeliveryNote { lang, printed, ..delivery_note(1, false) }).unwrap().bytes).1
    };
    let said = [
        (Lang::Zh, 0, "预览，未登记打印"),
        (Lang::Zh, 1, "首次打印"),
        (Lang::Zh, 3, "第3次打印"),
        (Lang::En, 0, "Preview,notarecordedprint"),
        (Lang::En, 1, "firstprint"),
        (Lang::En, 3, "printno.3"),
    ];
    for (lang, times, words) in said {
        let text = foot(lang, times);
        for (_, _, other) in said {
            assert_eq!(text.contains(other), other == words, "{times} {other}: {text}");
        }
    }
}

#[test]
fn without_prices_there_are_no_price_columns() {
    let pdf = set(&delivery_note(5, false)).unwrap().bytes;
    look("delivery-no-prices", &pdf);
    let (_, text) = read(&pdf);
    for part in ["单价", "金额", "大写"] {
        assert!(!text.contains(part), "{part}");
    }
}

#[test]
fn forty_lines_repeat_the_header_on_each_page() {
    let pdf = set(&delivery_note(40, true)).unwrap().bytes;
    look("delivery-40", &pdf);
    let (pages, text) = read(&pdf);
    assert!(pages >= 2);
    // Once in the table on each page; a last page may hold the signatures only.
    assert!(text.matches("规格型号").count() >= 2);
    assert!(text.contains(&format!("第{pages}页，共{pages}页")));
}

#[test]
fn english_words() {
    let note =
        DeliveryNote { lang: Lang::En, copies: vec!["Copy 1 · file".into()], ..delivery_note(3, true) };
    let pdf = set(&note).unwrap().bytes;
    look("delivery-en", &pdf);
    let (_, text) = read(&pdf);
    assert!(text.contains("DeliveryNote") && text.contains("Page1of1"), "{text}");
    assert!(!text.contains("送货单"));
}

#[test]
fn the_receipt_notice_says_what_to_check() {
    let pdf = set(&receipt_notice()).unwrap().bytes;
    look("receipt", &pdf);
    let (pages, text) = read(&pdf);
    assert_eq!(pages, 1);
    for part in ["先验后签", "请勿签收", "由签收方承担", "021-00000000", "2026年11月26日"] {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    let english = ReceiptNotice { lang: Lang::En, ..receipt_notice() };
    let pdf = set(&english).unwrap().bytes;
    look("receipt-en", &pdf);
    assert_eq!(read(&pdf).0, 1);
}

#[test]
fn a_production_list_shows_operations_and_codes() {
    let pdf = set(&production_list(9)).unwrap().bytes;
    look("production", &pdf);
    let (pages, text) = read(&pdf);
    assert!(pages >= 2);
    assert_eq!(text.matches("9H3TQ").count(), 9);
    assert!(text.contains("总装一组") && text.contains("11-11→11-17"), "{text}");
    let english = ProductionList { lang: Lang::En, ..production_list(2) };
    look("production-en", &set(&english).unwrap().bytes);
}

#[test]
fn a_purchase_order_has_its_terms() {
    let pdf = set(&purchase_order(12)).unwrap().bytes;
    look("purchase", &pdf);
    let (_, text) = read(&pdf);
    for part in ["采购单", "佛山示例玻璃有限公司", "103,723.20", "到货须附合格证", "供应商确认（盖章）"]
    {
        assert!(text.contains(part), "{part} is missing in {text}");
    }
    let english = PurchaseOrder { lang: Lang::En, ..purchase_order(2) };
    look("purchase-en", &set(&english).unwrap().bytes);
}

#[test]
fn equal_input_gives_equal_bytes() {
    let form = delivery_note(3, true);
    assert_eq!(set(&form).unwrap().bytes, set(&form).unwrap().bytes);
}

#[test]
fn what_people_type_is_text_and_never_markup() {
    let mut form = delivery_note(1, true);
    form.customer = "#panic(\"x\") *粗* $x$ #image(\"/etc/passwd\") \\ ] } @a <b>".into();
    form.lines[0].name = "𠮷野家 😀 ㊙ \u{fffd} 龘 한국 العربية".into();
    let pdf = set(&form).unwrap().bytes;
    look("delivery-odd", &pdf);
    let (_, text) = read(&pdf);
    assert!(text.contains("#panic(\"x\")*粗*$x$#image(\"/etc/passwd\")"), "{text}");
}

#[test]
fn c29_foreign_letters_and_rare_names_are_printed_and_what_cannot_be_is_told() {
    let mut form = delivery_note(1, true);
    form.customer = "𠮷野家 Şişli Mağaza Łódź Nước".into();
    form.consignee = "㐂田 č ư ệ".into();
    form.lines[0].name = "☑ 已验 ✓ ₹12".into();
    let pdf = set(&form).unwrap();
    assert_eq!(pdf.lacking, []);
    look("delivery-rare", &pdf.bytes);
    let (_, text) = read(&pdf.bytes);
    for part in ["𠮷野家", "Mağaza", "Łódź", "Nước", "㐂田", "☑已验✓", "₹12"] {
        assert!(text.contains(part), "{part}: {text}");
    }

    form.lines[0].remark = "轻放\u{fe0f} ✅ 😀 한국 😀".into();
    let pdf = set(&form).unwrap();
    let told: Vec<(&str, &str)> =
        pdf.lacking.iter().map(|l| (l.text.as_str(), l.characters.as_str())).collect();
    assert_eq!(told, [("轻放\u{fe0f} ✅ 😀 한국 😀", "✅😀한국")]);
}

#[test]
fn an_empty_form_still_prints() {
    let form = DeliveryNote { printed: printed(), ..DeliveryNote::default() };
    assert_eq!(read(&set(&form).unwrap().bytes).0, 1);
    let form = PurchaseOrder { printed: printed(), ..PurchaseOrder::default() };
    assert_eq!(read(&set(&form).unwrap().bytes).0, 1);
    let form = ProductionList { printed: printed(), ..ProductionList::default() };
    assert_eq!(read(&set(&form).unwrap().bytes).0, 1);
    let form = ReceiptNotice { printed: printed(), ..ReceiptNotice::default() };
    assert_eq!(read(&set(&form).unwrap().bytes).0, 1);
}

#[test]
fn faults_in_the_input_are_told() {
    let input = serde_json::json!({"lang": "zh"});
    assert!(matches!(render(Template::DeliveryNote, &input), Err(Error::Input(_))));
    let input = serde_json::json!({"lang": "zh", "printed": {"at": "2026-11-24T14:08:00"}});
    assert!(matches!(render(Template::DeliveryNote, &input), Err(Error::Typeset(_))));
    let form = DeliveryNote { qr: Some("x".repeat(5000)), ..delivery_note(1, true) };
    assert!(matches!(set(&form), Err(Error::Qr(_))));
}

/// `cargo test -p paper --release --test forms -- --ignored --nocapture` prints the times.
#[test]
#[ignore = "a measurement"]
fn how_long_a_document_takes() {
    for (name, form) in [("first, 5 lines", 5), ("5 lines", 5), ("40 lines", 40), ("500 lines", 500)]
        .map(|(name, lines)| (name, delivery_note(lines, true)))
    {
        let start = std::time::Instant::now();
        let pdf = set(&form).unwrap().bytes;
        println!("{name}: {:?}, {} bytes", start.elapsed(), pdf.len());
    }
}
