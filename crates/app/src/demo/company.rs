//! The company that the demo plays: imported from embedded workbooks, with an account for everybody.

use crate::{company, import, item, order, person, stock};
use domain::choice::Choice as _;
use domain::company::Profile;
use domain::confidential::Confidential;
use domain::person::{Profile as PersonProfile, Role};
use jiff::civil::Date;
use kernel::{App, Ctx, Door, Error, Result};

/// Everybody's password in the demo.
pub const PASSWORD: &str = "gendan-demo";

/// Those of the demo's people whose desks show most: what they sign in by, name, what they do.
pub const PEOPLE: [(&str, &str, Role); 10] = [
    ("U01", "林晓", Role::Clerk),
    ("U14", "吴静", Role::Clerk),
    ("U03", "陈岚", Role::Lead),
    ("U04", "何军", Role::Warehouse),
    ("U05", "许佳", Role::Purchasing),
    ("U06", "马建国", Role::Production),
    ("U07", "梁敏", Role::Finance),
    ("U08", "韩磊", Role::Engineering),
    ("U10", "顾总", Role::GeneralManager),
    ("admin", "", Role::Administrator),
];

/// How the demo's people sign in, for a terminal.
pub fn accounts() -> String {
    let one = |(login, name, role): &(&str, &str, Role)| {
        format!("{login} {name} {}", role.label()).replace("  ", " ")
    };
    let lines: Vec<String> =
        PEOPLE.chunks(5).map(|some| some.iter().map(one).collect::<Vec<_>>().join(" · ")).collect();
    format!("Demo accounts, password {PASSWORD}:\n  {}", lines.join("\n  "))
}

const BOOKS: [(&str, &[u8]); 6] = [
    ("staff.xlsx", include_bytes!("../../demo/staff.xlsx")),
    ("suppliers.xlsx", include_bytes!("../../demo/suppliers.xlsx")),
    ("carriers.xlsx", include_bytes!("../../demo/carriers.xlsx")),
    ("customers.xlsx", include_bytes!("../../demo/customers.xlsx")),
    ("parts.xlsx", include_bytes!("../../demo/parts.xlsx")),
    ("products.xlsx", include_bytes!("../../demo/products.xlsx")),
];

/// Numbers of orders that the company has given before the play begins each month: a workbook with lower ones, as people keep
/// them, can be imported beside it.
const ORDERS_BEFORE: u32 = 1000;

/// Imports the master data and gives everybody an account.
pub fn found(app: &App, first: Date, until: Date) -> Result<()> {
    let at = jiff::tz::offset(8)
        .to_timestamp(first.to_datetime(jiff::civil::time(8, 0, 0, 0)))
        .map_err(|e| Error::Fault(e.to_string()))?;
    let ctx = Ctx::system(at);
    let files = BOOKS.iter().map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec())).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| Error::Fault(e.to_string()))?;
    let report = runtime.block_on(import::run_files(app, ctx.clone(), files, true))?;
    if !report.is_clean() {
        return Err(Error::Fault("the demo's workbooks have rows that are not taken in".to_owned()));
    }
    let hash = person::hash(PASSWORD)?;
    let shared = app.shared.clone();
    app.db.write_blocking(move |conn| {
        let mut door = Door::new(&ctx, conn, &shared);
        let admin = PersonProfile {
            code: "admin".into(),
            name: "管理员".into(),
            roles: vec![Role::Administrator],
            ..PersonProfile::default()
        };
        person::actions::put(&mut door, admin)?;
        let quality = PersonProfile {
            code: "U15".into(),
            name: "方洁".into(),
            roles: vec![Role::Quality],
            department: "质量部".into(),
            ..PersonProfile::default()
        };
        person::actions::put(&mut door, quality)?;
        stock_up(&mut door, first)?;
        for person in person::active(door.conn)? {
            person::set_credential(door.conn, person.id, &person.code, &hash, door.ctx.now.as_microsecond())?;
        }
        let months =
            first.first_of_month().series(jiff::ToSpan::month(1)).take_while(|month| *month <= until);
        for month in months {
            let period = format!("{:02}{:02}", month.year() % 100, month.month());
            door.keep_number(
                order::actions::SERIES,
                &format!("{}{period}{ORDERS_BEFORE}", order::actions::SERIES),
            )?;
        }
        company::actions::describe(
            &mut door,
            Profile {
                name: "华展道具有限公司".into(),
                address: Confidential::new("广东省佛山市南海区展柜工业园 8 号".into()),
                telephone: "0757-0000 0000".into(),
                bank: "示例银行佛山支行 0000 0000 0000".into(),
                ..Profile::default()
            },
        )?;
        door.conclude()
    })
}

/// Books twice the safety stock of every part as what is there on the first day.
fn stock_up(door: &mut Door, first: Date) -> Result<()> {
    let bills = item::bills(door)?;
    let mut parts: Vec<_> = bills.values().filter(|item| item.profile.safety_stock.is_some()).collect();
    parts.sort_by(|a, b| a.profile.code.cmp(&b.profile.code));
    for part in parts {
        let safety = part.profile.safety_stock;
        stock::actions::opening(door, part.id, safety.plus(safety), first)?;
    }
    Ok(())
}
