//! Style, script and icons: embedded in the binary, served under a URL that changes with the content.

use std::collections::HashMap;
use std::fmt::Write;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use rust_embed::RustEmbed;

/// The icon sprite.
pub const SPRITE: &str = "vendor/tabler-icons-3.51.0/sprite.svg";
/// The vendored base style.
pub const BASE_CSS: &str = "vendor/tabler-core-1.6.1/tabler.min.css";

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Assets;

static URLS: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    Assets::iter()
        .filter_map(|path| {
            let hash = Assets::get(&path)?.metadata.sha256_hash();
            let mut url = String::from("/assets/");
            for byte in hash.iter().take(4) {
                write!(url, "{byte:02x}").ok()?;
            }
            write!(url, "/{path}").ok()?;
            Some((path.into_owned(), url))
        })
        .collect()
});

/// The URL of an asset, with its content's hash: `/assets/1a2b3c4d/app.css`.
pub fn asset(path: &str) -> String {
    URLS.get(path).cloned().unwrap_or_else(|| format!("/assets/0/{path}"))
}

/// Serves the assets, to be kept for ever by the browser.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{hash}/{*path}", get(serve))
}

async fn serve(Path((_hash, path)): Path<(String, String)>) -> Response {
    let Some(file) = Assets::get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, content_type(&path)),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, file.data.into_owned()).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("json" | "webmanifest") => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls_carry_the_hash_of_the_content() {
        let url = asset("app.css");
        assert_eq!(url.len(), "/assets/12345678/app.css".len(), "{url}");
        for path in [SPRITE, BASE_CSS, "app.js"] {
            assert!(!asset(path).starts_with("/assets/0/"), "{path} is not embedded");
        }
    }

    #[test]
    fn endings_have_types() {
        assert_eq!(content_type("app.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("LICENSE"), "text/plain; charset=utf-8");
    }
}
