use super::*;
use crate::analysis::run::{Settings, run};
use crate::scenario::{Overrides, read_text};

/// 100 t that nothing serves, and elsewhere `metal` t that fall due in the second half of a month in
/// which as many arrive evenly: of these the first half is resold, which a step of a month hides.
/// `built` is the chance that the second hall is built.
fn outcome_of(metal: u64, built: f64, trials: u64) -> (Scenario, Outcome) {
    let text = format!(
        r#"
        time = {{ start = "2026-01", step = "month", periods = 3 }}
        price = {{ process = "constant", initial = "10000 USD/t" }}
        simulation = {{ seed = 5, trials = {trials} }}
        [region.dry]
        [region.us]
        [contract.offtake]
        trader = "trader"
        region = "us"
        from = "2026-02"
        to = "2026-02"
        quantity = "{metal} t"
        price = {{ fixed = "9000 USD/t" }}
        [facility.first]
        region = "dry"
        start = "2026-01"
        build = "1 month"
        metal = "100 t"
        [facility.second]
        region = "us"
        start = "2026-02"
        start_delay = "0.5 month"
        build = "0.5 month"
        profile = "uniform"
        metal = "{metal} t"
        built_probability = {built}
        "#
    );
    let no_files = |_: &str| Err(std::io::ErrorKind::NotFound.into());
    let scenario = read_text("small.toml", &text, &no_files, &Overrides::default())
        .unwrap_or_else(|faults| panic!("{}", faults.render(false)))
        .scenario;
    let settings = Settings { instruction_set: InstructionSet::detect(), precision: None };
    let outcome = run(&scenario, settings, &SharedTables::default(), &Control::default());
    (scenario, outcome.expect("a sound scenario"))
}

fn checked(metal: u64, built: f64, trials: u64) -> Option<StepCheck> {
    let (scenario, outcome) = outcome_of(metal, built, trials);
    let (tables, control) = (SharedTables::default(), Control::default());
    let check =
        step_check(&scenario, &outcome, InstructionSet::detect(), &tables, &control).expect("done");
    assert_eq!(control.trials.into_inner(), 0, "looking is no progress of the run");
    check
}

fn of_total(check: &StepCheck, metric: Metric, statistic: Statistic) -> &Move {
    let of = Measured::Metric(Subject::Total.into(), metric);
    let found =
        check.moves.iter().find(|moved| (moved.measured, moved.statistic) == (of, statistic));
    found.expect("looked at")
}

#[test]
fn what_a_month_hides_is_told() {
    let check = checked(100, 0.3, 40_000).expect("enough trials");
    assert_eq!((check.trials, check.finer.substeps()), (1_600, 4));
    let peak = of_total(&check, Metric::PeakBacklog, Statistic::Mean);
    assert_eq!(peak.estimate, 100.0);
    // 50 t more where the second hall is built.
    let error = 50.0 * (0.3 * 0.7 / 1_600.0_f64).sqrt();
    assert!((peak.finer - 115.0).abs() < 4.0 * error, "{peak:?}");
    let told_error = peak.difference.std_error.expect("an error");
    assert!((told_error / error - 1.0).abs() < 0.5, "{told_error}, {error}");
    assert!(peak.is_told() && (peak.relative() - 0.15).abs() < 4.0 * error / 100.0);
    let chance = of_total(&check, Metric::Shortfall, Statistic::ProbabilityPositive);
    assert_eq!((chance.estimate, chance.finer, chance.is_told()), (1.0, 1.0, false));
    // The worst twentieth: all of them with 50 t more.
    let worst = of_total(&check, Metric::PeakBacklog, Statistic::TailMean(LEVEL));
    assert!((worst.relative() - 0.5).abs() < 1e-3 && check.told().contains(&worst), "{worst:?}");
}

#[test]
fn small_and_unsure_moves_are_not_told() {
    // 1 % on average.
    let check = checked(100, 0.02, 40_000).expect("enough trials");
    let peak = of_total(&check, Metric::PeakBacklog, Statistic::Mean);
    assert!(peak.relative() > 0.0 && !peak.is_told(), "{peak:?}");
    // Large on average, but from a handful of trials.
    let check = checked(5_000, 0.004, 1_024).expect("enough trials");
    let peak = of_total(&check, Metric::PeakBacklog, Statistic::Mean);
    assert!(peak.relative() > 0.045 && !peak.is_told(), "{peak:?}");
    let check = checked(100, 0.0, 1_024).expect("enough trials");
    assert_eq!(check.trials, 1_024);
    assert!(check.told().is_empty() && check.moves.iter().all(|moved| moved.relative() == 0.0));
}

#[test]
fn few_trials_are_not_looked_at() {
    assert_eq!(checked(100, 0.3, 1_023), None);
}

/// A year hides a shortage that is there for months: what is nothing by year has no relative move.
#[test]
fn a_shortage_out_of_nothing_is_told() {
    let (mut scenario, _) = outcome_of(100, 1.0, 1_024);
    scenario.facilities.truncate(1);
    scenario.facilities[0].region = 1.into();
    (scenario.time.step, scenario.time.substeps) = (crate::scenario::Step::Year, Some(1));
    scenario.time.periods = 1;
    let settings = Settings { instruction_set: InstructionSet::detect(), precision: None };
    let (tables, control) = (SharedTables::default(), Control::default());
    let outcome = run(&scenario, settings, &tables, &control).expect("a sound scenario");
    let check = step_check(&scenario, &outcome, settings.instruction_set, &tables, &control);
    let check = check.expect("done").expect("enough trials");
    // By quarter, too, the 100 t of January are served: those of February arrive in it.
    assert!(check.told().is_empty());
    scenario.time.substeps = Some(4);
    let outcome = run(&scenario, settings, &tables, &control).expect("a sound scenario");
    let check = step_check(&scenario, &outcome, settings.instruction_set, &tables, &control);
    let check = check.expect("done").expect("enough trials");
    let chance = of_total(&check, Metric::Shortfall, Statistic::ProbabilityPositive);
    assert_eq!((chance.estimate, chance.finer), (0.0, 1.0));
    assert!(chance.is_told() && chance.relative() == f64::INFINITY);
}
