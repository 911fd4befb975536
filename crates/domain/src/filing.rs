//! Who may open a file (H1.3, H3.7): it follows what it hangs on and what it is.

use crate::access::{Right, may, sees};
use crate::confidential::Secret;
use crate::person::Role;

/// What a file of an order can be; facts keep its code. What is not here has its kind from the field it came by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// What is to be made.
    Drawing,
    /// What was agreed.
    Contract,
    /// What it costs.
    Price,
    /// A picture.
    Photo,
    /// A carrier's paper.
    Waybill,
    /// What an act rests on (H2.1).
    Proof,
    /// Anything else.
    Other,
}

crate::choice!(FileKind {
    Drawing = "drawing", "图纸";
    Contract = "contract", "合同";
    Price = "price", "报价、价格单据";
    Photo = "photo", "照片";
    Waybill = "waybill", "运单";
    Proof = "proof", "凭证";
    Other = "other", "其他";
});

/// What a file is, by what was said of it or else by the field of the fact that holds it.
pub fn kind<'a>(said: &'a str, field: &str) -> &'a str {
    match (said, field) {
        ("", "photos") => "photo",
        ("", "files") => "talk",
        ("", "proof") => "proof",
        // What a supplier asks for its goods.
        ("", "quote") => "cost",
        // What is asked, paid and received stands on letters and slips.
        ("", "letter" | "slip") => "price",
        ("", _) => "other",
        (said, _) => said,
    }
}

/// The class of data that a file of this kind shows.
pub fn class(kind: &str) -> Option<Secret> {
    match kind {
        "contract" | "price" => Some(Secret::Price),
        "cost" => Some(Secret::Cost),
        // A talk is proved by pictures of its channel, with name and number of who spoke.
        "talk" => Some(Secret::Contact),
        _ => None,
    }
}

/// Whether a person with `roles` may open a file of this kind that hangs on what needs the right `read`
/// ([`Noun::READ`](crate::history::Noun::READ)).
pub fn opens(roles: &[Role], read: Option<Right>, kind: &str) -> bool {
    read.is_some_and(|right| may(roles, right)) && class(kind).is_none_or(|class| sees(roles, class))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::Noun as _;
    use crate::order::Order;
    use crate::person::Person;
    use crate::production::WorkOrder;
    use crate::purchasing::Purchase;
    use crate::shipment::Shipment;
    use crate::stock::Movement;
    use Role::{Clerk, Engineering, Finance, Production, Purchasing, TeamLeader, Warehouse};

    #[test]
    fn h1_3_a_file_is_open_to_whom_its_noun_and_its_content_are() {
        let table = [
            (Production, "order", "drawing", true),
            (Production, "order", "proof", true),
            (Production, "order", "contract", false),
            (Warehouse, "order", "price", false),
            (Clerk, "order", "contract", true),
            (Finance, "order", "price", true),
            (Purchasing, "order", "talk", false),
            (Engineering, "order", "talk", true),
            (Engineering, "purchase", "photo", false),
            (Purchasing, "purchase", "photo", true),
            (Purchasing, "purchase", "cost", true),
            (Clerk, "purchase", "cost", false),
            (Warehouse, "movement", "proof", true),
            (Engineering, "movement", "proof", false),
            (TeamLeader, "work", "proof", false),
            (TeamLeader, "shipment", "photo", false),
            (TeamLeader, "order", "photo", true),
            (Clerk, "person", "other", false),
        ];
        for (role, noun, kind, expected) in table {
            let read = match noun {
                "order" => Order::READ,
                "purchase" => Purchase::READ,
                "movement" => Movement::READ,
                "work" => WorkOrder::READ,
                "shipment" => Shipment::READ,
                _ => Person::READ,
            };
            assert_eq!(opens(&[role], read, kind), expected, "{role:?} {noun} {kind}");
        }
        assert_eq!(
            [kind("", "photos"), kind("", "files"), kind("", "quote"), kind("drawing", "file")],
            ["photo", "talk", "cost", "drawing"]
        );
    }
}
