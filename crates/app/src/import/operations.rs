//! The forms of imports (H3.1): a file is uploaded, the layout of a customer's own orders is told once.

use domain::deed::Deed;

use super::layouts;
use super::store::{self, Import};
use kernel::Done;
use kernel::declared::Declared;
use kernel::ui::{Field, FieldKind, Form, Ui};

/// All operations of imports.
pub static OPERATIONS: &[Declared] = &[
    Declared {
        deed: Deed::ImportUpload,
        path: "/import/upload",
        versioned: false,
        form: |_, _, ui| Ok(upload_form(ui)),
        run: |door, _, said| {
            let files = said.files("files");
            if files.is_empty() {
                said.wrong("files", "请选择至少一个 .xlsx 文件");
            }
            if files.len() > 20 {
                said.wrong("files", "一次最多 20 个文件");
            }
            said.finish()?;
            let join = |part: fn(&domain::order::Attachment) -> &str, by: &str| {
                files.iter().map(part).collect::<Vec<_>>().join(by)
            };
            let import = Import {
                id: door.id().simple().to_string(),
                sha256: join(|f| &f.sha256, " "),
                name: join(|f| &f.name, "\n"),
                actor: door.ctx.actor.name.clone(),
                at: door.ctx.now.as_microsecond(),
                state: "new".to_owned(),
                done: 0,
                total: 0,
                report: None,
            };
            store::keep(door.conn, &import)?;
            Ok(Done::made(format!("/import/{}", import.id), "", &import.id, ""))
        },
    },
    Declared {
        deed: Deed::ImportTellLayout,
        path: "/import/layouts/new",
        versioned: false,
        form: layouts::form,
        run: layouts::keep,
    },
    Declared {
        deed: Deed::ImportForgetLayout,
        path: "/import/layouts/{id}/forget",
        versioned: false,
        form: |_, target, ui| Ok(layouts::forget_form(target, ui)),
        run: layouts::forget,
    },
];

pub(super) fn upload_form(ui: &Ui) -> Form {
    let kind = FieldKind::Files { accept: ".xlsx".to_owned(), camera: false, multiple: true };
    let files = Field::new(kind, "files", ui.t("Excel 文件"))
        .required()
        .help(ui.t("可一次选多个文件；先预检，确认后才写入"));
    Form::new("", "/import/upload", vec![files]).submit(ui.t("上传并预检"))
}
