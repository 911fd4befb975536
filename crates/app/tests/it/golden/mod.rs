//! A body of every kind as it was first released, kept for ever: this version must still read it (I5, ADR 0017).
//!
//! `GENDAN_GOLDEN=1` writes the bodies of kinds that have none yet, and touches no other: they are checked in with the
//! version that releases them.

mod classes;
mod examples;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use app::site::SITE;
use db::Conn;
use evidence::{Fact, SaltKey, Value};
use kernel::Result;
use kernel::record::class_of_tag;

use crate::kit::TestApp;
use crate::released::{LAST_EVENING, released};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/facts")
}

/// The kinds that have a body.
fn kept() -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    entries.filter_map(|name| Some(name.strip_suffix(".cbor")?.to_owned())).collect()
}

/// A stored fact of `kind` with this body.
fn fact(stream: &str, kind: &str, body: Value) -> Fact {
    Fact {
        stream: format!("{stream}/1"),
        seq: 1,
        kind: kind.to_owned(),
        at: 1_793_349_360_000_000,
        actor: "system".to_owned(),
        body,
    }
}

/// Fields by their path.
fn fields(body: &Value) -> BTreeMap<String, String> {
    let leaves = evidence::encode(body, class_of_tag, SaltKey::new([0; 16])).unwrap();
    leaves.iter().map(|leaf| (leaf.path.clone(), format!("{:?}", leaf.value()))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn i5_a_body_of_every_kind_is_kept_and_reads_as_it_was_released() {
    if std::env::var_os("GENDAN_GOLDEN").is_some() {
        write_missing().await;
    }
    let kept = kept();
    let mut of_site = BTreeSet::new();
    for noun in SITE.nouns() {
        for kind in noun.kinds {
            assert!(of_site.insert(kind.name.to_owned()), "two facts are stored as {}", kind.name);
            assert!(
                kept.contains(kind.name),
                "{} has no body in {}: run this test with GENDAN_GOLDEN=1 and check it in",
                kind.name,
                folder().display()
            );
            let body = released_body(kind.name);
            // Read, applied to nothing, and written: a field that is gone or called otherwise would be lost in silence.
            let again = noun.reread(&fact(noun.stream, kind.name, body.clone())).unwrap();
            let (was, is) = (content(&body), content(&again));
            for (path, value) in fields(was) {
                assert_eq!(fields(is).get(&path), Some(&value), "{}: {path} is lost", kind.name);
            }
        }
    }
    let lost: Vec<&String> = kept.difference(&of_site).collect();
    assert!(lost.is_empty(), "released kinds that no noun reads any more: {lost:?}");
}

/// The body of `kind` as it was released.
fn released_body(kind: &str) -> Value {
    let bytes = std::fs::read(folder().join(format!("{kind}.cbor"))).unwrap();
    ciborium::from_reader(bytes.as_slice()).unwrap()
}

/// What stands in the envelope.
fn content(body: &Value) -> &Value {
    body.as_map().and_then(|entries| entries.first()).map_or(&Value::Null, |(_, content)| content)
}

/// Bodies of kinds that have none: as the released version left one, or else an example.
async fn write_missing() {
    std::fs::create_dir_all(folder()).unwrap();
    let kept = kept();
    let mut bodies = examples::all();
    let test = TestApp::over(released(), "", LAST_EVENING).await;
    bodies.extend(test.app.db.read(longest).await.unwrap());
    for kind in SITE.nouns().flat_map(|n| n.kinds).filter(|k| !kept.contains(k.name)) {
        let Some(body) = bodies.get(kind.name) else {
            panic!("{} needs an example in tests/it/golden/examples.rs", kind.name);
        };
        let mut bytes = Vec::new();
        ciborium::into_writer(body, &mut bytes).unwrap();
        std::fs::write(folder().join(format!("{}.cbor", kind.name)), bytes).unwrap();
    }
}

/// The longest body of every kind that `conn` has: it says most.
fn longest(conn: &mut Conn) -> Result<BTreeMap<String, Value>> {
    let mut found: BTreeMap<String, Value> = BTreeMap::new();
    let mut after = String::new();
    loop {
        let streams = evidence::streams(conn, &after, 500)?;
        let Some(last) = streams.last() else { return Ok(found) };
        after.clone_from(last);
        for stream in &streams {
            for fact in evidence::by_stream(conn, stream, None)? {
                let before = found.get(&fact.kind).map_or(0, |body| fields(body).len());
                if fields(&fact.body).len() > before {
                    found.insert(fact.kind, fact.body);
                }
            }
        }
    }
}
