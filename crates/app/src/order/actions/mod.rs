//! What can be done with orders: may I → load → decide → record → answer.

mod confirm;
mod ending;
mod follow;
mod hand_over;
mod needs;
mod outcome;

pub use confirm::customer_confirmed;
pub use ending::{cancel, close, discard, keep, reopen, write_off};
pub use follow::{finish_task, may_finish, set_task, settles, snooze};
pub use hand_over::hand_over;
pub use needs::{draw, give_up_lost, reserve, set_needs, take_back, tell_moved, tell_waiting};
pub use outcome::{add_material, came_from_elsewhere, raise_lines, replace, replaced_less, settle_lines};

use domain::access::Right;
use domain::confidential::Confidential;
use domain::deed::Deed;
use domain::followup::Case;
use domain::history::Noun as _;
use domain::ids::OrderId;
use domain::order::{
    self, Acceptance, Attachment, Condition, Contact, Discount, Entry, Fact, Order, OrderLine, PromiseChange,
    Promised, Release, Review,
};
use domain::plan;
use domain::proof::Why;
use domain::refusal::{Refusal, refuse};

use super::case;
use crate::{company, person};
use kernel::record::Loaded;
use kernel::{Door, Result};
pub use needs::needs_of;
use needs::{free_less, reserve_needs, set_aside, use_up};

/// Prefix of order numbers.
pub const SERIES: &str = "GD";

/// Writes an order down; an imported number is kept and the series jumps past it.
pub fn enter(door: &mut Door, number: String, mut entry: Entry, proof: Vec<Attachment>) -> Result<OrderId> {
    door.ctx.may(Right::WriteOrder)?;
    if !number.is_empty() {
        if super::store::by_number(door.conn, &number)?.is_some() {
            return Err(refuse("H3.1", "订单号 {number} 已经存在", [("number", number)]).into());
        }
        door.keep_number(SERIES, &number)?;
    }
    may_let_off(door, None, &entry)?;
    confirm::look_up(door, &mut entry, None)?;
    let id = OrderId(door.id());
    let facts = order::enter(id, number, entry, proof)?;
    let fresh = door.fresh::<Order>(id);
    door.record(fresh, &facts)?;
    Ok(id)
}

/// A discount above what counts as a small difference is for who may give money up (H1.2, C37); one that stands stays.
fn may_let_off(door: &mut Door, known: Option<&Discount>, entry: &Entry) -> Result<()> {
    let Some(discount) = entry.discount.as_ref().filter(|discount| Some(*discount) != known) else {
        return Ok(());
    };
    let limit = company::actions::load(door)?.profile.write_off_limit();
    if *discount.amount.open() <= limit || door.ctx.can(Right::ForgiveMoney) {
        return Ok(());
    }
    Err(refuse("H1.2", "优惠超过小额差额的上限，要由部门领导录入", []).into())
}

/// Writes a draft anew.
pub fn revise(
    door: &mut Door,
    order: Loaded<Order>,
    mut entry: Entry,
    proof: Vec<Attachment>,
) -> Result<Loaded<Order>> {
    door.may_on(Right::WriteOrder, &order.orders())?;
    may_let_off(door, order.entry.discount.as_ref(), &entry)?;
    confirm::look_up(door, &mut entry, Some(order.entry.customer))?;
    let facts = order::revise(&order, entry, proof)?;
    door.record(order, &facts)
}

/// Hands a draft in for review (H3.3); a number is given where it has none.
pub fn submit(door: &mut Door, order: Loaded<Order>) -> Result<Loaded<Order>> {
    door.may_on(Right::WriteOrder, &order.orders())?;
    // The rule first: a refused order draws no number.
    order::submit(&order, String::new)?;
    let number = if order.number.is_empty() { door.number(SERIES)? } else { order.number.clone() };
    // The customer may have been confirmed in the moment in which the draft was moved to them.
    let order = confirm::settle(door, order)?;
    let facts = order::submit(&order, || number)?;
    door.record(order, &facts)
}

/// A department's answer (H3.3).
pub fn review(
    door: &mut Door,
    order: Loaded<Order>,
    answer: Review,
    conditions: Vec<Condition>,
) -> Result<Loaded<Order>> {
    door.ctx.may(answer.department.right())?;
    let facts = order::review(&order, answer, conditions)?;
    door.record(order, &facts)
}

/// The short form of the review: the lead answers for all (H3.3).
pub fn review_short(
    door: &mut Door,
    order: Loaded<Order>,
    note: &str,
    proof: Vec<Attachment>,
) -> Result<Loaded<Order>> {
    door.ctx.may(Right::ReviewAll)?;
    let facts = order::review_short(&order, note, proof)?;
    door.record(order, &facts)
}

/// A condition of the review was met (H3.3).
pub fn meet_condition(
    door: &mut Door,
    order: Loaded<Order>,
    index: i64,
    note: String,
    proof: Vec<Attachment>,
) -> Result<Loaded<Order>> {
    door.ctx.may(Right::WriteOrder)?;
    let facts = order::meet(&order, index, note, proof)?;
    door.record(order, &facts)
}

/// Releases an order (H3.3, H4.2): the bill is exploded, free stock reserved, what is short recorded, promises given
/// and the plan laid down, all in one act; its work orders are opened in reaction to it.
pub fn release(
    door: &mut Door,
    order: Loaded<Order>,
    promised: Promised,
    proof: Vec<Attachment>,
) -> Result<Loaded<Order>> {
    door.ctx.may(Right::ReleaseOrder)?;
    // Held before any stock is: whoever gives stock to orders takes them in the same sequence.
    door.hold([order.id])?;
    // The rule first, so that nothing is reserved for an order that is refused.
    let asked = Release { promised: promised.clone(), ..Release::default() };
    order::release(&order, asked, door.ctx.today())?;
    let calendar = door.calendar()?;
    plan::leaves_in_time(&order, &promised, &calendar, door.ctx.today())?;
    let due = order.entry.lines.iter().map(|line| promised.of(line)).max().unwrap_or(door.ctx.today());
    let milestones = plan::lay_down(&order, due, &calendar);
    // Each line is promised for a day of its own: its parts are needed by that.
    let need_by = |line: &OrderLine| plan::of_line(&order, promised.of(line), &calendar).materials;
    let needs = reserve_needs(door, &order, need_by)?;
    let release = Release { promised, milestones, needs, proof };
    let facts = order::release(&order, release, door.ctx.today())?;
    door.record(order, &facts)
}

/// Stops an order, or lets a held one go on (H8.4): `decide` is [`order::hold`] or [`order::resume`].
pub fn hold_or_resume(
    door: &mut Door,
    order: Loaded<Order>,
    decide: fn(&Order, Why) -> Result<Vec<Fact>, Refusal>,
    why: Why,
) -> Result<Loaded<Order>> {
    door.ctx.may(Right::HoldOrder)?;
    let facts = decide(&order, why)?;
    may_lift(door, &order)?;
    door.record(order, &facts)
}

/// Of what can be done with an order, what the actor may do: a stop is not everybody's to lift (H8.4).
pub fn offered(door: &mut Door, case: &Case) -> Result<(Vec<Deed>, Vec<Deed>)> {
    let (mut main, more) = case.deeds();
    if main.contains(&Deed::OrderResume) && may_lift(door, &case.order).is_err() {
        main.retain(|deed| *deed != Deed::OrderResume);
    }
    Ok((main, more))
}

/// Refuses to lift a hold that is not the actor's to lift.
fn may_lift(door: &mut Door, order: &Order) -> Result<()> {
    let Some(holder) = order.held_by else { return Ok(()) };
    let Some(found) = person::by_id(door.conn, &holder.to_string())? else { return Ok(()) };
    let above = person::stands_above(door.conn, door.ctx.actor.person, holder)?;
    let actor = &door.ctx.actor;
    let hand = order::Party { person: actor.person, name: &actor.name, roles: &actor.roles };
    let holder = order::Party { person: holder, name: &found.name, roles: &found.roles };
    Ok(order::may_lift(hand, holder, above)?)
}

/// Sets delivery data right after release (H3.8).
pub fn correct(door: &mut Door, order: Loaded<Order>, entry: Entry, why: Why) -> Result<Loaded<Order>> {
    door.may_on(Right::CorrectOrder, &order.orders())?;
    let facts = order::correct(&order, entry, why)?;
    door.record(order, &facts)
}

/// Changes a promise with everything that makes it valid (H6.3).
pub fn change_promise(door: &mut Door, order: Loaded<Order>, change: PromiseChange) -> Result<Loaded<Order>> {
    door.ctx.may(Right::ChangePromise)?;
    let (calendar, today) = (door.calendar()?, door.ctx.today());
    let case = case::around(door, order.state.clone())?;
    let expected = plan::forecast(&case, &calendar, today).and_then(|f| f.soonest_of(&change.lines));
    let facts = order::change_promise(&order, change, expected, today)?;
    door.record(order, &facts)
}

/// Keeps who spoke to whom (H5.5).
pub fn log_contact(door: &mut Door, order: Loaded<Order>, contact: Contact) -> Result<Loaded<Order>> {
    door.ctx.may(Right::LogContact)?;
    door.ctx.took_place(contact.on)?;
    company::actions::may_backdate(door, contact.on, None, &contact.said)?;
    door.record(order, &[Fact::Contacted { contact: Confidential::new(contact) }])
}

/// Adds files to an order.
pub fn attach(door: &mut Door, order: Loaded<Order>, files: Vec<Attachment>) -> Result<Loaded<Order>> {
    door.ctx.may(Right::AttachFile)?;
    let facts: Vec<Fact> = files.into_iter().map(|file| Fact::FileAdded { file }).collect();
    door.record(order, &facts)
}

/// Records the customer's acceptance.
pub fn accept(door: &mut Door, order: Loaded<Order>, said: Acceptance) -> Result<Loaded<Order>> {
    door.ctx.may(Right::RecordAcceptance)?;
    door.hold([order.id])?;
    let case = case::around(door, order.state.clone())?;
    let Some(arrived) = case.all_arrived_on() else {
        return Err(refuse("H4.6", "货还没有到齐，不能登记验收", []).into());
    };
    if said.on < arrived {
        return Err(refuse("H4.6", "货 {on} 才到齐，验收不能早于这天", [("on", arrived.to_string())]).into());
    }
    door.ctx.took_place(said.on)?;
    company::actions::may_backdate(door, said.on, Some(arrived), &said.note)?;
    let Acceptance { on, whom, note, files } = said;
    door.record(order, &[Fact::Accepted { on, whom, note, files }])
}
