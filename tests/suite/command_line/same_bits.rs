//! The same bytes in every table for any number of threads and any instruction set.

use super::program::{Desk, Files, assert_same, shipped};

/// Everything but the manifest, which names threads and instruction set.
fn results(desk: &Desk, scenario: &str, trials: &str, machine: &[&str]) -> Files {
    let path = shipped(scenario);
    let output = machine.join("-").replace("--", "");
    desk.run(
        &[&["run", &path, "--trials", trials, "--quiet", "--output", &output], machine].concat(),
    )
    .done();
    let mut files = desk.files(&format!("{output}/{scenario}"));
    files.remove("manifest.json").expect("a manifest");
    files
}

fn assert_same_bits(scenario: &str, trials: &str) {
    let desk = Desk::new();
    let plain =
        results(&desk, scenario, trials, &["--threads", "1", "--instruction-set", "baseline"]);
    assert!(plain.len() > 20);
    for machine in [
        &["--threads", "1"][..],
        &["--threads", "2"],
        &["--threads", "3"],
        &["--threads", "7"],
        &["--threads", "3", "--instruction-set", "baseline"],
    ] {
        assert_same(
            &plain,
            &results(&desk, scenario, trials, machine),
            &format!("{scenario} with {machine:?}"),
        );
    }
}

// The trials are enough for work on each of seven threads, and no multiple of the 64 of a block.

#[test]
fn johnson_camp_has_the_same_bits_on_every_machine() {
    assert_same_bits("johnson-camp", "5003");
}

#[test]
fn the_fleet_has_the_same_bits_on_every_machine() {
    assert_same_bits("fleet", "4001");
}
