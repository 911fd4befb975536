//! Every page other than the list, asked for by one client.

use std::time::{Duration, Instant};

use super::http::Client;
use super::measure::{Figures, figures};
use super::millis;
use super::scenarios::{self, PAGES};

/// A page may take this long at p95.
const LIMIT: Duration = Duration::from_millis(30);

/// Asks for each so often; its figures, in their order.
pub fn ask(http: &mut Client, requests: usize) -> Result<Vec<Figures>, String> {
    let orders = scenarios::open_orders(http, requests)?;
    let one = |page: &&str| {
        let mut times = Vec::with_capacity(requests);
        let begun = Instant::now();
        for n in 0..=requests {
            let order = orders.get(n % orders.len().max(1)).map_or("", String::as_str);
            let path = page.replace("{order}", order);
            let start = Instant::now();
            http.read(&path)?;
            times.push(start.elapsed());
        }
        figures(times, begun.elapsed()).ok_or_else(|| "nothing was measured".to_owned())
    };
    PAGES.iter().map(one).collect()
}

/// The same, told and judged.
pub fn tell(
    http: &mut Client,
    requests: usize,
    judge: &mut impl FnMut(&str, f64, f64, bool) -> &'static str,
) -> Result<(), String> {
    println!("\n{:<34} {:>10} {:>10}  asked p95 30 ms", "page", "median ms", "p95 ms");
    for (page, found) in PAGES.iter().zip(ask(http, requests)?) {
        let note = judge(page, millis(found.p95), millis(LIMIT), false);
        println!("{page:<34} {:>10.2} {:>10.2}{note}", millis(found.median), millis(found.p95));
    }
    Ok(())
}
