//! How much may be uploaded (trust controls 31, 36, 37), and what is said before and after.

use domain::access::Right;

use crate::endpoint::Endpoint;
use crate::error::Error;
use crate::i18n::zh;
use crate::ui::{FieldKind, Form, Ui};

const MEGA: u64 = 1024 * 1024;

/// How much may be uploaded: settings of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Uploads {
    /// The largest file that proves something, in MB.
    pub attachment_mb: u64,
    /// The largest workbook to be read, in MB: more, because of its pictures.
    pub workbook_mb: u64,
    /// What one person adds to the store on one day, in MB.
    pub day_mb: u64,
    /// The part of the disk, in percent, that uploads leave free for the orders.
    pub free_percent: u64,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { attachment_mb: 25, workbook_mb: 60, day_mb: 2000, free_percent: 10 }
    }
}

impl Uploads {
    /// Refuses settings that nobody means: sizes of 1 to 1,000 MB, a day of as much as one file up to a million MB, at most
    /// half of the disk.
    pub fn check(&self) -> Result<(), String> {
        for (name, value, least, most) in [
            ("GENDAN_UPLOAD_MB", self.attachment_mb, 1, 1000),
            ("GENDAN_WORKBOOK_MB", self.workbook_mb, 1, 1000),
            ("GENDAN_UPLOADS_PER_DAY_MB", self.day_mb, self.attachment_mb.max(self.workbook_mb), 1_000_000),
            ("GENDAN_FREE_DISK_PERCENT", self.free_percent, 0, 50),
        ] {
            if !(least..=most).contains(&value) {
                return Err(format!(
                    "{name}={value} is not within {least} to {most}; choose a number within"
                ));
            }
        }
        Ok(())
    }

    /// MB of one request with files, all of them together: a handful of the largest.
    pub fn request_mb(&self) -> u64 {
        (self.attachment_mb * 5).max(self.workbook_mb * 2) + 5
    }

    /// Bytes of one request with files.
    pub fn request(&self) -> usize {
        bytes(self.request_mb())
    }

    /// Bytes that one person adds on one day.
    pub fn day(&self) -> u64 {
        self.day_mb * MEGA
    }

    /// What a request with too much in it is told.
    pub fn request_too_large(&self) -> Error {
        let text = zh("一次上传的内容超过 {most} MB。请分几次上传");
        told(413, text, self.request_mb())
    }

    /// What somebody is told who has added enough for one day.
    pub fn day_is_over(&self) -> Error {
        told(507, zh("你今天上传的文件超过 {most} MB。请明天再传，或找管理员调高上限"), self.day_mb)
    }

    /// What is said while there is not enough room on the disk.
    pub fn disk_is_full(&self) -> Error {
        let text = zh(
            "服务器磁盘剩余不到 {most}%，现在不能上传文件。不带文件可以照常提交；请管理员清理磁盘，再补传文件",
        );
        told(507, text, self.free_percent)
    }

    /// Says at every field for files how large one may be, and how much may come at once.
    pub fn tell(&self, endpoint: &dyn Endpoint, form: &mut Form, ui: &Ui) {
        let most = Upload::of(endpoint).most_mb(self);
        let files = form.fields.iter_mut().filter(|f| matches!(f.kind, FieldKind::Files { .. }));
        for field in files {
            let words = ui.tf(
                "每个文件最多 {most} MB，一次最多 {all} MB",
                &[("most", &most), ("all", &self.request_mb())],
            );
            field.help = Some(match field.help.take() {
                Some(help) => [help, words].join(ui.t("；")),
                None => words,
            });
        }
    }
}

/// What is uploaded: each kind has its own largest size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upload {
    /// A file that proves something.
    Attachment,
    /// A workbook to be read.
    Workbook,
}

impl Upload {
    /// What an act takes: who imports uploads workbooks; everybody else what proves something.
    pub fn of(endpoint: &dyn Endpoint) -> Self {
        if endpoint.right() == Right::Import { Self::Workbook } else { Self::Attachment }
    }

    fn most_mb(self, uploads: &Uploads) -> u64 {
        match self {
            Self::Attachment => uploads.attachment_mb,
            Self::Workbook => uploads.workbook_mb,
        }
    }

    /// Bytes of the largest one.
    pub fn most(self, uploads: &Uploads) -> usize {
        bytes(self.most_mb(uploads))
    }

    /// What is said about a larger one.
    pub fn too_large(self, uploads: &Uploads) -> Error {
        let text = match self {
            Self::Attachment => zh("文件超过 {most} MB。请压缩后再传"),
            Self::Workbook => zh("Excel 文件超过 {most} MB。请删去图片，或拆成几个文件再传"),
        };
        told(413, text, self.most_mb(uploads))
    }
}

fn told(status: u16, text: &'static str, most: u64) -> Error {
    Error::Told { status, text, params: vec![("most", most.to_string())] }
}

/// MB as bytes.
pub(super) fn bytes(mb: u64) -> usize {
    usize::try_from(mb * MEGA).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_nobody_means_are_refused_with_the_range() {
        assert_eq!(Uploads::default().check(), Ok(()));
        assert_eq!(Uploads::default().request_mb(), 130);
        for (wrong, name) in [
            (Uploads { attachment_mb: 0, ..Uploads::default() }, "GENDAN_UPLOAD_MB=0"),
            (Uploads { workbook_mb: 2000, ..Uploads::default() }, "GENDAN_WORKBOOK_MB=2000"),
            (Uploads { day_mb: 30, ..Uploads::default() }, "GENDAN_UPLOADS_PER_DAY_MB=30"),
            (Uploads { free_percent: 90, ..Uploads::default() }, "GENDAN_FREE_DISK_PERCENT=90"),
        ] {
            let told = wrong.check().unwrap_err();
            assert!(told.starts_with(name) && told.contains("within"), "{told}");
        }
    }
}
