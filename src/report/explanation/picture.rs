//! One variable as a picture: the density of what is drawn, or the fan of the price.

use std::fmt;

use super::words::{short, trimmed, with_unit};
use crate::analysis::explanation::{Explanation, Input, Law, PriceOutlook};
use crate::number_words::{count, sentence_start, significant};
use crate::report::charts::{DistributionShape, PeriodQuantiles, price_fan};
use crate::report::drawing::{Chart, ChartError, Picture, Wording};

/// Cells of a density.
const CELLS: usize = 240;
/// Most values that are drawn as bars.
const MOST_VALUES: usize = 400;
/// Probability beyond each end of the axis, where the values do not end themselves.
const BEYOND: f64 = 0.005;

/// Why there is no picture.
#[derive(Debug, Clone, PartialEq)]
pub enum NoPicture {
    /// The path names several.
    Several(usize),
    /// What it names is not drawn.
    Constant(String),
    /// The chart cannot be drawn, which is a defect.
    Chart(ChartError),
}

impl fmt::Display for NoPicture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NoPicture::Several(number) => write!(
                formatter,
                "--picture shows one variable, and PATH names {}: give the path of one, or `price`",
                count(*number as u64)
            ),
            NoPicture::Constant(words) => {
                write!(formatter, "--picture shows what is drawn, and {words}")
            }
            NoPicture::Chart(error) => write!(formatter, "the picture cannot be drawn: {error}"),
        }
    }
}

/// The picture of the only input that is explained, or of the price where that is.
///
/// # Errors
/// [`NoPicture`]
pub fn picture(explanation: &Explanation<'_>) -> Result<Picture, NoPicture> {
    match (&explanation.price, explanation.inputs.as_slice()) {
        (Some(price), inputs) if inputs.iter().all(|input| input.path.starts_with("price.")) => {
            fan(explanation, price).picture().map_err(NoPicture::Chart)
        }
        (None, [input]) => match input.law.constant() {
            Some(_) => {
                let value = with_unit(&short(input.unit.of(input.law.mean())), &input.unit);
                Err(NoPicture::Constant(format!("`{}` is always {value}", input.path)))
            }
            None => shape(explanation, input).picture().map_err(NoPicture::Chart),
        },
        (None, []) => Err(NoPicture::Constant("this is a yes or no".to_owned())),
        (_, inputs) => Err(NoPicture::Several(inputs.len())),
    }
}

fn fan(explanation: &Explanation<'_>, price: &PriceOutlook) -> crate::report::charts::PriceFan {
    let of = |end: &crate::analysis::explanation::PriceAtEnd| PeriodQuantiles {
        quantiles: end.quantiles,
        mean: end.mean,
    };
    price_fan(explanation.scenario(), price.trials, price.periods.iter().map(of).collect())
}

fn shape(explanation: &Explanation<'_>, input: &Input) -> DistributionShape {
    let (law, unit) = (&input.law, &input.unit);
    let of = |value: f64| unit.of(value);
    let [p5, p50, p95] = [0.05, 0.5, 0.95].map(|level| law.quantile(level));
    let three = |value: f64| trimmed(&significant(of(value), 3));
    let told = |value: f64| with_unit(&three(value), unit);
    let name = input.path.rsplit('.').next().unwrap_or_default().replace('_', " ");
    let title = if law.is_discrete() {
        format!("{}: {} on average", input.path, told(law.mean()))
    } else {
        format!("{}: nine times in ten between {} and {}", input.path, three(p5), told(p95))
    };
    let written = input.written.as_ref().map_or_else(String::new, |[words, _]| words.clone());
    let (cells, values) =
        if law.is_discrete() { (Vec::new(), atoms(law)) } else { (cells(law), Vec::new()) };
    let bodies = if law.is_discrete() { "" } else { "; bodies: central 50, 80 and 90 %" };
    let in_unit = if unit.text.is_empty() { String::new() } else { format!(" [{}]", unit.text) };
    let per = if unit.text.is_empty() { String::new() } else { format!(" [per {}]", unit.text) };
    DistributionShape {
        wording: Wording {
            title,
            caption: format!("{}. {written}{bodies}", explanation.scenario().name),
        },
        axis_title: format!("{}{in_unit}", sentence_start(&name)),
        height_title: if law.is_discrete() {
            "Probability [%]".to_owned()
        } else {
            format!("Density{per}")
        },
        cells: (cells.into_iter())
            .map(|(low, high, density)| (of(low), of(high), density * unit.size()))
            .collect(),
        values: values.into_iter().map(|(value, probability)| (of(value), probability)).collect(),
        quantiles: PriceOutlook::LEVELS.map(|level| of(law.quantile(level))),
        mean: of(law.mean()),
        labels: [
            format!("P5 {}", told(p5)),
            format!("median {}", told(p50)),
            format!("P95 {}", told(p95)),
            format!("mean {}", told(law.mean())),
        ],
    }
}

/// Cells of equal width with the mean density in each, which is finite whatever the density.
fn cells(law: &Law) -> Vec<(f64, f64, f64)> {
    let (lowest, highest) = law.support();
    let (low, high) = (law.quantile(BEYOND), law.quantile(1.0 - BEYOND));
    // Values that end near by end on the axis.
    let near = 0.15 * (high - low);
    let low = if low - lowest <= near { lowest } else { low };
    let high = if highest - high <= near { highest } else { high };
    let width = (high - low) / CELLS as f64;
    (0..CELLS)
        .map(|cell| {
            let from = low + cell as f64 * width;
            let to = from + width;
            (from, to, law.probability_between(from, to) / width)
        })
        .collect()
}

/// The values of a list with their probabilities, up to where they hardly occur.
fn atoms(law: &Law) -> Vec<(f64, f64)> {
    let mut values = Vec::new();
    let (mut level, last) = (0.0, law.quantile(1.0 - BEYOND));
    let mut value = law.quantile(BEYOND);
    while values.len() < MOST_VALUES {
        let probability = law.density(value);
        values.push((value, probability));
        level = law.probability_between(f64::NEG_INFINITY, value).max(level);
        if value >= last || level >= 1.0 - BEYOND {
            break;
        }
        // The next value is the quantile just above.
        let next = law.quantile((level + 1e-9).min(1.0 - BEYOND));
        if next <= value {
            break;
        }
        value = next;
    }
    values
}
