//! What is uploaded (trust controls 31, 35, 36, 37, P22): its limits are settings and are told, nothing that was refused stays, the
//! disk is not filled, and what is served is what was stored.

use std::path::Path;
use std::time::Duration;

use evidence::hex;
use kernel::Ctx;
use kernel::files::{Room, Uploads};
use sha2::{Digest as _, Sha256};

use crate::handbook::h2_thread::order_of;
use crate::kit::{Answer, TestApp, User, databases};

fn picture(bytes: usize, with: u8) -> Vec<u8> {
    let mut photo = b"\x89PNG\r\n\x1a\n".to_vec();
    photo.resize(bytes, with);
    photo
}

fn hash(content: &[u8]) -> String {
    hex(&Sha256::digest(content))
}

async fn draft(clerk: &User) -> String {
    let order = clerk.post("/api/v1/orders/new", order_of("林晓", "1")).await.is(201).json();
    order["id"].as_str().unwrap().to_owned()
}

/// Adds a file to the order as its page does.
async fn add(clerk: &User, order: &str, name: &str, content: &[u8]) -> Answer {
    let version = clerk.get(&format!("/api/v1/orders/{order}")).await.json()["version"].to_string();
    let fields = [("what", "other"), ("version", version.as_str())];
    clerk.upload_with(&format!("/orders/{order}/files/new"), &fields, "files", name, content).await
}

/// The names of all files below a folder of the data folder.
fn lying(app: &TestApp) -> Vec<String> {
    fn below(folder: &Path, out: &mut Vec<String>) {
        for found in std::fs::read_dir(folder).into_iter().flatten() {
            let found = found.unwrap();
            if found.file_type().unwrap().is_dir() {
                below(&found.path(), out);
            } else {
                out.push(found.file_name().to_string_lossy().into_owned());
            }
        }
    }
    let mut out = Vec::new();
    below(&app.file("files"), &mut out);
    out.sort();
    out
}

async fn recorded(app: &TestApp) -> i64 {
    let count = |conn: &mut db::Conn| -> kernel::Result<i64> {
        Ok(conn.one("SELECT COUNT(*) FROM file", &[])?.get(0)?)
    };
    app.app.db.read(count).await.unwrap()
}

async fn sweep(app: &TestApp, age: Duration) -> usize {
    app::files::sweep(&app.app, Ctx::system(app.app.shared.clock.now()), age).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn c36_limits_are_settings_that_are_told_before_and_after() {
    let uploads = Uploads { attachment_mb: 1, workbook_mb: 2, ..Uploads::default() };
    for url in databases() {
        let app = TestApp::taking(&url, uploads).await;
        let (clerk, lead) = (app.user("林晓").await, app.user("陈岚").await);
        let order = draft(&clerk).await;
        let page = clerk.page(&format!("/orders/{order}/files/new")).await.is(200).text();
        assert!(page.contains("每个文件最多 1 MB，一次最多 10 MB"), "{page}");
        assert!(lead.page("/import").await.is(200).text().contains("每个文件最多 2 MB"));
        let form = clerk.get(&format!("/api/v1/operations/order.attach/form?id={order}")).await.text();
        let described = clerk.get("/api/v1/openapi.json").await.is(200).text();
        assert!(described.contains("每个文件最多 1 MB") && described.contains("每个文件最多 2 MB"), "{form}");
        let large = picture(1_200_000, 7);
        let refused = add(&clerk, &order, "a.png", &large).await.is(413).text();
        assert!(refused.contains("文件超过 1 MB"), "{refused}");
        let path = format!("/api/v1/orders/{order}/files/new");
        let refused = clerk.upload(&path, "files", "a.png", &large).await;
        assert!([400, 428].contains(&refused.status), "a version is asked for first: {}", refused.text());
        assert_ne!(lead.upload("/import/upload", "files", "a.xlsx", &large).await.status, 413);
        let larger = picture(2_200_000, 7);
        for path in ["/import/upload", "/api/v1/import"] {
            let refused = lead.upload(path, "files", "a.xlsx", &larger).await.is(413).text();
            assert!(refused.contains("超过 2 MB"), "{path}: {refused}");
        }
        let refused = add(&clerk, &order, "a.png", &picture(11_000_000, 7)).await.is(413).text();
        assert!(refused.contains("超过 10 MB"), "{refused}");
        let allowed: Vec<String> = lying(&app).into_iter().filter(|name| *name != hash(&large)).collect();
        assert!(allowed.is_empty(), "what was refused lies nowhere: {allowed:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p22_a_refused_form_leaves_no_file_and_takes_none_away() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (clerk, lead) = (app.user("林晓").await, app.user("陈岚").await);
        let order = draft(&clerk).await;
        let talk = format!("/orders/{order}/contact");
        clerk.upload(&talk, "files", "a.png", &picture(90, 1)).await.is(422);
        clerk.upload(&talk, "unknown", "a.png", &picture(91, 1)).await.is(422);
        assert_eq!((lying(&app), recorded(&app).await), (Vec::new(), 0), "nothing stays");
        // What a fact or an upload refers to stays, whoever brings the same bytes to a form that is refused.
        let (kept, book) = (picture(92, 2), picture(93, 3));
        add(&clerk, &order, "a.png", &kept).await.is(303);
        lead.upload("/import/upload", "files", "b.xlsx", &book).await.is(303);
        let mut both = vec![hash(&kept), hash(&book)];
        both.sort();
        assert_eq!(lying(&app), both);
        clerk.upload(&talk, "files", "a.png", &kept).await.is(422);
        clerk.upload(&talk, "files", "b.xlsx", &book).await.is(422);
        assert_eq!((lying(&app), recorded(&app).await), (both, 2));
        assert_eq!(clerk.page(&format!("/files/{}", hash(&kept))).await.is(200).body, kept);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn p22_what_belongs_to_nothing_is_swept_after_a_day_and_nothing_else() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let (clerk, lead) = (app.user("林晓").await, app.user("陈岚").await);
        let order = draft(&clerk).await;
        let (kept, book) = (picture(92, 2), picture(93, 3));
        add(&clerk, &order, "a.png", &kept).await.is(303);
        lead.upload("/import/upload", "files", "b.xlsx", &book).await.is(303);
        // As a process leaves them that ended in between.
        let stray = hash(b"stray");
        let folder = app.file("files/files").join(stray.get(..2).unwrap());
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(&stray), b"stray").unwrap();
        std::fs::create_dir_all(app.file("files/incoming")).unwrap();
        std::fs::write(app.file("files/incoming/0123"), b"half").unwrap();
        assert_eq!(sweep(&app, Duration::from_hours(24)).await, 0);
        assert_eq!(lying(&app).len(), 4, "they are young");
        assert_eq!(sweep(&app, Duration::ZERO).await, 1);
        let mut both = vec![hash(&kept), hash(&book)];
        both.sort();
        assert_eq!((lying(&app), recorded(&app).await), (both, 2));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c37_one_person_adds_so_much_on_one_day() {
    let uploads = Uploads { attachment_mb: 1, workbook_mb: 1, day_mb: 1, ..Uploads::default() };
    for url in databases() {
        let app = TestApp::taking(&url, uploads).await;
        let (clerk, lead) = (app.user("林晓").await, app.user("陈岚").await);
        let order = draft(&clerk).await;
        add(&clerk, &order, "a.png", &picture(600_000, 1)).await.is(303);
        let refused = add(&clerk, &order, "b.png", &picture(600_000, 2)).await.is(507).text();
        assert!(refused.contains("超过 1 MB"), "{refused}");
        assert_eq!(recorded(&app).await, 1);
        // Others upload on, and orders are saved.
        lead.upload("/import/upload", "files", "b.xlsx", &picture(600_000, 3)).await.is(303);
        draft(&clerk).await;
        app.advance_days(1).await;
        clerk.get("/api/v1/today").await.ok();
        let clerk = app.user("林晓").await;
        add(&clerk, &order, "b.png", &picture(600_000, 2)).await.is(303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c37_uploads_stop_before_the_disk_is_full_and_orders_are_saved() {
    for url in databases() {
        let app = TestApp::taking(&url, Uploads::default()).await;
        let clerk = app.user("林晓").await;
        let order = draft(&clerk).await;
        let disk = &app.app.shared.files.disk;
        disk.say(Some(Room { free: 9 << 30, all: 100 << 30 }));
        let refused = add(&clerk, &order, "a.png", &picture(100, 1)).await.is(507).text();
        assert!(refused.contains("不到 10%") && refused.contains("不带文件"), "{refused}");
        assert_eq!((lying(&app), recorded(&app).await), (Vec::new(), 0));
        draft(&clerk).await;
        disk.say(Some(Room { free: 11 << 30, all: 100 << 30 }));
        add(&clerk, &order, "a.png", &picture(100, 1)).await.is(303);
    }
}

/// A photo that can be decoded.
fn photo() -> Vec<u8> {
    let mut out = Vec::new();
    image::RgbImage::new(1500, 1000)
        .write_to(&mut std::io::Cursor::new(&mut out), image::ImageFormat::Png)
        .unwrap();
    out
}

#[tokio::test(flavor = "multi_thread")]
async fn c31_many_previews_of_one_picture_are_decoded_once() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let order = draft(&clerk).await;
        // 17 KB that say they are 40,000 by 40,000 pixels.
        let mut bomb = photo();
        bomb.splice(16..24, [0, 0, 0x9c, 0x40, 0, 0, 0x9c, 0x40]);
        for (name, content, status, most) in [("a.png", photo(), 200, 2), ("b.png", bomb, 404, 2)] {
            add(&clerk, &order, name, &content).await.is(303);
            let path = format!("/files/{}/preview", hash(&content));
            let before = app.app.shared.files.decoded();
            let all = (0..30).map(|_| clerk.page(&path));
            for answer in futures::future::join_all(all).await {
                assert_eq!(answer.status, status, "{name}");
            }
            let decoded = app.app.shared.files.decoded() - before;
            assert!((1..=most).contains(&decoded), "{name}: decoded {decoded} times");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c35_whatever_its_name_and_content_a_file_is_saved_and_never_shown() {
    let long = format!("{}.pdf", "长".repeat(296));
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let order = draft(&clerk).await;
        for (n, (name, kept)) in [
            ("../../x", "x"),
            ("CON", "CON"),
            ("a.html", "a.html"),
            ("a.svg", "a.svg"),
            ("照片\u{202e}gnp.exe", "照片gnp.exe"),
            (long.as_str(), "长.pdf"),
        ]
        .into_iter()
        .enumerate()
        {
            let content = format!("<svg onload=alert({n})><script>alert(1)</script></svg>").into_bytes();
            add(&clerk, &order, name, &content).await.is(303);
            let answer = clerk.page(&format!("/files/{}", hash(&content))).await.is(200);
            assert_eq!(answer.body, content);
            assert_eq!(answer.header("content-type"), "application/octet-stream", "{name}");
            assert_eq!(answer.header("x-content-type-options"), "nosniff");
            assert!(answer.header("content-security-policy").starts_with("sandbox"));
            let disposition = answer.header("content-disposition");
            let encoded = kernel::ui::with_query("", [("n", kept)]).trim_start_matches("?n=").to_owned();
            assert!(
                disposition.starts_with("attachment; filename*=UTF-8''") && disposition.ends_with(&encoded),
                "{name}: {disposition}"
            );
            assert!(disposition.len() < 1200, "{disposition}");
        }
        for name in lying(&app) {
            assert!(name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn c35_a_file_that_was_changed_on_the_disk_is_not_served() {
    for url in databases() {
        let app = TestApp::start(&url).await;
        let clerk = app.user("林晓").await;
        let order = draft(&clerk).await;
        let content = picture(500, 4);
        add(&clerk, &order, "a.png", &content).await.is(303);
        let sha256 = hash(&content);
        let place = app.file("files/files").join(sha256.get(..2).unwrap()).join(&sha256);
        std::fs::write(&place, picture(500, 5)).unwrap();
        for path in [format!("/files/{sha256}"), format!("/files/{sha256}/preview")] {
            let refused = clerk.page(&path).await.is(410).text();
            assert!(refused.contains("已丢失或被改动"), "{refused}");
        }
        // Who brings the same file again makes it whole.
        add(&clerk, &order, "b.png", &content).await.is(303);
        assert_eq!(clerk.page(&format!("/files/{sha256}")).await.is(200).body, content);
        std::fs::remove_file(&place).unwrap();
        clerk.page(&format!("/files/{sha256}")).await.is(410);
    }
}
