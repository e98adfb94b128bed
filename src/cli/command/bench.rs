//! `coppercast bench`: how fast a scenario runs, by phase, thread count and instruction set.

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;

use crate::analysis::collection::{Collection, specifications};
use crate::analysis::run::{Settings, SharedTables, run};
use crate::cli::console::Console;
use crate::cli::exit::Exit;
use crate::cli::options::{Machine, MachineOptions, ScenarioOptions};
use crate::cli::scenario_files::load_one;
use crate::model::Model;
use crate::model::observer::Unobserved;
use crate::number_words::count;
use crate::numerics::lanes::LANES;
use crate::report::aligned_text::{self, Align, TableLine};
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
    #[arg(
        long, value_name = "N", default_value_t = 5,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    repetitions: u32,
    /// Print CSV instead of a table
    #[arg(long)]
    csv: bool,
}

/// How fast each phase is, and what one thread's tallies take.
struct Measured {
    rows: Vec<Row>,
    series: usize,
    tally_bytes: usize,
}

/// One measurement.
struct Row {
    phase: &'static str,
    threads: usize,
    seconds: f64,
}

pub fn bench(arguments: &BenchArguments, console: &Console) -> Result<Exit, Exit> {
    let bad = console.told(Exit::BadInput);
    let overrides = arguments.options.overrides().map_err(&bad)?;
    let Machine { instruction_set, pool } = arguments.machine.machine().map_err(&bad)?;
    let loaded = load_one(&arguments.file, &overrides, console).ok_or(Exit::BadInput)?;
    let scenario = &loaded.scenario;
    let settings = Settings { instruction_set, precision: None };
    let threads = pool.current_num_threads();
    let measured = measure(scenario, settings, threads, arguments.repetitions)
        .map_err(console.told(Exit::Failed))?;
    let write = if arguments.csv { csv } else { table };
    Ok(console.result(&write(scenario, instruction_set.name(), &measured)))
}

fn measure(
    scenario: &Scenario,
    settings: Settings,
    most: usize,
    repetitions: u32,
) -> Result<Measured, String> {
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
    let balancing = fastest(&mut || {
        (0..blocks).for_each(|_| worker.run_balance(LANES as u64, &mut Unobserved));
    });
    rows.push(Row { phase: "balance", threads: 1, seconds: balancing });
    let specifications = specifications(&simulator, trials, &scenario.report.thresholds);
    let mut tally_bytes = 0;
    let simulating = fastest(&mut || {
        let mut collection =
            Collection::new(&simulator.model.series, &specifications, simulator.instruction_set);
        (0..blocks).for_each(|block| worker.run(block, trials, &mut collection));
        tally_bytes = collection.bytes();
    });
    rows.push(Row {
        phase: "tallies",
        threads: 1,
        seconds: (simulating - drawing - balancing).max(0.0),
    });
    let counts: Vec<usize> = (0..usize::BITS)
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
    Ok(Measured { rows, series: simulator.model.series.series, tally_bytes })
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

/// Trials times facilities times periods of the report; 1 facility at least.
fn cells(scenario: &Scenario) -> f64 {
    let facilities = scenario.facilities.len().max(1);
    scenario.simulation.trials as f64 * facilities as f64 * scenario.time.periods as f64
}

fn table(scenario: &Scenario, set: &str, measured: &Measured) -> String {
    let Measured { rows, series, tally_bytes } = measured;
    let trials = scenario.simulation.trials;
    let heads =
        ["threads", "seconds", "ns/trial", "ns/facility and period", "trials/s", "of draws"];
    let mut lines = vec![TableLine::header("phase", &heads)];
    let draws = rows[0].seconds;
    lines.extend(rows.iter().map(|&Row { phase, threads, seconds }| TableLine {
        label: phase.to_owned(),
        cells: vec![
            threads.to_string(),
            format!("{seconds:.4}"),
            format!("{:.0}", seconds * 1e9 / trials as f64),
            format!("{:.3}", seconds * 1e9 / cells(scenario)),
            format!("{:.0}", trials as f64 / seconds),
            format!("{:.2}", seconds / draws),
        ],
    }));
    format!(
        "{}, {trials} trials, {set} instructions; the fastest repetition\n\n{}\n\
         {} series, whose tallies take {} of memory for each thread\n\
         draws: every random number, and the prices, outputs and needs that follow; balance: the \
         periods' accounts;\n\
         tallies: gathering all statistics; run: everything from the checked scenario to the \
         merged tallies;\n\
         draws of several threads share nothing: more than their gain over one thread the run \
         cannot have\n",
        scenario.slug,
        aligned_text::table(&lines, Align::Right),
        count(*series as u64),
        memory(*tally_bytes),
    )
}

/// `820 kB`, `12.3 MB`.
fn memory(bytes: usize) -> String {
    match bytes as f64 {
        bytes if bytes < 1e6 => format!("{:.0} kB", bytes / 1e3),
        bytes => format!("{:.1} MB", bytes / 1e6),
    }
}

fn csv(scenario: &Scenario, set: &str, measured: &Measured) -> String {
    let Measured { rows, series, tally_bytes } = measured;
    let mut text = "scenario,instruction_set,phase,threads,trials,seconds,trials_per_second,\
                    nanoseconds_per_facility_and_period,series,tally_bytes\n"
        .to_owned();
    let trials = scenario.simulation.trials;
    for Row { phase, threads, seconds } in rows {
        let speed = trials as f64 / seconds;
        let each = seconds * 1e9 / cells(scenario);
        text.push_str(&format!(
            "{},{set},{phase},{threads},{trials},{seconds},{speed},{each},{series},{tally_bytes}\n",
            scenario.slug
        ));
    }
    text
}
