//! Every page as the company grows older: what is open stays as it is, what has ended becomes more.

use std::path::Path;
use std::time::Instant;

use super::http::Client;
use super::scenarios::PAGES;
use super::{millis, pages};
use crate::postgres::Cluster;
use crate::server::Server;
use crate::shell;

/// Orders at each measurement; the first are played, the others are made of them.
const SIZES: [usize; 3] = [2_400, 10_000, 50_000];
/// How much slower a page may be at the end.
const MOST: f64 = 1.5;
/// Pages faster than this are not told apart: what is measured is the machine's mood.
const SHORT: f64 = 2.0;
const ASKED: usize = 30;

/// Measures, makes older, measures again; answers the pages that slow down.
pub fn run(program: &Path, cluster: Option<&Cluster>) -> Result<Vec<String>, String> {
    let [young, ..] = SIZES;
    let mut server = Server::with_history(program, young, 24, cluster.map_or("sqlite", Cluster::url))?;
    let mut columns = Vec::new();
    for (n, size) in SIZES.iter().enumerate() {
        if n > 0 {
            let begun = Instant::now();
            server.again(|place| grow(place, *size))?;
            println!("{size} orders after {:.0} s", begun.elapsed().as_secs_f64());
        }
        columns.push(measure(&server)?);
    }
    println!("\n{:<34} {}  asked {MOST}", "page, median ms", SIZES.map(|size| format!("{size:>9}")).join(""));
    let mut slow = Vec::new();
    for (n, page) in PAGES.iter().enumerate() {
        let times: Vec<f64> = columns.iter().filter_map(|column| column.get(n).copied()).collect();
        let (first, last) =
            (times.first().copied().unwrap_or(1.0), times.last().copied().unwrap_or_default());
        let grown = last.max(SHORT) / first.max(SHORT);
        let note = if grown > MOST { "  <-" } else { "" };
        if grown > MOST {
            slow.push(format!("grows: {page}"));
        }
        let told: Vec<String> = times.iter().map(|time| format!("{time:>9.1}")).collect();
        println!("{page:<34} {}  {grown:>5.1}{note}", told.join(""));
    }
    Ok(slow)
}

fn grow(place: &str, orders: usize) -> Result<(), String> {
    let run = ["run", "--quiet", "--release", "--package", "app", "--example", "grow", "--"];
    shell::run(shell::cargo().args(run).arg(place).arg(orders.to_string()))
}

/// The median of each page.
fn measure(server: &Server) -> Result<Vec<f64>, String> {
    let mut http = Client::connect(server.port())?;
    http.sign_in("U10")?;
    Ok(pages::ask(&mut http, ASKED)?.iter().map(|found| millis(found.median)).collect())
}
