//! What the facts of a movement say in the thread of an order (H2.3).

use domain::stock::Fact;
use kernel::noun::Told;
use kernel::ui::Ui;

/// What a fact says.
pub fn tell(ui: &Ui, fact: &Fact) -> Told {
    let sentence = match fact {
        Fact::Posted { movement } => {
            ui.tf("出入库 {number}，{n} 项", &[("number", &movement.number), ("n", &movement.moves.len())])
        }
        Fact::Reversed { reason, .. } => ui.tf("冲销出入库：{reason}", &[("reason", reason)]),
    };
    Told::plain(sentence)
}
