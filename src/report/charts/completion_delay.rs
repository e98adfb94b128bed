//! How late each facility is completed, and how much of it missing metal explains.

use std::cmp::Ordering;

use plotters::style::text_anchor::{HPos, VPos};

use super::entry::{Entry, OfRun};
use super::estimates;
use crate::index::FacilityIndex;
use crate::metric::{Metric, Subject};
use crate::number_words::percent;
use crate::report::drawing::{
    Axis, BELOW_PANEL, Chart, ChartError, Chosen, Colour, Frame, LABEL, NOT_NEGATIVE, Panel,
    Picture, Plot, Swatch, Wording, check, row_lettering, theme, three_digits,
};
use crate::report::run_results::Results;

pub(super) const ENTRY: OfRun = Entry {
    name: "completion-delay",
    table: "facilities.csv",
    shows: "how late each facility is completed: half and 90 % of futures, median and mean, and \
        the mean part for want of metal or of components, by which they are ordered (30 at most, \
        the others in words)",
    chart: |results| Some(Box::new(of_run(results)?)),
};

/// The delay of a facility, in weeks.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FacilityDelay {
    /// Its name.
    pub facility: String,
    /// Percentiles 5, 25, 50, 75 and 95 of the completion delay.
    pub quantiles: [f64; 5],
    /// Mean of the completion delay.
    pub mean: f64,
    /// Mean of the part that missing metal, or what is made of it, causes.
    pub mean_by_shortage: f64,
    /// Share of futures in which it is not complete at the horizon; above 0, the means are lower
    /// bounds.
    pub not_completed: f64,
}

/// How late each facility is completed.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CompletionDelay {
    /// Title and caption.
    pub wording: Wording,
    /// Those that want of metal delays most are drawn, the worst at the top.
    pub delays: Vec<FacilityDelay>,
    /// What may be missing: `copper`.
    pub missing: String,
}

fn of_run(results: &Results<'_>) -> Option<CompletionDelay> {
    let scenario = results.scenario;
    let delay = |facility: FacilityIndex| {
        let series = |metric| results.series(Subject::Facility(facility), metric);
        let late = series(Metric::CompletionDelay).filter(|late| late.distribution().is_some())?;
        Some(FacilityDelay {
            facility: scenario.facilities[facility].shown().to_owned(),
            quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(|level| estimates::quantile(&late, level)),
            mean: estimates::mean(&late),
            mean_by_shortage: series(Metric::ShortageDelay)
                .map_or(0.0, |late| estimates::mean(&late)),
            not_completed: series(Metric::NotCompleted)
                .and_then(|series| series.probability_positive().estimate)
                .unwrap_or(0.0),
        })
    };
    let delays: Vec<FacilityDelay> = scenario.facilities.indices().filter_map(delay).collect();
    // What a fabricator has no line for is missing on site like what it has no metal for.
    let or = if scenario.fabricators.is_empty() { "" } else { " or components" };
    let missing = format!("{}{or}", scenario.commodity);
    let note = if delays.iter().any(|delay| delay.not_completed > 0.0) {
        "; weeks after the planned end, at least (\u{2265}) where not complete by the end"
    } else {
        "; weeks after the planned end"
    };
    let title = title(&missing, &delays);
    (!delays.is_empty()).then(|| CompletionDelay {
        wording: estimates::wording(results, title, note),
        delays,
        missing,
    })
}

/// Of the facility that want of metal delays most, or of the latest if it delays none: its mean weeks
/// late, and the part of them for want of metal.
fn title(missing: &str, delays: &[FacilityDelay]) -> String {
    match delays.iter().min_by(|a, b| later_first(a, b)) {
        Some(FacilityDelay { facility, mean, mean_by_shortage, not_completed, .. })
            if *mean > 0.0 =>
        {
            let part = match *mean_by_shortage {
                weeks if weeks > 0.0 => written_weeks(weeks),
                _ => "none".to_owned(),
            };
            let mean = written_weeks(*mean);
            let at_least = if *not_completed > 0.0 { "at least " } else { "" };
            format!(
                "{facility} is completed {at_least}{mean} weeks late on average, {part} of them \
                 for want of {missing}"
            )
        }
        _ => match likeliest_cut(delays) {
            Some(cut) => {
                let share = percent(cut.not_completed);
                format!("{} is not complete by the end in {share} of futures", cut.facility)
            }
            None => "Every facility is completed as planned".to_owned(),
        },
    }
}

/// What want of metal delays more first, then what is later for any reason.
fn later_first(a: &FacilityDelay, b: &FacilityDelay) -> Ordering {
    b.mean_by_shortage.total_cmp(&a.mean_by_shortage).then(b.mean.total_cmp(&a.mean))
}

/// The facility that is most often not complete by the end, if any ever is not.
fn likeliest_cut(delays: &[FacilityDelay]) -> Option<&FacilityDelay> {
    let cut = delays.iter().filter(|delay| delay.not_completed > 0.0);
    cut.reduce(|most, other| if other.not_completed > most.not_completed { other } else { most })
}

/// Weeks to a tenth, below ten.
fn written_weeks(weeks: f64) -> String {
    match weeks {
        weeks if weeks < 0.05 => "under 0.1".to_owned(),
        weeks if weeks < 9.95 => format!("{weeks:.1}"),
        weeks => format!("{weeks:.0}"),
    }
}

const LONGEST_NAME: f64 = 380.0;
/// Room beside the panel for the mean, and for the share that is not complete.
const MEAN_ROOM: f64 = 72.0;
const NOT_COMPLETED_ROOM: f64 = 140.0;

/// A row per facility: the central 90 and 50 % of futures, the median, and the mean part of the
/// delay that a shortage causes. The height of the chart follows the number of facilities.
impl Chart for CompletionDelay {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        if self.delays.is_empty() {
            return Err(ChartError::Empty("facility"));
        }
        let numbers = |delay: &FacilityDelay| {
            delay.quantiles.into_iter().chain([delay.mean, delay.mean_by_shortage])
        };
        check("delay (weeks)", self.delays.iter().flat_map(numbers), NOT_NEGATIVE)?;

        let all = &self.delays;
        let chosen = Chosen::first(all.len(), |a, b| later_first(&all[a], &all[b]));
        let rest = chosen.rest("facility", |rest| match all[rest[0]].mean_by_shortage {
            weeks if weeks > 0.0 => {
                let most = if weeks < 0.05 { "" } else { "at most " };
                let weeks = written_weeks(weeks);
                format!("each {most}{weeks} weeks late on average for want of {}", self.missing)
            }
            _ => format!("none of them late for want of {}", self.missing),
        });
        let delays: Vec<&FacilityDelay> = chosen.rows.iter().map(|&row| &all[row]).collect();
        let highest = delays.iter().copied().flat_map(numbers).fold(0.0, f64::max);
        let row_height = (420.0 / delays.len() as f64).clamp(19.0, 72.0);
        let panel_height = row_height * delays.len() as f64;
        let height = self.wording.height() + 60.0 + panel_height + BELOW_PANEL + rest.room();
        let lettering = row_lettering(row_height);
        let names: Vec<String> = delays
            .iter()
            .map(|delay| lettering.shorten_middle(&delay.facility, LONGEST_NAME))
            .collect();
        // The legend has one row.
        let missing = LABEL.shorten(&format!("mean part for want of {}", self.missing), 420.0);
        let end = theme::WIDTH - theme::MARGIN;
        let any_cut = likeliest_cut(all).is_some();
        let mean_end = if any_cut { end - NOT_COMPLETED_ROOM } else { end };

        Frame::draw(&self.wording, height, |mut frame| {
            frame.legend(&[
                (Swatch::Patch(Colour::Band90), "90 % of futures"),
                (Swatch::Patch(Colour::Band50), "half of the futures"),
                (Swatch::Line(Colour::Ink), "median"),
                (Swatch::Patch(Colour::Accent), &missing),
            ])?;
            let top = frame.top + 26.0;
            let panel = Panel {
                left: theme::MARGIN + lettering.widest(&names) + 12.0,
                right: mean_end - MEAN_ROOM,
                top,
                bottom: top + panel_height,
            };
            let ticks = (panel.width() / 110.0).clamp(2.0, 8.0) as usize;
            let across = Axis::covering(0.0, highest, ticks);
            let mut plot = Plot::new(&frame, panel, across, Axis::rows(names))?;
            plot.vertical_grid()?;
            plot.row_names(lettering)?;
            let over = (HPos::Right, VPos::Bottom);
            frame.slide.text((mean_end, top - 10.0), over, LABEL, "mean")?;
            if any_cut {
                frame.slide.text((end, top - 10.0), over, LABEL, "not completed")?;
            }
            for (row, delay) in delays.iter().enumerate() {
                let middle = row as f64 + 0.5;
                let (_, y) = plot.at((0.0, middle));
                let beside = (HPos::Right, VPos::Center);
                let at_least = if delay.not_completed > 0.0 { "\u{2265} " } else { "" };
                let mean = format!("{at_least}{}", three_digits(delay.mean));
                frame.slide.text((mean_end, y), beside, lettering, &mean)?;
                if any_cut {
                    let share = percent(delay.not_completed);
                    frame.slide.text((end, y), beside, lettering, &share)?;
                }
                delay.paint(&plot, middle, f64::min(0.34, 16.0 / row_height))?;
            }
            plot.bottom_axis("Completion after the planned end [weeks]")?;
            rest.write(&frame, panel.bottom + BELOW_PANEL)?;
            if highest == 0.0 && !any_cut {
                plot.message("Every facility is completed as planned in every trial")?;
            }
            Ok(())
        })
    }
}

impl FacilityDelay {
    /// Its bars about the middle of its row, to `half` of a row above and below.
    fn paint(&self, plot: &Plot<'_, '_>, middle: f64, half: f64) -> Result<(), ChartError> {
        let [p05, p25, p50, p75, p95] = self.quantiles;
        let (top, bottom) = (middle - half, middle + half);
        if p95 > p05 {
            plot.data.rectangle((p05, top), (p95, bottom), Colour::Band90)?;
        }
        if p75 > p25 {
            plot.data.rectangle((p25, top), (p75, bottom), Colour::Band50)?;
        }
        if self.mean_by_shortage > 0.0 {
            // Two pixels at least.
            let end = self.mean_by_shortage.max(2.0 / plot.slot());
            plot.data.rectangle((0.0, bottom - half * 0.6), (end, bottom), Colour::Accent)?;
        }
        plot.data.line(&[(p50, top), (p50, bottom)], Colour::Ink, theme::THICK)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_want_of_metal_delays_most_is_named() {
        let delay = |facility: &str, mean, mean_by_shortage| FacilityDelay {
            facility: facility.to_owned(),
            quantiles: [0.0; 5],
            mean,
            mean_by_shortage,
            not_completed: 0.0,
        };
        let (late, short) = (delay("ohio", 33.0, 0.1), delay("virginia", 12.0, 2.9));
        assert_eq!(
            title("copper", &[late.clone(), short]),
            "virginia is completed 12 weeks late on average, 2.9 of them for want of copper"
        );
        let free = |facility: &str, mean| delay(facility, mean, 0.0);
        assert_eq!(
            title("copper", &[free("a", 3.0), free("b", 5.0)]),
            "b is completed 5.0 weeks late on average, none of them for want of copper"
        );
    }
}
