//! Files: stored once by the hash of their content, typed by what they hold, never served as pages.
//!
//! What comes in is staged under a name of its own. It takes its place in the store inside the transaction of the act that it
//! proves ([`crate::Door::keep_file`]), which holds the row of its hash; whoever clears away what belongs to nothing holds the same
//! row (`filing::clear`). So a refused form leaves nothing behind, and nobody takes away what somebody else is just about to name.

mod disk;
mod limits;
mod name;
mod preview;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

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

pub use disk::{Disk, Room};
pub use limits::{Upload, Uploads};

/// The store of files.
#[derive(Clone)]
pub struct Files {
    store: Arc<dyn ObjectStore>,
    folder: PathBuf,
    uploads: Uploads,
    /// The disk that they lie on.
    pub disk: Arc<Disk>,
    previews: Arc<preview::Previews>,
}

/// A file that has come in, lies safely on the disk, and belongs to nothing yet. It goes with this.
pub struct Staged {
    /// What it is.
    pub file: Attachment,
    incoming: Incoming,
}

/// A file under the name that it comes in by; taken away when this ends.
struct Incoming {
    place: Place,
    path: PathBuf,
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // One that stays is swept a day later.
        let _ = std::fs::remove_file(&self.path);
    }
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

/// Bytes after which the room on the disk is looked at again.
const LOOK_AGAIN: u64 = 8 << 20;

/// Said of a file whose bytes are gone or others than those that were stored.
const CHANGED: Error = Error::Http {
    status: 410,
    text: zh("这个文件在服务器上已丢失或被改动，不再提供。请找管理员从备份恢复"),
};

impl Files {
    /// A store in `folder`, made where it is missing. What it acknowledges is on the disk: file and folder are synced.
    pub fn local(folder: &Path, uploads: Uploads) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(fault)?;
        let store = LocalFileSystem::new_with_prefix(folder).map_err(fault)?.with_fsync(true);
        Ok(Self {
            store: Arc::new(store),
            folder: folder.to_owned(),
            uploads,
            disk: Arc::new(Disk::of(folder.to_owned())),
            previews: Arc::default(),
        })
    }

    /// Takes in what `content` streams, at most `left` bytes of it for the day; its hash becomes its name.
    ///
    /// 413 where it is larger than its kind may be, 422 where it is empty, 507 where the day or the disk has no more room.
    pub async fn put<E: std::fmt::Display>(
        &self,
        upload: Upload,
        name: &str,
        left: u64,
        mut content: impl Stream<Item = std::result::Result<Bytes, E>> + Unpin,
    ) -> Result<Staged> {
        let place = Place::from(format!("incoming/{}", Uuid::now_v7().simple()));
        let incoming = Incoming { path: self.folder.join(place.as_ref()), place };
        let mut writer = object_store::buffered::BufWriter::new(self.store.clone(), incoming.place.clone());
        let mut hasher = Sha256::new();
        let (mut size, mut looked, mut start) = (0_u64, None, Vec::new());
        while let Some(chunk) = content.next().await {
            let chunk = chunk
                .map_err(|_| Error::Http { status: 400, text: "文件没有传完。请重新上传" })?;
            size += u64::try_from(chunk.len()).unwrap_or(u64::MAX);
            let refused = if usize::try_from(size).map_or(true, |size| size > upload.most(&self.uploads)) {
                Some(upload.too_large(&self.uploads))
            } else if size > left {
                Some(self.uploads.day_is_over())
            } else if looked.is_none_or(|at| size >= at + LOOK_AGAIN) {
                looked = Some(size);
                (!self.disk.room()?.holds(LOOK_AGAIN, self.uploads.free_percent))
                    .then(|| self.uploads.disk_is_full())
            } else {
                None
            };
            if let Some(refused) = refused {
                // What came so far is let go of; the answer is the same whether that works or not.
                let _ = writer.abort().await;
                return Err(refused);
            }
            if start.len() < 4096 {
                start.extend_from_slice(chunk.get(..chunk.len().min(4096)).unwrap_or_default());
            }
            hasher.update(&chunk);
            writer.put(chunk).await.map_err(fault)?;
        }
        if size == 0 {
            let _ = writer.abort().await;
            return Err(Error::Http { status: 422, text: zh("文件是空的。请重新选择") });
        }
        tokio::io::AsyncWriteExt::shutdown(&mut writer).await.map_err(fault)?;
        let file = Attachment {
            sha256: hex(&hasher.finalize()),
            name: name::tidy(name),
            media_type: sniff(&start, name).to_owned(),
            size: i64::try_from(size).unwrap_or(i64::MAX),
            what: String::new(),
        };
        Ok(Staged { file, incoming })
    }

    /// Gives a staged file its place in the store, for threads that may wait; bytes that were damaged there are whole again.
    /// Whoever calls it holds the row of its hash.
    pub(crate) fn publish(&self, staged: &Staged) -> Result<()> {
        let to = place(&staged.file.sha256);
        futures::executor::block_on(self.store.copy(&staged.incoming.place, &to)).map_err(fault)
    }

    /// Takes a file out of the store, for threads that may wait; nothing where there is none.
    pub(crate) fn take_away(&self, sha256: &str) -> Result<()> {
        match futures::executor::block_on(self.store.delete(&place(sha256))) {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(error) => Err(fault(error)),
        }
    }

    /// Takes away what came in more than `age` ago and was given up, by a process that ended; answers the hashes of stored files
    /// of that age. For threads that may wait.
    #[expect(clippy::disallowed_methods, reason = "how old a file is, the disk's own clock says")]
    pub fn sweep_incoming(&self, age: Duration) -> Result<Vec<String>> {
        let before = SystemTime::now().checked_sub(age).unwrap_or(SystemTime::UNIX_EPOCH);
        let is_old =
            |found: &std::fs::DirEntry| found.metadata()?.modified().map(|changed| changed <= before);
        for found in entries(&self.folder.join("incoming"))? {
            if is_old(&found).map_err(fault)? {
                std::fs::remove_file(found.path()).map_err(fault)?;
            }
        }
        let mut stored = Vec::new();
        for folder in entries(&self.folder.join("files"))? {
            for found in entries(&folder.path())? {
                let name = found.file_name().to_string_lossy().into_owned();
                if is_hash(&name) && is_old(&found).map_err(fault)? {
                    stored.push(name);
                }
            }
        }
        Ok(stored)
    }

    /// The content of a stored file, which is what was stored: 410 where it is gone or was changed.
    async fn get(&self, sha256: &str) -> Result<Bytes> {
        if !is_hash(sha256) {
            return Err(Error::NotFound);
        }
        let found = self.store.get(&place(sha256)).await.map_err(|_| gone(sha256))?;
        let bytes = found.bytes().await.map_err(fault)?;
        if hex(&Sha256::digest(&bytes)) == sha256 { Ok(bytes) } else { Err(gone(sha256)) }
    }

    /// A stored file's size and its content bit by bit, so that it is never held whole: hashed once before the first bit goes out. 410
    /// where it is gone or was changed.
    pub async fn open(
        &self,
        sha256: &str,
    ) -> Result<(u64, impl Stream<Item = object_store::Result<Bytes>> + Send + 'static)> {
        if !is_hash(sha256) {
            return Err(Error::NotFound);
        }
        let mut content = self.store.get(&place(sha256)).await.map_err(|_| gone(sha256))?.into_stream();
        let mut hasher = Sha256::new();
        while let Some(part) = content.next().await {
            hasher.update(&part.map_err(fault)?);
        }
        if hex(&hasher.finalize()) != sha256 {
            return Err(gone(sha256));
        }
        let found = self.store.get(&place(sha256)).await.map_err(|_| gone(sha256))?;
        Ok((found.meta.size, found.into_stream()))
    }

    /// Bytes of a stored file.
    async fn size(&self, sha256: &str) -> Result<u64> {
        if !is_hash(sha256) {
            return Err(Error::NotFound);
        }
        Ok(self.store.head(&place(sha256)).await.map_err(|_| gone(sha256))?.size)
    }

    /// As [`Files::get`], for threads that may wait: those of the database.
    pub fn get_blocking(&self, sha256: &str) -> Result<Bytes> {
        futures::executor::block_on(self.get(sha256))
    }
}

/// What lies in a folder; nothing where there is none.
fn entries(folder: &Path) -> Result<Vec<std::fs::DirEntry>> {
    match std::fs::read_dir(folder) {
        Ok(found) => found.collect::<std::io::Result<_>>().map_err(fault),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(fault(error)),
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

fn gone(sha256: &str) -> Error {
    tracing::error!(sha256, "a stored file is gone or was changed");
    CHANGED
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

fn place(sha256: &str) -> Place {
    Place::from(format!("files/{}/{sha256}", sha256.get(..2).unwrap_or("xx")))
}

fn fault(error: impl std::error::Error + 'static) -> Error {
    Error::of_disk(&error)
}
