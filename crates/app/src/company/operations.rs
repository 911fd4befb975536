//! The forms of the company's settings: what documents print, and days that differ from the calendar (H8.5).

use domain::company::{Company, Profile};
use domain::deed::Deed;
use jiff::ToSpan as _;
use jiff::civil::Date;

use super::actions;
use kernel::declared::Declared;
use kernel::i18n::zh;
use kernel::record::Loaded;
use kernel::ui::{Field, FieldKind, Form, Opt, Ui};
use kernel::{Done, Door, Error, Result, Said, Target};

/// Days at most in one declaration.
const LONGEST: usize = 60;

/// All operations of the settings.
pub static OPERATIONS: &[Declared] = &[
    Declared::new(Deed::CompanyDescribe, "/settings/company", describe_form, describe),
    Declared::new(Deed::CompanyDays, "/settings/days", days_form, declare_days),
];

fn current(door: &mut Door, said: &Said) -> Result<Loaded<Company>> {
    let company = actions::load(door)?;
    company.expect(said)?;
    Ok(company)
}

fn describe_form(door: &mut Door, _: &Target, ui: &Ui) -> Result<Form> {
    let company = actions::load(door)?;
    let p = &company.profile;
    let fields = vec![
        Field::text("name", ui.t("公司名称"))
            .value(&p.name)
            .required()
            .help(ui.t("送货单、采购单等单据的抬头")),
        Field::text("address", ui.t("地址")).value(&p.address),
        Field::text("telephone", ui.t("电话")).value(&p.telephone).help(ui.t("收货须知请客户打这个电话")),
        Field::text("bank", ui.t("开户行和账号")).value(&p.bank),
        Field::new(FieldKind::Integer, "claim_days", ui.t("索赔答复期限"))
            .value(p.claim_days.map(|d| d.to_string()).unwrap_or_default())
            .unit(ui.t("工作日"))
            .help(ui.t("承运商合同没有约定时用；不填是 7 个工作日")),
    ];
    Ok(Form::new("", "", fields).version(company.head.version))
}

fn describe(door: &mut Door, _: &Target, said: &mut Said) -> Result<Done> {
    current(door, said)?;
    let profile = Profile {
        name: said.need_text("name", 80),
        address: said.text("address", 200),
        telephone: said.text("telephone", 40),
        bank: said.text("bank", 120),
        claim_days: said.integer("claim_days", 1, 90),
    };
    said.finish()?;
    actions::describe(door, profile)?;
    Ok(Done::changed("/settings", zh("已保存")))
}

fn days_form(door: &mut Door, _: &Target, ui: &Ui) -> Result<Form> {
    let company = actions::load(door)?;
    let kinds = vec![Opt::new("free", ui.t("放假")), Opt::new("worked", ui.t("上班"))];
    let year = Field::new(FieldKind::Integer, "year", ui.t("登记齐全的年份"))
        .help(ui.t("这一年的放假安排到此登记齐全时填，不再提示"));
    let fields = vec![
        Field::new(FieldKind::Radio(kinds), "kind", ui.t("安排")).value("free").required(),
        Field::new(FieldKind::Date, "from", ui.t("从")).required(),
        Field::new(FieldKind::Date, "to", ui.t("到")).help(ui.t("只有一天就不填")),
        Field::text("reason", ui.t("原因")).required().placeholder(ui.t("春节放假、调休上班、停电")),
        year,
    ];
    Ok(Form::new("", "", fields).version(company.head.version))
}

fn declare_days(door: &mut Door, _: &Target, said: &mut Said) -> Result<Done> {
    current(door, said)?;
    let worked = said.need_choice("kind", &["free", "worked"]) == "worked";
    let from = said.need_date("from");
    let to = said.date("to").unwrap_or(from);
    let reason = said.need_text("reason", 200);
    let year = said.integer("year", 2000, 2099).and_then(|y| i16::try_from(y).ok());
    if to < from {
        said.wrong("to", "结束日期早于开始日期");
    }
    said.finish()?;
    let days: Vec<Date> = from.series(1.day()).take_while(|d| *d <= to).take(LONGEST + 1).collect();
    if days.len() > LONGEST {
        return Err(Error::field("to", "一次最多登记 60 天"));
    }
    actions::declare_days(door, days, worked, year, reason)?;
    Ok(Done::changed("/settings", zh("已登记，计划按新的日历计算")))
}
