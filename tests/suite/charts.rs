//! The charts through the public interface: snapshots of the SVG, text that stays on the canvas
//! and apart at extreme inputs, PNG bytes, refused inputs.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test` writes the snapshots anew.

use std::path::Path;

use coppercast::report::drawing::{Chart, ChartError, Measure, Picture, Theme, rasterise};

mod extremes;
mod inputs;

use inputs::{
    backlog, curve, delays, fan, future, map, months, need, quarters, risk, shape, two_values,
};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

fn assert_snapshot(name: &str, svg: &str) {
    let file = Path::new(HERE).join("tests/snapshots/charts").join(format!("{name}.svg"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().expect("the file lies in a folder"))
            .expect("writable");
        std::fs::write(&file, svg).expect("writable");
    }
    let expected = std::fs::read_to_string(&file)
        .unwrap_or_else(|error| panic!("{}: {error}; run with UPDATE_SNAPSHOTS=1", file.display()));
    let differs = svg.lines().zip(expected.lines()).position(|(new, old)| new != old);
    assert!(
        svg == expected,
        "{name}.svg differs from its snapshot, first in line {:?}; look at the chart, then run \
         with UPDATE_SNAPSHOTS=1",
        differs.map(|line| line + 1)
    );
}

#[test]
fn charts_match_their_snapshots() -> Result<(), ChartError> {
    assert_snapshot("price_fan", &fan(quarters(8), 9_800.0, 0.3).picture()?.in_theme(Theme::Light));
    assert_snapshot(
        "need_and_supply",
        &need(quarters(8), 2_600.0).picture()?.in_theme(Theme::Light),
    );
    assert_snapshot(
        "need_and_supply_monthly",
        &need(months(96), 2_600.0).picture()?.in_theme(Theme::Light),
    );
    assert_snapshot(
        "shortfall_probability",
        &risk(quarters(8), 0.3, 0.02).picture()?.in_theme(Theme::Light),
    );
    assert_snapshot(
        "exceedance_of_shortfall",
        &curve(Measure::Tonnes, 0.7, 600.0, 0.02).picture()?.in_theme(Theme::Light),
    );
    assert_snapshot(
        "exceedance_of_cost",
        &curve(Measure::Dollars, 1.0, 5e7, 0.02).picture()?.in_theme(Theme::Light),
    );
    assert_snapshot(
        "heat_map",
        &map(4, quarters(8), Measure::Probability, 0.4).picture()?.in_theme(Theme::Light),
    );
    assert_snapshot("completion_delay", &delays(5, 12.0).picture()?.in_theme(Theme::Light));
    assert_snapshot("backlog", &backlog(quarters(8), 2_600.0).picture()?.in_theme(Theme::Light));
    assert_snapshot(
        "story",
        &future(quarters(20), 2_600.0, 9_800.0).picture()?.in_theme(Theme::Light),
    );
    assert_snapshot("distribution", &shape(0.0, 32.0, "month").picture()?.in_theme(Theme::Light));
    assert_snapshot(
        "distribution_of_values",
        &two_values(0.0, 1.0).picture()?.in_theme(Theme::Light),
    );
    assert_snapshot(
        "price_fan_dark",
        &fan(quarters(8), 9_800.0, 0.3).picture()?.in_theme(Theme::Dark),
    );
    assert_snapshot(
        "heat_map_dark",
        &map(4, quarters(8), Measure::Probability, 0.4).picture()?.in_theme(Theme::Dark),
    );
    assert_snapshot("certain_shortage", &extremes::certain().picture()?.in_theme(Theme::Light));
    assert_snapshot(
        "rare_shortfall",
        &curve(Measure::Tonnes, 1e-5, 1e6, 1e-5).picture()?.in_theme(Theme::Light),
    );
    Ok(())
}

#[test]
fn a_quiet_scenario_says_so() -> Result<(), ChartError> {
    let charts = [
        risk(quarters(16), 0.0, 3.7e-5).picture()?.in_theme(Theme::Light),
        curve(Measure::Tonnes, 0.0, 0.0, 3.7e-5).picture()?.in_theme(Theme::Light),
        map(5, quarters(12), Measure::Probability, 0.0).picture()?.in_theme(Theme::Light),
    ];
    for svg in charts {
        assert!(svg.contains("No shortfall in any trial"), "{svg}");
    }
    Ok(())
}

#[test]
fn png_has_twice_the_size_and_the_same_bytes_again() -> Result<(), ChartError> {
    let svg = need(quarters(8), 2_600.0).picture()?.in_theme(Theme::Light);
    let png = rasterise(&svg)?;
    assert_eq!(png.get(..8), Some(b"\x89PNG\r\n\x1a\n".as_slice()));
    let number = |from: usize| {
        png.get(from..from + 4)
            .map(|bytes| bytes.iter().fold(0, |sum, &byte| sum * 256 + u32::from(byte)))
    };
    assert_eq!((number(16), number(20)), (Some(2400), Some(1350)));
    assert_eq!(png, rasterise(&svg)?);
    assert!(matches!(rasterise("copper"), Err(ChartError::Svg(_))));
    Ok(())
}

#[test]
fn numbers_that_cannot_be_drawn_are_refused() {
    let refused = |chart: Result<Picture, ChartError>| {
        let error = chart.err();
        assert!(matches!(error, Some(ChartError::Value { .. })), "{error:?}");
    };
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        let mut chart = fan(quarters(4), 9_800.0, 0.2);
        chart.prices[2].quantiles[5] = wrong;
        refused(chart.picture());
        let mut overdue = backlog(quarters(4), 100.0);
        overdue.overdue[3].mean = wrong;
        refused(overdue.picture());
        chart = fan(quarters(4), 9_800.0, 0.2);
        chart.start = Some(wrong);
        refused(chart.picture());
        let mut chart = need(quarters(4), 100.0);
        chart.balances[1].opening_stock = wrong;
        refused(chart.picture());
        let mut chart = future(quarters(4), 100.0, 9_800.0);
        chart.prices[2] = wrong;
        refused(chart.picture());
        let mut chart = risk(quarters(4), 0.2, 0.01);
        chart.by_period[3].high = wrong;
        refused(chart.picture());
        let mut chart = curve(Measure::Dollars, 1.0, 1e6, 0.01);
        chart.points[50].x = wrong;
        refused(chart.picture());
        let mut chart = map(3, quarters(4), Measure::Tonnes, 5.0);
        chart.values[1][1] = wrong;
        refused(chart.picture());
        let mut chart = delays(3, 12.0);
        chart.delays[2].mean_by_shortage = wrong;
        refused(chart.picture());
    }
    let mut backwards = curve(Measure::Tonnes, 0.5, 10.0, 0.01);
    backwards.points.reverse();
    refused(backwards.picture());
}

#[test]
fn lists_that_do_not_fit_are_refused() {
    let mut chart = fan(quarters(4), 9_800.0, 0.2);
    chart.prices.pop();
    let expected = ChartError::Length { what: "prices", expected: 4, found: 3 };
    assert_eq!(chart.picture(), Err(expected));
    assert_eq!(need(quarters(0), 1.0).picture(), Err(ChartError::Empty("period")));
    let mut chart = future(quarters(4), 1.0, 9_800.0);
    chart.missing.pop();
    let expected = ChartError::Length { what: "missing", expected: 12, found: 11 };
    assert_eq!(chart.picture(), Err(expected));
    assert_eq!(
        map(0, quarters(4), Measure::Tonnes, 1.0).picture(),
        Err(ChartError::Empty("facility"))
    );
    assert_eq!(delays(0, 12.0).picture(), Err(ChartError::Empty("facility")));
}
