//! Phases of the simulation of a shipped scenario, and the oracle's time for the same trials.
//!
//! `cargo bench` runs all; the elements of the throughput are trials. `coppercast bench FILE` gives
//! the same phases with thread counts.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::path::Path;

use coppercast::analysis::collection::{Collection, specifications};
use coppercast::model::Model;
use coppercast::model::observer::Unobserved;
use coppercast::numerics::instruction_set::InstructionSet;
use coppercast::numerics::lanes::LANES;
use coppercast::scenario::{Overrides, Scenario, load};
use coppercast::simulation::{Replay, Simulator};

#[path = "../tests/suite/oracle.rs"]
mod oracle;

const SCENARIOS: [&str; 2] = ["johnson-camp", "fleet"];

fn scenario(name: &str) -> Scenario {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("scenarios/{name}.toml"));
    load(&path, &Overrides::default()).expect("shipped scenarios are sound").scenario
}

/// Values drawn beforehand, so that the oracle is timed without drawing.
struct Drawn(std::collections::HashMap<(String, u64), f64>);

impl oracle::NamedValues for Drawn {
    fn value(&self, path: &str, coordinate: u64) -> f64 {
        self.0[&(path.to_owned(), coordinate)]
    }
}

/// Notes what the oracle asks for.
struct Asking<'r, 's> {
    replay: &'r Replay<'s>,
    seen: std::cell::RefCell<std::collections::HashMap<(String, u64), f64>>,
}

impl oracle::NamedValues for Asking<'_, '_> {
    fn value(&self, path: &str, coordinate: u64) -> f64 {
        let value = self.replay.value(path, coordinate).expect("the oracle asks for what is drawn");
        self.seen.borrow_mut().insert((path.to_owned(), coordinate), value);
        value
    }
}

fn phases(criterion: &mut Criterion) {
    for name in SCENARIOS {
        let scenario = scenario(name);
        let model = Model::new(&scenario).expect("shipped scenarios compile");
        let simulator = Simulator::new(model, &scenario, InstructionSet::detect());
        let specifications =
            specifications(&simulator, scenario.simulation.trials, &scenario.report.thresholds);
        let mut collection =
            Collection::new(&simulator.model.series, &specifications, InstructionSet::detect());
        let mut worker = simulator.worker();
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements(LANES as u64));
        let mut block = 0;
        group.bench_function(BenchmarkId::new("draws", LANES), |bencher| {
            bencher.iter(|| {
                block += 1;
                worker.draw(block);
            });
        });
        group.bench_function(BenchmarkId::new("balance", LANES), |bencher| {
            bencher.iter(|| worker.run_balance(LANES as u64, &mut Unobserved));
        });
        group.bench_function(BenchmarkId::new("balance and tallies", LANES), |bencher| {
            bencher.iter(|| worker.run_balance(LANES as u64, &mut collection));
        });
        let trials: Vec<Drawn> = (0..LANES as u64)
            .map(|trial| {
                let replay = Replay::new(&simulator, trial);
                let asking = Asking { replay: &replay, seen: std::cell::RefCell::default() };
                let _ = oracle::Trial::compute(&scenario, &asking);
                Drawn(asking.seen.into_inner())
            })
            .collect();
        group.bench_function(BenchmarkId::new("oracle on drawn values", LANES), |bencher| {
            bencher.iter(|| {
                trials.iter().map(|drawn| oracle::Trial::compute(&scenario, drawn)).for_each(drop);
            });
        });
        group.finish();
    }
}

criterion_group!(benches, phases);
criterion_main!(benches);
