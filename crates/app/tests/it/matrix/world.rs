//! A company with something of everything, whose figures and people are unmistakable; everybody who may or may not see them.

use std::collections::BTreeMap;

use app::person;
use app::site::SITE;
use domain::confidential::Secret;
use domain::person::{Profile, Role};
use kernel::{Ctx, Door, Result};
use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
use serde_json::json;

use super::canary::Canaries;
use crate::kit::{TestApp, User};
use crate::together::acts::{ACTS, Stage};
use crate::together::company::{Company, Kept, Work};

/// Whose the orders are.
pub const OWNER: &str = "林晓";

/// Who sees and may do everything but set the server up.
pub const MANAGER: &str = "顾总";

/// Somebody of each role, the clerk whose orders they are and another one.
const PEOPLE: [(&str, Role); 14] = [
    (OWNER, Role::Clerk),
    ("周琪", Role::Clerk),
    ("陈岚", Role::Lead),
    ("何军", Role::Warehouse),
    ("许佳", Role::Purchasing),
    ("马建国", Role::Production),
    ("梁敏", Role::Finance),
    ("韩磊", Role::Engineering),
    ("孙毅", Role::ProjectManager),
    ("丁强", Role::TeamLeader),
    ("方洁", Role::Quality),
    (MANAGER, Role::GeneralManager),
    ("管理员", Role::Administrator),
    // Retired before anything is asked.
    ("吴静", Role::Clerk),
];

/// Whose session has ended because they are here no more.
const GONE: &str = "吴静";

/// One price and one cost that no sum is by chance, a name and a street that nobody else has.
const KEPT: Kept = Kept {
    price: 123_457,
    cost: 432_119,
    contact: "欧阳金丝雀 13987654321",
    address: "上海市闵行区金丝雀支路 7788 弄",
    clerks: [OWNER, "周琪"],
};

/// What a reference price is in the workbook that the manager uploads, in 分.
const UPLOADED: i64 = 8_765_431;

/// Somebody who asks.
#[derive(Clone)]
pub struct Somebody {
    pub name: &'static str,
    /// Theirs; none where nobody is signed in.
    pub roles: Vec<Role>,
    pub user: User,
}

/// The company.
pub struct World {
    pub app: TestApp,
    pub manager: User,
    pub people: Vec<Somebody>,
    pub works: Vec<(Stage, Work)>,
    pub canaries: Canaries,
    /// Identities by the first part of their streams' names.
    pub things: BTreeMap<String, Vec<String>>,
    /// Stored files: the hash, and what each hangs on with what it is there.
    pub files: BTreeMap<String, Vec<(String, String)>>,
    /// How many facts the thread of the order on the road has.
    pub thread: usize,
    /// Uploads, and who made each.
    pub imports: Vec<(String, &'static str)>,
}

fn hired(door: &mut Door) -> Result<()> {
    for (code, name, role) in [("U90", "管理员", Role::Administrator), ("U91", "方洁", Role::Quality)] {
        let profile =
            Profile { code: code.into(), name: name.into(), roles: vec![role], ..Profile::default() };
        person::actions::put(door, profile)?;
    }
    Ok(())
}

/// A workbook of parts with a cost; one of its rows does not come in.
fn parts() -> Vec<u8> {
    let price = domain::money::Money::cny(UPLOADED).plain();
    let row =
        |code: &str, name: &str| [code, name, "个", &price].map(|t| CellOut::Text(t.to_owned())).to_vec();
    let sheet = SheetOut {
        name: "物料".to_owned(),
        columns: ["物料编码", "名称", "单位", "参考单价"].map(|h| ColumnOut::new(h, ColumnKind::Text)).into(),
        rows: vec![row("NEW-1", "新料"), row("", "没有编码")],
        ..SheetOut::default()
    };
    write_workbook(&[sheet]).unwrap()
}

impl World {
    /// Opens it on the database at `url`.
    pub async fn open(url: &str) -> Self {
        let app = TestApp::start(url).await;
        let ctx = Ctx::system(app.app.shared.clock.now());
        kernel::web::write(&app.app, ctx, hired).await.unwrap();
        let company = Company::of(app, ACTS.len().min(16), KEPT).await;
        let mut works: Vec<(Stage, Work)> = Vec::new();
        for act in ACTS {
            if !works.iter().any(|(stage, _)| act.stages.contains(stage)) {
                let stage = act.stages[0];
                works.push((stage, company.order(works.len(), stage).await));
            }
        }
        for stage in [Stage::OnTheRoad, Stage::Claimed] {
            if !works.iter().any(|(known, _)| *known == stage) {
                works.push((stage, company.order(works.len(), stage).await));
            }
        }
        let Company { first: app, manager, .. } = company;
        let mut people = Vec::new();
        for (name, role) in PEOPLE {
            // Whoever signs in anew ends what they had begun.
            let user = if name == MANAGER { manager.clone() } else { app.user(name).await };
            people.push(Somebody { name, roles: vec![role], user });
        }
        let nobody = app.nobody();
        people.push(Somebody { name: "谁也不是", roles: Vec::new(), user: nobody.clone() });
        let mut world = Self {
            manager,
            works,
            people,
            canaries: Canaries::default(),
            things: BTreeMap::new(),
            files: BTreeMap::new(),
            thread: 0,
            imports: Vec::new(),
            app,
        };
        world.talk().await;
        world.upload().await;
        let gone = world.people.iter_mut().find(|p| p.name == GONE).unwrap();
        gone.roles.clear();
        gone.user = nobody.with_token(&gone.user.token());
        let people = world.manager.list("/people").await;
        let id = people.iter().find(|p| p["name"] == GONE).unwrap()["id"].as_str().unwrap().to_owned();
        world.manager.fill("person.retire", &id, json!({"reason": "离开"})).await.ok();
        world.known().await;
        world
    }

    /// The order that has come furthest, of those at `stage`.
    pub fn work(&self, stage: Stage) -> &Work {
        &self.works.iter().find(|(of, _)| *of == stage).unwrap().1
    }

    /// Somebody by name.
    pub fn who(&self, name: &str) -> &Somebody {
        self.people.iter().find(|p| p.name == name).unwrap()
    }

    /// Files of every kind hang on an order; the manager talks to the customer.
    async fn talk(&self) {
        use domain::choice::Choice as _;
        let order = &self.work(Stage::OnTheRoad).order;
        for kind in domain::filing::FileKind::ALL {
            let what = [("what", kind.code())];
            let path = SITE.endpoints().find(|e| e.name() == "order.attach").unwrap().href(order);
            let content = format!("a {} of its own", kind.code());
            let name = format!("{}.txt", kind.code());
            self.manager.upload_with(&path, &what, "files", &name, content.as_bytes()).await.is(303);
        }
        let talk = json!({"whom": KEPT.contact, "said": "收到", "channel": "phone"});
        self.manager.fill("order.contact", order, talk.clone()).await.ok();
        let later = json!({"to": "2026-12-30", "department": "采购部", "cause": "缺料", "whom": KEPT.contact, "confirmed": "1"});
        self.manager.fill("order.promise", order, later).await.ok();
        let customers = self.manager.list("/customers").await;
        let customer = customers.iter().find(|c| c["code"] == "C001").unwrap()["id"].as_str().unwrap();
        self.manager.fill("customer.contact", customer, talk).await.ok();
    }

    /// The manager and the clerk each look at a workbook with costs beforehand.
    async fn upload(&mut self) {
        for name in [MANAGER, OWNER] {
            let user = &self.who(name).user;
            let answer = user.upload("/import/upload", "files", "parts.xlsx", &parts()).await.is(303);
            let id = answer.header("location").rsplit('/').next().unwrap().to_owned();
            self.imports.push((id, name));
        }
    }

    /// What there is, from the evidence.
    async fn known(&mut self) {
        self.canaries = Canaries::of(&self.app, &self.manager).await;
        self.canaries.amount(Secret::Cost, UPLOADED);
        let order = self.work(Stage::OnTheRoad).order.clone();
        let found = self.app.app.db.read(move |conn| -> Result<_> {
            let streams = evidence::streams(conn, "", i64::MAX)?;
            let links =
                conn.query("SELECT sha256, stream, kind FROM file_link ORDER BY sha256, stream, kind", &[])?;
            let links: Vec<(String, String, String)> =
                links.iter().map(|l| Ok((l.get(0)?, l.get(1)?, l.get(2)?))).collect::<Result<_>>()?;
            Ok((streams, links, evidence::by_order(conn, &order, None)?.len()))
        });
        let (streams, links, thread) = found.await.unwrap();
        self.thread = thread;
        for stream in streams {
            if let Some((noun, id)) = stream.split_once('/') {
                self.things.entry(noun.to_owned()).or_default().push(id.to_owned());
            }
        }
        for (sha256, stream, kind) in links {
            self.files.entry(sha256).or_default().push((stream, kind));
        }
    }

    /// How many facts there are.
    pub async fn facts(&self) -> i64 {
        let count = self
            .app
            .app
            .db
            .read(|conn| -> Result<i64> { Ok(conn.one("SELECT COUNT(*) FROM fact", &[])?.get(0)?) });
        count.await.unwrap()
    }
}
