//! Links of a list: the same list with another sort, filter or page.

use super::Table;

/// Query parameters that point into a list and make no sense in another order of it.
const POSITIONS: [&str; 4] = ["page", "after", "before", "offset"];

/// A path with a query of these names and values, encoded; empty values are left out.
pub fn with_query<'a>(path: &str, pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let mut url = path.to_owned();
    let mut sign = '?';
    for (name, value) in pairs.into_iter().filter(|(_, value)| !value.is_empty()) {
        url.push(sign);
        encode(&mut url, name);
        url.push('=');
        encode(&mut url, value);
        sign = '&';
    }
    url
}

fn encode(url: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            url.push(char::from(byte));
        } else {
            let hex = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0').to_ascii_uppercase();
            url.extend(['%', hex(byte >> 4), hex(byte & 15)]);
        }
    }
}

impl Table {
    /// The link that sorts by a column, the other way round when it already does.
    pub fn sort_href(&self, key: &str) -> String {
        let ascending_now = self.sort.as_ref().is_some_and(|sort| sort.key == key && !sort.descending);
        let value = if ascending_now { format!("-{key}") } else { key.to_owned() };
        let kept = self.carried(|name| name == "sort");
        with_query(&self.path, kept.into_iter().chain([("sort", value.as_str())]))
    }

    /// The value of `aria-sort` of a column.
    pub fn sort_state(&self, key: &str) -> Option<&'static str> {
        let sort = self.sort.as_ref().filter(|sort| sort.key == key)?;
        Some(if sort.descending { "descending" } else { "ascending" })
    }

    /// The parameters that the filter form carries along: all but its own fields.
    pub fn hidden(&self) -> Vec<(&str, &str)> {
        self.carried(|name| {
            self.filters.iter().any(|filter| filter.owns(name))
                || self.search.as_ref().is_some_and(|search| search.name == name)
        })
    }

    fn carried(&self, but: impl Fn(&str) -> bool) -> Vec<(&str, &str)> {
        self.query
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, value)| !value.is_empty() && !POSITIONS.contains(name) && !but(name))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::Sort;
    use super::*;

    #[test]
    fn sorting_turns_round_and_forgets_the_page() {
        let mut table = Table {
            path: "/orders".into(),
            query: vec![
                ("客户".into(), "云锦&珠".into()),
                ("after".into(), "x".into()),
                ("sort".into(), "due".into()),
            ],
            sort: Some(Sort { key: "due".into(), descending: false }),
            ..Table::default()
        };
        assert_eq!(
            table.sort_href("due"),
            "/orders?%E5%AE%A2%E6%88%B7=%E4%BA%91%E9%94%A6%26%E7%8F%A0&sort=-due"
        );
        assert_eq!(table.sort_state("due"), Some("ascending"));
        table.query.clear();
        assert_eq!(table.sort_href("no"), "/orders?sort=no");
        assert_eq!(table.sort_state("no"), None);
    }
}
