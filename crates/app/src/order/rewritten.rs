//! What an order that was written anew or set right says differently now (H2.1, H3.8), as its timeline tells it.

use std::collections::HashMap;

use domain::confidential::{Class, Confidential};
use domain::history::{Noun as _, Stamp};
use domain::order::{Change, Fact as OrderFact, Order, Values, changes};
use evidence::Fact;
use jiff::Timestamp;
use kernel::noun::read;
use kernel::ui::Ui;
use kernel::{Door, Result};

/// The orders of a thread as they were before its next fact: what others have changed meanwhile is not told twice.
#[derive(Default)]
pub(super) struct Rewritten<'a>(HashMap<&'a str, Order>);

impl<'a> Rewritten<'a> {
    /// What `fact`, the next of its thread, changes of its order's entry; nothing where it has none.
    pub fn tell(&mut self, door: &mut Door, ui: &Ui, fact: &'a Fact) -> Result<Vec<String>> {
        if !fact.kind.starts_with("order.") {
            return Ok(Vec::new());
        }
        let said = read::<Order>(fact)?;
        let order = self.0.entry(&fact.stream).or_default();
        let found = match &said {
            OrderFact::Revised { entry, .. } | OrderFact::Corrected { entry, .. } => {
                changes(&order.entry, entry)
            }
            _ => Vec::new(),
        };
        let at = Timestamp::from_microsecond(fact.at).unwrap_or(Timestamp::UNIX_EPOCH);
        order.apply(&said, Stamp { at, actor: &fact.actor });
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
