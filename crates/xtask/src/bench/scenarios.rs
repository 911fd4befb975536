//! What is measured over HTTP: a name, what comparable systems reach, what is asked of us, and the requests.

use super::floor::Floor;
use super::http::{Client, field};

/// One kind of work.
pub struct Scenario {
    /// Its name, as `--only` takes it.
    pub name: &'static str,
    /// Per second by eight clients on SQLite; zero where only the time counts.
    pub sqlite: u32,
    /// Per second by eight clients on PostgreSQL.
    pub postgres: u32,
    /// Milliseconds at p95 by eight clients; zero where only the rate counts.
    pub p95: u32,
    /// Milliseconds of processor time of server and database, kilobytes written, kilobytes kept, each at most; zero where
    /// nothing is asked.
    pub cost: [u32; 3],
    /// How many acts one of it is.
    pub acts: u32,
    /// Percent of a floor that eight clients must reach, on SQLite and on PostgreSQL.
    pub share: Option<(Floor, [u32; 2])>,
    /// Makes what `count` requests need: an item each.
    pub prepare: fn(&mut Client, usize) -> Result<Vec<String>, String>,
    /// The work on one item; the number is another one each time.
    pub run: fn(&mut Client, &str, usize) -> Result<(), String>,
}

const TODAY: &str = "2026-11-24";

impl Scenario {
    /// Work that asks for nothing.
    pub const NOTHING: Self = Self {
        name: "",
        sqlite: 0,
        postgres: 0,
        p95: 0,
        cost: [0; 3],
        acts: 1,
        share: None,
        prepare: nothing,
        run: |_, _, _| Ok(()),
    };
}

/// Everything that is measured. The client is signed in as the general manager, who may do all of it.
pub const SCENARIOS: [Scenario; 7] = [
    Scenario {
        name: "list 50 open orders",
        sqlite: 1500,
        postgres: 1500,
        p95: 10,
        share: Some((Floor::Health, [10, 10])),
        run: |http, _, _| http.read("/orders").map(drop),
        ..Scenario::NOTHING
    },
    Scenario {
        name: "one order's page",
        cost: [4, 0, 0],
        prepare: open_orders,
        run: |http, id, _| http.read(&format!("/orders/{id}")).map(drop),
        ..Scenario::NOTHING
    },
    Scenario {
        name: "read one order",
        sqlite: 1500,
        postgres: 1500,
        share: Some((Floor::Health, [10, 10])),
        prepare: open_orders,
        run: |http, id, _| http.read(&format!("/api/v1/orders/{id}")).map(drop),
        ..Scenario::NOTHING
    },
    // Before hundreds of orders are released that nobody supplies: the last scenario is the same work after them.
    Scenario {
        name: "book a stock movement",
        sqlite: 400,
        postgres: 400,
        share: Some((Floor::Commits, [60, 15])),
        run: move_stock,
        ..Scenario::NOTHING
    },
    Scenario {
        name: "create, review, release",
        sqlite: 100,
        postgres: 60,
        cost: [12, 400, 80],
        acts: 4,
        share: Some((Floor::Commits, [0, 0])),
        run: |http, _, n| release(http, n).map(drop),
        ..Scenario::NOTHING
    },
    Scenario {
        name: "ship one order",
        sqlite: 200,
        postgres: 200,
        prepare: shipments,
        run: |http, item, _| {
            let (id, version) = item.split_once(' ').unwrap_or((item, "1"));
            let body = format!(
                r#"{{"on":"{TODAY}","carrier":"顺发专线","waybill":"SF1","packages":2,"note":"提前发"}}"#
            );
            http.act(&format!("/api/v1/shipments/{id}/dispatch"), version, &body).map(drop)
        },
        ..Scenario::NOTHING
    },
    Scenario { name: "book what hundreds wait for", run: move_stock, ..Scenario::NOTHING },
];

/// Every other page; each is asked for by one client.
pub const PAGES: [&str; 22] = [
    "/",
    "/orders/{order}",
    "/orders/{order}?tab=plan",
    "/orders/{order}?tab=parts",
    "/orders/{order}?tab=money",
    "/orders/{order}?at=3",
    "/orders/new",
    "/orders?tab=all&q=yj",
    "/shortages",
    "/purchases",
    "/stock",
    "/movements",
    "/work",
    "/shipments",
    "/receivables",
    "/payments",
    "/customers",
    "/items",
    "/suppliers",
    "/people",
    "/search?q=yunjin",
    "/import",
];

/// Parts in whole units that the sample company stocks.
const PARTS: [&str; 4] = ["YK-TAG", "DG-PW150", "WJ-HNG", "BZ-CTN"];

#[expect(clippy::unnecessary_wraps, reason = "the shape of every preparation")]
fn nothing(_: &mut Client, _: usize) -> Result<Vec<String>, String> {
    Ok(vec![String::new()])
}

/// Identities of orders that are open.
pub fn open_orders(http: &mut Client, _: usize) -> Result<Vec<String>, String> {
    let list = http.read("/api/v1/orders?limit=200")?;
    Ok(list.split("\"id\":\"").skip(1).filter_map(|part| part.split('"').next()).map(str::to_owned).collect())
}

/// How many orders are open, as the tab of the list says.
pub fn open_count(http: &mut Client) -> Result<f64, String> {
    let page = http.read("/orders")?;
    let tab = page.split("gd-tabs").nth(1).unwrap_or_default();
    let digits =
        tab.split('>').find_map(|text| text.split('<').next()?.trim().replace(',', "").parse::<f64>().ok());
    digits.ok_or_else(|| "the list of orders does not say how many there are".to_owned())
}

fn move_stock(http: &mut Client, _: &str, n: usize) -> Result<(), String> {
    receive(http, PARTS.get(n % PARTS.len()).copied().unwrap_or("AC-TAG"), 1).map(drop)
}

fn receive(http: &mut Client, part: &str, quantity: usize) -> Result<String, String> {
    let body = format!(
        r#"{{"kind":"receipt","on":"{TODAY}","reason":"采购以外的入库","lines":[{{"item":"{part}","quantity":"{quantity}"}}]}}"#
    );
    http.act("/api/v1/movements/new", "", &body)
}

/// An order of five lines, written down, reviewed by the short form and released; answers its identity.
fn release(http: &mut Client, n: usize) -> Result<String, String> {
    let products = ["ZG-1101", "ZG-1102", "HZ-2101", "SJ-3101", "YC-5101"];
    let lines: Vec<String> = products
        .iter()
        .map(|code| {
            format!(
                r#"{{"item":"{code}","quantity":"2","unit_price":"3680","wanted_on":"2027-01-15","drawing":"V1.pdf"}}"#
            )
        })
        .collect();
    order(http, n, &lines.join(","))
}

fn order(http: &mut Client, n: usize, lines: &str) -> Result<String, String> {
    let body = format!(
        r#"{{"kind":"counter","customer":"C1{:02}","clerk":"U01","ordered_on":"{TODAY}","transport":"零担专线","contact":"王经理","address":"上海市静安区南京西路 1 号","terms":"月结30天","lines":[{lines}]}}"#,
        n % 16 + 1
    );
    let id = field(&http.act("/api/v1/orders/new", "", &body)?, "id")?;
    let path = |act: &str| format!("/api/v1/orders/{id}/{act}");
    let version = field(&http.act(&path("submit"), "1", "{}")?, "version")?;
    let version = field(&http.act(&path("review-short"), &version, r#"{"note":"常规"}"#)?, "version")?;
    http.act(&path("release"), &version, "{}")?;
    Ok(id)
}

/// Shipments that may leave at once: a stocked part, confirmed and announced.
fn shipments(http: &mut Client, count: usize) -> Result<Vec<String>, String> {
    let [part, ..] = PARTS;
    receive(http, part, count * 2 + 100)?;
    let line = format!(
        r#"{{"item":"{part}","quantity":"1","unit_price":"10","wanted_on":"2026-12-15","drawing":"V1.pdf"}}"#
    );
    let mut ready = Vec::with_capacity(count);
    for n in 0..count {
        let order = order(http, n, &line)?;
        let body = format!(r#"{{"ship_on":"{TODAY}","lines":[{{"line":"1","quantity":"1"}}]}}"#);
        let made = http.act(&format!("/api/v1/orders/{order}/shipments/new"), "", &body)?;
        let id = field(&made, "id")?;
        let path = |act: &str| format!("/api/v1/shipments/{id}/{act}");
        let body = format!(
            r#"{{"on":"{TODAY}","at":"14:00","transport":"零担专线","address":"上海","contact":"王经理","whom":"王经理","channel":"phone"}}"#
        );
        let version = field(&http.act(&path("confirm"), "1", &body)?, "version")?;
        let body = r#"{"text":"签收前请先验外观和件数","whom":"王经理","channel":"wechat"}"#;
        let version = field(&http.act(&path("notice"), &version, body)?, "version")?;
        ready.push(format!("{id} {version}"));
    }
    Ok(ready)
}
