//! What is planned: orders of operations, and what they need to be done.
//!
//! Time is counted in slots from an origin that the caller chooses (a midnight), each as long as the caller says
//! through [`Problem::slots_per_day`]: 48 for half hours. Orders, resources, materials and operations are named by
//! their place in their list, so a cancelled order stays in its place.

/// A point in time or a length of time, in slots.
pub type Slot = u32;

/// Everything that a plan follows from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Problem {
    /// Nothing that has not begun starts before this.
    pub now: Slot,
    /// The end of the calendars; everything planned ends by then.
    pub horizon: Slot,
    /// Slots in a day of 24 hours.
    pub slots_per_day: u32,
    /// The weekday of slot 0; 0 is Monday.
    pub first_weekday: u32,
    /// Work centres, teams, ovens.
    pub resources: Vec<Resource>,
    /// What is used up.
    pub materials: Vec<Material>,
    /// What is to be made, delivered, installed.
    pub orders: Vec<Order>,
}

/// A work centre (工作中心), a site team or an oven.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Resource {
    /// Machines, places or people that work at the same time, at most 64.
    pub capacity: u32,
    /// When it works.
    pub calendar: Calendar,
    /// For an oven: how much goes into one run. Its capacity is then the number of ovens.
    pub batch: Option<u32>,
}

/// Working time: a weekly pattern and what differs from it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Calendar {
    /// The shifts of a week.
    pub shifts: Vec<Shift>,
    /// Holidays, overtime, leave, breakdowns; a later one in the list wins.
    pub exceptions: Vec<Exception>,
}

/// A shift (班次) of one weekday.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shift {
    /// 0 is Monday.
    pub weekday: u32,
    /// Its first slot, counted from midnight.
    pub from: Slot,
    /// The slot after its last one; a night window runs past the end of the day.
    pub to: Slot,
}

/// A time that differs from the weekly pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exception {
    /// Its first slot.
    pub from: Slot,
    /// The slot after its last one.
    pub to: Slot,
    /// What differs.
    pub change: Change,
}

/// How capacity differs from the pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// A holiday.
    Closed,
    /// Overtime (加班): this much capacity, whatever the pattern says.
    Open(u32),
    /// A breakdown or leave takes this much away.
    Less(u32),
    /// Somebody lends this much, in working time only.
    More(u32),
}

/// A part or raw material with all that is there or will come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Material {
    /// Stock (arrived at 0) and purchases.
    pub supplies: Vec<Supply>,
    /// How long a new purchase takes from now; without it nothing more can be had.
    pub lead_time: Option<Slot>,
}

/// A quantity that arrives at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Supply {
    /// When it can be used.
    pub at: Slot,
    /// How much.
    pub quantity: u32,
}

/// An order (订单).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Order {
    /// Its routing.
    pub operations: Vec<Operation>,
    /// The promise: late is what ends after it.
    pub due: Option<Slot>,
    /// How much a slot of lateness hurts.
    pub weight: u32,
    /// The class of its customer; 0 is the best.
    pub class: u32,
    /// The safety buffer that its back-schedule keeps before the due date.
    pub buffer: Slot,
    /// Not to be made any more.
    pub cancelled: bool,
}

/// An operation (工序).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Operation {
    /// What of the same order must have ended.
    pub after: Vec<Link>,
    /// Not before: drawing confirmed, site ready.
    pub release: Slot,
    /// Who can do it, any of these; a milestone that takes no time has none.
    pub modes: Vec<Mode>,
    /// What it takes from the store when it starts.
    pub needs: Vec<Need>,
    /// How far it is.
    pub state: State,
}

/// A predecessor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    /// An operation of the same order.
    pub operation: usize,
    /// Slots of the clock, not of a calendar, between its end and the start: paint dries, a lorry drives.
    pub lag: Slot,
}

/// One way to do an operation: set-up and run follow each other in the resource's working time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mode {
    /// Where.
    pub resource: usize,
    /// How much of its capacity; a crew of two is 2. In an oven it is 1.
    pub units: u32,
    /// Working slots to set up.
    pub setup: Slot,
    /// Working slots to run the whole quantity.
    pub run: Slot,
    /// For an oven: what it is baked with, and how much of it there is.
    pub batch: Option<Batch>,
}

/// What an operation puts into an oven. Loads of the same recipe and length share a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batch {
    /// Colour, temperature: only the same goes together.
    pub recipe: u32,
    /// Its share of [`Resource::batch`].
    pub size: u32,
}

/// A quantity of a material.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Of what.
    pub material: usize,
    /// How much.
    pub quantity: u32,
}

/// How far an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Free to be planned.
    #[default]
    Waiting,
    /// Stays where it is: agreed, prepared, announced. It has its parts before others.
    Frozen {
        /// Index of the mode.
        mode: usize,
        /// Where it stays.
        start: Slot,
    },
    /// Runs. Its parts are taken already.
    Started {
        /// Index of the mode.
        mode: usize,
        /// When it began.
        start: Slot,
        /// Working slots that are left from now on.
        left: Slot,
    },
    /// Has ended.
    Done {
        /// When it began.
        start: Slot,
        /// When it ended.
        end: Slot,
    },
}

impl Calendar {
    /// Day and night, every day.
    pub fn always(slots_per_day: u32) -> Self {
        Self::weekly(&[0, 1, 2, 3, 4, 5, 6], 0, slots_per_day)
    }

    /// The same shift on several weekdays.
    pub fn weekly(weekdays: &[u32], from: Slot, to: Slot) -> Self {
        let shifts = weekdays.iter().map(|&weekday| Shift { weekday, from, to }).collect();
        Self { shifts, exceptions: Vec::new() }
    }

    /// The same, with an exception more.
    #[must_use]
    pub fn with(mut self, from: Slot, to: Slot, change: Change) -> Self {
        self.exceptions.push(Exception { from, to, change });
        self
    }
}

impl Mode {
    /// Working slots from start to end.
    pub const fn work(&self) -> Slot {
        self.setup.saturating_add(self.run)
    }
}

impl Order {
    /// How late an end at `finish` is; nothing is late without a due date.
    pub fn lateness(&self, finish: Slot) -> Slot {
        self.due.map_or(0, |due| finish.saturating_sub(due))
    }

    /// Whether nothing of operation `index` may be moved any more.
    pub fn is_fixed(&self, index: usize) -> bool {
        self.operations.get(index).is_some_and(|op| op.state != State::Waiting)
    }
}
