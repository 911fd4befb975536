//! What is done with orders over HTTP: which acts there are, and what their forms share.

mod course;
mod delivery;
mod entry;
mod follow;
mod hand_over;
mod lines;
mod named;
mod promise;
mod review;

pub use entry::ask_row;
pub use named::Named;

use domain::deed::Deed;
use domain::order::Order;
use kernel::act::act;
use kernel::record::Loaded;
use kernel::{Done, Endpoint};

/// The acts of orders.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::OrderNew, "/orders/new", entry::entry, entry::enter).unversioned().done("已保存草稿"),
    &act(Deed::OrderEdit, "/orders/{id}/edit", entry::entry, entry::revise).editing().done("已保存"),
    &act(Deed::OrderSubmit, "/orders/{id}/submit", review::handed_in, review::submit).done("已提交评审"),
    &act(Deed::OrderReview, "/orders/{id}/review", review::answer, review::review).done("已登记评审"),
    &act(Deed::OrderReviewShort, "/orders/{id}/review-short", review::short_note, review::review_short)
        .done("已完成评审"),
    &act(Deed::OrderCondition, "/orders/{id}/condition", review::met, review::meet).done("已落实条件"),
    &act(Deed::OrderRelease, "/orders/{id}/release", review::promised, review::release).done("已下达"),
    &act(Deed::OrderHold, "/orders/{id}/hold", course::why_hold, course::hold).done("已暂停"),
    &act(Deed::OrderResume, "/orders/{id}/resume", course::why_resume, course::resume).done("已解除暂停"),
    &act(Deed::OrderCancel, "/orders/{id}/cancel", course::why_cancel, course::cancel).done("已取消订单"),
    &act(Deed::OrderDiscard, "/orders/{id}/discard", course::why_discard, course::discard).done("草稿已作废"),
    &act(Deed::OrderSettleLines, "/orders/{id}/settle-lines", course::ended, course::settle_lines)
        .done("已按实发结清"),
    &act(Deed::OrderCorrect, "/orders/{id}/correct", delivery::entry, delivery::correct)
        .editing()
        .done("已更正"),
    &act(Deed::OrderHandOver, "/orders/{id}/hand-over", hand_over::one, hand_over::hand_over).done("已移交"),
    &act(
        Deed::OrderHandOverSeveral,
        "/people/{id}/hand-over",
        hand_over::several,
        hand_over::hand_over_several,
    )
    .unversioned()
    .done("已移交"),
    &act(Deed::OrderPromise, "/orders/{id}/promise", promise::ask, promise::change).done("已变更交期"),
    &act(Deed::OrderContact, "/orders/{id}/contact", follow::talked, follow::log_contact).done("已登记沟通"),
    &act(Deed::OrderAttach, "/orders/{id}/files/new", delivery::files, delivery::attach).done("已上传"),
    &act(Deed::OrderWriteOff, "/orders/{id}/write-off", course::small, course::write_off).done("已核销"),
    &act(Deed::OrderKeep, "/orders/{id}/keep", course::kept, course::keep).done("已登记约定不退"),
    &act(Deed::OrderAccept, "/orders/{id}/acceptance", course::acceptance, course::accept).done("已登记验收"),
    &act(Deed::OrderSnooze, "/orders/{id}/snooze", follow::later, follow::snooze).done("已推后"),
    &act(Deed::OrderTask, "/orders/{id}/tasks/new", follow::task, follow::set_task).done("已安排"),
    &act(Deed::OrderTaskDone, "/orders/{id}/tasks/done", follow::outcome, follow::finish_task).done("已完成"),
];

fn changed(order: Loaded<Order>) -> Done {
    let id = order.id;
    Done { id: id.to_string(), number: order.state.number, ..Done::changed(format!("/orders/{id}"), "") }
        .at(order.head.version)
}
