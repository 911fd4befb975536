//! Several purchases at once (H4.3): one delivery that brings parts of several, one answer of a supplier to several.

use std::collections::{BTreeMap, BTreeSet};

use domain::access::Right;
use domain::ids::{OrderId, PurchaseId, SupplierId};
use domain::order::Attachment;
use domain::purchasing::{Part, Promise, Purchase, PurchaseLine, Receipt};
use domain::quantity::Quantity;
use domain::refusal::refuse;
use jiff::civil::Date;
use kernel::act::Subject;
use kernel::error::FieldError;
use kernel::form::Form;
use kernel::record::Loaded;
use kernel::{Done, Door, Error, Result, Said, Target};

use super::{actions, store};

/// Purchases that the form offers where none was picked, those needed first.
const MOST: i64 = 100;

/// Why a delivery note stands on several purchases, where one delivery brought them.
const ONE_DELIVERY: &str = "同一张送货单，几张采购单的货";

/// What is still to come on several purchases, line by line.
#[derive(Default)]
pub(super) struct Several {
    lines: Vec<Coming>,
    /// Whether there are more than the form offers.
    more: bool,
    orders: Vec<OrderId>,
}

#[derive(Default, Clone)]
struct Coming {
    purchase: PurchaseId,
    number: i64,
    /// What it is about, for whoever fills it in.
    title: String,
    promised: Option<Date>,
}

impl Coming {
    fn key(&self) -> String {
        format!("{}-{}", self.purchase, self.number)
    }
}

impl Subject for Several {
    fn load(door: &mut Door, target: &Target) -> Result<Self> {
        let picked: Vec<PurchaseId> = target.picked();
        let purchases = if picked.is_empty() { store::open(door.conn, MOST)? } else { picked };
        let more = i64::try_from(purchases.len()).is_ok_and(|n| n >= MOST);
        let purchases = own(door, purchases)?;
        let orders = orders_of(door, &purchases)?;
        Ok(Self { lines: lines(door, purchases, |line| line.outstanding().is_some())?, more, orders })
    }

    /// The lines that were named: what somebody records meanwhile does not take a row away.
    fn load_to_act(door: &mut Door, _: &Target, said: &Said) -> Result<Self> {
        let named: Vec<&str> = said.column("lines", "line").collect();
        let mut purchases: Vec<PurchaseId> =
            named.iter().filter_map(|key| key.rsplit_once('-')?.0.parse().ok()).collect();
        purchases.sort_unstable();
        purchases.dedup();
        // Whoever names none is told as who opens the form.
        let meant = if purchases.is_empty() { store::open(door.conn, MOST)? } else { purchases.clone() };
        let meant = own(door, meant)?;
        let orders = orders_of(door, &meant)?;
        let mut lines = lines(door, purchases, |_| true)?;
        lines.retain(|line| named.contains(&line.key().as_str()));
        Ok(Self { lines, more: false, orders })
    }

    fn orders(&self) -> Vec<OrderId> {
        self.orders.clone()
    }
}

/// Of some purchases those that somebody may act on: a clerk asks suppliers for her own orders alone (H1.2). Where there is
/// none, all of them: whom to ask is told then.
fn own(door: &mut Door, purchases: Vec<PurchaseId>) -> Result<Vec<PurchaseId>> {
    let rights = [Right::ChaseSupplier, Right::ReceiveGoods].into_iter().filter(|right| door.ctx.can(*right));
    let rights: Vec<Right> = rights.collect();
    let mut own = Vec::new();
    for purchase in door.load_all::<Purchase>(&purchases)? {
        let orders = purchase.orders();
        if rights.iter().any(|right| door.may_on(*right, &orders).is_ok()) {
            own.push(purchase.id);
        }
    }
    Ok(if own.is_empty() { purchases } else { own })
}

fn orders_of(door: &mut Door, purchases: &[PurchaseId]) -> Result<Vec<OrderId>> {
    let purchases = door.load_all::<Purchase>(purchases)?;
    let mut orders: Vec<OrderId> = purchases.iter().flat_map(Subject::orders).collect();
    orders.sort_unstable();
    orders.dedup();
    Ok(orders)
}

/// The lines of some purchases that are wanted, those of a supplier together.
fn lines(
    door: &mut Door,
    ids: Vec<PurchaseId>,
    wanted: impl Fn(&PurchaseLine) -> bool,
) -> Result<Vec<Coming>> {
    let mut purchases = door.load_all::<Purchase>(&ids)?;
    purchases.sort_by(|a, b| (&a.supplier_name, &a.number).cmp(&(&b.supplier_name, &b.number)));
    let lang = door.ctx.lang;
    let of = |purchase: &Purchase| {
        let coming = purchase.lines.iter().filter(|line| wanted(line));
        let coming = coming.map(|l| Coming {
            purchase: purchase.id,
            number: l.number,
            title: lang.tf(
                "{supplier} · {purchase} · {code} {name} · 未到 {n} {unit} · 要求 {day}",
                &[
                    ("supplier", &purchase.supplier_name),
                    ("purchase", &purchase.number),
                    ("code", &l.code),
                    ("name", &l.name),
                    ("n", &l.outstanding().plain()),
                    ("unit", &l.unit),
                    ("day", &l.need_by),
                ],
            ),
            promised: l.promised,
        });
        coming.collect::<Vec<_>>()
    };
    Ok(purchases.iter().flat_map(|purchase| of(purchase)).collect())
}

/// What came of one line, and the field that a refusal belongs to.
pub(super) struct Came {
    field: String,
    purchase: PurchaseId,
    part: Part,
}

fn told(f: &Form, at: &Several) {
    if at.more {
        f.intro("只列出最早到期的，其余请在列表里选好再打开");
    }
}

/// H4.3 What came, and on which delivery note.
pub(super) fn received(f: &Form, at: &Several) -> (Vec<Came>, Receipt) {
    told(f, at);
    let on = f.date("on", "到货日期").preset(f.today()).required();
    let waybill = f.text("waybill", "送货单号", 60).or(String::new());
    let rows = f.rows("lines", "明细", &at.lines, ("line", "行"), Coming::key);
    let came = rows.help("没到的行留空；多到的请在那张采购单上登记，写明怎么办").each(
        |line| line.title.clone(),
        |row, line| {
            let quantity = row.quantity("quantity", "到货数量").or(Quantity::ZERO);
            let part = Part { line: line.number, quantity };
            quantity.is_some().then(|| Came { field: row.field("quantity"), purchase: line.purchase, part })
        },
    );
    let again = f.text("again", "重复登记的原因", 200).help("这张送货单以前登记过时填写").or(String::new());
    let came: Vec<Came> = came.into_iter().flatten().collect();
    if came.is_empty() {
        f.wrong("lines", "请至少填一行");
    }
    let (parts, fate, more) = (Vec::new(), None, String::new());
    (came, Receipt { on, parts, waybill, again, fate, more, proof: f.proof() })
}

/// All of it or nothing; what is refused is told at its row.
pub(super) fn receive(door: &mut Door, _: Several, (came, receipt): (Vec<Came>, Receipt)) -> Result<Done> {
    let mut each: BTreeMap<(SupplierId, PurchaseId), (String, Vec<Part>)> = BTreeMap::new();
    let purchases = held(door, came.iter().map(|c| c.purchase))?;
    for Came { field, purchase, part } in came {
        let supplier = purchases.get(&purchase).map(|p| p.supplier).unwrap_or_default();
        each.entry((supplier, purchase)).or_insert_with(|| (field, Vec::new())).1.push(part);
    }
    let suppliers: BTreeSet<SupplierId> = each.keys().map(|(supplier, _)| *supplier).collect();
    if !receipt.waybill.is_empty() && suppliers.len() > 1 {
        let text = "一张送货单只能是一家供应商的货。请分开登记，或不填送货单号";
        return Err(refuse("H4.3", text, []).into());
    }
    let mut again = receipt.again.clone();
    let mut wrong = Vec::new();
    for ((_, id), (field, parts)) in each {
        let purchase = door.load::<Purchase>(id)?;
        door.may_on(Right::ReceiveGoods, &purchase.orders())?;
        let own = Receipt { parts, again: again.clone(), ..receipt.clone() };
        refused(actions::receive(door, purchase, own), field, &mut wrong)?;
        if again.is_empty() {
            ONE_DELIVERY.clone_into(&mut again);
        }
    }
    if wrong.is_empty() {
        Ok(Done::changed("/purchases?tab=to_inspect", ""))
    } else {
        Err(Error::Invalid(wrong))
    }
}

/// A day that was answered for one line, and the field that a refusal belongs to.
pub(super) struct Answered {
    field: String,
    purchase: PurchaseId,
    line: i64,
    on: Date,
}

/// How the supplier said so, and what they said.
type How = (String, String, Vec<Attachment>);

/// H4.3 When each line will come; a day that stands already is no answer.
pub(super) fn promised(f: &Form, at: &Several) -> (Vec<Answered>, How) {
    told(f, at);
    let rows = f.rows("lines", "明细", &at.lines, ("line", "行"), Coming::key);
    let answered = rows.help("没有答复的行留空").each(
        |line| line.title.clone(),
        |row, line| {
            let on = row.date("date", "承诺到货").preset(line.promised).optional();
            let stands = line.promised.map(|day| day.to_string()).unwrap_or_default();
            // What stood there when the form was opened: what is as it was is no answer, whatever stands there now.
            let drawn = row.text("was", "", 20).hidden().preset(stands.clone()).kept(stands.clone());
            let field = row.field("date");
            let changed = on.filter(|on| on.to_string() != drawn);
            if changed.is_some() && drawn != stands {
                row.wrong_with("date", "交期已由别人登记为 {day}。请重新打开再登记", [("day", stands)]);
            }
            changed.map(|on| Answered { field, purchase: line.purchase, line: line.number, on })
        },
    );
    let answered: Vec<Answered> = answered.into_iter().flatten().collect();
    if answered.is_empty() {
        f.wrong("lines", "请至少填一行");
    }
    let channel = f.channel();
    let note = f.text("note", "供应商怎么说", 500).or(String::new());
    (answered, (channel, note, f.proof()))
}

/// All of them or none.
pub(super) fn promise(
    door: &mut Door,
    _: Several,
    (answered, (channel, note, proof)): (Vec<Answered>, How),
) -> Result<Done> {
    held(door, answered.iter().map(|a| a.purchase))?;
    let mut each: BTreeMap<PurchaseId, (String, Vec<(i64, Date)>)> = BTreeMap::new();
    for Answered { field, purchase, line, on } in answered {
        each.entry(purchase).or_insert_with(|| (field, Vec::new())).1.push((line, on));
    }
    let mut wrong = Vec::new();
    for (id, (field, dates)) in each {
        let purchase = door.load::<Purchase>(id)?;
        door.may_on(Right::ChaseSupplier, &purchase.orders())?;
        let own = Promise { dates, channel: channel.clone(), note: note.clone(), proof: proof.clone() };
        refused(actions::promise(door, purchase, own), field, &mut wrong)?;
    }
    if wrong.is_empty() { Ok(Done::changed("/purchases", "")) } else { Err(Error::Invalid(wrong)) }
}

/// The purchases, once all orders that they are for are held: else two acts might wait for each other in a circle.
fn held(
    door: &mut Door,
    ids: impl Iterator<Item = PurchaseId>,
) -> Result<BTreeMap<PurchaseId, Loaded<Purchase>>> {
    let ids: Vec<PurchaseId> = ids.collect::<BTreeSet<_>>().into_iter().collect();
    let purchases = door.load_all::<Purchase>(&ids)?.into_iter().map(|purchase| (purchase.id, purchase));
    let purchases: BTreeMap<PurchaseId, Loaded<Purchase>> = purchases.collect();
    door.hold(purchases.values().flat_map(Subject::orders).collect::<Vec<_>>())?;
    Ok(purchases)
}

/// A rule's no belongs to its row; anything else ends the act.
fn refused(done: Result<Loaded<Purchase>>, field: String, wrong: &mut Vec<FieldError>) -> Result<()> {
    match done {
        Ok(_) => Ok(()),
        Err(Error::Refused(no)) => {
            wrong.push(FieldError::refused(field, no));
            Ok(())
        }
        Err(error) => Err(error),
    }
}
