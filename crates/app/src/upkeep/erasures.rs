//! The ledger of erasures beside the database: what was erased in it is erased again in a copy that is put back (trust.md,
//! section c). It says where, and never what.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use domain::erasure::{Erasure, Place, Subject};
use domain::history::{Noun as _, Packed};
use kernel::noun::fold;
use kernel::{App, Ctx, Door, Error, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::lines::{self, fault};
use super::store;

/// An erasure as a line of the ledger.
#[derive(Serialize, Deserialize)]
struct Line {
    instance: String,
    id: String,
    subject: Subject,
    of: Uuid,
    places: Vec<Place>,
}

/// Tells the ledger in `folder` the erasures that it does not know.
pub fn tell(app: &App, folder: &Path) -> Result<()> {
    let ids = app.db.read_blocking(store::erasures)?;
    if ids.is_empty() {
        return Ok(());
    }
    let path = path(folder, app);
    let known: BTreeSet<String> = read(&path)?.into_iter().map(|line| line.id).collect();
    let new: Vec<String> = ids.into_iter().filter(|id| !known.contains(id)).collect();
    let mut text = String::new();
    for id in new {
        let erasure = recorded(app, &id)?;
        let line = Line {
            instance: app.shared.instance.uuid.clone(),
            id,
            subject: erasure.subject,
            of: erasure.of,
            places: erasure.places.0,
        };
        text.push_str(&serde_json::to_string(&line).map_err(|e| Error::Fault(e.to_string()))?);
        text.push('\n');
    }
    if text.is_empty() { Ok(()) } else { lines::append(&path, &text).map_err(|e| fault(&path, &e)) }
}

/// Erases again in a copy what its own records and the ledgers in `folders` say, where the texts are still there; answers how many
/// texts went. What only a ledger knows is recorded.
pub fn again(app: &App, folders: &[PathBuf]) -> Result<usize> {
    let mut all: Vec<(bool, Erasure)> = Vec::new();
    let ids: BTreeSet<String> = app.db.read_blocking(store::erasures)?.into_iter().collect();
    for id in &ids {
        all.push((true, recorded(app, id)?));
    }
    let mut told = BTreeSet::new();
    for folder in folders {
        for line in read(&path(folder, app))? {
            if !ids.contains(&line.id) && told.insert(line.id) {
                let (subject, of, places) = (line.subject, line.of, Packed(line.places));
                all.push((false, Erasure { subject, of, places, ..Erasure::default() }));
            }
        }
    }
    let (shared, ctx) = (app.shared.clone(), Ctx::system(app.shared.clock.now()));
    app.db.write_blocking(move |conn| {
        let mut gone = 0;
        for (is_recorded, erasure) in all {
            let mut door = Door::new(&ctx, conn, &shared);
            gone += crate::erasure::again(&mut door, erasure, is_recorded)?;
            door.conclude()?;
        }
        Ok(gone)
    })
}

fn recorded(app: &App, stream: &str) -> Result<Erasure> {
    let stream = stream.to_owned();
    app.db.read_blocking(move |conn| fold::<Erasure>(&evidence::by_stream(conn, &stream, None)?))
}

fn read(path: &Path) -> Result<Vec<Line>> {
    let mut all = Vec::new();
    if path.exists() {
        let line = |line: &[u8]| serde_json::from_slice::<Line>(line).ok();
        lines::each(path, "erasure", line, |line| {
            all.push(line);
            Ok(())
        })?;
    }
    Ok(all)
}

fn path(folder: &Path, app: &App) -> PathBuf {
    folder.join(format!("{}s-{}.jsonl", Erasure::STREAM, app.shared.instance.uuid))
}
