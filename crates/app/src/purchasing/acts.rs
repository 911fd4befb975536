//! What purchasing does over HTTP (H4.2, H4.3): placed, promised, chased, received, inspected, given up.

use domain::choice::Choice as _;
use domain::deed::Deed;
use domain::proof::Why;
use domain::purchasing::{Answer, Inspection, Measure, Part, Promise, Purchase, PurchaseLine, Receipt};
use domain::quantity::Quantity;
use kernel::act::act;
use kernel::form::{Chosen, Form};
use kernel::record::Loaded;
use kernel::{Done, Door, Endpoint, Result};

use super::{actions, order_form};

/// The acts of purchasing.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::PurchasePlace, "/purchases/new", order_form::ask, order_form::place)
        .unversioned()
        .done("已下采购单"),
    &act(Deed::PurchasePromise, "/purchases/{id}/promise", promised, promise).done("已登记交期"),
    &act(Deed::PurchaseChase, "/purchases/{id}/chase", answered, chase).done("已登记催货"),
    &act(Deed::PurchaseReceive, "/purchases/{id}/receive", received, receive).done("已登记到货，请初检"),
    &act(Deed::PurchaseInspect, "/purchases/{id}/inspect", results, inspect).done("已登记初检"),
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

fn about(f: &Form, purchase: &Purchase) {
    f.intro(&format!("{} {}", purchase.number, purchase.supplier_name));
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
    about(f, purchase);
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
fn answered(f: &Form, purchase: &Loaded<Purchase>) -> Answer {
    about(f, purchase);
    Answer {
        channel: f.channel(), said: f.words("said", "供应商怎么说", 500).required(), proof: f.proof()
    }
}

fn chase(door: &mut Door, purchase: Loaded<Purchase>, said: Answer) -> Result<Done> {
    actions::chase(door, purchase, said).map(changed)
}

/// H4.3 What came.
fn received(f: &Form, purchase: &Loaded<Purchase>) -> Receipt {
    about(f, purchase);
    let on = f.date("on", "到货日期").preset(f.today()).required();
    let waybill = f.text("waybill", "送货单号", 60).or(String::new());
    let open = lines(purchase, |l| l.outstanding().is_some());
    let rows = f.rows("lines", "明细", &open, LINE, |l| l.number.to_string());
    let mut parts = rows.help("没到的行填 0").each(
        |l| title(l, &f.tf("未到 {n} {unit}", &[("n", &l.outstanding().plain()), ("unit", &l.unit)])),
        |row, l| Part {
            line: l.number,
            quantity: row.quantity("quantity", "到货数量").preset(l.outstanding()).or(Quantity::ZERO),
        },
    );
    parts.retain(|part| part.quantity.is_some());
    // Asked for only where there is a note that could be the same.
    let again = f.when(!purchase.waybills.is_empty(), |f| {
        let known = purchase.waybills.join(f.t("、"));
        f.text("again", "重复登记的原因", 200)
            .hint(f.tf("已登记的送货单：{known}。同一张单再登记时填写", &[("known", &known)]))
            .or(String::new())
    });
    Receipt { on, parts, waybill, again: again.unwrap_or_default(), proof: f.proof() }
}

fn receive(door: &mut Door, purchase: Loaded<Purchase>, said: Receipt) -> Result<Done> {
    actions::receive(door, purchase, said).map(changed)
}

/// H4.3 What a first inspection found.
fn results(f: &Form, purchase: &Loaded<Purchase>) -> Vec<Inspection> {
    about(f, purchase);
    let waiting = lines(purchase, |l| l.to_inspect().is_some());
    let rows = f.rows("lines", "检验结果", &waiting, LINE, |l| l.number.to_string());
    let mut results = rows.help("可以只检一部分；让步和不合格要写原因").each(
        |l| title(l, &f.tf("待检 {n} {unit}", &[("n", &l.to_inspect().plain()), ("unit", &l.unit)])),
        |row, l| Inspection {
            line: l.number,
            accepted: row.quantity("accepted", "合格").preset(l.to_inspect()).or(Quantity::ZERO),
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
    results
}

fn inspect(door: &mut Door, purchase: Loaded<Purchase>, said: Vec<Inspection>) -> Result<Done> {
    actions::inspect(door, purchase, said).map(changed)
}

fn cancel_reason(f: &Form, purchase: &Loaded<Purchase>) -> Why {
    about(f, purchase);
    f.why()
}

fn cancel(door: &mut Door, purchase: Loaded<Purchase>, why: Why) -> Result<Done> {
    actions::cancel(door, purchase, why).map(changed)
}
