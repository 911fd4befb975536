//! When something is due: a colour, a sign and a word, never colour alone (UX-05).

use askama::Template;
use domain::calendar::Calendar;
use jiff::civil::{Date, Time};

use super::guess::guess;
use super::{Html, Ui, format};

/// When something is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Due {
    /// The day; none: nobody has said what comes next.
    pub on: Option<Date>,
    /// The hour of that day, where it matters.
    pub at: Option<Time>,
}

/// How it stands with what is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueState {
    /// The day or the hour has passed.
    Late,
    /// It is due today.
    Today,
    /// It is due later.
    Future,
    /// No date: nobody has said what comes next.
    Unplanned,
}

impl Due {
    /// Due on a day.
    pub fn on(day: Date) -> Self {
        Self { on: Some(day), ..Self::default() }
    }

    /// Due at an hour of a day.
    pub fn at(day: Date, hour: Time) -> Self {
        Self { on: Some(day), at: Some(hour) }
    }

    /// Working days by the reader's calendar since the day, at least one where it has passed; 0 where it has not.
    pub fn days_past(&self, ui: &Ui) -> i64 {
        self.on.filter(|day| *day < ui.today).map_or(0, |day| working_days(ui, day, ui.today).max(1))
    }

    /// How it stands at the reader's moment.
    pub fn state(&self, ui: &Ui) -> DueState {
        match self.on {
            None => DueState::Unplanned,
            Some(day) if day < ui.today => DueState::Late,
            Some(day) if day > ui.today => DueState::Future,
            Some(_) if self.at.is_some_and(|hour| hour < ui.now.time()) => DueState::Late,
            Some(_) => DueState::Today,
        }
    }

    /// The words: 逾期 2 天, 10:00, 今天, 明天, 11-26, 无下一步.
    pub fn text(&self, ui: &Ui) -> String {
        let Some(day) = self.on else { return ui.t("无下一步").to_owned() };
        let days = day.since(ui.today).map_or(0, |span| i64::from(span.get_days()));
        match self.state(ui) {
            DueState::Late if days == 0 => self.late_today(ui),
            DueState::Late => ui.tf("逾期 {n} 个工作日", &[("n", &self.days_past(ui))]),
            DueState::Today => match self.at {
                Some(hour) => format!("{:02}:{:02}", hour.hour(), hour.minute()),
                None => ui.t("今天").to_owned(),
            },
            DueState::Future if days == 1 => ui.t("明天").to_owned(),
            _ => format::near_day(ui.today, day),
        }
    }

    /// How long is left, for a title: 还剩 3 个工作日.
    pub fn left(&self, ui: &Ui) -> Option<String> {
        let days = working_days(ui, ui.today, self.on?);
        (days > 0).then(|| ui.tf("还剩 {n} 个工作日", &[("n", &days)]))
    }

    fn late_today(self, ui: &Ui) -> String {
        let minutes = self.at.map_or(0, |hour| ui.now.time().duration_since(hour).as_mins());
        if minutes < 60 {
            ui.tf("逾期 {n} 分钟", &[("n", &minutes)])
        } else {
            ui.tf("逾期 {n} 小时", &[("n", &(minutes / 60))])
        }
    }

    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        let (class, sign) = match self.state(ui) {
            DueState::Late => ("is-late", "▲"),
            DueState::Today => ("is-today", "●"),
            DueState::Future => ("is-future", "○"),
            DueState::Unplanned => ("is-none", "?"),
        };
        let title = self.on.map(|day| {
            let day = format::date_weekday(ui.lang, day);
            self.left(ui).map_or(day.clone(), |left| format!("{day} · {left}"))
        });
        let guess = guess(ui, self.on.and_then(|day| ui.guessed(day)));
        Html::of(&DueView { class, sign, text: self.text(ui), title, guess })
    }
}

/// Working days after one day up to and with another; whoever is not signed in has no calendar but the common one.
fn working_days(ui: &Ui, from: Date, to: Date) -> i64 {
    let company = ui.calendar.as_ref().map(|calendar| calendar.between(from, to));
    company.unwrap_or_else(|| Calendar::company().between(from, to)).into()
}

#[derive(Template)]
#[template(
    source = r#"<span class="gd-due {{ class }}"{% if let Some(title) = title %} title="{{ title }}"{% endif %}><i aria-hidden="true">{{ sign }}</i>{{ text }}</span>{{ guess }}"#,
    ext = "html"
)]
struct DueView {
    class: &'static str,
    sign: &'static str,
    text: String,
    title: Option<String>,
    guess: Html,
}

#[cfg(test)]
mod tests {
    use jiff::civil::{date, datetime, time};

    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn a_due_date_says_how_it_stands() {
        let ui = Ui::anonymous(Lang::Zh, datetime(2026, 11, 24, 14, 8, 0, 0));
        let day = date(2026, 11, 24);
        let cases = [
            (Due::default(), DueState::Unplanned, "无下一步"),
            (Due::on(date(2026, 11, 23)), DueState::Late, "逾期 1 个工作日"),
            // A Friday: the weekend does not count.
            (Due::on(date(2026, 11, 20)), DueState::Late, "逾期 2 个工作日"),
            (Due::at(day, time(10, 0, 0, 0)), DueState::Late, "逾期 4 小时"),
            (Due::at(day, time(17, 30, 0, 0)), DueState::Today, "17:30"),
            (Due::on(day), DueState::Today, "今天"),
            (Due::on(date(2026, 11, 25)), DueState::Future, "明天"),
            (Due::on(date(2026, 12, 1)), DueState::Future, "12-01"),
            (Due::on(date(2027, 2, 28)), DueState::Future, "2027-02-28"),
        ];
        for (due, state, text) in cases {
            assert_eq!((due.state(&ui), due.text(&ui).as_str()), (state, text), "{due:?}");
        }
        assert_eq!(Due::on(date(2026, 12, 1)).left(&ui).unwrap(), "还剩 5 个工作日");
    }
}
