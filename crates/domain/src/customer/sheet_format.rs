//! How a customer's own purchase orders are laid out (H3.1): told once, recognised from then on.

use serde::{Deserialize, Serialize};

/// The layout of a customer's sheet. It is recognised by its headings; texts are compared without spaces and in
/// half-width signs.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct SheetFormat {
    /// The headings of its table, from left to right; what it is recognised by.
    pub header: Vec<String>,
    /// Our column and the heading that it is filled from.
    pub columns: Vec<(String, String)>,
    /// The word before the customer's order number, `订单编号`; empty where there is none.
    pub number_at: String,
    /// The word before the day of the order.
    pub date_at: String,
    /// The word before whom to talk to.
    pub contact_at: String,
    /// The word before the payment terms.
    pub terms_at: String,
    /// Staff number of the clerk who follows these orders.
    pub clerk: String,
}

impl SheetFormat {
    /// The heading that our `column` is filled from.
    pub fn source(&self, column: &str) -> Option<&str> {
        self.columns.iter().find(|(ours, _)| ours == column).map(|(_, theirs)| theirs.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::customer::{Customer, Fact};
    use crate::history::{Noun as _, Stamp};

    fn format(header: &[&str], clerk: &str) -> SheetFormat {
        let header: Vec<String> = header.iter().map(|h| (*h).to_owned()).collect();
        let columns = vec![("型号".to_owned(), header[0].clone())];
        SheetFormat { header, columns, clerk: clerk.to_owned(), ..SheetFormat::default() }
    }

    #[test]
    fn h3_1_a_layout_replaces_the_one_with_its_headings_and_can_be_forgotten() {
        let mut customer = Customer::default();
        let stamp = Stamp { at: jiff::Timestamp::UNIX_EPOCH, actor: "system" };
        let mut happens = |fact: Fact| {
            customer.apply(&fact, stamp);
            customer.formats.iter().map(|f| (f.header.len(), f.clerk.clone())).collect::<Vec<_>>()
        };
        let kept = |format: SheetFormat| Fact::FormatKept { format };
        happens(kept(format(&["货号", "数量"], "U01")));
        happens(kept(format(&["货号", "数量", "交期"], "U01")));
        let now = happens(kept(format(&["货号", "数量"], "U14")));
        assert_eq!(now, [(3, "U01".to_owned()), (2, "U14".to_owned())]);
        let dropped = |header: &[&str]| Fact::FormatDropped { header: format(header, "").header };
        assert_eq!(happens(dropped(&["别的"])).len(), 2);
        assert_eq!(happens(dropped(&["货号", "数量"])), [(3, "U01".to_owned())]);
        assert_eq!(format(&["货号"], "").source("型号"), Some("货号"));
        assert_eq!(format(&["货号"], "").source("数量"), None);
    }
}
