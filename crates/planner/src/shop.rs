//! The shop made ready for planning: axes, rows of free capacity, supplies in the order of their arrival.

use crate::axis::{Axis, capacities};
use crate::board::{Board, Supplies};
use crate::book::Way;
use crate::model::{Problem, Slot};
use crate::num::ix;
use crate::plan::Obstacle;
use crate::room::Rows;

/// Resources and materials without any order in them.
#[derive(Debug, Clone)]
pub(crate) struct Shop {
    pub now: Slot,
    pub horizon: Slot,
    pub axes: Vec<Axis>,
    pub lines: Vec<Line>,
    pub supplies: Supplies,
    /// Everything free.
    pub empty: Board,
}

/// A resource.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Line {
    /// Whose working time it follows.
    pub axis: usize,
    pub rows: Rows,
    /// What goes into one run of the oven.
    pub load: Option<u32>,
}

impl Shop {
    /// Builds axes and rows.
    pub fn of(problem: &Problem) -> Self {
        let mut shop = Self {
            now: problem.now,
            horizon: problem.horizon,
            axes: Vec::new(),
            lines: Vec::new(),
            supplies: Supplies::of(problem),
            empty: Board::default(),
        };
        for resource in &problem.resources {
            let capacity = capacities(problem, resource.capacity, &resource.calendar);
            shop.add_line(&capacity, resource.batch);
        }
        shop.empty.fill_store(&shop.supplies);
        shop.empty.runs = vec![Vec::new(); shop.lines.len()];
        shop
    }

    fn add_line(&mut self, capacity: &[u32], load: Option<u32>) {
        let axis = Axis::new(capacity);
        let known = self.axes.iter().position(|other| *other == axis);
        let at = known.unwrap_or(self.axes.len());
        let words = ix(axis.len()).div_ceil(64);
        let levels = capacity.iter().copied().max().unwrap_or(0).min(64);
        let rows = Rows { first: self.empty.bits.len(), words, levels };
        self.empty.bits.resize(rows.first + words * ix(levels), 0);
        let worked = capacity.iter().filter(|c| **c > 0);
        for (slot, &units) in worked.enumerate() {
            for level in 0..ix(units.min(64)) {
                if let Some(word) = self.empty.bits.get_mut(rows.first + level * words + slot / 64) {
                    *word |= 1 << (slot % 64);
                }
            }
        }
        if known.is_none() {
            self.axes.push(axis);
        }
        self.lines.push(Line { axis: at, rows, load });
    }

    /// The same shop with a unit more of one resource whenever it works. Cheaper than building it anew: only
    /// that resource's rows grow, behind the others.
    #[must_use]
    pub fn with_one_more(&self, resource: usize) -> Self {
        let mut shop = self.clone();
        let Some(line) = shop.lines.get_mut(resource) else { return shop };
        let Some(axis) = self.axes.get(line.axis) else { return shop };
        let old = line.rows;
        let first = shop.empty.bits.len();
        line.rows = Rows { first, words: old.words, levels: old.levels + 1 };
        // One unit more everywhere: the new first level is all of the working time, the others move up.
        let work = ix(axis.len());
        shop.empty.bits.extend((0..old.words).map(|word| match work - (word * 64).min(work) {
            left if left >= 64 => u64::MAX,
            left => (1 << left) - 1,
        }));
        let rows = old.first..old.first + old.words * ix(old.levels);
        shop.empty.bits.extend_from_within(rows);
        shop
    }

    /// Why none of `ways` is ever possible, even in an empty shop; a milestone always is.
    pub fn never_fits(&self, ways: &[Way], release: Slot, operation: usize) -> Option<Obstacle> {
        let mut first = None;
        for way in ways {
            let Some(line) = self.lines.get(ix(way.resource)) else { continue };
            let resource = ix(way.resource);
            let fits = |from, work| line.rows.earliest(&self.empty.bits, way.units, from, work).is_some();
            let from = self.axes.get(line.axis).map_or(0, |axis| axis.work_before(release));
            let obstacle = if way.batch.is_some_and(|b| line.load.is_none_or(|load| b.size > load)) {
                Obstacle::TooLarge { operation, resource }
            } else if !fits(0, 1) {
                Obstacle::NeverCapacity { operation, resource }
            } else if !fits(from, way.work.max(1)) {
                Obstacle::OutsideCalendar { operation }
            } else {
                return None;
            };
            first = first.or(Some(obstacle));
        }
        first
    }

    /// How much of `quantity` of a material cannot be had at all.
    pub fn missing(&self, material: usize, quantity: u32) -> u32 {
        let list = self.supplies.of_material(material);
        let sum = list.iter().fold(0_u32, |sum, s| sum.saturating_add(s.quantity));
        quantity.saturating_sub(sum)
    }

    /// The axis of a resource.
    pub fn axis(&self, resource: u32) -> Option<(&Axis, &Line)> {
        let line = self.lines.get(ix(resource))?;
        Some((self.axes.get(line.axis)?, line))
    }
}
