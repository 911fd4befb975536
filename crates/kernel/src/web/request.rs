//! What a request brings.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use uuid::Uuid;

use super::edge::Peer;
use super::routes::Who;
use crate::error::Result;
use crate::i18n::Lang;
use crate::list::Asked;
use crate::said::{NO_KEY, composed, is_key, unseen};

/// The parts of a request that pages and endpoints need.
#[derive(Debug, Clone, Default)]
pub struct Req {
    /// The session token of its cookie or of its `Authorization: Bearer`.
    pub token: Option<String>,
    /// The token by which its browser says that somebody has signed in on it before.
    pub device: Option<String>,
    /// The address that it came from; empty where it came by no connection.
    pub address: String,
    /// Path and query.
    pub path: String,
    /// Names and values behind the `?`.
    pub query: Vec<(String, String)>,
    /// Whether a script asks for a fragment.
    pub dialog: bool,
    /// Who typed what it brings, where a page says so: nobody else sends it.
    pub typist: Option<String>,
    /// Whether it came to the API.
    pub api: bool,
    /// `Accept-Language`.
    pub language: String,
    /// Browser.
    pub agent: String,
    /// `If-Match`; of several they stand behind each other, with commas, as HTTP has it.
    pub if_match: Option<String>,
    /// `Idempotency-Key`, likewise.
    pub key: Option<String>,
    /// Its identity, in logs and facts.
    pub id: String,
    /// Who may ask at its route; nothing is asked where it has met none.
    pub who: Who,
}

impl Req {
    /// A query parameter.
    pub fn get(&self, name: &str) -> &str {
        self.query.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// The one key that it states; 400 where that is none.
    pub fn stated_key(&self) -> Result<Option<String>> {
        match self.key.as_deref() {
            Some(key) if !is_key(key) => Err(NO_KEY),
            key => Ok(key.map(str::to_owned)),
        }
    }

    /// The language that its client asks for first.
    pub fn lang(&self) -> Lang {
        Lang::parse(self.language.split(',').next().unwrap_or(""))
    }

    /// The query as a list reads it, `limit` rows at most.
    pub fn asked(&self, limit: usize) -> Asked {
        Asked { query: self.query.clone(), limit, own: None }
    }

    fn of(parts: &Parts) -> Self {
        let text = |name: &str| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
        let path = parts.uri.path().to_owned();
        Self {
            token: cookie(&parts.headers, &COOKIES).or_else(|| bearer(&parts.headers)),
            device: cookie(&parts.headers, &DEVICE),
            address: parts.extensions.get::<Peer>().map(|peer| peer.0.to_string()).unwrap_or_default(),
            query: parse_query(parts.uri.query().unwrap_or("")),
            dialog: parts.headers.contains_key("x-gendan-dialog"),
            typist: text("x-gendan-person"),
            api: path.starts_with("/api/"),
            path: parts.uri.path_and_query().map_or(path, ToString::to_string),
            language: text("accept-language").unwrap_or_default(),
            agent: text("user-agent").unwrap_or_default().chars().take(200).collect(),
            if_match: joined(&parts.headers, "if-match"),
            key: joined(&parts.headers, "idempotency-key"),
            id: Uuid::now_v7().simple().to_string(),
            who: parts.extensions.get().copied().unwrap_or_default(),
        }
    }
}

/// All that is said under the name of a header; what is no plain text is kept as a sign that none of ours has.
fn joined(headers: &HeaderMap, name: &str) -> Option<String> {
    let all: Vec<&str> =
        headers.get_all(name).iter().map(|value| value.to_str().unwrap_or("\u{fffd}")).collect();
    (!all.is_empty()).then(|| all.join(", "))
}

impl<S: Sync> FromRequestParts<S> for Req {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::of(parts))
    }
}

/// Names of the session cookie: the first where the outside reaches us by https.
pub const COOKIES: [&str; 2] = ["__Host-gendan", "gendan"];

/// Names of the cookie by which a browser is known on which somebody has signed in before, likewise.
pub const DEVICE: [&str; 2] = ["__Host-gendan-device", "gendan-device"];

fn cookie(headers: &HeaderMap, names: &[&str]) -> Option<String> {
    let cookies =
        headers.get_all(header::COOKIE).iter().filter_map(|v| v.to_str().ok()).flat_map(|v| v.split(';'));
    cookies
        .map(str::trim)
        .filter_map(|c| c.split_once('='))
        .find(|(n, _)| names.contains(n))
        .map(|(_, v)| v.to_owned())
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ").map(str::to_owned)
}

/// Names and values of a query or an urlencoded body; how many there may be, who reads a body asks.
pub fn parse_query(text: &str) -> Vec<(String, String)> {
    let decode = |part: &str| String::from_utf8_lossy(&decoded(part).0).into_owned();
    let pairs = text.split('&').filter(|p| !p.is_empty());
    pairs
        .map(|p| p.split_once('=').unwrap_or((p, "")))
        .map(|(n, v)| (decode(n), composed(decode(v))))
        .collect()
}

/// Whether a path, a query or an urlencoded body is text in which nothing hides: control characters, marks of direction, halves
/// of characters (trust control 33).
pub(super) fn is_plain(encoded: &str) -> bool {
    is_text(encoded, |text| !text.chars().any(unseen))
}

/// Whether what is written so is text, and `holds` of it.
pub(super) fn is_text(encoded: &str, holds: impl FnOnce(&str) -> bool) -> bool {
    let (bytes, whole) = decoded(encoded);
    whole && std::str::from_utf8(&bytes).is_ok_and(holds)
}

/// The bytes that are written so, and whether all of it was written as it should be.
fn decoded(part: &str) -> (Vec<u8>, bool) {
    let mut bytes = Vec::with_capacity(part.len());
    let (mut rest, mut whole) = (part.bytes(), true);
    let digit = |b: Option<u8>| b.and_then(|b| char::from(b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'+' => b' ',
            b'%' => {
                let halves = digit(rest.next()).zip(digit(rest.next()));
                whole &= halves.is_some();
                halves.map_or(b'?', |(high, low)| high * 16 + low)
            }
            other => other,
        });
    }
    (bytes, whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hides_in_an_address_is_seen() {
        for plain in ["q=%E6%9F%9C%E5%8F%B0&tab=open", "a+b=1%0A2", "", "q=%F0%9F%98%80"] {
            assert!(is_plain(plain), "{plain}");
        }
        for hidden in ["%00", "q=a%00b", "q=%E2%80%AE", "%ff", "q=%ed%a0%80", "100%", "%zz", "q=%1b"] {
            assert!(!is_plain(hidden), "{hidden}");
        }
    }
}
