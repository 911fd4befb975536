//! The table of figures, each beside what it must reach.

/// What has been measured so far.
#[derive(Default)]
pub struct Report {
    missed: Vec<String>,
    violations: usize,
}

impl Report {
    /// A figure that may not be larger.
    pub fn at_most(&mut self, name: &str, value: f64, target: f64) {
        self.line(name, value, &format!("≤ {target}"), value <= target);
    }

    /// A figure that may not be smaller.
    pub fn at_least(&mut self, name: &str, value: f64, target: f64) {
        self.line(name, value, &format!("≥ {target}"), value >= target);
    }

    /// A figure that nothing is asked of.
    pub fn note(&mut self, name: &str, value: f64) {
        self.line(name, value, "", true);
    }

    /// Counts what the validator found in a plan.
    pub fn check(&mut self, what: &str, found: usize) {
        if found > 0 {
            println!("  {what} breaks {found} rules");
        }
        self.violations += found;
    }

    /// Names what missed its target.
    pub fn finish(mut self) -> Result<(), String> {
        let violations = u32::try_from(self.violations).unwrap_or(u32::MAX);
        self.at_most("violations in the plans of the other figures", f64::from(violations), 0.0);
        if self.missed.is_empty() { Ok(()) } else { Err(format!("missed: {}", self.missed.join("; "))) }
    }

    fn line(&mut self, name: &str, value: f64, target: &str, reached: bool) {
        let mark = if reached { "" } else { "  missed" };
        println!("{name:<72} {value:>10.3}  {target}{mark}");
        if !reached {
            self.missed.push(name.to_owned());
        }
    }
}
