//! `coppercast bench`: how fast a scenario runs, by phase, thread count and instruction set.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use super::console::Console;
use super::files::load_one;
use super::run::MachineOptions;
use super::{Exit, ScenarioOptions};
use crate::analysis::collection::{Collection, specifications};
use crate::analysis::run::{Settings, SharedTables, run};
use crate::model::Model;
use crate::model::observer::Unobserved;
use crate::numerics::lanes::LANES;
use crate::scenario::Scenario;
use crate::simulation::{Control, Simulator, blocks};

#[derive(Debug, Clone, Args)]
pub struct BenchArguments {
    /// Scenario file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    options: ScenarioOptions,
    #[command(flatten)]
    machine: MachineOptions,
    /// Repetitions; the fastest counts
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    repetitions: u32,
    /// Print CSV instead of a table
    #[arg(long)]
    csv: bool,
}

/// One measurement.
struct Row {
    phase: &'static str,
    threads: usize,
    seconds: f64,
}

pub fn bench(arguments: &BenchArguments, console: &Console) -> Exit {
    let bad = |message: String| {
        console.error(&message);
        Exit::BadInput
    };
    let overrides = match arguments.options.overrides() {
        Ok(overrides) => overrides,
        Err(message) => return bad(message),
    };
    let settings = match arguments.machine.instruction_set() {
        Ok(instruction_set) => Settings { instruction_set, precision: None },
        Err(message) => return bad(message),
    };
    let most = match arguments.machine.pool() {
        Ok(pool) => pool.current_num_threads(),
        Err(message) => return bad(message),
    };
    let Some(loaded) = load_one(&arguments.file, &overrides, console) else {
        return Exit::BadInput;
    };
    let scenario = &loaded.scenario;
    let rows = match measure(scenario, settings, most, arguments.repetitions) {
        Ok(rows) => rows,
        Err(message) => {
            console.error(&message);
            return Exit::Failed;
        }
    };
    let set = settings.instruction_set.name();
    console.result(&if arguments.csv {
        csv(scenario, set, &rows)
    } else {
        table(scenario, set, &rows)
    })
}

fn measure(
    scenario: &Scenario,
    settings: Settings,
    most: usize,
    repetitions: u32,
) -> Result<Vec<Row>, String> {
    let model = Model::new(scenario).map_err(|error| error.to_string())?;
    let simulator = Simulator::new(model, scenario, settings.instruction_set);
    let trials = scenario.simulation.trials;
    let blocks = blocks(trials);
    let mut worker = simulator.worker();
    let fastest = |work: &mut dyn FnMut()| {
        (0..repetitions).map(|_| seconds(&mut *work)).fold(f64::INFINITY, f64::min)
    };
    let mut rows = Vec::new();
    let drawing = fastest(&mut || (0..blocks).for_each(|block| worker.draw(block)));
    rows.push(Row { phase: "draws", threads: 1, seconds: drawing });
    let balancing =
        fastest(&mut || (0..blocks).for_each(|_| worker.settle_for(LANES as u64, &mut Unobserved)));
    rows.push(Row { phase: "balance", threads: 1, seconds: balancing });
    let specifications = specifications(&simulator, trials, &scenario.report.thresholds);
    let simulating = fastest(&mut || {
        let mut collection =
            Collection::new(&simulator.model.series, &specifications, simulator.instruction_set);
        (0..blocks).for_each(|block| worker.run(block, trials, &mut collection));
    });
    rows.push(Row {
        phase: "tallies",
        threads: 1,
        seconds: (simulating - drawing - balancing).max(0.0),
    });
    let counts: Vec<usize> = (0..)
        .map(|power| 1usize << power)
        .take_while(|&threads| threads < most)
        .chain([most])
        .collect();
    let pools: Vec<rayon::ThreadPool> = counts
        .iter()
        .map(|&threads| {
            rayon::ThreadPoolBuilder::new()
                .num_threads(threads)
                .build()
                .map_err(|error| error.to_string())
        })
        .collect::<Result<_, _>>()?;
    let mut fastest = vec![(f64::INFINITY, f64::INFINITY); counts.len()];
    // In turn, so that a machine that is slower for a while is so for every number of threads.
    for _ in 0..repetitions {
        for (pool, (drawing, running)) in pools.iter().zip(&mut fastest) {
            *drawing = drawing.min(seconds(|| draw_apart(&simulator, pool, blocks)));
            let mut failed = None;
            *running = running.min(seconds(|| {
                // Fresh tables: setting up belongs to the run.
                let tables = SharedTables::default();
                failed =
                    pool.install(|| run(scenario, settings, &tables, &Control::default())).err();
            }));
            if let Some(error) = failed {
                return Err(error.to_string());
            }
        }
    }
    let several = counts.iter().zip(&fastest).filter(|&(&threads, _)| threads > 1);
    rows.extend(several.map(|(&threads, &(seconds, _))| Row { phase: "draws", threads, seconds }));
    rows.extend(counts.iter().zip(&fastest).map(|(&threads, &(_, seconds))| Row {
        phase: "run",
        threads,
        seconds,
    }));
    Ok(rows)
}

fn seconds(work: impl FnOnce()) -> f64 {
    let begin = Instant::now();
    work();
    begin.elapsed().as_secs_f64()
}

/// Draws every block, each thread a part of them with nothing shared: how much faster that is than
/// on one thread is all that more threads can bring on this machine.
fn draw_apart(simulator: &Simulator, pool: &rayon::ThreadPool, blocks: u64) {
    pool.broadcast(|context| {
        let mut worker = simulator.worker();
        let own = (context.index() as u64..blocks).step_by(context.num_threads());
        own.for_each(|block| worker.draw(block));
    });
}

fn table(scenario: &Scenario, set: &str, rows: &[Row]) -> String {
    let trials = scenario.simulation.trials;
    let mut text = format!(
        "{}, {trials} trials, {set} instructions; the fastest repetition\n\n",
        scenario.slug
    );
    text.push_str(&format!(
        "{:<10}{:>8}{:>12}{:>12}{:>16}{:>10}\n",
        "phase", "threads", "seconds", "ns/trial", "trials/s", "of draws"
    ));
    let draws = rows[0].seconds;
    for row in rows {
        let (nanoseconds, speed) = (row.seconds * 1e9 / trials as f64, trials as f64 / row.seconds);
        let Row { phase, threads, seconds } = row;
        text.push_str(&format!(
            "{phase:<10}{threads:>8}{seconds:>12.4}{nanoseconds:>12.0}{speed:>16.0}{:>10.2}\n",
            seconds / draws
        ));
    }
    text.push_str(
        "\ndraws: every random number, and the prices, outputs and needs that follow; balance: the \
         periods' accounts;\n",
    );
    text.push_str(
        "tallies: gathering all statistics; run: everything from the checked scenario to the \
         merged tallies;\n\
         draws of several threads share nothing: more than their gain over one thread the run \
         cannot have\n",
    );
    text
}

fn csv(scenario: &Scenario, set: &str, rows: &[Row]) -> String {
    let mut text =
        "scenario,instruction_set,phase,threads,trials,seconds,trials_per_second\n".to_owned();
    let trials = scenario.simulation.trials;
    for Row { phase, threads, seconds } in rows {
        let speed = trials as f64 / seconds;
        text.push_str(&format!(
            "{},{set},{phase},{threads},{trials},{seconds},{speed}\n",
            scenario.slug
        ));
    }
    text
}
