//! **coppercast** simulates the copper supply risk of companies that build data centres.
//!
//! A [scenario] file says what is uncertain: the price of the metal, what each facility needs and
//! when, what each mine delivers, what contracts promise, how deep the spot market is. Many
//! possible futures are drawn in parallel, and the results say how likely copper runs short, when,
//! where, by how many tonnes and at what cost.
//!
//! The stages stand one behind the other and none knows a later one:
//!
//! ```text
//! scenario file ─▶ scenario ─▶ model ─▶ simulation ─▶ statistics ─▶ analysis ─▶ report
//!   (TOML, CSV)    as written   compiled   blocks of     tallies,      one run,    CSV, PNG,
//!                  + checked    numbers    trials        estimates     many        HTML, JSON
//!                                  ▲
//!                     distribution, sampling (streams, dependence)
//! ```
//!
//! `docs/model.md` has the equations, `docs/sampling.md` and `docs/statistics.md` the rest of the
//! method.
//!
//! ```
//! use coppercast::analysis::run::{Settings, SharedTables, run};
//! use coppercast::metric::Metric;
//! use coppercast::metric::Subject;
//! use coppercast::numerics::instruction_set::InstructionSet;
//! use coppercast::scenario::{Overrides, read_text};
//! use coppercast::simulation::Control;
//!
//! let text = r#"
//!     name = "One hall and a thin spot market"
//!     time = { start = "2027-01", step = "quarter", periods = 4 }
//!     price = { process = "constant", initial = "13000 USD/t" }
//!     [region.us]
//!     spot = { available = "900 t/quarter" }
//!     [facility.hall]
//!     region = "us"
//!     copper = { dist = "normal", mean = "3500 t", sd = "700 t" }
//!     start = "2027-01"
//!     build = "12 month"
//! "#;
//! let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
//! let loaded = read_text("hall.toml", text, &no_files, &Overrides::default())?;
//! let settings = Settings { instruction_set: InstructionSet::detect(), precision: None };
//! let outcome = run(&loaded.scenario, settings, &SharedTables::default(), &Control::default())?;
//! let shortfall = outcome.plan.series(Subject::Total, Metric::Shortfall);
//! let shortfall = shortfall.ok_or("every model has a shortfall")?;
//! let chance = outcome.tally.series(shortfall).probability_positive();
//! // Short when more than 3600 t are needed: 1 - Phi(100/700) = 0.4432.
//! let estimate = chance.estimate.zip(chance.std_error);
//! let (estimate, std_error) = estimate.ok_or("some futures are short, some are not")?;
//! assert!((estimate - 0.4432).abs() < 4.0 * std_error);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod analysis;
pub mod cli;
mod digest;
pub mod distribution;
pub mod index;
pub mod metric;
pub mod model;
pub(crate) mod number_words;
pub mod numerics;
pub mod report;
pub mod results;
pub mod sampling;
pub mod scenario;
pub mod simulation;
pub mod statistics;
pub(crate) mod typeface;
