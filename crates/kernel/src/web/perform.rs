//! An act is done once for one key: what headers state, and the answer that is kept with its effect (trust P7, P8).

use evidence::hex;
use sha2::{Digest as _, Sha256};

use super::body::Body;
use super::request::Req;
use super::serve::write;
use crate::ctx::Ctx;
use crate::endpoint::{Done, Endpoint, Target};
use crate::error::{Error, Result};
use crate::filing;
use crate::i18n::zh;
use crate::said::Said;
use crate::state::App;

/// The key in `Idempotency-Key`. Where a version is asked for, the same request cannot be done twice; every other act asks for a key.
pub(super) fn stated_key(endpoint: &dyn Endpoint, req: &Req) -> Result<Option<String>> {
    match req.stated_key()? {
        None if !endpoint.versioned() => Err(KEY_REQUIRED),
        key => Ok(key),
    }
}

const KEY_REQUIRED: Error = Error::Http {
    status: 400,
    text: zh("请用 Idempotency-Key 请求头给这次提交一个自己的编号（如 UUID），重发时不变，就不会记两次"),
};

/// The version in `If-Match`: exactly one, with or without quotes. It is asked for where something that exists is changed, and
/// looked at wherever it stands.
pub(super) fn stated_version(endpoint: &dyn Endpoint, req: &Req) -> Result<Option<String>> {
    let Some(tag) = req.if_match.as_deref() else {
        return if endpoint.versioned() { Err(Error::VersionRequired) } else { Ok(None) };
    };
    let quoted = tag.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let digits = quoted.unwrap_or(tag);
    let is_one = (1..=18).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    if is_one { Ok(Some(digits.to_owned()).filter(|_| endpoint.versioned())) } else { Err(NO_VERSION) }
}

const NO_VERSION: Error = Error::Http {
    status: 400,
    text: zh("If-Match 只能写一个版本，如 \"3\"：就是读到的 ETag，不能是 *、W/ 或几个版本"),
};

/// The action in one transaction with its files and its idempotency: the first answer to a key is given again. What was refused
/// leaves no file behind.
pub(super) async fn perform(
    app: &App,
    ctx: Ctx,
    endpoint: &'static dyn Endpoint,
    target: Target,
    body: Body,
) -> Result<Done> {
    let Body { said, staged } = body;
    let key = said.key()?.map(str::to_owned);
    let secrets = veiled(app, &ctx, key.as_deref(), &said).await?;
    let (reader, files) = (ctx.clone(), staged.clone());
    let done = write(app, ctx, move |door| {
        let actor = door.ctx.actor.code();
        let print = said.fingerprint();
        let request = [endpoint.name(), target.id.as_str(), print.as_str(), secrets.as_str()];
        if let Some(key) = &key
            && let Some(stored) = evidence::lookup(door.conn, &actor, key, &request)?
        {
            return serde_json::from_str::<StoredDone>(&stored.body)
                .map(Done::from)
                .map_err(|e| Error::Fault(e.to_string()));
        }
        for file in files.iter() {
            filing::keep(door, file)?;
        }
        let done = endpoint.run(door, &target, &said)?;
        if let Some(key) = &key {
            let body =
                serde_json::to_string(&StoredDone::from(&done)).map_err(|e| Error::Fault(e.to_string()))?;
            let stored = evidence::Stored { status: 200, location: done.location.clone(), body };
            evidence::remember(door.conn, &actor, key, &request, &stored, door.ctx.now.as_microsecond())?;
        }
        Ok(done)
    })
    .await;
    if done.is_err() && !staged.is_empty() {
        let cleared = write(app, reader, move |door| {
            staged.iter().try_for_each(|file| filing::clear(door, &file.file.sha256).map(drop))
        });
        if let Err(error) = cleared.await {
            // They are swept a day later.
            tracing::warn!(%error, "files of a refused form");
        }
    }
    done
}

/// The secrets among what was said, hashed as slowly as a password: the same request is known again, and who reads the stored
/// answer learns nothing. Empty where there are none, or no key under which it could come again.
async fn veiled(app: &App, ctx: &Ctx, key: Option<&str>, said: &Said) -> Result<String> {
    let Some((key, secrets)) = key.zip(said.secrets()) else { return Ok(String::new()) };
    let salt = hex(&Sha256::digest(format!("{} {key}", ctx.actor.code())));
    let veil = app.shared.site.veil;
    tokio::task::spawn_blocking(move || veil(&secrets, &salt))
        .await
        .map_err(|e| Error::Fault(e.to_string()))?
}

#[derive(serde::Serialize, serde::Deserialize)]
struct StoredDone {
    location: String,
    id: String,
    number: String,
    version: i64,
    created: bool,
}

impl From<&Done> for StoredDone {
    fn from(done: &Done) -> Self {
        let Done { location, id, number, version, created, .. } = done.clone();
        Self { location, id, number, version, created }
    }
}

impl From<StoredDone> for Done {
    fn from(stored: StoredDone) -> Self {
        let StoredDone { location, id, number, version, created } = stored;
        Self { location, toast: "", id, number, version, created, shown_once: String::new() }
    }
}
