//! The integration tests, one binary.

mod charts;
mod oracle;
mod oracle_cases;
