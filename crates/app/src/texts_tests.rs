//! Every Chinese line has its English one, and none is orphaned.

use crate::site::SITE;
use kernel::i18n::{Lang, has_english, pack, speak};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn files(dir: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files(&path, into) } else { into.push(path) }
    }
}

/// Chinese texts that are no words of the screen: the file or folder, the texts (none: all), and why.
const DATA: [(&str, &[&str], &str); 26] = [
    ("app/demo", &[], "what the people of the demo company say and write"),
    ("app/gallery", &[], "sample data of the components; developers only"),
    ("app/command", &[], "the operator's terminal, which is not translated"),
    ("app/import/columns.rs", &["可选：{}"], "what the template says of a column"),
    ("app/import/template.rs", &[], "the workbook that goes out: Chinese, since Chinese heads are read back"),
    ("app/import/recognise.rs", &[], "sheets and rows of that workbook that are not read"),
    ("app/import/kinds.rs", &[], "column heads that workbooks have"),
    ("app/import/cells.rs", &[], "units, yes and no as workbooks write them"),
    ("app/import/figures.rs", &[], "units as workbooks write them"),
    ("app/import/customer_order", &[], "words of customers' sheets"),
    ("app/import/masters.rs", &[], "column heads that workbooks have"),
    ("app/import/structures.rs", &[], "column heads that workbooks have"),
    ("app/import/orders.rs", &[], "column heads that workbooks have"),
    ("app/import/named.rs", &[], "column heads that workbooks have"),
    (
        "app/import/report.rs",
        &[
            "{field}：{reason}",
            "{reason}。{remedy}",
            "{field}{reason}。{remedy}",
            "{field}“{value}”{reason}。{remedy}",
        ],
        "the sentence in the returned workbook and in the recorded draft",
    ),
    ("app/order", &["30%定金,发货前付清70%"], "terms as they are parsed"),
    ("domain/order/mod.rs", &[" 等 {} 行"], "a stored summary, see Lang::summary"),
    (
        "kernel",
        &["是", "否", "亿元", "万元", " 等 ", " 行", "列表", "后天"],
        "a yes, a no and a day that are read; units of 10⁴ and 10⁸, which English lacks; a stored summary",
    ),
    ("app/order/words.rs", &["价", "联系", "收货人"], "words that a sheet's heading is recognised by"),
    ("domain/money/capital.rs", &[], "amounts in capital numerals"),
    ("domain/money/written.rs", &[], "the signs and words that people write beside an amount"),
    ("domain/plan", &["海", "空", "整车", "专车"], "words that a way of transport is recognised by"),
    (
        "domain/unit.rs",
        &["套", "个", "台", "件", "把", "只", "付", "副", "对", "组", "盏", "樘", "扇", "部", "辆"],
        "units as people write them",
    ),
    ("domain/place/mod.rs", &["主仓"], "the name of a place, as the others have theirs from the company"),
    ("domain/customer/alike.rs", &[], "words that tell nothing of a company apart from its form"),
    ("domain/terms/written.rs", &[], "words that payment terms are parsed by"),
];

fn is_data(place: &str, text: &str) -> bool {
    DATA.iter().any(|(at, texts, _)| place.starts_with(at) && (texts.is_empty() || texts.contains(&text)))
}

fn chinese(c: char) -> bool {
    ('\u{2e80}'..='\u{9fff}').contains(&c) || ('\u{ff00}'..='\u{ffef}').contains(&c)
}

/// The Chinese string literals of Rust code, outside comments and test modules; those of templates are found
/// inside their literal.
fn literals(code: &str) -> Vec<String> {
    let code = code.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut found = Vec::new();
    let mut rest = code;
    while let Some(at) = rest.find(['"', '/', '\'']) {
        let raw = rest.get(..at).unwrap_or_default();
        let hashes = raw.len() - raw.trim_end_matches('#').len();
        let raw = raw.trim_end_matches('#').ends_with('r');
        let after = rest.get(at..).unwrap_or_default();
        if after.starts_with("//") {
            rest = after.split_once('\n').map_or("", |(_, next)| next);
        } else if let Some(open) = after.strip_prefix('"') {
            let close = format!("\"{}", "#".repeat(hashes));
            let end = if raw { open.find(&close).unwrap_or(open.len()) } else { closing(open) };
            let literal = open.get(..end).unwrap_or_default();
            if literal.contains("{{ ") {
                found.extend(template(literal));
            } else if literal.contains(chinese) {
                found.push(literal.trim_matches('\'').replace("\\\"", "\"").replace("\\n", "\n"));
            }
            rest = open.get(end + 1..).unwrap_or_default();
        } else if after.starts_with("'\"'") || after.starts_with("'/'") || after.starts_with("'\\") {
            rest = after.get(3..).unwrap_or_default();
        } else {
            rest = after.get(1..).unwrap_or_default();
        }
    }
    found
}

/// Where an ordinary literal ends.
fn closing(open: &str) -> usize {
    let mut escaped = false;
    for (at, c) in open.char_indices() {
        match c {
            '"' if !escaped => return at,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    open.len()
}

/// The Chinese texts of a template: those in quotes, and whatever stands outside them.
fn template(text: &str) -> Vec<String> {
    // The mark of the product and the dash between two dates are the same in both languages.
    let text = text.replace("跟</b>", "").replace("～</i>", "");
    text.split('"').filter(|part| part.contains(chinese)).map(str::to_owned).collect()
}

/// Every Chinese text of shipped code, with the file where it stands, and whether it needs an English line.
fn used() -> BTreeMap<String, (String, bool)> {
    let mut used = BTreeMap::new();
    let (domain, kernel) = (source().join("../../domain/src"), source().join("../../kernel/src"));
    for (root, shown) in [(source(), "app"), (kernel, "kernel"), (domain, "domain")] {
        let mut paths = Vec::new();
        files(&root, &mut paths);
        for path in paths {
            let place = format!("{shown}/{}", path.strip_prefix(&root).unwrap().display()).replace('\\', "/");
            let code = fs::read_to_string(&path).unwrap_or_default();
            let texts = match path.extension().and_then(|ending| ending.to_str()) {
                Some("rs") if !place.ends_with("tests.rs") => literals(&code),
                Some("html") => template(&code),
                _ => continue,
            };
            for text in texts {
                let shown = !is_data(&place, &text) || code.contains(&format!("zh(\"{text}\")"));
                let known = used.entry(text).or_insert((place.clone(), shown));
                known.1 |= shown;
            }
        }
    }
    used
}

fn parameters(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).filter_map(|part| part.split(['}', '?']).next()).map(str::to_owned).collect()
}

#[test]
fn every_text_has_an_english_line_and_none_is_an_orphan() {
    speak(&SITE);
    let mut paths = Vec::new();
    files(&source(), &mut paths);
    files(&source().join("../../kernel/src"), &mut paths);
    let used = used();
    let mut english = BTreeMap::<String, (String, PathBuf)>::new();
    let mut complaints = BTreeSet::new();
    for path in paths.iter().filter(|path| path.ends_with("en.toml")) {
        let shown: PathBuf = path.strip_prefix(source()).unwrap_or(path).to_owned();
        let table: BTreeMap<String, String> = toml::from_str(&fs::read_to_string(path).unwrap())
            .unwrap_or_else(|error| panic!("{}: {error}", shown.display()));
        for (zh, en) in table {
            if !has_english(&zh) {
                complaints.insert(format!("{zh}: its feature does not lend this file to the site"));
            }
            if let Some((other, place)) = english.insert(zh.clone(), (en.clone(), shown.clone()))
                && other != en
            {
                complaints.insert(format!(
                    "two English lines: {zh} in {} and {}",
                    place.display(),
                    shown.display()
                ));
            }
        }
    }
    for (text, (place, shown)) in &used {
        if *shown && !english.contains_key(text) {
            complaints.insert(format!("no English line: {text} (in {place})"));
        }
    }
    for (text, (en, place)) in &english {
        let plural = text.strip_suffix("列表").is_some_and(|one| used.contains_key(one));
        if !plural && !used.contains_key(text) {
            complaints.insert(format!("orphan: {text} (in {})", place.display()));
        }
        if !parameters(en).is_subset(&parameters(text)) {
            complaints.insert(format!("a parameter that the source lacks: {text} = {en}"));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn literals_are_found_where_they_stand() {
    let code = "t(\"保存\") // \"不算\"\nrefuse(\"H1\", \"说“是”\\\"\", '\"') /// 不算\n";
    assert_eq!(literals(code), ["保存", "说“是”\""]);
    let code = "r##\"<b>{{ ui.t(\"订单\") }}</b> 漏\"## \"no\"\n#[cfg(test)]\nmod tests { \"不算\" }";
    assert_eq!(literals(code), ["订单", ") }}</b> 漏"]);
}

#[test]
fn words_that_fill_a_sentence_are_translated_and_names_are_not() {
    speak(&SITE);
    assert_eq!(
        (Lang::En.list("订单"), Lang::Zh.list("订单"), Lang::En.list("今日")),
        ("Orders", "订单", "Today")
    );
    assert_eq!(Lang::En.words("没有价格、没有收货地址"), "no price, no delivery address");
    assert_eq!(Lang::En.words("甲、没有价格"), "甲、没有价格");
    assert_eq!(Lang::Zh.words("没有价格、没有收货地址"), "没有价格、没有收货地址");
    let packed = pack("采购缺料 {count} 项", &[("count", "2".to_owned())]);
    assert_eq!(Lang::En.unpack(&packed), "Buy 2 short items");
    assert_eq!(Lang::Zh.unpack(&packed), "采购缺料 2 项");
    assert_eq!(Lang::En.summary("甲 2 组、乙 1 个 等 3 行"), "甲 2 组, 乙 1 个 and more, 3 lines");
}
