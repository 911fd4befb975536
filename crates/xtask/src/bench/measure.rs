//! One kind of work by some clients at once.

use std::time::{Duration, Instant};

use super::http::Client;
use super::meter::{Meter, Used};
use super::scenarios::Scenario;

/// What was measured.
pub struct Figures {
    /// Half of the requests took no longer.
    pub median: Duration,
    /// 95 of a hundred took no longer.
    pub p95: Duration,
    /// Requests per second.
    pub per_second: f64,
    /// What all of them and the first of each client used; nothing where nobody counted.
    pub used: Used,
    /// How many those were.
    pub count: u32,
}

/// By how many, how often.
#[derive(Debug, Clone, Copy)]
pub struct Load {
    /// Clients at once, a thread and a connection each.
    pub clients: usize,
    /// Requests in all.
    pub requests: usize,
}

/// Does the work of `scenario` and counts what it takes.
pub fn measure(
    scenario: &Scenario,
    like: &mut Client,
    load: Load,
    meter: Option<&Meter>,
) -> Result<Figures, String> {
    let each = load.requests.div_ceil(load.clients).max(1);
    let items = (scenario.prepare)(like, (each + 1) * load.clients)?;
    let before = meter.map(Meter::read).transpose()?.unwrap_or_default();
    let start = Instant::now();
    let (like, items) = (&*like, items.as_slice());
    let results: Vec<Result<Vec<Duration>, String>> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..load.clients)
            .map(|client| scope.spawn(move || one_client(scenario, like, items, client * (each + 1), each)))
            .collect();
        let ended = threads.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended.map(|end| end.unwrap_or_else(|_| Err("a client panicked".to_owned()))).collect()
    });
    let wall = start.elapsed();
    let used = meter.map(Meter::read).transpose()?.unwrap_or_default().since(before);
    let mut times = Vec::with_capacity(load.requests);
    for result in results {
        times.extend(result.map_err(|why| format!("{}: {why}", scenario.name))?);
    }
    let found = figures(times, wall).ok_or_else(|| format!("{}: nothing was measured", scenario.name))?;
    let count = u32::try_from((each + 1) * load.clients).unwrap_or(u32::MAX);
    Ok(Figures { used, count, ..found })
}

fn one_client(
    scenario: &Scenario,
    like: &Client,
    items: &[String],
    from: usize,
    each: usize,
) -> Result<Vec<Duration>, String> {
    let mut http = like.again()?;
    let item = |n: usize| items.get(n % items.len().max(1)).map_or("", String::as_str);
    // The first request of a connection is not what anybody waits for all day.
    (scenario.run)(&mut http, item(from), from)?;
    let mut times = Vec::with_capacity(each);
    for n in from + 1..=from + each {
        let start = Instant::now();
        (scenario.run)(&mut http, item(n), n)?;
        times.push(start.elapsed());
    }
    Ok(times)
}

/// The figures of requests that took these times, in so long together.
pub fn figures(mut times: Vec<Duration>, wall: Duration) -> Option<Figures> {
    times.sort();
    let count = u32::try_from(times.len()).ok()?;
    Some(Figures {
        median: percentile(&times, 50)?,
        p95: percentile(&times, 95)?,
        per_second: f64::from(count) / wall.as_secs_f64(),
        used: Used::default(),
        count,
    })
}

/// The smallest of `sorted` that `percent` of them do not exceed.
fn percentile(sorted: &[Duration], percent: usize) -> Option<Duration> {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_of_what_was_measured() {
        let times: Vec<Duration> = (1..=20).map(Duration::from_millis).collect();
        assert_eq!(percentile(&times, 50), Some(Duration::from_millis(10)));
        assert_eq!(percentile(&times, 95), Some(Duration::from_millis(19)));
        assert_eq!(percentile(&times[..1], 95), Some(Duration::from_millis(1)));
        assert_eq!(percentile(&[], 95), None);
    }
}
