//! Somebody signed in, who asks and acts over HTTP.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Request, Response, header, request};
use http_body_util::BodyExt as _;
use kernel::web::Peer;
use serde_json::{Value, json};
use tower::ServiceExt as _;

use super::TestApp;

/// Somebody signed in.
#[derive(Clone)]
pub struct User {
    router: Router,
    login: String,
    token: Arc<Mutex<String>>,
    address: Option<IpAddr>,
}

/// An answer.
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    headers: HeaderMap,
}

impl Answer {
    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// Every value of a header.
    pub fn all(&self, name: &str) -> Vec<String> {
        self.headers.get_all(name).iter().map(|v| v.to_str().unwrap().to_owned()).collect()
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

impl User {
    /// Somebody with an account; nobody where `login` is empty.
    pub(super) fn new(router: Router, login: String) -> Self {
        Self { router, login, token: Arc::default(), address: None }
    }

    pub(super) async fn sign_in(&self) {
        let body = json!({"name": self.login, "password": "correct horse"});
        let answer =
            send((&self.router, self.address), None, "POST", "/api/v1/sessions", Some(body), &[]).await.ok();
        answer.json()["token"].as_str().unwrap().clone_into(&mut self.token.lock().unwrap());
    }

    /// The same person in the same session, who asks `server`.
    pub fn at(&self, server: &TestApp) -> Self {
        Self { router: server.router.clone(), ..self.clone() }
    }

    /// The same person, who asks `router`.
    pub fn of(&self, router: Router) -> Self {
        Self { router, ..self.clone() }
    }

    /// Whoever the session of `token` belongs to.
    pub fn with_token(&self, token: &str) -> Self {
        Self { token: Arc::new(Mutex::new(token.to_owned())), ..self.clone() }
    }

    /// The same person at a machine with this address.
    pub fn coming_from(&self, address: &str) -> Self {
        Self { address: Some(address.parse().unwrap()), ..self.clone() }
    }

    /// What they sign in by.
    pub fn login(&self) -> &str {
        &self.login
    }

    /// The token of the session.
    pub fn token(&self) -> String {
        self.token.lock().unwrap().clone()
    }

    /// Asks; where the session ended while time moved, signs in again as people do in the morning.
    async fn call(&self, method: &str, path: &str, body: Option<Value>, headers: &[(&str, &str)]) -> Answer {
        let answer =
            send((&self.router, self.address), Some(&self.token()), method, path, body.clone(), headers)
                .await;
        if answer.status != 401 || self.login.is_empty() {
            return answer;
        }
        self.sign_in().await;
        send((&self.router, self.address), Some(&self.token()), method, path, body, headers).await
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
        let (path, body, version) = match self.filled(operation, id, changes).await {
            Ok(filled) => filled,
            Err(answer) => return answer,
        };
        let headers = [("if-match", version.as_str())];
        self.post_with(&path, body, if version.is_empty() { &[] } else { &headers }).await
    }

    /// The path, the body and the version of an operation whose form is left as it is filled in but for `changes`;
    /// the answer where there is no form.
    pub async fn filled(
        &self,
        operation: &str,
        id: &str,
        changes: Value,
    ) -> Result<(String, Value, String), Answer> {
        let form = self.get(&format!("/api/v1/operations/{operation}/form?id={id}")).await;
        if form.status != 200 {
            return Err(form);
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
        Ok((form["path"].as_str().unwrap().to_owned(), Value::Object(body), version))
    }

    /// The rows of a list, as the API gives them.
    pub async fn list(&self, path: &str) -> Vec<Value> {
        self.get(&format!("/api/v1{path}")).await.ok().json()["rows"].as_array().unwrap().clone()
    }

    /// Sends bytes as they are, with these headers alone beside the session.
    pub async fn raw(&self, method: &str, path: &str, headers: &[(&str, &str)], body: Vec<u8>) -> Answer {
        let bearer = format!("Bearer {}", self.token());
        let request = Request::builder().method(method).uri(path).header(header::AUTHORIZATION, bearer);
        let request = with_headers(request, headers);
        answer(&self.router, self.address, request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a form as a browser would.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.form_with(path, fields, &[]).await
    }

    /// Sends a form as a page's script would, with headers of its own.
    pub async fn form_with(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields.iter().map(|(n, v)| format!("{}={}", encode(n), encode(v))).collect();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.browse(request, headers, Body::from(body.join("&"))).await
    }

    /// Sends what an act of the API at `path` would be told as its form sends it: no version is stated, so that whoever comes
    /// second is tried again.
    pub async fn say(&self, path: &str, body: &Value) -> Answer {
        let mut fields = Vec::new();
        flatten("", body, &mut fields);
        let fields: Vec<(&str, &str)> =
            fields.iter().map(|(name, said)| (name.as_str(), said.as_str())).collect();
        self.form(path.trim_start_matches("/api/v1"), &fields).await
    }

    async fn browse(&self, request: request::Builder, headers: &[(&str, &str)], body: Body) -> Answer {
        let request = request.header(header::COOKIE, format!("gendan={}", self.token()));
        let request = with_headers(request, headers);
        answer(&self.router, self.address, request.body(body).unwrap()).await
    }

    /// Sends a file in a form as a browser would.
    pub async fn upload(&self, path: &str, field: &str, name: &str, content: &[u8]) -> Answer {
        self.upload_with(path, &[], field, name, content).await
    }

    /// Sends a file in a form with other fields as a browser would.
    pub async fn upload_with(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        field: &str,
        name: &str,
        content: &[u8],
    ) -> Answer {
        let part = |(name, value): &(&str, &str)| {
            format!("--gendan\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
        };
        let fields: String = fields.iter().map(part).collect();
        let head = format!(
            "{fields}--gendan\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\n\r\n"
        );
        let body = [head.as_bytes(), content, b"\r\n--gendan--\r\n"].concat();
        let request = Request::builder()
            .method("POST")
            .uri(path)
            .header("idempotency-key", fresh_key())
            .header(header::COOKIE, format!("gendan={}", self.token()))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=gendan")
            .header(header::CONTENT_LENGTH, body.len())
            .body(Body::from(body))
            .unwrap();
        answer(&self.router, self.address, request).await
    }

    /// A page, as a browser asks for it.
    pub async fn page(&self, path: &str) -> Answer {
        self.page_with(path, &[]).await
    }

    /// A page, as a script asks for it, with headers of its own.
    pub async fn page_with(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        self.browse(Request::builder().uri(path), headers, Body::empty()).await
    }
}

fn encode(text: &str) -> String {
    kernel::ui::with_query("", [("n", text)]).trim_start_matches("?n=").to_owned()
}

/// A key that no request has had.
fn fresh_key() -> String {
    static SENT: AtomicU64 = AtomicU64::new(0);
    format!("t-{}", SENT.fetch_add(1, Ordering::SeqCst))
}

/// The fields of a body by their dotted names, as a form calls them.
fn flatten(name: &str, said: &Value, fields: &mut Vec<(String, String)>) {
    let below = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
    match said {
        Value::Object(entries) => entries.iter().for_each(|(part, said)| flatten(&below(part), said, fields)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, said)| flatten(&below(&n.to_string()), said, fields));
        }
        Value::Null => {}
        Value::String(text) => fields.push((name.to_owned(), text.clone())),
        other => fields.push((name.to_owned(), other.to_string())),
    }
}

/// Headers as they are on the wire: bytes that are no text too.
fn with_headers(request: request::Builder, headers: &[(&str, &str)]) -> request::Builder {
    let value = |value: &str| HeaderValue::from_bytes(value.as_bytes()).unwrap();
    headers.iter().fold(request, |request, (name, text)| request.header(*name, value(text)))
}

async fn send(
    (router, address): (&Router, Option<IpAddr>),
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
    request = with_headers(request, headers);
    // Whoever sends something says by which name it is known again; a test that does not mind has a new one each time.
    let named = headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("idempotency-key"));
    if method == "POST" && !named {
        request = request.header("idempotency-key", fresh_key());
    }
    let body = match body {
        Some(json) => {
            request = request.header(header::CONTENT_TYPE, "application/json");
            Body::from(json.to_string())
        }
        None => Body::empty(),
    };
    answer(router, address, request.body(body).unwrap()).await
}

/// Asks as a client would over a connection from `address`, which calls us by our name.
async fn answer(router: &Router, address: Option<IpAddr>, mut request: Request<Body>) -> Answer {
    if !request.headers().contains_key(header::HOST) {
        request.headers_mut().insert(header::HOST, "gendan.test".parse().unwrap());
    }
    if let Some(address) = address {
        request.extensions_mut().insert(Peer(address));
    }
    let response: Response<Body> = router.clone().oneshot(request).await.unwrap();
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let body = response.into_body().collect().await.unwrap().to_bytes().to_vec();
    Answer { status, body, headers }
}
