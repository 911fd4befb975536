//! Names of files as people gave them: shown and sent back, never a path of ours.

use std::path::Path;

use crate::said::{composed, unseen};

/// Characters that a name keeps.
const LONGEST: usize = 120;
/// Characters of what counts as the end that says its kind, `.xlsx`.
const ENDING: usize = 12;

/// `name` without folders, without control characters and marks of direction (which make `gnp.exe` read as `exe.png`), cut so that
/// its ending stays.
pub(super) fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let kept: String = last.chars().filter(|c| !c.is_control() && !unseen(*c)).collect();
    let kept = composed(kept);
    let kept = kept.trim().trim_start_matches('.');
    if kept.is_empty() {
        return "file".to_owned();
    }
    if kept.chars().count() <= LONGEST {
        return kept.to_owned();
    }
    let ending = Path::new(kept).extension().and_then(|e| e.to_str()).unwrap_or_default();
    let ending = if ending.is_empty() || ending.chars().count() > ENDING {
        String::new()
    } else {
        format!(".{ending}")
    };
    let stem: String = kept.chars().take(LONGEST - ending.chars().count()).collect();
    stem + &ending
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_what_it_is_and_is_no_path() {
        for (given, kept) in [
            ("../../x", "x"),
            ("C:\\temp\\照片.jpg", "照片.jpg"),
            ("照片\u{202e}gnp.exe", "照片gnp.exe"),
            ("\u{200f}a\u{2066}b\u{200e}.pdf", "ab.pdf"),
            ("a\u{0}\r\nb.txt", "ab.txt"),
            (".htaccess", "htaccess"),
            ("..", "file"),
            ("", "file"),
        ] {
            assert_eq!(tidy(given), kept, "{given:?}");
        }
        let long = tidy(&format!("{}.xlsx", "长".repeat(300)));
        assert!(long.ends_with("长.xlsx") && long.chars().count() == LONGEST, "{long}");
    }
}
