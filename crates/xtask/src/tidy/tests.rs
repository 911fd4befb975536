//! What the checks find, and what they let pass.

use std::collections::BTreeSet;

use super::lex::scan;
use super::{File, Finding, check, length, tree, words};

fn findings(path: &str, text: &str) -> Vec<Finding> {
    let numbers = ["H3.3", "H6.4", "H6.6", "H11.x"].map(ToOwned::to_owned).into();
    let hosts = BTreeSet::from(["mirror.example.test".to_owned()]);
    check(&[File::new(path, &format!("//! A file.\n{text}"))], &numbers, &hosts)
}

fn rules(path: &str, text: &str) -> Vec<&'static str> {
    findings(path, text).iter().map(|f| f.rule).collect()
}

#[test]
fn strings_and_comments_are_told_from_code() {
    let text = r##"let a = "x // \" y"; // note "z"
/* a /* b */ "c" */ let b: &'a str = r#"raw " one"#; let c = '"'; let d = '\''; after(b"bytes");"##;
    let scan = scan(text);
    let strings: Vec<&str> = scan.strings.iter().map(|(_, s)| s.as_str()).collect();
    assert_eq!(strings, [r#"x // \" y"#, "raw \" one", "bytes"]);
    assert_eq!(scan.strings.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 2, 2]);
    assert!(scan.code.contains("let b: &'a str") && scan.code.contains("after("));
    assert!(!scan.code.contains("note") && !scan.code.contains("raw"));
}

#[test]
fn i1_the_domain_asks_no_clock_and_counts_no_floats() {
    let path = "crates/domain/src/order/mod.rs";
    assert_eq!(rules(path, "let now = jiff::Timestamp::now();"), ["I1"]);
    assert_eq!(rules(path, "fn half(x: f64) {}\nuse std::fs::File;"), ["I1", "I1"]);
    assert!(rules(path, "// no f64, no tokio\nlet brand = \"rand\"; let branding = 1;").is_empty());
    assert!(rules("crates/paper/src/qr.rs", "fn half(x: f64) {}").is_empty());
    assert_eq!(
        rules("crates/domain/Cargo.toml", "[dependencies]\njiff.workspace = true\ntokio = \"1\""),
        ["I1"]
    );
    assert!(
        rules("crates/domain/Cargo.toml", "[dependencies]\n[dev-dependencies]\nrand = \"0.9\"").is_empty()
    );
}

#[test]
fn i2_sql_stands_in_stores() {
    let statement = r#"conn.query("SELECT id FROM orders", &[]);"#;
    assert_eq!(rules("crates/app/src/order/pages.rs", statement), ["I2"]);
    assert_eq!(rules("crates/app/src/order/api.rs", r#"x("UPDATE orders SET a = 1");"#), ["I2"]);
    assert!(rules("crates/app/src/order/store.rs", statement).is_empty());
    assert!(rules("crates/kernel/src/session.rs", statement).is_empty());
    assert!(rules("crates/evidence/src/read.rs", statement).is_empty());
    assert!(rules("crates/app/tests/it/main.rs", statement).is_empty());
    assert!(rules("crates/app/src/order/pages.rs", r#"x("SELECTED"); // SELECT id FROM orders"#).is_empty());
}

#[test]
fn codes_of_states_are_bound_and_not_spelt() {
    let wrong = [r#"("open", "开", "claim.state = 'open'")"#, r#"x("a.stage IN ('supply', 'shipping')")"#];
    for text in wrong {
        assert_eq!(rules("crates/app/src/order/lists.rs", text), ["states"], "{text}");
    }
    let fine = [r#"x("search LIKE $1 ESCAPE '!'")"#, r#"x("carrier_id = ''")"#, r#"x("the key = 'K-1'")"#];
    for text in fine {
        assert!(rules("crates/app/src/order/lists.rs", text).is_empty(), "{text}");
    }
}

#[test]
fn i2_a_table_is_written_by_one_feature() {
    let file = |path: &str, text: &str| File::new(path, &format!("//! A file.\n{text}"));
    let insert = r#"x("INSERT INTO order_row (id) VALUES ($1) ON CONFLICT (id) DO UPDATE SET a = 1");"#;
    let other = r#"x("UPDATE order_row SET a = 1"); x("SELECT a FROM order_row");"#;
    let files = [file("crates/app/src/order/store.rs", insert), file("crates/app/src/today/store.rs", other)];
    let found = check(&files, &BTreeSet::new(), &BTreeSet::new());
    assert_eq!(found.len(), 1);
    assert!(found.iter().all(|f| f.path.contains("today") && f.what.contains("order_row")));
}

#[test]
fn i3_only_actions_record() {
    assert_eq!(rules("crates/app/src/order/pages.rs", "door.record(order, &facts)?;"), ["I3"]);
    assert!(rules("crates/app/src/order/actions.rs", "door.record(order, &facts)?;").is_empty());
    assert!(rules("crates/app/src/reactions.rs", "door.record(order, &facts)?;").is_empty());
    assert!(rules("crates/app/src/order/pages.rs", "// record(\nlog_record(x);").is_empty());
}

#[test]
fn i7_cited_numbers_exist() {
    let path = "crates/app/tests/it/handbook/h3.rs";
    assert!(rules(path, "#[test] fn h3_3_a_review() {} // H6.4–H6.6, H11.x").is_empty());
    // Put together here, because this file is checked too.
    let (text, name) = (format!("// see H{}", "3.99"), format!("fn h{}_too_many() {{}}", "3_99"));
    assert_eq!(rules(path, &text), ["I7"]);
    assert_eq!(rules(path, &name), ["I7"]);
    assert!(rules(path, "let sha = \"0AH3.99\"; fn h264_frames() {}").is_empty());
}

#[test]
fn nothing_is_left_over_and_nothing_names_the_machine() {
    let mark = concat!("// TO", "DO later");
    assert_eq!(rules("crates/app/src/main.rs", mark), ["words"]);
    assert!(rules("crates/app/assets/vendor.js", mark).is_empty());
    assert_eq!(rules("README.md", "see https://mirror.example.test/x"), ["words"]);
    assert_eq!(rules("Cargo.lock", "source = \"registry+https://elsewhere.test/index\""), ["registry"]);
    assert!(
        rules("Cargo.lock", "source = \"registry+https://github.com/rust-lang/crates.io-index\"").is_empty()
    );
    assert_eq!(rules("tests/browser/package-lock.json", "{}"), ["registry"]);
    assert_eq!(
        words::host("https://user:secret@mirror.example.test:8443/npm/").as_deref(),
        Some("mirror.example.test")
    );
    assert_eq!(words::host("https://registry.npmjs.org/"), None);
}

#[test]
fn every_rust_file_says_what_it_is() {
    let bare = [File::new("crates/app/src/main.rs", "fn main() {}")];
    let found = check(&bare, &BTreeSet::new(), &BTreeSet::new());
    assert_eq!(found.iter().map(|f| f.rule).collect::<Vec<_>>(), ["doc line"]);
}

/// What I10 says of `text` at `path`, in a site of customers, orders and stock.
fn layering(path: &str, text: &str) -> Vec<String> {
    let site = "use crate::{customer, order, stock};\n&customer::FEATURE, &order::FEATURE, &stock::FEATURE";
    let file = |path: &str, text: &str| File::new(path, &format!("//! A file.\n{text}"));
    let others = ["customer/mod", "order/mod", "stock/mod", "master/mod", "reactions"];
    let mut files: Vec<File> =
        others.iter().map(|name| file(&format!("crates/app/src/{name}.rs"), "")).collect();
    files.extend([file("crates/app/src/site.rs", site), file(path, text)]);
    let found = check(&files, &BTreeSet::new(), &BTreeSet::new());
    found.iter().filter(|f| f.rule == "I10").map(|f| format!("{}: {}", f.line, f.what)).collect()
}

#[test]
fn i10_a_feature_uses_those_before_it_alone() {
    let order = "crates/app/src/order/pages.rs";
    assert!(layering(order, "use crate::{customer, master::page};\ncustomer::by_code();").is_empty());
    let upward = ["2: order stands before stock in site.rs and may not use it: make it a reaction or a part"];
    assert_eq!(layering(order, "use crate::stock;"), upward);
    assert_eq!(layering(order, "use crate::{\n    customer,\n    stock::actions as moves,\n};"), upward);
    assert_eq!(layering(order, "crate::stock::balance(conn);"), upward);
    assert_eq!(layering("crates/app/src/order/mod.rs", "use super::stock;"), upward);
    assert!(layering(order, "use super::stock;\nuse domain::stock::Move;\nuse kernel::stock;").is_empty());
    assert!(
        layering("crates/app/src/stock/actions.rs", "use crate::order;\norder::actions::draw();").is_empty()
    );
    assert!(layering("crates/app/src/reactions.rs", "use crate::{order, stock};").is_empty());
    assert_eq!(layering(order, "use crate::reactions::conclude;").len(), 1, "what stands after all");
    assert!(
        layering(order, "#[cfg(test)]\nmod tests {\n    use crate::reactions;\n}").is_empty(),
        "a test sees all"
    );
}

#[test]
fn i10_a_feature_uses_another_through_its_exports() {
    let stock = "crates/app/src/stock/actions.rs";
    let private = ["2: order::store is order's own: use what its mod.rs exports"];
    assert_eq!(layering(stock, "use crate::order::store::by_number;"), private);
    assert_eq!(layering(stock, "use crate::order::{self, store};"), private);
    assert_eq!(layering("crates/app/src/demo.rs", "crate::order::store::all();"), private);
    let through_alias = layering(stock, "use crate::{order as orders, customer};\norders::pages::page();");
    assert_eq!(through_alias, ["3: order::pages is order's own: use what its mod.rs exports"]);
    assert!(
        layering("crates/app/src/order/mod.rs", "pub use store::by_number;\nuse crate::order::store;")
            .is_empty()
    );
}

#[test]
fn what_does_not_belong_in_the_tree_is_refused() {
    for path in [
        "crates/app/src/order/mod.rs",
        "docs/adr/README.md",
        "scripts/test",
        "Cargo.toml",
        "migrations/0001.sql",
    ] {
        assert!(tree::stray(path).is_none(), "{path}");
    }
    for path in [
        "notes.txt",
        "docs/notes.txt",
        "crates/app/src/order/mod.rs.orig",
        "crates/a.py",
        "scratch/a.md",
        "scripts/x.sh",
    ] {
        assert!(tree::stray(path).is_some(), "{path}");
    }
}

#[test]
fn a_long_file_has_two_subjects() {
    let lines = |n: usize| "// a line\n".repeat(n - 1);
    assert!(rules("crates/app/src/order/acts.rs", &lines(300)).is_empty());
    assert_eq!(rules("crates/app/src/order/acts.rs", &lines(301)), ["length"]);
    assert!(rules("crates/app/src/order/tests.rs", &lines(301)).is_empty());
    assert!(rules("crates/db/src/pool.rs", &lines(310)).is_empty(), "listed with its reason");
    let mut found = Vec::new();
    length::outgrown(&File::new("crates/db/src/pool.rs", &lines(300)), &mut found);
    assert_eq!(found.len(), 1, "it may leave the list");
}
