//! What is done with the company's settings over HTTP: what documents print.

use domain::company::{Company, Profile};
use domain::confidential::Confidential;
use domain::deed::Deed;
use kernel::act::{Subject, act};
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Endpoint, Result, Target};

use super::actions;

/// The acts of the settings.
pub static ACTS: &[&dyn Endpoint] =
    &[&act(Deed::CompanyDescribe, "/settings/company", profile, describe).done("已保存")];

/// The settings: there is one of them.
#[derive(Default)]
pub struct Settings(pub Loaded<Company>);

impl Subject for Settings {
    fn load(door: &mut Door, _: &Target) -> Result<Self> {
        actions::load(door).map(Self)
    }

    fn version(&self) -> Option<i64> {
        Some(self.0.head.version)
    }
}

/// What documents print.
pub fn profile(f: &Form, at: &Settings) -> Profile {
    let known = at.0.profile.clone();
    Profile {
        name: f.text("name", "公司名称", 80).preset(known.name).help("送货单、采购单等单据的抬头").required(),
        address: f.contact("address", "地址", 200).preset(known.address).or(Confidential::default()),
        telephone: f
            .text("telephone", "电话", 40)
            .preset(known.telephone)
            .help("收货须知请客户打这个电话")
            .or(String::new()),
        bank: f.text("bank", "开户行和账号", 120).preset(known.bank).or(String::new()),
        claim_days: f
            .integer("claim_days", "索赔答复期限", 1, 90)
            .preset(known.claim_days)
            .unit("工作日")
            .help("承运商合同没有约定时用；不填是 7 个工作日")
            .optional(),
        write_off_limit: f
            .money("write_off_limit", "小额差额核销上限")
            .preset(known.write_off_limit)
            .help("财务在一张订单上自己可以核销的货款差额，超过的由总经理核销；不填是 10 元")
            .optional(),
        backdate_days: f
            .integer("backdate_days", "补记不用写原因的天数", 0, 366)
            .preset(known.backdate_days)
            .unit("天")
            .help("到款、发货、到货、报工、验收早于这么多天才登记的，要写明原因；不填是 7 天")
            .optional(),
        over_delivery: f
            .integer("over_delivery", "到货超量允差", 0, 100)
            .preset(known.over_delivery)
            .unit("%")
            .help("供应商多送不超过这个比例的直接收下；供应商资料里另有约定的按约定，不填是 5%")
            .optional(),
    }
}

fn describe(door: &mut Door, _: Settings, profile: Profile) -> Result<Done> {
    actions::describe(door, profile)?;
    Ok(Done::changed("/settings", ""))
}
