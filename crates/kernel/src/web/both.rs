//! Two people on one thing: what a field held when both began, what the other has made of it and what is said now, field by
//! field. What only the other changed is taken over; what both changed is shown beside its field, to keep or to take.

use std::collections::BTreeMap;

use crate::said::Said;
use crate::ui::{Field, FieldKind, Form, Ui};

/// Values by the names of their fields.
type Values = BTreeMap<String, String>;

/// The name under which a form carries what it held when it was drawn.
pub const WAS: &str = "was";

/// Values that are told are cut to this many characters.
const SHOWN: usize = 60;

/// Bytes of what a form carries: an order of hundreds of lines is refused as a whole instead.
const LONGEST: usize = 65_536;

/// What a form holds, by name; rows as `lines.0.quantity`.
fn held(form: &Form) -> Values {
    let mut out = BTreeMap::new();
    for field in form.fields.iter().filter(|f| f.is_told()) {
        match &field.kind {
            FieldKind::Lines { columns, rows, .. } => {
                for (n, row) in rows.iter().enumerate() {
                    for (column, value) in columns.iter().zip(&row.values) {
                        out.insert(format!("{}.{n}.{}", field.name, column.name), value.clone());
                    }
                }
            }
            _ => _ = out.insert(field.name.clone(), field.value.clone()),
        }
    }
    out
}

/// What `form` holds as it is sent along; nothing where that is long.
pub fn carried(form: &Form) -> String {
    serde_json::to_string(&held(form)).ok().filter(|json| json.len() <= LONGEST).unwrap_or_default()
}

/// What meets: `form` was drawn anew and holds what the other made of it. Answers what is said with what only the other
/// changed, and what to say beside the fields that both changed; none where the sender did not say what it began from.
pub fn meet(form: &Form, said: &Said, ui: &Ui) -> Option<(Said, Vec<(String, String)>)> {
    let was: Values = serde_json::from_str(said.values().get(WAS)?).ok()?;
    let theirs = held(form);
    let (mut merged, mut beside) = (said.clone(), Vec::new());
    for field in form.fields.iter().filter(|f| f.is_told()) {
        let own = |all: &Values| of_field(all, field);
        let (was, theirs, mine) = (own(&was), own(&theirs), own(said.values()));
        if theirs == was || theirs == mine {
            continue;
        }
        if mine != was {
            beside.push((field.name.clone(), sentence(field, &was, &theirs, &mine, ui)));
            continue;
        }
        merged.take_out(&field.name);
        for (name, value) in theirs {
            merged.set(&name, value);
        }
    }
    Some((merged, beside))
}

/// What is said of one field, of a grid by the names of its cells. What holds nothing is left out: every grid ends with an
/// empty row, and a browser says nothing of what is not ticked.
fn of_field(all: &Values, field: &Field) -> Values {
    let cells = format!("{}.", field.name);
    let own = all.iter().filter(|(name, _)| **name == field.name || name.starts_with(&cells));
    // Browsers send the ends of lines in a way of their own.
    let values = own.map(|(name, value)| (name.clone(), value.replace("\r\n", "\n")));
    values.filter(|(_, value)| !value.is_empty()).collect()
}

fn sentence(field: &Field, was: &Values, theirs: &Values, mine: &Values, ui: &Ui) -> String {
    if matches!(field.kind, FieldKind::Lines { .. }) {
        return ui.t("这些行别人也改过。下面是你填的；要看改成了什么，请另开一页核对后再提交").to_owned();
    }
    let one = |values: &Values| shown(field, values.get(&field.name).map_or("", String::as_str), ui);
    let params: [(&str, &dyn std::fmt::Display); 3] =
        [("was", &one(was)), ("theirs", &one(theirs)), ("mine", &one(mine))];
    ui.tf("原来是{was}，别人改成了{theirs}，你填的是{mine}。留下你的，或照着改", &params)
}

/// The errors beside the fields, for a form that is filled in again.
pub fn beside(form: &mut Form, sentences: Vec<(String, String)>) {
    for (name, sentence) in sentences {
        if let Some(field) = form.fields.iter_mut().find(|f| f.name == name) {
            field.error = Some(sentence);
        }
    }
}

/// A value as people read it.
fn shown(field: &Field, value: &str, ui: &Ui) -> String {
    let label = match &field.kind {
        FieldKind::Choice(options) | FieldKind::Radio(options) => {
            options.iter().find(|o| o.value == value).map(|o| o.label.clone())
        }
        FieldKind::Flag => Some(ui.t(if value.is_empty() { "否" } else { "是" }).to_owned()),
        _ => None,
    };
    let text = label.unwrap_or_else(|| value.to_owned());
    if text.is_empty() {
        return ui.t("空").to_owned();
    }
    let cut: String = text.chars().take(SHOWN).collect();
    let more = if cut.len() < text.len() { "…" } else { "" };
    format!("“{cut}{more}”")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    fn form(remark: &str, transport: &str, quantity: &str) -> Form {
        let rows = vec![crate::ui::LineRow { values: vec![quantity.into()], ..Default::default() }];
        let columns = vec![Field::new(FieldKind::Quantity, "quantity", "数量")];
        let lines = FieldKind::Lines { columns, rows, can_add: true };
        Form::new(
            "",
            "",
            vec![
                Field::new(FieldKind::Area, "remark", "备注").value(remark),
                Field::text("transport", "运输方式").value(transport),
                Field::new(lines, "lines", "明细"),
            ],
        )
    }

    /// What is said from a form that was drawn as `was`.
    fn said(was: &Form, values: [(&str, &str); 3]) -> Said {
        let mut said = Said::default();
        said.set(WAS, carried(was));
        for (name, value) in values {
            said.set(name, value.to_owned());
        }
        said
    }

    #[test]
    fn what_only_the_other_changed_is_taken_over_and_what_both_changed_is_told() {
        let ui = Ui::anonymous(Lang::Zh, jiff::civil::date(2026, 11, 24).at(9, 0, 0, 0));
        let was = form("一\n二", "汽运", "3");
        let mine = said(&was, [("remark", "一\r\n二"), ("transport", "空运"), ("lines.0.quantity", "3")]);
        let (merged, beside) = meet(&form("三", "铁路", "5"), &mine, &ui).unwrap();
        assert_eq!((merged.raw("remark"), merged.raw("lines.0.quantity")), ("三", "5"));
        assert_eq!(merged.raw("transport"), "空运", "mine stays until it is decided");
        let [(field, sentence)] = beside.as_slice() else { panic!("{beside:?}") };
        assert_eq!(field, "transport");
        assert!(sentence.contains("“汽运”") && sentence.contains("“铁路”") && sentence.contains("“空运”"));
    }

    #[test]
    fn who_does_not_say_what_they_began_from_is_refused_as_a_whole() {
        let ui = Ui::anonymous(Lang::Zh, jiff::civil::date(2026, 11, 24).at(9, 0, 0, 0));
        assert!(meet(&form("", "", ""), &Said::default(), &ui).is_none());
    }
}
