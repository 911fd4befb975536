//! What a layout is told by, and forgotten by (H3.1).

use domain::confidential::Secret;
use domain::customer::{Customer, SheetFormat};
use domain::ids::CustomerId;
use domain::person::Role;
use kernel::act::Subject;
use kernel::form::{Form, Question, plain_code};
use kernel::i18n::zh;
use kernel::ui::{Html, Ui, with_query};
use kernel::{Done, Door, Error, Result, Said, Target};

use super::customer_order::{COLUMNS, Guess, NEEDED, NUMBER, spaceless, suggest};
use super::known::Known;
use super::layouts::{PATH, headings_of, sheet, sheet_of, short};
use super::store;
use crate::{customer, person};

/// Letters of an example behind a heading.
const EXAMPLE: usize = 20;
/// Letters of all headings of a sheet.
const HEADER: usize = 20_000;

type Place = fn(&SheetFormat) -> &str;

/// Words before a colon around the table: field, what it is about, and where the layout keeps it.
const LABELS: [(&str, &str, Place); 4] = [
    ("number_at", zh("订单编号在"), |format| &format.number_at),
    ("date_at", zh("下单日期在"), |format| &format.date_at),
    ("contact_at", zh("联系人在"), |format| &format.contact_at),
    ("terms_at", zh("付款条件在"), |format| &format.terms_at),
];

/// A sheet whose layout is told, with what is known of it or else guessed. It is named behind the `?`: an upload, which
/// of its sheets, the row of its headings. Without one the headings are written down.
#[derive(Default)]
pub(super) struct Telling {
    guess: Guess,
    /// Whether there is a sheet.
    sheet: bool,
    above: Html,
    query: Vec<(String, String)>,
    import: Option<String>,
    clerks: Vec<(String, String)>,
    clerk: String,
    named: Named,
}

/// Who was named.
#[derive(Default)]
struct Named {
    customer: Option<CustomerId>,
    clerk: Option<String>,
}

impl Subject for Telling {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let mut telling = Self::of(target);
        if let Some(foreign) = sheet(door, target)? {
            let known = Known::load(door.conn, door.ctx.today())?;
            let top = target.get("top").parse().ok();
            let guess = suggest(&foreign, &known, top).ok_or(Error::NotFound)?;
            telling.guess = shown(door, guess);
            let ui = Ui::anonymous(door.ctx.lang, door.ctx.local_now());
            telling.above = headings_of(&foreign, &telling.guess, target, &ui);
            telling.sheet = true;
        }
        let clerks = person::active(door.conn)?.into_iter().filter(|p| p.roles.contains(&Role::Clerk));
        telling.clerks = clerks.map(|p| (p.code, p.name)).collect();
        let own = person::by_id(door.conn, &door.ctx.actor.person.to_string())?.map(|p| p.code);
        let clerk = Some(telling.guess.format.clerk.clone()).filter(|code| !code.is_empty()).or(own);
        let listed = |code: &String| telling.clerks.iter().any(|c| c.0 == *code);
        telling.clerk = clerk.filter(listed).unwrap_or_default();
        Ok(telling)
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        let customer = customer::by_code_or_name(door.conn, &plain_code(said.word("customer")))?;
        let clerk = person::by_code_or_name(door.conn, said.word("clerk"))?.map(|p| p.code);
        Ok(Self { named: Named { customer, clerk }, ..Self::of(target) })
    }
}

impl Telling {
    fn of(target: &Target) -> Self {
        let import = sheet_of(target).map(|(import, _)| import.to_owned());
        Self { query: target.query.clone(), import, ..Self::default() }
    }
}

/// Examples are prices and people's phones.
fn shown(door: &mut Door, mut guess: Guess) -> Guess {
    let opens = [Secret::Price, Secret::Contact];
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
    guess
}

/// H3.1 Whose layout it is, and where everything stands.
pub(super) fn layout(f: &Form, at: &Telling) -> (CustomerId, SheetFormat) {
    f.intro("没有对应的列会写进规格要求，不会丢。");
    f.above(at.above.clone());
    f.submit("记住这种格式");
    f.cancelled_to(at.import.as_ref().map(|import| format!("/import/{import}")));
    let query = at.query.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    f.sent_to(with_query(PATH, query));
    let (customer, clerk) = whose(f, at);
    f.heading("表里的列");
    let columns = columns(f, at);
    f.heading("表外的文字");
    let known = &at.guess.format;
    let labels = at.sheet.then(|| labels(f, &at.guess));
    let [number_at, date_at, contact_at, terms_at] = LABELS.map(|(name, label, place)| {
        let asked = one_of(f.text(name, label, 200), labels.clone(), place(known), f.t("没有"));
        let asked = if at.sheet { asked } else { asked.help("冒号前面的词") };
        spaceless(&asked.or(String::new()))
    });
    let header = f.text("header", "表头", HEADER);
    let header = if at.sheet {
        header.hidden().preset(known.header.join("|"))
    } else {
        header.help("各列标题，用 | 隔开")
    };
    let mut header = headings(&header.required());
    while header.last().is_some_and(String::is_empty) {
        header.pop();
    }
    let columns = checked(f, columns, &header);
    if number_at.is_empty() && !columns.iter().any(|(ours, _)| ours == NUMBER) {
        let text = "必填：再导入时靠它认出同一张订单。表里没有的，请在 Excel 的标题处加上“订单编号:…”";
        f.wrong("number_at", text);
    }
    (customer, SheetFormat { header, columns, number_at, date_at, contact_at, terms_at, clerk })
}

/// Customer and clerk.
fn whose(f: &Form, at: &Telling) -> (CustomerId, String) {
    let code = f.lookup("customer", "客户", "/customers/lookup", 40).preset(at.guess.customer.clone()).code();
    if at.named.customer.is_none() && !code.is_empty() {
        f.wrong_with("customer", zh("没有客户 {code}"), [("code", code)]);
    }
    let clerk = f.text("clerk", "跟单员", 40).offered(at.clerks.clone()).preset(at.clerk.clone()).required();
    if at.named.clerk.is_none() && !clerk.is_empty() {
        f.wrong("clerk", "没有这个人。请从列表中选择");
    }
    (at.named.customer.unwrap_or_default(), at.named.clerk.clone().unwrap_or(clerk))
}

/// For each of our columns its field and the heading that was said.
fn columns(f: &Form, at: &Telling) -> Vec<(String, &'static str, String)> {
    let headings = at.sheet.then(|| headings_offered(f, &at.guess));
    let ask = |(n, (ours, _)): (usize, &(&'static str, &[&str]))| {
        let name = format!("col{n}");
        let known = at.guess.format.source(ours).unwrap_or_default();
        let asked = one_of(f.text(&name, ours, 4000), headings.clone(), known, f.t("没有这一列"));
        let heading = if NEEDED.contains(ours) { asked.required() } else { asked.or(String::new()) };
        (name, *ours, heading)
    };
    COLUMNS.iter().enumerate().map(ask).collect()
}

/// Each heading is one of the sheet's, and fills one column.
fn checked(f: &Form, said: Vec<(String, &'static str, String)>, header: &[String]) -> Vec<(String, String)> {
    let mut columns: Vec<(String, String)> = Vec::new();
    for (name, ours, heading) in said.into_iter().filter(|(_, _, heading)| !heading.is_empty()) {
        if !header.contains(&heading) {
            f.wrong_with(&name, zh("表头里没有“{heading}”"), [("heading", heading)]);
        } else if columns.iter().any(|(_, theirs)| *theirs == heading) {
            f.wrong(&name, "这一列已经对应给别的列");
        } else {
            columns.push((ours.to_owned(), heading));
        }
    }
    columns
}

pub(super) fn keep(
    door: &mut Door,
    at: Telling,
    (customer, format): (CustomerId, SheetFormat),
) -> Result<Done> {
    customer::actions::keep_format(door, customer, format)?;
    let location = match at.import {
        Some(import) => format!("/import/{}", store::by_id(door.conn, door.ctx, &import)?.id),
        None => format!("/customers/{customer}"),
    };
    Ok(Done::changed(location, ""))
}

/// A layout of a customer, known by its headings.
#[derive(Default)]
pub(super) struct Told {
    customer: CustomerId,
    header: String,
}

impl Subject for Told {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let customer = door.load::<Customer>(target.id::<CustomerId>()?)?.id;
        Ok(Self { customer, header: target.get("header").to_owned() })
    }
}

/// H3.1 Which layout is forgotten.
pub(super) fn header(f: &Form, at: &Told) -> Vec<String> {
    f.intro("以后同样的表要重新对应列；已导入的订单不变。");
    headings(&f.text("header", "", HEADER).hidden().preset(at.header.clone()).required())
}

pub(super) fn forget(door: &mut Door, at: Told, header: Vec<String>) -> Result<Done> {
    customer::actions::drop_format(door, at.customer, header)?;
    Ok(Done::changed(format!("/customers/{}", at.customer), ""))
}

/// A field with these choices and `none`, or for words where there are no choices.
fn one_of<'f, 'a>(
    asked: Question<'f, 'a, String>,
    options: Option<Vec<(String, String)>>,
    value: &str,
    none: &str,
) -> Question<'f, 'a, String> {
    let asked = match options {
        None => asked,
        Some(mut options) => {
            options.insert(0, (String::new(), none.to_owned()));
            if !options.iter().any(|option| option.0 == value) {
                options.push((value.to_owned(), value.to_owned()));
            }
            asked.offered(options)
        }
    };
    asked.preset(value.to_owned())
}

/// The headings, each with what stands below it.
fn headings_offered(f: &Form, guess: &Guess) -> Vec<(String, String)> {
    let header = guess.format.header.iter().enumerate().filter(|(_, heading)| !heading.is_empty());
    let mut options: Vec<(String, String)> = Vec::new();
    for (at, heading) in header {
        if options.iter().all(|option| option.0 != *heading) {
            options.push(option(heading, guess.sample.get(at).map_or("", String::as_str), f));
        }
    }
    options
}

/// The labels around the table, each with what stands behind it.
fn labels(f: &Form, guess: &Guess) -> Vec<(String, String)> {
    let mut options: Vec<(String, String)> = Vec::new();
    for said in &guess.around {
        if !said.label.is_empty() && options.iter().all(|option| option.0 != said.label) {
            options.push(option(&said.label, &said.value, f));
        }
    }
    options
}

fn option(word: &str, example: &str, f: &Form) -> (String, String) {
    let example = short(example, EXAMPLE);
    let label = short(word, EXAMPLE);
    let label = if example.is_empty() {
        label
    } else {
        f.tf("{text}（{detail}）", &[("text", &label), ("detail", &example)])
    };
    (word.to_owned(), label)
}

fn headings(text: &str) -> Vec<String> {
    text.split('|').map(|heading| heading.trim().to_owned()).collect()
}
