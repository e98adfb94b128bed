//! The integration tests, one binary.

mod agreement;
mod bad_input;
mod cases;
mod charts;
mod closed_forms;
mod command_line;
mod developer_pages;
mod documented_commands;
mod draws;
mod generated_docs;
mod levers;
mod mutations;
mod notebook;
mod oracle;
mod oracle_cases;
mod page;
mod peers;
mod reserve;
mod skipped;
mod steps;
mod terms;
mod valid;
mod variations;
mod verdicts;
