//! `--fail-if`: results are written either way, the exit code tells.

use super::program::Desk;

fn code(desk: &Desk, conditions: &[&str]) -> (Option<i32>, String) {
    let options =
        conditions.iter().flat_map(|condition| ["--fail-if", condition]).collect::<Vec<_>>();
    let ended = desk.run_small(&[&options[..], &["--quiet"]].concat());
    assert_eq!(ended.stdout, "");
    desk.tables("output/small");
    (ended.code, ended.stderr)
}

#[test]
fn a_crossed_condition_ends_with_3_and_all_results() {
    let desk = Desk::new();
    for condition in [
        "shortfall prob_positive > 5%",
        "shortfall mean >= 1",
        "watch:large > 0.05",
        "fill_rate ratio_of_means < 99%",
        "cost p95 > 1e6",
        "cost p95 > 1 MUSD",
        "region.us.shortfall mean > 1 t and cost mean > 1 MUSD",
        "shortfall mean > 1_000_000 or cost mean > 1 MUSD",
        "not (shortfall mean > 1_000_000 and cost mean > 1 MUSD)",
        "at least 2 of (shortfall mean > 1, cost mean > 1 MUSD, watch:large > 99%)",
        "cost p95 - cost mean > 0.1 MUSD",
        "5% < shortfall prob_positive",
    ] {
        let (code, message) = code(&desk, &[condition]);
        assert_eq!(code, Some(3), "{condition}");
        assert!(message.contains(condition) && message.contains("small"), "{message}");
        assert_eq!(message.lines().count(), 1);
    }
}

#[test]
fn a_condition_that_does_not_hold_changes_nothing() {
    let desk = Desk::new();
    for condition in [
        "shortfall prob_positive > 99.9%",
        "shortfall mean > 1_000_000",
        "watch:large > 0.99",
        "cost p95 <= 1e6",
        "cost p95 <= 1 MUSD",
        "region.us.shortfall mean > 1 t and cost mean < 1 MUSD",
        "shortfall mean > 1_000_000 or cost mean < 1 MUSD",
        "not (shortfall mean > 1_000_000 or cost mean > 1 MUSD)",
        "cost p95 - cost mean < 0 USD",
    ] {
        assert_eq!(code(&desk, &[condition]), (Some(0), String::new()), "{condition}");
    }
}

#[test]
fn every_condition_that_holds_is_named() {
    let (code, message) =
        code(&Desk::new(), &["shortfall mean > 1", "shortfall mean > 1e9", "cost mean > 1"]);
    assert_eq!(code, Some(3));
    assert!(
        message.contains("shortfall mean > 1'")
            && message.contains("cost mean > 1'")
            && !message.contains("1e9"),
        "{message}"
    );
}
