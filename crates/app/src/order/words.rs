//! What is wrong with a line of a sheet, and what a task asks for, in words for their reader.

use domain::confidential::Secret;
use domain::order::{Fault, FaultCell, Task};
use kernel::Ctx;
use kernel::ui::Ui;

/// The class of what stands under a sheet's heading: a wrong cell is repeated to those who see it alone.
fn kind_of_column(heading: &str) -> Option<Secret> {
    let names = |words: &[&str]| words.iter().any(|word| heading.contains(word));
    if names(&["价", "金额"]) {
        return Some(Secret::Price);
    }
    names(&["联系", "电话", "地址", "收货人"]).then_some(Secret::Contact)
}

/// What is wrong with a line that an import could not read.
pub fn fault(ctx: &Ctx, ui: &Ui, fault: &Fault) -> String {
    if fault.cells.is_empty() {
        // Words kept as one text do not say which column they repeat.
        let all = ctx.sees(Secret::Price) && ctx.sees(Secret::Contact);
        return if all { fault.text.clone() } else { ui.t("有一行没有读懂").to_owned() };
    }
    let closed = |cell: &FaultCell| kind_of_column(&cell.field).is_some_and(|kind| !ctx.sees(kind));
    let sentence = |cell: &FaultCell| {
        let (reason, remedy) = (ui.lang.unpack(&cell.reason), ui.lang.unpack(&cell.remedy));
        let args: [(&str, &dyn std::fmt::Display); 4] =
            [("field", &ui.t(&cell.field)), ("value", &cell.value), ("reason", &reason), ("remedy", &remedy)];
        match (cell.field.as_str(), if closed(cell) { "" } else { cell.value.as_str() }) {
            ("", _) => ui.tf("{reason}。{remedy}", &args),
            (_, "") => ui.tf("{field}：{reason}。{remedy}", &args),
            _ => ui.tf("{field}“{value}”：{reason}。{remedy}", &args),
        }
    };
    fault.cells.iter().map(sentence).collect::<Vec<_>>().join(ui.t("；"))
}

/// What a task asks for: what somebody wrote, or what a count asks for, in the reader's language.
pub fn task(ui: &Ui, task: &Task) -> String {
    match &task.lost {
        Some(lost) => kernel::web::fill(ui.lang, lost.text(), &lost.params()),
        None => task.text.clone(),
    }
}
