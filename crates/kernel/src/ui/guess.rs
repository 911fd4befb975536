//! The mark of a day that stands on weekends alone, because holidays that it hangs on are not known yet (H8.5): one for
//! every day that is shown, wherever it stands, and one line on the page that says what it means.

use std::collections::BTreeSet;

use askama::Template;
use jiff::civil::Date;

use super::{Html, Ui};

/// Where holidays are entered.
const ENTERED_AT: &str = "/settings/calendar";

/// What a mark is found by in the markup of a page.
const MARK: &str = "data-guess=\"";

impl Ui {
    /// The year without holidays that a day to come hangs on: it lies there, or is counted through it from today. A day
    /// that has come is what it is, whatever it was counted by.
    pub fn guessed(&self, on: Date) -> Option<i16> {
        if on > self.today { self.guessed_from(self.today, on) } else { None }
    }

    /// The same for a day that was counted from another one, forwards or backwards.
    pub fn guessed_from(&self, from: Date, on: Date) -> Option<i16> {
        self.calendar.as_ref()?.unknown_between(from, on)
    }

    /// Why a day that hangs on `year` is a guess.
    pub fn guess_words(&self, year: i16) -> String {
        self.tf("{year} 年放假安排未登记，按周末推算", &[("year", &year)])
    }
}

/// The mark beside a day; nothing where `year` is none.
pub(super) fn guess(ui: &Ui, year: Option<i16>) -> Html {
    year.map_or_else(Html::default, |year| Html::of(&GuessView { ui, year, words: ui.guess_words(year) }))
}

#[derive(Template)]
#[template(
    source = r#"<span class="gd-guess" data-guess="{{ year }}" title="{{ words }}"><span aria-hidden="true">{{ ui.t("暂") }}</span><span class="gd-sr">{{ ui.t("暂按周末推算") }}</span></span>"#,
    ext = "html"
)]
struct GuessView<'a> {
    ui: &'a Ui,
    year: i16,
    words: String,
}

/// What the marks in `main` mean, where there are any: a telephone shows no titles.
pub(crate) fn guesses(ui: &Ui, main: &Html) -> Html {
    let marks = main.as_str().split(MARK).skip(1);
    let years: BTreeSet<&str> = marks.filter_map(|rest| rest.split('"').next()).collect();
    if years.is_empty() {
        return Html::default();
    }
    let years = years.into_iter().collect::<Vec<_>>().join(ui.t("、"));
    let words = ui.tf("{years} 年放假安排未登记，带这个记号的日期暂按周末推算", &[("years", &years)]);
    Html::of(&GuessesView { ui, words, href: ENTERED_AT })
}

#[derive(Template)]
#[template(
    source = r#"<p class="gd-guesses" role="note"><span class="gd-guess" aria-hidden="true">{{ ui.t("暂") }}</span><span>{{ words }}</span>{% if ui.opens(href) %} <a href="{{ href }}">{{ ui.t("登记放假安排") }}</a>{% endif %}</p>"#,
    ext = "html"
)]
struct GuessesView<'a> {
    ui: &'a Ui,
    words: String,
    href: &'static str,
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use domain::calendar::Calendar;
    use jiff::civil::{date, datetime};

    use super::*;
    use crate::i18n::Lang;
    use crate::ui::{Cell, Due, Ledger, Promise};

    fn reader() -> Ui {
        let ui = Ui::anonymous(Lang::Zh, datetime(2026, 11, 24, 9, 0, 0, 0));
        Ui { calendar: Some(Arc::new(Calendar::company())), ..ui }
    }

    #[test]
    fn c31_a_day_to_come_in_an_unknown_year_says_so_wherever_it_stands() {
        let ui = reader();
        let february = date(2027, 2, 26);
        for shown in [
            Cell::Date(february).render(&ui, false),
            Cell::Day(date(2026, 12, 28)).render(&ui, false),
            Cell::Due(Due::on(february)).render(&ui, false),
            Cell::Counted { on: date(2026, 12, 21), from: date(2027, 1, 4) }.render(&ui, false),
            Ledger { dates: vec![Promise::new("当前承诺", Some(february))] }.render(&ui),
        ] {
            assert!(shown.as_str().contains("data-guess=\"2027\""), "{shown}");
            assert!(shown.as_str().contains("title=\"2027 年放假安排未登记，按周末推算\""), "{shown}");
            assert!(shown.as_str().contains("暂按周末推算"), "words, for who hears it: {shown}");
            assert!(guesses(&ui, &shown).as_str().contains("2027 年放假安排未登记"), "and once on the page");
        }
        for known in [
            Cell::Date(date(2026, 12, 24)).render(&ui, false),
            Cell::Date(date(2019, 5, 1)).render(&ui, false),
            Cell::Counted { on: date(2026, 12, 1), from: date(2026, 12, 9) }.render(&ui, false),
            Cell::Due(Due::on(date(2026, 12, 1))).render(&ui, false),
        ] {
            assert!(!known.as_str().contains("gd-guess"), "{known}");
            assert_eq!(guesses(&ui, &known), Html::default());
        }
    }
}
