//! How long a file may be. The number stands in CONTRIBUTING.md too; those of a function are clippy's.

use super::{File, Finding};

/// Lines of a file; beyond that it has two subjects.
const MOST: usize = 300;
/// Files that are longer and why. What is added to them belongs elsewhere; tests and examples are not asked.
const LONG: [(&str, &str); 11] = [
    ("crates/app/src/gallery/pages.rs", "every component once, for looking at"),
    ("crates/app/src/import/run.rs", "one run, from the files to the facts"),
    ("crates/db/src/pool.rs", "threads, savepoints and shared commits read together"),
    ("crates/domain/src/claim/mod.rs", "the noun and its facts"),
    ("crates/kernel/src/ctx.rs", "the door: what it holds, notes and shows"),
    ("crates/kernel/src/ui/form.rs", "every kind of field is drawn here"),
    ("crates/paper/src/forms.rs", "the shapes of the printed forms"),
    ("crates/planner/src/factory.rs", "one model of the shop"),
    ("crates/planner/src/search.rs", "one algorithm"),
    ("crates/planner/src/validate.rs", "judges every constraint, independent of the rest"),
    ("crates/planner/src/what_if.rs", "the questions, one after the other"),
];

/// A file of the product that is too long.
pub fn length(file: &File, out: &mut Vec<Finding>) {
    let test = file.path.contains("/tests/") || file.path.contains("/examples/") || file.name() == "tests.rs";
    let lines = file.text.lines().count();
    if file.is_rust() && !test && lines > MOST && !listed(&file.path) {
        let what = format!("{lines} lines, above {MOST}: it has two subjects; split it");
        out.push(Finding { rule: "length", path: file.path.clone(), line: 0, what });
    }
}

/// A file that became short again leaves the list, and cannot grow back unseen.
pub fn outgrown(file: &File, out: &mut Vec<Finding>) {
    if listed(&file.path) && file.text.lines().count() <= MOST {
        let what = "it is short now: take it out of the list of long files".to_owned();
        out.push(Finding { rule: "length", path: file.path.clone(), line: 0, what });
    }
}

fn listed(path: &str) -> bool {
    LONG.iter().any(|(long, _)| *long == path)
}
