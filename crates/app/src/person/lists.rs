//! The list of people.

use crate::master::field;
use domain::access::Right;
use domain::person::{Person, Role};
use kernel::list::{List, ListColumn, Show, Sought, When, badge};
use kernel::ui::Tone;

/// People.
pub static PEOPLE: List = List {
    title: "人员",
    path: "/people",
    right: Right::ReadPeople,
    from: "person LEFT JOIN person boss ON boss.id = person.reports_to",
    key: "person.id",
    href: "/people/{key}",
    columns: &[
        ListColumn::asked("code", field::<Person>, "person.code", Show::Code),
        ListColumn::asked("name", field::<Person>, "person.name", Show::Text),
        ListColumn::new("roles", "角色", "person.roles", Show::Badge(roles)),
        ListColumn::asked("department", field::<Person>, "person.department", Show::Text),
        ListColumn::asked("reports_to", field::<Person>, "COALESCE(boss.name, '')", Show::Text),
    ],
    search: Sought::In("person.search"),
    tabs: &[
        ("", "在职", When::sql("person.retired = FALSE")),
        ("proposed", "待确认", When::sql("person.proposed <> '' AND person.retired = FALSE")),
        ("retired", "离职", When::sql("person.retired = TRUE")),
    ],
    filters: &[],
    sort: "code",
    empty: "还没有人员",
    empty_action: Some(("导入 Excel", "/import")),
    bulk: &[],
    counts: None,
    above: &[],
};

fn roles(codes: &str) -> (Tone, &'static str) {
    let first = codes.split(' ').next().unwrap_or("");
    badge::<Role>(first)
}
