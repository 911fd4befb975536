//! Words that several pages use: stages, kinds, channels.

use domain::confidential::{Confidential, Kind};
use domain::order::{Contact, Fault, FaultCell, KINDS_LABELS};
use kernel::i18n::zh;
use kernel::ui::{Field, FieldKind, Opt, Tone, Ui};
use kernel::{Ctx, Said};

/// Ways of talking to somebody.
pub const CHANNELS: [&str; 6] = ["phone", "wechat", "visit", "mail", "meeting", "other"];

/// A way of talking, in words.
pub fn channel(code: &str) -> &'static str {
    match code {
        "phone" => zh("电话"),
        "wechat" => zh("微信"),
        "visit" => zh("当面"),
        "mail" => zh("邮件"),
        "meeting" => zh("会议"),
        _ => zh("其他"),
    }
}

/// The field that asks how somebody was spoken to.
pub fn channel_field(ui: &Ui) -> Field {
    let options = CHANNELS.iter().map(|c| Opt::new(*c, ui.t(channel(c)))).collect();
    Field::new(FieldKind::Choice(options), "channel", ui.t("方式")).value("phone").required()
}

/// The fields that ask who was spoken to, how, and what was agreed (H5.5).
pub fn contact_fields(ui: &Ui) -> Vec<Field> {
    let files = FieldKind::Files { accept: "image/*,.pdf,.xlsx,.docx".into(), camera: false, multiple: true };
    vec![
        Field::text("whom", ui.t("与谁沟通")).required(),
        channel_field(ui),
        Field::new(FieldKind::Date, "on", ui.t("日期")).value(ui.today.to_string()).required(),
        Field::new(FieldKind::Area, "said", ui.t("说了什么")).required(),
        Field::new(FieldKind::Area, "agreed", ui.t("约定了什么")),
        Field::new(files, "files", ui.t("截图、附件")),
    ]
}

/// What was said of a talk.
pub fn read_contact(said: &mut Said) -> Contact {
    Contact {
        whom: Confidential::new(said.need_text("whom", 40)),
        channel: said.need_choice("channel", &CHANNELS),
        on: said.need_date("on"),
        said: said.need_text("said", 1000),
        agreed: said.text("agreed", 1000),
        files: said.files("files"),
    }
}

/// Where an order is, as a badge.
pub fn stage(code: &str) -> (Tone, &'static str) {
    match code {
        "draft" => (Tone::Quiet, zh("草稿")),
        "review" => (Tone::Warn, zh("待评审")),
        "supply" => (Tone::Warn, zh("备料")),
        "production" => (Tone::Accent, zh("生产中")),
        "shipping" => (Tone::Accent, zh("待发")),
        "transit" => (Tone::Accent, zh("在途")),
        "collect" => (Tone::Warn, zh("待回款")),
        "closed" => (Tone::Ok, zh("已完成")),
        "cancelled" => (Tone::Quiet, zh("已取消")),
        _ => (Tone::Quiet, ""),
    }
}

/// What kind an order is, as a badge.
pub fn kind(code: &str) -> (Tone, &'static str) {
    (Tone::Quiet, KINDS_LABELS.iter().find(|k| k.1 == code).map_or("", |k| k.2))
}

/// The class of what stands under a sheet's heading: a wrong cell is repeated to those who see it alone.
fn kind_of_column(heading: &str) -> Option<Kind> {
    let names = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if names(&["价", "金额"]) {
        return Some(Kind::Price);
    }
    names(&["联系", "电话", "地址", "收货人"]).then_some(Kind::Contact)
}

/// What is wrong with a line that an import could not read.
pub fn fault(ctx: &Ctx, ui: &Ui, fault: &Fault) -> String {
    if fault.cells.is_empty() {
        // Words kept as one text do not say which column they repeat.
        let all = ctx.sees(Kind::Price) && ctx.sees(Kind::Contact);
        return if all { fault.text.clone() } else { ui.t("有一行没有读懂").to_owned() };
    }
    let closed = |cell: &FaultCell| kind_of_column(&cell.field).is_some_and(|kind| !ctx.sees(kind));
    let sentence = |cell: &FaultCell| {
        let (reason, remedy) = (ui.lang.unpack(&cell.reason), ui.lang.unpack(&cell.remedy));
        let args: [(&str, &dyn std::fmt::Display); 4] =
            [("field", &ui.t(&cell.field)), ("value", &cell.value), ("reason", &reason), ("remedy", &remedy)];
        match (cell.field.as_str(), if closed(cell) { "" } else { cell.value.as_str() }) {
            ("", _) => ui.tf("{reason}。{remedy}", &args),
            (_, "") => ui.tf("{field}：{reason}。{remedy}", &args),
            _ => ui.tf("{field}“{value}”：{reason}。{remedy}", &args),
        }
    };
    fault.cells.iter().map(sentence).collect::<Vec<_>>().join(ui.t("；"))
}
