//! x
mod psplib;
fn main() {
    let all = psplib::read(&psplib::folder().unwrap()).unwrap();
    let n: u64 = std::env::args().nth(1).unwrap().parse().unwrap();
    let seeds: u64 = std::env::args().nth(2).unwrap().parse().unwrap();
    for set in ["j30", "j60"] {
        let mut sum = (0.0, 0.0);
        for seed in 1..=seeds {
            let t = std::time::Instant::now();
            let (mut a, mut b, mut c, mut k) = (0.0, 0.0, 0.0, 0);
            for i in all.iter().filter(|i| i.set == set) {
                let s = psplib::by_count(&i.project, seed, n);
                assert!(i.project.is_feasible(&s));
                let m = f64::from(s.makespan);
                let cp = f64::from(i.project.critical_path());
                a += m / f64::from(i.best_known) - 1.0;
                b += m / cp - 1.0;
                c += f64::from(i.best_known) / cp - 1.0;
                k += 1;
            }
            let k = f64::from(k) / 100.0;
            sum.0 += a / k; sum.1 += b / k;
            if false { println!("{set} seed {seed} above best {:.3} above cp {:.3} (best {:.3}) {:?}", a / k, b / k, c / k, t.elapsed());}
        }
        println!("{set} {:.3} {:.3}", sum.0 / seeds as f64, sum.1 / seeds as f64);
    }
}
