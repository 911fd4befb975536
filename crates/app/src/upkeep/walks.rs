//! What a walk of the evidence has found, for the security log (control 42). A walk only reads, also beside a running server and in
//! a copy: it leaves a note in the data folder, and the server takes it in.

use std::path::PathBuf;

use jiff::Timestamp;
use kernel::i18n::zh;
use kernel::log::{Event, Line, told};
use kernel::{App, Ctx};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Verified;

/// A note of one walk.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    at: Timestamp,
    facts: u64,
    streams: u64,
    faults: Vec<String>,
}

fn folder(app: &App) -> PathBuf {
    app.shared.config.data_dir.join("walks")
}

/// Leaves a note of a walk. A folder that cannot be written to, like that of a copy, is told of and no reason to fail.
pub fn leave(app: &App, found: &Verified) {
    let faults = found.faults.iter().take(3).cloned().collect();
    let note = Note { at: app.shared.clock.now(), facts: found.facts, streams: found.streams, faults };
    let kept = || -> std::io::Result<()> {
        std::fs::create_dir_all(folder(app))?;
        let name = folder(app).join(Uuid::now_v7().simple().to_string());
        // Whoever takes notes in never sees half of one.
        std::fs::write(name.with_extension("part"), serde_json::to_vec(&note)?)?;
        std::fs::rename(name.with_extension("part"), name.with_extension("json"))
    };
    if let Err(error) = kept() {
        tracing::warn!(%error, "the security log will not tell of this walk");
    }
}

/// Takes in what walks have left. What cannot be read or taken away, like the note of another user of the machine, is told of and
/// left there.
pub fn take_in(app: &App, ctx: &Ctx) {
    let Ok(notes) = std::fs::read_dir(folder(app)) else { return };
    for path in
        notes.flatten().map(|entry| entry.path()).filter(|p| p.extension().is_some_and(|e| e == "json"))
    {
        // Taken away first: a note that stays would be told again and again.
        let taken = std::fs::read(&path).and_then(|bytes| std::fs::remove_file(&path).map(|()| bytes));
        match taken.map(|bytes| serde_json::from_slice::<Note>(&bytes)) {
            Ok(Ok(note)) => app.shared.log.push(line(ctx, &note)),
            Ok(Err(error)) => tracing::warn!(%error, path = %path.display(), "no note of a walk"),
            Err(error) => {
                tracing::warn!(%error, path = %path.display(), "a note of a walk that is not ours to take");
            }
        }
    }
}

fn line(ctx: &Ctx, note: &Note) -> Line {
    let (facts, streams) = (note.facts.to_string(), note.streams.to_string());
    let params = [
        ("facts", facts.as_str()),
        ("streams", &streams),
        ("first", note.faults.first().map_or("", String::as_str)),
    ];
    let text = if note.faults.is_empty() {
        zh("{facts} 条事实、{streams} 条链，完好")
    } else {
        zh("{facts} 条事实、{streams} 条链，有损坏：{first}")
    };
    Line { at: note.at, ..ctx.line(Event::Verify, told(text, &params)) }
}
