//! What is overdue at the end of each period.

use super::entry::{Entry, OfRun};
use super::estimates;
use super::estimates::PeriodQuantiles;
use crate::metric::Metric;
use crate::number_words::{count, sentence_start};
use crate::report::drawing::{
    Axis, Chart, ChartError, Colour, Frame, Measure, NOT_NEGATIVE, Panel, Periods, Picture, Plot,
    Point, Swatch, Wording, check, check_length, theme, three_digits,
};
use crate::report::run_results::Results;
use crate::scenario::Unmet;

pub(super) const ENTRY: OfRun = Entry {
    name: "backlog-by-period",
    table: "periods.csv",
    shows: "tonnes overdue at the end of each period: mean and central 50, 80 and 90 % of futures; \
        absent where what is not served is lost",
    chart: |results| Some(Box::new(of_run(results)?)),
};

/// What is overdue at the end of each period.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Backlog {
    /// Title and caption.
    pub wording: Wording,
    /// The periods, from the left.
    pub periods: Periods,
    /// What is overdue.
    pub commodity: String,
    /// Tonnes overdue at the end of each period.
    pub overdue: Vec<PeriodQuantiles>,
}

fn of_run(results: &Results<'_>) -> Option<Backlog> {
    match results.scenario.shortage.unmet {
        Unmet::Lost => return None,
        Unmet::Backlog => {}
    }
    let overdue = estimates::quantiles_by_period(results, Metric::Backlog)?;
    let periods = estimates::periods(results);
    let commodity = results.scenario.commodity.clone();
    let title = title(&commodity, &overdue, &periods.labels, results.tally.trials());
    let note = "; bands: central 50, 80 and 90 % of futures";
    let wording = estimates::wording(results, title, note);
    Some(Backlog { wording, periods, commodity, overdue })
}

/// The first period at whose end most is overdue on average, if anything ever is.
fn worst(overdue: &[PeriodQuantiles]) -> Option<usize> {
    let most = overdue.iter().map(|at| at.mean).fold(0.0, f64::max);
    overdue.iter().position(|at| at.mean == most).filter(|_| most > 0.0)
}

/// When the mean backlog is largest, and how large it is in a bad future then.
fn title(commodity: &str, overdue: &[PeriodQuantiles], labels: &[String], trials: u64) -> String {
    match worst(overdue) {
        Some(period) => {
            let (at, label) = (&overdue[period], &labels[period]);
            let unit = Measure::Tonnes.unit(at.mean.max(at.quantiles[6]));
            let tonnes =
                |tonnes: f64| format!("{} {}", three_digits(tonnes / unit.size), unit.symbol);
            let bad = match at.quantiles[6] {
                p95 if p95 > 0.0 => format!(", more than {} in one future of twenty", tonnes(p95)),
                _ => String::new(),
            };
            let mean = tonnes(at.mean);
            format!("Overdue {commodity} peaks at the end of {label}: {mean} on average{bad}")
        }
        _ => format!(
            "{} is overdue at the end of no period in any simulated future of {}",
            sentence_start(commodity),
            count(trials)
        ),
    }
}

/// The central 50, 80 and 90 % bands of the backlog and its mean, from nothing at the start; a
/// backlog belongs to the end of its period.
impl Chart for Backlog {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        if self.overdue.is_empty() {
            return Err(ChartError::Empty("period"));
        }
        check_length("overdue", self.periods.labels.len(), self.overdue.len())?;
        let numbers = || self.overdue.iter().flat_map(PeriodQuantiles::numbers);
        check("backlog (t)", numbers(), NOT_NEGATIVE)?;

        let highest = numbers().fold(0.0, f64::max);
        let unit = Measure::Tonnes.unit(highest);
        let axis = Axis::covering(0.0, highest / unit.size, 6);
        let start = [PeriodQuantiles::constant(0.0)];
        let path: Vec<(f64, PeriodQuantiles)> = start
            .iter()
            .chain(&self.overdue)
            .enumerate()
            .map(|(end, at)| {
                let quantiles = at.quantiles.map(|tonnes| tonnes / unit.size);
                (end as f64, PeriodQuantiles { quantiles, mean: at.mean / unit.size })
            })
            .collect();

        Frame::draw(&self.wording, theme::HEIGHT, |mut frame| {
            frame.legend(&[
                (Swatch::Line(Colour::Curve), "mean"),
                (Swatch::Patch(Colour::Band50), "half of the futures"),
                (Swatch::Patch(Colour::Band80), "80 %"),
                (Swatch::Patch(Colour::Band90), "90 %"),
            ])?;
            let panel = Panel::within(&frame, &axis, 0.0);
            let across = Axis::periods(&self.periods, [panel.left, panel.right, panel.right]);
            let mut plot = Plot::new(&frame, panel, across, axis)?;
            let (commodity, period) = (&self.commodity, self.periods.word());
            let title =
                format!("Overdue {commodity} at the end of each {period} [{}]", unit.symbol);
            plot.left_axis(&title)?;
            if highest == 0.0 {
                plot.message(&format!("Nothing is overdue at the end of any {period}"))?;
            } else {
                plot.data.fan(&estimates::quantile_lines(&path))?;
                let mean: Vec<Point> = path.iter().map(|(x, at)| (*x, at.mean)).collect();
                plot.data.line(&mean, Colour::Curve, theme::THICK)?;
            }
            // What the title names.
            if let Some(period) = worst(&self.overdue) {
                let at = &self.overdue[period];
                let mark = |name: &str, tonnes: f64| {
                    let shown = tonnes / unit.size;
                    let text = format!("{name} {} {}", three_digits(shown), unit.symbol);
                    ((period as f64 + 1.0, shown), text)
                };
                let p95 = Some(at.quantiles[6]).filter(|&p95| p95 > 0.0);
                let marks = [Some(mark("mean", at.mean)), p95.map(|p95| mark("P95", p95))];
                plot.marks(&marks.into_iter().flatten().collect::<Vec<_>>())?;
            }
            plot.period_axis(self.overdue.len(), &self.periods.axis_title)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::example::{outcome, scenario};

    #[test]
    fn the_worst_period_is_told_if_there_is_one() {
        let quarters = ["2026 Q1".to_owned(), "2026 Q2".to_owned()];
        let title = |ends: [(f64, f64); 2]| {
            let at =
                |(mean, p95)| PeriodQuantiles { quantiles: [0., 0., 0., 0., 0., 0., p95], mean };
            title("copper", &ends.map(at), &quarters, 2_000)
        };
        assert_eq!(
            title([(10.0, 0.0), (480.0, 3_200.0)]),
            "Overdue copper peaks at the end of 2026 Q2: 480 t on average, more than 3,200 t in \
             one future of twenty"
        );
        assert_eq!(
            title([(10.0, 0.0), (4.0, 0.0)]),
            "Overdue copper peaks at the end of 2026 Q1: 10.0 t on average"
        );
        assert_eq!(
            title([(0.0, 0.0); 2]),
            "Copper is overdue at the end of no period in any simulated future of 2,000"
        );
    }

    #[test]
    fn what_is_lost_is_never_overdue() {
        let mut example = scenario(1, 2);
        example.simulation.trials = 300;
        let waits = outcome(&example);
        let chart = of_run(&Results::new(&example, &waits)).expect("a backlog");
        assert!(chart.overdue.iter().any(|end| end.mean > 0.0), "{chart:?}");
        example.shortage.unmet = Unmet::Lost;
        let lost = outcome(&example);
        assert!(of_run(&Results::new(&example, &lost)).is_none());
    }
}
