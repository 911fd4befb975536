//! The last word about a field: what its silence means. Only then it is drawn and read.

use super::question::Question;
use super::{Value, Wrong};
use crate::said::unseen;

impl<V: Value> Question<'_, '_, V> {
    /// Must be said.
    pub fn required(mut self) -> V {
        self.drawn.required = true;
        let (form, name) = (self.form, self.name.clone());
        match self.ask() {
            Answer::Said(value) => value,
            Answer::Silence => {
                form.refuse(name, Wrong::new("必填"));
                V::blank()
            }
            Answer::Wrong | Answer::Unasked => V::blank(),
        }
    }

    /// May be left out.
    pub fn optional(self) -> Option<V> {
        match self.ask() {
            Answer::Said(value) => Some(value),
            Answer::Silence | Answer::Wrong | Answer::Unasked => None,
        }
    }

    /// Silence means `value`: the default that the description tells.
    pub fn or(mut self, value: V) -> V {
        self.drawn.default = Some(value.plain());
        match self.ask() {
            Answer::Said(value) => value,
            Answer::Silence | Answer::Wrong | Answer::Unasked => value,
        }
    }

    /// What is left out stays `known`, and what is emptied is blank: a request that names one field changes no other.
    pub fn kept(self, known: V) -> V {
        let named = self.form.said.values().contains_key(&self.name);
        match self.ask() {
            Answer::Said(value) => value,
            Answer::Silence if named => V::blank(),
            Answer::Silence | Answer::Wrong | Answer::Unasked => known,
        }
    }

    /// The same of a value that there need not be.
    pub fn kept_optional(self, known: Option<V>) -> Option<V> {
        let named = self.form.said.values().contains_key(&self.name);
        match self.ask() {
            Answer::Said(value) => Some(value),
            Answer::Silence if named => None,
            Answer::Silence | Answer::Wrong | Answer::Unasked => known,
        }
    }

    fn ask(self) -> Answer<V> {
        let Self { form, name, drawn, checks, verbatim } = self;
        if form.is_blind(V::SECRET) {
            return V::read(&drawn.value).map_or(Answer::Unasked, Answer::Said);
        }
        form.push(drawn);
        let trimmed = form.take(&name);
        let text = if verbatim && !trimmed.is_empty() { form.said.raw(&name).to_owned() } else { trimmed };
        if text.chars().any(unseen) {
            form.refuse(name, Wrong::new("含有看不见的控制字符。请重新输入"));
            return Answer::Wrong;
        }
        if text.is_empty() {
            return Answer::Silence;
        }
        let value = match V::read_on(&text, form.today()) {
            Ok(value) => value,
            Err(wrong) => {
                form.refuse(name, wrong);
                return Answer::Wrong;
            }
        };
        let doubt = || value.doubt(&text, form.today());
        if let Some(wrong) = checks.iter().find_map(|check| check(&value)).or_else(doubt) {
            form.refuse(name, wrong);
            return Answer::Wrong;
        }
        Answer::Said(value)
    }
}

enum Answer<V> {
    Said(V),
    Silence,
    /// It was told what is wrong.
    Wrong,
    /// Its writer may not see it, and nothing is known.
    Unasked,
}
