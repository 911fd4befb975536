//! The three ways, and what each asks.

use std::path::{Path, PathBuf};

use jiff::Timestamp;
use kernel::config::Config;
use kernel::ctx::local;
use kernel::error::FieldError;
use kernel::form::{self, Form};
use kernel::i18n::zh;
use kernel::ui::{Ui, Width, format};
use kernel::{Error, Said};

use super::Setup;
use crate::person::First;
use crate::upkeep::{self, Asked, Found, Unfit};

/// A way to begin.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A company of one's own.
    Own,
    /// The demo company.
    Demo,
    /// A copy that is put back.
    Restore,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Own, Self::Demo, Self::Restore];

    /// What its page is called in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Own => "company",
            Self::Demo => "demo",
            Self::Restore => "restore",
        }
    }

    /// The one that is called so.
    pub fn of(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.code() == code)
    }

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Own => zh("新公司"),
            Self::Demo => zh("演示公司"),
            Self::Restore => zh("恢复备份"),
        }
    }

    /// Why it cannot be gone here, if so: what the database holds is not played over, and not replaced.
    pub fn closed(self, setup: &Setup) -> Option<&'static str> {
        match self {
            Self::Own => None,
            Self::Restore if setup.config.database_url.is_some() => {
                Some(zh("PostgreSQL 数据库用它自己的工具恢复，步骤见下"))
            }
            Self::Demo | Self::Restore => (!setup.is_empty()).then_some(zh(
                "数据库里已经有数据，不会被覆盖。要这样开始，请把 GENDAN_DATA_DIR 设为一个空文件夹再启动",
            )),
        }
    }
}

/// A way, with what was said of it.
pub enum Wanted {
    /// A company of one's own.
    Own(Own),
    /// The demo company.
    Demo,
    /// A copy that is put back.
    Restore(Back),
}

impl Wanted {
    /// Reads what was said of `way`; all that was wrong with it.
    pub fn read(setup: &Setup, ui: &Ui, way: Way, said: &Said) -> Result<Self, Vec<FieldError>> {
        match way {
            Way::Own => form::read(ui, said, Vec::new(), Own::ask).map(Self::Own),
            Way::Demo => form::read(ui, said, Vec::new(), |_: &Form| ()).map(|()| Self::Demo),
            Way::Restore => {
                let shelf = Shelf::of(&setup.config);
                form::read(ui, said, Vec::new(), |f| Back::ask(f, &shelf)).map(Self::Restore)
            }
        }
    }

    /// Which way it is.
    pub fn way(&self) -> Way {
        match self {
            Self::Own(_) => Way::Own,
            Self::Demo => Way::Demo,
            Self::Restore(_) => Way::Restore,
        }
    }
}

/// A company of one's own and its administrator.
#[derive(Clone)]
pub struct Own {
    /// What documents print as its name.
    pub company: String,
    /// Who sets up the rest.
    pub first: First,
}

impl Own {
    /// Asks for one.
    pub fn ask(f: &Form) -> Self {
        f.heading("公司");
        let company = f
            .text("company", "公司名称", 80)
            .help("送货单、采购单等单据的抬头")
            .width(Width::Full)
            .required();
        f.heading("管理员");
        Self { company, first: First::ask(f) }
    }
}

/// The copies that may be chosen from.
pub struct Shelf {
    folder: PathBuf,
    copies: Vec<Found>,
}

/// Copies that are offered at most: more are older than anybody wants.
const OFFERED: usize = 24;
/// What is chosen where the copy lies elsewhere.
const ELSEWHERE: &str = "-";

impl Shelf {
    /// What lies where the settings have copies laid.
    pub fn of(config: &Config) -> Self {
        let folder = config.backup_dir.clone().unwrap_or_default();
        let mut copies = config.backup_dir.as_deref().map(upkeep::found).unwrap_or_default();
        copies.truncate(OFFERED);
        Self { folder, copies }
    }
}

/// A copy that is to be put back.
pub struct Back {
    /// Its folder.
    pub from: PathBuf,
    /// The field by which it was chosen.
    field: &'static str,
    /// Why.
    reason: String,
    /// Folders with roots of the log that were kept outside.
    anchors: Vec<PathBuf>,
    /// The folder of the journal.
    journal: Option<PathBuf>,
    /// The file with the key of copies that are closed.
    identity: Option<PathBuf>,
}

impl Back {
    /// Asks for one.
    pub fn ask(f: &Form, shelf: &Shelf) -> Self {
        let any = !shelf.copies.is_empty();
        let chosen = f.when(any, |f| {
            let known = shelf.copies.iter().map(|copy| (copy.name.clone(), told(f, copy)));
            let other = (ELSEWHERE.to_owned(), f.t("在另一个文件夹里").to_owned());
            let newest = shelf.copies.first().map(|copy| copy.name.clone());
            f.pick("copy", "哪一份备份", known.chain([other]).collect()).picked(newest).radio().required().0
        });
        let chosen = chosen.filter(|name| name != ELSEWHERE);
        let typed = f
            .text("from", "备份所在的文件夹", 500)
            .help("服务器上的完整路径，比如 /backup/gendan-2026-11-24：里面有 manifest.json 和 gendan.db");
        let typed = typed.width(Width::Full);
        let typed = if any { typed.beside("copy", ELSEWHERE).or(String::new()) } else { typed.required() };
        if chosen.is_none() && (any || !typed.is_empty()) && !Path::new(&typed).is_absolute() {
            f.wrong("from", "请填写完整路径，以 / 开头");
        }
        let reason = f
            .words("reason", "为什么恢复", 500)
            .help("会永远记在数据里，每次核查都会说到。例：11 月 24 日硬盘损坏")
            .required();
        let journal = beside(
            f,
            ("journal", "记录副本的文件夹"),
            "可不填。备份之后的记录、附件和编号由它补上，一直补到最后几秒；GENDAN_JOURNAL_DIR 里的已经自动用上",
        );
        let anchors = beside(
            f,
            ("anchors", "另存凭证的文件夹"),
            "可不填。备份之后丢了多少记录，由另存的封存凭证算出；GENDAN_ANCHOR_DIR 里的已经自动用上",
        );
        let identity =
            beside(f, ("identity", "密钥文件"), "可不填。备份加密过才要：gendan backup-key 做的那个文件");
        let (from, field) = match chosen {
            Some(name) => (shelf.folder.join(name), "copy"),
            None => (typed.into(), "from"),
        };
        Self { from, field, reason, journal, identity, anchors: anchors.into_iter().collect() }
    }

    /// What is put back.
    pub fn asked(&self) -> Asked<'_> {
        Asked {
            from: Some(&self.from),
            anchors: &self.anchors,
            journal: self.journal.as_deref(),
            identity: self.identity.as_deref(),
            reason: &self.reason,
        }
    }

    /// Why the copy is not put back, at the field by which it was chosen.
    pub fn refused(&self, unfit: Unfit) -> Error {
        tracing::warn!(why = %unfit, from = %self.from.display(), "a copy is not put back");
        let (text, why) = match unfit {
            Unfit::NoCopy(_) => {
                (zh("这个文件夹里没有完整的备份：缺 manifest.json 或 gendan.db。请选做好的备份"), None)
            }
            Unfit::Closed(_) => {
                let text = zh("这份备份是加密的。请填写密钥文件在服务器上的完整路径");
                return Error::field("identity", text);
            }
            Unfit::Key(why) => {
                let text = zh("这个密钥打不开这份备份：要 gendan backup-key 当时做的那个文件");
                tracing::warn!(why, "the key of a copy");
                return Error::field("identity", text);
            }
            Unfit::Changed(_) => (zh("这份备份做好以后被改动过，不能恢复。请换一份"), None),
            Unfit::Newer => (zh("这份备份是更新版本的程序做的。请先把程序换成那个版本"), None),
            Unfit::Unsound(why) => (zh("备份核对不通过，不能恢复：{why}。请换一份"), Some(why)),
            Unfit::Failed(why) => (zh("没有恢复成功，什么都没有改变：{why}"), Some(why)),
        };
        let params = why.map(|why| ("why", why)).into_iter().collect();
        Error::Invalid(vec![FieldError { field: self.field.to_owned(), text, params }])
    }
}

/// Something on the server that may lie beside a copy.
fn beside(f: &Form, (name, label): (&'static str, &'static str), help: &'static str) -> Option<PathBuf> {
    let typed = f.text(name, label, 500).help(help).width(Width::Full).or(String::new());
    let path = Some(typed).filter(|path| !path.is_empty()).map(PathBuf::from);
    if path.as_ref().is_some_and(|path| !path.exists()) {
        f.wrong(name, "服务器上没有这个文件夹或文件。请核对路径，或留空");
    }
    path
}

/// A copy as it is chosen.
fn told(f: &Form, copy: &Found) -> String {
    let at = moment(copy.at);
    let facts = format::integer(i64::try_from(copy.facts).unwrap_or(i64::MAX));
    f.tf("{at}，{n} 条记录，版本 {version}", &[("at", &at), ("n", &facts), ("version", &copy.version)])
}

/// A moment of the company's day.
fn moment(at: Timestamp) -> String {
    format::date_time(local(at))
}
