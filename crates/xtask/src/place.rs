//! Where things lie: the checkout, the build's output, folders that go away again.

use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// The checkout.
pub fn root() -> PathBuf {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest).to_path_buf()
}

/// Where cargo puts its output: this program lies there.
pub fn target() -> Result<PathBuf, String> {
    let me = std::env::current_exe().map_err(|e| format!("where am I: {e}"))?;
    let target = me.ancestors().nth(2).ok_or("this program is not in a target folder")?;
    Ok(target.to_path_buf())
}

/// The `gendan` binary of `profile` (`debug` or `release`), beside this program wherever cargo puts its output.
pub fn gendan(profile: &str) -> Result<PathBuf, String> {
    let binary = target()?.join(profile).join("gendan");
    if binary.is_file() {
        Ok(binary)
    } else {
        Err(format!("{} is missing: build it first", binary.display()))
    }
}

/// A folder that is removed when this is dropped.
pub struct TempDir(PathBuf);

impl TempDir {
    /// A new empty folder in the system's temporary folder.
    pub fn new(name: &str) -> Result<Self, String> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let n = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = std::env::temp_dir().join(format!("gendan-{name}-{}-{n}", std::process::id()));
        let mut private = std::fs::DirBuilder::new();
        private.mode(0o700);
        private.create(&path).map_err(|e| format!("{}: {e}", path.display()))?;
        Ok(Self(path))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // What cannot be removed stays in the temporary folder, which the system clears.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A TCP port of the loopback address that is free now.
pub fn free_port() -> Result<u16, String> {
    std::net::TcpListener::bind(("127.0.0.1", 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .map_err(|e| format!("no free port: {e}"))
}
