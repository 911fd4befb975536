//! What a name can be found by: itself, full pinyin, initials; every reading of a character that has several.

use pinyin::ToPinyinMulti as _;

/// The words that a search may use for `names`: lower case, joined by spaces.
pub fn search_key(names: &[&str]) -> String {
    let mut words: Vec<String> = Vec::new();
    for name in names.iter().map(|n| n.trim()).filter(|n| !n.is_empty()) {
        let name = crate::quantity::half_width(name).to_lowercase();
        let (mut full, mut initials) = (vec![String::new()], vec![String::new()]);
        for c in name.chars().filter(|c| !c.is_whitespace()).take(40) {
            let readings: Vec<&str> = c
                .to_pinyin_multi()
                .map_or_else(Vec::new, |multi| multi.into_iter().map(pinyin::Pinyin::plain).collect());
            full = extend(&full, &readings, c, false);
            initials = extend(&initials, &readings, c, true);
        }
        words.push(name);
        words.extend(full);
        words.extend(initials);
    }
    words.dedup();
    words.join(" ")
}

/// At most eight variants: names with more readings than that are found by the first ones.
fn extend(stems: &[String], readings: &[&str], c: char, initial: bool) -> Vec<String> {
    let mut endings: Vec<String> = readings
        .iter()
        .map(|r| if initial { r.chars().take(1).collect() } else { (*r).to_owned() })
        .collect();
    endings.sort();
    endings.dedup();
    if endings.is_empty() {
        endings.push(c.to_string());
    }
    let mut out: Vec<String> = Vec::new();
    for ending in &endings {
        for stem in stems {
            let word = format!("{stem}{ending}");
            if out.len() < 8 && !out.contains(&word) {
                out.push(word);
            }
        }
    }
    out
}

/// The pattern that finds `typed` anywhere in a search key by `LIKE … ESCAPE '!'`.
pub fn search_pattern(typed: &str) -> String {
    let word = typed.trim().to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{word}%")
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
