//! Files (H3.7): as large as promised, open to whom they concern.

use serde_json::json;

use crate::handbook::h2_thread::order_of;
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
    assert!(!answer.text().contains("MB"), "{}", answer.text());
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
