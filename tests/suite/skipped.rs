//! Tests that need a program which a machine may lack.

use std::io::Write;

/// Says on the real stderr, which the test harness does not swallow, that a test looked at nothing.
pub fn say_skipped(what: &str) {
    let _ = writeln!(std::io::stderr(), "\nSKIPPED {what}\n");
}
