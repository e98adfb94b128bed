//! The reference model of docs/performance.md in plain Rust with `rand_distr` and rayon.
//!
//! `cargo bench --bench plain_rust -- SIZE [--trials N] [--threads N] [--seed N] [--windows]
//! [--conventions program]` prints a line of JSON: the headline with its standard errors, and the
//! trials a second. Without a size it does both.

use std::time::Instant;

use rand::SeedableRng;
use rand::rngs::SmallRng;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use model::{Conventions, LARGE, Model, SMALL, Size, Tally, Worker, headline};

mod model;

/// Trials that a thread takes at a time, from a generator of their own.
const CHUNK: usize = 256;

struct Options {
    sizes: Vec<String>,
    trials: usize,
    threads: usize,
    seed: u64,
    windows: bool,
    conventions: Conventions,
}

impl Options {
    fn read(mut arguments: impl Iterator<Item = String>) -> Options {
        let mut options = Options {
            sizes: Vec::new(),
            trials: 20_000,
            threads: 1,
            seed: 1,
            windows: false,
            conventions: Conventions::Plain,
        };
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().unwrap_or_else(|| panic!("{argument} what?"));
            match argument.as_str() {
                "--trials" => options.trials = value().parse().expect("a number of trials"),
                "--threads" => options.threads = value().parse().expect("a number of threads"),
                "--seed" => options.seed = value().parse().expect("a whole number"),
                "--windows" => options.windows = true,
                "--conventions" => {
                    options.conventions = match value().as_str() {
                        "plain" => Conventions::Plain,
                        "program" => Conventions::Program,
                        other => panic!("{other}: plain or program"),
                    }
                }
                // Given by `cargo bench`.
                "--bench" => {}
                size => options.sizes.push(size.to_owned()),
            }
        }
        if options.sizes.is_empty() {
            options.sizes = ["small", "large"].map(str::to_owned).to_vec();
        }
        options
    }
}

#[allow(clippy::print_stdout, reason = "its answer")]
fn main() {
    let options = Options::read(std::env::args().skip(1));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(options.threads).build();
    let pool = pool.expect("threads");
    for name in &options.sizes {
        let size = match name.as_str() {
            "small" => &SMALL,
            "large" => &LARGE,
            other => panic!("{other}: small or large"),
        };
        println!("{}", pool.install(|| measure(name, size, &options)));
    }
}

fn measure(name: &str, size: &Size, options: &Options) -> Value {
    let begin = Instant::now();
    let model = Model::new(size, options.conventions, options.windows);
    let mut short = vec![0.0; options.trials];
    let mut cost = vec![0.0; options.trials];
    let tally = simulate(&model, options.seed, &mut short, &mut cost);
    let headline = headline(&short, &cost);
    let seconds = begin.elapsed().as_secs_f64();
    let total = |of: &[model::Short]| {
        of.iter().map(|short| short.tonnes).sum::<f64>() / options.trials as f64
    };
    let estimates: Map<String, Value> =
        headline.into_iter().map(|(name, estimate)| (name.to_owned(), json!(estimate))).collect();
    json!({
        "program": if options.windows { "plain Rust, builds only" } else { "plain Rust" },
        "versions": {},
        "model": name,
        "conventions": format!("{:?}", options.conventions).to_lowercase(),
        "trials": options.trials,
        "threads": options.threads,
        "seconds": seconds,
        "trials_per_second": options.trials as f64 / seconds,
        "checks": { "periods": total(&tally.periods), "facilities": total(&tally.facilities) },
        "headline": estimates,
    })
}

fn simulate(model: &Model, seed: u64, short: &mut [f64], cost: &mut [f64]) -> Tally {
    let chunks = short.par_chunks_mut(CHUNK).zip(cost.par_chunks_mut(CHUNK)).enumerate();
    chunks
        .fold(
            || Worker::new(model),
            |mut worker, (chunk, (short, cost))| {
                let mut random = SmallRng::seed_from_u64((seed << 32) + chunk as u64);
                for (short, cost) in short.iter_mut().zip(cost) {
                    (*short, *cost) = worker.trial(&mut random);
                }
                worker
            },
        )
        .map(|worker| worker.tally)
        .reduce_with(|tally, other| tally.merge(&other))
        .expect("at least one trial")
}
