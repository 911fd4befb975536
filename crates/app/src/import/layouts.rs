//! The layout of a customer's own orders is told once and can be forgotten (H3.1).

use domain::confidential::Kind;
use domain::customer::SheetFormat;
use domain::ids::CustomerId;
use domain::person::Role;

use super::customer_order::{COLUMNS, Foreign, Guess, NEEDED, NUMBER, guess, rows, spaceless, suggest, told};
use super::known::Known;
use super::run::{Files, stored};
use super::store;
use crate::{customer, person};
use kernel::i18n::zh;
use kernel::ui::{
    Alert, Button, Card, Cell, Fact, Facts, Field, FieldKind, Form, Html, Opt, Tone, Ui, with_query,
};
use kernel::{Done, Door, Error, Result, Said, Target};

const PATH: &str = "/import/layouts/new";
/// Letters of an example behind a heading, and of a row that may have the headings.
const EXAMPLE: usize = 20;
const ROW: usize = 80;

/// Words before a colon around the table: field, and what it is about.
const LABELS: [(&str, &str); 4] = [
    ("number_at", zh("订单编号在")),
    ("date_at", zh("下单日期在")),
    ("contact_at", zh("联系人在")),
    ("terms_at", zh("付款条件在")),
];

/// Sheets that may be customers' own orders, each with the way to tell its layout, or to tell it anew.
pub fn alerts(door: &mut Door, ui: &Ui, files: &Files, id: &str) -> Result<Vec<Html>> {
    if files.foreign.is_empty() {
        return Ok(Vec::new());
    }
    let known = Known::load(door.conn, door.ctx.today())?;
    let mut found = Vec::new();
    for (n, foreign) in files.foreign.iter().enumerate() {
        let (sheet, n) = (foreign.sheet.name.as_str(), n.to_string());
        let href = with_query(PATH, [("import", id), ("sheet", &n)]);
        let alert = if let Some(told) = told(foreign, &known) {
            let customer = &told.customer.profile.name;
            let title =
                ui.tf("“{sheet}”按 {customer} 的格式读取", &[("sheet", &sheet), ("customer", customer)]);
            Alert::new(Tone::Quiet, title).action(Button::link(ui.t("改对应"), href))
        } else if guess(foreign, &known, None).is_some() {
            let title = ui.tf("“{sheet}”不是标准格式", &[("sheet", &sheet)]);
            let text = ui.t("如果是客户自己的订单，请对应一次列，以后同样的表会自动识别。");
            Alert::new(Tone::Warn, title).text(text).action(Button::link(ui.t("对应列"), href).primary())
        } else {
            continue;
        };
        found.push(alert.render(ui));
    }
    Ok(found)
}

/// The form with what is known of the sheet's layout, or else guessed. The sheet is named behind the `?`: an upload, which
/// of its sheets, the row of its headings. Without one the headings are written down.
pub fn form(door: &mut Door, target: &Target, ui: &Ui) -> Result<Form> {
    let sheet = sheet(door, target)?;
    let (guess, above) = match &sheet {
        None => (Guess::default(), Html::default()),
        Some(foreign) => {
            let known = Known::load(door.conn, door.ctx.today())?;
            let top = target.get("top").parse().ok();
            let mut guess = suggest(foreign, &known, top).ok_or(Error::NotFound)?;
            // Examples are prices and people's phones.
            let opens = [Kind::Price, Kind::Contact];
            if opens.iter().all(|kind| door.ctx.sees(*kind)) {
                for kind in opens {
                    door.look(kind);
                }
            } else {
                guess.sample.clear();
                for said in &mut guess.around {
                    said.value.clear();
                }
            }
            let above = headings_of(foreign, &guess, target, ui);
            (guess, above)
        }
    };
    let mut fields = whose(door, &guess, ui)?;
    fields.push(Field::heading(ui.t("表里的列")));
    let options = sheet.is_some().then(|| columns(&guess, ui));
    for (n, (ours, _)) in COLUMNS.iter().enumerate() {
        let value = guess.format.source(ours).unwrap_or_default();
        let field = one_of(options.clone(), format!("col{n}"), ui.t(ours), value, ui.t("没有这一列"));
        fields.push(if NEEDED.contains(ours) { field.required() } else { field });
    }
    fields.push(Field::heading(ui.t("表外的文字")));
    let format = &guess.format;
    let places = [&format.number_at, &format.date_at, &format.contact_at, &format.terms_at];
    let options = sheet.is_some().then(|| labels(&guess, ui));
    for ((name, label), value) in LABELS.into_iter().zip(places) {
        let field = one_of(options.clone(), name.to_owned(), ui.t(label), value, ui.t("没有"));
        fields.push(if sheet.is_some() { field } else { field.help(ui.t("冒号前面的词")) });
    }
    fields.push(match sheet {
        None => Field::text("header", ui.t("表头")).required().help(ui.t("各列标题，用 | 隔开")),
        Some(_) => Field::hidden("header", format.header.join("|")),
    });
    let query = target.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    Ok(Form {
        above,
        intro: Some(ui.t("没有对应的列会写进规格要求，不会丢。").to_owned()),
        submit_label: ui.t("记住这种格式").to_owned(),
        cancel_href: sheet_of(target).map(|(import, _)| format!("/import/{import}")),
        // A form that comes back with an error finds its sheet again.
        ..Form::new("", with_query(PATH, query), fields)
    })
}

/// Keeps the layout.
pub fn keep(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
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
    let mut header = headings(&said.need_text("header", 20_000));
    while header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    let mut columns = Vec::new();
    for (n, (ours, _)) in COLUMNS.iter().enumerate() {
        let name = format!("col{n}");
        let heading = said.text(&name, 4000);
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
    let [number_at, date_at, contact_at, terms_at] = LABELS.map(|(name, _)| spaceless(&said.text(name, 200)));
    if number_at.is_empty() && !columns.iter().any(|(ours, _)| ours == NUMBER) {
        said.wrong(
            "number_at",
            zh("必填：再导入时靠它认出同一张订单。表里没有的，请在 Excel 的标题处加上“订单编号:…”"),
        );
    }
    said.finish()?;
    let Some(customer) = customer else { return Err(Error::NotFound) };
    let clerk = known.map_or(clerk, |p| p.code);
    let format = SheetFormat { header, columns, number_at, date_at, contact_at, terms_at, clerk };
    customer::actions::keep_format(door, customer, format)?;
    let location = match sheet_of(target) {
        Some((import, _)) => format!("/import/{}", store::by_id(door.conn, import)?.id),
        None => format!("/customers/{customer}"),
    };
    Ok(Done::changed(location, zh("已记住，以后自动识别")))
}

/// The question before a layout is forgotten.
pub fn forget_form(target: &Target, ui: &Ui) -> Form {
    let header = Field::hidden("header", target.get("header"));
    let intro = ui.t("以后同样的表要重新对应列；已导入的订单不变。");
    Form { danger: true, intro: Some(intro.to_owned()), ..Form::new("", "", vec![header]) }
}

/// Forgets a layout.
pub fn forget(door: &mut Door, target: &Target, said: &mut Said) -> Result<Done> {
    let header = headings(&said.need_text("header", 20_000));
    said.finish()?;
    let customer = target.id::<CustomerId>()?;
    customer::actions::drop_format(door, customer, header)?;
    Ok(Done::changed(format!("/customers/{customer}"), zh("已忘掉")))
}

fn headings(text: &str) -> Vec<String> {
    text.split('|').map(|heading| heading.trim().to_owned()).collect()
}

/// The upload that is named behind the `?`, and which of its sheets.
fn sheet_of(target: &Target) -> Option<(&str, usize)> {
    Some((target.get("import"), target.get("sheet").parse().ok()?)).filter(|(import, _)| !import.is_empty())
}

fn sheet(door: &mut Door, target: &Target) -> Result<Option<Foreign>> {
    let Some((import, sheet)) = sheet_of(target) else { return Ok(None) };
    let import = store::by_id(door.conn, import)?;
    let files = stored(door.shared, &import)?;
    files.foreign.into_iter().nth(sheet).map(Some).ok_or(Error::NotFound)
}

/// Customer and clerk.
fn whose(door: &mut Door, guess: &Guess, ui: &Ui) -> Result<Vec<Field>> {
    let clerks = person::store::active(door.conn)?.into_iter().filter(|p| p.roles.contains(&Role::Clerk));
    let clerks: Vec<Opt> = clerks.map(|p| Opt::new(&p.code, &p.name)).collect();
    let own = person::store::by_id(door.conn, &door.ctx.actor.person.to_string())?.map(|p| p.code);
    let clerk = Some(guess.format.clerk.clone()).filter(|code| !code.is_empty()).or(own);
    let clerk = clerk.filter(|code| clerks.iter().any(|c| c.value == *code)).unwrap_or_default();
    let lookup = FieldKind::Lookup { href: "/customers/lookup".into() };
    Ok(vec![
        Field::new(lookup, "customer", ui.t("客户")).value(&guess.customer).required(),
        Field::new(FieldKind::Choice(clerks), "clerk", ui.t("跟单员")).value(clerk).required(),
    ])
}

/// A field with these choices and `none`, or for words where there are no choices.
fn one_of(options: Option<Vec<Opt>>, name: String, label: &str, value: &str, none: &str) -> Field {
    let kind = options.map_or(FieldKind::Text, |mut options| {
        options.insert(0, Opt::new("", none));
        if !options.iter().any(|option| option.value == value) {
            options.push(Opt::new(value, value));
        }
        FieldKind::Choice(options)
    });
    Field::new(kind, name, label).value(value)
}

/// The headings, each with what stands below it.
fn columns(guess: &Guess, ui: &Ui) -> Vec<Opt> {
    let header = guess.format.header.iter().enumerate().filter(|(_, heading)| !heading.is_empty());
    let mut options: Vec<Opt> = Vec::new();
    for (at, heading) in header {
        if options.iter().all(|option| option.value != *heading) {
            options.push(option(heading, guess.sample.get(at).map_or("", String::as_str), ui));
        }
    }
    options
}

/// The labels around the table, each with what stands behind it.
fn labels(guess: &Guess, ui: &Ui) -> Vec<Opt> {
    let mut options: Vec<Opt> = Vec::new();
    for said in &guess.around {
        if !said.label.is_empty() && options.iter().all(|option| option.value != said.label) {
            options.push(option(&said.label, &said.value, ui));
        }
    }
    options
}

fn option(word: &str, example: &str, ui: &Ui) -> Opt {
    let example = short(example, EXAMPLE);
    let label = short(word, EXAMPLE);
    let label = if example.is_empty() {
        label
    } else {
        ui.tf("{text}（{detail}）", &[("text", &label), ("detail", &example)])
    };
    Opt::new(word, label)
}

fn short(text: &str, max: usize) -> String {
    let cut: String = text.chars().take(max).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

/// The row of the headings, and those that may have them instead.
fn headings_of(foreign: &Foreign, guess: &Guess, target: &Target, ui: &Ui) -> Html {
    let top = guess.top;
    let mut facts = Vec::new();
    for row in rows(foreign).into_iter().chain([top]) {
        if facts.iter().any(|(known, _)| *known == row) {
            continue;
        }
        let text: Vec<String> =
            foreign.header(row).into_iter().filter(|heading| !heading.is_empty()).collect();
        let label = ui.tf("第 {n} 行", &[("n", &(row + 1))]);
        let fact = Fact::new(label, Cell::text(short(&text.join(" | "), ROW)));
        facts.push((
            row,
            if row == top {
                fact.and(Cell::badge(Tone::Accent, ui.t("表头")))
            } else {
                let (n, kept) = (row.to_string(), |name| target.get(name));
                let query = [("import", kept("import")), ("sheet", kept("sheet")), ("top", n.as_str())];
                fact.and(Cell::Actions(vec![Button::link(ui.t("用作表头"), with_query(PATH, query))]))
            },
        ));
    }
    facts.sort_by_key(|(row, _)| *row);
    let facts = Facts { facts: facts.into_iter().map(|(_, fact)| fact).collect() };
    Card::new(ui.t("表头在哪一行"), facts.render(ui)).render(ui)
}
