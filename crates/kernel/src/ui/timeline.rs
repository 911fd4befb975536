//! What has happened: who, when, what; corrections struck through, never gone (UX-03).

use askama::Template;
use jiff::civil::DateTime;

use super::{AttachmentStrip, Html, SegmentedLinks, Ui, format, icon};

/// Something that happened.
#[derive(Debug, Clone, Default)]
pub struct Entry {
    /// Its number in the thread.
    pub seq: Option<u64>,
    /// Who did it.
    pub who: String,
    /// When.
    pub at: Option<DateTime>,
    /// What, in a sentence.
    pub sentence: String,
    /// More lines about it.
    pub details: Vec<String>,
    /// What proves it.
    pub attachments: AttachmentStrip,
    /// Whether it has been corrected by a later one.
    pub corrected: bool,
    /// What corrects it, or what it corrects, in words.
    pub remark: String,
    /// Link that shows everything as it was then.
    pub replay: Option<String>,
    /// Whether a machine did it.
    pub system: bool,
}

/// A thread of what happened, latest first.
#[derive(Debug, Clone, Default)]
pub struct Timeline {
    /// What can be left out: 全部, 沟通, 系统, 附件.
    pub filters: SegmentedLinks,
    /// The entries.
    pub entries: Vec<Entry>,
    /// Link to the older ones.
    pub older: Option<String>,
}

impl Timeline {
    /// The markup.
    pub fn render(&self, ui: &Ui) -> Html {
        Html::of(&TimelineView { ui, thread: self })
    }
}

#[derive(Template)]
#[template(path = "ui/timeline.html")]
struct TimelineView<'a> {
    ui: &'a Ui,
    thread: &'a Timeline,
}

impl TimelineView<'_> {
    fn initial(entry: &Entry) -> String {
        entry.who.chars().take(1).collect()
    }
}
