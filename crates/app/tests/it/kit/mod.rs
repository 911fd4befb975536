//! A running application for a test: its own database, its own clock, people who act over HTTP.

mod postgres;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use app::{import, person, start};
use axum::Router;
use axum::body::Body;
use axum::http::{Request, Response, header};
use http_body_util::BodyExt as _;
use jiff::SignedDuration;
use kernel::clock::Clock;
use kernel::config::Config;
use kernel::state::Ids;
use kernel::{App, Ctx};
use serde_json::{Value, json};
use tempfile::TempDir;
use tower::ServiceExt as _;

pub use postgres::databases;

/// One application under test.
pub struct TestApp {
    pub app: App,
    router: Router,
    folder: TempDir,
}

/// The folder of a closed application.
pub struct TempDirKept(TempDir);

impl TempDirKept {
    pub fn join(&self, name: &str) -> std::path::PathBuf {
        self.0.path().join(name)
    }
}

/// Somebody signed in.
#[derive(Clone)]
pub struct User {
    router: Router,
    login: String,
    token: Arc<Mutex<String>>,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    headers: axum::http::HeaderMap,
}

impl Answer {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    #[track_caller]
    pub fn ok(self) -> Self {
        assert!(self.status < 300, "answered {}: {}", self.status, self.text());
        self
    }

    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }
}

/// The first day of the tests: Monday, after National Day and before any holiday.
pub const FIRST_DAY: &str = "2026-11-02T01:00:00Z";

/// Settings of an application in `folder` on the database at `url`, the embedded one where empty.
pub fn config(folder: &TempDir, url: &str) -> Config {
    Config {
        data_dir: folder.path().to_owned(),
        database_url: Some(url.to_owned()).filter(|u| !u.is_empty()),
        listen: "127.0.0.1:0".into(),
        base_url: "http://gendan.test".into(),
        clock: None,
        connections: 2,
    }
}

impl TestApp {
    /// An application on the database at `url` (the embedded one where empty), with the sample company.
    pub async fn start(url: &str) -> Self {
        let folder = TempDir::new().unwrap();
        let config = config(&folder, url);
        let clock = Clock::stopped(FIRST_DAY.parse().unwrap());
        let app = tokio::task::spawn_blocking(move || start::open_with(config, clock, Ids::seeded(7)))
            .await
            .unwrap()
            .unwrap();
        let router = kernel::web::router(app.clone());
        let test = Self { app, router, folder };
        test.import(&["staff", "suppliers", "carriers", "customers", "parts", "products"]).await;
        test
    }

    /// Imports sample workbooks as the operator would.
    pub async fn import(&self, names: &[&str]) -> import::Report {
        let files = names
            .iter()
            .map(|name| {
                let path = format!("{}/tests/fixtures/{name}.xlsx", env!("CARGO_MANIFEST_DIR"));
                (format!("{name}.xlsx"), std::fs::read(path).unwrap())
            })
            .collect();
        let ctx = Ctx::system(self.app.shared.clock.now());
        import::run_files(&self.app, ctx, files, true).await.unwrap()
    }

    /// Somebody by name, with an account of their own.
    pub async fn user(&self, name: &str) -> User {
        static LOGINS: AtomicU64 = AtomicU64::new(0);
        let login = format!("t{}", LOGINS.fetch_add(1, Ordering::SeqCst));
        let (name, kept) = (name.to_owned(), login.clone());
        let ctx = Ctx::system(self.app.shared.clock.now());
        kernel::web::write(&self.app, ctx, move |door| {
            let found =
                person::store::by_code_or_name(door.conn, &name)?.expect("a person of the sample company");
            // A fast stored form would not be a real one: the real hash is made, once per user.
            person::actions::set_password(door, found.id, &kept, "correct horse")
        })
        .await
        .unwrap();
        let user = User { router: self.router.clone(), login, token: Arc::default() };
        user.sign_in().await;
        user
    }

    /// Closes the application; its folder stays until the answer is dropped.
    pub fn close(self) -> TempDirKept {
        let Self { app, router, folder } = self;
        drop((app, router));
        TempDirKept(folder)
    }

    /// Nobody.
    pub fn nobody(&self) -> User {
        User { router: self.router.clone(), login: String::new(), token: Arc::default() }
    }

    /// Lets time pass; a new day computes open cases anew.
    pub async fn advance_days(&self, days: i64) {
        self.app.shared.clock.advance(SignedDuration::from_hours(24 * days));
        app::schedule::new_day(&self.app, Ctx::system(self.app.shared.clock.now())).await.unwrap();
    }
}

impl User {
    async fn sign_in(&self) {
        let body = json!({"name": self.login, "password": "correct horse"});
        let answer = send(&self.router, None, "POST", "/api/v1/sessions", Some(body), &[]).await.ok();
        answer.json()["token"].as_str().unwrap().clone_into(&mut self.token.lock().unwrap());
    }

    /// The token of the session.
    pub fn token(&self) -> String {
        self.token.lock().unwrap().clone()
    }

    /// Asks; where the session ended while time moved, signs in again as people do in the morning.
    async fn call(&self, method: &str, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Answer {
        let answer = send(&self.router, Some(&self.token()), method, path, body.clone(), headers).await;
        if answer.status != 401 || self.login.is_empty() {
            return answer;
        }
        self.sign_in().await;
        send(&self.router, Some(&self.token()), method, path, body, headers).await
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.call("GET", path, None, &[]).await
    }

    pub async fn post(&self, path: &str, body: Value) -> Answer {
        self.call("POST", path, Some(body), &[]).await
    }

    pub async fn post_with(&self, path: &str, body: Value, headers: &[(&str, &str)]) -> Answer {
        self.call("POST", path, Some(body), headers).await
    }

    /// Opens the form of an operation, leaves everything as it is filled in but for `changes`, and sends it off.
    pub async fn fill(&self, operation: &str, id: &str, changes: Value) -> Answer {
        let form = self.get(&format!("/api/v1/operations/{operation}/form?id={id}")).await;
        if form.status != 200 {
            return form;
        }
        let form = form.json();
        let mut body = serde_json::Map::new();
        for field in form["fields"].as_array().unwrap() {
            let name = field["name"].as_str().unwrap();
            match field["kind"].as_str().unwrap() {
                "files" => {}
                "lines" => {
                    let columns: Vec<&str> = field["columns"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|c| c["name"].as_str().unwrap())
                        .collect();
                    for (n, row) in field["rows"].as_array().unwrap().iter().enumerate() {
                        for (column, value) in columns.iter().zip(row.as_array().unwrap()) {
                            body.insert(format!("{name}.{n}.{column}"), value.clone());
                        }
                    }
                }
                _ => _ = body.insert(name.to_owned(), field["value"].clone()),
            }
        }
        body.extend(changes.as_object().cloned().unwrap_or_default());
        let version = form["version"].as_i64().map(|v| v.to_string()).unwrap_or_default();
        let headers = [("if-match", version.as_str())];
        let path = form["path"].as_str().unwrap();
        self.post_with(path, Value::Object(body), if version.is_empty() { &[] } else { &headers }).await
    }

    /// The rows of a list, as the API gives them.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        self.get(&format!("/api/v1{path}")).await.ok().json()["rows"].as_array().unwrap().clone()
    }

    /// Sends a form as a browser would.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, format!("gendan={}", self.token()))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body.join("&")))
            .unwrap();
        answer(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// Sends a file in a form as a browser would.
    pub async fn upload(&self, path: &str, field: &str, name: &str, content: &[u8]) -> Answer {
        self.upload_with(path, &[], field, name, content).await
    }

    /// As [`User::upload`], with other fields of the form.
    pub async fn upload_with(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        field: &str,
        name: &str,
        content: &[u8],
    ) -> Answer {
        let part = |(n, v): &(&str, &str)| {
            format!("--gendan\r\ncontent-disposition: form-data; name=\"{n}\"\r\n\r\n{v}\r\n")
        };
        let head = fields.iter().map(part).collect::<String>();
        let head = head
            + &format!(
                "--gendan\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
            );
        let body = [head.as_bytes(), content, b"\r\n--gendan--\r\n"].concat();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header(header::COOKIE, format!("gendan={}", self.token()))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=gendan")
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body))
            .unwrap();
        answer(self.router.clone().oneshot(request).await.unwrap()).await
    }

    /// A page, as a browser asks for it.
    pub async fn page(&self, path: &str) -> Answer {
        let request = Request::builder()
            .uri(path)
            .header(header::COOKIE, format!("gendan={}", self.token()))
            .body(Body::empty())
            .unwrap();
        answer(self.router.clone().oneshot(request).await.unwrap()).await
    }
}

fn encode(text: &str) -> String {
    kernel::ui::with_query("", [("n", text)]).trim_start_matches("?n=").to_owned()
}

async fn send(
    router: &Router,
    token: Option<&str>,
    method: &str,
    path: &str,
    body: Option<Value>,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token.filter(|t| !t.is_empty()) {
        request = request.header(header::AUTHORIZATION, format!("Bearer {token}"));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let body = match body {
        Some(json) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(json.to_string())
        }
        None => Body::empty(),
    };
    answer(router.clone().oneshot(request.body(body).unwrap()).await.unwrap()).await
}

async fn answer(response: Response<Body>) -> Answer {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let body = response.into_body().collect().await.unwrap().to_bytes().to_vec();
    Answer { status, body, headers }
}
