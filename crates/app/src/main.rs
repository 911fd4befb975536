//! The `gendan` binary.

fn main() -> std::process::ExitCode {
    app::command::main()
}
