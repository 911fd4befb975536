//! The security log (control 42): who came in or did not, was refused, took something away, changed somebody's rights. A line
//! is kept by the transaction that it tells of; what has none, like a refusal, waits in memory for the next flush. What
//! strangers can cause is bounded, so that nobody fills the disk.

use std::collections::HashMap;
use std::sync::Mutex;

use db::{Conn, Value};
use domain::choice::{State, Tone};
use jiff::Timestamp;
use uuid::Uuid;

use crate::error::Result;
use crate::i18n::{pack, zh};

/// What a line tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Event {
    /// Somebody signed in.
    SignIn,
    /// Somebody tried to, and was not let in.
    SignInFailed,
    /// Somebody signed out, or ended a session.
    SignOut,
    /// Something was asked for that the asker may not have.
    Denied,
    /// Roles or the right to be here were given or taken.
    Rights,
    /// A password was reset or changed.
    Password,
    /// A list or a document was taken away.
    Export,
    /// A paper was printed.
    Print,
    /// The evidence was walked.
    Verify,
    /// The first who can sign in came to be, one way or another.
    Setup,
    /// A copy was put back.
    Restore,
    /// Somebody's personal data were erased.
    Erasure,
    /// Confidential data were looked at.
    Look,
    /// Lines of this log were taken away, because they were old.
    Prune,
}

domain::choice!(Event {
    SignIn = "sign_in", "登录";
    SignInFailed = "sign_in_failed", "登录失败";
    SignOut = "sign_out", "退出登录";
    Denied = "denied", "拒绝访问";
    Rights = "rights", "权限变动";
    Password = "password", "密码变动";
    Export = "export", "导出";
    Print = "print", "打印";
    Verify = "verify", "数据核查";
    Setup = "setup", "首次设置";
    Restore = "restore", "恢复备份";
    Erasure = "erasure", "删除个人信息";
    Look = "look", "查看敏感数据";
    Prune = "prune", "清理日志";
});

impl State for Event {
    fn tone(self) -> Tone {
        match self {
            Self::SignInFailed | Self::Denied => Tone::Bad,
            Self::Rights | Self::Password | Self::Erasure | Self::Restore => Tone::Warn,
            Self::Export | Self::Print => Tone::Accent,
            Self::SignIn | Self::SignOut | Self::Verify | Self::Setup | Self::Look | Self::Prune => {
                Tone::Quiet
            }
        }
    }
}

/// A line of the log.
#[derive(Debug, Clone)]
pub struct Line {
    /// When, in UTC.
    pub at: Timestamp,
    /// The person as facts name them; empty for a stranger.
    pub actor: String,
    /// What it tells of.
    pub event: Event,
    /// A sentence as [`told`] makes it.
    pub detail: String,
    /// The request's identity; empty where there was none.
    pub request: String,
    /// The address it came from; empty where it came from this machine's own commands.
    pub address: String,
}

/// Takes away lines that are older than `before`, in microseconds, the oldest first, some `most` of each kind at once; answers how many went.
pub fn prune(conn: &mut Conn, before: i64, most: u32) -> Result<u64> {
    let mut gone = 0;
    // Each of both indexes has its own lines.
    for looked in [true, false] {
        let last = conn.find(
            "SELECT at FROM access_log WHERE looked = $1 AND at < $2 ORDER BY at, id LIMIT 1 OFFSET $3",
            &[looked.into(), before.into(), i64::from(most).into()],
        )?;
        let until = last.map_or(Ok(before - 1), |row| row.get(0))?;
        gone += conn.execute(
            "DELETE FROM access_log WHERE looked = $1 AND at <= $2",
            &[looked.into(), until.into()],
        )?;
    }
    Ok(gone)
}

/// The longest value that a line repeats, in characters.
const LONGEST: usize = 120;

/// A sentence of ours with values from outside: a line stays one line whatever was sent, and of a length.
pub fn told(text: &'static str, params: &[(&str, &str)]) -> String {
    let params: Vec<(&str, String)> = params.iter().map(|(name, value)| (*name, escaped(value))).collect();
    pack(text, &params)
}

/// `text` without characters that break a line or hide, cut where it is long.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(LONGEST) {
        let hides = matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || hides { out.extend(c.escape_default()) } else { out.push(c) }
    }
    if text.chars().nth(LONGEST).is_some() {
        out.push('…');
    }
    out
}

/// The columns of a line, in the order of [`Line::row`].
pub(crate) const COLUMNS: &str =
    "INSERT INTO access_log (id, at, actor, what, detail, request, address, looked)";

impl Line {
    /// Its row.
    pub(crate) fn row(&self) -> Vec<Value> {
        vec![
            Uuid::now_v7().simple().to_string().into(),
            self.at.as_microsecond().into(),
            self.actor.as_str().into(),
            domain::choice::Choice::code(self.event).into(),
            self.detail.as_str().into(),
            self.request.as_str().into(),
            self.address.as_str().into(),
            (self.event == Event::Look).into(),
        ]
    }

    /// Who is behind it, as far as lines are counted: the person, else the address.
    fn who(&self) -> &str {
        if self.actor.is_empty() { &self.address } else { &self.actor }
    }
}

/// Lines of one kind that one person or address may cause in a minute; the rest is counted.
const OF_ONE: u32 = 30;
/// And all strangers together.
const OF_STRANGERS: u32 = 120;
/// Lines that wait at most: a database that is away must not fill the memory.
const WAITING: usize = 20_000;
const MINUTE: i64 = 60_000_000;

/// Lines that wait to be written.
#[derive(Default)]
pub struct Log(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    lines: Vec<Line>,
    minute: i64,
    strangers: u32,
    /// By kind and who: how many lines, and how many were left out.
    counted: HashMap<(Event, String), (u32, u32)>,
    /// Left out among strangers whom nobody tells apart any more.
    unnamed: HashMap<Event, u32>,
}

impl Log {
    /// Adds a line; beyond the bound of its minute it is only counted. Looks are never left out: they are somebody's who is
    /// signed in, one a request.
    pub fn push(&self, line: Line) {
        let Ok(mut waiting) = self.0.lock() else { return };
        waiting.turn(line.at);
        if line.event == Event::Look || waiting.admits(&line) {
            waiting.add(line);
        }
    }

    /// The lines so far, and how many of the minutes before `now` were left out; none are left.
    pub fn take(&self, now: Timestamp) -> Vec<Line> {
        self.0.lock().map_or_else(
            |_| Vec::new(),
            |mut waiting| {
                waiting.turn(now);
                std::mem::take(&mut waiting.lines)
            },
        )
    }

    /// Puts lines back that could not be written.
    pub fn back(&self, lines: Vec<Line>) {
        if let Ok(mut waiting) = self.0.lock() {
            let since = std::mem::replace(&mut waiting.lines, lines);
            for line in since {
                waiting.add(line);
            }
        }
    }
}

impl Waiting {
    fn add(&mut self, line: Line) {
        if self.lines.len() < WAITING {
            self.lines.push(line);
        } else {
            tracing::error!(event = ?line.event, "the security log is full: a line is lost");
        }
    }

    /// Whether a line is written; counts it.
    fn admits(&mut self, line: &Line) -> bool {
        let stranger = line.actor.is_empty();
        let key = (line.event, line.who().to_owned());
        // So many strangers are not kept apart: what they cause is counted together.
        if stranger && self.strangers >= OF_STRANGERS && !self.counted.contains_key(&key) {
            *self.unnamed.entry(line.event).or_default() += 1;
            return false;
        }
        let (written, left_out) = self.counted.entry(key).or_default();
        if *written >= OF_ONE || (stranger && self.strangers >= OF_STRANGERS) {
            *left_out += 1;
            return false;
        }
        *written += 1;
        self.strangers += u32::from(stranger);
        true
    }

    /// Tells what was left out when a minute is over, whichever way the clock has moved.
    fn turn(&mut self, now: Timestamp) {
        let minute = now.as_microsecond().div_euclid(MINUTE);
        if minute == self.minute {
            return;
        }
        self.minute = minute;
        self.strangers = 0;
        let mut left: Vec<(Event, String, u32)> = Vec::new();
        let counted = std::mem::take(&mut self.counted);
        left.extend(counted.into_iter().map(|((event, who), (_, n))| (event, who, n)).filter(|l| l.2 > 0));
        left.extend(self.unnamed.drain().map(|(event, n)| (event, String::new(), n)));
        left.sort_by(|a, b| a.1.cmp(&b.1));
        for (event, who, n) in left {
            let is_person = who.parse::<domain::ids::PersonId>().is_ok();
            let (actor, address) = if is_person { (who, String::new()) } else { (String::new(), who) };
            let detail = told(zh("同一分钟还有 {n} 次，没有逐条记下"), &[("n", &n.to_string())]);
            self.add(Line { at: now, actor, event, detail, request: String::new(), address });
        }
    }
}

#[cfg(test)]
mod tests;
