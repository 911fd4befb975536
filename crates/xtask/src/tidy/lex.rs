//! Rust text taken apart into code, strings and comments, as far as the checks need it.

/// Rust text taken apart.
#[derive(Default)]
pub struct Scan {
    /// The text with strings and comments blanked out; same lines.
    pub code: String,
    /// Every string literal with the line on which it begins.
    pub strings: Vec<(usize, String)>,
}

/// Takes `text` apart.
pub fn scan(text: &str) -> Scan {
    let mut scanner = Scanner { rest: text, line: 1, out: Scan::default() };
    while scanner.step() {}
    scanner.out
}

struct Scanner<'a> {
    rest: &'a str,
    line: usize,
    out: Scan,
}

impl<'a> Scanner<'a> {
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else { return false };
        let identifier = first.is_alphanumeric() || first == '_';
        if self.rest.starts_with("//") {
            let length = self.rest.find('\n').unwrap_or(self.rest.len());
            self.blank(length);
        } else if self.rest.starts_with("/*") {
            let length = block_comment(self.rest);
            self.blank(length);
        } else if let Some((open, close)) = raw_string(self.rest) {
            self.string(open, &close, false);
        } else if first == '"' || self.rest.starts_with("b\"") || self.rest.starts_with("c\"") {
            self.string(if first == '"' { 1 } else { 2 }, "\"", true);
        } else if first == '\'' {
            let length = char_literal(self.rest);
            if length > 0 { self.blank(length) } else { self.keep(1) }
        } else if identifier {
            let end = self.rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            self.keep(end.unwrap_or(self.rest.len()));
        } else {
            self.keep(first.len_utf8());
        }
        true
    }

    fn string(&mut self, open: usize, close: &str, escapes: bool) {
        let line = self.line;
        let inside = self.rest.get(open..).unwrap_or_default();
        let length = if escapes { escaped_end(inside) } else { inside.find(close) }.unwrap_or(inside.len());
        let content = inside.get(..length).unwrap_or_default().to_owned();
        self.out.strings.push((line, content));
        self.blank((open + length + close.len()).min(self.rest.len()));
    }

    fn take(&mut self, length: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at_checked(length).unwrap_or((self.rest, ""));
        self.rest = rest;
        self.line += taken.matches('\n').count();
        taken
    }

    fn keep(&mut self, length: usize) {
        let taken = self.take(length);
        self.out.code.push_str(taken);
    }

    fn blank(&mut self, length: usize) {
        let taken = self.take(length);
        self.out.code.push(' ');
        self.out.code.extend(taken.chars().filter(|c| *c == '\n'));
    }
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest.starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                break;
            }
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of what opens a raw string, and what closes it.
fn raw_string(text: &str) -> Option<(usize, String)> {
    let after = ["br", "cr", "r"].into_iter().find_map(|prefix| text.strip_prefix(prefix))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after.get(hashes..)?.starts_with('"').then(|| {
        let open = text.len() - after.len() + hashes + 1;
        (open, format!("\"{}", "#".repeat(hashes)))
    })
}

fn escaped_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let end = c == '"' && !escaped;
        escaped = c == '\\' && !escaped;
        end.then_some(at)
    })
}

/// The length of a character literal, or 0 where the quote begins a lifetime.
fn char_literal(text: &str) -> usize {
    let mut chars = text.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => {
            let end = chars.skip(1).find(|(_, c)| *c == '\'');
            end.map_or(0, |(at, _)| at + 1)
        }
        Some(_) => chars.next().filter(|(_, c)| *c == '\'').map_or(0, |(at, _)| at + 1),
        None => 0,
    }
}
