//! Closed forms through the whole program: a scenario's text goes in, a value of a result table
//! comes out, and it agrees with an exact answer that was computed outside.
//!
//! A sampled value must lie within four of its own reported standard errors, at a fixed seed, and
//! there must be enough trials that a defect of a stated size would show: 1 % for means, standard
//! deviations and probabilities above 0.05, at most 10 % for the rest. What is not sampled agrees
//! to rounding.

#[path = "closed_forms/arithmetic.rs"]
mod arithmetic;
#[path = "closed_forms/contracts.rs"]
mod contracts;
#[path = "closed_forms/coverage.rs"]
mod coverage;
#[path = "closed_forms/dependence.rs"]
mod dependence;
#[path = "closed_forms/estimators.rs"]
mod estimators;
#[path = "closed_forms/exact.rs"]
mod exact;
#[path = "closed_forms/fleet.rs"]
mod fleet;
#[path = "closed_forms/jumps.rs"]
mod jumps;
#[path = "closed_forms/mines.rs"]
mod mines;
#[path = "closed_forms/money.rs"]
mod money;
#[path = "closed_forms/outages.rs"]
mod outages;
#[path = "closed_forms/price.rs"]
mod price;
#[path = "closed_forms/price_paths.rs"]
mod price_paths;
#[path = "closed_forms/program.rs"]
pub mod program;
#[path = "closed_forms/rounding.rs"]
mod rounding;
#[path = "closed_forms/shortage.rs"]
mod shortage;
#[path = "closed_forms/stock.rs"]
mod stock;
#[path = "closed_forms/three_points.rs"]
mod three_points;

use program::Value;

/// Standard errors that chance may take a value away from the exact answer.
const TOLERANCE: f64 = 4.0;

/// Standard errors that must go into a defect for it to show: those of the tolerance, and one that
/// chance may take in the defect's favour.
const SIGNIFICANCE: f64 = 5.0;

/// The defect that means, standard deviations and probabilities above 0.05 must show.
const ONE_PERCENT: f64 = 0.01;

fn exact_answer(case: &str) -> f64 {
    let (_, _, exact) =
        exact::cases().find(|(id, ..)| *id == case).unwrap_or_else(|| panic!("no case {case}"));
    exact
}

/// A sampled value agrees with the exact answer, and a relative error of `detected` would have
/// shown.
#[track_caller]
fn assert_agrees(case: &str, value: Value, detected: f64) {
    let exact = exact_answer(case);
    let Value { estimate, std_error, .. } = value;
    let distance = (estimate - exact) / std_error;
    assert!(
        distance.abs() <= TOLERANCE,
        "{case}: {estimate} ± {std_error} is not {exact}: {distance:.2} standard errors"
    );
    assert!(detected <= 0.1, "{case}: the defect that shows is too large");
    let shown = SIGNIFICANCE * std_error / exact.abs();
    assert!(
        shown <= detected,
        "{case}: a defect of {detected} would not show, only one of {shown}"
    );
}

/// A value that is not sampled is the exact answer up to rounding.
#[track_caller]
fn assert_exact(case: &str, value: f64) {
    let exact = exact_answer(case);
    assert!((value - exact).abs() <= 1e-11 * exact.abs(), "{case}: {value} is not {exact}");
}

#[test]
fn every_exact_answer_is_compared() {
    let sources = [
        include_str!("closed_forms/arithmetic.rs"),
        include_str!("closed_forms/coverage.rs"),
        include_str!("closed_forms/dependence.rs"),
        include_str!("closed_forms/estimators.rs"),
        include_str!("closed_forms/contracts.rs"),
        include_str!("closed_forms/fleet.rs"),
        include_str!("closed_forms/jumps.rs"),
        include_str!("closed_forms/mines.rs"),
        include_str!("closed_forms/money.rs"),
        include_str!("closed_forms/outages.rs"),
        include_str!("closed_forms/price.rs"),
        include_str!("closed_forms/shortage.rs"),
        include_str!("closed_forms/stock.rs"),
        include_str!("closed_forms/three_points.rs"),
    ];
    for (case, ..) in exact::cases() {
        assert!(
            sources.iter().any(|source| source.contains(&format!("\"{case}\""))),
            "{case} is in no test"
        );
    }
}

/// Every case has its row in docs/validation.md, with the exact answer to ten digits.
#[test]
fn every_exact_answer_is_documented() {
    let page = include_str!("../../docs/validation.md");
    for (case, quantity, exact) in exact::cases() {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| {case} | ")))
            .unwrap_or_else(|| panic!("no row of {case}"));
        let cells: Vec<&str> = row.split(" | ").collect();
        // A bar would end the cell.
        assert_eq!(cells[1], quantity.replace(" | ", "|").replace('|', " given "), "{case}");
        let written: f64 = cells[2].parse().unwrap_or_else(|_| panic!("{case}: {}", cells[2]));
        assert!((written - exact).abs() <= 1e-9 * exact.abs(), "{case}: {written} is not {exact}");
    }
}
