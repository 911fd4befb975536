//! What is measured: a name, how long one person may wait at p95, and the request.

use std::time::Duration;

use super::http::Client;

/// One kind of request.
pub struct Scenario {
    /// Its name, as `--only` takes it.
    pub name: &'static str,
    /// The p95 that one client should see.
    pub target: Duration,
    /// The request; the number is another one each time, for scenarios that make something new.
    pub run: fn(&mut Client, usize) -> Result<(), String>,
}

/// Everything that is measured. The client is signed in as the department's lead.
pub const SCENARIOS: [Scenario; 3] = [
    Scenario { name: "ready", target: Duration::from_millis(20), run: |http, _| http.get("/readyz") },
    Scenario { name: "sign-in page", target: Duration::from_millis(50), run: |http, _| http.get("/login") },
    Scenario {
        name: "first page",
        target: Duration::from_millis(150),
        run: |http, _| {
            let home = http.home().to_owned();
            http.get(&home)
        },
    },
];
