//! What not everybody may see, as the facts have it, and looking for it in whatever is answered.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;

use app::site::SITE;
use domain::confidential::Secret;
use domain::money::Money;
use evidence::{Class, SaltKey, Value};
use kernel::Result;
use kernel::record::class_of_tag;

use crate::kit::{Answer, TestApp, User};

/// Digits that a figure has at least, zeros at its ends not counted, so that it is nothing else by chance.
const DIGITS: usize = 5;
/// Letters that a word has at least.
const LETTERS: usize = 4;

/// What every amount in capital numerals begins with.
const YUAN: &str = "人民币";

/// Every confidential value of a database, by its class.
#[derive(Default)]
pub struct Canaries {
    /// Figures as [`figure`] writes them, and telephone numbers.
    figures: BTreeMap<String, BTreeSet<Secret>>,
    /// Words.
    words: BTreeMap<String, BTreeSet<Secret>>,
    /// Amounts in capital numerals, which stand behind [`YUAN`].
    capitals: BTreeMap<String, BTreeSet<Secret>>,
}

/// A number as everybody writes it in the end: no commas, no zeros that say nothing. Nothing where it is too short.
fn figure(token: &str) -> Option<String> {
    let bare: String = token.chars().filter(|c| *c != ',').collect();
    let bare = match bare.split_once('.') {
        Some((whole, part)) if part.bytes().all(|b| b == b'0') => whole,
        Some(_) => bare.trim_end_matches('0'),
        None => &bare,
    };
    let telling = bare.trim_matches(['0', '.']);
    let digits = telling.len() - usize::from(telling.contains('.'));
    (digits >= DIGITS).then(|| bare.to_owned())
}

/// Every number in a text that stands by itself: not in an identity, a hash, a name.
fn figures(text: &str) -> BTreeSet<String> {
    let bytes = text.as_bytes();
    let wordy = |at: Option<&u8>| at.is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_');
    let (mut found, mut at) = (BTreeSet::new(), 0);
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && (bytes[at].is_ascii_digit() || matches!(bytes[at], b',' | b'.')) {
            at += 1;
        }
        let before = start.checked_sub(1).and_then(|n| bytes.get(n));
        // A minus before it is one only where nothing is before that.
        let hyphen = before == Some(&b'-') && wordy(start.checked_sub(2).and_then(|n| bytes.get(n)));
        let alone = !wordy(before) && !hyphen && !wordy(bytes.get(at)) && bytes.get(at) != Some(&b'-');
        if alone && at - start >= DIGITS {
            found.extend(figure(text.get(start..at).unwrap_or_default().trim_end_matches([',', '.'])));
        }
    }
    found
}

/// Everything that a workbook, a PDF or a page says.
fn words(answer: &Answer) -> String {
    let kind = answer.header("content-type");
    if kind.starts_with("application/pdf") {
        // Its text is compressed, and in letters of the font that it brings: read as a reader of PDFs does.
        let document = lopdf::Document::load_mem(&answer.body).unwrap();
        let pages: Vec<u32> = document.get_pages().into_keys().collect();
        let text = document.extract_text(&pages).unwrap().replace('\u{200b}', "");
        let closed: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        return format!("{text}\n{closed}");
    }
    if !kind.starts_with("application/vnd.openxmlformats") {
        return answer.text();
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(&answer.body)).unwrap();
    let mut text = String::new();
    // Beside them stand styles and colours.
    let parts: Vec<String> = archive.file_names().map(|name| name.unwrap().into_owned()).collect();
    for part in parts.iter().filter(|name| name.contains("sharedStrings") || name.contains("worksheets/")) {
        archive.by_name(part).unwrap().read_to_string(&mut text).unwrap();
    }
    text
}

impl Canaries {
    /// What the facts of `app` keep behind a class, and what lists show `manager`, who sees all of it, in columns that have one.
    pub async fn of(app: &TestApp, manager: &User) -> Self {
        let mut all = Self::default();
        let leaves = app.app.db.read(|conn| -> Result<Vec<(Secret, Value)>> {
            let mut found = Vec::new();
            let streams = evidence::streams(conn, "", i64::MAX)?;
            for stream in streams {
                for fact in evidence::by_stream(conn, &stream, None)? {
                    let body = SITE.noun(&stream)?.reread(&fact)?;
                    for leaf in evidence::encode(&body, class_of_tag, SaltKey::new([0; 16]))? {
                        let kind = match leaf.class {
                            Class::Price => Secret::Price,
                            Class::Cost => Secret::Cost,
                            Class::Personal => Secret::Contact,
                            Class::Plain | Class::Secret => continue,
                        };
                        found.extend(leaf.value().map(|value| (kind, value)));
                    }
                }
            }
            Ok(found)
        });
        for (kind, value) in leaves.await.unwrap() {
            match value {
                Value::Integer(minor) => all.amount(kind, i64::try_from(minor).unwrap()),
                Value::Text(text) => all.text(kind, &text),
                _ => {}
            }
        }
        let ui =
            kernel::ui::Ui::anonymous(kernel::i18n::Lang::Zh, jiff::civil::datetime(2026, 11, 2, 9, 0, 0, 0));
        for list in SITE.lists() {
            let classed = list.columns.iter().filter_map(|c| Some((c.key, c.secret(&ui).unwrap()?)));
            let classed: Vec<(&str, Secret)> = classed.collect();
            if classed.is_empty() {
                continue;
            }
            for row in manager.list(&format!("{}?limit=200", list.path)).await {
                for (key, kind) in &classed {
                    match row[key].as_str() {
                        Some(text) if *kind == Secret::Contact => all.text(*kind, text),
                        Some(text) => {
                            if let Ok(money) = Money::parse(text) {
                                all.amount(*kind, money.minor());
                            }
                        }
                        None => {}
                    }
                }
            }
        }
        all
    }

    /// An amount in 分: in yuan, as a row holds it, as a price per unit of a row does, in capital numerals.
    pub fn amount(&mut self, kind: Secret, minor: i64) {
        let money = Money::cny(minor);
        let plain = money.plain();
        let raw = (minor.abs() > 99_999).then(|| minor.abs().to_string());
        let millionths = (minor.abs() > 999).then(|| format!("{}0000", minor.abs()));
        for text in [Some(plain.trim_start_matches('-').to_owned()), raw, millionths].into_iter().flatten() {
            if let Some(figure) = figure(&text) {
                self.figures.entry(figure).or_default().insert(kind);
            }
        }
        if minor > 99_999 {
            self.capitals.entry(money.capital()).or_default().insert(kind);
        }
    }

    /// A text: its words and its numbers.
    fn text(&mut self, kind: Secret, text: &str) {
        for part in text.split_whitespace() {
            if part.bytes().all(|b| b.is_ascii_digit()) {
                if let Some(figure) = figure(part) {
                    self.figures.entry(figure).or_default().insert(kind);
                }
            } else if !part.is_ascii() && part.chars().count() >= LETTERS {
                // Days and codes of choices stand beside whom somebody spoke to, and are no secret.
                self.words.entry(part.to_owned()).or_default().insert(kind);
            }
        }
    }

    /// What an answer says of a class that `closed` has, and the first value by which it does.
    pub fn in_answer(&self, answer: &Answer, closed: &dyn Fn(Secret) -> bool) -> Option<String> {
        let text = words(answer);
        let all_closed = |kinds: &BTreeSet<Secret>| kinds.iter().all(|kind| closed(*kind));
        let figures = figures(&text);
        let figure = figures.iter().find(|f| self.figures.get(*f).is_some_and(all_closed));
        let among = |words: &BTreeMap<String, BTreeSet<Secret>>| {
            let said = words.iter().find(|(word, kinds)| all_closed(kinds) && text.contains(word.as_str()));
            said.map(|(word, _)| word.clone())
        };
        let capital = || Some(&self.capitals).filter(|_| text.contains(YUAN)).and_then(among);
        let found = figure.cloned().or_else(|| among(&self.words)).or_else(capital)?;
        let at = text.find(&found).unwrap_or(0);
        let around: String = text
            .get(..at)
            .unwrap_or_default()
            .chars()
            .rev()
            .take(80)
            .collect::<Vec<_>>()
            .into_iter()
            .rev()
            .collect();
        Some(format!("{found} behind …{}", around.replace('\n', " ")))
    }

    /// Words and figures of a class, the longest, to be looked for.
    pub fn sought(&self, kind: Secret) -> Vec<String> {
        let of = |map: &BTreeMap<String, BTreeSet<Secret>>| -> Vec<String> {
            let only = map.iter().filter(|(_, kinds)| kinds.len() == 1 && kinds.contains(&kind));
            let mut all: Vec<String> = only.map(|(text, _)| text.clone()).collect();
            all.sort_by_key(|text| std::cmp::Reverse(text.len()));
            all.truncate(3);
            all
        };
        [of(&self.figures), of(&self.words)].concat()
    }

    /// How many there are of a class.
    pub fn count(&self, kind: Secret) -> usize {
        self.figures
            .values()
            .chain(self.words.values())
            .chain(self.capitals.values())
            .filter(|kinds| kinds.contains(&kind))
            .count()
    }
}

#[test]
fn a_figure_is_known_in_every_writing_and_is_no_part_of_a_name() {
    let mut all = Canaries::default();
    all.amount(Secret::Price, 123_456_789);
    for said in
        ["¥1,234,567.89", "<v>1234567.89</v>", "\"123456789\"", "at -1,234,567.89.", "金额1234567.890元"]
    {
        assert!(figures(said).iter().any(|f| all.figures.contains_key(f)), "{said}");
    }
    for said in ["a1234567.89", "0190-123456789-1", "12345678", "11,234,567.89"] {
        assert!(!figures(said).iter().any(|f| all.figures.contains_key(f)), "{said}");
    }
    assert!(all.capitals.contains_key("人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"));
}
