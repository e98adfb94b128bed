//! What the screen says where finer steps of the computation would move its numbers.

use super::program::Desk;

/// 100 t fall due in the second half of a month in which 100 t arrive evenly and cannot be stocked:
/// by month nothing is short, by a quarter of a month 50 t are.
const HIDDEN: &str = r#"
name = "What a month hides"
time = { start = "2026-01", step = "month", periods = 3 }
simulation = { trials = 1_024, seed = 3 }
price = { process = "constant", initial = "9000 USD/t" }
[region.us]
[contract.offtake]
trader = "trader"
region = "us"
from = "2026-02"
to = "2026-02"
quantity = "100 t"
price = { fixed = "9000 USD/t" }
[facility.hall]
region = "us"
start = "2026-02"
start_delay = "0.5 month"
build = "0.5 month"
profile = "uniform"
metal = "100 t"
"#;

#[test]
fn numbers_that_finer_steps_move_are_told() {
    let desk = Desk::new();
    desk.write("hidden.toml", HIDDEN);
    let words = |arguments: &[&str]| {
        let all = [&["run", "hidden.toml", "--charts", "none", "--again"], arguments].concat();
        desk.run(&all).done().split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let json = || -> serde_json::Value {
        let text = std::fs::read_to_string(desk.path("output/hidden/summary.json")).expect("a run");
        serde_json::from_str(&text).expect("JSON")
    };
    let screen = words(&[]);
    let told = "Length of the step computed by month; by 1/4 of a month the chance of running short is \
                100 % instead of 0, most overdue at once is no longer 0,";
    assert!(screen.contains(told), "{screen}");
    assert!(screen.contains("`substeps = 4` in [time] computes so"), "{screen}");
    let check = &json()["step_check"];
    assert_eq!((&check["substeps"], &check["substeps_finer"]), (&1.into(), &4.into()));
    let chance = &check["numbers"][0];
    assert_eq!((&chance["metric"], &chance["is_told"]), (&"shortfall".into(), &true.into()));
    assert_eq!((&chance["estimate"], &chance["finer"]), (&0.0.into(), &1.0.into()));
    // Steps that are as fine say nothing; nor does a run that is not to look, or is too short.
    for quiet in [&["--set", "time.substeps=4"][..], &["--no-step-check"], &["--trials", "1000"]] {
        let screen = words(quiet);
        assert!(!screen.contains("Length of the step"), "{screen}");
        assert_eq!(json()["step_check"].is_null(), quiet[0] != "--set");
    }
}
