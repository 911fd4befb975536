//! One field that is being asked: how it is drawn, and what its silence means.

use domain::quantity::Quantity;
use jiff::civil::Date;

use super::{Form, Value, Wrong};
use crate::ui::{Field, FieldKind, Opt, Reckoned, Width};

/// A field that is being asked. Its last word says what silence means: [`Question::required`],
/// [`Question::optional`] or [`Question::or`].
pub struct Question<'f, 'a, V> {
    pub(super) form: &'f Form<'a>,
    pub(super) name: String,
    pub(super) drawn: Field,
    pub(super) checks: Vec<Check<V>>,
    /// Read as it was typed, spaces and all.
    pub(super) verbatim: bool,
}

/// Something that a value must be; answers what is wrong with it.
pub(super) type Check<V> = Box<dyn Fn(&V) -> Option<Wrong>>;

impl<'f, 'a, V: Value> Question<'f, 'a, V> {
    pub(super) fn new(form: &'f Form<'a>, name: &str, label: &str) -> Self {
        let drawn = Field { secret: V::SECRET, ..Field::new(V::kind(form.ui), name, form.t(label)) };
        Self { form, name: form.full(name), drawn, checks: Vec::new(), verbatim: false }
    }

    pub(super) fn drawn_as(mut self, kind: FieldKind) -> Self {
        let Field { name, label, secret, .. } = self.drawn;
        self.drawn = Field { secret, ..Field::new(kind, name, label) };
        self
    }

    /// What is chosen fills other fields of the form or the row that are still empty.
    #[must_use]
    pub fn filling(mut self) -> Self {
        if let FieldKind::Lookup { fills, .. } = &mut self.drawn.kind {
            *fills = true;
        }
        self
    }

    /// It is taken off the sum of the form's lines.
    #[must_use]
    pub fn lessens(mut self) -> Self {
        self.drawn.reckoned = Some(Reckoned::Off);
        self
    }

    /// In a row of quantities, what the others leave of `all`, until it is typed.
    #[must_use]
    pub fn rest(mut self, all: Quantity) -> Self {
        self.drawn.reckoned = Some(Reckoned::Rest(all.plain()));
        self
    }

    /// Where nothing is found: what is offered instead, in Chinese, and where it leads.
    #[must_use]
    pub fn otherwise(mut self, offer: Option<(&str, &str)>) -> Self {
        let form = self.form;
        if let FieldKind::Lookup { otherwise, .. } = &mut self.drawn.kind {
            *otherwise = offer.map(|(label, place)| (form.t(label).to_owned(), place.to_owned()));
        }
        self
    }

    /// In sight only while the field `name` has this value; it is read in any case.
    #[must_use]
    pub fn beside(mut self, name: &'static str, value: &'static str) -> Self {
        self.drawn.beside = Some((name, value));
        self
    }

    pub(super) fn check(mut self, check: impl Fn(&V) -> Option<Wrong> + 'static) -> Self {
        self.checks.push(Box::new(check));
        self
    }

    /// A password keeps the spaces at its ends.
    pub(super) fn verbatim(mut self) -> Self {
        self.verbatim = true;
        self
    }

    /// Described with these ends; a check of the value holds to them.
    pub(super) fn bounded(mut self, least: String, most: String) -> Self {
        self.drawn.least = Some(least);
        self.drawn.most = Some(most);
        self
    }

    pub(super) fn chars(self, max: usize) -> Self {
        let drawn = Field { chars: Some(max), ..self.drawn };
        Self { drawn, ..self }.check(move |value| {
            let wrong = Wrong::with("最多 {max} 个字", [("max", max.to_string())]);
            (value.plain().chars().count() > max).then_some(wrong)
        })
    }

    /// With a hint, in Chinese.
    #[must_use]
    pub fn help(mut self, zh: &str) -> Self {
        self.drawn.help = Some(self.form.t(zh).to_owned());
        self
    }

    /// With a hint that is in the reader's language already.
    #[must_use]
    pub fn hint(mut self, text: String) -> Self {
        self.drawn.help = Some(text);
        self
    }

    /// With a unit behind it; in the reader's language where it is a word of ours.
    #[must_use]
    pub fn unit(mut self, unit: &str) -> Self {
        self.drawn.unit = Some(self.form.t(unit).to_owned()).filter(|unit| !unit.is_empty());
        self
    }

    /// With an example.
    #[must_use]
    pub fn example(mut self, text: &str) -> Self {
        self.form.t(text).clone_into(&mut self.drawn.placeholder);
        self
    }

    /// As wide as this.
    #[must_use]
    pub fn width(mut self, width: Width) -> Self {
        self.drawn.width = width;
        self
    }

    /// Filled in beforehand: drawn and never read, so that what is missing from the API is not silently this.
    #[must_use]
    pub fn preset(mut self, value: impl Into<Option<V>>) -> Self {
        if let Some(value) = value.into() {
            self.drawn.value = value.plain();
        }
        self
    }

    /// Carried along unseen.
    #[must_use]
    pub fn hidden(mut self) -> Self {
        self.drawn.kind = FieldKind::Hidden;
        self
    }

    /// Drawn with these to choose from; another value is read too: who sends it knows it, or the act refuses it.
    #[must_use]
    pub fn offered(mut self, options: impl IntoIterator<Item = (V, String)>) -> Self {
        let drawn = options.into_iter().map(|(value, label)| Opt::new(value.plain(), label));
        self.drawn.kind = FieldKind::Choice(drawn.collect());
        self
    }

    /// A choice of a few with all of them in sight.
    #[must_use]
    pub fn radio(mut self) -> Self {
        if let FieldKind::Choice(options) = self.drawn.kind {
            self.drawn.kind = FieldKind::Radio(options);
            self.drawn.width = Width::Full;
        }
        self
    }

    /// Not below `least`.
    #[must_use]
    pub fn least(mut self, least: V) -> Self
    where
        V: PartialOrd,
    {
        self.drawn.least = Some(least.plain());
        self.check(move |value| {
            let wrong = Wrong::with("不能小于 {least}", [("least", least.plain())]);
            (*value < least).then_some(wrong)
        })
    }

    /// Not before a day that depends on when it is asked: it is no part of what is described.
    #[must_use]
    pub fn not_before(self, day: Date) -> Self
    where
        V: PartialOrd<Date>,
    {
        self.check(move |value| {
            (*value < day).then_some(Wrong::with("不能早于 {day}", [("day", day.to_string())]))
        })
    }

    /// Not above `most`.
    #[must_use]
    pub fn most(mut self, most: V) -> Self
    where
        V: PartialOrd,
    {
        self.drawn.most = Some(most.plain());
        self.check(move |value| {
            let wrong = Wrong::with("不能大于 {most}", [("most", most.plain())]);
            (*value > most).then_some(wrong)
        })
    }
}

impl Question<'_, '_, String> {
    /// Must be said, and is a code: half-width, without spaces.
    pub fn code(self) -> String {
        let code = self.check(|code| {
            let marked = code.chars().any(|c| matches!(c, '<' | '>' | '"' | '\'' | '&'));
            marked.then(|| Wrong::new("编码里不能有引号、尖括号或 &"))
        });
        super::plain_code(&code.required())
    }
}

impl<C: super::Choice> Question<'_, '_, super::Chosen<C>> {
    /// Of all choices these alone, each with what is read.
    #[must_use]
    pub fn only(mut self, options: Vec<(C, String)>) -> Self {
        let known: Vec<C> = options.iter().map(|(choice, _)| *choice).collect();
        let drawn = options.into_iter().map(|(choice, label)| Opt::new(choice.code(), label));
        self.drawn.kind = FieldKind::Choice(drawn.collect());
        self.check(move |chosen| {
            let shown = [("value", chosen.plain())];
            (!known.contains(&chosen.0)).then(|| Wrong::with("“{value}”不在可选范围内", shown))
        })
    }
}

impl<T> Question<'_, '_, super::Picked<T>>
where
    super::Picked<T>: Value,
    T: Clone + PartialEq + 'static,
{
    /// Filled in beforehand, as [`Question::preset`] does.
    #[must_use]
    pub fn picked(self, value: Option<T>) -> Self {
        self.preset(value.map(super::Picked))
    }

    pub(super) fn among(mut self, options: Vec<(T, String)>) -> Self {
        let known: Vec<T> = options.iter().map(|(value, _)| value.clone()).collect();
        let drawn = options.into_iter().map(|(value, label)| Opt::new(super::Picked(value).plain(), label));
        self.drawn.kind = FieldKind::Choice(drawn.collect());
        self.check(move |picked| {
            let shown = [("value", picked.plain())];
            (!known.contains(&picked.0)).then(|| Wrong::with("“{value}”不在可选范围内", shown))
        })
    }
}
