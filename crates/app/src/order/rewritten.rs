//! What an order that was written anew or set right says differently now (H2.1, H3.8), as its timeline tells it.

use std::collections::HashMap;

use domain::confidential::{Class, Confidential};
use domain::order::{Change, Entry, Fact as OrderFact, Order, Values, changes};
use evidence::Fact;
use kernel::noun::read;
use kernel::ui::Ui;
use kernel::{Door, Result};

/// The entries of the orders of a thread as they were last.
#[derive(Default)]
pub(super) struct Rewritten<'a>(HashMap<&'a str, Entry>);

impl<'a> Rewritten<'a> {
    /// What `fact`, the next of its thread, changes of its order's entry; nothing where it has none.
    pub fn tell(&mut self, door: &mut Door, ui: &Ui, fact: &'a Fact) -> Result<Vec<String>> {
        if !matches!(fact.kind.as_str(), "order.entered" | "order.revised" | "order.corrected") {
            return Ok(Vec::new());
        }
        let (OrderFact::Entered { entry, .. }
        | OrderFact::Revised { entry, .. }
        | OrderFact::Corrected { entry, .. }) = read::<Order>(fact)?
        else {
            return Ok(Vec::new());
        };
        let before = self.0.insert(&fact.stream, entry.clone());
        let found = before.map(|before| changes(&before, &entry)).unwrap_or_default();
        Ok(found.iter().map(|change| sentence(door, ui, change)).collect())
    }
}

fn sentence(door: &mut Door, ui: &Ui, change: &Change) -> String {
    let label = ui.t(change.label);
    let label = match change.line {
        Some(line) => ui.tf("第 {line} 行{label}", &[("line", &line), ("label", &label)]),
        None => label.to_owned(),
    };
    let plain = |value: &str| if value.is_empty() { ui.t("无").to_owned() } else { ui.lang.words(value) };
    let values = match &change.values {
        Values::Open(values) => Some([plain(&values[0]), plain(&values[1])]),
        Values::Contact(values) => seen(door, values, |text| plain(text)),
        Values::Price(values) => seen(door, values, |price| price.plain()),
        Values::Amount(values) => seen(door, values, |amount| amount.plain()),
        Values::Added(line) => {
            return ui.tf("加了第 {line} 行：{what}", &[("line", &number(change)), ("what", line)]);
        }
        Values::Removed(line) => {
            return ui.tf("去掉第 {line} 行：{what}", &[("line", &number(change)), ("what", line)]);
        }
    };
    match values {
        Some([from, to]) => {
            ui.tf("{label}：{from} → {to}", &[("label", &label), ("from", &from), ("to", &to)])
        }
        None => ui.tf("{label}改了", &[("label", &label)]),
    }
}

fn number(change: &Change) -> i64 {
    change.line.unwrap_or_default()
}

/// Both values for who may see them.
fn seen<C: Class, T>(
    door: &mut Door,
    values: &[Confidential<C, T>; 2],
    plain: impl Fn(&T) -> String,
) -> Option<[String; 2]> {
    let [from, to] = values;
    Some([plain(door.see(from)?), plain(door.see(to)?)])
}
