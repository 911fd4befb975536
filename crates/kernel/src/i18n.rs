//! Two languages: the Chinese source text is the key, `en.toml` beside the code holds the English line.

use std::collections::HashMap;
use std::fmt::Display;
use std::sync::{LazyLock, OnceLock};

use super::feature::Site;

/// A language of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Lang {
    /// Simplified Chinese, the source.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The value of the `lang` attribute of a page.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }

    /// The code that preferences store: `zh` or `en`.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language behind a stored code or an `Accept-Language` entry; Chinese when unknown.
    pub fn parse(code: &str) -> Self {
        if code.trim_start().to_ascii_lowercase().starts_with("en") { Self::En } else { Self::Zh }
    }

    /// The text in this language; the Chinese text itself where English is missing.
    pub fn t(self, zh: &str) -> &str {
        match self {
            Self::Zh => zh,
            Self::En => ENGLISH.get(zh).map_or(zh, String::as_str),
        }
    }

    /// The text with `{name}` replaced; `{name?one|many}` picks the first word when the value is 1.
    pub fn tf(self, zh: &str, args: &[(&str, &dyn Display)]) -> String {
        fill(self.t(zh), args)
    }
}

impl Lang {
    /// The name of a list of `zh`: English wants the plural, which stands under `zh` with 列表 behind it.
    pub fn list(self, zh: &str) -> &str {
        let plural = ENGLISH.get(&[zh, "列表"].concat()).filter(|_| self == Self::En);
        plural.map_or_else(|| self.t(zh), String::as_str)
    }

    /// A value that a sentence is filled with, in this language: a word with an English line, or a list of such
    /// words; what somebody wrote stays as it is.
    pub fn words(self, value: &str) -> String {
        let known = |part: &str| part.is_ascii() || ENGLISH.contains_key(part);
        if self == Self::Zh || !value.split('、').all(known) {
            return self.t(value).to_owned();
        }
        value.split('、').map(|part| self.t(part)).collect::<Vec<_>>().join(self.t("、"))
    }

    /// The sentence that [`pack`] kept, in this language.
    pub fn unpack(self, packed: &str) -> String {
        let mut parts = packed.split(MARK);
        let text = parts.next().unwrap_or_default();
        let mut params = Vec::new();
        while let (Some(name), Some(value)) = (parts.next(), parts.next()) {
            params.push((name, self.words(value)));
        }
        let params: Vec<(&str, &dyn Display)> =
            params.iter().map(|(n, v)| -> (&str, &dyn Display) { (n, v) }).collect();
        self.tf(text, &params)
    }

    /// What the row of a list keeps of its goods in Chinese, `柜台 2 组、灯箱 1 个 等 3 行`, in this language.
    pub fn summary(self, text: &str) -> String {
        let more = text.rsplit_once(" 等 ").and_then(|(goods, n)| Some((goods, n.strip_suffix(" 行")?)));
        match (self, more) {
            (Self::Zh, _) => text.to_owned(),
            (_, None) => text.replace('、', self.t("、")),
            (_, Some((goods, n))) => goods.replace('、', self.t("、")) + &self.tf(" 等 {n} 行", &[("n", &n)]),
        }
    }
}

impl From<domain::language::Language> for Lang {
    fn from(language: domain::language::Language) -> Self {
        match language {
            domain::language::Language::Zh => Self::Zh,
            domain::language::Language::En => Self::En,
        }
    }
}

impl From<Lang> for paper::forms::Lang {
    fn from(lang: Lang) -> Self {
        match lang {
            Lang::Zh => Self::Zh,
            Lang::En => Self::En,
        }
    }
}

/// Stands between the parts of a packed sentence.
const MARK: char = '\u{1f}';

/// A sentence with its parameters as a column keeps it, so that every reader gets it in their language.
pub fn pack(text: &str, params: &[(&str, String)]) -> String {
    let mut packed = text.to_owned();
    for (name, value) in params {
        for part in [*name, value] {
            packed.push(MARK);
            packed.push_str(part);
        }
    }
    packed
}

/// Marks a Chinese text in a Rust table, so that the check finds it; `Lang::t` translates it where it is shown.
pub const fn zh(text: &'static str) -> &'static str {
    text
}

/// The kernel's own English lines.
const OWN: &str = include_str!("en.toml");

static FEATURES: OnceLock<Vec<&'static str>> = OnceLock::new();

static ENGLISH: LazyLock<HashMap<String, String>> = LazyLock::new(|| {
    let features = FEATURES.get().map(Vec::as_slice).unwrap_or_default();
    let tables = features.iter().chain([&OWN]);
    tables.filter_map(|text| toml::from_str::<HashMap<String, String>>(text).ok()).flatten().collect()
});

/// Lends the English lines of a site; to be called before the first text is asked for in English. Of several
/// calls the first counts.
pub fn speak(site: &Site) {
    let lines = site.features.iter().map(|f| f.english).chain([site.english]).collect();
    let _ = FEATURES.set(lines);
}

/// Whether a Chinese text has an English line.
pub fn has_english(zh: &str) -> bool {
    ENGLISH.contains_key(zh)
}

fn fill(text: &str, args: &[(&str, &dyn Display)]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            out.push('{');
            rest = after;
            continue;
        };
        let (name, choice) = match name.split_once('?') {
            Some((name, words)) => (name, words.split_once('|')),
            None => (name, None),
        };
        let value = args.iter().find(|(key, _)| *key == name).map(|(_, value)| value.to_string());
        match (value, choice) {
            (Some(value), Some((one, many))) => out.push_str(if value == "1" { one } else { many }),
            (Some(value), None) => out.push_str(&value),
            (None, _) => out.push_str(name),
        }
        rest = tail;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_filled_and_plurals_chosen() {
        assert_eq!(fill("还剩 {n} 个工作日", &[("n", &3)]), "还剩 3 个工作日");
        assert_eq!(fill("{n} {n?day|days} left", &[("n", &1)]), "1 day left");
        assert_eq!(fill("{n} {n?day|days} left", &[("n", &2)]), "2 days left");
        assert_eq!(fill("no end { here", &[]), "no end { here");
        assert_eq!(fill("{missing}", &[]), "missing");
    }

    #[test]
    fn languages_parse() {
        assert_eq!(Lang::parse("en-GB,en;q=0.9"), Lang::En);
        assert_eq!(Lang::parse("zh"), Lang::Zh);
        assert_eq!(Lang::parse(""), Lang::Zh);
    }
}
