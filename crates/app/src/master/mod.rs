//! Master data: what its nouns have in common. Each says its fields once, in [`Master::ask`]; being written, written
//! anew, taken out of use and back, the form of it and the details on its page come from that.

pub mod actions;
mod acts;
mod document;
mod page;

pub use acts::{edit, new, restore, retire};
pub use document::document;
pub use page::{details, field, header};

use std::fmt::Display;
use std::str::FromStr;

use db::Conn;
use domain::access::Right;
use domain::choice::Choice as _;
use domain::confidential::Secret;
use domain::deed::Deed;
use domain::history::Noun;
use domain::language::Language;
use kernel::act::Subject;
use kernel::form::{Chosen, Form, fields};
use kernel::i18n::zh;
use kernel::record::Loaded;
use kernel::ui::Ui;
use kernel::{Door, Result, Target};
use uuid::Uuid;

/// A noun whose record people write down as a whole, and find again by its code.
pub trait Master: Noun + 'static {
    /// Its identity.
    type Id: Copy + Default + Display + FromStr + From<Uuid>;
    /// What is written about it.
    type Profile: Clone + PartialEq;
    /// What its form offers of other things, and what its writer may see.
    type Around: Default;

    /// Where its list is; its page lies below.
    const PATH: &'static str;
    /// The right to write it.
    const RIGHT: Right = Right::WriteMasterData;
    /// What is said of it.
    const WORDS: Words = Words::USUAL;

    /// Which it is.
    fn id(&self) -> Self::Id;

    /// What is written about it.
    fn profile(&self) -> &Self::Profile;

    /// What people and sheets call it by.
    fn code(profile: &Self::Profile) -> &str;

    /// What people call it.
    fn name(profile: &Self::Profile) -> &str;

    /// Whether it is out of use.
    fn is_retired(&self) -> bool;

    /// The deeds that make sense now, the main one last.
    fn deeds(&self) -> Vec<Deed>;

    /// Of them, what whoever asks may do: a button that is refused is not shown.
    fn offered(&self, _: &mut Door) -> Result<Vec<Deed>> {
        Ok(self.deeds())
    }

    /// The one with this code, or one that is called so.
    fn find(conn: &mut Conn, code: &str) -> Result<Option<Self::Id>>;

    /// Whether a record that was found by `code` has it as its code, and is not only called so.
    fn is_coded(profile: &Self::Profile, code: &str) -> bool {
        Self::code(profile) == code
    }

    /// That its record was written.
    fn recorded(id: Self::Id, profile: Self::Profile) -> Self::Fact;

    /// That it was taken out of use for a reason, or back into it.
    fn retired(reason: Option<String>) -> Self::Fact;

    /// Asks its fields; `at` is what is known.
    fn ask(f: &Form, at: &Record<Self>) -> Self::Profile;

    /// Loads what its form offers of other things.
    fn around(_: &mut Door, _: &Loaded<Self>) -> Result<Self::Around> {
        Ok(Self::Around::default())
    }

    /// Writes a new one down.
    fn add(door: &mut Door, profile: Self::Profile) -> Result<Self::Id> {
        actions::add::<Self>(door, profile)
    }

    /// Writes it down, or anew where its code is known; answers which it is and whether anything changed.
    fn put(door: &mut Door, profile: Self::Profile) -> Result<(Self::Id, bool)> {
        actions::put::<Self>(door, profile)
    }

    /// Takes it out of use for a reason, or back into it.
    fn set_retired(door: &mut Door, thing: Loaded<Self>, reason: Option<String>) -> Result<()> {
        actions::set_retired(door, thing, reason)
    }
}

/// What the records of most masters have alike: a profile with a code and a name, out of use or not.
macro_rules! record {
    ($module:ident, $id:ty) => {
        type Id = $id;
        type Profile = domain::$module::Profile;

        fn id(&self) -> $id {
            self.id
        }

        fn profile(&self) -> &Self::Profile {
            &self.profile
        }

        fn code(profile: &Self::Profile) -> &str {
            &profile.code
        }

        fn name(profile: &Self::Profile) -> &str {
            &profile.name
        }

        fn is_retired(&self) -> bool {
            self.retired
        }

        fn deeds(&self) -> Vec<domain::deed::Deed> {
            self.deeds()
        }

        fn recorded(id: $id, profile: Self::Profile) -> Self::Fact {
            domain::$module::Fact::Recorded { id, profile }
        }

        fn retired(reason: Option<String>) -> Self::Fact {
            use domain::$module::Fact::{Restored, Retired};
            reason.map_or(Restored, |reason| Retired { reason })
        }
    };
}
pub(crate) use record;

/// Asks in which language somebody outside gets what we print and send: its code. Silence leaves it as it is.
pub fn language(f: &Form, known: &str) -> String {
    let kept = Chosen(Language::kept(known));
    f.choice("language", "单据语言").preset(kept).or(kept).0.code().to_owned()
}

/// What is said of a master, in Chinese.
pub struct Words {
    /// That it is out of use.
    pub out: &'static str,
    /// Before it is taken out of use.
    pub retiring: &'static str,
    /// Once it was taken out of use.
    pub retired: &'static str,
    /// Once it is in use again.
    pub restored: &'static str,
}

impl Words {
    /// What is said of most.
    pub const USUAL: Self = Self {
        out: zh("停用"),
        retiring: zh("停用后不能用于新业务，历史记录保留。"),
        retired: zh("已停用"),
        restored: zh("已恢复使用"),
    };
}

/// A master with what is around it; nothing is written of a new one.
pub struct Record<N: Master> {
    /// The thing.
    pub thing: Loaded<N>,
    /// What its form offers beside it.
    pub around: N::Around,
    /// Classes that its writer may not see.
    pub blind: Vec<Secret>,
}

impl<N: Master> Default for Record<N> {
    fn default() -> Self {
        Self { thing: Loaded::default(), around: N::Around::default(), blind: Vec::new() }
    }
}

impl<N: Master> Record<N> {
    /// The thing with what is around it.
    pub fn of(door: &mut Door, thing: Loaded<N>) -> Result<Self> {
        Ok(Self { around: N::around(door, &thing)?, thing, blind: Vec::new() })
    }

    /// What is written of it.
    pub fn known(&self) -> &N::Profile {
        self.thing.profile()
    }
}

impl<N: Master> Subject for Record<N> {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let is_new = target.id.is_empty();
        let thing = if is_new { Loaded::default() } else { door.load::<N>(target.id::<N::Id>()?)? };
        let mut record = Self::of(door, thing)?;
        let ui = Ui::anonymous(door.ctx.lang, door.ctx.local_now());
        for kind in fields(&ui, |f| N::ask(f, &record)).iter().filter_map(|field| field.secret) {
            // Of something new there is nothing yet that its writer might not see.
            match door.ctx.sees(kind) {
                _ if is_new => {}
                true => door.look(kind),
                false => record.blind.push(kind),
            }
        }
        Ok(record)
    }

    fn blind(&self) -> Vec<Secret> {
        self.blind.clone()
    }

    fn version(&self) -> Option<i64> {
        Some(self.thing.head.version).filter(|version| *version > 0)
    }
}
