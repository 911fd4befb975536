//! Files: stored once by the hash of their content, typed by what they hold, never served as pages.

use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use domain::order::Attachment;
use evidence::hex;
use futures::{Stream, StreamExt as _};
use object_store::local::LocalFileSystem;
use object_store::{ObjectStore, ObjectStoreExt as _, path::Path as Place};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::error::{Error, Result};
use super::i18n::zh;

const MEGA: usize = 1024 * 1024;

/// Bytes of one request with files, all of them together.
pub const REQUEST: usize = 130 * MEGA;

/// What a request with too much in it is told.
pub const REQUEST_TOO_LARGE: &str = zh("一次上传的内容超过 130 MB。请分几次上传");

/// What is uploaded: each kind has its own largest size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Upload {
    /// A file that proves something: 25 MB.
    Attachment,
    /// A workbook to be read: 60 MB, because of its pictures.
    Workbook,
}

impl Upload {
    /// Bytes of the largest one.
    pub fn most(self) -> usize {
        match self {
            Self::Attachment => 25 * MEGA,
            Self::Workbook => 60 * MEGA,
        }
    }

    /// What is said about a larger one.
    pub fn too_large(self) -> Error {
        let text = match self {
            Self::Attachment => zh("文件超过 25 MB。请压缩后再传"),
            Self::Workbook => zh("Excel 文件超过 60 MB。请删去图片，或拆成几个文件再传"),
        };
        Error::Http { status: 413, text }
    }
}

/// The store of files.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
}

/// Types that are told apart, by what a file's first bytes say; plain text by its name. Whatever else proves something is
/// kept as bytes without a type (C34): nothing is ever shown inline.
const KNOWN: [&str; 11] = [
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heif",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/zip",
    "image/vnd.dwg",
    "video/mp4",
    "text/plain",
];

impl Files {
    /// A store in `folder`, made where it is missing.
    pub fn local(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(fault)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(fault)?;
        Ok(Self { store: Arc::new(store) })
    }

    /// Stores what `content` streams; its hash becomes its name.
    pub async fn put<E: std::fmt::Display>(
        &self,
        upload: Upload,
        name: &str,
        mut content: impl Stream<Item = std::result::Result<Bytes, E>> + Unpin,
    ) -> Result<Attachment> {
        let incoming = Place::from(format!("incoming/{}", Uuid::now_v7().simple()));
        let mut writer = object_store::buffered::BufWriter::new(self.store.clone(), incoming.clone());
        let mut hasher = Sha256::new();
        let (mut size, mut start) = (0_usize, Vec::new());
        while let Some(chunk) = content.next().await {
            let chunk = chunk
                .map_err(|_| Error::Http { status: 400, text: "文件没有传完。请重新上传" })?;
            size += chunk.len();
            if size > upload.most() {
                // What came so far is let go of; the answer is the same whether that works or not.
                let _ = writer.abort().await;
                return Err(upload.too_large());
            }
            if start.len() < 4096 {
                start.extend_from_slice(chunk.get(..chunk.len().min(4096)).unwrap_or_default());
            }
            hasher.update(&chunk);
            writer.put(chunk).await.map_err(fault)?;
        }
        tokio::io::AsyncWriteExt::shutdown(&mut writer).await.map_err(fault)?;
        let media_type = sniff(&start, name);
        if size == 0 {
            self.store.delete(&incoming).await.map_err(fault)?;
            return Err(Error::Http { status: 422, text: zh("文件是空的。请重新选择") });
        }
        let sha256 = hex(&hasher.finalize());
        self.store.rename(&incoming, &place(&sha256)).await.map_err(fault)?;
        let name: String =
            name.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).take(120).collect();
        Ok(Attachment {
            sha256,
            name: if name.is_empty() { "file".to_owned() } else { name },
            media_type: media_type.to_owned(),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            what: String::new(),
        })
    }

    /// The content of a stored file.
    pub async fn get(&self, sha256: &str) -> Result<Bytes> {
        if sha256.len() != 64 || !sha256.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Error::NotFound);
        }
        let found = self.store.get(&place(sha256)).await.map_err(|_| Error::NotFound)?;
        found.bytes().await.map_err(fault)
    }

    /// As [`Files::get`], for threads that may wait: those of the database.
    pub fn get_blocking(&self, sha256: &str) -> Result<Bytes> {
        futures::executor::block_on(self.get(sha256))
    }
}

/// The type of a file that is told apart, or bytes without a type.
fn sniff(start: &[u8], name: &str) -> &'static str {
    if let Some(kind) = infer::get(start).map(|kind| kind.mime_type()).filter(|kind| KNOWN.contains(kind)) {
        return kind;
    }
    if start.starts_with(b"AC10") {
        return "image/vnd.dwg";
    }
    let text = Path::new(name)
        .extension()
        .is_some_and(|e| e.eq_ignore_ascii_case("txt") || e.eq_ignore_ascii_case("csv"));
    if text && !start.contains(&0) { "text/plain" } else { "application/octet-stream" }
}

/// A small picture of `content` for lists; nothing where it is no picture that can be read.
pub fn preview(content: &[u8]) -> Option<Vec<u8>> {
    let mut reader = image::ImageReader::new(std::io::Cursor::new(content)).with_guessed_format().ok()?;
    let mut limits = image::Limits::default();
    limits.max_image_width = Some(12_000);
    limits.max_image_height = Some(12_000);
    limits.max_alloc = Some(256 * 1024 * 1024);
    reader.limits(limits);
    let small = reader.decode().ok()?.thumbnail(320, 320).to_rgb8();
    let mut out = Vec::new();
    small.write_to(&mut std::io::Cursor::new(&mut out), image::ImageFormat::Jpeg).ok()?;
    Some(out)
}

fn place(sha256: &str) -> Place {
    Place::from(format!("files/{}/{sha256}", sha256.get(..2).unwrap_or("xx")))
}

fn fault(error: impl std::fmt::Display) -> Error {
    Error::Fault(error.to_string())
}
