//! CPU time of this thread, so that a busy machine does not spoil the figures.

use std::time::{Duration, Instant};

/// The CPU time of what `run` does, and its answer. Where the system does not tell, the time on the wall.
pub fn cpu<T>(run: impl FnOnce() -> T) -> (Duration, T) {
    let (wall, before) = (Instant::now(), spent());
    let answer = run();
    let time =
        before.zip(spent()).map_or_else(|| wall.elapsed(), |(before, after)| after.saturating_sub(before));
    (time, answer)
}

/// Linux counts the nanoseconds of each thread.
fn spent() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    text.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}

/// The mean CPU time of `times` runs.
pub fn mean<T>(times: u32, mut run: impl FnMut() -> T) -> Duration {
    let (time, ()) = cpu(|| {
        for _ in 0..times {
            std::hint::black_box(run());
        }
    });
    time / times
}
