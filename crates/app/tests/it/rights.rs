//! Nobody gives or takes over more than they hold (H1.1); a crowd at the door is told to wait.

use serde_json::json;

use crate::kit::{TestApp, User, databases};

async fn id(by: &User, name: &str) -> String {
    let people = by.list("/people").await;
    people.iter().find(|p| p["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_a_lead_takes_over_nobody_above_and_gives_herself_nothing() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (lead, manager) = (app.user("陈岚").await, app.user("顾总").await);
        let own = id(&lead, "陈岚").await;
        let refused = lead.fill("person.edit", &own, json!({"role_finance": "1"})).await.is(409);
        assert!(refused.text().contains("自己的角色"), "{}", refused.text());
        for (name, status) in [("顾总", 409), ("许佳", 409), ("何军", 409), ("林晓", 200)] {
            let account = json!({"login": "taken"});
            let answer = lead.fill("person.account", &id(&lead, name).await, account).await;
            assert_eq!(answer.status, status, "the account of {name}: {}", answer.text());
        }
        let account = json!({"login": "other"});
        lead.fill("person.account", &own, account).await.is(422);
        let made = json!({"code": "N1", "name": "新人", "role_administrator": "1"});
        lead.fill("person.new", "", made.clone()).await.is(409);
        manager.fill("person.new", "", made).await.is(201);
        // A record is written under its own number alone, and nobody signs in by a name that is taken.
        let clerk = id(&lead, "周琪").await;
        lead.fill("person.edit", &clerk, json!({"code": "U10"})).await.is(422);
        let account = json!({"login": "taken"});
        lead.fill("person.account", &clerk, account).await.is(422);
        lead.fill("person.retire", &id(&lead, "顾总").await, json!({"reason": "试试"})).await.is(409);
        assert_eq!(manager.page("/").await.status, 200, "still in service");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_the_last_administrator_stays_and_a_new_password_ends_sessions() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let manager = app.user("顾总").await;
        let made = json!({"code": "N1", "name": "管理甲", "role_administrator": "1"});
        manager.fill("person.new", "", made).await.is(201);
        let first = id(&manager, "管理甲").await;
        let leaves = json!({"reason": "离开"});
        manager.fill("person.retire", &first, leaves.clone()).await.is(409);
        manager
            .fill("person.edit", &first, json!({"role_administrator": "", "role_clerk": "1"}))
            .await
            .is(409);
        let made = json!({"code": "N2", "name": "管理乙", "role_administrator": "1"});
        manager.fill("person.new", "", made).await.is(201);
        let administrator = app.user("管理甲").await;
        administrator.fill("person.confirm", &id(&manager, "管理乙").await, json!({})).await.is(200);
        let clerk = app.user("林晓").await;
        let account = json!({"login": "linxiao"});
        // Whose rights he does not hold, the administrator lets in by half (ADR 0036).
        manager.fill("person.account", &id(&manager, "林晓").await, account).await.is(200);
        assert_eq!(clerk.page("/").await.status, 303, "her sessions have ended");
        manager.fill("person.retire", &first, leaves).await.is(200);
        assert_eq!(administrator.page("/").await.status, 303);
    }
}

/// Each would find the other still there, were they not held: one of two stays, whichever comes first.
#[tokio::test(flavor = "multi_thread")]
async fn h1_1_of_two_administrators_retired_at_once_one_stays() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let manager = app.user("顾总").await;
        let made = |n: usize| json!({"code": format!("N{n}"), "name": format!("管理{n}"), "role_administrator": "1"});
        manager.fill("person.new", "", made(0)).await.is(201);
        let mut stays = id(&manager, "管理0").await;
        let mut stays_name = "管理0".to_owned();
        for round in 1..6 {
            manager.fill("person.new", "", made(round)).await.is(201);
            let other = id(&manager, &format!("管理{round}")).await;
            let by = app.user(&stays_name).await;
            by.fill("person.confirm", &other, json!({})).await.is(200);
            let leaves = || json!({"reason": "离开"});
            let (first, second) = tokio::join!(
                manager.fill("person.retire", &stays, leaves()),
                manager.fill("person.retire", &other, leaves()),
            );
            let mut answers = [first.status, second.status];
            if answers[0] == 200 {
                stays = other;
                stays_name = format!("管理{round}");
            }
            answers.sort_unstable();
            assert_eq!(answers, [200, 409], "round {round}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_a_sheet_of_people_gives_nobody_more_than_a_form_does() {
    use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
    for url in databases() {
        let app = TestApp::start(&url).await;
        let lead = app.user("陈岚").await;
        let heads = ["工号", "姓名", "角色", "部门", "直接上级"];
        let text = |t: &str| CellOut::Text(t.to_owned());
        let sheet = SheetOut {
            name: "人员".to_owned(),
            columns: heads.map(|h| ColumnOut::new(h, ColumnKind::Text)).into(),
            rows: vec![["U03", "陈岚", "部门领导、总经理", "跟单部", "U10"].map(text).into()],
            ..SheetOut::default()
        };
        let bytes = write_workbook(&[sheet]).unwrap();
        let report = lead.upload("/api/v1/import?commit=1", "files", "staff.xlsx", &bytes).await.is(200);
        assert!(report.text().contains("自己的角色"), "{}", report.text());
        let people = lead.list("/people").await;
        let own = people.iter().find(|p| p["name"] == "陈岚").unwrap();
        assert!(!own.to_string().contains("总经理"), "{own}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_1_a_crowd_at_the_door_waits_or_is_told_to() {
    let app = TestApp::start("").await;
    let crowd: Vec<_> = (0..100)
        .map(|n| {
            let nobody = app.nobody();
            let body = json!({"name": format!("nobody{n}"), "password": "wrong horse"});
            tokio::spawn(async move { nobody.post("/api/v1/sessions", body).await })
        })
        .collect();
    let mut told = (0, 0);
    for one in crowd {
        let answer = one.await.unwrap();
        match answer.status {
            401 => told.0 += 1,
            429 => {
                assert_eq!(answer.header("retry-after"), "5");
                told.1 += 1;
            }
            other => panic!("{other}: {}", answer.text()),
        }
    }
    assert!(told.0 >= 3 && told.1 > 0, "{told:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_3_what_a_writer_may_not_see_of_a_master_is_not_asked_for_and_stays() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (lead, purchasing) = (app.user("陈岚").await, app.user("许佳").await);
        for (noun, path) in [("supplier", "/suppliers"), ("customer", "/customers")] {
            let id = lead.list(path).await[0]["id"].as_str().unwrap().to_owned();
            let edit = format!("{noun}.edit");
            lead.fill(&edit, &id, json!({"phone": "13800001111"})).await.ok();
            let form = purchasing.get(&format!("/api/v1/operations/{edit}/form?id={id}")).await.ok().json();
            let asked = |name: &str| form["fields"].as_array().unwrap().iter().any(|f| f["name"] == name);
            assert!(asked("terms") && !asked("phone"), "{form}");
            purchasing.fill(&edit, &id, json!({"terms": "月结30天"})).await.ok();
            purchasing.fill(&edit, &id, json!({"phone": "1"})).await.is(422);
            let after = lead.get(&format!("/api/v1{path}/{id}")).await.ok().json();
            assert_eq!((&after["terms"], &after["phone"]), (&json!("月结30天"), &json!("13800001111")));
        }
        // Of a new one there is nothing yet that the buyer might not see.
        let fresh = json!({"code": "S99", "name": "新供应商", "phone": "13900002222"});
        purchasing.fill("supplier.new", "", fresh).await.is(201);
        let all = lead.list("/suppliers").await;
        let id = all.iter().find(|s| s["code"] == "S99").unwrap()["id"].as_str().unwrap();
        let made = lead.get(&format!("/api/v1/suppliers/{id}")).await.ok().json();
        assert_eq!(made["phone"], "13900002222");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_3_a_sheet_does_not_replace_what_whoever_imports_it_may_not_see() {
    use paper::sheet_write::{CellOut, ColumnKind, ColumnOut, SheetOut, write_workbook};
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (lead, manager) = (app.user("陈岚").await, app.user("顾总").await);
        let known = manager.list("/items?q=AC-05C").await[0].clone();
        let id = known["id"].as_str().unwrap().to_owned();
        let cost = || async {
            manager.get(&format!("/api/v1/items/{id}")).await.ok().json()["reference_cost"].clone()
        };
        let before = cost().await;
        let row =
            |code: &str, name: &str| [code, name, "个", "9.87"].map(|t| CellOut::Text(t.to_owned())).to_vec();
        let name = known["name"].as_str().unwrap();
        let sheet = SheetOut {
            name: "物料".to_owned(),
            columns: ["物料编码", "名称", "单位", "参考单价"]
                .map(|h| ColumnOut::new(h, ColumnKind::Text))
                .into(),
            rows: vec![row("AC-05C", name), row("NEW-1", "新料")],
            ..SheetOut::default()
        };
        let bytes = write_workbook(&[sheet]).unwrap();
        for (user, kept) in [(&lead, true), (&manager, false)] {
            let report =
                user.upload("/api/v1/import?commit=1", "files", "parts.xlsx", &bytes).await.is(200).text();
            assert_eq!(report.contains("你看不到这一列"), kept, "{report}");
            assert_eq!(cost().await == before, kept);
        }
        let fresh = manager.list("/items?q=NEW-1").await[0]["id"].as_str().unwrap().to_owned();
        let made = manager.get(&format!("/api/v1/items/{fresh}")).await.ok().json();
        assert_eq!(made["reference_cost"], "9.87");
    }
}
