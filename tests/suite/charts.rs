//! The charts through the public interface: snapshots of the SVG, text that stays on the canvas
//! and apart at extreme inputs, PNG bytes, refused inputs.
//!
//! `UPDATE_SNAPSHOTS=1 cargo test --test charts` writes the snapshots anew.

use std::path::Path;
use std::sync::Arc;

use coppercast::report::charts::{
    ChartError, Estimate, ExceedancePoint, Measure, Theme, Wording, exceedance, heat_map, need_and_supply, price_fan, rasterise,
    shortfall_probability,
};
use resvg::usvg::{Group, Node, Options, Rect, Tree, fontdb::Database};

#[path = "charts/inputs.rs"]
mod inputs;

use inputs::{curve, fan, map, months, need, quarters, risk};

const HERE: &str = env!("CARGO_MANIFEST_DIR");

fn assert_snapshot(name: &str, svg: &str) {
    let file = Path::new(HERE).join("tests/snapshots/charts").join(format!("{name}.svg"));
    if std::env::var_os("UPDATE_SNAPSHOTS").is_some_and(|value| value == "1") {
        std::fs::create_dir_all(file.parent().expect("the file lies in a folder")).expect("writable");
        std::fs::write(&file, svg).expect("writable");
    }
    let expected =
        std::fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}; run with UPDATE_SNAPSHOTS=1", file.display()));
    let differs = svg.lines().zip(expected.lines()).position(|(new, old)| new != old);
    assert!(
        svg == expected,
        "{name}.svg differs from its snapshot, first in line {:?}; look at the chart, then run with UPDATE_SNAPSHOTS=1",
        differs.map(|line| line + 1)
    );
}

#[test]
fn charts_match_their_snapshots() -> Result<(), ChartError> {
    assert_snapshot("price_fan", &price_fan(&fan(quarters(8), 9_800.0, 0.3), Theme::Light)?);
    assert_snapshot("need_and_supply", &need_and_supply(&need(quarters(8), 2_600.0), Theme::Light)?);
    assert_snapshot("need_and_supply_monthly", &need_and_supply(&need(months(96), 2_600.0), Theme::Light)?);
    assert_snapshot("shortfall_probability", &shortfall_probability(&risk(quarters(8), 0.3, 0.02), Theme::Light)?);
    assert_snapshot("exceedance_of_shortfall", &exceedance(&curve(Measure::Tonnes, 0.7, 600.0, 0.02), Theme::Light)?);
    assert_snapshot("exceedance_of_cost", &exceedance(&curve(Measure::Dollars, 1.0, 5e7, 0.02), Theme::Light)?);
    assert_snapshot("heat_map", &heat_map(&map(4, quarters(8), Measure::Probability, 0.4), Theme::Light)?);
    Ok(())
}

/// Charts at the ends of what can happen.
fn extremes() -> Vec<(&'static str, String)> {
    let rambling = "A title that rambles on about everything that could be said of copper ".repeat(6);
    let mut long = need(quarters(4), 1e6);
    long.wording = Wording { title: rambling.clone(), caption: rambling.repeat(2) };
    long.periods.axis_title = rambling.clone();
    long.periods.labels = vec!["the very first quarter of the year 2026".to_owned(); 4];
    let mut crammed = map(60, months(120), Measure::Probability, 0.4);
    crammed.wording.title = rambling.clone();
    crammed.quantity = rambling;
    let mut certain = risk(quarters(16), 0.0, 0.0);
    certain.by_period = vec![Estimate { probability: 1.0, low: 0.999, high: 1.0 }; 16];
    certain.cumulative = vec![1.0; 16];
    let mut constant = curve(Measure::Dollars, 1.0, 1e10, 0.0);
    constant.points = [1.0, 0.0].map(|p| ExceedancePoint { x: 2e8, probability: p, low: p, high: p }).to_vec();
    constant.markers.iter_mut().for_each(|marker| marker.x = 2e8);
    let charts = vec![
        ("one period of prices", price_fan(&fan(quarters(1), 9_800.0, 0.3), Theme::Light)),
        ("constant price", price_fan(&fan(quarters(16), 9_800.0, 0.0), Theme::Light)),
        ("price of nothing", price_fan(&fan(quarters(16), 0.0, 0.0), Theme::Light)),
        ("wide fan", price_fan(&fan(months(120), 1e6, 1.0), Theme::Light)),
        ("narrow fan", price_fan(&fan(months(120), 9_800.0, 1e-3), Theme::Light)),
        ("no need", need_and_supply(&need(quarters(8), 0.0), Theme::Light)),
        ("a kilogram", need_and_supply(&need(quarters(4), 0.001), Theme::Light)),
        ("months", need_and_supply(&need(months(120), 1e6), Theme::Light)),
        ("long words", need_and_supply(&long, Theme::Light)),
        ("never short", shortfall_probability(&risk(quarters(16), 0.0, 3.7e-5), Theme::Light)),
        ("hardly ever short", shortfall_probability(&risk(months(120), 2e-5, 1e-5), Theme::Light)),
        ("always short", shortfall_probability(&certain, Theme::Light)),
        ("no shortfall", exceedance(&curve(Measure::Tonnes, 0.0, 0.0, 3.7e-5), Theme::Light)),
        ("rare shortfall", exceedance(&curve(Measure::Tonnes, 1e-5, 1e6, 1e-5), Theme::Light)),
        ("tiny certain shortfall", exceedance(&curve(Measure::Tonnes, 1.0, 0.001, 0.02), Theme::Light)),
        ("almost certain shortfall", exceedance(&curve(Measure::Tonnes, 0.97, 1e6, 0.02), Theme::Light)),
        ("huge cost", exceedance(&curve(Measure::Dollars, 1.0, 1e10, 0.02), Theme::Light)),
        ("constant cost", exceedance(&constant, Theme::Light)),
        ("one cell", heat_map(&map(1, quarters(1), Measure::Tonnes, 0.001), Theme::Light)),
        ("two facilities", heat_map(&map(2, quarters(16), Measure::Probability, 1.0), Theme::Light)),
        ("forty facilities", heat_map(&map(40, quarters(40), Measure::Tonnes, 1e6), Theme::Light)),
        ("sixty facilities by month", heat_map(&crammed, Theme::Light)),
        ("nothing anywhere", heat_map(&map(5, quarters(12), Measure::Probability, 0.0), Theme::Light)),
    ];
    charts.into_iter().map(|(name, svg)| (name, svg.unwrap_or_else(|error| panic!("{name}: {error}")))).collect()
}

fn collect_text(group: &Group, found: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            Node::Group(inner) => collect_text(inner, found),
            Node::Text(text) => {
                let words = text.chunks().iter().map(|chunk| chunk.text()).collect();
                found.push((words, text.flattened().abs_bounding_box()));
            }
            _ => {}
        }
    }
}

#[test]
fn text_lies_on_the_canvas_and_apart() {
    let mut fonts = Database::new();
    for file in ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"] {
        let path = Path::new(HERE).join("src/report/charts/font").join(file);
        fonts.load_font_data(std::fs::read(path).expect("the font is part of the source"));
    }
    let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
    for (name, svg) in extremes() {
        let tree = Tree::from_str(&svg, &options).expect("the chart is valid SVG");
        let mut texts = Vec::new();
        collect_text(tree.root(), &mut texts);
        assert!(texts.len() > 3, "{name}: {texts:?}");
        for (position, (words, at)) in texts.iter().enumerate() {
            let inside =
                at.left() >= 0.0 && at.top() >= 0.0 && at.right() <= tree.size().width() && at.bottom() <= tree.size().height();
            assert!(inside, "{name}: {words:?} lies at {at:?}");
            for (others, other) in &texts[position + 1..] {
                let across = at.right().min(other.right()) - at.left().max(other.left());
                let down = at.bottom().min(other.bottom()) - at.top().max(other.top());
                assert!(across < 0.5 || down < 0.5, "{name}: {words:?} and {others:?} overlap");
            }
        }
    }
}

#[test]
fn a_quiet_scenario_says_so() -> Result<(), ChartError> {
    let charts = [
        shortfall_probability(&risk(quarters(16), 0.0, 3.7e-5), Theme::Light)?,
        exceedance(&curve(Measure::Tonnes, 0.0, 0.0, 3.7e-5), Theme::Light)?,
        heat_map(&map(5, quarters(12), Measure::Probability, 0.0), Theme::Light)?,
    ];
    for svg in charts {
        assert!(svg.contains("No shortfall in any trial"), "{svg}");
    }
    Ok(())
}

#[test]
fn png_has_twice_the_size_and_the_same_bytes_again() -> Result<(), ChartError> {
    let svg = need_and_supply(&need(quarters(8), 2_600.0), Theme::Light)?;
    let png = rasterise(&svg)?;
    assert_eq!(png.get(..8), Some(b"\x89PNG\r\n\x1a\n".as_slice()));
    let number =
        |from: usize| png.get(from..from + 4).map(|bytes| bytes.iter().fold(0, |sum, &byte| sum * 256 + u32::from(byte)));
    assert_eq!((number(16), number(20)), (Some(2400), Some(1350)));
    assert_eq!(png, rasterise(&svg)?);
    assert!(matches!(rasterise("copper"), Err(ChartError::Svg(_))));
    Ok(())
}

#[test]
fn numbers_that_cannot_be_drawn_are_refused() {
    let refused = |chart: Result<String, ChartError>| {
        let error = chart.err();
        assert!(matches!(error, Some(ChartError::Value { .. })), "{error:?}");
    };
    for wrong in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300] {
        let mut chart = fan(quarters(4), 9_800.0, 0.2);
        chart.prices[2].p90 = wrong;
        refused(price_fan(&chart, Theme::Light));
        chart = fan(quarters(4), 9_800.0, 0.2);
        chart.start = Some(wrong);
        refused(price_fan(&chart, Theme::Light));
        let mut chart = need(quarters(4), 100.0);
        chart.balances[1].stock = wrong;
        refused(need_and_supply(&chart, Theme::Light));
        let mut chart = risk(quarters(4), 0.2, 0.01);
        chart.by_period[3].high = wrong;
        refused(shortfall_probability(&chart, Theme::Light));
        let mut chart = curve(Measure::Dollars, 1.0, 1e6, 0.01);
        chart.points[50].x = wrong;
        refused(exceedance(&chart, Theme::Light));
        let mut chart = map(3, quarters(4), Measure::Tonnes, 5.0);
        chart.values[1][1] = wrong;
        refused(heat_map(&chart, Theme::Light));
    }
    let mut backwards = curve(Measure::Tonnes, 0.5, 10.0, 0.01);
    backwards.points.reverse();
    refused(exceedance(&backwards, Theme::Light));
}

#[test]
fn lists_that_do_not_fit_are_refused() {
    let mut chart = fan(quarters(4), 9_800.0, 0.2);
    chart.prices.pop();
    let expected = ChartError::Length { what: "prices", expected: 4, found: 3 };
    assert_eq!(price_fan(&chart, Theme::Light), Err(expected));
    assert_eq!(need_and_supply(&need(quarters(0), 1.0), Theme::Light), Err(ChartError::Empty("period")));
    assert_eq!(heat_map(&map(0, quarters(4), Measure::Tonnes, 1.0), Theme::Light), Err(ChartError::Empty("facility")));
}
