//! The security log (control 42): each event leaves one line, whatever becomes of its request, and none holds a secret.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{administrator, id};
use crate::handbook::h2_thread::company;
use crate::handbook::h6_shipping::{ready, send};
use crate::kit::{TestApp, User, databases};

async fn lines(admin: &User, app: &TestApp, query: &str) -> Vec<Value> {
    app.tick().await;
    admin.list(&format!("/settings/log?limit=200{query}")).await
}

async fn of(admin: &User, app: &TestApp, what: &str) -> Vec<Value> {
    lines(admin, app, &format!("&what={what}")).await
}

/// All that the log holds, as it is stored.
async fn kept(app: &TestApp) -> String {
    let read = app.app.db.read(|conn| -> kernel::Result<String> {
        let rows = conn.query(
            "SELECT detail || ' ' || actor || ' ' || address || ' ' || request FROM access_log",
            &[],
        )?;
        rows.iter().map(|row| Ok(row.get::<String>(0)? + "\n")).collect()
    });
    read.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn control_42_each_event_leaves_a_line_and_no_secret() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let admin = administrator(&app, "N1", "管理甲").await;
        let one = |what: &'static str| {
            let (admin, app) = (&admin, &app);
            async move {
                let found = of(admin, app, what).await;
                assert_eq!(found.len(), 1, "{what}: {found:?}");
                found.into_iter().next().unwrap()
            }
        };
        let nobody = app.nobody().coming_from("203.0.113.9");
        let clerk = people.clerk.coming_from("192.168.1.5");
        let secret = "horse-battery-staple";
        let wrong = json!({"name": "who\r\nFORGED", "password": secret});
        nobody.post("/api/v1/sessions", wrong).await.is(401);
        let line = one("sign_in_failed").await;
        assert_eq!((line["address"].as_str(), line["who"].as_str()), (Some("203.0.113.9"), Some("")));
        let told = line["detail"].as_str().unwrap();
        assert!(
            told.contains("没有这个登录名") && !told.contains("FORGED"),
            "people type passwords there: {line}"
        );
        assert_eq!(line["at"], "2026-11-02T01:00:00Z", "in UTC");
        let right = json!({"name": clerk.login(), "password": "correct horse"});
        let entered = clerk.post("/api/v1/sessions", right).await.is(200).json();
        let line = one("sign_in").await;
        assert_eq!((line["who"].as_str(), line["address"].as_str()), (Some("林晓"), Some("192.168.1.5")));
        let token = entered["token"].as_str().unwrap().to_owned();
        clerk.with_token(&token).form("/logout", &[]).await.is(303);
        assert_eq!(one("sign_out").await["who"], "林晓");
        // By the page, although nothing of what was asked is done.
        clerk.form("/settings/company", &[("name", "别的公司")]).await.is(403);
        let line = one("denied").await;
        assert_eq!(line["who"], "林晓");
        assert_eq!(line["detail"], "POST /settings/company：Configure");
        let manager = app.user("顾总").await;
        manager.fill("person.edit", &id(&manager, "周琪").await, json!({"role_finance": "1"})).await.ok();
        let rights = of(&admin, &app, "rights").await;
        assert!(
            rights.iter().any(|l| l["detail"] == "U02 周琪：角色由“跟单员”变为“跟单员、财务”"),
            "{rights:?}"
        );
        let path = format!("/api/v1/people/{}/account", id(&manager, "周琪").await);
        let given = manager.post(&path, json!({"login": "zhouqi"})).await.is(200).json();
        let code = given["shown_once"].as_str().unwrap().to_owned();
        assert_eq!(one("password").await["detail"], "U02 周琪：开通登录，发了一次性代码");
        let before = of(&admin, &app, "export").await.len();
        clerk.page("/orders.xlsx").await.ok();
        clerk.get("/api/v1/orders").await.ok();
        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "4").await;
        clerk.page(&format!("/shipments/{shipment}/delivery-note.pdf")).await.ok();
        let exports: Vec<String> =
            of(&admin, &app, "export").await.iter().map(|l| l["detail"].to_string()).collect();
        assert!(exports.len() >= before + 3, "{exports:?}");
        for taken in ["订单 /orders，xlsx", "订单 /orders，json", "送货单"] {
            assert!(exports.iter().any(|detail| detail.contains(taken)), "{taken} of {exports:?}");
        }
        clerk.form(&format!("/shipments/{shipment}/delivery-note.pdf"), &[]).await.is(303);
        assert!(one("print").await["detail"].as_str().unwrap().contains("第 1 次"));
        let checked = app.app.clone();
        let found = tokio::task::spawn_blocking(move || {
            let found = app::upkeep::verify(&checked).unwrap();
            app::upkeep::walks::leave(&checked, &found);
        });
        found.await.unwrap();
        assert!(one("verify").await["detail"].as_str().unwrap().contains("完好"));
        let asked = json!({"reason": "本人要求"});
        admin.fill("person.erase", &id(&admin, "周琪").await, asked).await.is(200);
        let erased = one("erasure").await;
        assert!(erased["detail"].as_str().unwrap().starts_with("人员 "), "{erased}");
        let all = kept(&app).await;
        assert!(!all.contains("周琪") && all.lines().all(|line| !line.contains('\r')), "{all}");
        for hidden in [secret, "correct horse", &token, &code, &code.replace('-', "")] {
            assert!(!all.contains(hidden), "{hidden} in the log");
        }
        // Every event is one of those that the log knows, and the list tells it in English, too.
        let english = admin.page_with("/settings/log", &[("accept-language", "en")]).await.ok().text();
        assert!(english.contains("POST /settings/company"), "{english}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn control_42_the_log_is_read_by_administrators_alone_and_searched() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let admin = administrator(&app, "N1", "管理甲").await;
        let clerk = app.user("林晓").await;
        for name in ["顾总", "陈岚", "林晓", "梁敏"] {
            let user = app.user(name).await;
            assert_eq!(user.page("/settings/log").await.status, 403, "{name}");
            assert_eq!(user.page("/settings/log.xlsx").await.status, 403, "{name}");
            assert_eq!(user.get("/api/v1/settings/log").await.status, 403, "{name}");
        }
        drop(clerk);
        assert_eq!(app.nobody().page("/settings/log").await.status, 303);
        assert!(admin.page("/settings").await.ok().text().contains("/settings/log"));
        let denied = of(&admin, &app, "denied").await;
        assert_eq!(denied.len(), 12);
        app.app.shared.clock.advance(SignedDuration::from_hours(24));
        let clerk = app.user("林晓").await;
        clerk.page("/settings/log?q=secret").await.is(403);
        let lin = id(&admin, "林晓").await;
        assert_eq!(lines(&admin, &app, &format!("&what=denied&who={lin}")).await.len(), 4);
        let today = lines(&admin, &app, "&what=denied&day.from=2026-11-03").await;
        assert_eq!(today.len(), 1);
        assert!(!today[0].to_string().contains("secret"), "{today:?}");
        assert_eq!(lines(&admin, &app, "&what=denied&day.to=2026-11-02").await.len(), 12);
        assert_eq!(lines(&admin, &app, "&what=denied&q=linxiao").await.len(), 4);
        assert_eq!(lines(&admin, &app, "&what=denied&q=log.xlsx").await.len(), 4);
        // Page by page, the latest first.
        let mut seen = Vec::new();
        let mut after = String::new();
        loop {
            let page =
                admin.get(&format!("/api/v1/settings/log?what=denied&limit=5{after}")).await.ok().json();
            seen.extend(page["rows"].as_array().unwrap().iter().map(|row| row["id"].to_string()));
            let Some(next) = page["next"].as_str() else { break };
            after = format!("&after={next}");
        }
        let all = seen.len();
        seen.dedup();
        assert_eq!((all, seen.len()), (13, 13));
        let sheet = admin.page("/settings/log.xlsx?what=denied").await.ok();
        assert!(crate::access::words(&sheet.body).contains("POST") || sheet.body.len() > 4000);
        let page = admin.page("/settings/log?what=denied").await.ok().text();
        assert!(page.contains("拒绝访问") && page.contains("GET /settings/log"), "{page}");
        admin.page("/settings/log?what=nonsense").await.is(422);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn control_42_a_stranger_does_not_fill_the_disk() {
    let app = TestApp::start("").await;
    let admin = administrator(&app, "N1", "管理甲").await;
    let stranger = app.nobody().coming_from("203.0.113.9");
    for n in 0..200 {
        let body = json!({"name": format!("n{n}"), "password": "wrong horse"});
        stranger.post("/api/v1/sessions", body).await;
    }
    let clerk = app.user("林晓").await;
    for _ in 0..100 {
        clerk.page("/settings/log").await.is(403);
    }
    app.app.shared.clock.advance(SignedDuration::from_mins(1));
    let failed = of(&admin, &app, "sign_in_failed").await;
    assert_eq!(failed.len(), 31);
    assert!(failed.iter().any(|l| l["detail"] == "同一分钟还有 170 次，没有逐条记下"), "{failed:?}");
    let denied = of(&admin, &app, "denied").await;
    assert_eq!(denied.len(), 31);
    assert!(denied.iter().any(|l| l["detail"] == "同一分钟还有 70 次，没有逐条记下" && l["who"] == "林晓"));
}

#[tokio::test(flavor = "multi_thread")]
async fn control_42_requests_of_other_sites_and_by_other_names_are_told() {
    let app = TestApp::start("").await;
    let admin = administrator(&app, "N1", "管理甲").await;
    let clerk = app.user("林晓").await;
    clerk.form_with("/me/preferences", &[("lang", "en")], &[("origin", "https://evil.example")]).await;
    clerk.page_with("/orders", &[("host", "evil.example")]).await.is(421);
    let denied = of(&admin, &app, "denied").await;
    assert!(denied.iter().any(|l| l["detail"].as_str().unwrap().starts_with("GET /orders：")), "{denied:?}");
}

/// The lines that tell of looks at confidential data, by what they say.
async fn looks(admin: &User, app: &TestApp) -> Vec<String> {
    let all = lines(admin, app, "&tab=looks").await;
    all.iter().map(|line| line["detail"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn control_42_a_look_names_the_document_and_a_confidential_file_its_order() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let admin = administrator(&app, "N1", "管理甲").await;
        let order = ready(&app, &people).await;
        let shipment = send(&app, &people, &order, "4").await;
        let number = people.clerk.get(&format!("/api/v1/orders/{order}")).await.ok().json()["number"].clone();
        let number = number.as_str().unwrap();
        let mut files = Vec::new();
        for (what, class) in [("contract", "price"), ("price", "price"), ("drawing", "")] {
            let content = format!("a {what} of its own");
            let path = format!("/orders/{order}/files/new");
            let name = format!("{what}.txt");
            people
                .clerk
                .upload_with(&path, &[("what", what)], "files", &name, content.as_bytes())
                .await
                .is(303);
            files.push((
                format!("/files/{}", evidence::hex(&<sha2::Sha256 as sha2::Digest>::digest(content))),
                class,
            ));
        }
        for (path, class) in &files {
            let before = looks(&admin, &app).await.len();
            people.finance.page(path).await.ok();
            let said = looks(&admin, &app).await;
            if class.is_empty() {
                assert_eq!(said.len(), before, "a drawing is no secret");
            } else {
                assert!(said.contains(&format!("{class}：{path}，{number}")), "{said:?}");
            }
            // Whoever may not open it leaves no look.
            people.production.page(path).await;
            assert_eq!(looks(&admin, &app).await.len(), before + usize::from(!class.is_empty()), "{path}");
        }
        people.clerk.page(&format!("/orders/{order}?tab=money")).await.ok();
        people.clerk.get(&format!("/api/v1/shipments/{shipment}")).await.ok();
        people.clerk.page("/receivables").await.ok();
        let said = looks(&admin, &app).await;
        let told = |kinds: &str, path: &str, number: &str| {
            said.iter().any(|line| line.contains(kinds) && line.contains(path) && line.ends_with(number))
        };
        assert!(told("price", &format!("/orders/{order}"), &format!("，{number}")), "{said:?}");
        assert!(said.iter().any(|line| line.contains(&format!("/shipments/{shipment}，SH"))), "{said:?}");
        assert!(told("price", "/receivables", "/receivables"), "a list has no number: {said:?}");
        assert!(!said.iter().any(|line| line.contains("tab=")), "{said:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn control_42_lines_are_kept_for_as_long_as_the_setting_says_and_their_going_is_a_line() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let admin = administrator(&app, "N1", "管理甲").await;
        let clerk = app.user("林晓").await;
        for _ in 0..3 {
            clerk.page("/settings/log").await.is(403);
        }
        clerk.get("/api/v1/orders").await.ok();
        let first = lines(&admin, &app, "").await.len() + looks(&admin, &app).await.len();
        let prune = || async {
            let ctx = kernel::Ctx::system(app.app.shared.clock.now());
            app::schedule::prune_log(&app.app, &ctx).await.unwrap()
        };
        assert_eq!(app.app.shared.config.log_days, 400);
        app.app.shared.clock.advance(SignedDuration::from_hours(24 * 399));
        assert_eq!(prune().await, 0, "not yet");
        let kept = lines(&admin, &app, "&what=denied").await;
        assert_eq!(kept.len(), 3, "{kept:?}");
        app.app.shared.clock.advance(SignedDuration::from_hours(25));
        let gone = prune().await;
        assert!(usize::try_from(gone).unwrap() >= first, "{gone} of {first}");
        assert_eq!(prune().await, 0, "and no more");
        assert!(of(&admin, &app, "denied").await.is_empty());
        let told = of(&admin, &app, "prune").await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!(told[0]["detail"], format!("删去 {gone} 条超过 400 天的记录"));
        assert!(!of(&admin, &app, "sign_in").await.is_empty(), "what came since is there");
    }
}
