//! Who was spoken to, how, and what was agreed (H5.5): asked alike wherever a talk is kept.

use domain::order::Contact;
use kernel::form::Form;

/// What was said in a talk.
pub fn talk(f: &Form) -> Contact {
    Contact {
        side: None,
        whom: f.contact("whom", "与谁沟通", 40).required(),
        channel: f.channel(),
        on: f.date("on", "日期").preset(f.today()).required(),
        said: f.words("said", "说了什么", 1000).required(),
        agreed: f.words("agreed", "约定了什么", 1000).or(String::new()),
        files: f.files("files", "截图、附件"),
    }
}
