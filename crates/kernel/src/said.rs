//! What somebody said: a form, a JSON body or a sheet row, read field by field. Every error is collected with
//! its field, its value and its remedy; a field that nobody asked for is refused.

use std::collections::{BTreeMap, BTreeSet};

use domain::calendar::{FIRST_YEAR, YEARS_AHEAD, is_plausible};
use domain::money::Money;
use domain::order::Attachment;
use domain::quantity::{Quantity, half_width};
use jiff::civil::{Date, Time};

use super::error::{Error, FieldError, Result};

/// What somebody said. Names of nested values are joined by dots: `lines.0.quantity`.
#[derive(Debug, Clone, Default)]
pub struct Said {
    values: BTreeMap<String, String>,
    files: BTreeMap<String, Vec<Attachment>>,
    asked: BTreeSet<String>,
    errors: Vec<FieldError>,
    today: Option<Date>,
}

/// Names that forms carry for the kernel itself.
pub(crate) const CARRIED: [&str; 3] = ["key", "version", "undo"];

/// Names whose values leave no trace, not even in a fingerprint.
const SECRET: [&str; 2] = ["password", "current"];

impl Said {
    /// From names and values; of several equal names the last counts.
    pub fn from_pairs(pairs: impl IntoIterator<Item = (String, String)>) -> Self {
        Self { values: pairs.into_iter().collect(), ..Self::default() }
    }

    /// From a JSON object; arrays and objects are flattened.
    pub fn from_json(value: &serde_json::Value) -> Result<Self> {
        let mut values = BTreeMap::new();
        if !value.is_object() {
            return Err(Error::Http { status: 400, text: "请求体必须是 JSON 对象" });
        }
        flatten(value, String::new(), &mut values, 0)?;
        Ok(Self { values, ..Self::default() })
    }

    /// Adds stored files under `name`.
    pub fn attach(&mut self, name: &str, file: Attachment) {
        self.files.entry(name.to_owned()).or_default().push(file);
    }

    /// The day on which it was said: dates are weighed against it.
    pub fn said_on(&mut self, today: Date) {
        self.today = Some(today);
    }

    /// What was said under `name`, untouched.
    pub fn raw(&self, name: &str) -> &str {
        self.values.get(name).map_or("", String::as_str)
    }

    /// All names and values, for filling a form again.
    pub fn values(&self) -> &BTreeMap<String, String> {
        &self.values
    }

    /// What was said under `name`, for looking up the thing that it names: nothing where it holds what nobody can
    /// type, which names nothing and which a database refuses.
    pub fn word(&self, name: &str) -> &str {
        let word = self.raw(name).trim();
        if word.chars().any(unseen) { "" } else { word }
    }

    /// What was said in a column of a grid, row by row: for looking up the things that it names.
    pub fn column<'s>(&'s self, grid: &str, column: &str) -> impl Iterator<Item = &'s str> {
        let (before, after) = (format!("{grid}."), format!(".{column}"));
        let rows = self.values.range(before.clone()..).take_while(move |(k, _)| k.starts_with(&before));
        rows.filter(move |(k, _)| k.ends_with(&after))
            .map(|(_, value)| value.trim())
            .filter(|word| !word.chars().any(unseen))
    }

    /// Says that `name` is wrong.
    pub fn wrong(&mut self, name: &str, text: &'static str) {
        self.wrong_with(name, text, Vec::new());
    }

    /// Says that `name` is wrong, with parameters.
    pub fn wrong_with(&mut self, name: &str, text: &'static str, params: Vec<(&'static str, String)>) {
        self.errors.push(FieldError { field: name.to_owned(), text, params });
    }

    fn take(&mut self, name: &str) -> String {
        self.asked.insert(name.to_owned());
        let text = self.values.get(name).map_or("", String::as_str).trim();
        let bad = |c: char| {
            (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
                || ('\u{202a}'..='\u{202e}').contains(&c)
                || ('\u{2066}'..='\u{2069}').contains(&c)
        };
        if text.chars().any(bad) {
            self.wrong(name, "含有看不见的控制字符。请重新输入");
            return String::new();
        }
        text.to_owned()
    }

    /// Words of at most `max` characters; may be empty.
    pub fn text(&mut self, name: &str, max: usize) -> String {
        let text = self.take(name);
        if text.chars().count() > max {
            self.wrong_with(name, "最多 {max} 个字", vec![("max", max.to_string())]);
            return String::new();
        }
        text
    }

    /// Words that must be there.
    pub fn need_text(&mut self, name: &str, max: usize) -> String {
        let before = self.errors.len();
        let text = self.text(name, max);
        if text.is_empty() && self.errors.len() == before {
            self.wrong(name, "必填");
        }
        text
    }

    /// A code: half-width, without spaces.
    pub fn need_code(&mut self, name: &str) -> String {
        let text = half_width(&self.need_text(name, 40)).replace(' ', "");
        if text.chars().any(|c| matches!(c, '<' | '>' | '"' | '\'' | '&')) {
            self.wrong(name, "编码里不能有引号、尖括号或 &");
        }
        text
    }

    /// A day, if said.
    pub fn date(&mut self, name: &str) -> Option<Date> {
        let text = self.take(name);
        if text.is_empty() {
            return None;
        }
        let date = parse_date(&text);
        let Some(day) = date else {
            self.wrong_with(name, "“{value}”不是日期。请写成 2026-11-24", vec![("value", short(&text))]);
            return None;
        };
        let today = self.today.unwrap_or(day);
        if is_plausible(day, today) {
            return date;
        }
        let last = i64::from(today.year() + YEARS_AHEAD);
        let params =
            vec![("value", short(&text)), ("first", FIRST_YEAR.to_string()), ("last", last.to_string())];
        self.wrong_with(name, "“{value}”不在 {first} 年到 {last} 年之间。请核对年份", params);
        None
    }

    /// A day that must be there.
    pub fn need_date(&mut self, name: &str) -> Date {
        let before = self.errors.len();
        let date = self.date(name);
        if date.is_none() && self.errors.len() == before {
            self.wrong(name, "必填");
        }
        date.unwrap_or_default()
    }

    /// A time of day; noon where not said.
    pub fn time(&mut self, name: &str) -> Time {
        let text = self.take(name);
        if text.is_empty() {
            return jiff::civil::time(12, 0, 0, 0);
        }
        let padded = if text.len() == 4 { format!("0{text}") } else { text.clone() };
        padded.parse().unwrap_or_else(|_| {
            self.wrong_with(name, "“{value}”不是时间。请写成 14:30", vec![("value", short(&text))]);
            Time::midnight()
        })
    }

    /// An amount, if said.
    pub fn money(&mut self, name: &str) -> Option<Money> {
        let text = self.take(name);
        if text.is_empty() {
            return None;
        }
        let Some(money) = Money::parse(&text) else {
            self.wrong_with(
                name,
                "“{value}”不是金额。请写成 3680.00，最多两位小数",
                vec![("value", short(&text))],
            );
            return None;
        };
        if !money.is_within() {
            self.too_much(name, &text, Money::MOST.plain());
            return None;
        }
        Some(money)
    }

    fn too_much(&mut self, name: &str, text: &str, most: String) {
        let params = vec![("value", short(text)), ("most", most)];
        self.wrong_with(name, "“{value}”超过上限 {most}。请核对，或分成几行", params);
    }

    /// An amount that must be there.
    pub fn need_money(&mut self, name: &str) -> Money {
        let before = self.errors.len();
        let money = self.money(name);
        if money.is_none() && self.errors.len() == before {
            self.wrong(name, "必填");
        }
        money.unwrap_or_default()
    }

    /// A quantity, if said.
    pub fn quantity(&mut self, name: &str) -> Option<Quantity> {
        let text = self.take(name);
        if text.is_empty() {
            return None;
        }
        let Some(quantity) = Quantity::parse(&text) else {
            self.wrong_with(name, "“{value}”不是数量。请写成 12 或 24.6", vec![("value", short(&text))]);
            return None;
        };
        if !quantity.is_within() {
            self.too_much(name, &text, Quantity::MOST.plain());
            return None;
        }
        Some(quantity)
    }

    /// A quantity that must be there and above zero.
    pub fn need_quantity(&mut self, name: &str) -> Quantity {
        let before = self.errors.len();
        let quantity = self.quantity(name).unwrap_or_default();
        if self.errors.len() == before && !quantity.is_some() {
            self.wrong(name, "数量必须大于 0");
        }
        quantity
    }

    /// A whole number between `least` and `most`, if said.
    pub fn integer(&mut self, name: &str, least: i64, most: i64) -> Option<i64> {
        let text = half_width(&self.take(name));
        if text.is_empty() {
            return None;
        }
        match text.parse::<i64>() {
            Ok(n) if (least..=most).contains(&n) => Some(n),
            _ => {
                let params =
                    vec![("value", short(&text)), ("least", least.to_string()), ("most", most.to_string())];
                self.wrong_with(name, "“{value}”应为 {least} 到 {most} 的整数", params);
                None
            }
        }
    }

    /// One of `options`; must be there.
    pub fn need_choice(&mut self, name: &str, options: &[&str]) -> String {
        let text = self.take(name);
        if text.is_empty() {
            self.wrong(name, "必填");
        } else if !options.contains(&text.as_str()) {
            self.wrong_with(name, "“{value}”不在可选范围内", vec![("value", short(&text))]);
        }
        text
    }

    /// Yes or no; nothing is no.
    pub fn flag(&mut self, name: &str) -> bool {
        let text = self.take(name);
        let yes = matches!(text.as_str(), "1" | "true" | "on" | "是");
        if !yes && !matches!(text.as_str(), "" | "0" | "false" | "off" | "否") {
            self.wrong_with(name, "“{value}”不在可选范围内", vec![("value", short(&text))]);
        }
        yes
    }

    /// An identity, if said.
    pub fn id<T: std::str::FromStr>(&mut self, name: &str) -> Option<T> {
        let text = self.take(name);
        if text.is_empty() {
            return None;
        }
        let id = text.parse().ok();
        if id.is_none() {
            self.wrong(name, "没有这个记录。请从列表中选择");
        }
        id
    }

    /// Stored files under `name`.
    pub fn files(&mut self, name: &str) -> Vec<Attachment> {
        self.asked.insert(name.to_owned());
        self.files.get(name).cloned().unwrap_or_default()
    }

    /// Stored files under `name`.
    pub fn files_of(&self, name: &str) -> Vec<Attachment> {
        self.files.get(name).cloned().unwrap_or_default()
    }

    /// The row numbers under `name` in which anything was said, in order.
    pub fn rows(&mut self, name: &str) -> Vec<usize> {
        let prefix = format!("{name}.");
        let mut rows: BTreeSet<usize> = BTreeSet::new();
        let mut blank: Vec<String> = Vec::new();
        for (key, value) in self.values.range(prefix.clone()..).take_while(|(k, _)| k.starts_with(&prefix)) {
            let row = key
                .strip_prefix(&prefix)
                .and_then(|rest| rest.split('.').next())
                .and_then(|n| n.parse().ok());
            match row {
                Some(row) if !value.trim().is_empty() => _ = rows.insert(row),
                _ => blank.push(key.clone()),
            }
        }
        self.asked.extend(blank);
        rows.into_iter().take(1000).collect()
    }

    /// The version that the client saw, where stated.
    pub fn version(&self) -> Option<i64> {
        self.values.get("version").and_then(|v| v.parse().ok())
    }

    /// The idempotency key, where stated.
    pub fn key(&self) -> Option<&str> {
        self.values.get("key").map(String::as_str).filter(|k| !k.is_empty() && k.len() <= 80)
    }

    /// Sets what a header stated.
    pub fn set(&mut self, name: &str, value: String) {
        self.values.insert(name.to_owned(), value);
    }

    /// [`Error::Invalid`] with all that was wrong, and with the fields that nobody asked for.
    pub fn finish(&mut self) -> Result<()> {
        let unknown: Vec<String> = self
            .values
            .keys()
            .filter(|name| !self.asked.contains(*name) && !CARRIED.contains(&name.as_str()))
            .cloned()
            .collect();
        for name in unknown {
            self.wrong(&name, "不认识的字段。请去掉");
        }
        if self.errors.is_empty() { Ok(()) } else { Err(Error::Invalid(std::mem::take(&mut self.errors))) }
    }

    /// A stable text of everything said, for idempotency.
    pub fn fingerprint(&self) -> String {
        let mut text = String::new();
        let told = |name: &str| !CARRIED.contains(&name) && !SECRET.contains(&name);
        for (name, value) in self.values.iter().filter(|(n, _)| told(n.as_str())) {
            text.push_str(name);
            text.push('\u{1}');
            text.push_str(value);
            text.push('\u{2}');
        }
        for file in self.files.values().flatten() {
            text.push_str(&file.sha256);
        }
        text
    }
}

fn short(text: &str) -> String {
    let cut: String = text.chars().take(40).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}

fn flatten(
    value: &serde_json::Value,
    name: String,
    out: &mut BTreeMap<String, String>,
    depth: u8,
) -> Result<()> {
    use serde_json::Value as V;
    if depth > 8 || out.len() > 20_000 {
        return Err(Error::Http { status: 400, text: "JSON 嵌套过深或过大" });
    }
    let join = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}.{part}") };
    match value {
        V::Null => {}
        V::Bool(b) => _ = out.insert(name, if *b { "1".to_owned() } else { String::new() }),
        V::Number(n) => _ = out.insert(name, n.to_string()),
        V::String(s) => _ = out.insert(name, s.clone()),
        V::Array(items) => {
            for (n, item) in items.iter().enumerate() {
                flatten(item, join(&n.to_string()), out, depth + 1)?;
            }
        }
        V::Object(entries) => {
            for (key, item) in entries {
                flatten(item, join(key), out, depth + 1)?;
            }
        }
    }
    Ok(())
}

/// A control character, or one that turns the direction of writing.
pub(crate) fn unseen(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\r' | '\t'))
        || ('\u{202a}'..='\u{202e}').contains(&c)
        || ('\u{2066}'..='\u{2069}').contains(&c)
}

/// A day as people write it: `2026-11-24`, `2026/11/24`, `2026.11.24`, `2026年11月24日`.
pub fn parse_date(text: &str) -> Option<Date> {
    let text = half_width(text);
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let text = text.trim_end_matches('日');
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月']).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    (2000..2100).contains(&date.year()).then_some(date)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wrong_field_is_named_at_once() {
        let mut said = Said::from_pairs([
            ("on".to_owned(), "下月初".to_owned()),
            ("quantity".to_owned(), "三套".to_owned()),
            ("stranger".to_owned(), "1".to_owned()),
        ]);
        said.need_date("on");
        said.need_quantity("quantity");
        said.need_text("name", 10);
        let Err(Error::Invalid(errors)) = said.finish() else { panic!("should be invalid") };
        let fields: Vec<&str> = errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["on", "quantity", "name", "stranger"]);
    }

    #[test]
    fn what_is_far_too_much_is_refused_at_its_field() {
        let pairs = [
            ("quantity", "99,999,999"),
            ("enough", "1000000"),
            ("price", "100000000.01"),
            ("on", "2037-01-01"),
            ("last", "2036-12-31"),
        ];
        let mut said = Said::from_pairs(pairs.map(|(n, v)| (n.to_owned(), v.to_owned())));
        said.said_on(jiff::civil::date(2026, 11, 24));
        said.need_quantity("quantity");
        assert_eq!(said.need_quantity("enough"), Quantity::MOST);
        said.need_money("price");
        said.need_date("on");
        assert_eq!(said.need_date("last"), jiff::civil::date(2036, 12, 31));
        let Err(Error::Invalid(errors)) = said.finish() else { panic!("should be invalid") };
        let told: Vec<(&str, &str)> =
            errors.iter().map(|e| (e.field.as_str(), e.params[e.params.len() - 1].1.as_str())).collect();
        assert_eq!(told, [("quantity", "1000000"), ("price", "100000000.00"), ("on", "2036")]);
    }

    #[test]
    fn json_is_flattened_like_a_form() {
        let json = serde_json::json!({"lines": [{"quantity": 2, "note": null}, {"quantity": "3.5"}], "urgent": true});
        let mut said = Said::from_json(&json).unwrap();
        assert_eq!(said.rows("lines"), [0, 1]);
        assert_eq!(said.quantity("lines.1.quantity"), Quantity::parse("3.5"));
        assert!(said.flag("urgent"));
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        let day = jiff::civil::date(2026, 1, 5);
        for text in ["2026-01-05", "2026/1/5", "2026.1.5", "2026年1月5日", "２０２６-０１-０５"] {
            assert_eq!(parse_date(text), Some(day), "{text}");
        }
        for text in ["", "下月初", "2026-13-01", "1899-01-01", "26-1-5"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
