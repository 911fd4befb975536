//! `gendan import FILE…` (H3.1): exit code 0 when all came in, 3 when some rows were refused.

use super::{Answer, print};
use crate::import::{Report, run_files};
use crate::start;
use kernel::config::Config;
use kernel::ctx::Ctx;
use std::path::PathBuf;

/// Imports workbooks, or looks only; answers the exit code.
pub fn run(files: &[PathBuf], json: bool, dry_run: bool) -> Answer {
    let mut read = Vec::with_capacity(files.len());
    for path in files {
        let bytes = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        read.push((name, bytes));
    }
    let app = start::open_app(Config::load()?)?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| e.to_string())?;
    let ctx = Ctx::system(app.shared.clock.now());
    let report = runtime.block_on(run_files(&app, ctx, read, !dry_run)).map_err(|e| e.to_string())?;
    if json {
        print(serde_json::to_string_pretty(&report).map_err(|e| e.to_string())?);
    } else {
        tell(&report);
    }
    Ok(if report.is_clean() { 0 } else { 3 })
}

fn tell(report: &Report) {
    for (file, reason) in &report.unreadable {
        print(format!("{file}: {reason}"));
    }
    for s in &report.sheets {
        if s.kind.is_empty() {
            print(format!("{} / {}: 没有认出表头，未导入", s.file, s.sheet));
            continue;
        }
        print(format!(
            "{} / {}: 共 {} 行，新增 {}，修改 {}，不变 {}，重复 {}，有误 {}",
            s.file, s.sheet, s.total, s.new, s.changed, s.unchanged, s.duplicate, s.bad
        ));
        for bad in &s.rows {
            let reasons: Vec<String> = bad.wrongs.iter().map(crate::import::Wrong::sentence).collect();
            print(format!("  第 {} 行 {}: {}", bad.row, bad.key, reasons.join("；")));
        }
    }
}
