//! Files (H3.7): as large as promised, open to whom they concern.

use serde_json::json;

use crate::handbook::h2_thread::{company, order_of};
use crate::kit::{TestApp, User, databases};

async fn draft(clerk: &User) -> String {
    let order = clerk.post("/api/v1/orders/new", order_of("林晓", "1")).await.is(201).json();
    order["id"].as_str().unwrap().to_owned()
}

fn picture(bytes: usize) -> Vec<u8> {
    let mut photo = b"\x89PNG\r\n\x1a\n".to_vec();
    photo.resize(bytes, 7);
    photo
}

#[tokio::test(flavor = "multi_thread")]
async fn h3_7_a_photo_of_the_promised_size_is_taken_and_a_larger_one_is_told_the_limit() {
    let app = TestApp::start("").await;
    let clerk = app.user("林晓").await;
    let path = format!("/orders/{}/contact", draft(&clerk).await);
    // The photo is taken; what is missing beside it is said, and nothing about its size.
    let answer = clerk.upload(&path, "files", "a.png", &picture(3_500_000)).await.is(422);
    assert!(!answer.text().contains("文件超过"), "{}", answer.text());
    let large = picture(26 << 20);
    let answer = clerk.upload(&path, "files", "a.png", &large).await.is(413);
    assert!(answer.text().contains("文件超过 25 MB"), "{}", answer.text());
    let answer = clerk.upload("/import/upload", "files", "a.png", &large).await;
    assert_ne!(answer.status, 413, "a workbook may be larger: {}", answer.text());
    let answer = clerk.upload("/import/upload", "files", "a.png", &picture(61 << 20)).await.is(413);
    assert!(answer.text().contains("60 MB"), "{}", answer.text());
    let answer = clerk.upload(&path, "files", "a.png", &picture(131 << 20)).await.is(413);
    assert!(answer.text().contains("超过 130 MB"), "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn c34_whatever_proves_something_is_kept_and_never_shown_inline() {
    let app = TestApp::start("").await;
    let clerk = app.user("林晓").await;
    let order = draft(&clerk).await;
    let files: [(&str, &[u8]); 5] = [
        ("图纸.rar", b"Rar!\x1a\x07\x01\x00drawing"),
        ("现场.mov", b"\x00\x00\x00\x14ftypqt  film"),
        ("合同.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 contract"),
        ("清单.et", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 list"),
        ("页.html", b"<!doctype html><script>alert(1)</script>"),
    ];
    for (name, content) in files {
        let version = clerk.get(&format!("/api/v1/orders/{order}")).await.json()["version"].to_string();
        let said = [("what", "other"), ("version", version.as_str())];
        let path = format!("/orders/{order}/files/new");
        assert!(clerk.upload_with(&path, &said, "files", name, content).await.status < 400, "{name}");
        let answer = clerk.page(&place(content)).await.ok();
        assert_eq!(answer.header("content-type"), "application/octet-stream", "{name}");
        assert!(answer.header("content-disposition").starts_with("attachment"), "{name}");
        assert_eq!(answer.body, content, "{name}");
    }
    let answer = clerk.upload(&format!("/orders/{order}/files/new"), "files", "空.pdf", b"").await.is(422);
    assert!(answer.text().contains("文件是空的"), "{}", answer.text());
}

/// A picture of its own for every name.
fn drawn(name: &str) -> Vec<u8> {
    let mut bytes = picture(64);
    bytes.extend(name.as_bytes());
    bytes
}

fn place(content: &[u8]) -> String {
    use sha2::Digest as _;
    format!("/files/{}", evidence::hex(&sha2::Sha256::digest(content)))
}

#[tokio::test(flavor = "multi_thread")]
async fn h1_3_a_file_is_open_to_whom_its_noun_and_its_content_are() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = draft(&people.clerk).await;
        let version = |user: &User| {
            let (user, order) = (user.clone(), order.clone());
            async move { user.get(&format!("/api/v1/orders/{order}")).await.json()["version"].to_string() }
        };
        for what in ["drawing", "contract", "price", "other"] {
            let version = version(&people.clerk).await;
            let fields = [("what", what), ("version", version.as_str())];
            let path = format!("/orders/{order}/files/new");
            people
                .clerk
                .upload_with(&path, &fields, "files", &format!("{what}.png"), &drawn(what))
                .await
                .is(303);
        }
        let at = version(&people.clerk).await;
        let fields = [
            ("whom", "钱女士"),
            ("channel", "wechat"),
            ("on", "2026-11-02"),
            ("said", "好"),
            ("version", at.as_str()),
        ];
        let path = format!("/orders/{order}/contact");
        people.clerk.upload_with(&path, &fields, "files", "talk.png", &drawn("talk")).await.is(303);
        // Uploaded with a form that was refused: it is gone.
        people.clerk.upload(&path, "files", "loose.png", &drawn("loose")).await.is(422);
        let table = [
            ("drawing", [true, true, true, true, true]),
            ("contract", [true, false, false, false, true]),
            ("price", [true, false, false, false, true]),
            ("other", [true, true, true, true, true]),
            ("talk", [true, true, false, false, true]),
            ("loose", [false, false, false, false, false]),
        ];
        let readers =
            [&people.clerk, &people.warehouse, &people.purchasing, &people.production, &people.finance];
        for (name, expected) in table {
            for (reader, open) in readers.iter().zip(expected) {
                let path = place(&drawn(name));
                assert_eq!(reader.page(&path).await.status, if open { 200 } else { 404 }, "{name}");
                let small = reader.page(&format!("{path}/preview")).await.status;
                assert_eq!(small, 404, "no picture, whoever asks");
                let page = reader.page(&format!("/orders/{order}?tab=files")).await.is(200).text();
                if name != "loose" && name != "talk" {
                    assert_eq!(page.contains(&path), open, "{name} on the page");
                }
            }
        }
        assert_eq!(people.clerk.page(&format!("/files/{}", "0".repeat(64))).await.status, 404);
        // The same bytes on something that lets a reader in are open to that reader.
        let version = version(&people.clerk).await;
        let fields = [("what", "drawing"), ("version", version.as_str())];
        let path = format!("/orders/{order}/files/new");
        people.clerk.upload_with(&path, &fields, "files", "same.png", &drawn("contract")).await.is(303);
        people.production.page(&place(&drawn("contract"))).await.is(200);
        let app = app.app.clone();
        tokio::task::spawn_blocking(move || app::upkeep::rebuild(&app, |_| {})).await.unwrap().unwrap();
        people.production.page(&place(&drawn("contract"))).await.is(200);
        people.production.page(&place(&drawn("price"))).await.is(404);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn h2_1_a_payment_and_a_suppliers_word_are_proved_in_the_thread() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let people = company(&app).await;
        let order = people.clerk.post("/api/v1/orders/new", order_of("林晓", "30")).await.is(201).json();
        let order = order["id"].as_str().unwrap();
        people.clerk.fill("order.submit", order, json!({})).await.ok();
        people.lead.fill("order.review_short", order, json!({"note": "急"})).await.ok();
        people.lead.fill("order.release", order, json!({})).await.ok();
        let paid = [("on", "2026-11-02"), ("method", "transfer"), ("amount", "10")];
        let path = format!("/orders/{order}/payments/new");
        people.finance.upload_with(&path, &paid, "files", "slip.png", &drawn("slip")).await.is(303);
        let purchase = people.purchasing.fill("purchase.place", "", json!({})).await.ok().json();
        let said = [("channel", "wechat"), ("said", "下周发"), ("version", "1")];
        let path = format!("/purchases/{}/chase", purchase["id"].as_str().unwrap());
        people.purchasing.upload_with(&path, &said, "files", "word.png", &drawn("word")).await.is(303);
        let (slip, word) = (place(&drawn("slip")), place(&drawn("word")));
        let thread = people.lead.page(&format!("/orders/{order}")).await.is(200).text();
        assert!(thread.contains(&slip) && thread.contains(&word), "both stand in the thread");
        people.purchasing.page(&word).await.is(200);
        people.finance.page(&slip).await.is(200);
        people.production.page(&slip).await.is(404);
    }
}
