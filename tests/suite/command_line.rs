//! The command line end to end: the built program, its files, its words and its exit codes.

mod bad_usage;
mod batches;
mod chart_options;
mod closed_pipe;
mod comparisons;
mod detail;
mod explain;
mod fail_if;
mod interruption;
mod labels;
mod lower_bounds;
mod offers;
mod options;
mod other_commands;
mod output_folder;
pub mod program;
mod results;
mod same_bits;
mod same_scenario;
mod several_files;
mod step_check;
mod stress;
mod trials;
