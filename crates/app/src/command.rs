//! The commands of the `gendan` binary.

mod serve;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The order follow-up system for companies that make to order and install on site.
#[derive(Parser)]
#[command(name = "gendan", version)]
struct Line {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serves pages and API.
    Serve,
}

/// Runs the command of the command line.
pub fn main() -> ExitCode {
    let filter =
        tracing_subscriber::EnvFilter::try_from_env("GENDAN_LOG").unwrap_or_else(|_| "warn,app=info".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let line = Line::parse();
    let result = match line.command {
        Command::Serve => serve::run(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(text) => {
            eprintln!("gendan: {text}");
            ExitCode::from(1)
        }
    }
}
