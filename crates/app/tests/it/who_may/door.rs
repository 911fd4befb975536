//! Signing in: tries are counted before they are looked at, nobody keeps the owner out, and what is over stays over.

use jiff::SignedDuration;
use serde_json::json;

use crate::kit::{Answer, TestApp, User, databases};

/// So many tries at once; how many were looked at, and the answers to the others.
async fn crowd(tries: impl Iterator<Item = (User, String)>) -> (usize, Vec<Answer>) {
    let all: Vec<_> = tries
        .map(|(user, name)| {
            tokio::spawn(async move {
                user.post("/api/v1/sessions", json!({"name": name, "password": "wrong horse"})).await
            })
        })
        .collect();
    let (mut looked_at, mut others) = (0, Vec::new());
    for one in all {
        let answer = one.await.unwrap();
        if answer.status == 401 { looked_at += 1 } else { others.push(answer) }
    }
    (looked_at, others)
}

fn waits(answers: &[Answer]) {
    for answer in answers {
        assert_eq!(answer.status, 429, "{}", answer.text());
        let seconds: u32 = answer.header("retry-after").parse().unwrap();
        assert!((1..=60).contains(&seconds) && answer.text().contains("秒后再试"), "{}", answer.text());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p26_of_forty_guesses_at_once_ten_are_looked_at() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let name = clerk.login().to_owned();
        // Each from an address of its own: the account is what they have in common.
        let tries = (0..40).map(|n| (app.nobody().coming_from(&format!("198.51.100.{n}")), name.clone()));
        let (looked_at, others) = crowd(tries).await;
        assert_eq!((looked_at, others.len()), (10, 30));
        waits(&others);
        // A name that nobody has is counted likewise.
        let tries =
            (0..40).map(|n| (app.nobody().coming_from(&format!("203.0.113.{n}")), "nobody".to_owned()));
        assert_eq!(crowd(tries).await.0, 10);
        // A minute later the next ten are.
        app.app.shared.clock.advance(SignedDuration::from_secs(60));
        let tries = (0..40).map(|n| (app.nobody().coming_from(&format!("198.51.100.{n}")), name.clone()));
        assert_eq!(crowd(tries).await.0, 10);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p26_of_fifty_guesses_from_one_address_thirty_are_looked_at() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let from = |n: usize| (app.nobody().coming_from("198.51.100.7"), format!("name{n}"));
        let (looked_at, others) = crowd((0..50).map(from)).await;
        assert_eq!((looked_at, others.len()), (30, 20));
        waits(&others);
        // Codes are counted with them, and somebody elsewhere waits for nobody.
        let coded = json!({"name": "name1", "code": "22222-22222-22222", "password": "a new password"});
        app.nobody().coming_from("198.51.100.7").post("/api/v1/sessions/code", coded.clone()).await.is(429);
        app.nobody().coming_from("198.51.100.8").post("/api/v1/sessions/code", coded).await.is(401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p26_who_signs_in_rightly_uses_nothing_up() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await.coming_from("192.168.1.5");
        let right = json!({"name": clerk.login(), "password": "correct horse"});
        for _ in 0..40 {
            clerk.post("/api/v1/sessions", right.clone()).await.is(200);
        }
    }
}

/// The value of a cookie that an answer sets.
fn cookie(answer: &Answer, name: &str) -> String {
    let set = answer.all("set-cookie");
    let found = set.iter().find_map(|c| c.strip_prefix(&format!("{name}=")));
    found.and_then(|rest| rest.split(';').next()).unwrap_or_default().to_owned()
}

async fn sign_in(user: &User, name: &str, password: &str, device: &str) -> Answer {
    let known = format!("gendan-device={device}");
    let headers: &[(&str, &str)] = if device.is_empty() { &[] } else { &[("cookie", &known)] };
    user.form_with("/login", &[("name", name), ("password", password)], headers).await
}

#[tokio::test(flavor = "multi_thread")]
async fn control_17_a_stranger_who_guesses_does_not_keep_the_owner_out() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (clerk, lead) = (app.user("林晓").await, app.user("陈岚").await);
        let (name, nobody) = (clerk.login().to_owned(), app.nobody());
        let first = sign_in(&nobody, &name, "correct horse", "").await.is(303);
        let device = cookie(&first, "gendan-device");
        assert_eq!(device.len(), 64, "256 bits");
        let set = first.all("set-cookie");
        assert!(set.iter().all(|c| c.contains("HttpOnly") && c.contains("SameSite=Lax")), "{set:?}");
        for n in 0..12 {
            let status = sign_in(&nobody, &name, "wrong horse", "").await.status;
            assert_eq!(status, if n < 10 { 401 } else { 429 });
        }
        // A browser that she has not used before waits; her session goes on, and so does her own browser.
        sign_in(&nobody, &name, "correct horse", "").await.is(429);
        assert_eq!(clerk.page("/").await.status, 200);
        let again = sign_in(&nobody, &name, "correct horse", &device).await.is(303);
        assert_eq!(cookie(&again, "gendan-device"), device);
        // It is no way around the limit, nor into another account.
        let other = lead.login().to_owned();
        for n in 0..12 {
            let status = sign_in(&nobody, &name, "wrong horse", &device).await.status;
            assert_eq!(status, if n < 10 { 401 } else { 429 });
        }
        for _ in 0..10 {
            sign_in(&nobody, &other, "wrong horse", &device).await.is(401);
        }
        sign_in(&nobody, &other, "correct horse", &device).await.is(429);
        // Only its digest is kept.
        let kept = app.app.db.read(move |conn| -> kernel::Result<bool> {
            let sql = "SELECT 1 FROM device WHERE token_hash = $1";
            Ok(conn.find(sql, &[device.as_str().into()])?.is_some())
        });
        assert!(!kept.await.unwrap());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn control_17_a_reset_makes_every_browser_a_strangers() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (clerk, lead) = (app.user("林晓").await, app.user("陈岚").await);
        let nobody = app.nobody();
        let first = sign_in(&nobody, clerk.login(), "correct horse", "").await.is(303);
        let device = cookie(&first, "gendan-device");
        let path = format!("/api/v1/people/{}/account", super::id(&lead, "林晓").await);
        let given = lead.post(&path, json!({"login": "linxiao"})).await.is(200).json();
        let code = given["shown_once"].as_str().unwrap().to_owned();
        let coded = [("name", "linxiao"), ("code", code.as_str()), ("password", "a new password")];
        nobody.form("/login/code", &coded).await.is(303);
        for _ in 0..10 {
            sign_in(&nobody, "linxiao", "wrong horse", "").await.is(401);
        }
        sign_in(&nobody, "linxiao", "a new password", &device).await.is(429);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p10_a_throttle_lasts_no_longer_because_the_clock_was_ahead() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (nobody, clock) = (app.nobody(), app.app.shared.clock.clone());
        let name = app.user("林晓").await.login().to_owned();
        clock.advance(SignedDuration::from_hours(24));
        for _ in 0..10 {
            sign_in(&nobody, &name, "wrong horse", "").await.is(401);
        }
        sign_in(&nobody, &name, "correct horse", "").await.is(429);
        clock.advance(SignedDuration::from_hours(-24));
        sign_in(&nobody, &name, "correct horse", "").await.is(303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p10_a_session_that_was_over_stays_over_when_the_clock_goes_back() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clock = app.app.shared.clock.clone();
        let (clerk, lead) = (app.user("林晓").await, app.user("陈岚").await);
        clock.advance(SignedDuration::from_hours(13));
        assert_eq!(clerk.page("/").await.status, 303);
        // From the moment that somebody was told so, written or not.
        clock.advance(SignedDuration::from_hours(-13));
        assert_eq!(clerk.page("/").await.status, 303);
        app.tick().await;
        assert_eq!(clerk.page("/").await.status, 303);
        // And nobody needs to have asked.
        assert_eq!(lead.page("/").await.status, 200);
        clock.advance(SignedDuration::from_hours(24 * 3650));
        app.tick().await;
        clock.advance(SignedDuration::from_hours(-24 * 3650));
        assert_eq!(lead.page("/").await.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn control_19_a_session_that_is_used_lasts_and_ends_after_a_week() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (clerk, clock) = (app.user("林晓").await, app.app.shared.clock.clone());
        for hour in (0..7 * 24).step_by(6) {
            assert_eq!(clerk.page("/me").await.status, 200, "after {hour} hours");
            app.tick().await;
            clock.advance(SignedDuration::from_hours(6));
        }
        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(clerk.page("/me").await.status, 303, "a week is all");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn control_19_whoever_is_signed_in_ends_their_other_sessions() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let entered = sign_in(&app.nobody(), clerk.login(), "correct horse", "").await.is(303);
        let other = app.nobody().with_token(&cookie(&entered, "gendan"));
        assert_eq!(other.page("/me").await.status, 200);
        let page = clerk.page("/me/sessions").await.ok().text();
        let (_, shown) = page.split_once("name=\"id\" value=\"").unwrap();
        let session = shown.split('"').next().unwrap();
        // Nobody ends somebody else's.
        app.user("陈岚").await.form("/me/sessions/end", &[("id", session)]).await.is(303);
        assert_eq!(other.page("/me").await.status, 200);
        clerk.form("/me/sessions/end", &[("id", session)]).await.is(303);
        assert_eq!(other.page("/me").await.status, 303);
        assert_eq!(clerk.page("/me").await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_name_is_the_same_however_it_is_capitalised() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (clerk, lead) = (app.user("林晓").await, app.user("陈岚").await);
        let capitals = clerk.login().to_uppercase();
        assert_ne!(capitals, clerk.login());
        let right = json!({"name": capitals, "password": "correct horse"});
        app.nobody().post("/api/v1/sessions", right.clone()).await.is(200);
        app.nobody().form("/login", &[("name", &capitals), ("password", "correct horse")]).await.is(303);
        // Nobody else gets a name that differs by capitals alone.
        let other = super::id(&lead, "周琪").await;
        let taken = lead.fill("person.account", &other, json!({"login": capitals})).await.is(422).json();
        assert_eq!(taken["errors"][0]["field"], "login", "{taken}");
        let given = lead.fill("person.account", &other, json!({"login": "ZhouQi"})).await.is(200).json();
        let coded = json!({"name": "zhouQI", "code": given["shown_once"], "password": "a new password"});
        app.nobody().post("/api/v1/sessions/code", coded).await.is(200);
        // Its spellings have ten tries together (P26).
        app.app.shared.clock.advance(SignedDuration::from_mins(2));
        let spellings = [clerk.login().to_owned(), capitals.clone()];
        let tries =
            (0..40).map(|n| (app.nobody().coming_from(&format!("198.51.100.{n}")), spellings[n % 2].clone()));
        assert_eq!(crowd(tries).await.0, 10);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p26_whoever_finds_an_open_session_does_not_guess_the_password_there() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let change = |current: &str| json!({"current": current, "password": "a new password"});
        for n in 0..12 {
            let status = clerk.post("/api/v1/me/password", change("wrong horse")).await.status;
            assert_eq!(status, if n < 10 { 422 } else { 429 });
        }
        clerk.post("/api/v1/me/password", change("correct horse")).await.is(429);
        app.app.shared.clock.advance(SignedDuration::from_secs(61));
        clerk.post("/api/v1/me/password", change("correct horse")).await.is(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p26_addresses_of_one_network_count_together_and_programs_push_no_browser_out() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (clerk, nobody) = (app.user("林晓").await, app.nobody());
        let said = |name: &str, password: &str| json!({"name": name, "password": password});
        let first = sign_in(&nobody, clerk.login(), "correct horse", "").await.is(303);
        for _ in 0..25 {
            nobody.post("/api/v1/sessions", said(clerk.login(), "correct horse")).await.is(200);
        }
        let device = cookie(&first, "gendan-device");
        let again = sign_in(&nobody, clerk.login(), "correct horse", &device).await.is(303);
        assert_eq!(cookie(&again, "gendan-device"), device, "the browser is known still");
        // Thirty a minute from one network, whichever of its addresses they come from.
        for n in 0..32 {
            let from = nobody.coming_from(&format!("2001:db8:1:2::{n:x}"));
            let status = from.post("/api/v1/sessions", said(&format!("nobody{n}"), "x")).await.status;
            assert_eq!(status, if n < 30 { 401 } else { 429 }, "{n}");
        }
        // What is typed into the field of a name, and is none, is not written down.
        app.tick().await;
        let lines = app.app.db.read(|conn| -> kernel::Result<i64> {
            Ok(conn.one("SELECT COUNT(*) FROM access_log WHERE detail LIKE '%nobody%'", &[])?.get(0)?)
        });
        assert_eq!(lines.await.unwrap(), 0);
    }
}
