//! The one error type of the application, and what each kind means to a reader.

use std::io::ErrorKind;

use domain::refusal::Refusal;

use super::i18n::zh;

/// What is wrong with one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// The field's name in the request, `lines.0.quantity`.
    pub field: String,
    /// What is wrong and how to put it right, in Chinese with `{name}` where a parameter goes.
    pub text: &'static str,
    /// The parameters.
    pub params: Vec<(&'static str, String)>,
}

impl FieldError {
    /// What is wrong with the field called `field`.
    pub fn new(field: impl Into<String>, text: &'static str) -> Self {
        Self { field: field.into(), text, params: Vec::new() }
    }

    /// A rule's no that belongs to one field of several: to a row of a grid.
    pub fn refused(field: impl Into<String>, no: Refusal) -> Self {
        Self { field: field.into(), text: no.text, params: no.params }
    }
}

/// Why a request was not done.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// 422: fields are missing or wrong.
    #[error("invalid input")]
    Invalid(Vec<FieldError>),
    /// 409: a rule says no.
    #[error("refused: {}", .0.text)]
    Refused(Refusal),
    /// 303 to the sign-in page, 401 in the API and to a script, which signs in in place.
    #[error("not signed in")]
    SignIn,
    /// 409: somebody else has signed in than who typed it.
    #[error("somebody else has signed in")]
    SomebodyElse {
        /// Who is signed in now.
        name: String,
    },
    /// 403, with who may.
    #[error("forbidden")]
    Forbidden(domain::access::Right),
    /// 403: an order of somebody else's (H1.2), with whom to ask.
    #[error("another clerk's order")]
    NotYours {
        /// Who follows it, and who stands in for them.
        ask: String,
    },
    /// 404.
    #[error("not found")]
    NotFound,
    /// 409 in pages, 412 in the API: somebody else was faster.
    #[error("stale")]
    Stale {
        /// Whether the client had stated a version, so that nothing may be retried.
        stated: bool,
    },
    /// 422: what must be told apart by this field is taken; the rule that looks for it beforehand saw nothing.
    #[error("{field} is taken")]
    Taken {
        /// The field.
        field: &'static str,
        /// What is wrong and how to put it right.
        text: &'static str,
    },
    /// 428: the API asks for a version.
    #[error("a version is required")]
    VersionRequired,
    /// 413, 415, 429, 503 …: said in the words given.
    #[error("{text}")]
    Http {
        /// Status.
        status: u16,
        /// What is wrong and what to do.
        text: &'static str,
    },
    /// The same with parameters: 413, 507.
    #[error("{text}")]
    Told {
        /// Status.
        status: u16,
        /// What is wrong and what to do, in Chinese with `{name}` where a parameter goes.
        text: &'static str,
        /// The parameters.
        params: Vec<(&'static str, String)>,
    },
    /// 429: somebody tried too often.
    #[error("too often: {seconds} s")]
    TooOften {
        /// After how many seconds the next try counts.
        seconds: i64,
    },
    /// 500: internals go to the log only.
    #[error("fault: {0}")]
    Fault(String),
    /// The schema of the database is of a newer program; only at the start.
    #[error("{0}")]
    Newer(String),
}

/// A result of the application.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error {
            db::Error::Conflict(_) => Self::Stale { stated: false },
            db::Error::Taken { column, .. } => taken(&column),
            db::Error::Busy => Self::Http { status: 503, text: "系统正忙，请稍后再试" },
            db::Error::Away(text) => {
                tracing::warn!(text, "the database is away");
                Self::Http {
                    status: 503, text: zh("数据库暂时连不上，没有保存。请稍后再试")
                }
            }
            db::Error::Full(_) => Self::FULL,
            newer @ db::Error::Newer { .. } => Self::Newer(newer.to_string()),
            other => Self::Fault(other.to_string()),
        }
    }
}

impl From<evidence::Error> for Error {
    fn from(error: evidence::Error) -> Self {
        match error {
            evidence::Error::Stale { .. } => Self::Stale { stated: false },
            evidence::Error::KeyReused => Self::Http {
                status: 422,
                text: "这次的内容与已经记录的那次不同，没有再记。请先核对；确要另记，请再提交一次（接口请换 Idempotency-Key）",
            },
            evidence::Error::Db(error) => error.into(),
            other @ evidence::Error::Unreadable { .. } => Self::Fault(other.to_string()),
        }
    }
}

impl From<paper::Error> for Error {
    fn from(error: paper::Error) -> Self {
        Self::Fault(error.to_string())
    }
}

impl Error {
    /// 507: nothing more can be stored; reads go on.
    pub const FULL: Self =
        Self::Http { status: 507, text: zh("存储空间已满，暂时不能保存。请联系管理员") };

    /// What a failure of the disk means: that it is full, or a fault.
    pub fn of_disk(error: &(dyn std::error::Error + 'static)) -> Self {
        let mut cause = Some(error);
        while let Some(at) = cause {
            let kind = at.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
            if matches!(kind, Some(ErrorKind::StorageFull | ErrorKind::QuotaExceeded)) {
                return Self::FULL;
            }
            cause = at.source();
        }
        Self::Fault(error.to_string())
    }

    /// One wrong field.
    pub fn field(field: impl Into<String>, text: &'static str) -> Self {
        Self::Invalid(vec![FieldError { field: field.into(), text, params: Vec::new() }])
    }

    /// HTTP status; pages and API agree but for what a browser needs otherwise.
    pub fn status(&self) -> u16 {
        match self {
            Self::Invalid(_) | Self::Taken { .. } => 422,
            Self::Refused(_) | Self::SomebodyElse { .. } => 409,
            Self::SignIn => 401,
            Self::Forbidden(_) | Self::NotYours { .. } => 403,
            Self::NotFound => 404,
            Self::Stale { stated } => {
                if *stated {
                    412
                } else {
                    409
                }
            }
            Self::VersionRequired => 428,
            Self::TooOften { .. } => 429,
            Self::Http { status, .. } | Self::Told { status, .. } => *status,
            Self::Fault(_) | Self::Newer(_) => 500,
        }
    }
}

/// A unique column as forms call it. Other keys are our own doing: whoever comes second loads again.
fn taken(column: &str) -> Error {
    match column {
        "code" => Error::Taken {
            field: "code", text: zh("编码已经存在。请换一个，或去编辑原来的记录")
        },
        "number" => Error::Taken { field: "number", text: zh("这个编号已经存在。请换一个") },
        "login" => Error::Taken { field: "login", text: zh("这个登录名已经有人用。请换一个") },
        _ => Error::Stale { stated: false },
    }
}
