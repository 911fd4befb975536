//! Roles, ways in and the line of reporting (H1.1): who gives them, by which door, and what their owner is told.

use jiff::SignedDuration;
use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
use serde_json::{Value, json};

use crate::kit::{TestApp, User, databases};

async fn id(by: &User, name: &str) -> String {
    let people = by.list("/people").await;
    people.iter().find(|p| p["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

async fn roles(by: &User, name: &str) -> String {
    let people = by.list("/people").await;
    people.iter().find(|p| p["name"] == name).unwrap()["roles"].to_string()
}

/// A sheet of people: number, name, roles, department, superior.
fn staff(rows: &[[&str; 5]]) -> Vec<u8> {
    let heads = ["工号", "姓名", "角色", "部门", "直接上级"];
    let row = |row: &[&str; 5]| row.map(|text| CellOut::Text(text.to_owned())).into();
    let sheet = SheetOut {
        name: "人员".to_owned(),
        columns: heads.map(|head| ColumnOut::new(head, ColumnKind::Text)).into(),
        rows: rows.iter().map(row).collect(),
        ..SheetOut::default()
    };
    write_workbook(&[sheet]).unwrap()
}

async fn import(by: &User, rows: &[[&str; 5]]) -> String {
    by.upload("/api/v1/import?commit=1", "files", "staff.xlsx", &staff(rows)).await.is(200).text()
}

/// All that the database keeps of requests, accounts and logs, as text.
async fn kept(app: &TestApp) -> String {
    let read = app.app.db.read(|conn| -> kernel::Result<String> {
        let mut all = String::new();
        for sql in [
            "SELECT hash FROM credential",
            "SELECT hash FROM reset_code",
            "SELECT body FROM answer",
            "SELECT location FROM answer",
            "SELECT detail FROM access_log",
        ] {
            for row in conn.query(sql, &[])? {
                all.push_str(&row.get::<String>(0)?);
            }
        }
        Ok(all)
    });
    read.await.unwrap()
}

fn coded(name: &str, code: &str, password: &str) -> Value {
    json!({"name": name, "code": code, "password": password})
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_a_password_is_reset_by_a_code_that_works_once_and_its_owner_is_told() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (lead, clerk, nobody) = (app.user("陈岚").await, app.user("林晓").await, app.nobody());
        let of_clerk = id(&lead, "林晓").await;
        let path = format!("/api/v1/people/{of_clerk}/account");
        // Nobody sets a password for somebody else.
        lead.post(&path, json!({"login": "linxiao", "password": "correct horse"})).await.is(422);
        let once = [("idempotency-key", "reset-1")];
        let given = lead.post_with(&path, json!({"login": "linxiao"}), &once).await.is(200).json();
        let code = given["shown_once"].as_str().unwrap().to_owned();
        let again = lead.post_with(&path, json!({"login": "linxiao"}), &once).await.is(200).json();
        assert!(again["shown_once"].is_null(), "shown once: {again}");
        assert!(!kept(&app).await.contains(&code), "only its hash is kept");
        assert_eq!(clerk.page("/").await.status, 303, "her sessions have ended");
        nobody
            .post("/api/v1/sessions", json!({"name": "linxiao", "password": "correct horse"}))
            .await
            .is(401);
        nobody.post("/api/v1/sessions", json!({"name": "linxiao", "password": ""})).await.is(401);

        let set = |name: &str, code: &str, word: &str| {
            let (nobody, body) = (nobody.clone(), coded(name, code, word));
            async move { nobody.post("/api/v1/sessions/code", body).await }
        };
        set("linxiao", "22222-22222-22222", "a new password").await.is(401);
        set("zhouqi", &code, "a new password").await.is(401);
        set("linxiao", &code, "12345678").await.is(422);
        // As she types it: without the dashes, in small letters.
        set("linxiao", &code.replace('-', "").to_lowercase(), "a new password").await.is(200);
        set("linxiao", &code, "another password").await.is(401);
        let session = json!({"name": "linxiao", "password": "a new password"});
        let token = nobody.post("/api/v1/sessions", session).await.is(200).json();
        let clerk = nobody.with_token(token["token"].as_str().unwrap());
        let first = clerk.page("/").await.ok().text();
        assert!(first.contains("陈岚 在 2026-11-02 09:00 重置了你的密码"), "{first}");
        let own = clerk.page("/me").await.ok().text();
        assert!(own.contains("密码重置记录") && own.contains("陈岚"));
        let page = lead.page(&format!("/people/{of_clerk}")).await.ok().text();
        assert!(page.contains("密码重置记录") && page.contains("重置密码"));

        // A code that nobody used in time ends by itself; another one ends the one before.
        let codes = [give(&lead, &path).await, give(&lead, &path).await];
        set("linxiao", &codes[0], "a newer password").await.is(401);
        app.app.shared.clock.advance(SignedDuration::from_hours(25));
        set("linxiao", &codes[1], "a newer password").await.is(401);
    }
}

async fn give(by: &User, path: &str) -> String {
    let given = by.post(path, json!({"login": "linxiao"})).await.is(200).json();
    given["shown_once"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_the_page_shows_the_code_once_and_its_owner_signs_in_by_it() {
    let app = TestApp::start("").await;
    let manager = app.user("顾总").await;
    let made = json!({"code": "N1", "name": "新人", "role_clerk": "1"});
    let made = manager.fill("person.new", "", made).await.is(201).json();
    let path = format!("/people/{}/account", made["id"].as_str().unwrap());
    let page = manager.form(&path, &[("login", "xinren"), ("key", "k1")]).await.is(200).text();
    let (_, shown) = page.split_once("只显示这一次").unwrap();
    let code: String = shown.split(['>', '<']).find(|word| word.len() == 17).unwrap().to_owned();
    let nobody = app.nobody();
    assert!(nobody.page("/login").await.is(200).text().contains("/login/code"));
    let fields = |code: &'static str| [("name", "xinren"), ("code", code), ("password", "a new password")];
    let wrong = nobody.form("/login/code", &fields("AAAAA-AAAAA-AAAAA")).await.is(401).text();
    assert!(wrong.contains("代码不对"), "{wrong}");
    let entered = nobody.form("/login/code", &fields(code.leak())).await.is(303);
    assert!(entered.header("set-cookie").contains("gendan="), "signed in");
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_roles_are_given_by_administrator_and_general_manager_by_every_door() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (lead, manager) = (app.user("陈岚").await, app.user("顾总").await);
        let clerk = id(&lead, "林晓").await;
        let more = json!({"role_lead": "1"});
        let refused = lead.fill("person.edit", &clerk, more.clone()).await.is(409).text();
        assert!(refused.contains("管理员或总经理"), "{refused}");
        lead.fill("person.new", "", json!({"code": "N1", "name": "新人", "role_clerk": "1"})).await.is(409);
        let report = import(&lead, &[["U01", "林晓", "跟单员、部门领导", "跟单部", "U03"]]).await;
        assert!(report.contains("管理员或总经理"), "{report}");
        assert!(!roles(&manager, "林晓").await.contains("lead"), "still a clerk");
        // The record is the lead's to write; who is new has no role until one is given.
        lead.fill("person.edit", &clerk, json!({"department": "跟单一部"})).await.ok();
        lead.fill("person.new", "", json!({"code": "N2", "name": "新人"})).await.is(201);
        lead.fill("person.retire", &clerk, json!({"reason": "离开"})).await.ok();
        lead.fill("person.restore", &clerk, json!({})).await.is(403);
        manager.fill("person.restore", &clerk, json!({})).await.ok();
        manager.fill("person.edit", &clerk, more).await.ok();
        assert!(roles(&manager, "林晓").await.contains("lead"));
        // The administrator gives what they do not hold.
        let made = json!({"code": "N3", "name": "管理甲", "role_administrator": "1"});
        manager.fill("person.new", "", made).await.is(201);
        let administrator = app.user("管理甲").await;
        administrator.fill("person.edit", &clerk, json!({"role_finance": "1"})).await.ok();
        administrator.fill("payment.book_several", "", json!({})).await.is(403);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_administrator_and_general_manager_are_made_by_two_persons() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let manager = app.user("顾总").await;
        // At first run nobody is there who could confirm.
        let made = json!({"code": "N1", "name": "管理甲", "role_administrator": "1"});
        manager.fill("person.new", "", made).await.is(201);
        assert!(roles(&manager, "管理甲").await.contains("administrator"));
        let administrator = app.user("管理甲").await;
        let clerk = id(&manager, "林晓").await;
        manager.fill("person.edit", &clerk, json!({"role_general_manager": "1"})).await.ok();
        assert!(!roles(&manager, "林晓").await.contains("general_manager"), "not by one person");
        let page = administrator.page(&format!("/people/{clerk}")).await.ok().text();
        assert!(page.contains("顾总 提名为总经理"), "{page}");
        assert!(administrator.page("/").await.ok().text().contains("等第二个人确认"));
        assert_eq!(administrator.list("/people?tab=proposed").await.len(), 1);
        manager.fill("person.confirm", &clerk, json!({})).await.is(409);
        app.user("陈岚").await.fill("person.confirm", &clerk, json!({})).await.is(403);
        administrator.fill("person.confirm", &clerk, json!({})).await.ok();
        assert!(roles(&manager, "林晓").await.contains("general_manager"));
        administrator.fill("person.confirm", &clerk, json!({})).await.is(409);
        // A sheet proposes, too; what is turned down is not given.
        import(&administrator, &[["U02", "周琪", "跟单员、管理员", "跟单部", "U03"]]).await;
        let other = id(&manager, "周琪").await;
        manager.fill("person.decline", &other, json!({"reason": "不需要"})).await.ok();
        manager.fill("person.confirm", &other, json!({})).await.is(409);
        assert!(!roles(&manager, "周琪").await.contains("administrator"));
        // Whoever left as one of the two does not come back as one by one person.
        administrator.fill("person.retire", &clerk, json!({"reason": "离开"})).await.ok();
        administrator.fill("person.restore", &clerk, json!({})).await.ok();
        assert!(!roles(&manager, "林晓").await.contains("general_manager"));
        manager.fill("person.confirm", &clerk, json!({})).await.ok();
        assert!(roles(&manager, "林晓").await.contains("general_manager"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_the_line_of_reporting_runs_in_no_circle_by_form_api_and_sheet() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let manager = app.user("顾总").await;
        let made = json!({"code": "N1", "name": "管理甲", "role_administrator": "1"});
        manager.fill("person.new", "", made).await.is(201);
        let administrator = app.user("管理甲").await;
        let (lead, clerk) = (id(&manager, "陈岚").await, id(&manager, "林晓").await);
        // 林晓 reports to 陈岚, who reports to 顾总.
        let round = json!({"reports_to": clerk});
        let refused = administrator.fill("person.edit", &lead, round).await.is(409).text();
        assert!(refused.contains("陈岚 → 林晓 → 陈岚"), "{refused}");
        administrator.fill("person.edit", &lead, json!({"reports_to": lead})).await.is(409);
        let page = administrator.page(&format!("/people/{lead}/edit")).await.ok().text();
        let (_, version) = page.split_once("name=\"version\" value=\"").unwrap();
        let version = version.split('"').next().unwrap().to_owned();
        let fields = [
            ("code", "U03"),
            ("name", "陈岚"),
            ("reports_to", clerk.as_str()),
            ("role_lead", "1"),
            ("version", version.as_str()),
        ];
        let page = administrator.form(&format!("/people/{lead}/edit"), &fields).await.is(409).text();
        assert!(page.contains("陈岚 → 林晓 → 陈岚"), "{page}");
        let report = import(&administrator, &[["U03", "陈岚", "部门领导", "跟单部", "U01"]]).await;
        assert!(report.contains("陈岚 → 林晓 → 陈岚"), "{report}");
        let whole = import(
            &administrator,
            &[["U03", "陈岚", "部门领导", "跟单部", "U02"], ["U02", "周琪", "跟单员", "跟单部", "U03"]],
        );
        let report = whole.await;
        let people = manager.list("/people").await;
        let boss = |name: &str| people.iter().find(|p| p["name"] == name).unwrap()["reports_to"].clone();
        assert_eq!((boss("陈岚"), boss("周琪")), (json!("顾总"), json!("陈岚")), "{report}");
    }
}
