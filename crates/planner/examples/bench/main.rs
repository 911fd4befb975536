//! x
use planner::*;
fn main() {
    for load in [65u32, 75, 85, 95] { for rich in [false,true] {
        let f = Factory::new(factory(Sample { seed: 1, orders: 200, load, rich }));
        let seq = earliest_due_first(&f);
        let t = std::time::Instant::now();
        for _ in 0..100 { std::hint::black_box(asap(&f, &seq)); }
        let a = t.elapsed() / 100;
        let t = std::time::Instant::now();
        for _ in 0..100 { std::hint::black_box(back_scheduled(&f, &seq)); }
        let b = t.elapsed() / 100;
        let p = asap(&f, &seq);
        let v = validate(f.problem(), &p);
        let p2 = back_scheduled(&f, &seq);
        let v2 = validate(f.problem(), &p2);
        let t = std::time::Instant::now();
        let mut s = Search::new(&f, 1);
        s.step(4000);
        println!("{load} {rich} asap {a:?} back {b:?} {:?} {:?} late {} edd {:?} ours {:?} {:?} viol {}", v.first(), v2.first(), p.late(f.problem()).len(), p.score, s.score(), t.elapsed(), validate(f.problem(), &s.plan()).len());
    } }
}
