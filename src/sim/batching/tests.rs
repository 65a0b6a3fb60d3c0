//! Tests.
use super::*;
use crate::base::rng::Seed;
use crate::sim::control::Values;
#[test]
fn look() {
    for set in [vec![], vec![("arrival_rate", 1000.0)], vec![("arrival_rate",250.0)], vec![("max_wait",100.0)], vec![("max_batch",1.0)], vec![("burstiness",16.0)]] {
        let v = Values::with(CONTROLS, set).unwrap();
        let t = std::time::Instant::now();
        let o = SIMULATOR.run(&v, Seed(1));
        println!("{:?} {:?}", t.elapsed(), o.trouble);
        for (r, s) in o.readings.iter().zip(readouts::READOUTS) { println!("  {:20} {:10.4} ± {:.4}", s.key, r.value, r.half_width); }
        if let crate::sim::outcome::Plot::Curve{points,..} = &o.plots[1] { println!("{points:?}"); }
        if let crate::sim::outcome::Plot::Distribution{edges,shares,..} = &o.plots[0] { println!("{} {:?}", edges.len(), shares.iter().map(|s| (s*1000.0).round()).collect::<Vec<_>>()); }
        println!("{}", (SIMULATOR.narrate)(&crate::sim::Story{before:None, now:(&v,&o)}));
    }
}
