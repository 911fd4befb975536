//! The list of what the security log holds.

use domain::choice::Choice as _;
use kernel::list::{List, ListColumn, ListFilter, ListFilterKind, Names, Show, Sought, When, badge};
use kernel::log::Event;
use kernel::{Door, Result};

use super::READ;
use crate::person;

/// The security log, the latest line first.
pub static LOG: List = List {
    title: "安全日志",
    path: "/settings/log",
    right: READ,
    from: "access_log LEFT JOIN person ON person.id = access_log.actor",
    key: "access_log.id",
    href: "",
    columns: &[
        ListColumn::new("at", "时间", "access_log.at", Show::Moment),
        ListColumn::new("what", "事项", "access_log.what", Show::Badge(badge::<Event>)),
        ListColumn::new("who", "谁", "COALESCE(person.name, access_log.actor)", Show::Text),
        ListColumn::new("detail", "内容", "access_log.detail", Show::Sentence),
        ListColumn::new("address", "来自", "access_log.address", Show::Code).wide(),
        ListColumn::new("request", "请求编号", "access_log.request", Show::Code).wide(),
    ],
    search: Sought::In(
        "(COALESCE(person.search, '') || ' ' || LOWER(access_log.detail || ' ' || access_log.address || ' ' || access_log.request))",
    ),
    tabs: &[
        ("", "安全事项", When::sql("access_log.looked = FALSE")),
        ("looks", "查看敏感数据", When::sql("access_log.looked = TRUE")),
    ],
    filters: &[
        ListFilter { name: "what", label: "事项", kind: ListFilterKind::Choice("access_log.what", kinds) },
        ListFilter { name: "who", label: "谁", kind: ListFilterKind::Known("access_log.actor", people) },
        ListFilter { name: "day", label: "日期", kind: ListFilterKind::Moments("access_log.at") },
    ],
    sort: "-at",
    empty: "这里还没有记录",
    empty_action: None,
    bulk: &[],
    counts: None,
    above: &[],
};

fn kinds() -> Vec<(&'static str, &'static str)> {
    Event::ALL
        .iter()
        .filter(|event| **event != Event::Look)
        .map(|event| (event.code(), event.label()))
        .collect()
}

fn people(door: &mut Door) -> Result<Names> {
    let all = person::all(door.conn)?.into_iter();
    Ok(all.map(|p| (p.id.to_string(), format!("{} {}", p.code, p.name))).collect())
}
