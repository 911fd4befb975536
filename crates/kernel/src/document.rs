//! One thing as JSON, beside its page: what one reader sees. What they are not entitled to is absent, not empty.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use domain::access::Right;
use domain::confidential::{Class, Confidential};
use domain::deed::Deed;
use domain::quantity::Quantity;
use serde_json::{Map, Value, json};

use crate::ctx::Door;
use crate::error::{Error, Result};
use crate::form::Decimal;
use crate::record::Loaded;
use crate::state::App;
use crate::ui::Ui;
use crate::web::{Req, Routes, Who};

/// A thing that the API reads by its identity; its address is that of its page behind `/api/v1`.
pub struct Document {
    /// The path of its page, with `{id}`.
    pub path: &'static str,
    /// What it is.
    pub label: &'static str,
    /// Who may read it.
    pub right: Right,
    /// Reads it for one reader.
    pub read: fn(&mut Door, &Ui, &str) -> Result<One>,
}

/// What one reader sees of one thing.
#[derive(Debug, Clone, Default)]
pub struct One {
    version: i64,
    body: Map<String, Value>,
}

impl One {
    /// A thing with its identity, its version, and the deeds that are open on it for this reader.
    pub fn of<N>(door: &Door, id: impl ToString, thing: &Loaded<N>, deeds: &[Deed]) -> Self {
        let version = thing.head.version;
        let open: Vec<&str> =
            deeds.iter().filter(|deed| door.endpoint(**deed).is_some()).map(|deed| deed.name()).collect();
        Self { version, ..Self::default() }
            .with("id", id.to_string())
            .with("version", version)
            .with("operations", json!(open))
    }

    /// With a field that everybody sees who may read it.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.body.insert(name.to_owned(), value.into());
        self
    }

    /// With a confidential text, for who is entitled; the look is kept.
    #[must_use]
    pub fn secret<C: Class>(self, door: &mut Door, name: &str, value: &Confidential<C, String>) -> Self {
        match door.see(value).cloned() {
            Some(seen) => self.with(name, seen),
            None => self,
        }
    }

    /// With a confidential amount or price, for who is entitled, as text so that no client rounds it; the look is kept.
    #[must_use]
    pub fn amount<C: Class, D: Decimal>(
        self,
        door: &mut Door,
        name: &str,
        value: &Confidential<C, D>,
    ) -> Self {
        match door.see(value).copied() {
            Some(seen) => self.with(name, seen.plain()),
            None => self,
        }
    }

    /// With a quantity, as text so that no client rounds it.
    #[must_use]
    pub fn quantity(self, name: &str, value: Quantity) -> Self {
        self.with(name, value.plain())
    }

    /// The fields alone: a row of another thing.
    pub fn into_value(self) -> Value {
        Value::Object(self.body)
    }
}

/// The route of a document.
pub fn route(routes: Routes, document: &'static Document) -> Routes {
    let read = move |State(app): State<App>, Path(id): Path<String>, req: Req| async move {
        let found = app.read(&req, move |door, ui| (document.read)(door, ui, &id));
        match found.await {
            Ok(one) => answer(one),
            Err(error) => app.problem(&req, &error).await,
        }
    };
    routes.get(Who::Holds(document.right), &format!("/api/v1{}", document.path), read)
}

/// The identity in an address; [`Error::NotFound`] where it is none.
pub fn identity<T: std::str::FromStr>(id: &str) -> Result<T> {
    id.parse().map_err(|_| Error::NotFound)
}

fn answer(one: One) -> Response {
    let tag = [(header::ETAG, format!("\"{}\"", one.version))];
    (tag, Json(Value::Object(one.body))).into_response()
}
