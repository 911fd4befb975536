//! The standard order format as a form (H3.1): written for the first time, or anew while it is a draft.

use domain::access::{Right, may};
use domain::choice::Choice as _;
use domain::confidential::{Confidential, Contact};
use domain::customer::Customer;
use domain::deed::Deed;
use domain::filing::FileKind;
use domain::ids::{OrderId, PersonId};
use domain::money::Money;
use domain::order::{Attachment, Discount, Entry, Order, OrderLine, sent_back};
use domain::person::follows_orders;
use kernel::act::Subject;
use kernel::form::{Chosen, Form, Question};
use kernel::record::Loaded;
use kernel::ui::{Ui, Width};
use kernel::{Done, Door, Error, Result, Said, Target};

use super::super::{actions, words};
use super::changed;
use super::lines::{line, lines, plan};
use super::named::Named;
use crate::{company, person};

/// A draft that is written, or nothing yet; what its form shows, and who and what was named in it.
#[derive(Default)]
pub(super) struct Draft {
    order: Option<Loaded<Order>>,
    customer: String,
    clerk: PersonId,
    clerks: Vec<(String, String)>,
    address: Option<Confidential<Contact, String>>,
    contact: Option<Confidential<Contact, String>>,
    /// Prices only for who may see them.
    lines: Vec<OrderLine>,
    /// The most that the writer may let the customer off; none where they may give money up (C37).
    limit: Option<Money>,
    /// Rows of a sheet that could not be read.
    faults: Vec<String>,
    named: Named,
    /// What who finds no customer may do about it.
    otherwise: Option<(&'static str, &'static str)>,
}

impl Subject for Draft {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let clerks: Vec<_> =
            person::active(door.conn)?.into_iter().filter(|p| follows_orders(&p.roles)).collect();
        let me = door.ctx.actor.person;
        let own = if clerks.iter().any(|c| c.id == me) { me } else { PersonId::default() };
        let clerks = clerks.into_iter().map(|p| (p.id.to_string(), p.name)).collect();
        let limit = company::actions::load(door)?.profile.write_off_limit();
        let limit = Some(limit).filter(|_| !door.ctx.can(Right::ForgiveMoney));
        let otherwise = match (door.ctx.can(Right::WriteMasterData), door.ctx.can(Right::ProposeCustomer)) {
            (true, _) => Some((Deed::CustomerNew.label(), "/customers/new")),
            (false, true) => Some((Deed::CustomerPropose.label(), "/customers/propose")),
            (false, false) => None,
        };
        let fresh = Self { clerks, clerk: own, limit, otherwise, ..Self::default() };
        if target.id.is_empty() {
            return Ok(fresh);
        }
        let order = Loaded::load(door, target)?;
        fresh.shows(door, order)
    }

    fn load_to_act(door: &mut Door, target: &Target, said: &Said) -> Result<Self> {
        let order = if target.id.is_empty() { None } else { Some(Loaded::load_to_act(door, target, said)?) };
        Ok(Self { order, named: Named::look_up(door, said)?, ..Self::default() })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.order.as_ref().map(Subject::orders).unwrap_or_default()
    }

    fn version(&self) -> Option<i64> {
        self.order.as_ref().and_then(Loaded::version)
    }
}

impl Draft {
    fn shows(self, door: &mut Door, order: Loaded<Order>) -> Result<Self> {
        let ui = Ui::anonymous(door.ctx.lang, door.ctx.local_now());
        let e = &order.entry;
        let customer = door.find::<Customer>(e.customer)?.map(|c| c.state.profile.code);
        let mut see = |value: &Confidential<Contact, String>| door.see(value).cloned().map(Confidential::new);
        let (address, contact) = (see(&e.address), see(&e.contact));
        let priced = |line: &OrderLine| {
            let unit_price = door.see(&line.unit_price).copied().unwrap_or_default();
            OrderLine { unit_price: Confidential::new(unit_price), ..line.clone() }
        };
        let lines = e.lines.iter().map(priced).collect();
        let row = |fault: &domain::order::Fault| {
            let text = words::fault(door.ctx, &ui, fault);
            ui.tf("第 {row} 行：{text}", &[("row", &fault.row), ("text", &text)])
        };
        let faults = e.faults.iter().map(row).collect();
        let (customer, clerk) = (customer.unwrap_or_default(), e.clerk);
        Ok(Self { customer, clerk, address, contact, lines, faults, order: Some(order), ..self })
    }
}

/// H3.1 What was agreed, and the customer's own order.
pub(super) fn entry(f: &Form, at: &Draft) -> (Entry, Vec<Attachment>) {
    (agreed(f, at), f.proof_as(FileKind::Contract))
}

fn agreed(f: &Form, at: &Draft) -> Entry {
    let blank = Entry { ordered_on: f.today(), ..Entry::default() };
    let e = at.order.as_ref().map_or(&blank, |order| &order.entry);
    if !at.faults.is_empty() {
        let above = f.t("导入时这些行没有读懂，请在下面补上；保存后不再提示：");
        f.intro(&format!("{above}\n{}", at.faults.join("\n")));
    }
    for review in at.order.iter().flat_map(|order| sent_back(order)) {
        let department = f.t(review.department.label());
        f.note(&f.tf("{department}不接受", &[("department", &department)]), review.note.clone());
    }
    let mut entry = whole(f, at, e);
    entry.terms = ask_terms(f, e).required();
    entry.discount = ask_discount(f, at, e);
    entry.tolerance = f
        .integer("tolerance", "溢短装", 0, 20)
        .unit("%")
        .preset(Some(e.tolerance).filter(|percent| *percent > 0))
        .help("合同允许多发或少发的比例，按实收结算")
        .width(Width::Third)
        .or(0);
    entry.original = f
        .text("original", "原订单", 40)
        .preset(e.original.clone())
        .help("补件填写")
        .width(Width::Third)
        .or(String::new());
    entry.remark = f.words("remark", "备注", 1000).preset(e.remark.clone()).or(String::new());
    entry.lines = lines(f, &at.lines, &at.named);
    entry.plan = plan(f, (&e.terms, &e.plan), &entry.terms);
    entry
}

/// H3.1 A row of a sheet: what it says of the whole order, and its line. Whom and what it names is `named`. Terms that
/// nobody wrote down are asked for before the order is handed in.
pub fn ask_row(f: &Form, named: Named) -> (Entry, OrderLine) {
    let at = Draft { named, ..Draft::default() };
    let mut entry = whole(f, &at, &Entry::default());
    entry.terms = ask_terms(f, &entry).or(String::new());
    (entry, line(f, &OrderLine::default(), &at.named))
}

/// What is agreed for all lines.
fn whole(f: &Form, at: &Draft, e: &Entry) -> Entry {
    let third = Width::Third;
    let mut entry = Entry {
        kind: f.choice("kind", "类型").preset(Chosen(e.kind)).width(third).required().0,
        ..Entry::default()
    };
    ask_customer(f, at, &mut entry);
    ask_clerk(f, at, &mut entry);
    entry.ordered_on = f.date("ordered_on", "下单日期").preset(e.ordered_on).width(third).required();
    entry.start_on =
        f.date("start_on", "开工日期").preset(e.start_on).help("工程单填写").width(third).optional();
    entry.urgent = f.flag_drawn("urgent", "急单", e.urgent, |field| field.width(third));
    ask_delivery(f, at, e, &mut entry);
    entry
}

/// What the customer is let off, and why (C37).
fn ask_discount(f: &Form, at: &Draft, e: &Entry) -> Option<Discount> {
    let known = e.discount.clone().unwrap_or_default();
    let preset = Some(known.amount).filter(|amount| amount.open().is_some());
    let less = f.t("抹零，或成交价比明细合计少的部分");
    let help = match at.limit {
        Some(limit) => {
            let above = f.tf("超过 {limit} 元由部门领导录入", &[("limit", &limit.plain())]);
            [less, above.as_str()].join(f.t("；"))
        }
        None => less.to_owned(),
    };
    let amount =
        f.amount("discount", "优惠金额").preset(preset).hint(help).lessens().width(Width::Third).optional();
    let reason =
        f.text("discount_reason", "优惠原因", 200).preset(known.reason).width(Width::Third).or(String::new());
    amount.filter(|amount| amount.open().is_some()).map(|amount| Discount { amount, reason })
}

/// How it is paid for.
pub(super) fn ask_terms<'f, 'a>(f: &'f Form<'a>, e: &Entry) -> Question<'f, 'a, String> {
    f.text("terms", "付款条件", 200)
        .preset(e.terms.clone())
        .example("30%定金,发货前付清70%")
        .help("写法如：30%定金,发货前付清70%；月结30天；留空收款计划时按这里自动分期")
        .width(Width::Full)
}

fn ask_customer(f: &Form, at: &Draft, entry: &mut Entry) {
    let wanted = f
        .lookup("customer", "客户", "/customers/lookup", 80)
        .filling()
        .otherwise(at.otherwise)
        .preset(at.customer.clone())
        .help("编码、名称或拼音首字母")
        .width(Width::Third)
        .required();
    match &at.named.customer {
        Some((id, profile)) => {
            entry.customer = *id;
            entry.customer_name.clone_from(&profile.name);
            entry.customer_class.clone_from(&profile.class);
        }
        None if at.named.alike.len() > 1 => f.wrong_with(
            "customer",
            "有几个客户都叫这个名字：{codes}。请填客户编码",
            [("codes", at.named.alike.join("、"))],
        ),
        None if !wanted.is_empty() => f.wrong("customer", "没有这个客户。请填客户编码，或先新建、提出新客户"),
        None => {}
    }
}

fn ask_clerk(f: &Form, at: &Draft, entry: &mut Entry) {
    // Sheets and other programs know clerks by number or name; whoever has it stays, though no clerk any more.
    let known = at.order.as_ref().map(|o| (o.entry.clerk.to_string(), o.entry.clerk_name.clone()));
    let known = known.filter(|(id, _)| at.clerks.iter().all(|(other, _)| other != id));
    let wanted = f
        .text("clerk", "跟单员", 80)
        .offered(at.clerks.iter().cloned().chain(known))
        .preset(Some(at.clerk).filter(|c| *c != PersonId::default()).map(|c| c.to_string()))
        .width(Width::Third)
        .required();
    let own = at.order.as_ref().map(|order| order.entry.clerk);
    match &at.named.clerk {
        Some(clerk) if own != Some(clerk.id) && clerk.retired => {
            f.wrong_with("clerk", "{name}已离职，不能跟单", [("name", clerk.name.clone())]);
        }
        Some(clerk) if own != Some(clerk.id) && !may(&clerk.roles, Right::WriteOrder) => {
            f.wrong_with("clerk", "{name}的角色不能跟单", [("name", clerk.name.clone())]);
        }
        Some(clerk) => {
            entry.clerk = clerk.id;
            entry.clerk_name.clone_from(&clerk.name);
        }
        None if !wanted.is_empty() => f.wrong("clerk", "没有这个跟单员"),
        None => {}
    }
}

/// Where it goes, how and to whom; the customer's own address is as far as the customer is.
fn ask_delivery(f: &Form, at: &Draft, e: &Entry, entry: &mut Entry) {
    let third = Width::Third;
    entry.transport = f
        .text("transport", "运输方式", 40)
        .preset(e.transport.clone())
        .example("零担专线")
        .width(third)
        .or(String::new());
    entry.distance_km =
        f.integer("distance_km", "运距", 1, 30_000).unit("km").preset(e.distance_km).width(third).optional();
    entry.contact = f
        .contact("contact", "现场联系人", 80)
        .preset(at.contact.clone())
        .width(third)
        .or(Confidential::default());
    entry.address = f
        .contact("address", "收货地址", 200)
        .preset(at.address.clone())
        .width(Width::Full)
        .or(Confidential::default());
    let own = at.named.customer.as_ref().map(|(_, profile)| profile);
    if let Some(own) = own.filter(|own| own.address.open() == entry.address.open()) {
        entry.distance_km = entry.distance_km.or(own.distance_km);
    }
}

type Agreed = (Entry, Vec<Attachment>);

pub(super) fn enter(door: &mut Door, _: Draft, (entry, proof): Agreed) -> Result<Done> {
    let id = actions::enter(door, String::new(), entry, proof)?;
    Ok(Done::made(format!("/orders/{id}"), "", id, ""))
}

pub(super) fn revise(door: &mut Door, at: Draft, (entry, proof): Agreed) -> Result<Done> {
    let order = at.order.ok_or(Error::NotFound)?;
    actions::revise(door, order, entry, proof).map(changed)
}
