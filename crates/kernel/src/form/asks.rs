//! The fields that a form can ask for.

use std::fmt::Display;
use std::str::FromStr;

use domain::channel::Channel;
use domain::choice::Choice;
use domain::confidential::{Class, Confidential, Contact};
use domain::filing::FileKind;
use domain::money::{Money, UnitPrice};
use domain::order::Attachment;
use domain::proof::Why;
use domain::quantity::Quantity;
use jiff::civil::{Date, Time};

use super::value::Chosen;
use super::{Form, Picked, Question, Wrong};
use crate::ui::{Field, FieldKind, Width};

impl<'a> Form<'a> {
    /// A line of words of at most `max` characters.
    pub fn text(&self, name: &str, label: &str, max: usize) -> Question<'_, 'a, String> {
        Question::new(self, name, label).chars(max)
    }

    /// Several lines of words of at most `max` characters.
    pub fn words(&self, name: &str, label: &str, max: usize) -> Question<'_, 'a, String> {
        Question::new(self, name, label).drawn_as(FieldKind::Area).chars(max)
    }

    /// The reason of an act, that must be said.
    pub fn reason(&self) -> String {
        self.words("reason", "原因", 500).required()
    }

    /// A code: half-width, without spaces.
    pub fn code(&self, name: &str, label: &str) -> String {
        self.text(name, label, 40).code()
    }

    /// A line of words with suggestions from `href?q=…`.
    pub fn lookup(&self, name: &str, label: &str, href: &str, max: usize) -> Question<'_, 'a, String> {
        Question::new(self, name, label)
            .drawn_as(FieldKind::Lookup { href: href.to_owned(), fills: false, otherwise: None })
            .chars(max)
    }

    /// A secret, as it is typed.
    pub fn secret(&self, name: &str, label: &str) -> Question<'_, 'a, String> {
        Question::new(self, name, label).drawn_as(FieldKind::Password).chars(200).verbatim()
    }

    /// Somebody's name, telephone or address: confidential words of at most `max` characters.
    pub fn contact(
        &self,
        name: &str,
        label: &str,
        max: usize,
    ) -> Question<'_, 'a, Confidential<Contact, String>> {
        Question::new(self, name, label).chars(max)
    }

    /// A day.
    pub fn date(&self, name: &str, label: &str) -> Question<'_, 'a, Date> {
        Question::new(self, name, label)
    }

    /// A time of day.
    pub fn time(&self, name: &str, label: &str) -> Question<'_, 'a, Time> {
        Question::new(self, name, label)
    }

    /// An amount that is not negative, in yuan.
    pub fn money(&self, name: &str, label: &str) -> Question<'_, 'a, Money> {
        Question::new(self, name, label).unit("元").least(Money::ZERO)
    }

    /// A confidential amount that is not negative, in yuan; of which class, what it becomes says.
    pub fn amount<C: Class>(&self, name: &str, label: &str) -> Question<'_, 'a, Confidential<C, Money>> {
        let question = Question::<Confidential<C, Money>>::new(self, name, label).unit("元");
        question.check(|amount| (*amount.open() < Money::ZERO).then(|| Wrong::new("金额不能为负")))
    }

    /// A confidential price per unit that is not negative, in yuan with up to six decimals; of which class, what it
    /// becomes says: a selling price or a cost.
    pub fn price<C: Class>(&self, name: &str, label: &str) -> Question<'_, 'a, Confidential<C, UnitPrice>> {
        let question = Question::<Confidential<C, UnitPrice>>::new(self, name, label).unit("元");
        let question = question.bounded(UnitPrice::ZERO.plain(), UnitPrice::MOST.plain());
        question.check(|price| price.open().is_negative().then(|| Wrong::new("单价不能为负")))
    }

    /// Refuses at `name` a price and a quantity that together come to more than one amount may be: what is within its bounds is
    /// summed, and no sum runs over.
    pub fn amount_fits(&self, name: &str, price: UnitPrice, quantity: Quantity) {
        if price.times_within(quantity).is_none() {
            let most = [("most", Money::MOST.plain())];
            self.wrong_with(name, "数量 × 单价超过上限 {most} 元。请核对数量和单价", most);
        }
    }

    /// A quantity that is not negative.
    pub fn quantity(&self, name: &str, label: &str) -> Question<'_, 'a, Quantity> {
        Question::new(self, name, label).least(Quantity::ZERO)
    }

    /// A quantity that may be negative: a correction of one.
    pub fn signed(&self, name: &str, label: &str) -> Question<'_, 'a, Quantity> {
        Question::new(self, name, label)
    }

    /// A quantity above zero.
    pub fn some(&self, name: &str, label: &str) -> Question<'_, 'a, Quantity> {
        let question = Question::<Quantity>::new(self, name, label);
        question.check(|quantity| (!quantity.is_some()).then(|| Wrong::new("数量必须大于 0")))
    }

    /// A whole number from `least` to `most`.
    pub fn integer(&self, name: &str, label: &str, least: i64, most: i64) -> Question<'_, 'a, i64> {
        Question::new(self, name, label).least(least).most(most)
    }

    /// One of a few choices of the trade.
    pub fn choice<C: Choice>(&self, name: &str, label: &str) -> Question<'_, 'a, Chosen<C>> {
        Question::new(self, name, label)
    }

    /// How somebody was spoken to: its code.
    pub fn channel(&self) -> String {
        self.choice("channel", "方式").preset(Chosen(Channel::Phone)).required().0.code().to_owned()
    }

    /// One of `options`: what is sent and what is read.
    pub fn pick<T>(&self, name: &str, label: &str, options: Vec<(T, String)>) -> Question<'_, 'a, Picked<T>>
    where
        T: FromStr + Display + Default + Clone + PartialEq + 'static,
    {
        Question::new(self, name, label).among(options)
    }

    /// Any of the choices of `C`: a flag `name_code` each; `known` are set beforehand.
    pub fn several<C: Choice>(&self, name: &str, known: &[C]) -> Vec<C> {
        let asked = |choice: &C| {
            let full = format!("{name}_{}", choice.code());
            self.flag_drawn(&full, choice.label(), known.contains(choice), |flag| flag.width(Width::Third))
        };
        C::ALL.iter().copied().filter(asked).collect()
    }

    /// Yes or no; silence is no, as browsers have it.
    pub fn flag(&self, name: &str, label: &str, preset: bool) -> bool {
        self.flag_drawn(name, label, preset, |field| field)
    }

    /// The same with a width or a hint.
    pub fn flag_drawn(
        &self,
        name: &str,
        label: &str,
        preset: bool,
        look: impl FnOnce(Field) -> Field,
    ) -> bool {
        let drawn = look(Field::new(FieldKind::Flag, name, self.t(label)));
        self.push(Field { value: if preset { "1".into() } else { String::new() }, ..drawn });
        let text = self.take(&self.full(name));
        let yes = matches!(text.as_str(), "1" | "true" | "on" | "是");
        if !yes && !matches!(text.as_str(), "" | "0" | "false" | "off" | "否") {
            self.refuse(self.full(name), Wrong::with("“{value}”不在可选范围内", [("value", text)]));
        }
        yes
    }

    /// Photos; a telephone opens its camera.
    pub fn photos(&self, name: &str, label: &str) -> Vec<Attachment> {
        let kind = FieldKind::Files { accept: "image/*".into(), camera: true, multiple: true };
        self.attached(Field::new(kind, name, self.t(label)))
    }

    /// Files of any kind.
    pub fn files(&self, name: &str, label: &str) -> Vec<Attachment> {
        // Pictures first, for the camera of a phone; whatever proves something is taken.
        let accept = "image/*,*/*".into();
        let kind = FieldKind::Files { accept, camera: false, multiple: true };
        self.attached(Field::new(kind, name, self.t(label)))
    }

    /// Files that the act is about, of the types that `accept` names: at least one must come.
    pub fn upload(&self, name: &str, label: &str, accept: &str, help: &str) -> Vec<Attachment> {
        let kind = FieldKind::Files { accept: accept.into(), camera: false, multiple: true };
        let drawn = Field::new(kind, name, self.t(label)).required().help(self.t(help));
        let files = self.attached(drawn);
        if files.is_empty() {
            self.wrong(name, "请选择文件");
        }
        files
    }

    /// A file of the types that `accept` names, that may be left out.
    pub fn file(&self, name: &str, label: &str, accept: &str, help: &str) -> Vec<Attachment> {
        let kind = FieldKind::Files { accept: accept.into(), camera: false, multiple: false };
        self.attached(Field::new(kind, name, self.t(label)).help(self.t(help)))
    }

    /// What an act rests on (H2.1): the standard field that every act offers.
    pub fn proof(&self) -> Vec<Attachment> {
        self.files("files", "凭证附件")
    }

    /// The same, as files of this kind: who may open them follows from it.
    pub fn proof_as(&self, kind: FileKind) -> Vec<Attachment> {
        let what = kind.code();
        self.proof().into_iter().map(|file| Attachment { what: what.to_owned(), ..file }).collect()
    }

    /// Why something is done, and what shows it.
    pub fn why(&self) -> Why {
        Why { reason: self.reason(), proof: self.proof() }
    }

    /// Carried along unseen: what the form was opened with.
    pub fn hidden(&self, name: &str, value: &str) -> String {
        self.text(name, "", 200).drawn_as(FieldKind::Hidden).preset(value.to_owned()).or(String::new())
    }

    fn attached(&self, drawn: Field) -> Vec<Attachment> {
        let full = self.full(&drawn.name);
        self.push(drawn.width(Width::Full));
        if !self.take(&full).is_empty() {
            self.refuse(full.clone(), Wrong::new("这里要的是文件。请用表单（multipart/form-data）上传"));
        }
        self.said.files_of(&full)
    }
}
