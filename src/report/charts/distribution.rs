//! What values something has: the density of a distribution, or the probabilities of its values.

use plotters::style::text_anchor::HPos;

use crate::report::drawing::{
    ANY, Axis, Chart, ChartError, Colour, Frame, LABEL, Lettering, NOT_NEGATIVE, PROBABILITY,
    Panel, Picture, Plot, Point, TICK, Wording, check, spread, theme,
};

/// The shape of a distribution with its mean and quantiles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DistributionShape {
    /// Title and caption.
    pub wording: Wording,
    /// What the horizontal axis is: a name with its unit.
    pub axis_title: String,
    /// What the vertical axis is.
    pub height_title: String,
    /// Edges of cells of equal width with the mean density in each; none for a list of values.
    pub cells: Vec<(f64, f64, f64)>,
    /// Values that have a probability of their own, with that.
    pub values: Vec<(f64, f64)>,
    /// Percentiles 5, 10, 25, 50, 75, 90 and 95.
    pub quantiles: [f64; 7],
    /// Mean.
    pub mean: f64,
    /// Percentiles 5, 50, 95 and the mean, as they are written beside their lines.
    pub labels: [String; 4],
}

/// The bodies of the central 90, 80 and 50 %, the tails in grey; the median, the mean, and the ends
/// of nine in ten.
impl Chart for DistributionShape {
    fn wording(&self) -> &Wording {
        &self.wording
    }

    fn picture(&self) -> Result<Picture, ChartError> {
        let (cells, values) = (&self.cells, &self.values);
        if cells.is_empty() && values.is_empty() {
            return Err(ChartError::Empty("value"));
        }
        let across = || {
            let ends = cells.iter().flat_map(|&(low, high, _)| [low, high]);
            ends.chain(values.iter().map(|value| value.0)).chain([self.mean]).chain(self.quantiles)
        };
        check("value", across(), ANY)?;
        check("density", cells.iter().map(|cell| cell.2), NOT_NEGATIVE)?;
        check("probability", values.iter().map(|value| value.1), PROBABILITY)?;
        let least = across().fold(f64::INFINITY, f64::min);
        let most = across().fold(f64::NEG_INFINITY, f64::max);
        // Bars need room to both sides.
        let room = if cells.is_empty() { 0.06 * (most - least).max(1e-9) } else { 0.0 };
        let x = Axis::covering(least - room, most + room, 7);
        let highest = cells.iter().map(|cell| cell.2).fold(0.0, f64::max);
        let highest = values.iter().map(|value| 100.0 * value.1).fold(highest, f64::max);
        let y = Axis::covering(0.0, 1.08 * highest, 5);

        Frame::draw(&self.wording, theme::HEIGHT, |frame| {
            // The last tick stands at the right edge.
            let room = (0.5 * TICK.widest(&x.labels) - theme::MARGIN + 6.0).max(20.0);
            let mut panel = Panel::within(&frame, &y, room);
            let title = panel.top;
            panel.top += LABEL_LEADING * 2.0;
            let mut plot = Plot::new(&frame, panel, x, y)?;
            plot.left_axis_titled_at(title, &self.height_title)?;
            self.body(&plot)?;
            self.bars(&plot)?;
            plot.bottom_axis(&self.axis_title)?;
            self.marks(&frame, &plot, title)
        })
    }
}

/// Height of a line of labels above the panel.
const LABEL_LEADING: f64 = 24.0;

impl DistributionShape {
    /// Where the colours change: tails, then the central 90, 80 and 50 %.
    fn bands(&self) -> [(f64, f64, Colour); 4] {
        let [p5, p10, p25, _, p75, p90, p95] = self.quantiles;
        [
            (f64::NEG_INFINITY, f64::INFINITY, Colour::NeedBand),
            (p5, p95, Colour::Band90),
            (p10, p90, Colour::Band80),
            (p25, p75, Colour::Band50),
        ]
    }

    fn body(&self, plot: &Plot<'_, '_>) -> Result<(), ChartError> {
        if self.cells.is_empty() {
            return Ok(());
        }
        for (from, to, colour) in self.bands() {
            let mut line: Vec<Point> = Vec::new();
            for &(low, high, density) in &self.cells {
                let (low, high) = (low.max(from), high.min(to));
                if low < high {
                    line.extend([(low, density), (high, density)]);
                }
            }
            if !line.is_empty() {
                plot.data.area(line, colour)?;
            }
        }
        let (first, last) = (self.cells[0], self.cells[self.cells.len() - 1]);
        let middles =
            self.cells.iter().map(|&(low, high, density)| (f64::midpoint(low, high), density));
        let outline: Vec<Point> =
            std::iter::once((first.0, first.2)).chain(middles).chain([(last.1, last.2)]).collect();
        plot.data.line(&outline, Colour::Curve, theme::THICK)
    }

    fn bars(&self, plot: &Plot<'_, '_>) -> Result<(), ChartError> {
        let gaps = self.values.windows(2).map(|pair| pair[1].0 - pair[0].0);
        let narrowest = gaps.fold(f64::INFINITY, f64::min);
        // In pixels, whatever the gaps.
        let half = (0.35 * narrowest * plot.slot()).clamp(2.0, 26.0) / plot.slot();
        for &(value, probability) in &self.values {
            let (from, to) = ((value - half, 0.0), (value + half, 100.0 * probability));
            plot.data.rectangle(from, to, Colour::Band50)?;
            let top = [(from.0, to.1), to];
            plot.data.line(&top, Colour::Curve, theme::THICK)?;
        }
        Ok(())
    }

    /// The lines of quantiles and mean, named above the panel in rows of their own.
    fn marks(&self, frame: &Frame<'_>, plot: &Plot<'_, '_>, title: f64) -> Result<(), ChartError> {
        let places = [self.quantiles[0], self.quantiles[3], self.quantiles[6]];
        let Panel { left, right, bottom, .. } = plot.panel;
        let row = title + 0.7 * LABEL_LEADING;
        let texts: Vec<&String> = self.labels[..3].iter().collect();
        let widths: Vec<f64> = texts.iter().map(|text| LABEL.bold().width(text)).collect();
        // Three labels that must not meet, each as near to its line as it can be.
        let wanted: Vec<f64> = places.iter().map(|&x| plot.at((x, 0.0)).0).collect();
        let apart = widths.iter().copied().fold(0.0, f64::max) + 18.0;
        let centres = spread(&wanted, apart, left + widths[0] / 2.0, right - widths[2] / 2.0);
        let dashes = (theme::THIN, theme::DASH);
        for ((&x, &centre), (text, place)) in wanted.iter().zip(&centres).zip(texts.iter().zip(0..))
        {
            let lettering = if place == 1 { LABEL.bold() } else { LABEL };
            let leader = [(centre, row + 10.0), (x, row + 22.0)];
            frame.slide.line(&leader, Colour::Curve, theme::HAIRLINE)?;
            let width = if place == 1 { theme::THICK } else { theme::HAIRLINE };
            frame.slide.line(&[(x, row + 22.0), (x, bottom)], Colour::Curve, width)?;
            frame.slide.plated_text((centre, row), HPos::Center, lettering, text)?;
        }
        let lettering = Lettering { colour: Colour::AccentInk, ..LABEL };
        let (x, text) = (plot.at((self.mean, 0.0)).0, &self.labels[3]);
        let top = plot.panel.top + 12.0;
        let line = [(x, top), (x, bottom)];
        frame.slide.dashes(&line, Colour::AccentInk, dashes.0, dashes.1)?;
        // On the side of the mean where there is less to hide.
        let is_left = self.mean < self.quantiles[3];
        let fits = |start: f64, end: f64| start >= left && end <= right;
        let width = lettering.width(text);
        let (start, side) = match is_left && fits(x - 8.0 - width, x) || !fits(x, x + 8.0 + width) {
            true => (x - 8.0, HPos::Right),
            false => (x + 8.0, HPos::Left),
        };
        frame.slide.plated_text((start, top + 6.0), side, lettering, text)
    }
}
