//! `gendan demo`: plays a company through the real actions at simulated times.

use jiff::SignedDuration;

use super::{Answer, Demo, open_app, say};
use crate::demo::Reached;
use crate::{demo, start, upkeep};
use kernel::{App, Ctx};

/// Plays the demo into an empty database.
pub fn run(wanted: &Demo, json: bool) -> Answer {
    let config = kernel::config::Config::load()?;
    start::mark_for_tests(&config.data_dir).map_err(|e| e.to_string())?;
    start::clear_broken_demo(&config)?;
    let app = open_app()?;
    play(&app, wanted, &mut |reached| eprintln!("gendan: {reached}"))?;
    say(json, &demo::accounts(), &serde_json::json!({"orders": wanted.orders, "password": demo::PASSWORD}));
    Ok(0)
}

/// As [`run`], into an open application.
pub fn play(app: &App, wanted: &Demo, tell: &mut dyn FnMut(Reached)) -> Result<(), String> {
    let now = app.shared.clock.now();
    let until = wanted.until.unwrap_or_else(|| Ctx::system(now).today());
    let days = i64::from(wanted.months) * 30;
    let first = until.checked_sub(SignedDuration::from_hours(24 * days)).map_err(|e| e.to_string())?;
    // The day itself is still to come: whoever looks at it in the morning finds nothing that is later.
    let until = until.yesterday().map_err(|e| e.to_string())?;
    let first = first.min(until);
    let folder = &app.shared.config.data_dir;
    start::begin_demo(folder).map_err(|e| e.to_string())?;
    let played =
        demo::play(app, &demo::Scale { orders: wanted.orders, first, until, seed: wanted.seed }, tell)
            .and_then(|()| upkeep::seal(app));
    if played.is_ok() || upkeep::is_empty(app).unwrap_or(false) {
        start::end_demo(folder).map_err(|e| e.to_string())?;
    }
    played.map_err(|e| e.to_string())
}
