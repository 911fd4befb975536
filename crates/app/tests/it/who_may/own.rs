//! The data folder is the server's own, and browsers keep to https where the outside reaches us by it (controls 39, 44).

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use kernel::config::Config;
use tempfile::TempDir;

use crate::kit::{FIRST_DAY, TestApp, config};

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap_or_else(|e| panic!("{}: {e}", path.display())).permissions().mode() & 0o777
}

fn open_to_all(path: &Path) {
    let wide = if path.is_dir() { 0o755 } else { 0o644 };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(wide)).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn control_44_nobody_else_on_the_machine_reads_the_data() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    let config = Config { data_dir: data.clone(), ..config(&folder, "") };
    let made = tokio::task::spawn_blocking({
        let config = config.clone();
        move || {
            let app = app::start::open_app(config).unwrap();
            let ctx = kernel::Ctx::system(app.shared.clock.now());
            app.db.write_blocking(move |conn| -> kernel::Result<()> {
                conn.execute("INSERT INTO counter (name, n) VALUES ('x', 1)", &[])?;
                drop(ctx);
                Ok(())
            })
        }
    });
    made.await.unwrap().unwrap();
    assert_eq!(mode(&data), 0o700);
    for file in ["gendan.db", "gendan.lock"] {
        assert_eq!(mode(&data.join(file)), 0o600, "{file}");
    }
    // What an earlier version or a copy has left open is closed at the next start, files of files as well.
    let sub = data.join("files/ab");
    std::fs::create_dir_all(&sub).unwrap();
    std::fs::write(sub.join("cdef"), "photo").unwrap();
    for path in [&data, &data.join("gendan.db"), &data.join("files"), &sub, &sub.join("cdef")] {
        open_to_all(path);
    }
    let again = tokio::task::spawn_blocking(move || app::start::open_app(config).map(drop));
    again.await.unwrap().unwrap();
    for (path, wanted) in [
        (data.clone(), 0o700),
        (data.join("gendan.db"), 0o600),
        (data.join("files"), 0o700),
        (sub.clone(), 0o700),
        (sub.join("cdef"), 0o600),
    ] {
        assert_eq!(mode(&path), wanted, "{}", path.display());
    }
}

/// The program itself leaves nothing open, whatever its shell's mask says: log of the database, notes, what a test marks.
#[test]
fn control_44_the_program_makes_nothing_that_others_read() {
    let folder = TempDir::new().unwrap();
    let data = folder.path().join("data");
    for command in
        [&["demo", "--orders", "2", "--months", "1", "--seed", "3", "--until", "2026-11-23"][..], &["verify"]]
    {
        let mut program = Command::new("sh");
        program.args(["-c", "umask 000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_gendan")]).args(command);
        program.env("GENDAN_DATA_DIR", &data).env("GENDAN_DATABASE_URL", "sqlite").current_dir(folder.path());
        let done = program.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        assert!(done.success(), "{command:?}");
    }
    let (mut left, mut seen) = (vec![data], 0);
    while let Some(path) = left.pop() {
        assert_eq!(mode(&path) & 0o077, 0, "{}", path.display());
        seen += 1;
        if path.is_dir() {
            left.extend(std::fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    assert!(seen > 4, "{seen}");
}

#[tokio::test(flavor = "multi_thread")]
async fn control_39_browsers_keep_to_https_where_the_outside_reaches_us_by_it() {
    for (base_url, secure) in [("https://gendan.test", true), ("http://gendan.test", false)] {
        let folder = TempDir::new().unwrap();
        let config = Config { base_url: base_url.into(), ..config(&folder, "") };
        let app = TestApp::with(config, folder, FIRST_DAY).await;
        let nobody = app.nobody();
        for path in ["/login", "/healthz", "/assets/0/app.css", "/nothing-here", "/api/v1/orders"] {
            let told = nobody.page(path).await;
            let told = told.header("strict-transport-security");
            assert_eq!(told == "max-age=31536000", secure, "{path}: {told}");
            assert_eq!(nobody.page(path).await.header("x-content-type-options"), "nosniff", "{path}");
        }
        let form = nobody.form_with("/login", &[("name", "x")], &[("host", "evil.example")]).await;
        assert_eq!(form.is(421).header("strict-transport-security") == "max-age=31536000", secure);
    }
}
