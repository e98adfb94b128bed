//! The integration tests, one binary.

mod bad_input;
mod charts;
mod generated_docs;
mod mutations;
mod oracle;
mod oracle_cases;
mod valid;
