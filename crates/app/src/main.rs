//! The `gendan` binary.

/// Gives memory back when many requests end, and costs less than the system's.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    app::command::main()
}
