//! Nobody takes over more than they hold (H1.1, ADR 0036): a code of somebody who holds more is given by two.

use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
use serde_json::{Value, json};

use super::{administrator, id};
use crate::kit::{TestApp, User, databases};

async fn give(by: &User, path: &str) -> Value {
    by.post(path, json!({"login": "guzong"})).await.is(200).json()
}

fn shown(given: &Value) -> String {
    given["shown_once"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_a_code_of_who_holds_more_takes_two_and_neither_sees_it_whole() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let manager = app.user("顾总").await;
        let admin = administrator(&app, "N1", "管理甲").await;
        let manager = manager.with_token(&app.user("顾总").await.token());
        let (lead, of_manager) = (app.user("陈岚").await, id(&admin, "顾总").await);
        let path = format!("/api/v1/people/{of_manager}/account");
        let set = |code: String| {
            let nobody = app.nobody();
            let body = json!({"name": "guzong", "code": code, "password": "a new password"});
            async move { nobody.post("/api/v1/sessions/code", body).await }
        };
        lead.post(&path, json!({"login": "guzong"})).await.is(409);
        let first = shown(&give(&admin, &path).await);
        // One half is nothing: no session ends, and nobody comes in by it, however often it is given.
        assert_eq!(manager.page("/").await.status, 200);
        set(first.clone()).await.is(401);
        let again = shown(&give(&admin, &path).await);
        set(format!("{first}-{again}")).await.is(401);
        assert_eq!(manager.page("/").await.status, 200);
        // 陈岚 reports to him: not even a half of it is hers to give.
        lead.post(&path, json!({"login": "guzong"})).await.is(409);
        let second = administrator_by(&app, &manager, &admin).await;
        let form = second.page(&format!("/people/{of_manager}/account")).await.ok().text();
        assert!(form.contains("前一半"), "{form}");
        let rest = shown(&give(&second, &path).await);
        assert_eq!(manager.page("/").await.status, 303, "now his sessions have ended");
        set(rest.clone()).await.is(401);
        set(format!("{first}-{rest}")).await.is(401);
        // In either order.
        let entered = set(format!("{rest} {again}")).await.is(200).json();
        let manager = app.nobody().with_token(entered["token"].as_str().unwrap());
        let page = manager.page("/").await.ok().text();
        assert!(page.contains("管理乙 在 2026-11-02 09:00 重置了你的密码"), "{page}");
        // Of the staff an administrator gives half a code as well; of a new account, and of their own kind, all of it.
        let of_warehouse = format!("/people/{}/account", id(&admin, "何军").await);
        app.user("何军").await;
        let form = admin.form(&of_warehouse, &[("login", "hejun"), ("key", "k1")]).await.is(200).text();
        assert!(form.contains("代码的前一半"), "{form}");
        let made = json!({"code": "N3", "name": "新人", "role_warehouse": "1"});
        let made = admin.fill("person.new", "", made).await.is(201).json();
        let fresh = format!("/people/{}/account", made["id"].as_str().unwrap());
        let form = admin.form(&fresh, &[("login", "xinren"), ("key", "k2")]).await.is(200).text();
        assert!(form.contains("24 小时内有效") && !form.contains("一半，请"), "{form}");
    }
}

/// A second administrator, whom it takes two to make.
async fn administrator_by(app: &TestApp, manager: &User, admin: &User) -> User {
    let made = json!({"code": "N2", "name": "管理乙", "role_administrator": "1"});
    manager.fill("person.new", "", made).await.is(201);
    admin.fill("person.confirm", &id(admin, "管理乙").await, json!({})).await.is(200);
    app.user("管理乙").await
}

/// Whoever opens an account for somebody who is to be general manager could have kept it: with the role begins a new life of it.
#[tokio::test(flavor = "multi_thread")]
async fn h1_1_whoever_opened_the_account_does_not_hold_the_role_that_is_confirmed() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let admin = administrator(&app, "N1", "管理甲").await;
        let manager = app.user("顾总").await;
        let made = json!({"code": "X2", "name": "副总", "role_clerk": "1"});
        let made = admin.fill("person.new", "", made).await.is(201).json();
        let account = format!("/api/v1/people/{}/account", made["id"].as_str().unwrap());
        let whole = admin.post(&account, json!({"login": "futong"})).await.is(200).json();
        let body = json!({"name": "futong", "code": shown(&whole), "password": "known to two"});
        let entered = app.nobody().post("/api/v1/sessions/code", body).await.is(200).json();
        let kept = app.nobody().with_token(entered["token"].as_str().unwrap());
        admin
            .fill("person.edit", made["id"].as_str().unwrap(), json!({"role_general_manager": "1"}))
            .await
            .ok();
        manager.fill("person.confirm", made["id"].as_str().unwrap(), json!({})).await.is(200);
        assert_eq!(kept.page("/").await.status, 303, "the session that was kept open has ended");
        let old = json!({"name": "futong", "password": "known to two"});
        app.nobody().post("/api/v1/sessions", old).await.is(401);
        // And what is given now is a half; the second person is told that it waits.
        let half = shown(&admin.post(&account, json!({"login": "futong"})).await.is(200).json());
        let body = json!({"name": "futong", "code": half, "password": "another password"});
        app.nobody().post("/api/v1/sessions/code", body).await.is(401);
        let page = manager.page("/").await.ok().text();
        assert!(page.contains("副总 重置密码还差后一半代码"), "{page}");
        assert!(!admin.page("/").await.ok().text().contains("还差后一半"), "not who gave the first");
        // Nor is one whole that was never opened.
        let made = json!({"code": "X3", "name": "新总", "role_general_manager": "1"});
        let made = admin.fill("person.new", "", made).await.is(201).json();
        manager.fill("person.confirm", made["id"].as_str().unwrap(), json!({})).await.is(200);
        let account = format!("/api/v1/people/{}/account", made["id"].as_str().unwrap());
        let half = shown(&admin.post(&account, json!({"login": "xinzong"})).await.is(200).json());
        let body = json!({"name": "xinzong", "code": half, "password": "another password"});
        app.nobody().post("/api/v1/sessions/code", body).await.is(401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_the_last_administrator_stays_by_form_api_and_sheet() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        administrator(&app, "N1", "管理甲").await;
        let manager = app.user("顾总").await;
        let last = id(&manager, "管理甲").await;
        let less = json!({"role_administrator": "", "role_clerk": "1"});
        let refused = manager.fill("person.edit", &last, less).await.is(409).text();
        assert!(refused.contains("至少要留一名管理员"), "{refused}");
        let page = manager.page(&format!("/people/{last}/edit")).await.ok().text();
        let (_, version) = page.split_once("name=\"version\" value=\"").unwrap();
        let version = version.split('"').next().unwrap();
        let fields = [("code", "N1"), ("name", "管理甲"), ("role_clerk", "1"), ("version", version)];
        let refused = manager.form(&format!("/people/{last}/edit"), &fields).await.is(409).text();
        assert!(refused.contains("至少要留一名管理员"), "{refused}");
        let heads = ["工号", "姓名", "角色", "部门", "直接上级"];
        let sheet = SheetOut {
            name: "人员".to_owned(),
            columns: heads.map(|head| ColumnOut::new(head, ColumnKind::Text)).into(),
            rows: vec![["N1", "管理甲", "跟单员", "", ""].map(|t| CellOut::Text(t.to_owned())).into()],
            ..SheetOut::default()
        };
        let bytes = write_workbook(&[sheet]).unwrap();
        let report = manager.upload("/api/v1/import?commit=1", "files", "staff.xlsx", &bytes).await.is(200);
        assert!(report.text().contains("至少要留一名管理员"), "{}", report.text());
        let people = manager.list("/people").await;
        let still = people.iter().find(|p| p["name"] == "管理甲").unwrap();
        assert!(still["roles"].to_string().contains("administrator"), "{still}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_that_is_taken_is_told_at_its_field() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let lead = app.user("陈岚").await;
        let other = app.user("周琪").await;
        let account = json!({"login": other.login()});
        let path = format!("/api/v1/people/{}/account", id(&lead, "林晓").await);
        let told = lead.post(&path, account).await.is(422).json();
        assert_eq!(told["errors"][0]["field"], "login", "{told}");
        for (operation, code) in [("customer.new", "C001"), ("person.new", "U01"), ("supplier.new", "S002")] {
            let role = if operation == "person.new" { "role_clerk" } else { "name" };
            let made = json!({"code": code, "name": "另一个", role: "1"});
            let known = app.user("顾总").await.fill(operation, "", made).await;
            let told = known.is(422).json();
            assert!(told["errors"].to_string().contains("\"code\""), "{operation}: {told}");
        }
    }
}
