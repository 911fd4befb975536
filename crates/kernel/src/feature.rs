//! A feature is one declaration, and the site is the array of them. Routes, lists, endpoints, menu, search, replay,
//! rebuild, verify, the timeline, the API's document and the tests walk over it: no other list of nouns exists.

use std::sync::Arc;

use db::Conn;
use domain::access::Right;
use domain::deed::Deed;
use domain::followup::Case;
use uuid::Uuid;

use crate::ctx::{Ctx, Door};
use crate::document::Document;
use crate::endpoint::Endpoint;
use crate::error::{Error, Result};
use crate::list::List;
use crate::noun::NounEntry;
use crate::state::Shared;
use crate::ui::{Html, Ui};
use crate::web::{Req, Routes};

/// What a feature brings to the site.
pub struct Feature {
    /// Its folder's name.
    pub name: &'static str,
    /// What it stores.
    pub nouns: &'static [NounEntry],
    /// What can be done with it.
    pub acts: &'static [&'static dyn Endpoint],
    /// Its lists.
    pub lists: &'static [&'static List],
    /// What the API reads of it by identity, beside its pages.
    pub documents: &'static [Document],
    /// Its pages beside lists and endpoints.
    pub routes: fn() -> Routes,
    /// Its entries in the menu.
    pub menu: &'static [MenuEntry],
    /// Operations that the button 新建 offers.
    pub create: &'static [Create],
    /// Parts that it hangs into pages of features before it.
    pub parts: &'static [Part],
    /// Where the search looks.
    pub search: &'static [Place],
    /// Whether a row of it, beside facts, refers to the stored file of this hash: it is not cleared away then.
    pub holds_file: Option<fn(&mut Conn, &str) -> Result<bool>>,
    /// Its English lines, a table of Chinese texts.
    pub english: &'static str,
}

impl Feature {
    /// A feature that brings nothing: the base of every declaration.
    pub const NOTHING: Self = Self {
        name: "",
        nouns: &[],
        acts: &[],
        lists: &[],
        documents: &[],
        routes: Routes::new,
        menu: &[],
        create: &[],
        parts: &[],
        search: &[],
        holds_file: None,
        english: "",
    };
}

/// An entry of the menu.
pub struct MenuEntry {
    /// Who sees it; everybody where nothing is asked.
    pub right: Option<Right>,
    /// What it says.
    pub label: &'static str,
    /// Where it leads.
    pub href: &'static str,
    /// Its icon.
    pub icon: &'static str,
    /// Further paths that lie under it.
    pub under: &'static [&'static str],
    /// The group of [`Site::groups`] that it stands in, and its place there.
    pub group: (&'static str, u8),
    /// The number behind it.
    pub count: Option<fn(&mut Conn, &Ctx) -> Result<u64>>,
}

impl MenuEntry {
    /// An entry for those who hold `right`.
    pub const fn new(right: Right, label: &'static str, href: &'static str, icon: &'static str) -> Self {
        Self { right: Some(right), label, href, icon, under: &[], group: ("", 0), count: None }
    }

    /// In this group, at this place.
    #[must_use]
    pub const fn at(mut self, group: &'static str, place: u8) -> Self {
        self.group = (group, place);
        self
    }

    /// Also lit on pages below these paths.
    #[must_use]
    pub const fn under(mut self, paths: &'static [&'static str]) -> Self {
        self.under = paths;
        self
    }
}

/// An endpoint that the button 新建 offers.
pub struct Create {
    /// What is done.
    pub deed: Deed,
    /// Its icon.
    pub icon: &'static str,
    /// Whether it opens as a page instead of a dialog.
    pub page: bool,
    /// Its place among all.
    pub place: u8,
}

/// A part of a page that belongs to a feature below: the page never names what stands on top of it.
pub struct Part {
    /// Which page: `order/ship` is the tab of an order, `shipment` the page of a shipment.
    pub page: &'static str,
    /// Who sees it.
    pub right: Right,
    /// The part, of the case that the page shows and the thing that it is about; empty where there is nothing.
    pub draw: fn(&mut Door, &Ui, &Case, Uuid) -> Result<Html>,
}

/// Where the search looks.
pub struct Place {
    /// Who may read what is found.
    pub right: Right,
    /// What is found, as streams name it.
    pub noun: &'static str,
    /// The same as people call it.
    pub label: &'static str,
    /// Id, title and detail of those whose id is among `{found}`.
    pub sql: &'static str,
    /// The page of what is found, before its id.
    pub href: &'static str,
}

/// Who is signed in, and how pages look to them.
pub type Visitor = (Ctx, Ui);

/// The site: its features, and what they lend the kernel, which names none of them.
pub struct Site {
    /// The features, in order of their layers: a later one may use an earlier one.
    pub features: &'static [&'static Feature],
    /// The groups of the menu: key and heading.
    pub groups: &'static [(&'static str, &'static str)],
    /// English lines of what belongs to no feature.
    pub english: &'static str,
    /// Refreshes touched cases before a transaction ends.
    pub conclude: fn(&mut Door) -> Result<()>,
    /// Who is signed in.
    pub session: fn(&mut Conn, &Arc<Shared>, &Req) -> Result<Option<Visitor>>,
    /// A secret, slowly hashed with a salt: what may be kept of it for telling whether it comes again.
    pub veil: fn(&str, &str) -> Result<String>,
}

impl Site {
    /// Every endpoint.
    pub fn endpoints(&self) -> impl Iterator<Item = &'static dyn Endpoint> {
        self.features.iter().flat_map(|f| f.acts).copied()
    }

    /// The endpoint of `deed`.
    pub fn endpoint(&self, deed: Deed) -> Option<&'static dyn Endpoint> {
        self.endpoints().find(|o| o.deed() == deed)
    }

    /// Every endpoint that the button 新建 offers, in its order.
    pub fn creates(&self) -> impl Iterator<Item = &'static Create> {
        let mut all: Vec<&'static Create> = self.features.iter().flat_map(|f| f.create).collect();
        all.sort_by_key(|c| c.place);
        all.into_iter()
    }

    /// Every list.
    pub fn lists(&self) -> impl Iterator<Item = &'static List> {
        self.features.iter().flat_map(|f| f.lists).copied()
    }

    /// The addresses that a reader may not open, nor what lies below them: lists, pages of the menu, forms of acts.
    pub fn closed(&self, ctx: &Ctx) -> Vec<&'static str> {
        let lists = self.lists().map(|list| (list.path, Some(list.right)));
        let menu = self.features.iter().flat_map(|f| f.menu).map(|entry| (entry.href, entry.right));
        let acts = self.endpoints().map(|act| (act.path(), Some(act.right())));
        let all =
            lists.chain(menu).chain(acts).filter(|(_, right)| right.is_some_and(|right| !ctx.can(right)));
        all.map(|(path, _)| path).collect()
    }

    /// Everything that the API reads by identity.
    pub fn documents(&self) -> impl Iterator<Item = &'static Document> {
        self.features.iter().flat_map(|f| f.documents)
    }

    /// Every noun, in order of the layers.
    pub fn nouns(&self) -> impl Iterator<Item = &'static NounEntry> {
        self.features.iter().flat_map(|f| f.nouns)
    }

    /// The noun of a stream: `order/…` is `order`'s.
    pub fn noun(&self, stream: &str) -> Result<&'static NounEntry> {
        let first = stream.split('/').next().unwrap_or_default();
        self.nouns()
            .find(|n| n.stream == first)
            .ok_or_else(|| Error::Fault(format!("unknown stream {stream}")))
    }

    /// The stream of what an address is about: `/orders/{id}`, whatever stands behind it, the API's too.
    pub fn stream_at(&self, path: &str) -> Option<String> {
        let mut parts = path.trim_start_matches("/api/v1").split('/').skip(1);
        let (first, id) = (parts.next()?, parts.next()?.parse::<Uuid>().ok()?);
        let noun = self.nouns().find(|noun| noun.acts.strip_prefix('/') == Some(first))?;
        Some(format!("{}/{}", noun.stream, id.simple()))
    }

    /// The number of what a stream is of, as people call it by; empty where it has none, or is not there.
    pub fn number(&self, conn: &mut Conn, stream: &str) -> Result<String> {
        let Some((first, id)) = stream.split_once('/') else { return Ok(String::new()) };
        match self.noun(first)?.called(conn, id) {
            Ok(called) => Ok(called.split_whitespace().next().unwrap_or_default().to_owned()),
            Err(Error::NotFound) => Ok(String::new()),
            Err(error) => Err(error),
        }
    }

    /// The right to read what a stream is of; nobody's where there is no such noun.
    pub fn read(&self, stream: &str) -> Option<Right> {
        self.noun(stream).ok().and_then(|noun| noun.read)
    }

    /// The address of the page of what a stream is of.
    pub fn page(&self, stream: &str) -> Option<String> {
        let page = self.noun(stream).ok()?.page;
        let id = stream.rsplit('/').next().unwrap_or_default();
        (!page.is_empty()).then(|| page.replace("{id}", id))
    }

    /// What features above hang into `page`, one under the other.
    pub fn parts(&self, door: &mut Door, ui: &Ui, page: &str, case: &Case, id: Uuid) -> Result<Html> {
        let parts = self.features.iter().flat_map(|f| f.parts).filter(|p| p.page == page);
        let seen: Vec<&Part> = parts.filter(|p| door.ctx.can(p.right)).collect();
        Ok(Html::concat(seen.into_iter().map(|p| (p.draw)(door, ui, case, id)).collect::<Result<Vec<_>>>()?))
    }

    /// Every place where the search looks.
    pub fn places(&self) -> impl Iterator<Item = &'static Place> {
        self.features.iter().flat_map(|f| f.search)
    }
}
