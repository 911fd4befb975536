//! The operations of orders: which there are, and what their forms share.

mod course;
mod entry;
mod follow;
mod review;
use domain::access::Right;
use domain::ids::OrderId;
use domain::order::Order;
use kernel::record::Loaded;
use kernel::ui::{Field, FieldKind, Form};
use kernel::{Done, Door, Operation, Result, Said, Target};

/// All operations of orders.
pub static OPERATIONS: &[Operation] = &[
    Operation::new(
        "order.new",
        "/orders/new",
        "新建订单",
        Right::WriteOrder,
        "H3.1",
        entry::new_form,
        entry::new,
    )
    .unversioned(),
    Operation::new(
        "order.edit",
        "/orders/{id}/edit",
        "编辑订单",
        Right::WriteOrder,
        "H3.1",
        entry::edit_form,
        entry::edit,
    ),
    Operation::new(
        "order.submit",
        "/orders/{id}/submit",
        "提交评审",
        Right::WriteOrder,
        "H3.3",
        review::submit_form,
        review::submit,
    ),
    Operation::new(
        "order.review",
        "/orders/{id}/review",
        "评审",
        Right::ReadOrders,
        "H3.3",
        review::review_form,
        review::review,
    ),
    Operation::new(
        "order.review_short",
        "/orders/{id}/review-short",
        "简易评审",
        Right::ReviewAll,
        "H3.3",
        review::short_form,
        review::short,
    ),
    Operation::new(
        "order.condition",
        "/orders/{id}/condition",
        "落实条件",
        Right::WriteOrder,
        "H3.3",
        review::condition_form,
        review::condition,
    )
    .settles_one(),
    Operation::new(
        "order.release",
        "/orders/{id}/release",
        "下达订单",
        Right::ReleaseOrder,
        "H3.3",
        review::release_form,
        review::release,
    ),
    Operation::new(
        "order.hold",
        "/orders/{id}/hold",
        "暂停",
        Right::HoldOrder,
        "H8.4",
        course::hold_form,
        course::hold,
    )
    .hurts(),
    Operation::new(
        "order.resume",
        "/orders/{id}/resume",
        "解除暂停",
        Right::HoldOrder,
        "H8.4",
        course::resume_form,
        course::resume,
    ),
    Operation::new(
        "order.cancel",
        "/orders/{id}/cancel",
        "取消订单",
        Right::CancelOrder,
        "H3.8",
        course::cancel_form,
        course::cancel,
    )
    .hurts(),
    Operation::new(
        "order.correct",
        "/orders/{id}/correct",
        "更正",
        Right::CorrectOrder,
        "H3.8",
        entry::correct_form,
        entry::correct,
    ),
    Operation::new(
        "order.promise",
        "/orders/{id}/promise",
        "变更交期",
        Right::ChangePromise,
        "H6.3",
        course::promise_form,
        course::promise,
    ),
    Operation::new(
        "order.contact",
        "/orders/{id}/contact",
        "登记沟通",
        Right::LogContact,
        "H5.5",
        follow::contact_form,
        follow::contact,
    ),
    Operation::new(
        "order.attach",
        "/orders/{id}/files/new",
        "上传文件",
        Right::LogContact,
        "H3.7",
        entry::attach_form,
        entry::attach,
    ),
    Operation::new(
        "order.accept",
        "/orders/{id}/acceptance",
        "登记验收",
        Right::RecordAcceptance,
        "H4.6",
        course::accept_form,
        course::accept,
    ),
    Operation::new(
        "order.snooze",
        "/orders/{id}/snooze",
        "稍后",
        Right::LogContact,
        "H8.2",
        follow::snooze_form,
        follow::snooze,
    ),
    Operation::new(
        "order.task",
        "/orders/{id}/tasks/new",
        "安排下一步",
        Right::LogContact,
        "H8.2",
        follow::task_form,
        follow::task,
    ),
    Operation::new(
        "order.task_done",
        "/orders/{id}/tasks/done",
        "完成任务",
        Right::LogContact,
        "H8.2",
        follow::done_form,
        follow::task_done,
    )
    .settles_one(),
];

fn load(door: &mut Door, target: &Target) -> Result<Loaded<Order>> {
    door.load::<Order>(target.id::<OrderId>()?)
}

fn current(door: &mut Door, target: &Target, said: &Said) -> Result<Loaded<Order>> {
    let order = load(door, target)?;
    order.expect(said)?;
    Ok(order)
}

fn changed(order: Loaded<Order>, toast: &'static str) -> Done {
    let id = order.id;
    Done { id: id.to_string(), number: order.state.number, ..Done::changed(format!("/orders/{id}"), toast) }
        .at(order.head.version)
}

/// A form over an order: its version goes with it, what it is about stands above.
fn over(order: &Loaded<Order>, fields: Vec<Field>) -> Form {
    let intro = format!("{} {}", order.title(), order.entry.customer_name);
    Form { intro: Some(intro), ..Form::new("", "", fields) }.version(order.head.version)
}

fn area(name: &str, label: &str) -> Field {
    Field::new(FieldKind::Area, name, label)
}
