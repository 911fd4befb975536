//! H8.1: whatever happens to an order, what is shown for the first time is not late.

use std::collections::BTreeSet;

use jiff::civil::time;
use proptest::prelude::*;

use super::world_tests::{World, step};
use super::*;
use crate::plan;

impl World {
    /// What is expected is known from now on, as after every act.
    pub fn learn(&mut self, calendar: &Calendar) {
        let forecast = plan::forecast(&self.case, calendar, self.today);
        if let (Some(forecast), Some(due)) = (forecast, self.case.due()) {
            self.case.known = Some(plan::Known::after(self.case.known.as_ref(), &forecast, due, self.today));
        }
    }
}

type Key = (&'static str, String, Deed);

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn h8_1_no_duty_is_late_when_it_is_shown_first(made in any::<bool>(), steps in prop::collection::vec(step(), 1..40)) {
        let calendar = Calendar::company();
        let mut world = World::new("30%定金,发货前付清50%,20%质保金12个月", made);
        let (mut shown, mut before): (Shown, BTreeSet<Key>) = Default::default();
        for (n, step) in steps.iter().enumerate() {
            world.happens(step);
            let now = world.today.to_datetime(time(9, i8::try_from(n).unwrap_or(0), 0, 0));
            world.learn(&calendar);
            world.case.shown = Some(shown.clone());
            let found = follow_ups(&world.case, &calendar, now);
            let there: Vec<&FollowUp> = found.iter().filter(|f| f.visible_from <= now.date()).collect();
            for new in there.iter().filter(|f| !before.contains(&key(f))) {
                let known = shown.0.contains_key(&(new.rule.to_owned(), new.occurrence.clone(), new.deed.name().to_owned()));
                prop_assert!(known || new.due >= now, "after {step:?} at {now}: {new:?}");
            }
            before = there.into_iter().map(key).collect();
            shown = shown.after(&found, &calendar, now);
        }
    }
}

fn key(follow_up: &FollowUp) -> Key {
    (follow_up.rule, follow_up.occurrence.clone(), follow_up.deed)
}
