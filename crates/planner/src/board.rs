//! The planning board: what is still free. A copy of it is a point that planning can go back to.

use crate::model::{Problem, Slot};
use crate::num::{ix, small};

/// Free capacity, material that nobody has yet, and runs of ovens that have room.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Board {
    /// Rows of all resources.
    pub bits: Vec<u64>,
    /// What is left of each supply.
    pub left: Vec<u32>,
    /// The first supply of each material with something left.
    pub cursor: Vec<u32>,
    /// The runs of each oven.
    pub runs: Vec<Vec<Run>>,
}

/// A run of an oven.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    pub recipe: u32,
    pub work: u32,
    /// Its first slot on the oven's axis.
    pub from: u32,
    pub start: Slot,
    pub end: Slot,
    /// How full it is.
    pub load: u32,
}

impl Clone for Board {
    fn clone(&self) -> Self {
        Self {
            bits: self.bits.clone(),
            left: self.left.clone(),
            cursor: self.cursor.clone(),
            runs: self.runs.clone(),
        }
    }

    /// Copies into memory that is there already: a search does this for each of its steps.
    fn clone_from(&mut self, other: &Self) {
        self.bits.clone_from(&other.bits);
        self.left.clone_from(&other.left);
        self.cursor.clone_from(&other.cursor);
        self.runs.clone_from(&other.runs);
    }
}

/// Supplies of all materials, each material's in the order of arrival.
#[derive(Debug, Clone, Default)]
pub(crate) struct Supplies {
    list: Vec<Arrival>,
    /// Where each material's begin, and the end of the last.
    first: Vec<u32>,
}

/// A supply.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Arrival {
    pub at: Slot,
    pub quantity: u32,
    /// Its index in the material's list; `None` is a new purchase.
    pub index: Option<usize>,
}

impl Supplies {
    /// Sorts what `problem` lists. A new purchase is a supply without end that arrives after its lead time.
    pub fn of(problem: &Problem) -> Self {
        let mut out = Self { list: Vec::new(), first: vec![0] };
        for material in &problem.materials {
            let from = out.list.len();
            let listed = material.supplies.iter().enumerate();
            out.list.extend(listed.filter(|(_, s)| s.quantity > 0).map(|(index, s)| Arrival {
                at: s.at,
                quantity: s.quantity,
                index: Some(index),
            }));
            out.list.extend(material.lead_time.map(|time| Arrival {
                at: problem.now.saturating_add(time),
                quantity: u32::MAX,
                index: None,
            }));
            if let Some(new) = out.list.get_mut(from..) {
                new.sort_by_key(|s| s.at);
            }
            out.first.push(small(out.list.len()));
        }
        out
    }

    /// The supplies of a material.
    pub fn of_material(&self, material: usize) -> &[Arrival] {
        let (from, to) = self.range(material);
        self.list.get(ix(from)..ix(to)).unwrap_or_default()
    }

    /// Where the supplies of a material stand.
    pub fn range(&self, material: usize) -> (u32, u32) {
        let at = |n: usize| self.first.get(n).copied().unwrap_or(0);
        (at(material), at(material + 1))
    }

    /// The place of a material's supply by its index there.
    pub fn find(&self, material: usize, index: Option<usize>) -> Option<u32> {
        let (from, _) = self.range(material);
        let at = self.of_material(material).iter().position(|s| s.index == index)?;
        Some(from + small(at))
    }

    /// The supply at a place.
    pub fn get(&self, at: u32) -> Option<&Arrival> {
        self.list.get(ix(at))
    }
}

impl Board {
    /// Puts everything that will arrive on the board.
    pub fn fill_store(&mut self, supplies: &Supplies) {
        self.left = supplies.list.iter().map(|s| s.quantity).collect();
        self.cursor.clone_from(&supplies.first);
        self.cursor.pop();
    }

    /// Takes `quantity` of a material from what arrives first, calls `took` for each supply, and answers when the
    /// last of it is there; takes what there is where it is not enough, and answers `None`.
    #[inline]
    pub fn take(
        &mut self,
        supplies: &Supplies,
        material: usize,
        mut quantity: u32,
        mut took: impl FnMut(u32, u32),
    ) -> Option<Slot> {
        let (_, end) = supplies.range(material);
        let mut at = self.cursor.get(material).copied()?;
        let mut ready = 0;
        while quantity > 0 {
            if at == end {
                break;
            }
            let left = self.left.get_mut(ix(at))?;
            let part = quantity.min(*left);
            if part > 0 {
                *left -= part;
                quantity -= part;
                ready = supplies.get(at)?.at;
                took(at, part);
            }
            if *left == 0 {
                at += 1;
            }
        }
        *self.cursor.get_mut(material)? = at;
        (quantity == 0).then_some(ready)
    }

    /// Gives back a part of the supply at `at`.
    pub fn put_back(&mut self, material: usize, at: u32, quantity: u32) {
        if let Some(left) = self.left.get_mut(ix(at)) {
            *left += quantity;
        }
        if let Some(cursor) = self.cursor.get_mut(material) {
            *cursor = (*cursor).min(at);
        }
    }
}
