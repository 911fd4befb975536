//! Style, script and icons: embedded in the binary, served under a URL that changes with the content.

use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::LazyLock;

use axum::Router;
use axum::body::Bytes;
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

/// Everything that is served, by path; `app.css` is what lies in `css/`, in the order of its names.
static FILES: LazyLock<HashMap<String, File>> = LazyLock::new(|| {
    let mut sheets: Vec<_> = Assets::iter().filter(|path| path.starts_with("css/")).collect();
    sheets.sort();
    let sheet = sheets.iter().filter_map(|path| Assets::get(path)).flat_map(|file| file.data.into_owned());
    let sheet = (String::from("app.css"), sheet.collect::<Vec<u8>>());
    let others = Assets::iter().filter(|path| !path.starts_with("css/"));
    let others = others.filter_map(|path| Some((path.to_string(), Assets::get(&path)?.data.into_owned())));
    let all: Vec<_> = others.chain([sheet]).collect();
    // Scripts import one another by their neighbours' names, so one hash is of all of them.
    let scripts = hash(all.iter().filter(|(path, _)| is_script(path)));
    let hash_of = |file: &(String, Vec<u8>)| if is_script(&file.0) { scripts } else { hash([file]) };
    all.iter().map(|file| (file.0.clone(), File::new(file, hash_of(file)))).collect()
});

struct File {
    url: String,
    content: Bytes,
}

impl File {
    fn new((path, content): &(String, Vec<u8>), hash: u64) -> Self {
        Self { url: format!("/assets/{hash:08x}/{path}"), content: content.clone().into() }
    }
}

fn is_script(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, ending)| ending == "js")
}

/// A hash of files; their order is that of their names, whichever way they were embedded.
fn hash<'f>(files: impl IntoIterator<Item = &'f (String, Vec<u8>)>) -> u64 {
    let sorted: BTreeMap<_, _> = files.into_iter().map(|(path, content)| (path, content)).collect();
    let mut hasher = DefaultHasher::new();
    sorted.hash(&mut hasher);
    hasher.finish() >> 32
}

/// The URL of an asset, with its content's hash: `/assets/1a2b3c4d/app.css`.
pub fn asset(path: &str) -> String {
    FILES.get(path).map_or_else(|| format!("/assets/0/{path}"), |file| file.url.clone())
}

/// Serves the assets, to be kept for ever by the browser.
pub fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new().route("/assets/{hash}/{*path}", get(serve))
}

async fn serve(Path((_hash, path)): Path<(String, String)>) -> Response {
    let Some(file) = FILES.get(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [
        (header::CONTENT_TYPE, content_type(&path)),
        (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, file.content.clone()).into_response()
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
    fn scripts_have_one_hash_so_that_none_imports_an_old_one() {
        let folder = |path: &str| asset(path).trim_end_matches(path).to_owned();
        for path in ["dom.js", "drafts.js", "forms.js", "grid.js", "session.js"] {
            assert_eq!(folder(path), folder("app.js"), "{path}");
        }
        assert_ne!(folder("app.css"), folder("app.js"));
    }

    #[test]
    fn endings_have_types() {
        assert_eq!(content_type("app.js"), "text/javascript; charset=utf-8");
        assert_eq!(content_type("LICENSE"), "text/plain; charset=utf-8");
    }
}
