//! What somebody asks of a list: what it has no name or no sense for is told, never passed over, since the rows of another question
//! would be taken for the answer to this one.

use jiff::civil::Date;

use super::{List, ListFilter, ListFilterKind};
use crate::error::{Error, FieldError, Result};
use crate::i18n::zh;

/// What every list can be asked, beside its filters; `q` only where it can be searched.
pub const ASKED: [&str; 6] = ["q", "tab", "sort", "after", "before", "limit"];

/// What somebody asked of a list.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    /// Names and values behind the `?`.
    pub query: Vec<(String, String)>,
    /// Rows at most.
    pub limit: usize,
    /// Whose rows a page opens with, by the name of the filter, where nobody was asked for.
    pub own: Option<(&'static str, String)>,
}

impl Asked {
    /// Whose rows are asked for under a name of a filter; empty: everybody's.
    pub fn person(&self, name: &str) -> &str {
        match (self.get(name), &self.own) {
            (super::EVERYBODY, _) => "",
            ("", Some((own, person))) if *own == name => person,
            (said, _) => said,
        }
    }

    /// What is asked under a name; empty where nothing is.
    pub fn get(&self, name: &str) -> &str {
        self.query.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// The day that a range of this name begins (`from`) or ends (`to`) with; [`Error::Invalid`] where what is said is none.
    pub(super) fn day(&self, name: &str, end: &str) -> Result<Option<Date>> {
        let field = format!("{name}.{end}");
        let said = self.get(&field);
        if said.trim().is_empty() {
            return Ok(None);
        }
        crate::days::whole(said).map(Some).ok_or_else(|| {
            let wrong = FieldError::new(&field, zh("“{value}”不是日期。请写成 2026-11-24"));
            Error::Invalid(vec![FieldError { params: vec![("value", said.to_owned())], ..wrong }])
        })
    }
}

impl ListFilter {
    /// Whether it is asked by a parameter of this name.
    pub fn asks(&self, name: &str) -> bool {
        self.parameters().iter().any(|own| own == name)
    }

    /// The names of its parameters.
    pub fn parameters(&self) -> Vec<String> {
        match self.kind {
            ListFilterKind::Dates(_) | ListFilterKind::Moments(_) => {
                [".from", ".to"].map(|end| format!("{}{end}", self.name)).into()
            }
            _ => vec![self.name.to_owned()],
        }
    }
}

impl List {
    /// [`Error::Invalid`] at what the list cannot be asked: a filter that is misspelt, one that is asked twice, a tab or a state of
    /// a filter that it does not have. What a filter has no rows for is no fault.
    pub fn check(&self, query: &[(String, String)]) -> Result<()> {
        for (n, (name, value)) in query.iter().enumerate() {
            let filter = self.filters.iter().find(|filter| filter.asks(name));
            if filter.is_none() && !ASKED.contains(&name.as_str()) {
                return Err(Error::field(name, zh("这个列表没有这个筛选条件。请核对名称")));
            }
            if name == "q" && !self.search.is_somewhere() {
                return Err(Error::field(name, zh("这个列表不能搜索。请用筛选条件")));
            }
            if query.iter().take(n).any(|(before, _)| before == name) {
                return Err(Error::field(name, zh("同一个筛选条件出现了两次。请只留一个")));
            }
            if name == "tab" && !value.is_empty() && !self.tabs.iter().any(|tab| tab.0 == value) {
                return Err(Error::field(name, zh("这个列表没有这个页签。请从列表上方选")));
            }
            let known = match filter.map(|filter| &filter.kind) {
                Some(ListFilterKind::Choice(_, options)) => options().iter().any(|(code, _)| code == value),
                Some(ListFilterKind::Flag(_)) => value == "1",
                _ => true,
            };
            if !known && !value.is_empty() {
                return Err(Error::field(name, zh("这个筛选条件没有这个选项。请从列表上方选")));
            }
        }
        Ok(())
    }
}
