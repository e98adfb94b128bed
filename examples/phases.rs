use coppercast::{
    instruction_set::InstructionSet,
    model::{Model, series::Observer},
    scenario,
    simulation::Simulator,
    statistics::{Tally, collection::specifications},
};
use std::time::Instant;
struct Nothing(f64);
impl Observer for Nothing {
    fn begin(&mut self, _: u64) {}
    #[inline(always)]
    fn observe(&mut self, _: usize, v: &[f64; 64], _: u64) {
        self.0 = v[0];
    }
    #[inline(always)]
    fn observe_ratio(&mut self, _: usize, n: &[f64; 64], _: &[f64; 64], _: u64) {
        self.0 = n[0];
    }
}
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let loaded = match scenario::load(std::path::Path::new(&path), &Default::default()) {
        Ok(l) => l,
        Err(d) => {
            println!("{}", d.render(false));
            return;
        }
    };
    for set in InstructionSet::available() {
        let sim = Simulator::new(Model::new(&loaded.scenario).unwrap(), &loaded.scenario, set);
        let specs = specifications(&sim, 100000, &[]);
        let mut tally = Tally::new(&specs, sim.model.series.ratios.len());
        let mut w = sim.worker();
        let n = 2000u64;
        let (mut a, mut fill, mut b, mut c) = (f64::MAX, f64::MAX, f64::MAX, f64::MAX);
        for _ in 0..5 {
            let t = Instant::now();
            for i in 0..n {
                w.draw(i);
            }
            a = a.min(t.elapsed().as_secs_f64());
            let mut scratch = Default::default();
            let mut values = vec![coppercast::lanes::Lanes::ZERO; sim.model.columns];
            let t = Instant::now();
            for i in 0..n {
                coppercast::sampling::draw::fill(set, &sim.model.draws, i * 64, &mut values, &mut scratch);
            }
            fill = fill.min(t.elapsed().as_secs_f64());
            let mut nothing = Nothing(0.0);
            let t = Instant::now();
            for _ in 0..n {
                w.settle(64, &mut nothing);
            }
            b = b.min(t.elapsed().as_secs_f64());
            let t = Instant::now();
            for i in 0..n {
                w.draw(i);
                w.settle(64, &mut tally);
            }
            c = c.min(t.elapsed().as_secs_f64());
        }
        let per = |x: f64| x * 1e9 / (n * 64) as f64;
        println!(
            "{}: series {} fill {:.0} exogenous {:.0} balance {:.0} whole {:.0} ns/trial ratio {:.2}",
            set.name(),
            sim.model.series.series,
            per(fill),
            per(a),
            per(b),
            per(c),
            c / a
        );
    }
}
