//! Two writers on one order: every pair of acts that concern it, at the same moment from two servers. Nothing leaves, is
//! bought, set aside or paid twice; the rows are what the facts lead to; the evidence verifies.

pub mod acts;
pub mod company;
mod sound;

use std::collections::BTreeSet;
use std::sync::Arc;

use app::site::SITE;
use kernel::Endpoint;
use serde_json::Value;
use tokio::sync::Barrier;

use crate::kit::{Answer, User, databases};
use acts::{ACTS, Act, NO_ORDERS, Stage, WIDE};
use company::{Company, Work};

/// Orders in a database: as many pairs meet before it is looked through and set back.
const ORDERS: usize = 6;

/// Two acts by their places, and the round.
type Try = ((usize, usize), usize);

/// A request that only has to be sent.
#[derive(Clone)]
enum Ready {
    Said(String, Value),
    File(String),
}

/// How often each pair meets: `GENDAN_ENDURE` says otherwise than once on the embedded database and twice on a server's.
fn rounds(url: &str) -> usize {
    let said = std::env::var("GENDAN_ENDURE").ok().and_then(|n| n.parse().ok());
    said.unwrap_or(if url.is_empty() { 1 } else { 2 })
}

/// Pairs that can meet at `stage` and at none before it.
fn pairs(stage: Stage) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    for (j, second) in ACTS.iter().enumerate() {
        for (i, first) in ACTS.iter().enumerate().take(j + 1) {
            let meets = STAGES.iter().find(|s| first.stages.contains(s) && second.stages.contains(s));
            if meets == Some(&stage) {
                pairs.push((i, j));
            }
        }
    }
    pairs
}

const STAGES: [Stage; 12] = [
    Stage::Draft,
    Stage::Review,
    Stage::Ready,
    Stage::Released,
    Stage::OnTheRoad,
    Stage::Claimed,
    Stage::Held,
    Stage::Arrived,
    Stage::Overpaid,
    Stage::Ended,
    Stage::CameBack,
    Stage::GivenUp,
];

async fn ready(manager: &User, act: &Act, work: &Work, side: usize) -> Ready {
    let id = (act.target)(work, side);
    let said = (act.said)(work, side);
    let endpoint = SITE.endpoints().find(|o| o.name() == act.name).unwrap();
    if act.name == "order.attach" {
        return Ready::File(endpoint.href(&id));
    }
    if act.plain {
        return Ready::Said(format!("/api/v1{}", endpoint.href(&id)), said);
    }
    match manager.filled(act.name, &id, said).await {
        Ok((path, body, _)) => Ready::Said(path, body),
        Err(answer) => panic!("{}: {}", act.name, answer.text()),
    }
}

/// Sends it; no version is stated, so that who comes second is tried again.
async fn send(user: User, ready: Ready) -> Answer {
    match ready {
        Ready::Said(path, body) => user.say(&path, &body).await,
        Ready::File(path) => user.upload_with(&path, &[("what", "photo")], "files", "a.txt", b"a").await,
    }
}

fn done(answer: &Answer) -> bool {
    (200..304).contains(&answer.status)
}

struct Meeting {
    company: Company,
    works: Vec<Work>,
    /// Per order, act and side.
    said: Vec<Vec<[Option<Ready>; 2]>>,
}

impl Meeting {
    async fn at(url: &str, stage: Stage) -> Self {
        let company = Company::open(url, ORDERS).await;
        let (mut works, mut said) = (Vec::new(), Vec::new());
        for n in 0..ORDERS {
            let work = company.order(n, stage).await;
            let mut of_order = Vec::new();
            for act in ACTS {
                let mut sides = [None, None];
                for (side, place) in sides.iter_mut().enumerate().filter(|_| act.stages.contains(&stage)) {
                    *place = Some(ready(&company.manager, act, &work, side).await);
                }
                of_order.push(sides);
            }
            works.push(work);
            said.push(of_order);
        }
        sound::remember(&company.first.app).await;
        Self { company, works, said }
    }

    fn ready(&self, n: usize, act: usize, side: usize) -> Ready {
        self.said[n][act][side].clone().unwrap()
    }

    /// Every act by itself is done: else what meets would be nothing.
    async fn each_alone(&self, stage: Stage, faults: &mut Vec<String>) {
        for (n, act) in ACTS.iter().enumerate().filter(|(_, a)| a.stages.contains(&stage)) {
            for side in 0..2 {
                let answer = send(self.company.manager.clone(), self.ready(0, n, side)).await;
                if !done(&answer) {
                    faults.push(format!(
                        "{stage:?}: {} alone: {} {}",
                        act.name,
                        answer.status,
                        answer.text()
                    ));
                }
                sound::come_back(&self.company.first.app).await;
            }
        }
    }

    async fn meet(&self, n: usize, pair: (usize, usize), round: usize) -> [Answer; 2] {
        let gate = Arc::new(Barrier::new(2));
        let go = |user: User, ready: Ready| {
            let gate = gate.clone();
            tokio::spawn(async move {
                gate.wait().await;
                send(user, ready).await
            })
        };
        let (mut here, mut there) = (self.company.manager.clone(), self.company.elsewhere());
        if round % 2 == 1 {
            std::mem::swap(&mut here, &mut there);
        }
        let (first, second) =
            tokio::join!(go(here, self.ready(n, pair.0, 0)), go(there, self.ready(n, pair.1, 1)));
        [first.unwrap(), second.unwrap()]
    }

    /// The pairs of a batch, each on an order of its own, then the whole database.
    async fn batch(&self, batch_number: usize, batch: &[Try], faults: &mut Vec<String>) {
        let mut met = Vec::new();
        for (n, (pair, round)) in batch.iter().enumerate() {
            let name = format!("{} and {}", ACTS[pair.0].name, ACTS[pair.1].name);
            let answers = self.meet(n, *pair, *round).await;
            let statuses = [answers[0].status, answers[1].status];
            if !answers.iter().any(done) || statuses.iter().any(|s| !matches!(s, 200..304 | 409 | 412 | 422))
            {
                faults.push(format!("{name}: {statuses:?} {} {}", answers[0].text(), answers[1].text()));
            }
            let work = &self.works[n];
            let wrong = sound::order_faults(&self.company.first.app, &work.order).await;
            faults.extend(wrong.into_iter().map(|f| format!("{name}: {f}")));
            met.push(format!("{name} on {}", work.order));
        }
        // A batch of one costs as much to look through as a full one: every third is.
        if batch.len() > 1 || batch.iter().all(|(pair, round)| (pair.0 + round).is_multiple_of(3)) {
            let wrong = sound::database_faults(&self.company.first.app, batch_number.is_multiple_of(5)).await;
            faults.extend(wrong.into_iter().map(|f| format!("one of {met:?}: {f}")));
        }
        sound::come_back(&self.company.first.app).await;
    }
}

/// Lets every pair meet at `stage` whose second act is one of `second`.
async fn meet_at(stage: Stage, second: fn(&Act) -> bool) {
    for url in databases() {
        let meeting = Meeting::at(&url, stage).await;
        let mut faults = Vec::new();
        meeting.each_alone(stage, &mut faults).await;
        assert!(faults.is_empty(), "{}", faults.join("\n"));
        let pairs = pairs(stage).into_iter().filter(|p| second(&ACTS[p.1]));
        let mut tries: Vec<Try> = pairs.flat_map(|p| (0..rounds(&url)).map(move |r| (p, r))).collect();
        let wide = |t: &Try| ACTS[t.0.1].name == WIDE;
        tries.sort_by_key(|t| wide(t));
        let narrow = tries.iter().filter(|t| !wide(t)).count();
        let batches = tries[..narrow].chunks(ORDERS).chain(tries[narrow..].chunks(1));
        for (n, batch) in batches.enumerate() {
            meeting.batch(n, batch, &mut faults).await;
        }
        assert!(faults.is_empty(), "{} faults in {} tries\n{}", faults.len(), tries.len(), faults.join("\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn before_the_release_two_acts_at_once_are_as_one_after_the_other() {
    for stage in [Stage::Draft, Stage::Review, Stage::Ready] {
        meet_at(stage, |_| true).await;
    }
}

fn supplies(act: &Act) -> bool {
    ["work.", "purchase.", "stock.", "pegging."].iter().any(|noun| act.name.starts_with(noun))
}

#[tokio::test(flavor = "multi_thread")]
async fn in_work_an_act_beside_one_of_orders_money_or_shipping_is_as_one_after_the_other() {
    meet_at(Stage::Released, |act| !supplies(act)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn in_work_an_act_beside_one_of_supply_is_as_one_after_the_other() {
    meet_at(Stage::Released, supplies).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_road_two_acts_at_once_are_as_one_after_the_other() {
    for stage in [Stage::OnTheRoad, Stage::Claimed, Stage::Held] {
        meet_at(stage, |_| true).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn when_goods_are_there_two_acts_at_once_are_as_one_after_the_other() {
    for stage in [Stage::Arrived, Stage::Overpaid, Stage::Ended, Stage::CameBack, Stage::GivenUp] {
        meet_at(stage, |_| true).await;
    }
}

#[test]
fn every_operation_is_tried_or_concerns_no_order() {
    let tried: BTreeSet<&str> = ACTS.iter().map(|a| a.name).collect();
    let left: BTreeSet<&str> = NO_ORDERS.iter().flat_map(|group| group.1).copied().collect();
    let known: BTreeSet<&str> = SITE.endpoints().map(<dyn Endpoint>::name).collect();
    assert_eq!(tried.intersection(&left).count(), 0);
    let said: BTreeSet<&str> = tried.union(&left).copied().collect();
    assert_eq!(said, known, "an endpoint is in `ACTS`, or in `NO_ORDERS` with its reason");
}
