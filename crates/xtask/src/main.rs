//! The developers' tools: `cargo xtask test`, `setup`, `tidy`, `screenshots`, `bench`.

mod admit;
mod bench;
mod browser;
mod checks;
mod dist;
mod endure;
mod place;
mod postgres;
mod server;
mod setup;
mod shell;
mod tidy;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test [--only NAME]… [--skip NAME]… [--list]
    every check, in order; stops at the first that fails
cargo xtask endure [--rounds N] [--only NAME]
    two writers on one order: every pair of acts, fifty times on both databases; two thousand slow clients, a hundred
    sign-ins at once, a PostgreSQL that is restarted
cargo xtask setup
    installs what the checks need and this machine lacks (Debian, Ubuntu)
cargo xtask tidy
    the invariants of ARCHITECTURE.md that can be read from the text
cargo xtask screenshots [--orders N]
    pictures of the pages, desktop and phone, light and dark, into screenshots/
cargo xtask bench [--orders N] [--requests N] [--only NAME]
    measures the release build over HTTP and prints a table; what each act costs, against what the machine can do
cargo xtask bench growth [--database NAME]
    every page at 2,400, 10,000 and 50,000 orders
cargo xtask dist
    the release archive: program, licences, service, settings, checksums, list of parts
cargo xtask postgres
    runs a throw-away PostgreSQL until Enter, and prints its address";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next().unwrap_or_default();
    let rest: Vec<String> = args.collect();
    let done = match command.as_str() {
        "test" => checks::test(&rest),
        "endure" => endure::run(&rest),
        "setup" => shell::no_more(&rest).and_then(|()| setup::run()),
        "tidy" => shell::no_more(&rest).and_then(|()| tidy::run(&place::root())),
        "screenshots" => browser::screenshots(&rest),
        "bench" => bench::run(&rest),
        "dist" => dist::run(&rest),
        "postgres" => shell::no_more(&rest).and_then(|()| postgres::by_hand()),
        _ => Err(HELP.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
