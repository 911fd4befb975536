//! The order book made ready for planning: flat lists, checked once, so that generation only adds and compares.

use crate::model::{Batch, Need, Order, Problem, Slot, State};
use crate::num::{ix, small};
use crate::plan::Obstacle;
use crate::shop::Shop;

/// Orders that have been looked through.
#[derive(Debug, Clone, Default)]
pub(crate) struct Book {
    pub jobs: Vec<Job>,
    pub ops: Vec<Op>,
    /// Operations of each job, predecessors first.
    pub topological: Vec<u32>,
    pub links: Vec<Before>,
    pub ways: Vec<Way>,
    pub needs: Vec<Need>,
}

/// An order.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    /// Its operations are `first..last`, in `ops` and in `topological`.
    pub first: u32,
    pub last: u32,
    pub due: Option<Slot>,
    pub weight: u32,
    /// Back-schedule to here.
    pub target: Option<Slot>,
    pub cancelled: bool,
    pub obstacle: Option<Obstacle>,
}

impl Job {
    /// The operations of a job, by their place in `ops`.
    pub fn ops(&self) -> std::ops::Range<u32> {
        self.first..self.last
    }
}

/// An operation.
#[derive(Debug, Clone)]
pub(crate) struct Op {
    /// Not before: release and now.
    pub release: Slot,
    pub fixed: bool,
    pub links: (u32, u32),
    pub ways: (u32, u32),
    pub needs: (u32, u32),
}

/// A predecessor by its place in `ops`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Before {
    pub op: u32,
    pub lag: Slot,
}

/// A mode with its working slots added up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub resource: u32,
    pub units: u32,
    pub work: u32,
    pub batch: Option<Batch>,
}

fn part<T>(list: &[T], (first, last): (u32, u32)) -> &[T] {
    list.get(ix(first)..ix(last)).unwrap_or_default()
}

impl Book {
    /// Looks through `orders`.
    pub fn of(problem: &Problem, shop: &Shop, orders: &[Order]) -> Self {
        let mut book = Self::default();
        for order in orders {
            book.add(problem, shop, order);
        }
        book
    }

    /// Adds an order behind the others.
    pub fn add(&mut self, problem: &Problem, shop: &Shop, order: &Order) {
        let first = small(self.ops.len());
        let known = unknown(problem, order);
        for op in &order.operations {
            let (links, ways, needs) = (self.links.len(), self.ways.len(), self.needs.len());
            let fixed = op.state != State::Waiting;
            if known.is_none() {
                let before = |l: &crate::model::Link| Before { op: first + small(l.operation), lag: l.lag };
                self.links.extend(op.after.iter().map(before));
                self.ways.extend(op.modes.iter().map(|m| Way {
                    resource: small(m.resource),
                    units: m.units.max(1),
                    work: m.work(),
                    batch: m.batch,
                }));
                self.needs.extend(op.needs.iter().filter(|need| need.quantity > 0));
            }
            self.ops.push(Op {
                release: op.release.max(problem.now),
                fixed,
                links: (small(links), small(self.links.len())),
                ways: (small(ways), small(self.ways.len())),
                needs: (small(needs), small(self.needs.len())),
            });
        }
        let last = small(self.ops.len());
        let cyclic = self.sort(first, last);
        let mut job = Job {
            first,
            last,
            due: order.due,
            weight: order.weight,
            target: order.due.map(|due| due.saturating_sub(order.buffer)),
            cancelled: order.cancelled,
            obstacle: known.or(cyclic),
        };
        job.obstacle = job.obstacle.or_else(|| self.without_means(shop, &job));
        self.jobs.push(job);
    }

    /// The same, predecessors first.
    pub fn in_order(&self, job: &Job) -> &[u32] {
        part(&self.topological, (job.first, job.last))
    }

    /// Its predecessors.
    pub fn links(&self, op: &Op) -> &[Before] {
        part(&self.links, op.links)
    }

    /// Who can do it.
    pub fn ways(&self, op: &Op) -> &[Way] {
        part(&self.ways, op.ways)
    }

    /// What it takes.
    pub fn needs(&self, op: &Op) -> &[Need] {
        part(&self.needs, op.needs)
    }

    /// The operation at a place in `ops`.
    pub fn op(&self, at: u32) -> Option<&Op> {
        self.ops.get(ix(at))
    }

    /// Predecessors first (A. B. Kahn, 1962; the smallest number first); what is left over goes round in a circle.
    fn sort(&mut self, first: u32, last: u32) -> Option<Obstacle> {
        let begin = self.topological.len();
        let mut left: Vec<u32> = (first..last).collect();
        let mut done = vec![false; ix(last - first)];
        while !left.is_empty() {
            let free = |&&at: &&u32| {
                let links = self.op(at).map(|op| self.links(op)).unwrap_or_default();
                links.iter().all(|l| done.get(ix(l.op - first)).copied().unwrap_or(false))
            };
            let Some(&next) = left.iter().find(free) else {
                self.topological.truncate(begin);
                self.topological.extend(first..last);
                return left.first().map(|at| Obstacle::Cycle { operation: ix(at - first) });
            };
            left.retain(|at| *at != next);
            if let Some(done) = done.get_mut(ix(next - first)) {
                *done = true;
            }
            self.topological.push(next);
        }
        None
    }

    /// What of a job could not even be done if it were alone in the shop.
    fn without_means(&self, shop: &Shop, job: &Job) -> Option<Obstacle> {
        let waiting = job.ops().filter_map(|at| Some((at, self.op(at)?))).filter(|(_, op)| !op.fixed);
        let mut wanted: Vec<Need> = Vec::new();
        for (at, op) in waiting {
            let operation = ix(at - job.first);
            if op.release >= shop.horizon {
                return Some(Obstacle::OutsideCalendar { operation });
            }
            if let Some(obstacle) = shop.never_fits(self.ways(op), op.release, operation) {
                return Some(obstacle);
            }
            for need in self.needs(op) {
                let sum = if let Some(sum) = wanted.iter_mut().find(|w| w.material == need.material) {
                    sum.quantity = sum.quantity.saturating_add(need.quantity);
                    sum.quantity
                } else {
                    wanted.push(*need);
                    need.quantity
                };
                let missing = shop.missing(need.material, sum);
                if missing > 0 {
                    return Some(Obstacle::MissingPart {
                        operation,
                        material: need.material,
                        quantity: missing,
                    });
                }
            }
        }
        None
    }
}

/// An operation that names what does not exist.
fn unknown(problem: &Problem, order: &Order) -> Option<Obstacle> {
    let bad = order.operations.iter().position(|op| {
        let mode = match op.state {
            State::Frozen { mode, .. } | State::Started { mode, .. } => mode >= op.modes.len(),
            State::Waiting | State::Done { .. } => false,
        };
        mode || op.after.iter().any(|l| l.operation >= order.operations.len())
            || op.modes.iter().any(|m| m.resource >= problem.resources.len())
            || op.needs.iter().any(|n| n.material >= problem.materials.len())
    });
    bad.map(|operation| Obstacle::Unknown { operation })
}
