//! What a field can hold: how it is written, read and drawn.

use std::fmt::Display;
use std::str::FromStr;

use domain::calendar::{FIRST_YEAR, YEARS_AHEAD, is_plausible};
use domain::confidential::{Class, Confidential, Secret};
use domain::quantity::half_width;
use jiff::civil::{Date, Time};

pub use domain::choice::Choice;

use crate::days;
use crate::ui::{FieldKind, Opt, Ui};

/// What is wrong with a value, in Chinese with `{name}` where a parameter goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The sentence.
    pub text: &'static str,
    /// Its parameters.
    pub params: Vec<(&'static str, String)>,
}

impl Wrong {
    /// A sentence alone.
    pub fn new(text: &'static str) -> Self {
        Self { text, params: Vec::new() }
    }

    /// A sentence with parameters.
    pub fn with<const N: usize>(text: &'static str, params: [(&'static str, String); N]) -> Self {
        Self { text, params: params.into() }
    }

    pub(super) fn value(text: &'static str, value: &str) -> Self {
        Self::with(text, [("value", short(value))])
    }
}

/// A value that a field can hold.
pub trait Value: Clone + 'static {
    /// Of which confidential class it is, if of any.
    const SECRET: Option<Secret> = None;
    /// How it is filled in.
    fn kind(ui: &Ui) -> FieldKind;
    /// The value that `text`, which is not empty, says.
    fn read(text: &str) -> Result<Self, Wrong>;
    /// The value that `text` says on `today`.
    fn read_on(text: &str, _today: Date) -> Result<Self, Wrong> {
        Self::read(text)
    }
    /// What speaks against a value that was read from `text`, said on `today`.
    fn doubt(&self, _text: &str, _today: Date) -> Option<Wrong> {
        None
    }
    /// The value as it stands in the field; reading it gives the value again.
    fn plain(&self) -> String;
    /// What stands for it where nothing could be read; it reaches no action.
    fn blank() -> Self;
}

impl Value for String {
    fn kind(_: &Ui) -> FieldKind {
        FieldKind::Text
    }

    fn read(text: &str) -> Result<Self, Wrong> {
        Ok(text.to_owned())
    }

    fn plain(&self) -> String {
        self.clone()
    }

    fn blank() -> Self {
        Self::new()
    }
}

/// What is said of words that are no day.
const NO_DAY: &str = "“{value}”不是日期。请写成 2026-11-24、11/24 或 +3";

impl Value for Date {
    fn kind(_: &Ui) -> FieldKind {
        FieldKind::Date
    }

    fn read(text: &str) -> Result<Self, Wrong> {
        days::whole(text).ok_or_else(|| Wrong::value(NO_DAY, text))
    }

    fn read_on(text: &str, today: Date) -> Result<Self, Wrong> {
        days::near(text, today).ok_or_else(|| Wrong::value(NO_DAY, text))
    }

    fn doubt(&self, text: &str, today: Date) -> Option<Wrong> {
        let last = (today.year() + YEARS_AHEAD).to_string();
        let params = [("value", short(text)), ("first", FIRST_YEAR.to_string()), ("last", last)];
        let text = "“{value}”不在 {first} 年到 {last} 年之间。请核对年份";
        (!is_plausible(*self, today)).then(|| Wrong::with(text, params))
    }

    fn plain(&self) -> String {
        self.to_string()
    }

    fn blank() -> Self {
        Self::default()
    }
}

impl Value for Time {
    fn kind(_: &Ui) -> FieldKind {
        FieldKind::Time
    }

    fn read(text: &str) -> Result<Self, Wrong> {
        let padded = if text.len() == 4 { format!("0{text}") } else { text.to_owned() };
        padded.parse().map_err(|_| Wrong::value("“{value}”不是时间。请写成 14:30", text))
    }

    fn plain(&self) -> String {
        self.strftime("%H:%M").to_string()
    }

    fn blank() -> Self {
        Self::midnight()
    }
}

impl Value for i64 {
    fn kind(_: &Ui) -> FieldKind {
        FieldKind::Integer
    }

    fn read(text: &str) -> Result<Self, Wrong> {
        let plain = half_width(text);
        let number = plain.parse().ok().filter(|number| *number != 0 || !plain.starts_with('-'));
        number.ok_or_else(|| Wrong::value("“{value}”不是整数", text))
    }

    fn plain(&self) -> String {
        self.to_string()
    }

    fn blank() -> Self {
        0
    }
}

/// What a confidential field holds is written like the value itself.
impl<C: Class, V: Value> Value for Confidential<C, V> {
    const SECRET: Option<Secret> = Some(C::SECRET);

    fn kind(ui: &Ui) -> FieldKind {
        V::kind(ui)
    }

    fn read(text: &str) -> Result<Self, Wrong> {
        V::read(text).map(Self::new)
    }

    fn doubt(&self, text: &str, today: Date) -> Option<Wrong> {
        self.open().doubt(text, today)
    }

    fn plain(&self) -> String {
        self.open().plain()
    }

    fn blank() -> Self {
        Self::new(V::blank())
    }
}

/// One of the choices of `C`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chosen<C>(pub C);

impl<C: Choice> Value for Chosen<C> {
    fn kind(ui: &Ui) -> FieldKind {
        FieldKind::Choice(C::ALL.iter().map(|c| Opt::new(c.code(), ui.t(c.label()))).collect())
    }

    fn read(text: &str) -> Result<Self, Wrong> {
        C::of_code(text).map(Self).ok_or_else(|| Wrong::value("“{value}”不在可选范围内", text))
    }

    fn plain(&self) -> String {
        self.0.code().to_owned()
    }

    fn blank() -> Self {
        Self(C::first())
    }
}

/// One of what the database has, by its identity or code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Picked<T>(pub T);

impl<T: FromStr + Display + Default + Clone + 'static> Value for Picked<T> {
    fn kind(_: &Ui) -> FieldKind {
        FieldKind::Choice(Vec::new())
    }

    fn read(text: &str) -> Result<Self, Wrong> {
        text.parse().map(Self).map_err(|_| Wrong::new("没有这个记录。请从列表中选择"))
    }

    fn plain(&self) -> String {
        self.0.to_string()
    }

    fn blank() -> Self {
        Self(T::default())
    }
}

/// A code as it is kept: half-width, without spaces.
pub fn plain_code(text: &str) -> String {
    half_width(text).chars().filter(|c| !c.is_whitespace()).collect()
}

pub(super) fn short(text: &str) -> String {
    let cut: String = text.chars().take(40).collect();
    if cut.len() < text.len() { format!("{cut}…") } else { cut }
}
