//! The forms of imports (H3.1): a file is uploaded, the layout of a customer's own orders is told once.

use domain::access::Act;
use domain::customer::SheetFormat;
use domain::ids::CustomerId;
use domain::person::Role;

use super::customer_order::{COLUMNS, Guess, NEEDED};
use super::store::{self, Import};
use crate::kernel::i18n::zh;
use crate::kernel::ui::{Field, FieldKind, Form, Opt, Ui, with_query};
use crate::kernel::{Done, Door, Operation, Result, Said, Target};
use crate::{customer, person};

/// All operations of imports.
pub static OPERATIONS: &[Operation] = &[
    Operation {
        name: "import.upload",
        path: "/import/upload",
        label: zh("上传并预检"),
        act: Act::Import,
        handbook: "H3.1",
        versioned: false,
        form: |_, _, ui| Ok(upload_form(ui)),
        run: |door, _, said| {
            let files = said.files("files");
            if files.is_empty() {
                said.wrong("files", "请选择至少一个 .xlsx 文件");
            }
            if files.len() > 20 {
                said.wrong("files", "一次最多 20 个文件");
            }
            said.finish()?;
            let join = |part: fn(&domain::order::Attachment) -> &str, by: &str| {
                files.iter().map(part).collect::<Vec<_>>().join(by)
            };
            let import = Import {
                id: door.id().simple().to_string(),
                sha256: join(|f| &f.sha256, " "),
                name: join(|f| &f.name, "\n"),
                actor: door.ctx.actor.name.clone(),
                at: door.ctx.now.as_microsecond(),
                state: "new".to_owned(),
                done: 0,
                total: 0,
                report: None,
            };
            store::keep(door.conn, &import)?;
            Ok(Done::made(format!("/import/{}", import.id), "", &import.id, ""))
        },
    },
    Operation {
        name: "import.tell_layout",
        path: "/import/layouts/new",
        label: zh("对应客户订单的列"),
        act: Act::Import,
        handbook: "H3.1",
        versioned: false,
        form: layout_form,
        run: keep_layout,
    },
    Operation {
        name: "import.forget_layout",
        path: "/import/layouts/{id}/forget",
        label: zh("忘掉这种格式"),
        act: Act::Import,
        handbook: "H3.1",
        versioned: false,
        form: |_, target, ui| {
            let header = Field::hidden("header", target.get("header"));
            let intro = ui.t("以后同样的表要重新对应列；已导入的订单不变。");
            Ok(Form { danger: true, intro: Some(intro.to_owned()), ..Form::new("", "", vec![header]) })
        },
        run: |door, target, said| {
            let header = headings(&said.need_text("header", 4000));
            said.finish()?;
            let customer = target.id::<CustomerId>()?;
            customer::actions::drop_format(door, customer, header)?;
            Ok(Done::changed(format!("/customers/{customer}"), zh("已忘掉")))
        },
    },
];

pub(super) fn upload_form(ui: &Ui) -> Form {
    let kind = FieldKind::Files { accept: ".xlsx".to_owned(), camera: false, multiple: true };
    let files = Field::new(kind, "files", ui.t("Excel 文件"))
        .required()
        .help(ui.t("可一次选多个文件；先预检，确认后才写入"));
    Form::new("", "/import/upload", vec![files]).submit(ui.t("上传并预检"))
}

/// The address of the form that tells a layout, with what is guessed filled in; it leads `back` afterwards.
pub(super) fn tell_href(guess: &Guess, back: &str) -> String {
    let format = &guess.format;
    let (header, sample) = (format.header.join("|"), guess.sample.join("|"));
    let columns: Vec<(String, &str)> = COLUMNS
        .iter()
        .enumerate()
        .filter_map(|(n, (ours, _))| Some((format!("col{n}"), format.source(ours)?)))
        .collect();
    let mut pairs = vec![
        ("customer", guess.customer.as_str()),
        ("header", &header),
        ("sample", &sample),
        ("number_at", &format.number_at),
        ("date_at", &format.date_at),
        ("contact_at", &format.contact_at),
        ("terms_at", &format.terms_at),
        ("back", back),
    ];
    pairs.extend(columns.iter().map(|(name, heading)| (name.as_str(), *heading)));
    with_query("/import/layouts/new", pairs)
}

fn headings(text: &str) -> Vec<String> {
    text.split('|').map(|heading| heading.trim().to_owned()).collect()
}

fn layout_form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let header = headings(target.get("header"));
    let sample: Vec<&str> = target.get("sample").split('|').collect();
    // A heading with what stands below it, to know it by.
    let options: Vec<Opt> = header
        .iter()
        .enumerate()
        .filter(|(_, heading)| !heading.is_empty())
        .map(|(at, heading)| {
            let example: String = sample.get(at).copied().unwrap_or_default().chars().take(20).collect();
            let label = if example.is_empty() {
                heading.clone()
            } else {
                ui.tf("{text}（{detail}）", &[("text", heading), ("detail", &example)])
            };
            Opt::new(heading, label)
        })
        .collect();
    let none = || std::iter::once(Opt::new("", ui.t("没有这一列")));
    let clerks = person::store::active(door.conn)?.into_iter().filter(|p| p.roles.contains(&Role::Clerk));
    let clerks: Vec<Opt> = clerks.map(|p| Opt::new(&p.code, &p.name)).collect();
    let own = person::store::by_id(door.conn, &door.ctx.actor.person.to_string())?.map(|p| p.code);
    let own = own.filter(|code| clerks.iter().any(|c| c.value == *code)).unwrap_or_default();
    let mut fields = vec![
        Field::new(FieldKind::Lookup { href: "/customers/lookup".into() }, "customer", ui.t("客户"))
            .value(target.get("customer"))
            .required(),
        Field::new(FieldKind::Choice(clerks), "clerk", ui.t("跟单员")).value(own).required(),
        Field::heading(ui.t("表里的列")),
    ];
    for (n, (ours, _)) in COLUMNS.iter().enumerate() {
        let name = format!("col{n}");
        let choice = FieldKind::Choice(none().chain(options.iter().cloned()).collect());
        let field = Field::new(choice, &name, ui.t(ours)).value(target.get(&name));
        fields.push(if NEEDED.contains(ours) { field.required() } else { field });
    }
    fields.push(Field::heading(ui.t("表外的文字")));
    for (name, label) in LABELS {
        fields.push(Field::text(name, ui.t(label)).value(target.get(name)).help(ui.t("冒号前面的词")));
    }
    fields.push(match header.as_slice() {
        [one] if one.is_empty() => {
            Field::text("header", ui.t("表头")).required().help(ui.t("各列标题，用 | 隔开"))
        }
        _ => Field::hidden("header", target.get("header")),
    });
    fields.push(Field::hidden("back", target.get("back")));
    // The query stays, so that a form that comes back with an error has its choices again.
    let query = target.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Ok(Form {
        intro: Some(ui.t("没有对应的列会写进规格要求，不会丢。").to_owned()),
        submit_label: ui.t("记住这种格式").to_owned(),
        ..Form::new("", with_query("/import/layouts/new", query), fields)
    })
}

/// Words before a colon around the table: field, and what it is about.
const LABELS: [(&str, &str); 4] = [
    ("number_at", zh("订单编号在")),
    ("date_at", zh("下单日期在")),
    ("contact_at", zh("联系人在")),
    ("terms_at", zh("付款条件在")),
];

fn keep_layout(door: &mut Door, _: &Target, said: &mut Said) -> Result<Done> {
    let code = said.need_code("customer");
    let customer = customer::store::by_code_or_name(door.conn, &code)?;
    if customer.is_none() && !code.is_empty() {
        said.wrong_with("customer", zh("没有客户 {code}"), vec![("code", code)]);
    }
    let clerk = said.need_text("clerk", 40);
    let known = person::store::by_code_or_name(door.conn, &clerk)?;
    if known.is_none() && !clerk.is_empty() {
        said.wrong("clerk", zh("没有这个人。请从列表中选择"));
    }
    let header = headings(&said.need_text("header", 4000));
    let mut columns = Vec::new();
    for (n, (ours, _)) in COLUMNS.iter().enumerate() {
        let name = format!("col{n}");
        let heading = said.text(&name, 200);
        if heading.is_empty() {
            if NEEDED.contains(ours) {
                said.wrong(&name, zh("必填"));
            }
        } else if !header.contains(&heading) {
            said.wrong_with(&name, zh("表头里没有“{heading}”"), vec![("heading", heading)]);
        } else if columns.iter().any(|(_, theirs)| *theirs == heading) {
            said.wrong(&name, zh("这一列已经对应给别的列"));
        } else {
            columns.push(((*ours).to_owned(), heading));
        }
    }
    let [number_at, date_at, contact_at, terms_at] = LABELS.map(|(name, _)| said.text(name, 40));
    if number_at.is_empty() {
        said.wrong("number_at", zh("必填：同一张订单再导入时靠订单编号认出来"));
    }
    let back = said.text("back", 100);
    said.finish()?;
    let Some(customer) = customer else { return Err(crate::kernel::Error::NotFound) };
    let clerk = known.map_or(clerk, |p| p.code);
    let format = SheetFormat { header, columns, number_at, date_at, contact_at, terms_at, clerk };
    customer::actions::keep_format(door, customer, format)?;
    let own = back.starts_with("/import/") && !back.contains("//");
    Ok(Done::changed(if own { back } else { format!("/customers/{customer}") }, zh("已记住，以后自动识别")))
}
