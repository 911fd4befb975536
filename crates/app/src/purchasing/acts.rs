//! What purchasing does over HTTP (H4.2, H4.3): placed, promised, chased, received, inspected, given up.

use domain::choice::Choice as _;
use domain::deed::Deed;
use domain::ids::PlaceId;
use domain::proof::Why;
use domain::purchasing::{
    Answer, Back, Concession, Fate, Inspection, Measure, Part, Promise, Purchase, PurchaseLine, Receipt,
    Replacement, Way,
};
use domain::quantity::Quantity;
use kernel::act::act;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::{Done, Door, Endpoint, Result};

use super::arriving::Arriving;
use super::{actions, order_form, several};
use crate::stock;

/// The acts of purchasing.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::PurchasePlace, "/purchases/new", order_form::ask, order_form::place)
        .unversioned()
        .done("已下采购单"),
    &act(Deed::PurchasePromise, "/purchases/{id}/promise", promised, promise).done("已登记交期"),
    &act(Deed::PurchasePromiseSeveral, "/purchases/promise", several::promised, several::promise)
        .unversioned()
        .done("已登记交期"),
    &act(Deed::PurchaseReceiveSeveral, "/purchases/receive", several::received, several::receive)
        .unversioned()
        .done("已登记到货，请初检"),
    &act(Deed::PurchaseChase, "/purchases/{id}/chase", answered, chase).done("已登记催货"),
    &act(Deed::PurchaseReceive, "/purchases/{id}/receive", received, receive).done("已登记到货，请初检"),
    &act(Deed::PurchaseInspect, "/purchases/{id}/inspect", results, inspect).done("已登记初检"),
    &act(Deed::PurchaseReturn, "/purchases/{id}/return", returned, send_back).done("已登记退回"),
    &act(Deed::PurchaseReplace, "/purchases/{id}/replace", replaced, replace).done("已登记换货，请初检"),
    &act(Deed::PurchaseConcede, "/purchases/{id}/concede", conceded, concede).done("已让步接收入库"),
    &act(Deed::PurchaseKeep, "/purchases/{id}/keep", why_kept, keep).done("已留作库存"),
    &act(Deed::PurchaseCancel, "/purchases/{id}/cancel", cancel_reason, cancel).done("已取消采购单"),
];

fn changed(purchase: Loaded<Purchase>) -> Done {
    let id = purchase.id;
    Done {
        id: id.to_string(),
        number: purchase.state.number,
        ..Done::changed(format!("/purchases/{id}"), "")
    }
    .at(purchase.head.version)
}

/// The lines that `concern` holds for.
fn lines(purchase: &Purchase, concern: fn(&PurchaseLine) -> bool) -> Vec<PurchaseLine> {
    purchase.lines.iter().filter(|line| concern(line)).cloned().collect()
}

fn title(line: &PurchaseLine, note: &str) -> String {
    format!("{} {} · {note}", line.code, line.name)
}

const LINE: (&str, &str) = ("line", "行");

/// H4.3 When the supplier will deliver.
fn promised(f: &Form, purchase: &Loaded<Purchase>) -> Promise {
    let open = lines(purchase, |l| l.outstanding().is_some());
    let rows = f.rows("lines", "明细", &open, LINE, |l| l.number.to_string());
    let dates = rows.help("供应商没有答复的行留空").each(
        |l| title(l, &f.tf("要求 {date} 到", &[("date", &l.need_by)])),
        |row, l| row.date("date", "承诺到货").preset(l.promised).optional().map(|date| (l.number, date)),
    );
    Promise {
        dates: dates.into_iter().flatten().collect(),
        channel: f.channel(),
        note: f.text("note", "供应商怎么说", 500).or(String::new()),
        proof: f.proof(),
    }
}

fn promise(door: &mut Door, purchase: Loaded<Purchase>, said: Promise) -> Result<Done> {
    actions::promise(door, purchase, said).map(changed)
}

/// H4.3 What the supplier answered.
fn answered(f: &Form, _: &Loaded<Purchase>) -> Answer {
    Answer {
        channel: f.channel(), said: f.words("said", "供应商怎么说", 500).required(), proof: f.proof()
    }
}

fn chase(door: &mut Door, purchase: Loaded<Purchase>, said: Answer) -> Result<Done> {
    actions::chase(door, purchase, said).map(changed)
}

/// H4.3 What came.
fn received(f: &Form, at: &Arriving) -> Receipt {
    let on = f.date("on", "到货日期").preset(f.today()).required();
    let waybill = f.text("waybill", "送货单号", 60).or(String::new());
    let open = lines(&at.purchase, |l| l.outstanding().is_some());
    let rows = f.rows("lines", "明细", &open, LINE, |l| l.number.to_string());
    let in_packs = open.iter().any(|l| l.pack.is_some());
    let parts = rows.help("没到的行填 0").each(
        |l| title(l, &f.tf("未到 {n}", &[("n", &both(l, l.outstanding()))])),
        |row, l| {
            let quantity = row.quantity("quantity", "到货数量").preset(l.outstanding());
            part(l, packs(row, l, in_packs, quantity.or(Quantity::ZERO)))
        },
    );
    let limit = f.tf("超过订货数量 {percent}% 的必须选；不超过的不选就收下", &[("percent", &at.tolerance)]);
    let fate = f.choice::<Fate>("fate", "多到的怎么办").hint(limit).optional().map(|fate| fate.0);
    let more = f.text("more", "多到的原因", 200).example("整板供应，不拆零").or(String::new());
    let again = again(f, at);
    Receipt { on, parts: some(parts), waybill, again, fate, more, proof: f.proof() }
}

/// Asked for only where there is a note that could be the same (C19).
fn again(f: &Form, at: &Arriving) -> String {
    let known = at.purchase.waybills.join(f.t("、"));
    let asked = f.when(at.elsewhere || !known.is_empty(), |f| {
        let hint = if known.is_empty() {
            f.t("同一张送货单已登记在这家供应商的别的采购单上时填写").to_owned()
        } else {
            f.tf("已登记的送货单：{known}。同一张单再登记时填写", &[("known", &known)])
        };
        f.text("again", "重复登记的原因", 200).hint(hint).or(String::new())
    });
    asked.unwrap_or_default()
}

/// A quantity in the base unit, and in the unit in which it is bought where that is another one (C26).
fn both(line: &PurchaseLine, quantity: Quantity) -> String {
    let base = format!("{} {}", quantity.plain(), line.unit);
    line.packs(quantity).map_or(base.clone(), |packs| format!("{base} · {packs}"))
}

/// What came of a line that is bought in packs, where somebody counted those; else `quantity`. Asked of every line where
/// any of them is bought so: the rows have the same columns.
fn packs(row: &Form, line: &PurchaseLine, asked: bool, quantity: Quantity) -> Quantity {
    let said = row.when(asked, |row| {
        row.some("packs", "到货件数（采购单位）").help("按采购单位（如 卷）点的填这里，就不看数量").optional()
    });
    match (said.flatten(), &line.pack) {
        (Some(packs), Some(pack)) => pack.unpacked(packs),
        (Some(_), None) => {
            row.wrong("packs", "这行没有采购单位。请填到货数量");
            quantity
        }
        (None, _) => quantity,
    }
}

fn part(line: &PurchaseLine, quantity: Quantity) -> Part {
    Part { line: line.number, quantity }
}

/// Those of which there is something.
fn some(mut parts: Vec<Part>) -> Vec<Part> {
    parts.retain(|part| part.quantity.is_some());
    parts
}

fn receive(door: &mut Door, at: Arriving, said: Receipt) -> Result<Done> {
    actions::receive(door, at.purchase, said).map(changed)
}

/// Of each line that owes something, how much is meant.
fn owed(f: &Form, purchase: &Purchase, label: &str, most: fn(&PurchaseLine) -> Quantity) -> Vec<Part> {
    let open = lines(purchase, |l| l.owed().is_some());
    let rows = f.rows("lines", "明细", &open, LINE, |l| l.number.to_string());
    some(rows.help("这次不处理的行填 0").each(
        |l| title(l, &f.tf("待退换 {n} {unit}", &[("n", &l.owed().plain()), ("unit", &l.unit)])),
        |row, l| part(l, row.quantity("quantity", label).preset(l.owed().min(most(l))).or(Quantity::ZERO)),
    ))
}

/// H4.3 What went back to the supplier.
fn returned(f: &Form, purchase: &Loaded<Purchase>) -> Back {
    Back {
        on: f.date("on", "退货日期").preset(f.today()).required(),
        parts: owed(f, purchase, "退回数量", PurchaseLine::owed),
        way: f.choice("way", "怎么处理").preset(Chosen(Way::Carried)).radio().required().0,
        waybill: f.text("waybill", "退货运单号", 60).help("供应商自提的填退货单号").or(String::new()),
        note: f.text("note", "与供应商的约定", 500).help("就地报废的必填").or(String::new()),
        proof: f.proof(),
    }
}

fn send_back(door: &mut Door, purchase: Loaded<Purchase>, said: Back) -> Result<Done> {
    actions::send_back(door, purchase, said).map(changed)
}

/// H4.3 What the supplier brought for goods that failed.
fn replaced(f: &Form, at: &Arriving) -> Replacement {
    Replacement {
        on: f.date("on", "换货日期").preset(f.today()).required(),
        waybill: f.text("waybill", "送货单号", 60).or(String::new()),
        parts: owed(f, &at.purchase, "换来数量", PurchaseLine::outstanding),
        again: again(f, at),
        proof: f.proof(),
    }
}

fn replace(door: &mut Door, at: Arriving, said: Replacement) -> Result<Done> {
    actions::replace(door, at.purchase, said).map(changed)
}

/// H4.3 What is accepted on concession after all.
fn conceded(f: &Form, at: &Arriving) -> (Concession, PlaceId) {
    let parts = owed(f, &at.purchase, "接收数量", PurchaseLine::owed);
    let place = stock::ask_place(f, "place", "入库库位", &at.places);
    let Why { reason, proof } = f.why();
    (Concession { parts, reason, proof }, place)
}

fn concede(door: &mut Door, at: Arriving, (said, place): (Concession, PlaceId)) -> Result<Done> {
    actions::concede(door, at.purchase, said, place).map(changed)
}

/// H4.3 What a first inspection found.
fn results(f: &Form, at: &Arriving) -> (Vec<Inspection>, PlaceId) {
    let waiting = lines(&at.purchase, |l| l.to_inspect().is_some());
    let rows = f.rows("lines", "检验结果", &waiting, LINE, |l| l.number.to_string());
    let mut results = rows.help("可以只检一部分；让步和不合格要写原因").each(
        |l| title(l, &f.tf("待检 {n} {unit}", &[("n", &l.to_inspect().plain()), ("unit", &l.unit)])),
        |row, l| Inspection {
            line: l.number,
            accepted: row
                .quantity("accepted", "合格")
                .preset(l.to_inspect())
                .rest(l.to_inspect())
                .or(Quantity::ZERO),
            conceded: row.quantity("conceded", "让步接收").or(Quantity::ZERO),
            rejected: row.quantity("rejected", "不合格").or(Quantity::ZERO),
            reason: row.text("reason", "原因", 300).or(String::new()),
            measure: None,
            photos: Vec::new(),
        },
    );
    let measure =
        f.choice("measure", "不合格的怎么办").preset(Chosen(Measure::first())).optional().map(|m| m.0);
    let photos = f.photos("photos", "照片");
    results.retain(|r| [r.accepted, r.conceded, r.rejected].iter().any(|part| part.is_some()));
    for result in &mut results {
        result.measure = measure;
        result.photos.clone_from(&photos);
    }
    (results, stock::ask_place(f, "place", "入库库位", &at.places))
}

fn inspect(door: &mut Door, at: Arriving, (said, place): (Vec<Inspection>, PlaceId)) -> Result<Done> {
    actions::inspect(door, at.purchase, said, place).map(changed)
}

/// H4.3 Why what nobody waits for any more is kept.
fn why_kept(f: &Form, purchase: &Loaded<Purchase>) -> Why {
    for line in purchase.lines.iter().filter(|l| l.spare().is_some()) {
        f.note("没有订单要", format!("{} {} · {} {}", line.code, line.name, line.spare().plain(), line.unit));
    }
    f.why()
}

fn keep(door: &mut Door, purchase: Loaded<Purchase>, why: Why) -> Result<Done> {
    actions::keep(door, purchase, why).map(changed)
}

fn cancel_reason(f: &Form, _: &Loaded<Purchase>) -> Why {
    f.why()
}

fn cancel(door: &mut Door, purchase: Loaded<Purchase>, why: Why) -> Result<Done> {
    actions::cancel(door, purchase, why).map(changed)
}
