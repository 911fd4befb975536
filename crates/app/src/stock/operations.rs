//! The forms of stock: counted, booked, taken back, given to who waits (H4.2, H7.2).

use domain::deed::Deed;
use domain::ids::{ItemId, MovementId};
use domain::quantity::Quantity;
use domain::stock::{Kind, Move, Movement};

use super::{actions, store};
use kernel::declared::Declared;
use kernel::i18n::zh;
use kernel::ui::{Field, FieldKind, Form, LineRow, Opt};
use kernel::{Done, Door, Error, Result, Said};

/// All operations of stock.
pub static OPERATIONS: &[Declared] = &[
    Declared {
        deed: Deed::StockAdjust,
        path: "/stock/{id}/adjust",
        versioned: false,
        form: |door, target, ui| {
            let item = target.id::<ItemId>()?;
            let part = store::part_by_id(door.conn, item)?.ok_or(Error::NotFound)?;
            let on_hand = store::balance(door.conn, item)?.on_hand.plain();
            let fields = vec![
                Field::new(FieldKind::Static(format!("{on_hand} {}", part.unit)), "", ui.t("账面库存")),
                Field::hidden("seen", on_hand),
                Field::new(FieldKind::Quantity, "counted", ui.t("实盘数量")).unit(part.unit).required(),
                Field::new(FieldKind::Area, "reason", ui.t("原因")).required(),
            ];
            Ok(Form {
                intro: Some(format!("{} {}", part.code, part.name)),
                submit_label: ui.t("保存调整").into(),
                ..Form::new("", "", fields)
            })
        },
        run: |door, target, said| {
            let seen = said.quantity("seen");
            let counted = said.quantity("counted");
            if said.raw("counted").trim().is_empty() {
                said.wrong("counted", zh("请填写实盘数量，没有就填 0"));
            } else if counted.is_some_and(|q| q.0 < 0) {
                said.wrong("counted", zh("数量不能小于 0"));
            }
            let reason = said.need_text("reason", 500);
            said.finish()?;
            let item = target.id::<ItemId>()?;
            let posted = actions::adjust(door, item, counted.unwrap_or_default(), seen, reason)?;
            Ok(Done::made(format!("/stock/{item}"), zh("已调整库存"), posted.id, posted.number))
        },
    },
    Declared {
        deed: Deed::StockAllocate,
        path: "/stock/{id}/allocate",
        versioned: false,
        form: |door, target, ui| {
            let item = target.id::<ItemId>()?;
            let part = store::part_by_id(door.conn, item)?.ok_or(Error::NotFound)?;
            let free = store::balance(door.conn, item)?.free().plain();
            let short: Quantity = store::held(door.conn, item)?.iter().map(|h| h.short).sum();
            let (short, unit) = (short.plain(), part.unit);
            let intro = ui.tf(
                "可用 {free}{unit}，订单还缺 {short}{unit}。按需求日期先后占用。",
                &[("free", &free), ("short", &short), ("unit", &unit)],
            );
            Ok(Form { intro: Some(intro), ..Form::new("", "", Vec::new()) })
        },
        run: |door, target, said| {
            said.finish()?;
            let item = target.id::<ItemId>()?;
            let given = actions::allocate(door, item)?;
            let toast =
                if given.is_some() { zh("已分配库存") } else { zh("没有可分配的库存或缺料") };
            Ok(Done::changed(format!("/stock/{item}"), toast))
        },
    },
    Declared {
        deed: Deed::StockBook,
        path: "/movements/new",
        versioned: false,
        form: |door, target, ui| {
            let kinds = vec![Opt::new("receipt", ui.t("入库")), Opt::new("issue", ui.t("出库"))];
            let kind = if target.get("kind") == "issue" { "issue" } else { "receipt" };
            let columns = vec![
                Field::new(FieldKind::Lookup { href: "/items/lookup".into() }, "item", ui.t("物料编码"))
                    .required(),
                Field::new(FieldKind::Quantity, "quantity", ui.t("数量")).required(),
            ];
            let first =
                LineRow { values: vec![target.get("item").to_owned(), String::new()], ..LineRow::default() };
            let lines = FieldKind::Lines { columns, rows: vec![first], can_add: true };
            let fields = vec![
                Field::new(FieldKind::Radio(kinds), "kind", ui.t("类型")).value(kind).required(),
                Field::new(FieldKind::Date, "on", ui.t("日期"))
                    .value(door.ctx.today().to_string())
                    .required(),
                Field::text("reason", ui.t("原因")).required(),
                Field::new(lines, "lines", ui.t("明细")),
            ];
            Ok(Form::new("", "", fields).submit(ui.t("保存")))
        },
        run: |door, _, said| {
            let kind = if said.need_choice("kind", &["receipt", "issue"]) == "issue" {
                Kind::Issue
            } else {
                Kind::Receipt
            };
            let on = said.need_date("on");
            let reason = said.need_text("reason", 500);
            let moves = moves(door, said, kind)?;
            said.finish()?;
            let posted = actions::book_free(door, kind, on, moves, reason)?;
            Ok(Done::made(format!("/movements/{}", posted.id), zh("已登记"), posted.id, posted.number))
        },
    },
    Declared {
        deed: Deed::StockReverse,
        path: "/movements/{id}/reverse",
        versioned: false,
        form: |door, target, ui| {
            let movement = door.load::<Movement>(target.id::<MovementId>()?)?;
            let reason = Field::new(FieldKind::Area, "reason", ui.t("原因")).required();
            let intro = ui.tf("生成一张反向单据，{number} 保留在记录里。", &[("number", &movement.number)]);
            Ok(Form { danger: true, intro: Some(intro), ..Form::new("", "", vec![reason]) })
        },
        run: |door, target, said| {
            let reason = said.need_text("reason", 500);
            said.finish()?;
            let posted = actions::reverse(door, target.id::<MovementId>()?, reason)?;
            Ok(Done::made(format!("/movements/{}", posted.id), zh("已冲销"), posted.id, posted.number))
        },
    },
];

fn moves(door: &mut Door, said: &mut Said, kind: Kind) -> Result<Vec<Move>> {
    let mut moves = Vec::new();
    for n in said.rows("lines") {
        let name = format!("lines.{n}.item");
        let code = said.need_code(&name);
        let quantity = said.need_quantity(&format!("lines.{n}.quantity"));
        match store::part_by_code(door.conn, &code)? {
            Some(part) => {
                let signed = if kind == Kind::Issue { Quantity(-quantity.0) } else { quantity };
                moves.push(Move { item: part.id, quantity: signed, line: None });
            }
            None if code.is_empty() => {}
            None => said.wrong_with(&name, zh("没有物料 {code}"), vec![("code", code)]),
        }
    }
    if moves.is_empty() {
        said.wrong("lines", zh("请至少填写一行明细"));
    }
    Ok(moves)
}
