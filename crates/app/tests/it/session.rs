//! The session ends while a form is filled in (C42): signing in in place, sent once, and by nobody else.

use jiff::SignedDuration;

use crate::kit::{Answer, TestApp, User, databases};

/// An order of so many, as its form sends it.
fn order_of(quantity: &str, key: &str) -> Vec<(&'static str, String)> {
    let said = [
        ("kind", "counter"),
        ("customer", "C001"),
        ("clerk", "林晓"),
        ("ordered_on", "2026-11-02"),
        ("transport", "整车专车"),
        ("distance_km", "300"),
        ("contact", "王经理 13800001402"),
        ("address", "上海市静安区南京西路 1 号"),
        ("terms", "30%定金,发货前付清70%"),
        ("lines.0.item", "ZG-1001"),
        ("lines.0.quantity", quantity),
        ("lines.0.unit_price", "3680"),
        ("lines.0.wanted_on", "2026-12-10"),
        ("lines.0.drawing", "ZG-V1.pdf"),
        ("key", key),
    ];
    said.map(|(name, value)| (name, value.to_owned())).to_vec()
}

/// Sends it as the page of `typist` does.
async fn send(user: &User, order: &[(&'static str, String)], typist: &str) -> Answer {
    let fields: Vec<(&str, &str)> = order.iter().map(|(name, value)| (*name, value.as_str())).collect();
    user.form_with("/orders/new", &fields, &[SCRIPT, ("x-gendan-person", typist)]).await
}

const SCRIPT: (&str, &str) = ("x-gendan-dialog", "1");

/// What stands between `before` and the next quote.
fn quoted<'t>(text: &'t str, before: &str) -> &'t str {
    let (_, after) = text.split_once(before).unwrap_or_else(|| panic!("{before} in {text}"));
    after.split('"').next().unwrap()
}

async fn identity(user: &User) -> String {
    quoted(&user.page("/").await.is(200).text(), "data-me=\"").to_owned()
}

async fn sign_in(user: &User, name: &str, password: &str) -> Answer {
    user.form_with("/login", &[("name", name), ("password", password)], &[SCRIPT]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_is_sent_once_after_signing_in_in_place() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let me = identity(&clerk).await;
        let order = order_of("2", "k-42");
        assert_eq!(clerk.page_with("/login", &[SCRIPT]).await.status, 204, "nobody signs in twice");

        app.app.shared.clock.advance(SignedDuration::from_hours(13));
        let ended = send(&clerk, &order, &me).await.is(401);
        assert_eq!(ended.header("x-gendan-session"), "ended");
        assert_eq!(
            clerk.page_with("/orders/new", &[SCRIPT]).await.is(401).header("x-gendan-session"),
            "ended"
        );
        // Without a script it is the sign-in page, as ever.
        assert_eq!(clerk.page("/orders/new").await.is(303).header("location"), "/login?next=%2Forders%2Fnew");

        let form = clerk.page_with("/login", &[SCRIPT]).await.is(200).text();
        assert!(form.trim_start().starts_with("<form") && form.contains("登录已结束"), "{form}");
        let wrong = sign_in(&clerk, clerk.login(), "not the word").await.is(401);
        assert_eq!(wrong.header("set-cookie"), "");
        let unknown = sign_in(&clerk, "nobody-here", "not the word").await.is(401).text();
        assert_eq!(wrong.text().replace(clerk.login(), "nobody-here"), unknown, "no name is told to exist");

        let inside = sign_in(&clerk, clerk.login(), "correct horse").await.is(204);
        let again = clerk.with_token(inside.header("set-cookie").split(['=', ';']).nth(1).unwrap());
        let first = send(&again, &order, &me).await.is(200);
        let place = first.header("x-gendan-location");
        assert!(place.starts_with("/orders/"), "{place}");
        assert_eq!(send(&again, &order, &me).await.is(200).header("x-gendan-location"), place);
        assert_eq!(again.list("/orders").await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_wrong_passwords_are_said_in_place() {
    let app = TestApp::start("").await;
    let nobody = app.nobody();
    for _ in 0..10 {
        sign_in(&nobody, "U01", "not the word").await.is(401);
    }
    let waits = sign_in(&nobody, "U01", "not the word").await.is(429);
    assert!(waits.text().contains("秒后再试") && waits.text().contains("id=\"sign-in\""), "{}", waits.text());
    assert!(!waits.text().contains("<html"), "{}", waits.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sends_what_somebody_else_typed() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (clerk, lead) = (app.user("林晓").await, app.user("陈岚").await);
        let me = identity(&clerk).await;
        let order = order_of("2", "k-42");
        let refused = send(&lead, &order, &me).await.is(409);
        assert_eq!(refused.header("x-gendan-session"), "other");
        assert!(refused.text().contains("陈岚"), "{}", refused.text());
        let looked = lead.page_with("/orders/new", &[SCRIPT, ("x-gendan-person", me.as_str())]).await;
        assert_eq!(looked.is(409).header("x-gendan-session"), "other");
        assert!(lead.list("/orders").await.is_empty());
        send(&clerk, &order, &me).await.is(200);
        assert_eq!(lead.list("/orders").await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn another_text_under_the_same_key_is_refused_and_not_answered_by_the_first() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let me = identity(&clerk).await;
        send(&clerk, &order_of("2", "k-42"), &me).await.is(200);

        let refused = send(&clerk, &order_of("3", "k-42"), &me).await.is(422);
        assert_eq!(refused.header("x-gendan-location"), "");
        let form = refused.text();
        assert!(form.contains("没有再记") && form.contains("value=\"3\""), "{form}");
        assert_eq!(clerk.list("/orders").await.len(), 1);

        // Who means it sends it once more, from the form that came back.
        let key = quoted(&form, "name=\"key\" value=\"").to_owned();
        assert_ne!(key, "k-42");
        send(&clerk, &order_of("3", &key), &me).await.is(200);
        assert_eq!(clerk.list("/orders").await.len(), 2);
    }
}
