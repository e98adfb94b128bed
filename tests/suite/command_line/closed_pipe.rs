//! A reader that has seen enough is no error; a full disk is one.

use std::process::Stdio;

use super::program::{Desk, Ended};

fn closed(desk: &Desk, arguments: &[&str]) -> Ended {
    let mut child = desk
        .command(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    child.wait_with_output().expect("the program ends").into()
}

#[test]
fn a_closed_pipe_is_no_error() {
    let desk = Desk::new();
    for arguments in [
        &["run", "small.toml"][..],
        &["run", "small.toml", "--json", "--again"],
        &["check", "small.toml"],
        &["bench", "small.toml", "--trials", "2000", "--repetitions", "1"],
        &["schema"],
        &["completions", "bash"],
        &["explain", "small.toml"],
        &["--help"],
        &["--version"],
    ] {
        closed(&desk, arguments).done();
    }
    assert!(desk.exists("output/small/manifest.json"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let desk = Desk::new();
    for arguments in [&["run", "small.toml", "--json"][..], &["check", "small.toml"], &["schema"]] {
        let full = std::fs::OpenOptions::new()
            .write(true)
            .open("/dev/full")
            .expect("a device that is always full");
        let ended: Ended =
            desk.command(arguments).stdout(full).output().expect("the program starts").into();
        ended.refused(1, &["cannot write to the standard output"]);
    }
}
