//! The menu of a reader: what they may read, with counts that equal the rows behind them (UX-04).

use db::Conn;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::feature::{MenuEntry, Site};
use crate::ui::{NavEntry, Ui};

/// Fills the menu and the button 新建 of a page; an entry that the reader may not open is not shown.
pub fn fill(site: &Site, conn: &mut Conn, ctx: &Ctx, ui: &mut Ui) -> Result<()> {
    let path = ui.path.split('?').next().unwrap_or("/").to_owned();
    let lang = ui.lang;
    ui.closed = site.closed(ctx);
    for (group, heading) in site.groups {
        let mut heading = Some(*heading).filter(|h| !h.is_empty()).map(|h| lang.t(h).to_owned());
        let mut entries: Vec<&MenuEntry> =
            site.features.iter().flat_map(|f| f.menu).filter(|e| e.group.0 == *group).collect();
        entries.sort_by_key(|e| e.group.1);
        for entry in entries.into_iter().filter(|e| e.right.is_none_or(|right| ctx.can(right))) {
            let under = |href: &&str| if *href == "/" { path == "/" } else { path.starts_with(*href) };
            ui.nav.push(NavEntry {
                count: entry.count.map(|count| count(conn, ctx)).transpose()?,
                active: [entry.href].iter().chain(entry.under).any(under),
                heading: heading.take(),
                ..NavEntry::new(lang.list(entry.label), entry.href, entry.icon)
            });
        }
    }
    for create in site.creates() {
        if let Some(o) = site.endpoint(create.deed).filter(|o| ctx.can(o.right())) {
            ui.create.push(NavEntry {
                dialog: !create.page,
                ..NavEntry::new(lang.t(o.label()), o.path(), create.icon)
            });
        }
    }
    Ok(())
}
