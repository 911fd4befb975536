//! The working calendar (H8.5, C31): days that are a guess say so, whole years are entered, and what moved by it is told.

use kernel::Ctx;
use serde_json::{Value, json};

use super::h2_thread::{Company, company};
use super::h4_supply::released;
use super::h6_shipping::order_of;
use crate::kit::{TestApp, User, databases};

/// The mark of a day that hangs on the notice of 2027.
const MARK: &str = "data-guess=\"2027\"";
const WORDS: &str = "2027 年放假安排未登记，按周末推算";

/// Derives what waits, as the program does by itself every few seconds.
async fn catch_up(app: &TestApp) {
    let ctx = Ctx::system(app.app.shared.clock.now());
    app::schedule::catch_up(&app.app, ctx).await.unwrap();
}

async fn marks(user: &User, path: &str) -> usize {
    user.page(path).await.ok().text().matches(MARK).count()
}

/// The dues that lists and Today read: as they were written, not as a page derives them.
async fn written(app: &TestApp, order: &str, rule: &str) -> Vec<String> {
    let (key, rule) = (format!("order/{order}"), rule.to_owned());
    let read = app.app.db.read(move |conn| -> kernel::Result<Vec<String>> {
        let sql = "SELECT due FROM follow_up WHERE case_id = $1 AND rule = $2 ORDER BY due";
        let rows = conn.query(sql, &[key.as_str().into(), rule.as_str().into()])?;
        rows.iter().map(|row| Ok(row.get(0)?)).collect()
    });
    read.await.unwrap()
}

/// A made-up notice of 2027: nobody knows the real one.
fn notice(spans: &[(&str, &str, &str, &str)]) -> Value {
    let rows = spans
        .iter()
        .map(|(from, to, kind, name)| json!({"from": from, "to": to, "kind": kind, "name": name}));
    json!({"spans": rows.collect::<Vec<_>>(), "year": 2027, "reason": "国务院通知", "seen": true})
}

async fn calendar(manager: &User) -> Value {
    let form = manager.get("/api/v1/operations/company.calendar/form").await.ok().json();
    form["version"].clone()
}

async fn declare(manager: &User, body: Value) -> crate::kit::Answer {
    let version = calendar(manager).await.to_string();
    manager.post_with("/api/v1/settings/calendar/notice", body, &[("if-match", version.as_str())]).await
}

async fn start(url: &str) -> (TestApp, Company, User) {
    let app = TestApp::start(url).await;
    app.advance_days(22).await;
    let people = company(&app).await;
    let administrator = json!({"code": "N1", "name": "管理甲", "role_administrator": "1"});
    app.user("顾总").await.fill("person.new", "", administrator).await.is(201);
    let administrator = app.user("管理甲").await;
    (app, people, administrator)
}

#[tokio::test(flavor = "multi_thread")]
async fn c31_a_promise_over_an_unknown_spring_festival_is_marked_where_its_dates_stand() {
    for url in databases() {
        let (app, people, manager) = start(&url).await;
        let near = released(&people, "ZG-1001", "1", "2026-12-10").await;
        let far = released(&people, "ZG-1001", "40", "2027-02-26").await;
        assert_eq!(order_of(&people, &near).await["calendar_unknown"], json!([]));
        assert_eq!(order_of(&people, &far).await["calendar_unknown"], json!([2027]));

        // Three of its four dates, the stages of its plan, its lines: each beside the date, with words, and once what it means.
        let page = people.clerk.page(&format!("/orders/{far}")).await.ok().text();
        let ledger = page.split("gd-ledger").nth(1).unwrap().split("</dl>").next().unwrap();
        assert_eq!(ledger.matches(MARK).count(), 4, "wanted, first, current, forecast: {ledger}");
        assert!(
            ledger.contains(&format!("title=\"{WORDS}\"")) && ledger.contains("暂按周末推算"),
            "{ledger}"
        );
        let strip = page.split("gd-strip").nth(1).unwrap().split("</ol>").next().unwrap();
        assert!(strip.matches(MARK).count() >= 2, "dispatch and arrival: {strip}");
        assert_eq!(page.matches("role=\"note\"").count(), 1, "what it means is said once");
        assert!(!page.contains("登记放假安排"), "who may not enter holidays is not sent there");
        assert!(manager.page("/settings").await.ok().text().contains("href=\"/settings/calendar\""));
        let plan = people.clerk.page(&format!("/orders/{far}?tab=plan")).await.ok().text();
        let materials = plan.split("<tr").skip(1).find(|row| row.contains("齐套")).unwrap();
        assert!(materials.contains(MARK), "counted back over the festival: {materials}");
        let checked = plan.split("<tr").skip(1).find(|row| row.contains(">资料<")).unwrap();
        assert!(!checked.contains(MARK), "counted from the order: {checked}");
        for path in ["/orders", "/work", "/shortages"] {
            assert!(marks(&people.lead, path).await > 0, "{path}");
        }
        let promise = people.lead.page(&format!("/orders/{far}/promise")).await.ok().text();
        assert!(promise.contains(WORDS), "the day that is proposed");
        // Nothing cries where nothing hangs on it.
        for path in
            [format!("/orders/{near}"), format!("/orders/{near}?tab=plan"), format!("/orders/{near}/promise")]
        {
            let page = people.clerk.page(&path).await.ok().text();
            assert!(!page.contains("data-guess") && !page.contains("放假安排未登记"), "{path}");
        }
        assert!(
            !people.clerk.page("/").await.ok().text().contains("data-guess"),
            "today has no such day yet"
        );

        // The year is entered: the marks are gone, what moved is listed, the furthest first.
        let spans =
            [("2027-01-01", "2027-01-03", "free", "元旦"), ("2027-02-05", "2027-02-13", "free", "春节")];
        declare(&manager, notice(&spans)).await.ok();
        catch_up(&app).await;
        assert_eq!(marks(&people.clerk, &format!("/orders/{far}")).await, 0);
        assert_eq!(order_of(&people, &far).await["calendar_unknown"], json!([]));
        let moves = people.clerk.list("/calendar/moves").await;
        let number = order_of(&people, &far).await["number"].clone();
        assert!(!moves.is_empty() && moves.iter().all(|m| m["number"] == number), "{moves:?}");
        let days: Vec<i64> = moves.iter().map(|m| m["days"].as_i64().unwrap()).collect();
        assert!(days.windows(2).all(|w| w[0] >= w[1]), "{days:?}");
        let materials = moves.iter().find(|m| m["what"] == "齐套" && m["kind"] == "plan").unwrap();
        assert_eq!((&materials["before"], &materials["after"]), (&json!("2027-02-11"), &json!("2027-02-03")));
        let settings = manager.page("/settings/calendar?year=2027").await.ok().text();
        assert!(
            settings.contains("春节")
                && settings.contains("2027 已登记")
                && settings.contains("2027 年登记齐全")
        );
        assert!(settings.contains("/calendar/moves?change="), "what moved is reached from the declaration");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c31_the_notice_of_the_next_year_moves_the_last_days_of_this_one_at_once() {
    for url in databases() {
        let (app, people, manager) = start(&url).await;
        // The second server of two finishes what the first was told; the embedded database has one.
        let second = if url.is_empty() { None } else { Some(TestApp::bare(&url).await) };
        let order = released(&people, "ZG-1001", "1", "2027-01-04").await;
        let before = written(&app, &order, "H6.1").await;
        assert_eq!(before.first().map(String::as_str), Some("2026-12-28T17:30:00"), "{before:?}");

        // 31 December is free, Sunday the 27th is worked.
        let spans =
            [("2026-12-31", "2027-01-02", "free", "元旦"), ("2026-12-27", "2026-12-27", "worked", "元旦")];
        let asked = json!({"seen": false});
        let mut first = notice(&spans);
        first.as_object_mut().unwrap().extend(asked.as_object().unwrap().clone());
        let told = declare(&manager, first).await.is(422).json();
        let told = told["errors"][0]["text"].as_str().unwrap().to_owned();
        assert!(told.contains("1 张订单的") && told.contains("个日期会改"), "{told}");
        assert!(people.clerk.list("/calendar/moves").await.is_empty(), "looking beforehand changes nothing");

        declare(&manager, notice(&spans)).await.ok();
        let page = manager.page("/settings/calendar").await.ok().text();
        assert!(page.contains("正在按新的日历重算订单"), "it goes on, and says so");
        catch_up(second.as_ref().unwrap_or(&app)).await;
        let after = written(&app, &order, "H6.1").await;
        assert_eq!(after.first().map(String::as_str), Some("2026-12-27T17:30:00"), "{after:?}");
        let moves = people.clerk.list("/calendar/moves?kind=plan").await;
        let leaves = moves.iter().find(|m| m["what"] == "发货").unwrap();
        assert_eq!((&leaves["before"], &leaves["after"]), (&json!("2026-12-31"), &json!("2026-12-30")));
        assert_eq!(leaves["direction"], "earlier");
        assert!(
            people.clerk.list("/calendar/moves?kind=duty").await.iter().any(|m| m["before"] == "2026-12-28")
        );
        let change = leaves["change"].as_str().unwrap();
        assert_eq!(
            people
                .clerk
                .list(&format!("/calendar/moves?change={change}&clerk=%E6%9E%97%E6%99%93"))
                .await
                .len(),
            people.clerk.list("/calendar/moves").await.len()
        );
        assert!(people.clerk.list("/calendar/moves?clerk=%E5%91%A8%E7%90%AA").await.is_empty());
        let told = people.clerk.page("/").await.ok().text();
        assert!(
            told.contains("你的 1 张订单有") && told.contains("/calendar/moves?change="),
            "the clerk is told"
        );
        assert!(!people.warehouse.page("/").await.ok().text().contains("/calendar/moves"), "nobody else");
        let sheet = people.clerk.page(&format!("/calendar/moves.xlsx?change={change}")).await.ok();
        assert!(sheet.body.starts_with(b"PK"), "it goes out as a sheet");
        let page = manager.page("/settings/calendar").await.ok().text();
        assert!(!page.contains("正在按新的日历重算订单") && page.contains("1 张订单的"), "it is done");
        // Once: nothing is left for anybody.
        catch_up(&app).await;
        assert_eq!(people.clerk.list("/calendar/moves?kind=plan").await.len(), moves.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c31_a_promise_that_the_new_calendar_cannot_hold_becomes_a_duty() {
    for url in databases() {
        let (app, people, manager) = start(&url).await;
        // Four hundred counters need parts that nobody has ordered: ten working days, and then their making.
        let order = released(&people, "ZG-1001", "400", "2027-01-04").await;
        let forecast = |order: &Value| order["forecast"].as_str().unwrap().to_owned();
        let before = order_of(&people, &order).await;
        let due = forecast(&before);
        let change =
            json!({"to": due, "department": "客户", "cause": "客户改期", "whom": "王经理", "confirmed": "1"});
        people.clerk.fill("order.promise", &order, change).await.ok();
        assert!(written(&app, &order, "H6.3").await.is_empty(), "it can be kept: {due}");

        // The works close down for a fortnight.
        let stop = json!({"from": "2027-03-01", "to": "2027-03-14", "kind": "free", "reason": "检修停产"});
        manager.fill("company.days", "", stop).await.ok();
        catch_up(&app).await;
        let now = order_of(&people, &order).await;
        assert!(forecast(&now) > due, "{due} {}", forecast(&now));
        assert!(!written(&app, &order, "H6.3").await.is_empty(), "the customer is told, by a duty");
        let risky = people.clerk.list("/calendar/moves?late=1").await;
        assert!(risky.iter().any(|m| m["kind"] == "forecast" && m["what"] == "到货"), "{risky:?}");
        // It was a mistake: the days are as their weekday says again.
        let back = json!({"from": "2027-03-01", "to": "2027-03-14", "kind": "usual", "reason": "登记错了"});
        manager.fill("company.days", "", back).await.ok();
        catch_up(&app).await;
        assert_eq!(forecast(&order_of(&people, &order).await), due);
        assert!(written(&app, &order, "H6.3").await.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c31_years_of_the_past_are_known_or_entered_and_count_right_afterwards() {
    for url in databases() {
        let (app, people, manager) = start(&url).await;
        let old = async |ordered: &str, wanted: &str| -> String {
            let body = json!({
                "kind": "counter", "customer": "C001", "clerk": "林晓", "ordered_on": ordered, "transport": "零担专线",
                "contact": "王经理", "address": "上海市静安区南京西路 1 号", "terms": "月结30天",
                "lines": [{"item": "ZG-1001", "quantity": "1", "unit_price": "12", "wanted_on": wanted, "drawing": "V1.pdf"}],
            });
            let made = people.clerk.post("/api/v1/orders/new", body).await.is(201).json();
            made["id"].as_str().unwrap().to_owned()
        };
        // 2024 is published: what is counted over National Day skips it.
        let of_2024 = old("2024-09-30", "2024-10-25").await;
        let order = order_of(&people, &of_2024).await;
        assert_eq!(order["calendar_unknown"], json!([]));
        // The day by which its data were to be checked; the draft itself was written down today, and is due from then.
        let plan =
            async |order: &str| people.clerk.page(&format!("/orders/{order}?tab=plan")).await.ok().text();
        assert!(plan(&of_2024).await.contains("datetime=\"2024-10-08\""), "{}", plan(&of_2024).await);
        assert!(manager.page("/settings/calendar?year=2024").await.ok().text().contains("2024-10-01"));
        // 2019 is not, until somebody enters it.
        let of_2019 = old("2019-09-30", "2019-10-25").await;
        let order = order_of(&people, &of_2019).await;
        assert_eq!(order["calendar_unknown"], json!([2019]));
        let counted = plan(&of_2019).await;
        assert!(counted.contains("datetime=\"2019-10-01\""), "by weekends alone");
        assert!(counted.contains("data-guess=\"2019\""));
        let mut year =
            notice(&[("2019-10-01", "2019-10-07", "", "国庆节"), ("2019-10-12", "", "worked", "国庆节")]);
        year["year"] = json!(2019);
        declare(&manager, year).await.ok();
        catch_up(&app).await;
        let order = order_of(&people, &of_2019).await;
        assert_eq!(order["calendar_unknown"], json!([]));
        let counted = plan(&of_2019).await;
        assert!(counted.contains("datetime=\"2019-10-08\"") && !counted.contains("datetime=\"2019-10-01\""));
        let page = manager.page("/settings/calendar?year=2019").await.ok().text();
        assert!(page.contains("2019 已登记") && page.contains("2019-10-12"), "it is shown");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c31_a_notice_comes_as_a_file_and_what_is_wrong_is_named() {
    for url in databases() {
        let (_app, people, manager) = start(&url).await;
        let path = "/settings/calendar/notice";
        let version = calendar(&manager).await.to_string();
        let fields = [("reason", "国务院通知"), ("version", version.as_str())];
        let bad = r#"{"year":2027,"days":[{"name":"元旦","date":"2027-13-01","isOffDay":true}]}"#;
        let page =
            manager.upload_with(path, &fields, "notice", "2027.json", bad.as_bytes()).await.is(422).text();
        assert!(page.contains("days 第 1 条的 date“2027-13-01”不是日期。请写成 2027-01-01"), "{page}");
        let good = r#"{"year":2027,"papers":[],"days":[{"name":"元旦","date":"2027-01-01","isOffDay":true},
            {"name":"元旦","date":"2026-12-27","isOffDay":false}]}"#;
        manager.upload_with(path, &fields, "notice", "2027.json", good.as_bytes()).await.is(303);
        let page = manager.page("/settings/calendar?year=2027").await.ok().text();
        assert!(page.contains("2027 已登记") && page.contains("2027-01-01"), "{page}");
        assert!(manager.page("/settings/calendar?year=2026").await.ok().text().contains("2026-12-27"));

        let rows = |rows: Value| json!({"spans": rows, "reason": "试"});
        for (body, field) in [
            (rows(json!([{"from": "2028-01-03", "to": "2028-01-01"}])), "spans.0.to"),
            (rows(json!([{"from": "2028-01-01", "to": "2028-06-01"}])), "spans.0.to"),
            (rows(json!([{"from": "1999-01-01"}])), "spans.0.from"),
            (rows(json!([{"from": "2028-01-01", "kind": "half"}])), "spans.0.kind"),
            (
                rows(
                    json!([{"from": "2028-01-01", "to": "2028-01-03"}, {"from": "2028-01-02", "kind": "worked"}]),
                ),
                "spans.1.from",
            ),
            (rows(json!([])), "spans"),
        ] {
            let refused = declare(&manager, body.clone()).await.is(422).json();
            let fields: Vec<&str> =
                refused["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
            assert_eq!(fields, [field], "{body}");
        }
        let empty = json!({"year": 2031, "reason": "试"});
        assert!(declare(&manager, empty).await.is(409).text().contains("2031 年还没有登记一天放假"));
        let built_in = json!({"year": 2026, "reopened": true, "reason": "试"});
        declare(&manager, built_in).await.is(422);
        let open = json!({"year": 2027, "reopened": true, "reason": "登记早了"});
        declare(&manager, open).await.ok();
        assert!(manager.page("/settings/calendar").await.ok().text().contains("2027 未登记"));

        // Who may not configure enters nothing, and sees what moved all the same.
        people
            .clerk
            .post_with("/api/v1/settings/calendar/notice", notice(&[]), &[("if-match", "1")])
            .await
            .is(403);
        people.clerk.page("/settings/calendar").await.is(403);
        people.clerk.page("/calendar/moves").await.ok();
    }
}
