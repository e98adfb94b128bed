use coppercast::{
    instruction_set::InstructionSet,
    model::{metric::Metric, series::Subject},
    run, scenario,
    simulation::Control,
};
fn main() {
    let path = std::env::args().nth(1).unwrap();
    let mut o = scenario::Overrides::default();
    if let Some(n) = std::env::args().nth(2) {
        o.push("--trials", "simulation.trials", &n);
    }
    let threads: usize = std::env::args().nth(3).map_or(2, |t| t.parse().unwrap());
    let loaded = match scenario::load(std::path::Path::new(&path), &o) {
        Ok(l) => l,
        Err(d) => {
            println!("{}", d.render(false));
            return;
        }
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let s = run::Settings { instruction_set: InstructionSet::detect(), precision: None };
    let out = run::run(&loaded.scenario, s, &pool, &Control::default()).unwrap();
    println!(
        "{} series, compile {:?} simulation {:?} trials/s {:.0}",
        out.plan.series,
        out.compile_time,
        out.simulation_time,
        out.tally.trials() as f64 / out.simulation_time.as_secs_f64()
    );
    for m in [Metric::Need, Metric::Delivered, Metric::Shortfall, Metric::Cost, Metric::CoverGap] {
        let s = out.tally.series(out.plan.series(Subject::Total, m).unwrap());
        println!(
            "{} mean {:?} p {:?} p95 {:?}",
            m.name(),
            s.mean().estimate.zip(s.mean().std_error),
            s.probability_positive().estimate,
            s.quantile(0.95).estimate
        );
    }
}
