//! Batches that are killed, repeated, damaged or started twice: results are whole, of one run, and
//! made only once.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use super::program::{Desk, Files, SMALL, assert_same};

/// A base and two variations, in a folder.
fn batch() -> Desk {
    let desk = Desk::new();
    desk.write("batch/base.toml", SMALL);
    desk.write(
        "batch/dry.toml",
        "extends = \"base.toml\"\n[mine.copper-hill]\ncapacity = \"2 kt/year\"\n",
    );
    desk.write(
        "batch/wet.toml",
        "extends = \"base.toml\"\n[mine.copper-hill]\ncapacity = \"8 kt/year\"\n",
    );
    desk
}

const SCENARIOS: [&str; 3] = ["base", "dry", "wet"];
const ALL: [&str; 4] = ["base", "comparison", "dry", "wet"];

/// Files as they must be the same in two runs: the object `run` of a manifest tells when it was and
/// how long it took.
fn without_times(mut files: Files) -> Files {
    for (path, bytes) in &mut files {
        if path.ends_with("manifest.json") {
            let mut manifest: serde_json::Value =
                serde_json::from_slice(bytes).expect("a manifest");
            assert!(manifest["run"]["started"].is_string(), "{path}");
            manifest["run"].take();
            *bytes = manifest.to_string().into_bytes();
        }
    }
    files
}

/// When each file was written last.
fn written(desk: &Desk, folder: &str) -> BTreeMap<String, SystemTime> {
    let time = |path: &String| {
        let metadata = fs::metadata(desk.path(folder).join(path)).expect("a file");
        metadata.modified().expect("a time")
    };
    desk.files(folder).into_keys().map(|path| (path.clone(), time(&path))).collect()
}

/// The folders in a place of results whose manifest was written anew.
fn renewed(
    before: &BTreeMap<String, SystemTime>,
    after: &BTreeMap<String, SystemTime>,
) -> Vec<String> {
    let manifests = after
        .iter()
        .filter(|(path, time)| path.ends_with("/manifest.json") && before.get(*path) != Some(time));
    manifests.map(|(path, _)| path.trim_end_matches("/manifest.json").to_owned()).collect()
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), &target).expect("a copy");
        }
    }
}

/// Asserts that every results folder holds exactly the files that its manifest lists, byte by byte,
/// and notes of the user's.
#[track_caller]
fn assert_whole(desk: &Desk, output: &str) {
    for name in desk.names(output).iter().filter(|name| !name.starts_with('.')) {
        let files = desk.files(&format!("{output}/{name}"));
        let manifest: serde_json::Value =
            serde_json::from_slice(&files["manifest.json"]).expect("a manifest");
        let listed = manifest["files"].as_array().expect("a list of files");
        let extra =
            files.keys().filter(|path| *path != "manifest.json" && *path != "notes.md").count();
        assert_eq!(listed.len(), extra, "{output}/{name}");
        for file in listed {
            let path = file["path"].as_str().expect("a path");
            assert_eq!(
                file["hash"].as_str(),
                Some(coppercast::results::hash(&files[path]).as_str()),
                "{output}/{name}/{path}"
            );
        }
    }
}

/// Uniform numbers (SplitMix64).
fn uniform(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut word = *seed;
    word = (word ^ word >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ word >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((word ^ word >> 31) >> 11) as f64 / (1u64 << 53) as f64
}

/// Half of the batches start from nothing, half over the results of an earlier batch, with a file
/// of the user's among them.
#[test]
fn a_batch_killed_at_any_moment_ends_like_one_left_alone_when_started_again() {
    const KILLS: usize = 20;
    let desk = batch();
    let arguments = |output: &'static str| {
        ["run", "batch", "--trials", "3000", "--quiet", "--charts", "svg", "--output", output]
    };
    desk.run(&[&arguments("earlier")[..], &["--seed", "9"]].concat()).done();
    desk.write("earlier/dry/notes.md", "mine");
    let begin = Instant::now();
    desk.run(&arguments("alone")).done();
    let duration = begin.elapsed().as_secs_f64();
    let alone = without_times(desk.files("alone"));
    let mut seed = 20_260_115;
    let mut in_the_middle = 0;
    for number in 0..KILLS {
        let is_over_results = number % 2 == 1;
        let _ = fs::remove_dir_all(desk.path("killed"));
        if is_over_results {
            copy(&desk.path("earlier"), &desk.path("killed"));
        }
        let moment = uniform(&mut seed) * duration;
        let mut child = desk.command(&arguments("killed")).spawn().expect("the program starts");
        std::thread::sleep(Duration::from_secs_f64(moment));
        child.kill().expect("it can be killed");
        let status = child.wait().expect("a status");
        in_the_middle += usize::from(status.code().is_none());
        if desk.exists("killed") {
            assert_whole(&desk, "killed");
        }
        desk.run(&arguments("killed")).done();
        let mut again = without_times(desk.files("killed"));
        let notes = again.remove("dry/notes.md");
        assert_eq!(
            notes,
            is_over_results.then(|| b"mine".to_vec()),
            "killed after {moment} s of {duration} s"
        );
        assert_same(&alone, &again, &format!("killed after {moment} s of {duration} s"));
        assert_eq!(desk.names("killed"), ALL, "leftovers");
    }
    assert!(in_the_middle >= KILLS / 2, "only {in_the_middle} were killed before their end");
}

#[test]
fn what_is_unchanged_is_not_run_again() {
    let desk = batch();
    let run = |options: &[&str]| {
        let before = if desk.exists("output") { written(&desk, "output") } else { BTreeMap::new() };
        let ended = desk.run(&[&["run", "batch"], options].concat());
        assert_eq!(ended.code, Some(0), "{options:?}\n{}", ended.stderr);
        let after = written(&desk, "output");
        assert_whole(&desk, "output");
        (renewed(&before, &after), ended.stderr, before == after)
    };
    let all = ALL.map(str::to_owned).to_vec();
    assert_eq!(run(&[]), (all.clone(), String::new(), false));
    let message = "3 of 3 scenarios unchanged, so not run again; --again runs them anyway\n";
    assert_eq!(run(&[]), (vec![], message.to_owned(), true));
    // Neither of these changes a result.
    assert_eq!(
        run(&["--threads", "1", "--instruction-set", "baseline", "--force"]),
        (vec![], message.to_owned(), true)
    );
    // The comparison is of the same results.
    assert_eq!(run(&["--again"]), (SCENARIOS.map(str::to_owned).to_vec(), String::new(), false));
    for options in [
        &["--seed", "2"][..],
        &["--set", "price.volatility=0.3"],
        &["--theme", "dark"],
        &["--charts", "none"],
        &["--trials", "2000"],
        // A scenario that is never short would go on to the most trials.
        &["--trials", "4000", "--precision", "0.5"],
    ] {
        assert_eq!(run(options), (all.clone(), String::new(), false), "{options:?}");
    }
    assert_eq!(
        run(&["--trials", "4000", "--precision", "0.5"]),
        (vec![], message.to_owned(), true)
    );
    run(&[]);
    // Only the file that says something else.
    let dry = desk.read("batch/dry.toml");
    desk.write("batch/dry.toml", &dry.replace("2 kt/year", "3 kt/year"));
    let (renewed, told, _) = run(&[]);
    assert_eq!(renewed, ["comparison", "dry"]);
    assert!(told.starts_with("2 of 3 scenarios unchanged"), "{told}");
    // A comment at the end moves no line: the resolved scenario is the same.
    desk.write("batch/base.toml", &format!("{SMALL}# a comment\n"));
    assert_eq!(run(&[]), (vec![], message.to_owned(), true));
    // Conditions look at the run itself.
    assert_eq!(run(&["--fail-if", "shortfall mean > 1e9"]).0, SCENARIOS);
}

#[test]
fn a_changed_table_of_facilities_runs_its_scenario_again() {
    let desk = batch();
    let table = "name,region,copper [t],start,build [month]\ntexas,us,900,2026-04,12\n";
    desk.write("batch/sites.csv", table);
    desk.write("batch/sites.toml", "extends = \"base.toml\"\n[facilities]\nfile = \"sites.csv\"\n");
    desk.run(&["run", "batch", "--quiet"]).done();
    let before = written(&desk, "output");
    desk.write("batch/sites.csv", &table.replace("900", "950"));
    desk.run(&["run", "batch", "--quiet"]).done();
    assert_eq!(renewed(&before, &written(&desk, "output")), ["comparison", "sites"]);
}

#[test]
fn harmed_results_are_made_again_and_the_user_is_told() {
    let desk = batch();
    desk.run(&["run", "batch", "--quiet"]).done();
    let whole = without_times(desk.files("output"));
    let harm = |what: &str, harm: &dyn Fn()| {
        harm();
        let before = written(&desk, "output");
        let ended = desk.run(&["run", "batch"]);
        assert_eq!(ended.code, Some(0), "{what}: {}", ended.stderr);
        assert_same(&whole, &without_times(desk.files("output")), what);
        (renewed(&before, &written(&desk, "output")), ended.stderr)
    };
    let path = desk.path("output/dry/batches.csv");
    let (renewed, told) = harm("a flipped byte", &|| {
        let mut bytes = fs::read(&path).expect("a table");
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).expect("written");
    });
    assert_eq!(renewed, ["dry"]);
    assert!(
        told.contains(
            "dry: `batches.csv` was not as it had been written, so the scenario was run again"
        ),
        "{told}"
    );
    let (renewed, told) = harm("a lost file", &|| {
        fs::remove_file(desk.path("output/wet/report.html")).expect("removed");
    });
    assert_eq!(renewed, ["wet"]);
    assert!(told.contains("wet: `report.html` was not"), "{told}");
    let (renewed, told) =
        harm("a lost folder", &|| fs::remove_dir_all(desk.path("output/base")).expect("removed"));
    assert_eq!(renewed, ["base"]);
    assert!(told.starts_with("2 of 3 scenarios unchanged"), "{told}");
    let (renewed, _) = harm("a lost comparison", &|| {
        fs::remove_file(desk.path("output/comparison/comparison.csv")).expect("removed");
    });
    assert_eq!(renewed, ["comparison"]);
    let (renewed, _) = harm("a half-written folder", &|| {
        desk.write(&format!("output/.dry.partial-{GONE}/summary.csv"), "scen");
        desk.write(&format!("output/.wet.old-{GONE}/summary.csv"), "older");
        desk.write(
            &format!("output/.wet.old-{GONE}/manifest.json"),
            "{\"program\": \"coppercast\", \"files\": [{\"path\": \"summary.csv\"}]}",
        );
    });
    assert!(renewed.is_empty(), "{renewed:?}");
    assert_eq!(desk.names("output"), ALL);
}

/// A process number that no system hands out.
const GONE: u32 = u32::MAX - 7;

#[test]
fn results_with_a_damaged_manifest_are_kept_until_the_user_decides() {
    let desk = batch();
    desk.run(&["run", "batch", "--quiet"]).done();
    let whole = without_times(desk.files("output"));
    desk.write("output/dry/notes.md", "mine");
    for damage in ["truncated", "lost"] {
        let path = desk.path("output/dry/manifest.json");
        let bytes = fs::read(&path).expect("a manifest");
        if damage == "lost" {
            fs::remove_file(&path).expect("removed");
        } else {
            fs::write(&path, &bytes[..bytes.len() / 2]).expect("written");
        }
        let before = desk.files("output/dry");
        let ended = desk.run(&["run", "batch", "--quiet"]);
        assert_eq!(ended.code, Some(1), "{damage}");
        let message =
            "`output/dry` holds results of coppercast, but its manifest.json is missing or damaged";
        assert!(
            ended.stderr.contains(message) && ended.stderr.contains("--force"),
            "{}",
            ended.stderr
        );
        assert_same(&before, &desk.files("output/dry"), damage);
        // The others are compared all the same.
        let manifest = desk.json("output/comparison/manifest.json");
        assert_eq!(manifest["scenarios"].as_array().map(Vec::len), Some(2), "{damage}");
        desk.run(&["run", "batch", "--quiet", "--force"]).done();
        let mut mended = without_times(desk.files("output"));
        assert_eq!(mended.remove("dry/notes.md").as_deref(), Some(&b"mine"[..]));
        assert_same(&whole, &mended, damage);
    }
}

#[test]
fn a_base_without_results_is_not_replaced_by_another() {
    let desk = batch();
    desk.write("output/base", "a file in the way");
    let ended = desk.run(&["run", "batch", "--quiet"]);
    ended.refused(
        1,
        &["`output/base` is not a folder", "not compared: the base `base` has no results"],
    );
    assert_eq!(desk.names("output"), ["base", "dry", "wet"]);
}

#[cfg(unix)]
mod hostile_systems {
    use std::process::{Child, Command, Stdio};

    use super::super::program::Ended;
    use super::*;

    fn signal(child: &Child, name: &str) {
        let status = Command::new("kill")
            .args([name, &child.id().to_string()])
            .status()
            .expect("kill starts");
        assert!(status.success());
    }

    #[test]
    fn a_second_batch_into_the_same_place_is_refused_and_the_first_is_undisturbed() {
        let desk = batch();
        let first = ["run", "batch", "--trials", "400_000", "--quiet"];
        desk.run(&[&first[..], &["--output", "alone"]].concat()).done();
        let child = desk
            .command(&first)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let begin = Instant::now();
        while !desk.exists("output") && begin.elapsed() < Duration::from_secs(30) {
            std::thread::sleep(Duration::from_millis(1));
        }
        // The lock follows the folder at once.
        std::thread::sleep(Duration::from_millis(50));
        signal(&child, "-STOP");
        let busy =
            ["another coppercast is writing results into `output`", "wait for it", "--output"];
        desk.run_small(&["--quiet"]).refused(1, &busy);
        desk.run(&["compare", "batch"]).refused(1, &busy);
        assert!(!desk.exists("output/small"));
        desk.run_small(&["--quiet", "--output", "elsewhere"]).done();
        signal(&child, "-CONT");
        Ended::from(child.wait_with_output().expect("the program ends")).done();
        assert_same(
            &without_times(desk.files("alone")),
            &without_times(desk.files("output")),
            "in spite of a second batch",
        );
        desk.run_small(&["--quiet"]).done();
    }

    #[test]
    fn a_file_that_may_not_grow_leaves_earlier_results() {
        let desk = Desk::new();
        desk.run_small(&["--quiet"]).done();
        let before = desk.files("output");
        let program = env!("CARGO_BIN_EXE_coppercast");
        let script = "trap '' XFSZ; ulimit -f 8; exec \"$@\"";
        let mut command =
            desk.shell(script, &[program, "run", "small.toml", "--seed", "2", "--quiet"]);
        Ended::from(command.output().expect("a shell starts"))
            .refused(1, &["cannot write `output/.small.partial-"]);
        assert_same(&before, &desk.files("output"), "earlier results");
        // Without the trap the system kills the program at the first byte too many.
        let script = "ulimit -c 0; ulimit -f 8; exec \"$@\"";
        let mut command =
            desk.shell(script, &[program, "run", "small.toml", "--seed", "2", "--quiet"]);
        assert_eq!(command.output().expect("a shell starts").status.code(), None);
        assert_whole(&desk, "output");
        desk.run_small(&["--seed", "2", "--quiet"]).done();
        assert_eq!(desk.names("output"), ["small"]);
        assert_eq!(desk.json("output/small/manifest.json")["seed"], 2);
    }

    /// Runs a script that mounts something, which needs name spaces of its own; `None` where the
    /// system does not allow them.
    #[allow(clippy::print_stderr)]
    fn mounted(desk: &Desk, script: &str, options: &[&str]) -> Option<Ended> {
        let may =
            Command::new("unshare").args(["-rm", "sh", "-c", "mount -t tmpfs none /mnt"]).output();
        if !may.is_ok_and(|output| output.status.success()) {
            eprintln!("SKIPPED: a full and a read-only disk; this user may mount none");
            return None;
        }
        let mut command = Command::new("unshare");
        command
            .args([
                "-rm",
                "sh",
                "-c",
                script,
                "sh",
                env!("CARGO_BIN_EXE_coppercast"),
                "run",
                "small.toml",
            ])
            .args(options);
        Some(command.current_dir(desk.path("")).output().expect("unshare starts").into())
    }

    #[test]
    fn a_full_disk_leaves_earlier_results() {
        let desk = Desk::new();
        desk.run_small(&["--quiet"]).done();
        let before = desk.files("output");
        // Room for the results that are there, and some for the new ones.
        let pages = before.values().map(|bytes| bytes.len().div_ceil(4096)).sum::<usize>() + 20;
        let script = format!(
            "mkdir full && mount -t tmpfs -o size={} none full && cp -r output/. full && \
             {{ \"$@\"; code=$?; cp -r full after; exit $code; }}",
            pages * 4096
        );
        let Some(ended) = mounted(&desk, &script, &["--seed", "2", "--quiet", "--output", "full"])
        else {
            return;
        };
        ended.refused(
            1,
            &["no space left on the disk while writing `full/.small.partial-", "--output"],
        );
        assert_same(&before, &desk.files("after"), "earlier results");
    }

    #[test]
    fn a_read_only_disk_is_a_clear_failure() {
        let desk = Desk::new();
        desk.run_small(&["--quiet"]).done();
        let before = desk.files("output");
        let script = "mount --bind output output && mount -o remount,ro,bind output && exec \"$@\"";
        let Some(ended) = mounted(&desk, script, &["--seed", "2", "--quiet"]) else { return };
        ended.refused(1, &["no permission to write `output", "--output"]);
        assert_same(&before, &desk.files("output"), "earlier results");
    }
}
