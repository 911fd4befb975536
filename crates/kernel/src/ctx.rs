//! Who asks, when, and the door through which everything is read and written.

use std::collections::BTreeSet;
use std::sync::Arc;

use db::Conn;
use domain::access::{Right, may, sees};
use domain::calendar::Calendar;
use domain::company::Company;
use domain::confidential::{Class, Confidential, Contact, Secret};
use domain::history::Noun as _;
use domain::ids::{OrderId, PersonId};
use domain::order::Order;
use domain::person::Role;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use uuid::Uuid;

use super::error::{Error, Result};
use super::i18n::{Lang, zh};
use super::log::{self, Event, Line};
use super::state::Shared;

/// Who acts.
#[derive(Debug, Clone)]
pub struct Actor {
    /// The person; nil for the system.
    pub person: PersonId,
    /// Their name.
    pub name: String,
    /// Their roles.
    pub roles: Vec<Role>,
}

impl Actor {
    /// The system itself: reactions, imports by the operator, the demo.
    pub fn system() -> Self {
        Self {
            person: PersonId::default(),
            name: "系统".to_owned(),
            roles: vec![Role::GeneralManager, Role::Administrator],
        }
    }

    /// How facts name them.
    pub fn code(&self) -> String {
        if self.person == PersonId::default() { "system".to_owned() } else { self.person.to_string() }
    }
}

/// One request: who, one frozen instant, which language.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// Who asks.
    pub actor: Actor,
    /// The instant of the request.
    pub now: Timestamp,
    /// The reader's language.
    pub lang: Lang,
    /// The request's identity, in facts and logs.
    pub request: String,
    /// The address that it came from; empty for what happens here by itself.
    pub address: String,
    /// What was asked for, a path without what stands behind the `?`; empty likewise.
    pub asked: String,
}

/// The series whose numbers no other begins below, up to its period: those were perhaps given before a copy was put back.
pub const ANY_SERIES: &str = "*";

/// The period of a series that a day is in: year and month, `2611`.
pub fn period_of(day: Date) -> String {
    format!("{:02}{:02}", day.year() % 100, day.month())
}

/// The last instant of a day in the company's time zone.
pub fn end_of(day: Date) -> Option<Timestamp> {
    let next = instant(day.tomorrow().ok()?.to_datetime(Time::midnight()))?;
    next.checked_sub(jiff::SignedDuration::from_micros(1)).ok()
}

/// The instant of a time in the company's time zone.
pub fn instant(local: DateTime) -> Option<Timestamp> {
    jiff::tz::offset(8).to_timestamp(local).ok()
}

/// UTC+8 without summer time: the company's time zone.
pub fn local(at: Timestamp) -> DateTime {
    jiff::tz::offset(8).to_datetime(at)
}

impl Ctx {
    /// A request of the system at `now`.
    pub fn system(now: Timestamp) -> Self {
        let request = Uuid::now_v7().simple().to_string();
        let (address, asked) = (String::new(), String::new());
        Self { actor: Actor::system(), now, lang: Lang::Zh, request, address, asked }
    }

    /// Today in the company's time zone.
    pub fn today(&self) -> Date {
        local(self.now).date()
    }

    /// Now in the company's time zone.
    pub fn local_now(&self) -> DateTime {
        local(self.now)
    }

    /// Whether the actor has `right`.
    pub fn can(&self, right: Right) -> bool {
        may(&self.actor.roles, right)
    }

    /// [`Error::Forbidden`] where the actor may not do `act`.
    pub fn may(&self, right: Right) -> Result<()> {
        if self.can(right) { Ok(()) } else { Err(Error::Forbidden(right)) }
    }

    /// What is recorded as done on a day was done by today.
    pub fn took_place(&self, on: Date) -> Result<()> {
        if on > self.today() { Err(Error::field("on", "日期不能在今天之后")) } else { Ok(()) }
    }

    /// Who was spoken to, for readers who see contacts (H1.3); for others there is somebody.
    pub fn whom(&self, whom: &Confidential<Contact, String>) -> String {
        if self.sees(Secret::Contact) { whom.open().clone() } else { self.lang.t("对方").to_owned() }
    }

    /// A line of the security log about this request.
    pub fn line(&self, event: Event, detail: String) -> Line {
        Line {
            at: self.now,
            actor: self.actor.code(),
            event,
            detail,
            request: self.request.clone(),
            address: self.address.clone(),
        }
    }

    /// A line that tells of a look at confidential data of these kinds: where, and at which document.
    pub fn looked(&self, kinds: &str, number: &str) -> Line {
        let params = [("kinds", kinds), ("path", self.asked.as_str()), ("number", number)];
        let text = if number.is_empty() { zh("{kinds}：{path}") } else { zh("{kinds}：{path}，{number}") };
        self.line(Event::Look, log::told(text, &params))
    }

    /// Whether the actor sees confidential data of `kind`.
    pub fn sees(&self, kind: Secret) -> bool {
        sees(&self.actor.roles, kind)
    }
}

/// A fact that this transaction has recorded: what reactions look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// Its kind, `shipment.cause_found`.
    pub kind: &'static str,
    /// What it happened to.
    pub id: Uuid,
}

/// The door: a context and a connection. Inside a write it collects what was touched, so that cases are
/// refreshed once at its end.
pub struct Door<'a> {
    /// Who asks and when.
    pub ctx: &'a Ctx,
    /// The connection, inside the transaction of a write.
    pub conn: &'a mut Conn,
    /// What all requests share.
    pub shared: &'a Arc<Shared>,
    pub(super) orders: BTreeSet<OrderId>,
    pub(super) touched: BTreeSet<String>,
    pub(super) held: BTreeSet<OrderId>,
    pub(super) happened: Vec<Happened>,
    cause: Option<&'static str>,
    /// The calendar of the moment that is looked back at.
    past: Option<Arc<Calendar>>,
    looks: BTreeSet<&'static str>,
    looked_at: Option<String>,
    pub(super) strange: bool,
}

impl<'a> Door<'a> {
    /// A door over `conn`.
    pub fn new(ctx: &'a Ctx, conn: &'a mut Conn, shared: &'a Arc<Shared>) -> Self {
        Self {
            ctx,
            conn,
            shared,
            orders: BTreeSet::new(),
            touched: BTreeSet::new(),
            held: BTreeSet::new(),
            happened: Vec::new(),
            cause: None,
            past: None,
            looks: BTreeSet::new(),
            looked_at: None,
            strange: false,
        }
    }

    /// The company's calendar; of the moment that is looked back at, where one is.
    pub fn calendar(&mut self) -> Result<Arc<Calendar>> {
        self.past.clone().map_or_else(|| self.shared.calendar(self.conn), Ok)
    }

    /// From here on all is told as it was known at `at`, in microseconds (H2.3): the calendar is that of then.
    pub fn look_back(&mut self, at: i64) -> Result<()> {
        let facts = evidence::by_stream(self.conn, &super::state::company(), Some(at))?;
        self.past = Some(Arc::new(super::noun::fold::<Company>(&facts)?.calendar()));
        Ok(())
    }

    /// Whether what is told is past: nothing can be done about it.
    pub fn looks_back(&self) -> bool {
        self.past.is_some()
    }

    /// Opens a confidential value if the actor may see its kind; the look is kept in the access log.
    pub fn see<'v, C: Class, T>(&mut self, value: &'v Confidential<C, T>) -> Option<&'v T> {
        if !self.ctx.sees(C::SECRET) {
            return None;
        }
        self.look(C::SECRET);
        Some(value.open())
    }

    /// Notes that confidential data of `kind` are shown by this request.
    pub fn look(&mut self, kind: Secret) {
        self.looks.insert(kind.word());
    }

    /// Says which stream what is shown is of, where the address does not.
    pub fn looks_at(&mut self, stream: &str) {
        self.looked_at = Some(stream.to_owned());
    }

    /// What confidential data this request has shown, for the access log.
    pub fn looks(&self) -> String {
        self.looks.iter().copied().collect::<Vec<_>>().join(" ")
    }

    /// A new identity.
    pub fn id(&self) -> Uuid {
        self.shared.ids.next(self.ctx.now)
    }

    /// The next number of a series, gapless, drawn in this transaction: prefix, year and month, four digits that may grow.
    pub fn number(&mut self, prefix: &str) -> Result<String> {
        let period = period_of(self.ctx.today());
        let row = self.conn.one(
            "INSERT INTO series (name, period, n)
             SELECT $1, $2, 1 + COALESCE((SELECT MAX(f.n) FROM series f WHERE f.name = $3 AND f.period >= $2), 0)
             WHERE TRUE ON CONFLICT (name, period) DO UPDATE SET n = series.n + 1 RETURNING n",
            &[prefix.into(), period.as_str().into(), ANY_SERIES.into()],
        )?;
        Ok(format!("{prefix}{period}{:04}", row.get::<i64>(0)?))
    }

    /// Lets a series jump past an imported number, so that it is never given again.
    pub fn keep_number(&mut self, prefix: &str, number: &str) -> Result<()> {
        let Some(rest) =
            number.strip_prefix(prefix).filter(|r| r.len() >= 8 && r.bytes().all(|b| b.is_ascii_digit()))
        else {
            return Ok(());
        };
        let Some((period, n)) = rest.split_at_checked(4) else { return Ok(()) };
        let Ok(n) = n.parse::<i64>() else { return Ok(()) };
        self.conn.execute(
            "INSERT INTO series (name, period, n) VALUES ($1, $2, $3)
             ON CONFLICT (name, period) DO UPDATE SET n = CASE WHEN series.n < excluded.n THEN excluded.n ELSE series.n END",
            &[prefix.into(), period.into(), n.into()],
        )?;
        Ok(())
    }

    /// Keeps these orders from other writers until the transaction ends, in the order of their identities, so that two
    /// who want the same ones do not wait for each other in a circle. Whoever decides on what belongs to an order
    /// holds it first and reads afterwards ([0013](../../../docs/adr/0013-an-orders-case-is-held-while-it-is-decided.md)).
    pub fn hold(&mut self, orders: impl IntoIterator<Item = OrderId>) -> Result<()> {
        let wanted: BTreeSet<OrderId> = orders.into_iter().filter(|o| !self.holds(*o)).collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let streams: Vec<String> = wanted.iter().map(|order| format!("{}/{order}", Order::STREAM)).collect();
        evidence::hold(self.conn, &streams)?;
        self.held.extend(wanted);
        Ok(())
    }

    /// Whether this transaction holds the order.
    pub fn holds(&self, order: OrderId) -> bool {
        self.held.contains(&order)
    }

    /// Marks an order whose case must be refreshed before the transaction ends.
    pub fn touch_order(&mut self, order: OrderId) {
        self.orders.insert(order);
    }

    /// Refreshes every case that was touched; what closes by itself is closed here.
    pub fn conclude(&mut self) -> Result<()> {
        let conclude = self.shared.site.conclude;
        conclude(self)
    }

    /// What was recorded so far, and nothing from now on.
    pub fn take_happened(&mut self) -> Vec<Happened> {
        self.cause = self.cause.or_else(|| self.happened.first().map(|first| first.kind));
        std::mem::take(&mut self.happened)
    }

    /// All that follows in this transaction follows from a fact of this kind, recorded before.
    pub fn because(&mut self, kind: &'static str) {
        self.cause = Some(kind);
    }

    /// The kind of the fact from which all that happens in this transaction follows; none where the day alone brings it.
    pub fn cause(&self) -> Option<&'static str> {
        self.cause
    }

    /// Runs `act` as the system, in the same transaction: something done because of another's fact.
    pub fn react<T>(&mut self, act: impl FnOnce(&mut Door) -> Result<T>) -> Result<T> {
        // A moment later, so that a thread tells the cause before what followed.
        let now = self.ctx.now + jiff::SignedDuration::from_micros(1);
        let ctx = Ctx { actor: Actor::system(), now, ..self.ctx.clone() };
        let mut inner = Door::new(&ctx, self.conn, self.shared);
        inner.held.clone_from(&self.held);
        let done = act(&mut inner);
        let Door { orders, touched, held, happened, .. } = inner;
        self.orders.extend(orders);
        self.touched.extend(touched);
        self.held.extend(held);
        self.happened.extend(happened);
        done
    }

    /// The orders touched so far, and none from now on.
    pub fn take_orders(&mut self) -> BTreeSet<OrderId> {
        std::mem::take(&mut self.orders)
    }

    /// The streams touched so far, and none from now on.
    pub fn take_touched(&mut self) -> BTreeSet<String> {
        std::mem::take(&mut self.touched)
    }

    /// Marks a stream whose own follow-ups must be refreshed before the transaction ends; recording marks it.
    pub fn touch(&mut self, stream: &str) {
        self.touched.insert(stream.to_owned());
    }

    /// Writes what confidential data a write has shown to the access log.
    pub fn keep_looks(&mut self) -> Result<()> {
        if self.looks.is_empty() {
            return Ok(());
        }
        let line = self.looks_line()?;
        self.write_log(&[line])
    }

    /// Tells the security log of what this transaction does: kept with it, or not at all.
    pub fn log(&mut self, event: Event, detail: String) -> Result<()> {
        let line = self.ctx.line(event, detail);
        self.write_log(&[line])
    }

    /// Writes lines of the security log.
    pub fn write_log(&mut self, lines: &[Line]) -> Result<()> {
        let rows: Vec<_> = lines.iter().map(Line::row).collect();
        self.conn.insert(log::COLUMNS, &rows, "")?;
        Ok(())
    }

    /// Hands what confidential data a read has shown to the buffered access log.
    pub fn log_looks(&mut self) -> Result<()> {
        if !self.looks.is_empty() {
            let line = self.looks_line()?;
            self.shared.log.push(line);
        }
        Ok(())
    }

    /// Tells the security log that something was taken away by this read: what it is called, where it is, as what.
    pub fn exported(&self, what: &str, path: &str, form: &str) {
        let detail =
            log::told(zh("{what} {path}，{form}"), &[("what", what), ("path", path), ("form", form)]);
        self.shared.log.push(self.ctx.line(Event::Export, detail));
    }

    fn looks_line(&mut self) -> Result<Line> {
        let site = self.shared.site;
        let stream = self.looked_at.take().or_else(|| site.stream_at(&self.ctx.asked));
        let number = stream.map_or(Ok(String::new()), |stream| site.number(self.conn, &stream))?;
        Ok(self.ctx.looked(&self.looks(), &number))
    }
}
