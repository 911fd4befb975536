//! What a browser calls itself, in words that people know it by.

use kernel::i18n::{Lang, zh};

/// Browsers, the more telling word first: most say that they are several others, too.
const BROWSERS: [(&str, &str); 9] = [
    ("MicroMessenger", zh("微信")),
    ("wxwork", zh("企业微信")),
    ("DingTalk", zh("钉钉")),
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("HuaweiBrowser", "HUAWEI"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
];
/// Systems, the more telling word first.
const SYSTEMS: [(&str, &str); 7] = [
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("Linux", "Linux"),
];

/// `Chrome · Windows` of a `User-Agent`; what it said itself, shortened, where nothing of it is known.
pub fn device(agent: &str, lang: Lang) -> String {
    let named = |list: &[(&str, &'static str)]| {
        list.iter().find(|(word, _)| agent.contains(word)).map(|(_, name)| lang.t(name))
    };
    match (named(&BROWSERS), named(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => agent.chars().take(40).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_known_by_their_names() {
        kernel::i18n::speak(&crate::site::SITE);
        let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36";
        let wechat = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 MicroMessenger/8.0.60";
        assert_eq!(device(chrome, Lang::Zh), "Chrome · Windows");
        assert_eq!(device(&format!("{chrome} Edg/140.0"), Lang::En), "Edge · Windows");
        assert_eq!(device(wechat, Lang::En), "WeChat · iPhone");
        assert_eq!(device("curl/8.5.0", Lang::Zh), "curl/8.5.0");
        assert_eq!(device("", Lang::Zh), "");
    }
}
