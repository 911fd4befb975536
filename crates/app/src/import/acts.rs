//! What imports do over HTTP (H3.1): a file is uploaded, the layout of a customer's own orders is told once.

use domain::deed::Deed;
use domain::order::Attachment;
use kernel::act::act;
use kernel::form::Form;
use kernel::{Done, Door, Endpoint, Result, Target};

use super::layouts::PATH;
use super::store::{self, Import, Stage};
use super::telling;

/// Files that may come at once.
const MOST: usize = 20;

/// The acts of imports.
pub static ACTS: &[&dyn Endpoint] = &[
    &act(Deed::ImportUpload, "/import/upload", files, upload).unversioned(),
    &act(Deed::ImportTellLayout, PATH, telling::layout, telling::keep)
        .unversioned()
        .done("已记住，以后自动识别"),
    &act(Deed::ImportForgetLayout, "/import/layouts/{id}/forget", telling::header, telling::forget)
        .unversioned()
        .done("已忘掉"),
];

/// H3.1 The workbooks.
fn files(f: &Form, _: &Target) -> Vec<Attachment> {
    f.submit("上传并预检");
    let files = f.upload("files", "Excel 文件", ".xlsx", "可一次选多个文件；先预检，确认后才写入");
    if files.len() > MOST {
        f.wrong("files", "一次最多 20 个文件");
    }
    files
}

fn upload(door: &mut Door, _: Target, files: Vec<Attachment>) -> Result<Done> {
    let join = |part: fn(&Attachment) -> &str, by: &str| files.iter().map(part).collect::<Vec<_>>().join(by);
    let import = Import {
        id: door.id().simple().to_string(),
        sha256: join(|f| &f.sha256, " "),
        name: join(|f| &f.name, "\n"),
        actor: door.ctx.actor.name.clone(),
        person: door.ctx.actor.code(),
        at: door.ctx.now.as_microsecond(),
        stage: Stage::New,
        done: 0,
        total: 0,
        report: None,
    };
    store::keep(door.conn, &import)?;
    Ok(Done::made(format!("/import/{}", import.id), "", &import.id, ""))
}
