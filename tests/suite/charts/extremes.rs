//! Texts and shapes at the ends of what can happen: one or a hundred periods, two or sixty
//! facilities, a gram or all the copper there is, never or always short. Boxes are measured in the
//! font the charts are drawn with.

use std::path::Path;
use std::sync::Arc;

use coppercast::report::charts::{ExceedancePoint, Probability, ShortfallProbability};
use coppercast::report::drawing::{Chart, ChartError, Measure, Picture, Theme, Wording};
use resvg::usvg::{Group, Node, Options, Rect, Tree, fontdb::Database};

use super::HERE;
use super::inputs::{
    backlog, changes, curve, delays, fan, future, map, months, need, quarters, risk, scenarios,
    shape, two_values,
};

/// A shortage in every trial.
pub fn certain() -> ShortfallProbability {
    let mut chart = risk(quarters(16), 0.0, 0.0);
    chart.by_period = vec![Probability { probability: 1.0, low: 0.999, high: 1.0 }; 16];
    chart.cumulative = vec![1.0; 16];
    chart
}

/// Charts with something peculiar about them.
fn peculiar() -> Vec<(&'static str, String)> {
    let rambling =
        "A title that rambles on about everything that could be said of copper ".repeat(6);
    let mut long = need(quarters(4), 1e6);
    long.wording = Wording { title: rambling.clone(), caption: rambling.repeat(2) };
    long.periods.axis_title.clone_from(&rambling);
    long.periods.labels = vec!["the very first quarter of the year 2026".to_owned(); 4];
    let mut crammed = map(60, months(120), Measure::Probability, 0.4);
    crammed.wording.title.clone_from(&rambling);
    crammed.quantity = rambling;
    let mut constant = curve(Measure::Dollars, 1.0, 1e10, 0.0);
    constant.points =
        [1.0, 0.0].map(|p| ExceedancePoint { x: 2e8, probability: p, low: p, high: p }).to_vec();
    constant.markers.iter_mut().for_each(|marker| marker.x = 2e8);
    constant.limits.clear();
    let charts = vec![
        ("one period of prices", fan(quarters(1), 9_800.0, 0.3).picture()),
        ("constant price", fan(quarters(16), 9_800.0, 0.0).picture()),
        ("price of nothing", fan(quarters(16), 0.0, 0.0).picture()),
        ("wide fan", fan(months(120), 1e6, 1.0).picture()),
        ("narrow fan", fan(months(120), 9_800.0, 1e-3).picture()),
        ("no need", need(quarters(8), 0.0).picture()),
        ("a kilogram", need(quarters(4), 0.001).picture()),
        ("months", need(months(120), 1e6).picture()),
        ("long words", long.picture()),
        ("never short", risk(quarters(16), 0.0, 3.7e-5).picture()),
        ("hardly ever short", risk(months(120), 2e-5, 1e-5).picture()),
        ("always short", certain().picture()),
        ("no shortfall", curve(Measure::Tonnes, 0.0, 0.0, 3.7e-5).picture()),
        ("rare shortfall", curve(Measure::Tonnes, 1e-5, 1e6, 1e-5).picture()),
        ("tiny certain shortfall", curve(Measure::Tonnes, 1.0, 0.001, 0.02).picture()),
        ("almost certain shortfall", curve(Measure::Tonnes, 0.97, 1e6, 0.02).picture()),
        ("huge cost", curve(Measure::Dollars, 1.0, 1e10, 0.02).picture()),
        ("constant cost", constant.picture()),
        ("one cell", map(1, quarters(1), Measure::Tonnes, 0.001).picture()),
        ("two facilities", map(2, quarters(16), Measure::Probability, 1.0).picture()),
        ("forty facilities", map(40, quarters(40), Measure::Tonnes, 1e6).picture()),
        ("sixty facilities by month", crammed.picture()),
        ("a narrow distribution", shape(1e6, 0.5, "USD/MW/year").picture()),
        ("a wide distribution", shape(0.0, 1e12, "").picture()),
        ("a small distribution", shape(-1e-6, 1e-7, "tCO2e/t").picture()),
        ("two values", two_values(0.0, 1.0).picture()),
        ("two near values", two_values(1e5, 0.125).picture()),
        ("nobody late", delays(2, 0.0).picture()),
        ("nothing anywhere", map(5, quarters(12), Measure::Probability, 0.0).picture()),
    ];
    charts.into_iter().map(|(name, picture)| (name, drawn(name, picture))).collect()
}

#[track_caller]
fn drawn(name: &str, picture: Result<Picture, ChartError>) -> String {
    picture.unwrap_or_else(|error| panic!("{name}: {error}")).in_theme(Theme::Light)
}

/// Every chart at every combination of few and many, tiny and huge, never and always.
fn matrix() -> Vec<(String, String)> {
    let mut charts = Vec::new();
    let mut add = |name: String, picture: Result<Picture, _>| {
        charts.push((name.clone(), drawn(&name, picture)));
    };
    for periods in [quarters(1), quarters(4), quarters(60), months(120)] {
        let count = periods.labels.len();
        for price in [1e-3, 9_800.0, 1e9] {
            for spread in [0.0, 1e-6, 0.3, 3.0] {
                let chart = fan(periods.clone(), price, spread);
                add(format!("{count} prices of {price} ± {spread}"), chart.picture());
            }
        }
        for tonnes in [1e-6, 1.0, 1_234.5, 1e9] {
            add(format!("{count} needs of {tonnes} t"), need(periods.clone(), tonnes).picture());
        }
        for tonnes in [0.0, 1e-6, 1_234.5, 1e9] {
            add(
                format!("{count} backlogs up to {tonnes} t"),
                backlog(periods.clone(), tonnes).picture(),
            );
        }
        for (tonnes, price) in [(0.0, 1e-3), (1e-6, 9_800.0), (1_234.5, 9_800.0), (1e9, 1e9)] {
            let chart = future(periods.clone(), tonnes, price);
            add(format!("{count} periods of {tonnes} t in one future"), chart.picture());
        }
        for (peak, noise) in [(0.0, 0.0), (0.0, 3e-5), (1e-6, 1e-6), (0.3, 0.02), (1.0, 0.0)] {
            let chart = risk(periods.clone(), peak, noise);
            add(format!("{count} chances of {peak} ± {noise}"), chart.picture());
        }
        for rows in [2, 60] {
            for (measure, peak) in [
                (Measure::Probability, 1e-5),
                (Measure::Probability, 1.0),
                (Measure::Tonnes, 1e-6),
                (Measure::Tonnes, 1e9),
            ] {
                let chart = map(rows, periods.clone(), measure, peak);
                add(format!("{rows} × {count} cells up to {peak}"), chart.picture());
            }
        }
    }
    for count in [2, 50] {
        for (spread, whisker) in [(0.0, 0.0), (1e-3, 0.01), (1.0, 0.1), (1.0, 1e-4)] {
            add(
                format!("{count} scenarios {spread} apart"),
                scenarios(count, spread, whisker).picture(),
            );
            add(
                format!("{count} changes {spread} apart"),
                changes(count, spread, whisker).picture(),
            );
        }
    }
    for rows in [1, 2, 5, 60] {
        for weeks in [0.0, 1e-6, 12.0, 1e6] {
            add(format!("{rows} facilities {weeks} weeks late"), delays(rows, weeks).picture());
        }
    }
    for start in [0.0, 1e-6, 0.03, 0.5, 0.97, 1.0] {
        for size in [1e-6, 600.0, 1e15] {
            for measure in [Measure::Tonnes, Measure::Dollars] {
                let chart = curve(measure, start, size, 0.01);
                add(format!("{measure:?} of {size} in {start}"), chart.picture());
            }
        }
    }
    charts
}

/// A text with the box of its letters, or a shape with its own.
struct Mark {
    words: Option<String>,
    at: Rect,
}

fn collect(group: &Group, found: &mut Vec<Mark>) {
    for node in group.children() {
        match node {
            Node::Group(inner) => collect(inner, found),
            Node::Text(text) => {
                let words = text.chunks().iter().map(resvg::usvg::TextChunk::text).collect();
                found.push(Mark { words: Some(words), at: text.flattened().abs_bounding_box() });
            }
            _ => found.push(Mark { words: None, at: node.abs_bounding_box() }),
        }
    }
}

/// What lies beyond the canvas, and which texts overlap.
fn faults(name: &str, svg: &str, options: &Options<'_>) -> Vec<String> {
    let mut faults = Vec::new();
    let tree = Tree::from_str(svg, options).unwrap_or_else(|error| panic!("{name}: {error}"));
    let (width, height) = (tree.size().width(), tree.size().height());
    let mut marks = Vec::new();
    collect(tree.root(), &mut marks);
    for Mark { words, at } in &marks {
        let inside = at.left() >= -0.3
            && at.top() >= -0.3
            && at.right() <= width + 0.3
            && at.bottom() <= height + 0.3;
        if !inside {
            faults.push(format!("{name}: {words:?} lies at {at:?}"));
        }
    }
    let texts: Vec<(&String, &Rect)> =
        marks.iter().filter_map(|mark| Some((mark.words.as_ref()?, &mark.at))).collect();
    assert!(texts.len() > 3, "{name}: {} texts", texts.len());
    for (position, (words, at)) in texts.iter().enumerate() {
        for (others, other) in &texts[position + 1..] {
            let across = at.right().min(other.right()) - at.left().max(other.left());
            let down = at.bottom().min(other.bottom()) - at.top().max(other.top());
            if across >= 0.5 && down >= 0.5 {
                faults.push(format!("{name}: {words:?} and {others:?} overlap"));
            }
        }
    }
    faults
}

/// The height of a picture, and how many of some names it shows.
fn height_and_names(svg: &str, names: &[String]) -> (f64, usize) {
    let height = svg.split_once("height=\"").expect("a height").1;
    let height = height.split_once('"').expect("quoted").0.parse().expect("a number");
    (height, names.iter().filter(|name| svg.contains(&format!(">{name}<"))).count())
}

/// Thirty rows at most, the others in words, and no picture taller than 4,000 pixels.
#[test]
fn no_chart_has_more_rows_than_are_read() -> Result<(), ChartError> {
    for all in [1, 2, 30, 31, 500] {
        let names: Vec<String> = (0..all).map(|row| format!("ohio-{row}")).collect();
        let mut cells = map(all, quarters(8), Measure::Probability, 0.4);
        cells.facilities.clone_from(&names);
        let mut late = delays(all, 12.0);
        for (delay, name) in late.delays.iter_mut().zip(&names) {
            delay.facility.clone_from(name);
        }
        let mut compared = changes(all, 1.0, 0.1);
        compared.scenarios.clone_from(&names);
        let charts = [
            ("map", cells.picture()?),
            ("delays", late.picture()?),
            ("changes", compared.picture()?),
        ];
        for (chart, picture) in charts {
            let svg = picture.in_theme(Theme::Light);
            let (height, shown) = height_and_names(&svg, &names);
            assert_eq!(shown, all.min(30), "{chart} of {all}");
            assert!(height <= 1_000.0, "{chart} of {all}: {height}");
            let more = format!("and {} more ", all.saturating_sub(30));
            assert_eq!(svg.contains(&more), all > 30, "{chart} of {all}");
        }
    }
    // What is drawn is the worst.
    let mut cells = map(500, quarters(1), Measure::Probability, 0.0);
    cells.values[470][0] = 0.9;
    let svg = cells.picture()?.in_theme(Theme::Light);
    assert!(svg.contains(&format!(">{}<", cells.facilities[470])), "{}", cells.facilities[470]);
    Ok(())
}

#[test]
fn everything_lies_on_the_canvas_and_texts_apart() {
    let mut fonts = Database::new();
    for file in ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"] {
        let path = Path::new(HERE).join("src/report/drawing/font").join(file);
        fonts.load_font_data(std::fs::read(path).expect("the font is part of the source"));
    }
    let options = Options { fontdb: Arc::new(fonts), ..Options::default() };
    let peculiar = peculiar().into_iter().map(|(name, svg)| (name.to_owned(), svg));
    let faults: Vec<String> =
        peculiar.chain(matrix()).flat_map(|(name, svg)| faults(&name, &svg, &options)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
