//! Stopping a run from outside.
#![cfg(unix)]

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::program::{Desk, Ended, Files, assert_same};

/// Results of a short run, and the same scenario running for hours over them.
fn long_run(desk: &Desk) -> (Files, Child) {
    desk.run_small(&["--quiet"]).done();
    let before = desk.files("output");
    let mut command =
        desk.command(&["run", "small.toml", "--trials", "4_000_000_000", "--seed", "1"]);
    let mut child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    wait_for_handler(&mut child);
    (before, child)
}

/// Waits until Ctrl-C is caught, where the system tells, and a moment longer for the trials to
/// begin.
fn wait_for_handler(child: &mut Child) {
    let status = format!("/proc/{}/status", child.id());
    let catches = || {
        let text = fs::read_to_string(&status).ok()?;
        let mask = text.lines().find_map(|line| line.strip_prefix("SigCgt:"))?;
        Some(u64::from_str_radix(mask.trim(), 16).ok()? >> 1 & 1 == 1)
    };
    let begin = Instant::now();
    while catches() == Some(false) && begin.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(10));
    }
    let moment =
        if catches().is_some() { Duration::from_millis(300) } else { Duration::from_secs(3) };
    std::thread::sleep(moment);
    assert!(child.try_wait().expect("a status").is_none(), "the run ended before it was stopped");
}

fn interrupt(child: &Child) {
    let status =
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("kill starts");
    assert!(status.success());
}

/// How the program ends, within a time that does not make anybody impatient.
fn ended(mut child: Child) -> Ended {
    let begin = Instant::now();
    while child.try_wait().expect("a status").is_none() {
        if begin.elapsed() > Duration::from_secs(20) {
            child.kill().expect("a running program");
            panic!("the run did not stop");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    child.wait_with_output().expect("the program has ended").into()
}

#[test]
fn an_interrupted_run_leaves_earlier_results_as_they_were() {
    let desk = Desk::new();
    let (before, child) = long_run(&desk);
    interrupt(&child);
    ended(child).refused(130, &["interrupted", "earlier results"]);
    // Every file below the folder, so leftovers would show too.
    assert_same(&before, &desk.files("output"), "earlier results");
}

#[test]
fn an_impatient_second_interruption_ends_the_same_way() {
    let desk = Desk::new();
    let (before, child) = long_run(&desk);
    interrupt(&child);
    interrupt(&child);
    assert_eq!(ended(child).code, Some(130));
    assert_same(&before, &desk.files("output"), "earlier results");
}

#[test]
fn an_interruption_stops_the_scenarios_to_come_but_keeps_those_done() {
    let desk = Desk::new();
    desk.write("later.toml", super::program::SMALL);
    let long = super::program::SMALL.replace("trials = 700", "trials = 4_000_000_000");
    desk.write("long.toml", &long);
    // One after the other: with more threads the last one may be done before the long one is
    // stopped.
    let mut command =
        desk.command(&["run", "small.toml", "long.toml", "later.toml", "--threads", "1"]);
    let child =
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let begin = Instant::now();
    while !desk.exists("output/small/manifest.json") && begin.elapsed() < Duration::from_mins(1) {
        std::thread::sleep(Duration::from_millis(10));
    }
    std::thread::sleep(Duration::from_millis(300));
    interrupt(&child);
    let ended = ended(child);
    assert_eq!(ended.code, Some(130), "{}", ended.stderr);
    assert!(
        ended.stdout.contains("output/small") && !ended.stdout.contains("Compared"),
        "{}",
        ended.stdout
    );
    assert_eq!(
        ended.stderr,
        "interrupted; 1 of 3 scenarios are done and kept, the others are as they were\n"
    );
    desk.tables("output/small");
    assert_eq!(desk.names("output"), ["small"]);
}

#[test]
fn a_killed_run_leaves_earlier_results_and_the_next_one_works() {
    let desk = Desk::new();
    let (before, mut child) = long_run(&desk);
    child.kill().expect("a running program");
    assert_eq!(child.wait().expect("a status").code(), None);
    assert_same(&before, &desk.files("output"), "earlier results");
    desk.run_small(&["--quiet"]).done();
    assert_same(&desk.tables("output/small"), &before_tables(before), "a run after a killed one");
}

fn before_tables(files: Files) -> Files {
    let below = |path: &str| {
        path.strip_prefix("small/").filter(|path| path.ends_with(".csv")).map(str::to_owned)
    };
    files.into_iter().filter_map(|(path, bytes)| Some((below(&path)?, bytes))).collect()
}
