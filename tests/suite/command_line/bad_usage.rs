//! Whatever is wrong with the arguments ends with exit code 2, a message that helps, and nothing
//! written.

use super::program::{Desk, shipped};

fn assert_refused(options: &[&str], words: &[&str]) {
    let desk = Desk::new();
    desk.run_small(options).refused(2, words);
    assert!(!desk.exists("output"), "{options:?} wrote results");
}

#[test]
fn no_arguments_show_the_usage() {
    let desk = Desk::new();
    desk.run::<&str>(&[])
        .refused(2, &["Usage:", "run", "check", "bench", "schema", "completions", "--help"]);
    desk.run(&["run"]).refused(2, &["<FILE>...", "Usage:"]);
}

#[test]
fn unknown_words_are_refused_with_the_nearest_known_one() {
    let desk = Desk::new();
    desk.run(&["runn", "small.toml"]).refused(2, &["runn", "'run'"]);
    assert_refused(&["--trails", "50"], &["--trails", "--trials"]);
    assert_refused(&["--verbose"], &["--verbose"]);
}

#[test]
fn a_missing_file_is_named() {
    Desk::new().run(&["run", "missing.toml"]).refused(2, &["missing.toml", "no such file"]);
}

#[test]
fn bad_assignments_are_shown() {
    assert_refused(
        &["--set", "price.volatility"],
        &["--set", "price.volatility", "no `=`", "price.volatility=0.3"],
    );
    assert_refused(&["--set", "pric.volatility=0.3"], &["pric", "did you mean `price`?"]);
    assert_refused(
        &["--set", "contract.offtake.rate=400 t"],
        &["contract.offtake.rate", "a mass per time", "875 t/quarter"],
    );
    assert_refused(&["--set", "facility.ohio.copper=-5 t"], &["--set", "facility.ohio.copper"]);
    assert_refused(&["--set", "=3"], &["is not a path"]);
}

#[test]
fn bad_precisions_are_refused() {
    for precision in ["0", "1", "-0.5", "nan", "inf", "often", "250%"] {
        assert_refused(&["--precision", precision], &["--precision", precision, "0.01"]);
    }
}

#[test]
fn bad_numbers_are_refused() {
    assert_refused(&["--threads", "0"], &["--threads", "1024"]);
    assert_refused(&["--threads", "100000"], &["--threads", "1024"]);
    assert_refused(&["--threads", "-1"], &["--threads", "-1"]);
    for trials in ["0", "-5", "many", "1.5", "99999999999999999999"] {
        assert_refused(&["--trials", trials], &["simulation.trials", trials, "whole number"]);
    }
    assert_refused(&["--seed", "lucky"], &["simulation.seed", "lucky", "whole number"]);
}

#[test]
fn what_is_not_there_yet_or_not_here_is_refused() {
    assert_refused(&["--sampling", "sobol"], &["sobol", "monte-carlo"]);
    assert_refused(&["--instruction-set", "sse9"], &["sse9", "baseline"]);
}

#[test]
fn bad_conditions_are_refused() {
    for (condition, word) in [
        ("shortfall mean", "`shortfall mean` is not a condition"),
        ("shortfall mean > 3 or", "is not complete"),
        ("shortfall mean + cost mean > 3 t", "cannot be added"),
        ("shortfall > 3", "METRIC STATISTIC"),
        ("shortfal mean > 3", "`shortfal` is not a metric"),
        ("shortfall median > 3", "`median` is not a statistic"),
        ("shortfall mean > 3 MUSD", "not a value in t"),
        ("shortfall prob_positive > 3 t", "`3 t` is not a number"),
        ("region.eu.shortfall mean > 3 t", "small has no region.eu"),
        ("shortfall prob_positive > 5", "is no probability"),
        ("watch:large > 10", "is no probability"),
        ("watch:lage > 10%", "[watch.lage]"),
        // Conditions on what the summary does not have would never hold, and nobody would notice.
        ("fill_rate mean < 90%", "fill_rate ratio_of_means"),
        ("shortfall ratio_of_means < 90%", "no ratio of means"),
        ("carbon mean > 3", "no mean of carbon"),
        ("completion_delay mean > 3", "no mean of completion_delay"),
    ] {
        assert_refused(&["--fail-if", condition], &["--fail-if", condition, word]);
    }
}

#[test]
fn conditions_are_asked_of_every_scenario_before_any_runs() {
    let desk = Desk::new();
    let ended =
        desk.run(&["run", "small.toml", &shipped("johnson-camp"), "--fail-if", "watch:large > 1%"]);
    ended.refused(2, &["watch:large", "johnson-camp"]);
    assert!(!desk.exists("output"));
}
