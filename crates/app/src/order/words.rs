//! Words that several pages use: stages, kinds, channels.

use domain::order::{Contact, Fault, FaultCell, KINDS_LABELS};
use kernel::Said;
use kernel::i18n::zh;
use kernel::ui::{Field, FieldKind, Opt, Tone, Ui};

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
        whom: said.need_text("whom", 40),
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

/// What is wrong with a line that an import could not read.
pub fn fault(ui: &Ui, fault: &Fault) -> String {
    if fault.cells.is_empty() {
        return fault.text.clone();
    }
    let sentence = |cell: &FaultCell| {
        let (reason, remedy) = (ui.lang.unpack(&cell.reason), ui.lang.unpack(&cell.remedy));
        let args: [(&str, &dyn std::fmt::Display); 4] =
            [("field", &ui.t(&cell.field)), ("value", &cell.value), ("reason", &reason), ("remedy", &remedy)];
        match (cell.field.as_str(), cell.value.as_str()) {
            ("", _) => ui.tf("{reason}。{remedy}", &args),
            (_, "") => ui.tf("{field}：{reason}。{remedy}", &args),
            _ => ui.tf("{field}“{value}”：{reason}。{remedy}", &args),
        }
    };
    fault.cells.iter().map(sentence).collect::<Vec<_>>().join(ui.t("；"))
}
