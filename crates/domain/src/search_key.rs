//! What a name can be found by: itself, full pinyin, initials. The usual reading of every character is always there (C01),
//! whatever the length of the name; after it names with one or two characters read otherwise.

use pinyin::{ToPinyin as _, ToPinyinMulti as _};

/// Characters of a name that are read.
const LONGEST: usize = 40;
/// How many ways a name is spelt in full, and by its initials.
const SPELT: (usize, usize) = (16, 24);

/// The words that a search may use for `names`: lower case, joined by spaces.
pub fn search_key(names: &[&str]) -> String {
    let mut words: Vec<String> = Vec::new();
    for name in names.iter().map(|n| n.trim()).filter(|n| !n.is_empty()) {
        let name = crate::quantity::half_width(name).to_lowercase();
        let read: Vec<Vec<String>> =
            name.chars().filter(|c| !c.is_whitespace()).take(LONGEST).map(readings).collect();
        let initials: Vec<Vec<String>> = read.iter().map(|readings| first_letters(readings)).collect();
        words.push(name);
        words.extend(spelt(&read, SPELT.0));
        words.extend(spelt(&initials, SPELT.1));
    }
    words.dedup();
    words.join(" ")
}

/// What something is found by: codes and numbers as they are, names by their readings too.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundBy {
    /// Codes, numbers, references.
    pub codes: Vec<String>,
    /// Names.
    pub names: Vec<String>,
}

impl FoundBy {
    /// Codes and names; those that are empty are nothing.
    pub fn new(codes: &[&str], names: &[&str]) -> Self {
        let own = |words: &[&str]| {
            words.iter().filter(|word| !word.is_empty()).map(|word| (*word).to_owned()).collect()
        };
        Self { codes: own(codes), names: own(names) }
    }

    /// All words that find it: lower case, joined by spaces.
    pub fn key(&self) -> String {
        let names: Vec<&str> = self.names.iter().map(String::as_str).collect();
        let codes = crate::quantity::half_width(&self.codes.join(" ")).to_lowercase();
        format!("{codes} {}", search_key(&names))
    }
}

/// The words of a text, of letters and digits alone, each as its overlapping pairs: what stands anywhere in a word is a run of them. A word
/// that is kept ends with its last letter alone, so that each of its letters begins a piece.
pub fn pairs(text: &str, kept: bool) -> Vec<Vec<String>> {
    let text = crate::quantity::half_width(text).to_lowercase().replace('ü', "v");
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let cut = |word: &str| {
        let letters: Vec<char> = word.chars().collect();
        let mut pieces: Vec<String> = letters.windows(2).map(|pair| pair.iter().collect()).collect();
        pieces.extend(letters.last().filter(|_| kept || letters.len() == 1).map(char::to_string));
        pieces
    };
    words.map(cut).collect()
}

/// A name as two who write it differently both mean it: half-width, lower case, letters and digits alone.
pub fn folded(name: &str) -> String {
    crate::quantity::half_width(name).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// The pattern that finds `typed` anywhere in a search key by `LIKE … ESCAPE '!'`.
pub fn search_pattern(typed: &str) -> String {
    let word = typed.trim().to_lowercase().replace('ü', "v");
    let word = word.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{word}%")
}

/// How a character is read, the usual reading first; itself where it has none. An ü is typed as v or as u (C02).
fn readings(c: char) -> Vec<String> {
    let usual = c.to_pinyin().map(pinyin::Pinyin::plain);
    let all = c.to_pinyin_multi().into_iter().flat_map(|multi| multi.into_iter().map(pinyin::Pinyin::plain));
    let mut found: Vec<String> = Vec::new();
    for reading in usual.into_iter().chain(all) {
        for typed in [reading.replace('ü', "v"), reading.replace('ü', "u")] {
            if !found.contains(&typed) {
                found.push(typed);
            }
        }
    }
    if found.is_empty() {
        found.push(c.to_string());
    }
    found
}

fn first_letters(readings: &[String]) -> Vec<String> {
    let mut letters: Vec<String> = Vec::new();
    for letter in readings.iter().map(|r| r.chars().take(1).collect::<String>()) {
        if !letters.contains(&letter) {
            letters.push(letter);
        }
    }
    letters
}

/// The word of the usual readings, then those with one character read otherwise, then with two; at most `most`.
fn spelt(read: &[Vec<String>], most: usize) -> Vec<String> {
    let others: Vec<(usize, &String)> =
        read.iter().enumerate().flat_map(|(n, r)| r.iter().skip(1).map(move |other| (n, other))).collect();
    let word = |changed: &[(usize, &String)]| {
        let reading = |(n, usual): (usize, &Vec<String>)| {
            let other = changed.iter().find(|(at, _)| *at == n).map(|(_, other)| (*other).clone());
            other.or_else(|| usual.first().cloned()).unwrap_or_default()
        };
        read.iter().enumerate().map(reading).collect::<String>()
    };
    let one = others.iter().map(|other| vec![*other]);
    let two = others.iter().enumerate().flat_map(|(n, first)| {
        others.iter().skip(n + 1).filter(|second| second.0 != first.0).map(|second| vec![*first, *second])
    });
    std::iter::once(Vec::new()).chain(one).chain(two).take(most).map(|changed| word(&changed)).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn finds(name: &str, typed: &str) -> bool {
        search_key(&[name]).contains(search_pattern(typed).trim_matches('%'))
    }

    #[test]
    fn a_customer_is_found_by_name_pinyin_and_initials() {
        let key = search_key(&["云锦珠宝", "C001"]);
        for word in ["云锦", "yunjinzhubao", "yjzb", "c001"] {
            assert!(key.contains(word), "{word} in {key}");
        }
    }

    #[test]
    fn every_reading_of_a_character_finds_the_name() {
        let key = search_key(&["长乐银行"]);
        assert!(key.contains("clyh") && key.contains("zlyh"), "{key}");
    }

    #[test]
    fn c01_a_companys_full_name_is_found_by_its_pinyin_and_its_initials() {
        for (name, typed) in [
            ("杭州云锦珠宝有限公司", "hzyjzbyxgs"),
            ("杭州云锦珠宝有限公司", "yxgs"),
            ("杭州云锦珠宝有限公司", "youxiangongsi"),
            ("杭州云锦珠宝有限公司", "hangzhouyunjinzhubaoyouxiangongsi"),
            ("深圳市长乐展示道具有限公司", "szsclzsdjyxgs"),
            ("单县长城五金厂", "sxccwjc"),
            ("六安市行知路专柜", "luanshixingzhiluzhuangui"),
        ] {
            assert!(finds(name, typed), "{typed} finds {name}: {}", search_key(&[name]));
        }
    }

    #[test]
    fn c02_an_umlaut_is_found_as_it_is_typed() {
        for (name, typed) in [
            ("绿源家居", ["lvyuan", "luyuan", "lüyuan"]),
            ("吕氏展柜", ["lvshi", "lushi", "lüshi"]),
            ("女王珠宝", ["nvwang", "nuwang", "nüwang"]),
            ("掠影", ["lveying", "lueying", "lüeying"]),
        ] {
            for typed in typed {
                assert!(finds(name, typed), "{typed} finds {name}: {}", search_key(&[name]));
            }
        }
    }

    #[test]
    fn what_stands_anywhere_in_a_word_is_a_run_of_its_pairs() {
        let of = |text: &str, kept| pairs(text, kept).concat().join(" ");
        assert_eq!(of("云锦珠宝 V1.pdf", true), "云锦 锦珠 珠宝 宝 v1 1 pd df f");
        assert_eq!(of("锦珠", false), "锦珠");
        assert_eq!(of("宝", false), "宝");
        assert_eq!(of("  × ", false), "");
        let found = FoundBy::new(&["GD26110007", "ＳＦ１"], &["云锦"]);
        assert_eq!(found.key(), "gd26110007 sf1 云锦 yunjin yj");
    }

    proptest! {
        #[test]
        fn c01_the_usual_readings_of_a_name_of_any_length_find_it(name in "[\u{4e00}-\u{9fa5}]{1,40}") {
            let usual = |c: char| c.to_pinyin().map_or_else(|| c.to_string(), |p| p.plain().replace('ü', "v"));
            let full: String = name.chars().map(usual).collect();
            let initials: String = name.chars().map(|c| usual(c).chars().take(1).collect::<String>()).collect();
            prop_assert!(finds(&name, &full) && finds(&name, &initials));
        }
    }
}
