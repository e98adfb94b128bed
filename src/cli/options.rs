//! Options that several commands have.

use std::path::PathBuf;

use clap::Args;

use crate::numerics::instruction_set::InstructionSet;
use crate::scenario::Overrides;

/// Scenario files of a command.
#[derive(Debug, Clone, Args)]
pub struct FileArguments {
    /// Scenario files, folders of them, or patterns in quotation marks such as
    /// 'scenarios/*camp*.toml'
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
}

/// Options that change what a scenario says.
#[derive(Debug, Clone, Default, Args)]
pub struct ScenarioOptions {
    /// Number of trials, such as 100_000
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub trials: Option<String>,
    /// Seed of the random numbers
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    seed: Option<String>,
    /// Sampling design; only `monte-carlo` so far
    #[arg(long, value_name = "DESIGN")]
    sampling: Option<String>,
    /// How much is counted and written: headline, actors (all but facility by period) or full; full
    /// by default, actors for very many facilities
    #[arg(long, value_name = "DETAIL")]
    detail: Option<String>,
    /// Override a value of the scenario, such as --set 'contract.nuton.rate=400 t/quarter'; may be
    /// repeated
    #[arg(long = "set", value_name = "PATH=VALUE")]
    assignments: Vec<String>,
}

impl ScenarioOptions {
    /// The options as values laid over every scenario.
    ///
    /// # Errors
    /// The message for an assignment that is none.
    pub fn overrides(&self) -> Result<Overrides, String> {
        let mut overrides = Overrides::default();
        for assignment in &self.assignments {
            overrides.set(assignment).map_err(|text| {
                format!(
                    "--set `{text}` has no `=`; expected a path and a value, such as --set \
                    'price.volatility=0.3'"
                )
            })?;
        }
        if let Some(trials) = &self.trials {
            overrides.push("--trials", "simulation.trials", &without_separators(trials));
        }
        if let Some(seed) = &self.seed {
            overrides.push("--seed", "simulation.seed", &without_separators(seed));
        }
        for (option, path, value) in [
            ("--sampling", "simulation.sampling", &self.sampling),
            ("--detail", "report.detail", &self.detail),
        ] {
            if let Some(word) = value {
                overrides.push(option, path, word);
            }
        }
        Ok(overrides)
    }
}

/// Options about the machine; none changes a result.
#[derive(Debug, Clone, Args)]
pub struct MachineOptions {
    /// Threads; all cores by default
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    threads: Option<usize>,
    /// Vector instructions: baseline, avx2 or avx512; the widest of the processor by default
    #[arg(long, value_name = "NAME")]
    instruction_set: Option<String>,
}

/// What of the machine a command uses.
pub struct Machine {
    pub instruction_set: InstructionSet,
    pub pool: rayon::ThreadPool,
}

impl MachineOptions {
    /// Starts the threads.
    ///
    /// # Errors
    /// The message for an instruction set that this processor does not have, or a number of threads
    /// that cannot be started.
    pub fn machine(&self) -> Result<Machine, String> {
        Ok(Machine { instruction_set: self.instruction_set()?, pool: self.pool()? })
    }

    fn instruction_set(&self) -> Result<InstructionSet, String> {
        let available = InstructionSet::available();
        let Some(name) = &self.instruction_set else { return Ok(InstructionSet::detect()) };
        available.iter().copied().find(|set| set.name() == name).ok_or_else(|| {
            let names: Vec<&str> = available.iter().map(|set| set.name()).collect();
            format!(
                "--instruction-set `{name}` is not available here; expected one of {}",
                names.join(", ")
            )
        })
    }

    fn pool(&self) -> Result<rayon::ThreadPool, String> {
        const MOST_THREADS: usize = 1024;
        if self.threads.is_some_and(|threads| threads == 0 || threads > MOST_THREADS) {
            return Err(format!("--threads must lie between 1 and {MOST_THREADS}"));
        }
        rayon::ThreadPoolBuilder::new()
            .num_threads(self.threads.unwrap_or(0))
            .build()
            .map_err(|error| format!("cannot start the threads: {error}"))
    }
}

/// A whole number of an option as a scenario writes it.
pub fn without_separators(text: &str) -> String {
    text.replace([',', '_'], "")
}

/// A number of an option: `0.05`, `5%`, `1_000`, `2e8`.
pub fn parsed_number(text: &str) -> Option<f64> {
    let text = text.replace(['_', ','], "");
    let value: f64 = match text.strip_suffix('%') {
        Some(percent) => percent.trim().parse::<f64>().ok()? / 100.0,
        None => text.parse().ok()?,
    };
    value.is_finite().then_some(value)
}
