//! Tasks set by hand (H8.2).

use super::{Attachment, Fact, Order, Task};
use crate::refusal::{Refusal, refuse};

/// Sets a task, numbered after those that there are.
pub fn set_task(order: &Order, task: Task, proof: Vec<Attachment>) -> Vec<Fact> {
    let number = i64::try_from(order.tasks.len()).unwrap_or(0) + 1;
    vec![Fact::TaskSet { task: Task { number, ..task }, proof }]
}

/// Records what came of a task that is not done yet.
pub fn finish_task(
    order: &Order,
    number: i64,
    result: String,
    proof: Vec<Attachment>,
) -> Result<Vec<Fact>, Refusal> {
    if !order.tasks.iter().any(|t| t.number == number && t.result.is_none()) {
        return Err(refuse("H8.2", "这个任务不存在或已经完成", []));
    }
    Ok(vec![Fact::TaskDone { number, result, proof }])
}
