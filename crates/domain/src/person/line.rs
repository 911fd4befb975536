//! The line of reporting (H1.1): each has one superior, and it never runs in a circle.

use crate::ids::PersonId;
use crate::refusal::{Refusal, refuse};

/// Refuses `boss` as the superior of `person` where the line would run in a circle, and names it. `above` answers who
/// somebody reports to, `name` what they are called.
pub fn circle(
    person: PersonId,
    boss: PersonId,
    mut above: impl FnMut(PersonId) -> Option<PersonId>,
    mut name: impl FnMut(PersonId) -> String,
) -> Result<(), Refusal> {
    let mut line = vec![person];
    let mut at = Some(boss);
    // Whoever stands in an older circle further up is not met again.
    while let Some(next) = at {
        if next == person {
            line.push(person);
            let names: Vec<String> = line.into_iter().map(&mut name).collect();
            return Err(refuse(
                "H1.1",
                "上级绕成了圈：{circle}。请改直接上级",
                [("circle", names.join(" → "))],
            ));
        }
        if line.contains(&next) {
            return Ok(());
        }
        line.push(next);
        at = above(next);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(n: u8) -> PersonId {
        PersonId(uuid::Uuid::from_u128(u128::from(n)))
    }

    /// Reports of five people as the digits of a number of base six: everybody to nobody or to any of them.
    #[test]
    fn h1_1_no_line_of_reporting_runs_in_a_circle() {
        let mut made = [0_usize; 2];
        for code in 0..6_u32.pow(5) {
            let report = |n: u8| u8::try_from(code / 6_u32.pow(u32::from(n)) % 6).ok().filter(|b| *b < 5);
            // Followed for as long as there are people, a line that ends has ended.
            let ends = |mut at: u8| {
                for _ in 0..5 {
                    match report(at) {
                        Some(next) => at = next,
                        None => return true,
                    }
                }
                false
            };
            // 0 is written last, over a line of the others that runs well.
            let Some(boss) = report(0) else { continue };
            let others_end = (1..5).all(|n| {
                let mut at = n;
                (0..5).any(|_| match report(at) {
                    Some(0) | None => true,
                    Some(next) => {
                        at = next;
                        false
                    }
                })
            });
            if !others_end {
                continue;
            }
            let above = |p: PersonId| report(u8::try_from(p.0.as_u128() - 1).unwrap()).map(|n| id(n + 1));
            let judged = circle(id(1), id(boss + 1), above, |p| p.0.as_u128().to_string());
            assert_eq!(judged.is_ok(), ends(0), "{code}");
            made[usize::from(judged.is_ok())] += 1;
            if let Err(refusal) = judged {
                let named = &refusal.params[0].1;
                assert!(named.starts_with("1 → ") && named.ends_with(" → 1"), "{named}");
            }
        }
        assert!(made[0] > 100 && made[1] > 100, "{made:?}");
    }
}
